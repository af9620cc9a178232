"""The command line: the same verbs as the screens. Nothing heavy is imported before a verb runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from planner.cli.output import say_fault, speak_utf8
from planner.cli.parser import make_parser
from planner.core.errors import PlannerError

DONE, NO_PLAN, BAD_INPUT, OUR_FAULT = 0, 1, 2, 3
"""Exit codes."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code. Says what is wrong on standard error, never as a stack trace."""
    speak_utf8()
    options = make_parser().parse_args(arguments)
    try:
        from planner.cli import verbs

        return verbs.run(options)
    except PlannerError as fault:
        say_fault(str(fault))
        return BAD_INPUT
    except KeyboardInterrupt:
        say_fault("Stopped. What was acknowledged is kept.")
        return NO_PLAN
    except BrokenPipeError:
        return DONE
    except Exception as fault:  # noqa: BLE001  # the last door: a person gets a sentence, the log gets the trace
        say_fault(_our_fault(fault))
        return OUR_FAULT


def _our_fault(fault: Exception) -> str:
    """What to say of a fault of the program; the whole trace goes into a file beside the person's work."""
    import tempfile
    import traceback
    from pathlib import Path

    said = f"This is a fault of Hifazat, not yours: {type(fault).__name__}: {fault}"
    for folder in (Path(), Path(tempfile.gettempdir())):
        log = folder / "hifazat-fault.log"
        try:
            log.write_text("".join(traceback.format_exception(fault)), encoding="utf-8")
        except OSError:
            continue  # this folder may not be written; the sentence must come all the same
        return f"{said}\nMaybe send {log.resolve()} to its developers; nothing that was acknowledged is lost."
    return said


def run_and_exit() -> None:
    """Entry point of the console script."""
    sys.exit(main())
