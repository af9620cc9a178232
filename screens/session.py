"""The one door from Streamlit to the planner: opens the store, keeps what is costly, knows who asked for what.

Only this file touches `st.cache_*` and names the keys of `st.session_state`.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from layers import page as pages
from layers import sheet, tiles
from layers.base import Drawn
from layers.odds import days_between
from layers.words import LANGUAGES, Words
from planner import flow
from planner.config import Config, load_config
from planner.core.errors import PlannerError
from planner.tables import STORED
from screens.geo import SHELF
from screens.jobs import Job, start

LOCALES = Path(__file__).with_name("locales")
SEED = 7
SURGE_SECONDS = 5.0
REHEARSED_SECONDS = 0.2
NEAR_M = 60.0
"""A click this near to a site or station, in metres, means it."""

# keys of st.session_state
LANGUAGE = "language"
LANGUAGE_COOKIE = "hifazat_language"
SCREEN = "screen"
SAMPLE_JOB = "sample_job"
CHOSEN = "chosen"
HOME_MAP = "home_map"
HOME_TABLE = "home_table"
PLAN_JOB = "plan_job"
SURGE_MAP = "surge_map"
SURGE_ALARMS = "surge_alarms"
SURGE_ANSWER = "surge_answer"
SURGE_FAULT = "surge_fault"
SURGE_CLOSURES = "surge_closures"
SURGE_LEVEL = "surge_level_kept"
SURGE_MANY = "surge_many_kept"
SURGE_NOW = "surge_now"
SURGE_FIT = "surge_fit"
UPLOAD = "data_upload"
TURNED = "data_turned"


def store_name() -> str:
    """The store that the screens show: HIFAZAT_STORE, else hifazat.db here."""
    return os.environ.get("HIFAZAT_STORE") or "hifazat.db"


@st.cache_resource(show_spinner=False)
def _config(name: str) -> Config:
    return load_config(Path(name) if name else None)


def config() -> Config:
    """The numbers of this deployment: the defaults, and the file named in HIFAZAT_CONFIG."""
    return _config(os.environ.get("HIFAZAT_CONFIG", ""))


@st.cache_resource(show_spinner=False)
def _store(name: str) -> Any:
    return flow.open_store(name, key=os.environ.get("HIFAZAT_KEY"))


def store() -> Any:
    """The open store; one for all readers of this server."""
    return _store(store_name())


def words() -> Words:
    """The texts in the reader's language: chosen, else in the address, else chosen in this browser, else English."""
    if LANGUAGE not in st.session_state:
        asked = (st.query_params.get("lang"), st.context.cookies.get(LANGUAGE_COOKIE))
        st.session_state[LANGUAGE] = next((one for one in asked if one in LANGUAGES), LANGUAGES[0])
    return Words(st.session_state[LANGUAGE], LOCALES)


def screen() -> str:
    """The screen that is open, as it is named in the address; "home" for the first."""
    return str(st.session_state.get(SCREEN, "")) or "home"


@st.cache_resource(max_entries=2, show_spinner=False)
def _state(name: str, last: Any) -> tuple[str, ...]:
    return tuple(store().hash(table) for table in STORED)


def _state_of_store() -> tuple[str, ...]:
    """The hashes of all tables; asked for many times in one run, so they are read when the log has grown."""
    return _state(store_name(), store().anchor())


@st.cache_resource(max_entries=4, show_spinner=False)
def _scene(name: str, state: tuple[str, ...], day: date) -> Any:
    return flow.scene(store(), config())


def scene() -> Any:
    """All tables and today's risk; read again only when the store's content or the day has changed."""
    return _scene(store_name(), _state_of_store(), today())


def today() -> date:
    """The civil day where the deployment lies."""
    return flow.today(config())


@st.cache_resource(max_entries=8, show_spinner=False)
def _drawn(name: str, state: tuple[str, ...], day: date, language: str) -> tuple[tuple[Drawn, str], ...]:
    here = scene()
    drawn = sheet.draw_all(pages.frames_of(here), Words(language, LOCALES))
    return tuple((part, SHELF.put(part.features)) for part in drawn)


def drawn() -> tuple[Drawn, ...]:
    """The layers of the home map; their features lie on the shelf already."""
    return tuple(part for part, _ in _drawn(store_name(), _state_of_store(), today(), words().language))


def publish(features: dict[str, Any]) -> str:
    """The address of features; those of `drawn` are not packed twice."""
    for part, address in _drawn(store_name(), _state_of_store(), today(), words().language):
        if part.features is features:
            return address
    return SHELF.put(features)


