"""Public routing instances as jobs: team orienteering (Chao) and time windows (Solomon, Gehring and Homberger)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from planner.patrol.engine import Call, Fleet, Job, Way

SCALE = 100  # Chao: distances in hundredths
PRIZE = 20  # a point of score is worth so many units of distance: score first, way second
TENTHS = 10  # Solomon: distances cut to one decimal, all times in tenths


@dataclass(frozen=True)
class Instance:
    """A job, its points in the plane, and what is measured: score (more is better) or distance (less is better)."""

    name: str
    family: str
    job: Job
    xy: np.ndarray
    scores: tuple[int, ...]

    def figure(self, ways: tuple[Way, ...] | None) -> int | None:
        """Score fetched or distance driven by ways that keep every bound, counted anew; None when they do not."""
        if ways is None:
            return None
        made = [call for way in ways for call in way.calls]
        if len(made) != len(set(made)) or len(ways) > sum(fleet.count for fleet in self.job.fleets):
            return None
        driven = [self._driven(way) for way in ways]
        if any(one is None for one in driven):
            return None
        if self.family == "orienteering":
            return sum(self.scores[call] for call in made)
        return sum(one for one in driven if one is not None) if len(made) == len(self.job.calls) else None

    def gap(self, figure: int | None, best: int) -> float:
        """How far a figure is from the best known, in percent; 100 when there is none."""
        if figure is None:
            return 100.0
        return 100 * ((best - figure) if self.family == "orienteering" else (figure - best)) / best

    def _driven(self, way: Way) -> int | None:
        fleet, calls = self.job.fleets[way.fleet], [self.job.calls[call] for call in way.calls]
        clock, place, driven = fleet.first, fleet.start, 0
        for call in calls:
            clock = max(clock + int(self.job.duration[place, call.place]), call.first)
            if call.last is not None and clock > call.last:
                return None
            driven += int(self.job.distance[place, call.place])
            clock += call.service
            place = call.place
        driven += int(self.job.distance[place, fleet.end])
        clock += int(self.job.duration[place, fleet.end])
        is_late = fleet.last is not None and clock > fleet.last
        is_far = fleet.max_distance is not None and driven > fleet.max_distance
        is_full = fleet.capacity is not None and sum(call.load for call in calls) > fleet.capacity
        return None if is_late or is_far or is_full else driven


def read(path: Path) -> Instance:
    """The instance in a file of either family, told apart by its first lines."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return solomon(path.stem, text) if "VEHICLE" in text.upper() else orienteering(path.stem, text)


def orienteering(name: str, text: str) -> Instance:
    """Chao's format: with or without the words n, m and tmax before the three numbers; then x, y, score.

    Files round the time of one vehicle to a decimal. Where total / m, with a total in halves, rounds to what is
    written, the unrounded one is taken.
    """
    rows = [line.replace(";", " ").split() for line in text.splitlines() if line.strip()]
    head = [float(row[-1]) for row in rows[:3]]
    n, m = int(head[0]), int(head[1])
    points = np.array([[float(cell) for cell in row[:3]] for row in rows[3 : 3 + n]])
    limit = _unrounded(head[2], m)
    xy, scores = points[:, :2], points[:, 2].astype(int)
    distance = np.rint(_between(xy) * SCALE).astype(np.int64)
    calls = tuple(Call(at, int(scores[at]) * PRIZE * SCALE, is_required=False) for at in range(1, n - 1))
    fleet = Fleet(0, n - 1, m, max_distance=int(limit * SCALE + 1e-6))
    return Instance(
        name, "orienteering", Job(calls, (fleet,), distance, distance), xy, tuple(int(s) for s in scores[1:-1])
    )


def _unrounded(limit: float, vehicles: int) -> float:
    total = round(limit * vehicles * 2) / 2
    return total / vehicles if abs(total / vehicles - limit) <= 0.05 + 1e-9 else limit


def solomon(name: str, text: str) -> Instance:
    """Solomon's format, also that of Gehring and Homberger: vehicles and capacity, then rows of seven numbers."""
    rows = [[float(cell) for cell in line.split()] for line in text.splitlines() if re.fullmatch(r"[\d\s.+-]+", line)]
    rows = [row for row in rows if row]
    count, capacity = (int(cell) for cell in next(row for row in rows if len(row) == 2))
    table = np.array([row for row in rows if len(row) == 7])
    xy = table[:, 1:3]
    distance = np.floor(_between(xy) * TENTHS + 1e-9).astype(np.int64)
    tenths = (table[:, 4:] * TENTHS).astype(int)
    calls = tuple(
        Call(at, service=int(tenths[at, 2]), first=int(tenths[at, 0]), last=int(tenths[at, 1]), load=int(table[at, 3]))
        for at in range(1, len(table))
    )
    fleet = Fleet(0, 0, count, first=int(tenths[0, 0]), last=int(tenths[0, 1]), capacity=capacity)
    return Instance(name, "time windows", Job(calls, (fleet,), distance, distance), xy, ())


def _between(xy: np.ndarray) -> np.ndarray:
    return np.sqrt(((xy[:, None] - xy[None]) ** 2).sum(-1))
