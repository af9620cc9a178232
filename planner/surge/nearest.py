"""Nearest-first: the answer in a blink, as a dispatcher gives it, and the start for the exact one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from planner.surge.allocation import Allocation, Contingent, Seats
from planner.surge.force import Force, Wants


def fill(
    force: Force, wants: Wants, order: Sequence[int], *, women_first: bool = False, few_first: bool = False
) -> Allocation:
    """Alarm by alarm in `order`, origin by origin from the soonest: who is still wanted goes, as far as they may.

    Places for a commander and for women are kept free until they are found; when there are none to be found, others
    take the places. `women_first` is which of the two gets the seats of a small origin. With `few_first` every alarm
    gets its commander and women before any gets the others: so they last longer when there are too few.
    """
    filling = _Filling(force, wants, women_first)
    if few_first:
        for alarm in order:
            filling.fill(alarm, Heads.NONE)
    for alarm in order:
        filling.fill(alarm, Heads.KEEP_PLACES)
        filling.fill(alarm, Heads.ALL)
    return {key: contingent for key, contingent in filling.allocation.items() if contingent.strength}


class Heads(Enum):
    """Who goes besides women and a commander: nobody, as many as leave places for those, or as many as are wanted."""

    NONE = 0
    KEEP_PLACES = 1
    ALL = 2


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
        self._officers = list(wants.officers)
        self._women = list(wants.women)
        self._commanders = list(wants.commanders)

    def fill(self, alarm: int, heads: Heads) -> None:
        for origin in self.force.near[alarm]:
            heads_open = heads is not Heads.NONE and self._officers[alarm] > 0
            if not heads_open and self._women[alarm] <= 0 and self._commanders[alarm] <= 0:
                return
            self._take_from(origin, alarm, heads)

    def _take_from(self, origin: int, alarm: int, heads: Heads) -> None:
        force = self.force
        contingent = self.allocation.get((origin, alarm), Contingent([0] * len(force.classes)))
        rooms = [self._rooms[g] for g in force.groups_of[origin]]
        can = min([self._give[origin], self._seats.free_for(origin, contingent), *rooms])
        before = contingent.strength
        classes = range(len(force.classes))
        commanders = force.commanders[alarm]
        women = force.women
        for wants_woman in (True, False) if self.women_first else (False, True):
            left, able = (self._women, women) if wants_woman else (self._commanders, commanders)
            other, others = (self._commanders, commanders) if wants_woman else (self._women, women)
            # one who is both fills two places, so long as both are open
            for c in sorted(able, key=lambda c: ((c in others) != (other[alarm] > 0), c)):
                number = max(0, min(left[alarm], self._left[origin][c], can))
                can -= self._send(origin, alarm, contingent, c, number)
        places = 0 if heads is Heads.NONE else self._officers[alarm]
        if heads is Heads.KEEP_PLACES:
            places -= max(0, self._women[alarm]) + max(0, self._commanders[alarm])
        # commanders and women last: another alarm may want them
        for c in sorted(classes, key=lambda c: (force.classes[c][0], force.classes[c][1])):
            number = max(0, min(places, self._left[origin][c], can))
            places -= number
            can -= self._send(origin, alarm, contingent, c, number)
        taken = contingent.strength - before
        if taken:
            self.allocation[origin, alarm] = contingent
            self._seats.take(origin, contingent)
            self._give[origin] -= taken
            for g in force.groups_of[origin]:
                self._rooms[g] -= taken

    def _send(self, origin: int, alarm: int, contingent: Contingent, c: int, number: int) -> int:
        contingent.people[c] += number
        self._left[origin][c] -= number
        self._officers[alarm] -= number
        if c in self.force.women:
            self._women[alarm] -= number
        if c in self.force.commanders[alarm]:
            self._commanders[alarm] -= number
        return number
