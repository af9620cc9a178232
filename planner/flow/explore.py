"""Incidents as an analyst asks for them: what is chosen, what is left out and why, every row with its whole record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.config import Config
from planner.core.errors import InputError
from planner.flow.kept import hashes, kept, table
from planner.risk.duplicates import weights_of
from planner.risk.jurisdiction import area_of
from planner.store import Store
from planner.tables import AreaTable, IncidentTable, SiteTable
from planner.tables.incidents import KINDS, REPORTERS
from planner.tables.sites import COMMUNITIES

SEVERITIES = (1, 5)
PRECISIONS = (1, 2, 3)
MOST_TEXT = 200
_DEGREES = "EPSG:4326"
_LISTS = ("kind", "community", "trigger", "area", "reported_by", "source")
_CLOSED = {"kind": KINDS, "community": COMMUNITIES, "reported_by": REPORTERS}
_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,80}")
NOT_STATED = "not-stated"
"""How a choice names rows that say nothing (no trigger, no area)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the incidents is asked for; what is empty asks for nothing.

    `start` and `last` are civil days, both within. `area` holds codes of tehsils or station limits; a chosen one holds
    its parts. `place` and `day` are the roughest precision that is let in (1 to 3). `text` is looked for in the
    identifiers of the incident and of its site, and in the site's name. `shape` is a polygon as WKT in degrees.
    `every` lets in what never counts: second reports of one incident, and what patrols found.
    """

    start: date | None = None
    last: date | None = None
    kind: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    reported_by: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    gravest: int = 5
    mildest: int = 1
    place: int = 3
    day: int = 3
    text: str = ""
    shape: str = ""
    every: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows that are chosen, of how many, and why others are not: rows by reason.

    `reasons`: "choice" what was not asked for; "second" second reports and "finds" patrol finds, which never count;
    "vague place" and "vague day" what may belong here and is too rough to be sure. `doubtful` of the chosen rows lie
    so near an end of the period that their day, known only to the week or month, may lie outside.
    """

    rows: pd.DataFrame
    of: int
    reasons: Mapping[str, int]
    doubtful: int


def incident_frame(store: Store, config: Config) -> pd.DataFrame:
    """All incidents, the newest first, with what is worked out of each. For reading only.

    Beside the columns of the table: `day` (civil), `hour` (-1 where it is not stated), `weekday` (Monday 0), `x_m` and
    `y_m`, `longitude` and `latitude`, `tehsil` and `limits` (codes, "" where not known), `site` (the nearest within
    `risk.site_reach_m` of an exact place, else ""), `counts` (once an incident, never a patrol find), `search`.
    """
    key = ("incident frame", store.crs, *hashes(store, IncidentTable, SiteTable, AreaTable), config.hash)
    made: pd.DataFrame = kept(key, lambda: _frame(store, config))
    return made


def _frame(store: Store, config: Config) -> pd.DataFrame:
    incidents: gpd.GeoDataFrame = table(store, IncidentTable)
    incidents = incidents.sort_values(["occurred_at", "incident"], ascending=[False, True]).reset_index(drop=True)
    areas, sites = table(store, AreaTable), table(store, SiteTable)
    local = incidents["occurred_at"].dt.tz_convert(ZoneInfo(config.place.timezone))
    degrees = incidents.geometry.to_crs(_DEGREES)
    midnight = (local.dt.hour == 0) & (local.dt.minute == 0) & (local.dt.second == 0)
    exact, placed = incidents["place_precision"] == 1, incidents["place_precision"] < 3
    site = _sites_at(incidents, sites, config.risk.site_reach_m)
    site = np.where(exact, site, "")
    made = pd.DataFrame(incidents.drop(columns="geometry")).assign(
        day=local.dt.tz_localize(None).dt.normalize(),
        # a day without an hour is read as its first minute
        hour=local.dt.hour.where((incidents["time_precision"] == 1) & ~midnight, -1).astype(int),
        weekday=local.dt.day_of_week.where(incidents["time_precision"] == 1, -1).astype(int),
        x_m=incidents.geometry.x,
        y_m=incidents.geometry.y,
        longitude=degrees.x,
        latitude=degrees.y,
        tehsil=np.where(placed, area_of(incidents, areas, "tehsil"), ""),
        limits=np.where(placed, area_of(incidents, areas, "station limits"), ""),
        site=site,
        finds=(incidents["reported_by"] == "patrol").to_numpy(),
        counts=(weights_of(incidents, config.risk) > 0) & (incidents["reported_by"] != "patrol").to_numpy(),
        trigger=incidents["trigger"].str.strip().str.casefold(),
    )
    names = dict(zip(sites["site"], sites["name_en"] + " " + sites["name_ur"], strict=True))
    called = pd.Series([names.get(one, "") for one in made["site"]], index=made.index, dtype=object)
    search = made["incident"].str.cat([made["site"], called], sep=" ")
    return made.assign(search=search.str.casefold())


