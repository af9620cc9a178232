"""One incident that several sources report: which rows belong together, which of them counts, and why.

Two rows are taken for one incident only where all of this holds:

- they come from two sources. A register does not list an incident twice, so two rows of one source are two
  incidents, and a group never holds two of them. Rows of one source that name different reporters are one log: they
  belong together only on one day, at one place, of one kind.
- their days lie within `duplicate_days` of each other, or half a week or half a month more where one of the two is
  known only so.
- their places lie within `duplicate_m`, or twice the doubt of the rougher one more.
- the kind and the community are the same. Where both day and site are known exactly, kinds that sources confuse
  (mob violence and arson, `ALIKE`) and an unknown community will do.
- where both state the killed, the numbers differ by one at most, or by `duplicate_fatality_share` of the larger.

A row of which only the month or only the district is known fits many: it joins only where it fits exactly one
incident of other sources. Where more than `duplicate_crowd` rows lie in reach of one it does not look among them:
nobody could tell. Where rows could be paired in several ways, the nearest pairs are made first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from planner.config import RiskConfig
from planner.risk.doubt import days_of, doubts_m, widths_days

ALIKE = frozenset(
    frozenset(pair)
    for pair in (
        ("mob violence", "arson"),
        ("mob violence", "vandalism"),
        ("mob violence", "attack"),
        ("mob violence", "desecration"),
        ("arson", "vandalism"),
        ("arson", "desecration"),
        ("vandalism", "desecration"),
        *((kind, "other") for kind in ("mob violence", "arson", "vandalism", "attack", "desecration", "threat")),
    )
)
"""Kinds that two sources give to one incident. Source: assumption; a mob that burns a church is both."""
_ONE_LOG_DAYS = 1.0  # one log with several reporters: the same day
_REACH = 2.0  # standard deviations of a place that are looked through: 95 of 100 places lie within
_EXACT = 0


@dataclass(frozen=True, slots=True)
class _Rows:
    """The incidents as arrays; `time` and `place` are 0 exact, 1 rough, 2 vague, as the codes of the table less one."""

    ids: np.ndarray
    day: np.ndarray
    xy: np.ndarray
    width: np.ndarray
    doubt: np.ndarray
    time: np.ndarray
    place: np.ndarray
    kind: np.ndarray
    community: np.ndarray
    kind_and_community: np.ndarray
    killed: np.ndarray
    log: np.ndarray
    origin: np.ndarray
    is_vague: np.ndarray


def group_of(incidents: pd.DataFrame, config: RiskConfig) -> np.ndarray:
    """A whole number for each row, (n,): rows with the same number report one incident.

    The order of the rows does not matter for who belongs together. A patrol find is no report: it stays alone.
    """
    answer = np.arange(len(incidents))
    reported = np.flatnonzero(incidents["reported_by"] != "patrol")
    if len(reported) < 2:
        return answer
    order = reported[np.argsort(incidents["incident"].to_numpy(str)[reported], kind="stable")]
    rows = _read(incidents.iloc[order], config)
    a, b, score = _fitting(rows, config)
    sure = ~(rows.is_vague[a] | rows.is_vague[b])
    groups = _Groups(rows.origin)
    for i in np.lexsort((b[sure], a[sure], score[sure])):
        groups.join(int(a[sure][i]), int(b[sure][i]))
    _join_vague(groups, rows, a[~sure], b[~sure])
    answer[order] = order[groups.numbers()]
    return answer


def weights_of(incidents: pd.DataFrame, config: RiskConfig) -> np.ndarray:
    """What each row counts, (n,): 1 for the most precise row of an incident, 0 for the others that report it."""
    groups = group_of(incidents, config)
    order = _leading_order(incidents)
    weights = np.zeros(len(incidents))
    weights[order[np.unique(groups[order], return_index=True)[1]]] = 1.0
    return weights


def duplicate_groups(incidents: pd.DataFrame, config: RiskConfig) -> list[dict[str, Any]]:
    """The incidents that several sources report, for a person to look at: the newest first.

    Each is `{counts, others, occurred_at, kind, sources, days_apart, metres_apart, why}`: the identifier of the row
    that counts and of those that do not, and a sentence. Patrol finds are left out.
    """
    incidents = incidents[incidents["reported_by"] != "patrol"]
    groups = group_of(incidents, config)
    order = _leading_order(incidents)
    members: dict[int, list[int]] = defaultdict(list)
    for row in order:
        members[int(groups[row])].append(int(row))
    day, xy = days_of(incidents["occurred_at"]), _xy(incidents)
    found = [_told(incidents, rows, day, xy) for rows in members.values() if len(rows) > 1]
    return sorted(found, key=lambda one: (one["occurred_at"], one["counts"]), reverse=True)


def _told(incidents: pd.DataFrame, rows: list[int], day: np.ndarray, xy: np.ndarray) -> dict[str, Any]:
    group = incidents.iloc[rows]
    first = group.iloc[0]
    days = float(np.ptp(day[rows]))
    metres = float(np.hypot(*(xy[rows] - xy[rows[0]]).T).max())
    kinds = list(dict.fromkeys(group["kind"]))
    sources = [f"{source} ({reporter})" for source, reporter in zip(group["source"], group["reported_by"], strict=True)]
    why = (
        f"{len(rows)} reports of {' / '.join(kinds)} against the {first['community']} community, {days:.1f} days and"
        f" {metres:.0f} m apart, {_from(group['source'])}; {_chosen(group)} and counts."
    )
    return {
        "counts": str(first["incident"]),
        "others": [str(one) for one in group["incident"].iloc[1:]],
        "occurred_at": first["occurred_at"].isoformat(),
        "kind": str(first["kind"]),
        "sources": sources,
        "days_apart": round(days, 2),
        "metres_apart": round(metres),
        "why": why,
    }


def _from(sources: pd.Series) -> str:
    """Rows of one log that name different reporters are not from different sources."""
    return "from different sources" if len(set(map(_log, sources))) > 1 else "of one log, by different reporters"


def _chosen(group: pd.DataFrame) -> str:
    """Why the first row counts: precise as no other, or the first of several that are equally precise."""
    first = group.iloc[0]
    best = (group["place_precision"] == first["place_precision"]) & (group["time_precision"] == first["time_precision"])
    said = "is the most precise" if best.sum() == 1 else "is as precise as any, the first by identifier,"
    return f"{first['incident']} {said}"


def _log(source: str) -> str:
    # "ACLED: Dawn" and "ACLED: The News" are one source, ACLED
    return source.partition(":")[0].strip().casefold()


def _leading_order(incidents: pd.DataFrame) -> np.ndarray:
    """Positions from the most precise row to the roughest: place, then time, then identifier."""
    return np.lexsort(
        (
            incidents["incident"].to_numpy(str),
            incidents["time_precision"].to_numpy(int),
            incidents["place_precision"].to_numpy(int),
        )
    )


def _xy(incidents: pd.DataFrame) -> np.ndarray:
    points = incidents["geometry"]
    return np.column_stack([points.x, points.y]).astype(float)


def _read(incidents: pd.DataFrame, config: RiskConfig) -> _Rows:
    logs = list(map(_log, incidents["source"]))
    origins = [f"{log}\x1f{reporter}" for log, reporter in zip(logs, incidents["reported_by"], strict=True)]
    return _Rows(
        incidents["incident"].to_numpy(str),
        days_of(incidents["occurred_at"]),
        _xy(incidents),
        widths_days(incidents),
        doubts_m(incidents, config),
        incidents["time_precision"].to_numpy(int) - 1,
        incidents["place_precision"].to_numpy(int) - 1,
        incidents["kind"].to_numpy(object),
        incidents["community"].to_numpy(object),
        incidents.groupby(["kind", "community"], sort=True).ngroup().to_numpy(int),
        incidents["fatalities"].astype("Float64").to_numpy(float, na_value=np.nan),
        pd.factorize(pd.Series(logs))[0],
        pd.factorize(pd.Series(origins))[0],
        (incidents["time_precision"] == 3).to_numpy(bool) | (incidents["place_precision"] == 3).to_numpy(bool),
    )


def _fitting(rows: _Rows, config: RiskConfig) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All pairs a < b that may be one incident, and how far apart they are, 0 (the same) to 1 (just fits)."""
    pairs = [_near(rows, config, place, time) for place in range(3) for time in range(3)]
    a, b, score = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    kept = _compatible(rows, config, a.astype(int), b.astype(int))
    return a[kept].astype(int), b[kept].astype(int), np.round(score[kept], 9)