@st.cache_resource(show_spinner=False)
def _archive(path: str) -> tiles.Archive:
    return tiles.open_archive(Path(path))


def tile_archive() -> tiles.Archive | None:
    """The office's own tile archive, or None; BadTiles when the file cannot be used.

    A name without folder lies beside the deployment file.
    """
    name = config().map.tiles_file
    beside = Path(os.environ.get("HIFAZAT_CONFIG", "")).parent
    return _archive(str(beside / name)) if name else None


def background() -> tiles.Background | None:
    """What lies below the maps: the office's own archive, else tiles of the internet when they are asked for."""
    archive, wanted = tile_archive(), config().map
    if archive is not None:
        return archive.background("../../tiles/")
    return tiles.online(wanted.online_tiles, wanted.online_credit) if wanted.online_tiles else None


def page(title: str) -> sheet.Page:
    """What stands around a map of the scene."""
    return pages.page_of(scene(), words(), title=title, background=background())


@st.cache_resource(max_entries=2, show_spinner=False)
def _degrees(name: str, state: tuple[str, ...]) -> dict[tuple[str, str], tuple[float, float]]:
    here = scene()
    found = {}
    for kind, frame in (("site", here.sites), ("station", here.stations)):
        points = frame.geometry.to_crs(4326)
        for key, x, y in zip(frame[kind], points.x, points.y, strict=True):
            found[kind, str(key)] = (float(x), float(y))
    return found


def degrees() -> Mapping[tuple[str, str], tuple[float, float]]:
    """Longitude and latitude of each site and station, by ("site" or "station", identifier)."""
    return _degrees(store_name(), _state_of_store())


def place_at(longitude: float, latitude: float) -> tuple[str, str] | None:
    """The site or station that a click means: the nearest within `NEAR_M`, or None."""
    here = scene()
    best: tuple[float, tuple[str, str]] | None = None
    for kind, frame in (("site", here.sites), ("station", here.stations)):
        if frame.empty:
            continue
        spot = gpd.GeoSeries.from_xy([longitude], [latitude], crs=4326).to_crs(frame.crs).iloc[0]
        away = frame.geometry.distance(spot)
        nearest = away.idxmin()
        if away[nearest] <= NEAR_M and (best is None or away[nearest] < best[0]):
            best = (float(away[nearest]), (kind, str(frame.loc[nearest, kind])))
    return best[1] if best else None


def row_of(kind: str, key: str) -> Mapping[str, Any] | None:
    """The row of a site or station, or None when it is no longer there."""
    frame = scene().sites if kind == "site" else scene().stations
    rows = frame[frame[kind] == key].to_dict("records")
    return rows[0] if rows else None


def risk_of(site: str) -> Mapping[str, Any] | None:
    """Today's row of risk of a site, or None."""
    rows = scene().risk
    rows = rows[rows["site"] == site].sort_values("window_start").to_dict("records")
    return {**rows[0], "days": 1.0} if rows else None


def used() -> int:
    """How many reported incidents today's risk is made from."""
    incidents = scene().incidents
    return int((incidents["reported_by"] != "patrol").sum())


@st.cache_resource(max_entries=4, show_spinner=False)
def _site_table(name: str, state: tuple[str, ...], day: date, language: str) -> pd.DataFrame:
    here, say = scene(), Words(language, LOCALES)
    frame = pages.frames_of(here)["risk"].sort_values(["priority", "site"], ascending=[False, True])
    rows = frame.drop(columns="geometry").to_dict("records")
    return pd.DataFrame(
        {
            "site": [row["site"] for row in rows],
            "band": [row["band"] for row in rows],
            "name": [say.name(row, "site") for row in rows],
            "category": [row["category"] for row in rows],
            "community": [say.one_of("community", row["community"]) for row in rows],
            "between": [round(days_between(row["score"], row["days"])) for row in rows],
        }
    )


def site_table() -> pd.DataFrame:
    """All sites, most endangered first, as the home screen lists them."""
    return _site_table(store_name(), _state_of_store(), today(), words().language)


@st.cache_resource(max_entries=2, show_spinner=False)
def _plans(name: str, last: Any) -> Sequence[dict[str, Any]]:
    return flow.plans(store())


def plans() -> Sequence[dict[str, Any]]:
    """All plans that were kept, as they stand now, newest first; read again only when something was recorded."""
    return _plans(store_name(), store().anchor())


class _Names(dict[str, str]):
    """Names by identifier; what is not known is called by what was given."""

    def __missing__(self, key: str) -> str:
        return key


