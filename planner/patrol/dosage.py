"""When the required visits of a site may begin, so that whatever is chosen within keeps them close enough together.

Each required visit gets a window of its own. Of two visits in a row, the earliest begin of the first and the latest
begin of the second lie no more than stay + `every_min` apart, and their windows are a stay apart: any choice keeps the
dosage, and no two mobiles stand at the site at once. First windows come from loops: each mobile drives round its share
of these sites again and again. Later ones are made round the visits of the tours at hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.patrol.problem import Mobile, PatrolProblem, Stop, Tour

Windows = tuple[tuple[int, int], ...]


def shift(problem: PatrolProblem) -> tuple[int, int]:
    """First and last minute in which any mobile is out."""
    return min(one.first_min for one in problem.mobiles), max(one.last_min for one in problem.mobiles)


def first_windows(problem: PatrolProblem, minutes: NDArray[np.int64]) -> tuple[dict[int, Windows], tuple[Tour, ...]]:
    """Windows of the required visits of each stop (by position) from loops, and the tours that drive these loops.

    `minutes` are driving, rounded up. The tours keep every bound; a visit for which they come too late is left out.
    """
    needed = [at for at, stop in enumerate(problem.stops) if stop.visits]
    order = _loop(problem, minutes, needed)
    size = max(1, -(-len(order) // len(problem.mobiles)))
    windows: dict[int, Windows] = {}
    tours = []
    for which, mobile in enumerate(problem.mobiles):
        piece = order[which * size : (which + 1) * size]
        if piece:
            offsets, length = _offsets(problem, minutes, piece, mobile)
            for at, offset in zip(piece, offsets, strict=True):
                windows[at] = _spread(problem, problem.stops[at], offset, length)
        tours.append(Tour(which, _driven(problem, minutes, piece, mobile, windows)))
    return windows, tuple(tours)


def _driven(
    problem: PatrolProblem,
    minutes: NDArray[np.int64],
    piece: Sequence[int],
    mobile: Mobile,
    windows: dict[int, Windows],
) -> tuple[tuple[int, int], ...]:
    clock, place, visits = mobile.first_min, mobile.start_place, []
    for turn in range(max((problem.stops[at].visits for at in piece), default=0)):
        for at in piece:
            stop = problem.stops[at]
            if turn >= stop.visits:
                continue
            low, high = windows[at][turn]
            begin = max(clock + int(minutes[place, stop.place]), low)
            end = begin + stop.stay_min
            is_open = not stop.windows or any(a <= begin <= b for a, b in stop.windows)
            if is_open and begin <= high and end + int(minutes[stop.place, mobile.end_place]) <= mobile.last_min:
                visits.append((at, begin))
                clock, place = end, stop.place
    return tuple(visits)


def windows_round(problem: PatrolProblem, begins: Mapping[int, Sequence[int]]) -> dict[int, Windows]:
    """Windows round the visits of stops that have their dosage: time to spare between two visits is shared by both."""
    first, last = shift(problem)
    result: dict[int, Windows] = {}
    for at, times in begins.items():
        stop = problem.stops[at]
        gaps = [two - one - stop.stay_min for one, two in pairwise(times)]
        if len(times) < stop.visits or any(gap < 0 or gap > problem.every_min for gap in gaps):
            continue
        windows = []
        for k, begin in enumerate(times):
            before, after = gaps[k - 1] if k else None, gaps[k] if k < len(gaps) else None
            earlier = _least(before, None if after is None else problem.every_min - after)
            later = _least(after, None if before is None else problem.every_min - before)
            low = first if earlier is None else max(first, begin - earlier)
            high = last - stop.stay_min if later is None else min(last - stop.stay_min, begin + later)
            windows.append((low, high))
        result[at] = tuple(windows)
    return result


def _least(*spares: int | None) -> int | None:
    known = [spare // 2 for spare in spares if spare is not None]
    return min(known) if known else None


def _spread(problem: PatrolProblem, stop: Stop, offset: int, loop_min: int) -> Windows:
    """One window a visit, a period apart; the loop, the shift and the dosage bound the period."""
    first, last = shift(problem)
    room = last - first - stop.stay_min
    if stop.visits == 1:
        return ((first, first + max(0, room)),)
    reach = stop.stay_min + problem.every_min
    # spread over the whole shift, as far as a quarter of the time allowed between visits is left as width
    even = min(-(-room // stop.visits), reach - problem.every_min // 4)
    most = min(reach, max(stop.stay_min, (room - offset) // (stop.visits - 1)))
    period = max(stop.stay_min, min(max(loop_min, even), most))
    width = max(0, min(period - stop.stay_min, reach - period))
    start = max(0, offset - width // 2)
    return tuple(
        (first + min(start + k * period, room), first + min(start + k * period + width, room))
        for k in range(stop.visits)
    )


def _offsets(
    problem: PatrolProblem, minutes: NDArray[np.int64], piece: Sequence[int], mobile: Mobile
) -> tuple[list[int], int]:
    """When each stop of a loop is reached for the first time, and how long the loop takes."""
    clock, place, offsets = mobile.first_min - shift(problem)[0], mobile.start_place, []
    for at in piece:
        stop = problem.stops[at]
        clock += int(minutes[place, stop.place])
        offsets.append(clock)
        clock += stop.stay_min
        place = stop.place
    back = int(minutes[place, problem.stops[piece[0]].place])
    return offsets, clock - offsets[0] + back


def _loop(problem: PatrolProblem, minutes: NDArray[np.int64], needed: list[int]) -> list[int]:
    """The stops in the order of a short way round: nearest next, then parts turned about while that is shorter."""
    left, order, place = list(needed), [], problem.mobiles[0].start_place
    while left:
        nearest = min(left, key=lambda at: (int(minutes[place, problem.stops[at].place]), at))
        left.remove(nearest)
        order.append(nearest)
        place = problem.stops[nearest].place

    def length(one: list[int]) -> int:
        places = [problem.stops[at].place for at in one]
        return int(sum(minutes[a, b] for a, b in pairwise([*places, *places[:1]])))

    is_better = True
    while is_better:
        is_better = False
        for low in range(len(order) - 1):
            for high in range(low + 2, len(order) + 1):
                turned = order[:low] + order[low:high][::-1] + order[high:]
                if length(turned) < length(order):
                    order, is_better = turned, True
    return order
