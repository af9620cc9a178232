"""Things that could give: more officers, fewer places, a milder number, a vehicle, a lower floor. Each can be applied.

`apply` makes the problem in which it has been done, `words` says it to the commander.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from planner.core.duty import DutyKind
from planner.core.people import Officer, Rank, Skill
from planner.core.time import Window
from planner.roster.problem import RosterProblem
from planner.roster.words import count, hours

EVER = timedelta(days=3650)
"""Longer than any plan: an officer who comes for one window is on leave before and after it."""
MAX_NAMED = 6
"""Places that are named in one sentence; more are counted."""
MAX_PARTS = 4
"""Lines about duties that are said in full; of more, the first are examples."""
HOME = "lent to the unit"
"""Home station of officers who are not on the roll: near to everything."""
_CATEGORY = re.compile(r"\b(?:band|category) (A\+|A|B|C|D)(?![\w+])")
_POST = {
    DutyKind.COMMAND: "head of the unit at {}",
    DutyKind.DESK: "desk at {}",
    DutyKind.GUARD: "guard at {}",
    DutyKind.PATROL: "mobile from {}",
    DutyKind.RESERVE: "reserve at {}",
}
NOUNS = {kind: _POST[kind].partition(" ")[0] for kind in DutyKind} | {DutyKind.COMMAND: "command turn"}
"""A noun for a duty of each kind that takes an s for several."""


class Remedy(Protocol):
    """One thing that gives way."""

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """The problem in which it has been done."""
        ...

    def words(self, problem: RosterProblem) -> str:
        """As a commander would say it, without a full stop."""
        ...

    def amount(self, problem: RosterProblem) -> int:
        """How many things give: officers, duties, vehicles, hundredths of a floor."""
        ...

    def subjects(self) -> tuple[str, ...]:
        """What gives, by name."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class OfficerKind:
    """What is asked of an officer who is lent: at least this rank, a woman or anyone, these skills."""

    rank: Rank = Rank.CONSTABLE
    is_woman: bool = False
    skills: tuple[str, ...] = ()

    def words(self, number: int) -> str:
        """As "2 more women constables" or "1 more officer of rank ASI or above with driver"."""
        held = f" with {' and '.join(map(skill_words, self.skills))}" if self.skills else ""
        one, many = ("woman ", "women ") if self.is_woman else ("", "")
        if self.rank is Rank.CONSTABLE:
            noun = ("officer", "officers") if self.skills and not self.is_woman else ("constable", "constables")
            return f"{number} more {one if number == 1 else many}{noun[number != 1]}{held}"
        noun = ("officer", "officers")
        return (
            f"{number} more {one if number == 1 else many}{noun[number != 1]} of rank {self.rank.label} or above{held}"
        )

    def officer(self, name: str, window: Window | None) -> Officer:
        """Such an officer: there in the window only, or at all times."""
        leave = (
            () if window is None else (Window(window.start - EVER, window.start), Window(window.end, window.end + EVER))
        )
        return Officer(name, self.rank, self.is_woman, frozenset(Skill(s) for s in self.skills), HOME, HOME, leave)


@dataclass(frozen=True, slots=True)
class MoreOfficers:
    """So many officers of a kind who are not on the roll, in one window or (None) in all the days of the plan."""

    kind: OfficerKind
    number: int
    window: Window | None = None

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """They stand on the roll under names that nobody else has."""
        taken = {officer.id for officer in problem.officers}
        free = (name for i in range(1, len(taken) + self.number + 1) if (name := f"lent-{i}") not in taken)
        lent = [self.kind.officer(name, self.window) for _, name in zip(range(self.number), free, strict=False)]
        return problem.replace(officers=(*problem.officers, *lent))

    def words(self, problem: RosterProblem) -> str:
        """As "2 more women constables on Sunday 1 March 08:00-16:00"."""
        who = self.kind.words(self.number)
        if self.window is None:
            days = max(problem.day_numbers, default=0) + 1
            return f"{who} in all these {count(days, 'day')}" if days > 1 else f"{who} on this day"
        return f"{who} on {_span(problem, self.window.start, self.window.end)}"

    def amount(self, problem: RosterProblem) -> int:
        """The officers."""
        return self.number

    def subjects(self) -> tuple[str, ...]:
        """The kind of officer."""
        return (self.kind.words(1).partition("more ")[2],)