@st.cache_resource(max_entries=4, show_spinner=False)
def _names(name: str, state: tuple[str, ...], language: str) -> Mapping[str, str]:
    here, say = scene(), Words(language, LOCALES)
    found = _Names()
    for kind, frame in (("station", here.stations), ("site", here.sites)):
        columns = frame.drop(columns="geometry").to_dict("records") if len(frame) else []
        found.update((str(row[kind]), say.name(row, kind)) for row in columns)
    return found


def names() -> Mapping[str, str]:
    """The names of all sites and stations in the reader's language; what is not known is called by what is asked."""
    return _names(store_name(), _state_of_store(), words().language)


def name_of(place: str) -> str:
    """The name of a site or station in the reader's language, else what was given."""
    return names()[place]


@st.cache_resource(max_entries=2, show_spinner=False)
def _called(name: str, state: tuple[str, ...]) -> Mapping[str, str]:
    here = scene()
    found: dict[str, str] = {}
    for frame in (here.roads, here.landmarks, here.areas, here.stations, here.sites):
        named = frame[(frame["name_en"] != "") & (frame["name_ur"] != "")] if len(frame) else frame
        found.update(zip(named["name_en"], named["name_ur"], strict=True))
    return found


def words_of_places() -> Words:
    """The reader's texts; places that the planner names in English are called by their Urdu names in Urdu."""
    said = words()
    return said.calling(_called(store_name(), _state_of_store())) if said.language == "ur" else said


def answer_surge(
    alarms: Sequence[Any],
    closures: Sequence[tuple[tuple[float, float], ...]] = (),
    on_first: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """Who goes from where, now. The same alarms on the same store are answered once in a session.

    Each alarm has the fields of `flow.AlarmSaid`; `closures` are drawn in degrees: a spot, a line or a ring.
    """
    asked = (store_name(), _state_of_store(), tuple(alarms), tuple(closures))
    kept = st.session_state.get(SURGE_ANSWER)
    if kept is None or kept[0] != asked:
        answer = flow.surge(
            store(),
            config(),
            alarms=[flow.AlarmSaid(**asdict(alarm)) for alarm in alarms],
            closures=closures,
            seconds=SURGE_SECONDS,
            seed=SEED,
            on_first=on_first,
        )
        kept = st.session_state[SURGE_ANSWER] = (asked, answer)
    return kept[1]


@st.cache_resource(max_entries=16, show_spinner=False)
def _cordon(
    name: str, state: tuple[str, ...], at: tuple[float, float], radius_m: float, at_night: bool
) -> dict[str, Any]:
    return flow.cordon(store(), config(), at=at, radius_m=radius_m, at_night=at_night)


def cordon(at: tuple[float, float], radius_m: float, *, at_night: bool) -> dict[str, Any]:
    """The pickets and officers of a cordon around a place in degrees."""
    return _cordon(store_name(), _state_of_store(), at, radius_m, at_night)


def surge_files(document: dict[str, Any], language: str) -> bytes:
    """The orders of an emergency as one ZIP file."""
    return zipped(lambda folder: flow.write_surge(store(), config(), document, folder, language=language))


def zipped(write: Callable[[Path], Any]) -> bytes:
    """All files that `write` puts into a folder, as one ZIP file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "orders"
        folder.mkdir()
        write(folder)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                archive.write(file, file.relative_to(folder).as_posix())
    return packed.getvalue()


def map_file() -> bytes:
    """The home map as one HTML page for a USB stick."""
    return pages.map_page(scene(), language=words().language).encode()


def start_sample() -> Job:
    """Fills the empty store with the synthetic demo district, in the background."""
    where, how, day = store(), config(), today()
    return start(lambda progress, cancel: flow.sample(where, how, world="district", seed=SEED, today=day))


def warm() -> None:
    """Gets ready, before anybody asks, what takes seconds: tables, risk, drawings, and all that an emergency rests on.

    A fault is left alone here: the first screen meets it again and tells it.
    """
    with contextlib.suppress(PlannerError):
        _drawn(store_name(), _state_of_store(), today(), LANGUAGES[0])
        _degrees(store_name(), _state_of_store())
        if len(scene().roads):
            flow.graph(store(), config())
            _rehearse()
        flow.picture(store(), config())


def _rehearse() -> None:
    """One emergency that nobody sees: roll, cover, minutes and solver are then ready for the first that is real."""
    spots = [spot for (kind, _), spot in degrees().items() if kind == "site"]
    if spots:
        alarm = flow.AlarmSaid(*spots[len(spots) // 2], "100-200")
        flow.surge(store(), config(), alarms=[alarm], seconds=REHEARSED_SECONDS, seed=SEED)