def _near(rows: _Rows, config: RiskConfig, place: int, time: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs whose rougher place and rougher time are of the given precision, near enough for that precision."""
    among = np.flatnonzero((rows.place <= place) & (rows.time <= time))
    # the rougher row looks around itself
    is_asking = rows.place[among] == place if place > _EXACT else rows.time[among] == time
    asking, none = among[is_asking], np.empty(0)
    if not len(asking):
        return none, none, none
    metres = config.duplicate_m + _REACH * rows.doubt[asking[0]] * (place > _EXACT)
    days = config.duplicate_days + rows.width[rows.time == time].max(initial=0.0) / 2
    scaled = np.column_stack([rows.xy / metres, rows.day / days])
    if (place, time) != (_EXACT, _EXACT):
        # kind and community must be the same here: what differs is moved out of reach
        scaled = np.column_stack([scaled, 3.0 * rows.kind_and_community])
    tree = cKDTree(scaled[among], balanced_tree=False, compact_nodes=False)
    count = tree.query_ball_point(scaled[asking], 1.0, p=np.inf, return_length=True) - 1  # not itself
    asking = asking[(count > 0) & (count <= config.duplicate_crowd)]
    hits = tree.query_ball_point(scaled[asking], 1.0, p=np.inf, return_sorted=False)
    a = np.repeat(asking, [len(hit) for hit in hits])
    b = among[np.fromiter(chain.from_iterable(hits), dtype=int, count=len(a))]
    n = len(rows.ids)
    a, b = np.divmod(np.unique(np.minimum(a, b) * n + np.maximum(a, b)), n)
    right = (np.maximum(rows.place[a], rows.place[b]) == place) & (np.maximum(rows.time[a], rows.time[b]) == time)
    a, b = a[right & (a < b)], b[right & (a < b)]
    distance = np.hypot(*(rows.xy[a] - rows.xy[b]).T) / metres
    score = np.hypot(distance, (rows.day[a] - rows.day[b]) / days)
    near = distance <= 1
    return a[near], b[near], score[near]


def _compatible(rows: _Rows, config: RiskConfig, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    exact = (np.maximum(rows.place[a], rows.place[b]) == _EXACT) & (np.maximum(rows.time[a], rows.time[b]) == _EXACT)
    same_kind, same_community = rows.kind[a] == rows.kind[b], rows.community[a] == rows.community[b]
    alike = np.array([frozenset(pair) in ALIKE for pair in zip(rows.kind[a], rows.kind[b], strict=True)], dtype=bool)
    open_community = (rows.community[a] == "unknown") | (rows.community[b] == "unknown")
    one_log = rows.log[a] == rows.log[b]
    strict = same_kind & same_community & exact & (np.abs(rows.day[a] - rows.day[b]) < _ONE_LOG_DAYS)
    loose = (same_kind | (alike & exact)) & (same_community | (open_community & exact))
    low, high = np.minimum(rows.killed[a], rows.killed[b]), np.maximum(rows.killed[a], rows.killed[b])
    killed = ~(high - low > np.maximum(1.0, config.duplicate_fatality_share * high))  # unknown fits all
    return (rows.origin[a] != rows.origin[b]) & np.where(one_log, strict, loose) & killed


def _join_vague(groups: _Groups, rows: _Rows, a: np.ndarray, b: np.ndarray) -> None:
    """Vague rows into the one incident that they fit; those that fit several stay alone."""
    fits: dict[int, set[int]] = defaultdict(set)
    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        fits[one].add(groups.head(other))
        fits[other].add(groups.head(one))
    for row in sorted(fits):
        if rows.is_vague[row] and len(fits[row]) == 1:
            groups.join(row, next(iter(fits[row])))


class _Groups:
    """Rows that were joined; no group gets two rows of one origin."""

    def __init__(self, origin: np.ndarray) -> None:
        self._head = list(range(len(origin)))
        self._origins = [{int(one)} for one in origin]

    def head(self, row: int) -> int:
        while self._head[row] != row:
            self._head[row] = self._head[self._head[row]]
            row = self._head[row]
        return row

    def join(self, a: int, b: int) -> None:
        a, b = sorted((self.head(a), self.head(b)))
        if a != b and not self._origins[a] & self._origins[b]:
            self._head[b] = a
            self._origins[a] |= self._origins[b]

    def numbers(self) -> np.ndarray:
        return np.array([self.head(row) for row in range(len(self._head))])