@dataclass(frozen=True, slots=True)
class FewerPlaces:
    """Officers that duties may lack, as (duty, how many); a duty that lacks all of them is left open."""

    places: tuple[tuple[str, int], ...]

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """Duties need so many fewer; those that need nobody are gone."""
        less = dict(self.places)
        kept = []
        for duty in problem.duties:
            left = duty.strength - less.get(duty.id, 0)
            if left > 0:
                skills = tuple((skill, min(n, left)) for skill, n in duty.skills)
                kept.append(replace(duty, strength=left, women=min(duty.women, left), skills=skills))
        names = {duty.id for duty in kept}
        floors = tuple(replace(floor, duties=floor.duties & names) for floor in problem.floors)
        return problem.replace(duties=tuple(kept), floors=floors)

    def words(self, problem: RosterProblem) -> str:
        """As "no guard at these 3 C sites on Sunday 1 March 09:00-12:00: S1, S2, S3"."""
        open_at: dict[tuple[str, str, str], list[str]] = {}
        parts = []
        for name, number in self.places:
            d = problem.duty_index[name]
            duty = problem.duties[d]
            at = _span(problem, duty.window.start, duty.window.end)
            if number == duty.strength:
                open_at.setdefault((duty.kind, category(duty.reason), at), []).append(duty.place)
            else:
                post = _POST[duty.kind].format(duty.place)
                parts.append(f"{count(number, 'officer')} fewer for the {post} on {at}")
        parts = [*(_left_open(*key, places) for key, places in open_at.items()), *parts]
        if len(parts) <= MAX_PARTS:
            return ", ".join(parts)
        kinds = Counter(problem.duties[problem.duty_index[name]].kind for name, _ in self.places)
        what = " and ".join(count(number, NOUNS[kind]) for kind, number in sorted(kinds.items()))
        return f"{what} open or with fewer officers, those of the least worth (such as {', '.join(parts[:2])})"

    def amount(self, problem: RosterProblem) -> int:
        """The duties."""
        return len(self.places)

    def subjects(self) -> tuple[str, ...]:
        """The duties."""
        return tuple(name for name, _ in self.places)


def _left_open(kind: str, band: str, at: str, places: list[str]) -> str:
    post = _POST[DutyKind(kind)]
    if len(places) == 1:
        what = f"{band} site {places[0]}" if band else places[0]
        return f"no {post.format(what)} on {at}"
    noun = f"{count(len(places), f'{band} site')}" if band else count(len(places), "place")
    named = ", ".join(places[:MAX_NAMED])
    more = len(places) - MAX_NAMED
    rest = f" and {count(more, 'other')}" if more > 0 else ""
    return f"no {post.format(f'these {noun}')} on {at} ({named}{rest})"


def skill_words(skill: str) -> str:
    """A skill as it is said: "riot control" for `riot-control`."""
    return skill.replace("-", " ")


def category(reason: str) -> str:
    """The band or category that the reason of a duty names, or nothing."""
    found = _CATEGORY.search(reason)
    return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class MilderNumber:
    """A number of a rule set to another value; `officers` says for how many it matters, 0 when that is not known."""

    name: str
    value: int
    officers: int = 0

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """The number has the value."""
        return problem.replace(**{self.name: self.value})

    def words(self, problem: RosterProblem) -> str:
        """As "a weekly limit of 56 h instead of 48 h (for 3 officers)"."""
        noun, say = NUMBERS[self.name]
        who = f" (for {count(self.officers, 'officer')})" if self.officers else ""
        return f"{noun.format(say(self.value))} instead of {say(getattr(problem, self.name))}{who}"

    def amount(self, problem: RosterProblem) -> int:
        """The officers for whom it matters; 1 when they are not known."""
        return max(1, self.officers)

    def subjects(self) -> tuple[str, ...]:
        """The number."""
        return (self.name,)


NUMBERS = {
    "max_week_min": ("a weekly limit of {} of duty", hours),
    "rest_min": ("a rest of {} between two duties", hours),
    "max_nights_week": ("up to {} in a week", lambda n: count(n, "night duty", "night duties")),
    "max_nights_row": ("up to {} in a row", lambda n: count(n, "night duty", "night duties")),
    "week_rest_min": ("a weekly rest of {}", hours),
    "max_commute_min": ("a way to duty of up to {}", hours),
}
"""Numbers of rules that may give, each with its words."""


@dataclass(frozen=True, slots=True)
class MoreVehicles:
    """So many vehicles of a size at a base that are not there."""

    base: str
    number: int
    seats: int

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """They stand at the base."""
        there = dict(problem.vehicles or {})
        there[self.base] = (*there.get(self.base, ()), *[self.seats] * self.number)
        return problem.replace(vehicles=there)

    def words(self, problem: RosterProblem) -> str:
        """As "1 more vehicle with 4 seats at Lines"."""
        return f"{count(self.number, 'more vehicle')} with {count(self.seats, 'seat')} at {self.base}"

    def amount(self, problem: RosterProblem) -> int:
        """The vehicles."""
        return self.number

    def subjects(self) -> tuple[str, ...]:
        """The base."""
        return (self.base,)


@dataclass(frozen=True, slots=True)
class LowerFloor:
    """A floor at a smaller share."""

    name: str
    share: float

    def apply(self, problem: RosterProblem) -> RosterProblem:
        """The floor asks for the share and no more."""
        floors = (replace(f, least_share=self.share) if f.name == self.name else f for f in problem.floors)
        return problem.replace(floors=tuple(floors))

    def words(self, problem: RosterProblem) -> str:
        """As "the floor of community Hindu at 40 % instead of 60 %"."""
        before = round(100 * self._before(problem))
        return f"the floor of {self.name} at {round(100 * self.share)} % instead of {before} %"

    def _before(self, problem: RosterProblem) -> float:
        return next(floor.least_share for floor in problem.floors if floor.name == self.name)

    def amount(self, problem: RosterProblem) -> int:
        """Hundredths by which it is lowered."""
        return round(100 * (self._before(problem) - self.share))

    def subjects(self) -> tuple[str, ...]:
        """The floor."""
        return (self.name,)


def _span(problem: RosterProblem, start: datetime, end: datetime) -> str:
    start, end = (moment.astimezone(problem.start.tzinfo) for moment in (start, end))
    return f"{start:%A} {start.day} {start:%B} {start:%H:%M}-{end:%H:%M}"
