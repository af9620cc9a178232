"""Up the ladder: whom to ask, and for what, when the own force is not adequate in time."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from planner.config import LadderConfig
from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.surge.answer import Answer
from planner.surge.problem import TENTHS, SurgeProblem
from planner.surge.request import Request, RequestState, Rung
from planner.surge.sums import Gap, Sum, adequate_from, gathered


@dataclass(frozen=True, slots=True)
class Late:
    """An alarm at which the own force is not adequate in time: when it is (None: never), and what is missing then."""

    alarm: str
    adequate_min: float | None
    in_time_min: float
    gap: Gap
    sentence: str


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: how many officers it can send, women and riot-trained among them, and after how many minutes.

    `has_commander` tells whether somebody of any rank that is asked for may be expected among them.
    """

    rung: Rung
    officers: int
    women: int
    riot: int
    has_commander: bool
    eta_min: Estimate


def steps(config: LadderConfig, *, resting: int = 0) -> tuple[Step, ...]:
    """The rungs in their order. `resting` are officers of the district who have had `ladder.callout_rest_h` of rest."""
    made = []
    for rung in Rung:
        name = rung.value
        if rung is Rung.CALLOUT:
            officers = math.floor(resting * config.callout_share)
        else:
            officers = int(getattr(config, f"{name}_officers"))
        low, best, high = (float(getattr(config, f"{name}_{end}")) for end in ("low_min", "min", "high_min"))
        is_outside = rung is not Rung.CALLOUT
        # who of those at rest will come is not known: heads are counted on, not women or ranks
        is_riot_police = rung in (Rung.REGION, Rung.RANGERS)
        made.append(
            Step(
                rung,
                officers,
                math.floor(officers * config.women_share) if is_outside else 0,
                math.floor(officers * config.riot_share) if is_riot_police else 0,
                is_outside and officers > 0,
                Estimate(low, best, high, f"ladder.{name}_min"),
            )
        )
    return tuple(made)


def late(problem: SurgeProblem, answer: Answer, in_time_min: float) -> tuple[Late, ...]:
    """The alarms at which the own force is not adequate, or later than `in_time_min`; the heaviest first."""
    found = []
    for q in problem.priority:
        alarm = answer.alarms[q]
        minutes = alarm.time_to_adequate_min
        if minutes is not None and minutes <= in_time_min:
            continue
        if minutes is None:
            gap = _own(problem, q, answer, None).lacks(problem.last_need(q))
            sentence = f"Alarm {alarm.alarm}: the own force is not adequate. Missing: {gap.sentence() or 'time'}."
        else:
            moment = round(in_time_min * TENTHS)
            gap = _own(problem, q, answer, moment).lacks(problem.need_at(q, moment))
            sentence = (
                f"Alarm {alarm.alarm}: the own force is adequate only after {minutes:g} min. "
                f"Missing after {in_time_min:g} min: {gap.sentence() or 'time'}."
            )
        found.append(Late(alarm.alarm, minutes, float(in_time_min), gap, sentence))
    return tuple(found)


def ladder(
    problem: SurgeProblem,
    answer: Answer,
    config: LadderConfig,
    in_time_min: float,
    *,
    resting: int = 0,
    standing: Sequence[Request] = (),
) -> tuple[Request, ...]:
    """What to ask for, the heaviest alarm first, each from the nearest rung up; () when nothing is missing.

    A rung that cannot be there in time is asked all the same, and a higher one that can is asked at once with it. Where
    the own force is never adequate, what is asked is what is missing when the crowd has grown. A rung gives no more
    than it has to all alarms together. Requests that are `standing` count while they are open; a rung that declined is
    not asked again. The same input gives the same requests with the same identifiers.
    """
    room = {step.rung: Sum(step.officers, step.women, step.riot) for step in steps(config, resting=resting)}
    for old in standing:
        if old.state is RequestState.DECLINED:
            room[old.rung] = Sum()
        elif old.state.is_open:
            room[old.rung] = _without(room[old.rung], old)
    number = {alarm.id: q for q, alarm in enumerate(problem.alarms)}
    made: list[Request] = []
    for case in late(problem, answer, in_time_min):
        climb = _Climb(problem, number[case.alarm], answer, case)
        beside = [old for old in standing if old.alarm == case.alarm and old.state.is_open]
        for step in steps(config, resting=resting):
            asked = climb.asked(step, room[step.rung], beside) if climb.helps(step) else Gap()
            if asked:
                request = climb.request(step, asked, beside, {old.id for old in standing})
                room[step.rung] = _without(room[step.rung], request)
                beside.append(request)
                made.append(request)
    return tuple(made)


