"""What follows in a store from rows that come in: places get the code of their area, officers need their station."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planner.core.services import area_chains
from planner.flow.kept import hashes, kept, table
from planner.ingest.within import joined
from planner.store import Store
from planner.tables import AreaTable, OfficerTable, SiteTable, StationTable, VehicleTable
from planner.tables.schema import AnyTable

_PLACED: tuple[AnyTable, ...] = (SiteTable, StationTable)
_BASED: tuple[AnyTable, ...] = (OfficerTable, VehicleTable)
_SHOWN = 8

Frames = Mapping[AnyTable, pd.DataFrame]


def with_areas(store: Store, frames: Frames, *, replaces: bool) -> tuple[dict[AnyTable, pd.DataFrame], list[str]]:
    """The frames that come in, their places with the codes of the areas that hold them; and what is to be said.

    Areas are those that come in with them and, unless these replace all, those of the store.
    """
    areas, said = _areas(store, frames, replaces=replaces), []
    answer = dict(frames)
    for one in _PLACED:
        if one in answer and len(areas):
            answer[one], by_point, by_name = joined(answer[one], areas)
            said += _told(one, by_point, by_name)
    return answer, said


def rejoined(store: Store, frames: Frames, *, replaces: bool) -> tuple[dict[AnyTable, pd.DataFrame], list[str]]:
    """The stored tables of places that new areas change, whole; and what is to be said.

    A code of an area that is replaced and not there any more is looked up again.
    """
    changed: dict[AnyTable, pd.DataFrame] = {}
    said: list[str] = []
    if AreaTable not in frames or not len(frames[AreaTable]):
        return changed, said
    areas = _areas(store, frames, replaces=replaces)
    gone = set(store.read(AreaTable)["area"]) - set(areas["area"]) if store.count(AreaTable) else set()
    for one in _PLACED:
        if one in frames or not store.count(one):
            continue
        places = store.read(one)
        stale = places["area"].isin(gone)
        found, by_point, by_name = joined(places.assign(area=places["area"].mask(stale, "")), areas)
        if by_point or by_name or stale.any():
            changed[one] = found
            said += _told(one, by_point, by_name)
    return changed, said


def without_station(store: Store, frames: Frames, *, replaces: bool) -> list[str]:
    """A sentence for each table whose rows are based at stations that are not there: how many, and which stations."""
    if not {StationTable, *_BASED} & set(frames):
        return []
    stations = set(_after(store, frames, StationTable, replaces=replaces)["station"])
    said = []
    for one in _BASED:
        homes = _after(store, frames, one, replaces=replaces)["home_station"]
        lost = homes[~homes.isin(stations)]
        if len(lost):
            names = [str(name) for name in lost.value_counts().sort_index().index]
            shown = ", ".join(name[:40] for name in names[:_SHOWN])
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            said.append(
                f"{len(lost)} {one.name} are based at {len(names)} stations that the store does not hold:"
                f" {shown}{more}. Import the stations, or mend the names."
            )
    return said


def sites_in_chains(store: Store) -> pd.DataFrame:
    """The sites, each area as the chain of areas above it, so that an occasion in a tehsil touches its settlements."""

    def make() -> pd.DataFrame:
        areas, sites = table(store, AreaTable), table(store, SiteTable)
        chains = area_chains(dict(zip(areas["area"], areas["parent"], strict=True)))
        return sites.assign(area=sites["area"].map(lambda code: chains.get(code, code)).astype(sites["area"].dtype))

    return kept(("sites in chains", *hashes(store, SiteTable, AreaTable)), make)


def _areas(store: Store, frames: Frames, *, replaces: bool) -> pd.DataFrame:
    return _after(store, frames, AreaTable, replaces=replaces)


def _after(store: Store, frames: Frames, one: AnyTable, *, replaces: bool) -> pd.DataFrame:
    """A table as it will be when the frames are in."""
    new = frames.get(one)
    if new is None:
        return store.read(one)
    if replaces or not store.count(one):
        return new
    old = store.read(one)
    return pd.concat([old, new.to_crs(old.crs) if one.shape else new], ignore_index=True)


def _told(one: AnyTable, by_point: int, by_name: int) -> list[str]:
    said = []
    if by_point:
        said.append(f"{by_point} {one.name} without an area get the code of the smallest area that holds them.")
    if by_name:
        said.append(f"{by_name} {one.name} name their area: its code is kept.")
    return said
