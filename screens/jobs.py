"""Long pieces of work in threads of their own, so that the screen stays alive."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from planner.core.errors import PlannerError


@dataclass
class Job:
    """A long piece of work in a thread of its own: how far it is, what came of it, and a way to stop it."""

    said: Any = None
    result: Any = None
    fault: PlannerError | None = None
    crash: BaseException | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return time.monotonic() - self.began


def _say(job: Job, progress: Any) -> None:
    job.said = progress


def start(work: Callable[[Callable[[Any], None], Callable[[], bool]], Any]) -> Job:
    """Runs `work(progress, cancel)` in a thread; the job says how far it is."""
    job = Job()

    def run() -> None:
        try:
            job.result = work(lambda progress: _say(job, progress), job.stop.is_set)
        except PlannerError as fault:
            job.fault = fault
        except BaseException as crash:
            job.crash = crash  # the screen raises it again where the reader can see that something went wrong
            raise
        finally:
            job.ended.set()

    threading.Thread(target=run, daemon=True).start()
    return job