def _sites_at(incidents: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, reach_m: float) -> np.ndarray:
    at = np.full(len(incidents), "", dtype=object)
    if len(sites) and len(incidents):
        tree = shapely.STRtree(sites.geometry.to_numpy())
        (of, nearest), away = tree.query_nearest(
            incidents.geometry.to_numpy(), max_distance=reach_m, return_distance=True, all_matches=False
        )
        at[of[away <= reach_m]] = sites["site"].to_numpy(object)[nearest[away <= reach_m]]
    return at


def choose(frame: pd.DataFrame, choice: Choice) -> Chosen:
    """The rows of `incident_frame` that a choice asks for, with what is left out and why."""
    counted = np.full(len(frame), fill_value=True) if choice.every else frame["counts"].to_numpy()
    wanted = _by_columns(frame, choice)
    days = _within(frame, choice)
    placed, unplaced = _by_place(frame, choice)
    place_ok = frame["place_precision"].to_numpy() <= choice.place
    day_ok = frame["time_precision"].to_numpy() <= choice.day
    mask = counted & wanted & days & placed & place_ok & day_ok
    finds = frame["finds"].to_numpy()
    asked = wanted & days
    vague_place = asked & counted & ((placed & ~place_ok) | unplaced)
    vague_day = asked & counted & placed & place_ok & ~day_ok
    reasons = {
        "second": int((asked & placed & ~counted & ~finds).sum()),
        "finds": int((asked & placed & ~counted & finds).sum()),
        "vague place": int(vague_place.sum()),
        "vague day": int(vague_day.sum()),
    }
    left = len(frame) - int(mask.sum()) - sum(reasons.values())
    return Chosen(frame[mask], len(frame), {"choice": left, **reasons}, _doubtful(frame[mask], choice))


def _by_columns(frame: pd.DataFrame, choice: Choice) -> np.ndarray:
    severity = frame["severity"].to_numpy()
    mask = (severity >= choice.mildest) & (severity <= choice.gravest)
    for name in ("kind", "community", "trigger", "reported_by", "source"):
        if asked := getattr(choice, name):
            mask &= frame[name].isin(["" if one == NOT_STATED else one for one in asked]).to_numpy()
    if choice.text.strip():
        mask &= frame["search"].str.contains(choice.text.strip().casefold(), regex=False).to_numpy()
    return np.asarray(mask)


def _within(frame: pd.DataFrame, choice: Choice) -> np.ndarray:
    mask = np.full(len(frame), fill_value=True)
    if choice.start:
        mask &= (frame["day"] >= pd.Timestamp(choice.start)).to_numpy()
    if choice.last:
        mask &= (frame["day"] <= pd.Timestamp(choice.last)).to_numpy()
    return mask


def _by_place(frame: pd.DataFrame, choice: Choice) -> tuple[np.ndarray, np.ndarray]:
    """Which rows lie in the areas and the shape, and which are too rough to say: only their district is known."""
    mask = np.full(len(frame), fill_value=True)
    if not choice.area and not choice.shape:
        return mask, ~mask
    if choice.area:
        codes = {"" if one == NOT_STATED else one for one in choice.area}
        mask &= (frame["tehsil"].isin(codes) | frame["limits"].isin(codes - {""})).to_numpy()
    if choice.shape:
        mask &= shapely.contains_xy(polygon(choice.shape), frame["longitude"], frame["latitude"])
        mask &= (frame["place_precision"] < 3).to_numpy()
    return mask, ~mask & (frame["place_precision"] == 3).to_numpy()


def _doubtful(rows: pd.DataFrame, choice: Choice) -> int:
    # half of a week, half of a month: how far the true day may lie from the one that is written
    slack = pd.to_timedelta(rows["time_precision"].map({1: 0, 2: 3, 3: 15}), unit="D")
    doubt = np.full(len(rows), fill_value=False)
    if choice.start:
        doubt |= (rows["day"] - slack < pd.Timestamp(choice.start)).to_numpy()
    if choice.last:
        doubt |= (rows["day"] + slack > pd.Timestamp(choice.last)).to_numpy()
    return int(doubt.sum())


def polygon(text: str) -> Any:
    """A polygon in degrees from WKT; InputError when it is none."""
    try:
        shape = shapely.from_wkt(text)
    except shapely.errors.ShapelyError as fault:
        raise InputError("the drawn area cannot be read", maybe="draw it again.") from fault
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        raise InputError("the drawn area is no area", maybe="draw it again, with three corners or more.")
    return shapely.make_valid(shape)


# what is said in an address, on the command line and in a saved view


