"""How good an answer is, in time: all that is said about it at once, for the document of a surge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.config import DoubtConfig, LadderConfig, SurgeConfig
from planner.surge.answer import Answer
from planner.surge.curve import curve, curve_document
from planner.surge.ladder import ladder, late, late_document
from planner.surge.naive import Direct, naive, naive_document
from planner.surge.problem import SurgeProblem
from planner.surge.promise import promise, promise_document, sensitivity, sensitivity_document
from planner.surge.request import Request, request_document


def clock_document(
    problem: SurgeProblem,
    answer: Answer,
    config: SurgeConfig,
    doubt: DoubtConfig,
    rungs: LadderConfig,
    *,
    seed: int,
    resting: int = 0,
    standing: Sequence[Request] = (),
    direct: Direct | None = None,
) -> dict[str, Any]:
    """Keys of the document of a surge: `late`, `requests`, `nearest_first`, and `alarms` with the keys to add to each.

    `standing` requests come first among `requests`. Each alarm gets `late`, `promise`, `sensitivity` and `curve`.
    """
    beside = naive(problem, config, direct=direct)
    said = late(problem, answer, config.in_time_min)
    requests = (*standing, *ladder(problem, answer, rungs, config.in_time_min, resting=resting, standing=standing))
    coming = [request for request in requests if request.state.is_open]
    promises, sensitivities = promise(problem, answer, config, doubt, seed=seed), sensitivity(problem, answer, config)
    not_in_time = {case.alarm for case in said}
    return {
        "late": [late_document(case) for case in said],
        "requests": [request_document(request) for request in requests],
        "nearest_first": naive_document(beside),
        "alarms": [
            {
                "late": alarm.id in not_in_time,
                "promise": promise_document(promises[q]),
                "sensitivity": sensitivity_document(sensitivities[q]),
                "curve": curve_document(curve(problem, q, answer, config, beside=beside, requests=coming)),
            }
            for q, alarm in enumerate(problem.alarms)
        ],
    }
