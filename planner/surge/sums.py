"""What people bring together, and from when on that is adequate: shared by all that looks at an answer over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.core.people import Rank
from planner.core.surge import Need
from planner.surge.answer import AlarmAnswer, UnitAnswer
from planner.surge.problem import TENTHS, Person, SurgeProblem


@dataclass(frozen=True, slots=True)
class Sum:
    """Officers; women and riot-trained among them; their highest rank (None: nobody)."""

    officers: int = 0
    women: int = 0
    riot: int = 0
    rank: Rank | None = None

    def __add__(self, other: Sum) -> Sum:
        ranks = [rank for rank in (self.rank, other.rank) if rank is not None]
        return Sum(
            self.officers + other.officers,
            self.women + other.women,
            self.riot + other.riot,
            max(ranks, default=None),
        )

    def lacks(self, need: Need) -> Gap:
        """What is missing to a need."""
        has_head = self.rank is not None and self.rank >= need.commander
        return Gap(
            max(0, need.officers - self.officers),
            max(0, need.women - self.women),
            max(0, need.riot - self.riot),
            None if has_head else need.commander,
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing: numbers, and the rank of the commander who is (None: there is one)."""

    officers: int = 0
    women: int = 0
    riot: int = 0
    commander: Rank | None = None

    def __bool__(self) -> bool:
        return bool(self.officers or self.women or self.riot or self.commander is not None)

    def sentence(self) -> str:
        """What is missing in words; empty when nothing is."""
        parts = [
            f"{number} {one if number == 1 else many}"
            for number, one, many in (
                (self.officers, "officer", "officers"),
                (self.women, "woman", "women"),
                (self.riot, "riot-trained", "riot-trained"),
            )
            if number
        ]
        if self.commander is not None:
            parts.append(f"a commander ({self.commander.label} or above)")
        return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)


def summed(people: Iterable[Person]) -> Sum:
    """What people bring."""
    people = tuple(people)
    return Sum(
        len(people),
        sum(p.is_woman for p in people),
        sum(p.is_riot_trained for p in people),
        max((p.rank for p in people), default=None),
    )


def sum_of(unit: UnitAnswer, people: dict[str, Person]) -> Sum:
    """What a unit brings; `people` are those of `people_of`."""
    return summed(people[officer] for officer in unit.officers)


def people_of(problem: SurgeProblem) -> dict[str, Person]:
    """Everybody who is on duty, by service number."""
    return {person.officer: person for origin in problem.origins for person in origin.people}


def senders_of(problem: SurgeProblem, alarm: AlarmAnswer) -> dict[str, Person]:
    """Everybody at the origins that send units to an alarm, by service number."""
    senders = {unit.origin for unit in alarm.units}
    return {person.officer: person for one in problem.origins if one.id in senders for person in one.people}


def gathered(problem: SurgeProblem, alarm: AlarmAnswer) -> list[tuple[int, Sum]]:
    """The units of an alarm by when they are at its form-up point: tenths, and what each brings."""
    people = senders_of(problem, alarm)
    return sorted(
        ((round(unit.arrive_min * TENTHS), sum_of(unit, people)) for unit in alarm.units), key=lambda pair: pair[0]
    )


def adequate_from(problem: SurgeProblem, q: int, arrivals: Iterable[tuple[int, Sum]], *, after: int = 0) -> int | None:
    """The first moment, in tenths, at which those who arrived meet the need of then; None when they never do.

    `arrivals` are in order of time; `after` is added to each: the way from the form-up point.
    """
    together = Sum()
    for tenths, brought in arrivals:
        together += brought
        if not together.lacks(problem.need_at(q, tenths + after)):
            return tenths + after
    return None
