"""What a scene looks like: the frames of the home map, and the one-file page made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import geopandas as gpd
import pandas as pd

from layers import landmarks, risk, sheet
from layers.base import Bounds
from layers.tiles import Background
from layers.words import Words


class Scene(Protocol):
    """What is needed of a scene to draw it: its tables, and whether they are made up."""

    @property
    def sites(self) -> gpd.GeoDataFrame: ...  # noqa: D102 - the tables say what they are
    @property
    def stations(self) -> gpd.GeoDataFrame: ...  # noqa: D102
    @property
    def incidents(self) -> gpd.GeoDataFrame: ...  # noqa: D102
    @property
    def areas(self) -> gpd.GeoDataFrame: ...  # noqa: D102
    @property
    def roads(self) -> gpd.GeoDataFrame: ...  # noqa: D102
    @property
    def landmarks(self) -> gpd.GeoDataFrame: ...  # noqa: D102
    @property
    def risk(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def is_synthetic(self) -> bool: ...  # noqa: D102
    @property
    def timezone(self) -> str: ...  # noqa: D102


GROUND = ("areas", "landmarks", "roads")
"""Layers that every map of a scene has below all others."""


def frames_of(scene: Scene) -> Mapping[str, Any]:
    """The frames of the home map, by layer."""
    return {
        "areas": scene.areas,
        "landmarks": landmarks.with_settlements(scene.landmarks, scene.areas),
        "roads": scene.roads,
        "risk": risk.on_sites(scene.sites, scene.risk),
        "incidents": scene.incidents,
        "sites": scene.sites,
        "stations": scene.stations,
    }


def notes_of(scene: Scene, words: Words) -> tuple[str, ...]:
    """What must be said on the map: made-up data, how old the incidents are, who drew the roads."""
    notes = []
    if scene.is_synthetic:
        notes.append(words("map.synthetic"))
    if len(scene.incidents):
        newest = scene.incidents["occurred_at"].max().tz_convert(scene.timezone)
        notes.append(words("map.incidents_to", day=words.day(newest.date())))
    drawers = (ground["source"] for ground in (scene.roads, scene.landmarks) if len(ground))
    if any(source.str.contains("openstreetmap|osm", case=False).any() for source in drawers):
        notes.append(words("map.roads_osm"))
    return tuple(notes)


def page_of(scene: Scene, words: Words, *, title: str = "", background: Background | None = None) -> sheet.Page:
    """What stands around a map of the scene, and what lies below it where that shows the place at all."""
    bounds = sheet.bounds_of(scene.sites, scene.stations) if len(scene.sites) else sheet.bounds_of(scene.roads)
    notes = notes_of(scene, words)
    if background is not None:
        notes = (*notes, _told(background, bounds, words))
        background = background if background.shows(bounds) else None
    return sheet.Page(words, bounds, notes, title, background)


def _told(background: Background, bounds: Bounds, words: Words) -> str:
    """The one sentence on the map about what lies below it: that it asks the internet, or whose it is."""
    if background.host:
        said = words("ground.online", host=background.host)
        return f"{said} · {background.credit}" if background.credit else said
    if not background.shows(bounds):
        return words("ground.tiles_elsewhere")
    return words("ground.tiles", credit=background.credit) if background.credit else words("ground.tiles_own")


def map_page(scene: Scene, *, language: str = "en") -> str:
    """The home map as one HTML page that opens from a USB stick, without server and without internet."""
    words = Words(language)
    return sheet.map_page(frames_of(scene), page_of(scene, words))
