"""The same sites and incidents as plain streamlit-folium pages draw them; started by `benchmarks.screens`.

`?way=objects` is the page that its documentation leads to: one folium object a point, the map made anew in each run.
`?way=geojson` is the careful one: one GeoJson layer a table, a map that stays, one group that changes.
Both get the points from a cache, load Leaflet alone of the scripts that folium asks for, and draw on a canvas.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from layers import offline
from planner.store import open_store
from planner.tables import IncidentTable, SiteTable

# Streamlit looks for modules beside its script first, where the benchmark has the name of the screens
sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() != Path(__file__).resolve().parent]
from screens import server  # noqa: E402

RING_PX = 13
SITE_PX, INCIDENT_PX = 5, 3
BLUE, BLACK = "#0072B2", "#000000"


@st.cache_resource
def points() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Sites and incidents in degrees."""
    with open_store(os.environ["HIFAZAT_STORE"]) as store:
        sites = store.read(SiteTable).to_crs(4326)[["site", "name_en", "geometry"]]
        incidents = store.read(IncidentTable).to_crs(4326)[["incident", "kind", "geometry"]]
    return sites, incidents


def nearest() -> str | None:
    """The site that the last click meant."""
    clicked = (st.session_state.get("peer") or {}).get("last_clicked")
    if not clicked:
        return None
    sites, _ = points()
    away = np.hypot(sites.geometry.x - clicked["lng"], sites.geometry.y - clicked["lat"])
    return str(sites["site"].iloc[int(away.argmin())])


def mark(x: float, y: float, radius: int, color: str, said: str) -> folium.CircleMarker:
    """One point as folium draws it."""
    return folium.CircleMarker([y, x], radius=radius, color=color, fill=True, tooltip=said)


def ring(site: str) -> folium.CircleMarker:
    """The mark around the chosen site."""
    sites, _ = points()
    spot = sites.loc[sites["site"] == site, "geometry"].iloc[0]
    return folium.CircleMarker([spot.y, spot.x], radius=RING_PX, color=BLACK, fill=False)


def empty_map() -> folium.Map:
    """The map without any point."""
    sites, _ = points()
    west, south, east, north = sites.total_bounds
    made = folium.Map(tiles=None, prefer_canvas=True, attribution_control=False)
    made.fit_bounds([[south, west], [north, east]])
    return made


def objects() -> None:
    """Everything anew in each run."""
    sites, incidents = points()
    made, chosen = empty_map(), nearest()
    for one in incidents.itertuples():
        mark(one.geometry.x, one.geometry.y, INCIDENT_PX, BLACK, one.kind).add_to(made)
    for one in sites.itertuples():
        mark(one.geometry.x, one.geometry.y, SITE_PX, BLUE, one.name_en).add_to(made)
    if chosen:
        ring(chosen).add_to(made)
    shown(made)


def geojson() -> None:
    """One layer a table; a click changes one group and nothing else."""
    sites, incidents = points()
    made, chosen = empty_map(), nearest()
    for frame, radius, color, field in (
        (incidents, INCIDENT_PX, BLACK, "kind"),
        (sites, SITE_PX, BLUE, "name_en"),
    ):
        folium.GeoJson(
            frame,
            marker=folium.CircleMarker(radius=radius, color=color, fill=True),
            tooltip=folium.GeoJsonTooltip([field]),
        ).add_to(made)
    changes = folium.FeatureGroup()
    if chosen:
        ring(chosen).add_to(changes)
    shown(made, returned_objects=["last_clicked"], feature_group_to_add=changes)


def shown(made: folium.Map, **options: object) -> None:
    """The map on the page, with Leaflet from our files."""
    # imported here: it tells Streamlit of itself on import, and nobody listens before the server runs
    import streamlit_folium

    streamlit_folium._component_func = offline.guarded(streamlit_folium._component_func)
    streamlit_folium.st_folium(made, key="peer", height=560, use_container_width=True, **options)


def draw() -> None:
    """One run of a reader's session."""
    # folium's other scripts are asked of hosts on the internet; leaving them out makes these pages lighter, not heavier
    folium.Map.default_js = [pair for pair in folium.Map.default_js if pair[0] == "leaflet"]
    folium.Map.default_css = [pair for pair in folium.Map.default_css if pair[0] == "leaflet_css"]
    st.set_page_config(layout="wide")
    st.title("Sites and incidents")
    {"objects": objects, "geojson": geojson}[st.query_params.get("way", "objects")]()
    st.write(nearest() or "Choose a site")


if get_script_run_ctx(suppress_warning=True) is None:
    app = st.App(__file__, routes=server.ROUTES, middleware=server.MIDDLEWARE)
else:
    draw()