class _Climb:
    """The way up the ladder for one alarm."""

    def __init__(self, problem: SurgeProblem, q: int, answer: Answer, case: Late) -> None:
        self.problem, self.q, self.answer, self.case = problem, q, answer, case
        self.after = problem.onward_of(q)

    def helps(self, step: Step) -> bool:
        """Whether a rung may be there before the own force is adequate by itself."""
        own = self.case.adequate_min
        return own is None or step.eta_min.low + self.after / TENTHS < own

    def asked(self, step: Step, offer: Sum, beside: Sequence[Request]) -> Gap:
        """What to ask of a rung beside the others that are asked, at most what it has.

        Whoever can be there in time is asked for all that those leave open who can be there in time too.
        """
        if self._is_in_time(step):
            beside = [request for request in beside if self._is_in_time(request)]
        if self.case.adequate_min is None:
            own, need = _own(self.problem, self.q, self.answer, None), self.problem.last_need(self.q)
        else:
            # whoever comes later than in time is asked for what is missing still when they may be there
            moment = max(round(self.case.in_time_min * TENTHS), round(step.eta_min.low * TENTHS) + self.after)
            own, need = _own(self.problem, self.q, self.answer, moment), self.problem.need_at(self.q, moment)
        gap = sum(map(_brings, beside), own).lacks(need)
        women, riot = min(gap.women, offer.women), min(gap.riot, offer.riot)
        head = gap.commander if step.has_commander else None
        officers = min(offer.officers, max(gap.officers, women, riot, int(head is not None)))
        return Gap(officers, women, riot, head) if officers else Gap()

    def request(self, step: Step, asked: Gap, beside: Sequence[Request], taken: Collection[str]) -> Request:
        """The draft, with a name that no standing request has."""
        alarm = self.case.alarm
        name, again = f"{alarm}-{step.rung.value}", 2
        while name in taken:
            name, again = f"{alarm}-{step.rung.value}-{again}", again + 1
        adequate = self._adequate(step, asked, beside)
        return Request(
            id=name,
            rung=step.rung,
            to=step.rung.label,
            alarm=alarm,
            officers=asked.officers,
            women=asked.women,
            riot=asked.riot,
            commander=asked.commander,
            eta_min=step.eta_min,
            state=RequestState.DRAFT,
            sentence=_sentence(self.case, step, asked, adequate),
            adequate_min=adequate,
        )

    def _is_in_time(self, one: Request | Step) -> bool:
        return one.eta_min.low + self.after / TENTHS <= self.case.in_time_min

    def _adequate(self, step: Step, asked: Gap, beside: Sequence[Request]) -> float | None:
        """When the own force and all who are asked are adequate together, at best guess; None when they are not."""
        arrivals = [
            *gathered(self.problem, self.answer.alarms[self.q]),
            *((round(one.eta_min.best * TENTHS), _brings(one)) for one in beside),
            (round(step.eta_min.best * TENTHS), _brings(asked)),
        ]
        arrivals.sort(key=lambda pair: pair[0])
        moment = adequate_from(self.problem, self.q, arrivals, after=self.after)
        return None if moment is None else moment / TENTHS


def late_document(one: Late) -> dict[str, Any]:
    """What is said first, with its parts."""
    gap = one.gap
    return {
        "alarm": one.alarm,
        "time_to_adequate_min": one.adequate_min,
        "in_time_min": one.in_time_min,
        "missing": {
            "officers": gap.officers,
            "women": gap.women,
            "riot": gap.riot,
            "commander": None if gap.commander is None else gap.commander.label,
        },
        "sentence": one.sentence,
    }


def _own(problem: SurgeProblem, q: int, answer: Answer, moment: int | None) -> Sum:
    """What the own force brings to the crowd by a moment in tenths (None: in the end)."""
    after = problem.onward_of(q)
    there = [b for t, b in gathered(problem, answer.alarms[q]) if moment is None or t + after <= moment]
    return sum(there, Sum())


def _brings(asked: Request | Gap) -> Sum:
    return Sum(asked.officers, asked.women, asked.riot, asked.commander or Rank.CONSTABLE)


def _without(offer: Sum, request: Request) -> Sum:
    return Sum(
        max(0, offer.officers - request.officers),
        max(0, offer.women - request.women),
        max(0, offer.riot - request.riot),
    )


def _sentence(case: Late, step: Step, asked: Gap, adequate: float | None) -> str:
    among = [f"{asked.women} of them {'a woman' if asked.women == 1 else 'women'}"] if asked.women else []
    among += [f"{asked.riot} riot-trained"] if asked.riot else []
    among += [f"with {_rank(asked.commander)}"] if asked.commander is not None else []
    people = f"{asked.officers} officer{'' if asked.officers == 1 else 's'}"
    told = f"{people}, {', '.join(among)}," if among else people
    eta = step.eta_min
    whom = step.rung.label[0].upper() + step.rung.label[1:]
    if adequate is None:
        then = "still more must be asked for"
    elif case.adequate_min is not None and adequate >= case.adequate_min:
        then = f"sooner than the own force after {math.ceil(case.adequate_min)} min only if they come early"
    else:
        then = f"then the force is adequate after {math.ceil(adequate)} min"
    return (
        f"{whom}: {told} for alarm {case.alarm}, there in {eta.low:g} to {eta.high:g} min "
        f"(best guess {eta.best:g}); {then}."
    )


def _rank(rank: Rank) -> str:
    return f"a commander ({rank.label} or above)"
