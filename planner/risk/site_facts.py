"""The ten factors of rule 4 as shares from 0 (nothing to worry about) to 1, each as low, best and high.

What is on record has one share. What is not spans what it could be, and its best value is the assumption of the
configuration; so every site has an answer, and its width says how much of it is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from planner.config import VulnerabilityConfig
from planner.tables.sites import LEVELS, NO_SAFEGUARD, SAFEGUARDS

_BASES = ("station", "post")
"""Kinds of station from which help comes first; Lines send the reserve."""
_KM = 1000.0
_SETTING_WORDS = {
    "main road": "on a main road",
    "open road": "on an open road",
    "narrow street": "in a narrow street",
    "isolated": "isolated from other houses",
}


@dataclass(frozen=True, slots=True)
class Factor:
    """Shares of one factor, one a site (n,): low <= best <= high in [0, 1]; `words` is "" where nothing is known."""

    low: np.ndarray
    best: np.ndarray
    high: np.ndarray
    known: np.ndarray
    words: list[str]


def _settled(share: np.ndarray, assumed: float, words: list[str], most: np.ndarray | float = 1.0) -> Factor:
    """The factor of shares that are NaN where the fact is not on record; then it lies from 0 to `most`."""
    known = np.isfinite(share)
    top = np.broadcast_to(np.asarray(most, dtype=float), share.shape)
    said = [text if fact else "" for text, fact in zip(words, known, strict=True)]
    return Factor(
        np.where(known, share, 0.0), np.where(known, share, assumed * top), np.where(known, share, top), known, said
    )


def log_share(value: np.ndarray | float, none: float, full: float) -> np.ndarray:
    """0 up to `none`, 1 from `full` on, between them with the logarithm of 1 + value; NaN stays."""
    span = np.log1p(full) - np.log1p(none)
    return np.clip((np.log1p(np.asarray(value, dtype=float)) - np.log1p(none)) / span, 0.0, 1.0)


def _floats(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype=float, na_value=np.nan)


def business(sites: pd.DataFrame, config: VulnerabilityConfig) -> Factor:
    """(a) Nature and volume: the attendance, times what kind of place it is."""
    of_kind = {
        "place of worship": config.nature_worship,
        "settlement": config.nature_settlement,
        "school": config.nature_school,
        "burial ground": config.nature_burial,
        "other": config.nature_other,
    }
    nature = sites["kind"].map(of_kind).to_numpy(float)
    people = _floats(sites["worshippers"])
    who = np.where(sites["kind"] == "place of worship", "worshippers", "people")
    words = [f"{one:,.0f} {name}" for one, name in zip(people, who, strict=True)]
    share = nature * log_share(people, config.worshippers_none, config.worshippers_full)
    return _settled(share, config.assumed_business, words, nature)


def location(sites: pd.DataFrame, config: VulnerabilityConfig) -> Factor:
    """(b) Location: the setting."""
    shares = {
        "main road": config.setting_main_road,
        "open road": config.setting_open_road,
        "narrow street": config.setting_narrow_street,
        "isolated": config.setting_isolated,
    }
    words = [_SETTING_WORDS.get(text, "") for text in sites["setting"]]
    return _settled(sites["setting"].map(shares).to_numpy(float), config.assumed_location, words)


def grounds(sites: pd.DataFrame, config: VulnerabilityConfig) -> Factor:
    """(c) Total area: the larger, the more there is to watch."""
    area = _floats(sites["grounds_m2"])
    share = log_share(area, config.grounds_none_m2, config.grounds_full_m2)
    return _settled(share, config.assumed_grounds, [f"grounds of {one:,.0f} m2" for one in area])


def entries(sites: pd.DataFrame, config: VulnerabilityConfig) -> Factor:
    """(d) Entry and exit points: each must be guarded, and with one alone nobody leaves by another."""
    number = _floats(sites["entries"])
    share = np.clip((number - 2) / max(config.entries_full - 2, 1.0), 0.0, 1.0)
    words = [f"{one:.0f} entries" if one > 1 else "a single entry" for one in number]
    return _settled(np.where(number <= 1, config.entries_single, share), config.assumed_entries, words)


def safety(sites: pd.DataFrame, config: VulnerabilityConfig) -> Factor:
    """(e) Existing security and safety: what the safeguards that stand there do not take off."""
    worth = {name: float(getattr(config, f"safety_{name.replace(' ', '_')}")) for name in SAFEGUARDS}
    total = sum(worth.values()) or 1.0
    share, words = np.full(len(sites), np.nan), []
    for n, text in enumerate(sites["safeguards"]):
        there = [] if text == NO_SAFEGUARD else text.split("; ")
        if text:
            share[n] = max(0.0, 1 - sum(worth[one] for one in there) / total)
        lacking = sorted((one for one in SAFEGUARDS if one not in there), key=lambda one: -worth[one])[:2]
        words.append(f"no {' or '.join(lacking)} on record" if lacking else "every safeguard on record")
    return _settled(share, config.assumed_safety, words)


def station(
    sites: pd.DataFrame, stations: pd.DataFrame, travel: pd.DataFrame | None, config: VulnerabilityConfig
) -> Factor:
    """(f) Proximity to the nearest station or post: driving minutes where `travel` has them, else a straight line."""
    bases = stations[stations["kind"].isin(_BASES)]
    metres = _nearest_m(sites, bases)
    minutes = np.full(len(sites), np.nan)
    if travel is not None:
        own = travel[(travel["profile"] == "car") & travel["origin"].isin(bases["station"])]
        minutes = sites["site"].map(own.groupby("destination")["minutes"].min()).to_numpy(float)
    by_road = np.isfinite(minutes)
    share = np.where(by_road, minutes / config.station_full_min, metres / config.station_full_m)
    words = [
        f"{drive:.0f} min by car from the nearest station" if known else f"{_far(way)} from the nearest station"
        for drive, way, known in zip(minutes, metres, by_road, strict=True)
    ]
    return _settled(np.minimum(share, 1.0), config.assumed_station, words)


def _nearest_m(sites: pd.DataFrame, bases: pd.DataFrame) -> np.ndarray:
    """Metres in a straight line to the nearest base, (n,); NaN where there is none, or no place."""
    here, there = ({"x": frame.geometry.x, "y": frame.geometry.y} for frame in (sites, bases))
    xy, base = (np.column_stack([one["x"], one["y"]]) for one in (here, there))
    base = base[np.isfinite(base).all(axis=1)]
    answer, placed = np.full(len(xy), np.nan), np.isfinite(xy).all(axis=1)
    if len(base) and placed.any():
        answer[placed] = cKDTree(base).query(xy[placed])[0]
    return answer


def _far(metres: float) -> str:
    return f"{metres / _KM:.1f} km in a straight line" if metres >= _KM else f"{metres:.0f} m in a straight line"


def threat(sites: pd.DataFrame, config: VulnerabilityConfig) -> Factor:
    """(h) Level and nature of threat, as the district committee assessed it."""
    return _level(sites["threat"], config.assumed_threat, "threat assessed as {}")


def information(sites: pd.DataFrame, config: VulnerabilityConfig) -> Factor:
    """(j) Information from a source or agency."""
    return _level(sites["advisory"], config.assumed_information, "information received of level {}")


def _level(column: pd.Series, assumed: float, sentence: str) -> Factor:
    level = _floats(column)
    words = [sentence.format(LEVELS[int(one)]) if np.isfinite(one) else "" for one in level]
    return _settled(level / (len(LEVELS) - 1), assumed, words)


def arrangements(sites: pd.DataFrame, config: VulnerabilityConfig) -> Factor:
    """(i) Existing security arrangements: own guards, against those that so many worshippers need.

    The need grows up to `worshippers_full`. Where the attendance is not on record, it spans from the least to that.
    """
    guards, people = _floats(sites["guards"]), _floats(sites["worshippers"])
    none, full = np.log1p(config.worshippers_none), np.log1p(config.worshippers_full)
    guess = np.expm1(none + config.assumed_business * (full - none))
    known, most = np.isfinite(people), config.worshippers_full

    def lacking(worshippers: np.ndarray) -> np.ndarray:
        need = np.maximum(config.guards_least, np.minimum(worshippers, most) / config.worshippers_per_guard)
        return 1 - np.minimum(1.0, guards / need)

    low, best, high = (lacking(np.where(known, people, n)) for n in (0.0, guess, most))
    words = [
        "" if not np.isfinite(one) else "no own guards" if one == 0 else _guarded(one, many)
        for one, many in zip(guards, people, strict=True)
    ]
    ends = [_settled(share, config.assumed_arrangements, words) for share in (low, best, high)]
    return Factor(ends[0].low, ends[1].best, ends[2].high, ends[1].known, words)


def _guarded(guards: float, people: float) -> str:
    said = f"{guards:.0f} own guard{'s' if guards > 1 else ''}"
    return f"{said} for {people:,.0f}" if np.isfinite(people) else said