def as_query(choice: Choice) -> dict[str, str]:
    """A choice as named texts; what is not asked for is not named. `choice_of` reads it back."""
    said: dict[str, str] = {}
    for one in fields(Choice):
        value = getattr(choice, one.name)
        if value == one.default:
            continue
        if isinstance(value, tuple):
            said[_named(one.name)] = ",".join(_slug(one.name, part) for part in value)
        else:
            said[_named(one.name)] = "1" if value is True else str(value)
    return said


def choice_of(query: Mapping[str, str]) -> Choice:
    """The choice that named texts ask for; other names are passed over. InputError names what cannot be."""
    found: dict[str, Any] = {}
    for one in fields(Choice):
        text = str(query.get(_named(one.name), "")).strip()
        if not text:
            continue
        if one.name in ("start", "last"):
            found[one.name] = _day(_named(one.name), text)
        elif one.name in _LISTS:
            found[one.name] = _several(one.name, text)
        elif one.name in ("gravest", "mildest", "place", "day"):
            found[one.name] = _number(one.name, text, *(SEVERITIES if one.name.endswith("est") else (1, 3)))
        elif one.name == "every":
            found[one.name] = text == "1"
        else:
            found[one.name] = text[:MOST_TEXT] if one.name == "text" else text
    choice = replace(Choice(), **found)
    if choice.start and choice.last and choice.start > choice.last:
        raise InputError(f"from {choice.start} to {choice.last} is no period", maybe="the two days are exchanged.")
    if choice.mildest > choice.gravest:
        raise InputError("no severity lies between the two", maybe="the two ends are exchanged.")
    if choice.shape:
        polygon(choice.shape)
    return choice


def address_of(choice: Choice) -> tuple[dict[str, str], bool]:
    """What of a choice may stand in an address, and whether that is all of it.

    Only days, numbers, identifiers and words of our own vocabulary; never a text of data, a name or a place.
    """
    said = as_query(choice)
    plain = {
        name: text
        for name, text in said.items()
        if name not in ("text", "shape", "trigger", "source")
        and len(text) <= MOST_TEXT
        and all(_PLAIN.fullmatch(part) for part in text.split(","))
    }
    return plain, len(plain) == len(said)


_NAMES = {"start": "from", "last": "to", "area": "tehsil", "reported_by": "reporter", "mildest": "severity"}


def _named(name: str) -> str:
    return _NAMES.get(name, name)


def _slug(name: str, value: str) -> str:
    # our own words have no dash, and an address no blank; in texts of data only the comma would part what is one
    return value.replace(" ", "-") if name in _CLOSED else value.replace("%", "%25").replace(",", "%2C")


def _unslug(name: str, text: str) -> str:
    if name in _CLOSED:
        return text.replace("-", " ")
    return text.replace("%2C", ",").replace("%25", "%")


def _several(name: str, text: str) -> tuple[str, ...]:
    known = _CLOSED.get(name, ())
    found = []
    for part in text.split(","):
        value = _unslug(name, part.strip())
        if known and value not in known:
            raise InputError(f"{_named(name)} {part!r} is not known", maybe=f"one of {', '.join(known)} was meant.")
        found.append(value)
    return tuple(dict.fromkeys(found))


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise InputError(f"{name} {text!r} is no day", maybe="write it as 2026-11-22.") from fault


def _number(name: str, text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise InputError(f"{_named(name)} {text!r} is no number from {least} to {most}")
    return int(text)


def record(store: Store, config: Config, incident: str, *, most: int = 5) -> dict[str, Any]:
    """All that is known of an incident: its row, the other reports of it, and the sites near it, nearest first.

    Raises InputError for an incident that the store does not hold.
    """
    from planner.flow.incidents import duplicates

    frame = incident_frame(store, config)
    rows = frame[frame["incident"] == incident].drop(columns="search").to_dict("records")
    if not rows:
        raise InputError(f"there is no incident {incident!r}", maybe="hifazat list incidents names them all.")
    row: dict[str, Any] = {str(key): None if value is pd.NA else value for key, value in rows[0].items()}
    same = next(
        (one for one in duplicates(store, config) if incident in (one["counts"], *one["others"])),
        None,
    )
    sites = table(store, SiteTable)
    away = np.hypot(sites.geometry.x - row["x_m"], sites.geometry.y - row["y_m"]).to_numpy()
    order = np.argsort(away, kind="stable")[:most]
    near = [
        {
            "site": str(sites["site"].iloc[at]),
            "metres": float(away[at]),
            "community": str(sites["community"].iloc[at]),
            "is_at": str(sites["site"].iloc[at]) == row["site"],
        }
        for at in order
    ]
    return {
        **row,
        "occurred_at": row["occurred_at"].tz_convert(ZoneInfo(config.place.timezone)).isoformat(),
        "day": row["day"].date().isoformat(),
        "duplicates": same,
        # of a rough place the sites beside the point say nothing
        "sites": near if row["place_precision"] == 1 else [],
    }
