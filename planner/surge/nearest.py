"""Nearest-first: the answer in a blink, as a dispatcher gives it, and the start for the exact one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from planner.surge.allocation import Allocation, Contingent, Seats
from planner.surge.force import Force
from planner.surge.wants import OFFICERS, RIOT, TIERS, WOMEN, Vector, Wants, less


def fill(
    force: Force,
    wants: Wants,
    order: Sequence[int],
    *,
    women_first: bool = False,
    few_first: bool = False,
    sections_first: bool = False,
) -> Allocation:
    """Alarm by alarm in `order`, origin by origin from the soonest: who is still wanted goes, as far as they may.

    An origin that cannot give a legal unit gives nobody. Places for a commander, women and riot-trained are kept free
    until they are found; when there are none to be found, others take the places. `women_first` is who gets the seats
    of a small origin. With `few_first` every alarm gets those few before any gets the others, so they last longer; with
    `sections_first` every alarm gets its first section before any gets more.
    """
    filling = _Filling(force, wants, women_first)
    if sections_first:
        for alarm in order:
            filling.fill(alarm, Heads.SECTION)
    if few_first:
        for alarm in order:
            filling.fill(alarm, Heads.NONE)
    for alarm in order:
        filling.fill(alarm, Heads.KEEP_PLACES)
        filling.fill(alarm, Heads.ALL)
    return {key: contingent for key, contingent in filling.allocation.items() if contingent.strength}


class Heads(Enum):
    """Who goes besides the few of a kind: nobody, a first section, as many as leave places for them, or all wanted."""

    NONE = 0
    SECTION = 1
    KEEP_PLACES = 2
    ALL = 3


class _Filling:
    def __init__(self, force: Force, wants: Wants, women_first: bool) -> None:
        self.force = force
        self.wants = wants
        self.women_first = women_first
        self.allocation: Allocation = {}
        self._left = [list(row) for row in force.people]
        self._give = list(force.give)
        self._rooms = [group.room for group in force.groups]
        self._seats = Seats(force)
        self._got: list[Vector] = [(0,) * len(force.resources) for _ in force.alarms]
        self._last = [0 for _ in force.alarms]

    def fill(self, alarm: int, heads: Heads) -> None:
        for origin in self.force.near[alarm]:
            if self._give[origin] <= 0:
                continue
            at = max(self._last[alarm], self.force.when(origin, alarm))
            if self._is_adequate_before(alarm, at):
                return
            wanted = less(self.wants.at(alarm, at), self._got[alarm])
            if heads is Heads.NONE:
                wanted = (0, *wanted[1:])
            elif heads is Heads.SECTION:
                section = max(0, self.wants.sections[alarm] - self._got[alarm][OFFICERS])
                wanted = (min(section, wanted[OFFICERS]), *(0 for _ in wanted[1:]))
            if any(wanted):
                self._take_from(origin, alarm, list(wanted), heads)

    def _is_adequate_before(self, alarm: int, moment: int) -> bool:
        at = self.wants.adequate(alarm, self._got[alarm], self._last[alarm])
        return at is not None and at <= moment

    def _take_from(self, origin: int, alarm: int, wanted: list[int], heads: Heads) -> None:
        force = self.force
        before = self.allocation.get((origin, alarm), Contingent([0] * len(force.classes)))
        rooms = [self._rooms[g] for g in force.groups_of[origin]]
        can = min([self._give[origin], self._seats.free_for(origin, before), *rooms])
        if can <= 0:
            return
        unit = _Unit(force, force.least[origin], list(before.people), self._left[origin], can, wanted)
        specials = [*range(len(wanted) - 1, TIERS - 1, -1), WOMEN, RIOT]
        if self.women_first:
            specials = [WOMEN, RIOT, *specials[:-2]]
        for special in specials:
            unit.find(special, specials)
        places = 0 if heads is Heads.NONE else wanted[OFFICERS]
        if heads is Heads.KEEP_PLACES:
            places -= wanted[WOMEN] + wanted[RIOT] + max(wanted[TIERS:], default=0)
        unit.add(places)
        if not unit.make_legal():
            return
        added = [now - then for now, then in zip(unit.people, before.people, strict=True)]
        taken = sum(added)
        if taken <= 0:
            return
        contingent = Contingent(unit.people, list(before.vehicles), before.loose)
        self.allocation[origin, alarm] = contingent
        self._seats.take(origin, contingent)
        self._left[origin] = [left - number for left, number in zip(self._left[origin], added, strict=True)]
        self._give[origin] -= taken
        for g in force.groups_of[origin]:
            self._rooms[g] -= taken
        self._got[alarm] = tuple(
            have + sum(number * force.counts[c][r] for c, number in enumerate(added))
            for r, have in enumerate(self._got[alarm])
        )
        self._last[alarm] = max(self._last[alarm], force.when(origin, alarm))


class _Unit:
    """A unit while it is made up: nothing is taken from the origin before it is legal."""

    def __init__(
        self, force: Force, least: int, people: list[int], left: list[int], can: int, wanted: list[int]
    ) -> None:
        self.force, self.least, self.people, self.can, self.wanted = force, least, people, can, wanted
        self.free = list(left)

    def _send(self, c: int, number: int) -> None:
        self.people[c] += number
        self.free[c] -= number
        self.can -= number
        for r, does in enumerate(self.force.counts[c]):
            self.wanted[r] = max(0, self.wanted[r] - number * does)

    def find(self, special: int, specials: Sequence[int]) -> None:
        """Those who are wanted of one kind; one who is of two wanted kinds fills two places."""
        force = self.force

        def others(c: int) -> int:
            return sum((force.counts[c][r] > 0) != (self.wanted[r] > 0) for r in specials if r != special)

        for c in sorted(force.resources[special], key=lambda c: (others(c), c)):
            number = min(self.wanted[special], self.free[c], self.can)
            if number > 0:
                self._send(c, number)

    def _plain_first(self) -> Iterator[int]:
        # commanders, women and riot-trained last: another alarm may want them
        yield from range(len(self.force.classes))

    def add(self, places: int) -> None:
        """So many more of any kind."""
        for c in self._plain_first():
            number = min(places, self.free[c], self.can)
            if number > 0:
                places -= number
                self._send(c, number)

    def make_legal(self) -> bool:
        """Add a leader (in place of another when there is no room) and fill up to the least unit, if that can be."""
        leaders = self.force.leaders
        if not any(self.people[c] for c in leaders):
            found = [c for c in sorted(leaders) if self.free[c]]
            if not found:
                return False
            if self.can < 1:
                gives_way = self._who_gives_way(found)
                if gives_way is None:
                    return False
                found = [gives_way[1]]
                self._send(gives_way[0], -1)
            self._send(found[0], 1)
        self.add(self.least - sum(self.people))
        return sum(self.people) >= self.least

    def _who_gives_way(self, leaders: Sequence[int]) -> tuple[int, int] | None:
        """One in the unit and a leader who is all that he is."""
        counts = self.force.counts
        for c, number in enumerate(self.people):
            for leader in leaders if number else ():
                if all(a <= b for a, b in zip(counts[c], counts[leader], strict=True)):
                    return c, leader
        return None
