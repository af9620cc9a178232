"""What a roster under construction counts so that each rule is asked in a moment: nights, days of rest, vehicles."""

from __future__ import annotations

from collections.abc import Sequence

from planner.roster.problem import DAYS_OF_WEEK_LIMIT, RosterProblem
from planner.roster.rules.night_limit import spans_of_nights
from planner.roster.rules.vehicles import vehicle_limits
from planner.roster.rules.weekly_rest import narrow_pairs, planned_days


class Nights:
    """Night duties of each officer by the spans of days that are limited. `day` counts from the first day of duty."""

    def __init__(self, problem: RosterProblem, day: Sequence[int]) -> None:
        self._is_night = problem.is_night
        self._day = day
        self._spans = spans_of_nights(problem)
        last = max(day, default=0)
        self._held = [[[0] * (last + days) for days, _ in self._spans] for _ in problem.officers]

    def add(self, officer: int, duty: int, sign: int) -> None:
        """Count a duty that is put or taken."""
        if self._is_night[duty]:
            day = self._day[duty]
            for (days, _), held in zip(self._spans, self._held[officer], strict=True):
                for span in range(day, day + days):
                    held[span] += sign

    def is_full(self, officer: int, duty: int) -> bool:
        """True when the duty is a night and one too many."""
        if not self._is_night[duty]:
            return False
        day = self._day[duty]
        return any(
            max(held[day : day + days]) >= most
            for (days, most), held in zip(self._spans, self._held[officer], strict=True)
        )


class Rests:
    """The days of each officer that are no days of rest, as a bit mask: seven bits in a row are one too many."""

    def __init__(self, problem: RosterProblem, day: Sequence[int]) -> None:
        self.is_on = problem.week_rest_min > 0 and len(planned_days(problem)) >= DAYS_OF_WEEK_LIMIT
        self._day = day
        self._work = [0] * len(problem.officers)
        self._of_day = [0] * (max(day, default=-1) + 1)
        for d, number in enumerate(day):
            self._of_day[number] |= 1 << d
        # for each duty: the days around which it makes a narrow pair, and the others of those pairs as a bit mask
        self._narrow: list[dict[int, int]] = [{} for _ in problem.duties]
        if self.is_on:
            for number, real in enumerate(planned_days(problem)):
                for first, second in narrow_pairs(problem, real):
                    for one, other in ((first, second), (second, first)):
                        self._narrow[one][number] = self._narrow[one].get(number, 0) | 1 << other
        self._pairs = [sorted(narrow) for narrow in self._narrow]
        by_day: dict[int, list[tuple[int, int]]] = {}
        for d, narrow in enumerate(self._narrow):
            for number, others in narrow.items():
                by_day.setdefault(number, []).append((d, others))
        self._by_day = by_day

    def add(self, officer: int, duty: int, sign: int, held: int) -> None:
        """Count a duty that is put or taken; `held` are the officer's duties after it, as a bit mask."""
        if not self.is_on:
            return
        if sign > 0:
            self._work[officer] |= 1 << self._day[duty] | self._made_narrow(duty, held)
            return
        for number in (self._day[duty], *self._pairs[duty]):
            if not self._is_work(number, held):
                self._work[officer] &= ~(1 << number)

    def is_last(self, officer: int, duty: int, held: int) -> bool:
        """True when the duty would leave seven days in a row without a day of rest."""
        if not self.is_on:
            return False
        work = self._work[officer]
        more = work | 1 << self._day[duty]
        if self._narrow[duty]:
            more |= self._made_narrow(duty, held)
        if more == work:
            return False
        two = more & more >> 1
        four = two & two >> 2
        return bool(four & four >> 3)

    def _made_narrow(self, duty: int, held: int) -> int:
        mask = 0
        for number, others in self._narrow[duty].items():
            if held & others:
                mask |= 1 << number
        return mask

    def _is_work(self, number: int, held: int) -> bool:
        if held & self._of_day[number]:
            return True
        return any(held >> d & 1 and held & others for d, others in self._by_day.get(number, ()))


class Fleet:
    """Vehicles that are left at each place and moment."""

    def __init__(self, problem: RosterProblem) -> None:
        limits = vehicle_limits(problem)
        self._left = [limit.most for limit in limits]
        self._limits: dict[int, list[int]] = {}
        for number, limit in enumerate(limits):
            for duty in limit.mobiles:
                self._limits.setdefault(duty, []).append(number)

    def send(self, duty: int, sign: int) -> None:
        """Count a mobile that goes out, or with -1 does not."""
        for number in self._limits.get(duty, ()):
            self._left[number] -= sign

    def has(self, duty: int) -> bool:
        """True when one more can go out, or the duty is none that takes a vehicle."""
        return all(self._left[number] > 0 for number in self._limits.get(duty, ()))
