"""What a layer is: a name, a sentence, a legend, a classification, and how one frame becomes GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from layers.words import Words
from planner.tables import Classification

Features = dict[str, Any]
"""A GeoJSON FeatureCollection in EPSG:4326.

Properties: `s` style, `t` lines of the tooltip, `b` its bars, `n` its note, `l` label on the map, `f` its size in
pixels, `i` identifier, `a` other names. Beside `features`, `legend` holds values for the words of the legend, by style
(when it is there, other styles are not listed), and `see` a place (latitude, longitude) that is brought into view.
"""

Bounds = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""

# Okabe and Ito's colours are told apart by nearly everyone; shape and size say the same again, for print in grey
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"

Shape = Literal["circle", "square", "diamond", "triangle", "star", "cross", "ring", "desk", "line", "area"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a mark, line or area looks. `radius` and `weight` are pixels; `min_zoom` hides it when farther out."""

    shape: Shape
    color: str
    radius: float = 0.0
    weight: float = 1.5
    fill: str = ""
    opacity: float = 1.0
    fill_opacity: float = 1.0
    dash: str = ""
    min_zoom: int = 0


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the map.

    `ground` layers lie below and take no click, `under` layers lie between, `marks` answer to the pointer.
    `legend` holds (style, key of its words), in order; a layer without entries is not listed.
    """

    name: str
    sentence: str
    classification: Classification
    pane: Literal["ground", "under", "marks"]
    styles: Mapping[str, Style]
    legend: tuple[tuple[str, str], ...]
    draw: Callable[[Any, Words], Features]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A layer with its features: what is needed to put it on a map."""

    layer: Layer
    features: Features
    words: Words = field(compare=False)
    fit: Bounds | None = None

    def spec(self, *, url: str | None = None) -> dict[str, Any]:
        """What `map.js` draws; with a `url` the features are fetched from there, else they go along."""
        used = {feature["properties"]["s"] for feature in self.features["features"]}
        return {
            "name": self.layer.name,
            "pane": self.layer.pane,
            "dir": self.words.direction,
            "styles": {key: asdict(style) for key, style in self.layer.styles.items() if key in used},
            **({"fit": [[self.fit[1], self.fit[0]], [self.fit[3], self.fit[2]]]} if self.fit else {}),
            **({"url": url} if url else {"data": self.features}),
        }

    def legend(self) -> dict[str, Any]:
        """The legend's part of this layer: its title and, for each entry, the style and the words."""
        values = self.features.get("legend")
        listed = [entry for entry in self.layer.legend if values is None or entry[0] in values]
        return {
            "name": self.layer.name,
            "title": self.words(f"layer.{self.layer.name}"),
            "items": [
                {"style": asdict(self.layer.styles[style]), "text": self.words(key, **(values or {}).get(style, {}))}
                for style, key in listed
            ],
        }


def draw(layer: Layer, frame: Any, words: Words, *, fit: Bounds | None = None) -> Drawn:
    """The layer's drawing of a frame, with its tooltips in the language of `words`; `fit` is where the map shall go."""
    return Drawn(layer, layer.draw(frame, words), words, fit)
