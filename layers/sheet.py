"""The whole map: layers in drawing order, put together for the screen or as one page that opens from a USB stick."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
import geopandas as gpd
import shapely
from folium.template import Template

from layers import (
    areas,
    chosen,
    incidents,
    landmarks,
    offline,
    patrols,
    posts,
    risk,
    roads,
    sites,
    stations,
    surface,
    surge,
)
from layers.base import Bounds, Drawn, Layer, draw
from layers.safe import safe, script_json
from layers.words import Words
from planner.tables import Classification

LAYERS: tuple[Layer, ...] = (
    areas.LAYER,
    landmarks.LAYER,
    surface.LAYER,
    roads.LAYER,
    risk.LAYER,
    incidents.LAYER,
    sites.LAYER,
    risk.REASONS,
    stations.LAYER,
    patrols.LAYER,
    posts.LAYER,
    surge.LAYER,
    chosen.LAYER,
)
"""In drawing order, from the ground up."""

Publish = Callable[[dict[str, Any]], str]
"""Takes features and gives the address from which the browser can fetch them."""
_RANKS = tuple(Classification)


@dataclass(frozen=True, slots=True)
class Page:
    """What stands around the map: its words, the part of the world that it opens on, and notes under the mark."""

    words: Words
    bounds: Bounds
    notes: tuple[str, ...] = ()
    title: str = ""


class _Map(folium.Map):
    """folium's map with the two scripts that we use, and none of those that we do not."""

    default_js = [  # noqa: RUF012 - folium's own form
        ("leaflet", "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js"),
        ("hifazat", "hifazat:map.js"),
    ]
    default_css = [  # noqa: RUF012
        ("leaflet_css", "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css"),
        ("hifazat_css", "hifazat:map.css"),
    ]


class _Part(folium.MacroElement):
    """One layer of ours on a map or in a group, in one statement."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "hifazat.draw({{ this.map_name() }}, {{ this._parent.get_name() }}, {{ this.spec }});"
        "{% endmacro %}"
    )

    def __init__(self, spec: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "hifazat_part"
        self.spec = script_json(spec)

    def map_name(self) -> str:
        """The map's name in the page, however deep this part stands in groups."""
        above: Any = self._parent
        while not isinstance(above, folium.Map):
            above = above._parent
        return str(above.get_name())


class _Furniture(folium.MacroElement):
    """Scale, legend, classification and notes."""

    _template = Template(
        "{% macro script(this, kwargs) %}hifazat.furnish({{ this._parent.get_name() }}, {{ this.page }});{% endmacro %}"
    )

    def __init__(self, page: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "hifazat_furniture"
        self.page = script_json(page)


def draw_all(frames: Mapping[str, Any], words: Words) -> tuple[Drawn, ...]:
    """Each layer for which there is a frame, in drawing order; a frame without rows draws nothing."""
    unknown = set(frames) - {layer.name for layer in LAYERS}
    if unknown:
        raise KeyError(f"there is no layer {', '.join(sorted(unknown))}")
    return tuple(
        draw(layer, frames[layer.name], words)
        for layer in LAYERS
        if layer.name in frames and not (isinstance(frames[layer.name], gpd.GeoDataFrame) and frames[layer.name].empty)
    )


def classification(layers: Sequence[Layer]) -> Classification:
    """The most closed classification among the layers: that of the whole sheet."""
    return max((layer.classification for layer in layers), key=_RANKS.index, default=Classification.PUBLIC)


def compose(
    drawn: Sequence[Drawn],
    page: Page,
    *,
    publish: Publish | None = None,
    legend: Sequence[Drawn] = (),
    first: Sequence[str] = (),
) -> folium.Map:
    """The map of what is drawn. With `publish` the features are fetched by address, else they stand in the page.

    `legend` names drawings that will come in a group of their own (`group`), so that they stand in the legend too.
    Layers named in `first` head the legend, in that order.
    """
    words = page.words
    west, south, east, north = page.bounds
    sheet = _Map(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=11,
        tiles=None,
        prefer_canvas=True,
        attribution_control=False,
        min_zoom=6,
        max_zoom=18,
        zoom_snap=0.25,
        world_copy_jump=False,
    )
    for part in drawn:
        sheet.add_child(_part(part, publish))
    listed = [*drawn, *legend]
    rank = classification([part.layer for part in listed])
    order = {name: place for place, name in enumerate(first)}
    shown = listed[::-1]
    shown.sort(key=lambda part: order.get(part.layer.name, len(order)))
    entries = [part.legend() for part in shown if part.layer.legend]
    sheet.add_child(
        _Furniture(
            {
                "bounds": [[south, west], [north, east]],
                "dir": words.direction,
                "rank": rank.value,
                "notes": list(page.notes),
                "legend": entries,
                "texts": {
                    "title": page.title or words("map.home"),
                    "legend": words("legend.title"),
                    "failed": words("map.failed"),
                    "classification": words(f"classification.{rank.value}"),
                },
            }
        )
    )
    return sheet


def _part(part: Drawn, publish: Publish | None) -> _Part:
    return _Part(part.spec(url=publish(part.features) if publish else None))


def group(drawn: Sequence[Drawn], *, publish: Publish | None = None) -> folium.FeatureGroup:
    """All that changes on a map, in one group: streamlit-folium takes the old one away and adds this."""
    made = folium.FeatureGroup(name="changes", control=False)
    for part in drawn:
        made.add_child(_part(part, publish))
    return made


def bounds_of(*frames: gpd.GeoDataFrame) -> Bounds:
    """The part of the world, in degrees, that holds the frames; Pakistan when all are empty."""
    boxes = [shapely.box(*frame.to_crs(4326).total_bounds) for frame in frames if len(frame)]
    if not boxes:
        return 60.5, 23.5, 77.9, 37.2
    west, south, east, north = shapely.union_all(boxes).bounds
    return float(west), float(south), float(east), float(north)


def map_page(frames: Mapping[str, Any], page: Page) -> str:
    """One HTML page with every script, style, font and datum in it and no link to outside.

    `frames` are by layer name, as for `draw_all`. The page opens from a file, without server or internet.
    """
    words = page.words
    sheet = compose(draw_all(frames, words), page)
    figure: Any = sheet.get_root()
    title = safe(page.title or words("map.home"))
    figure.header.add_child(folium.Element(f"<title>{title}</title>"), name="title")
    figure.header.add_child(folium.Element("<style>html,body{margin:0;height:100%}</style>"), name="page_style")
    return offline.inlined(str(figure.render()))
