"""A surge: alarms, form-up points, who comes on which way, blocked roads, and where it may go next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layers.base import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION, Bounds, Features, Layer, Style
from layers.geojson import DECIMALS, collection, feature, point
from layers.words import Words
from planner.tables import Classification

ROUTES = (
    Style("line", BLUE, weight=4.5, opacity=0.9),
    Style("line", GREEN, weight=4.5, opacity=0.9, dash="12 6"),
    Style("line", PURPLE, weight=4.5, opacity=0.9, dash="2 8"),
    Style("line", SKY, weight=4.5, opacity=0.9, dash="14 5 2 5"),
)
"""Units' ways in turn: told apart by colour and by dash."""
_RING = 4
"""A ring has three corners and its first one again."""


def _draw(answer: Mapping[str, Any], words: Words) -> Features:
    """`answer` is the document of a surge; an alarm may come without units while nothing is answered yet."""
    return collection(_features(answer, words))


def _features(answer: Mapping[str, Any], words: Words) -> Iterator[dict[str, Any]]:
    for alarm in answer["alarms"]:
        for number, unit in enumerate(alarm.get("units", ())):
            if len(unit.get("path") or ()) > 1:
                line = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in unit["path"]]
                tip = (str(unit["unit"]), _force(unit, words, "tip.unit"))
                yield feature({"type": "LineString", "coordinates": line}, f"route{number % len(ROUTES)}", tip=tip)
    for alarm in answer["alarms"]:
        for start, units in _by_start(alarm).items():
            told = {"strength": sum(unit["strength"] for unit in units), "minutes": max(u["minutes"] for u in units)}
            name = words.sentence(str(units[0].get("place") or units[0]["origin"]))
            yield feature(point(*start), "origin", tip=(name, _force(told, words, "tip.unit")))
            yield feature(point(*start), "origin_label", label=_force(told, words, "label.unit"))
        form_up = _place(alarm.get("form_up"))
        if form_up:
            where = str(alarm["form_up"].get("place") or "") if isinstance(alarm["form_up"], Mapping) else ""
            yield feature(point(*form_up), "form_up", tip=(words("legend.form_up"), words.sentence(where)))
        yield feature(
            point(alarm["longitude"], alarm["latitude"]),
            "alarm",
            tip=(words("legend.alarm"), str(alarm["id"])),
            label=str(alarm["id"]) if len(answer["alarms"]) > 1 else "",
        )

    for number, points in enumerate(answer.get("closures") or (), 1):
        yield from _closure(points, (words("legend.closure"), words("tip.closure", number=number)))
    for picket in answer.get("pickets") or ():
        spot = point(picket["longitude"], picket["latitude"])
        label = words.sentence(str(picket["label"]))
        yield feature(spot, "picket", tip=(words("legend.picket"), label), label=label)
    for locality in answer.get("contagion") or ():
        if "longitude" in locality:
            tip = (words("legend.next"), str(locality.get("name") or ""))
            yield feature(point(locality["longitude"], locality["latitude"]), "next", tip=tip)


def _closure(points: Sequence[Sequence[float]], tip: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """What is blocked as it was drawn: a spot, a line, or a ring that ends where it begins."""
    spots = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in points]
    if len(spots) == 1:
        yield feature(point(*spots[0]), "closure", tip=tip)
    elif spots[0] == spots[-1] and len(spots) >= _RING:
        yield feature({"type": "Polygon", "coordinates": [spots]}, "closure_area", tip=tip)
    else:
        yield feature({"type": "LineString", "coordinates": spots}, "closure_line", tip=tip)
        for end in (spots[0], spots[-1]):
            yield feature(point(*end), "closure", tip=tip)


def extent_of(answer: Mapping[str, Any]) -> Bounds | None:
    """The part of the world that holds all alarms and ways of an answer; None while there is no way."""
    ways = [place for alarm in answer["alarms"] for unit in alarm.get("units", ()) for place in unit.get("path") or ()]
    if not ways:
        return None
    spots = [*ways, *((alarm["longitude"], alarm["latitude"]) for alarm in answer["alarms"])]
    longitudes, latitudes = zip(*spots, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _by_start(alarm: Mapping[str, Any]) -> dict[tuple[float, float], list[Mapping[str, Any]]]:
    """Units by the point at which they start: a station that sends two vehicles has one label."""
    found: dict[tuple[float, float], list[Mapping[str, Any]]] = {}
    for unit in alarm.get("units", ()):
        if unit.get("path"):
            longitude, latitude = unit["path"][0]
            found.setdefault((round(longitude, DECIMALS), round(latitude, DECIMALS)), []).append(unit)
    return found


def _force(unit: Mapping[str, Any], words: Words, key: str) -> str:
    return words(key, strength=unit["strength"], minutes=round(unit["minutes"]))


def _place(value: Any) -> tuple[float, float] | None:
    """Longitude and latitude of a form-up point, given as a pair or with named members; None when there is none."""
    if isinstance(value, Mapping):
        if "longitude" in value and "latitude" in value:
            return float(value["longitude"]), float(value["latitude"])
        return None
    if isinstance(value, list | tuple) and len(value) == 2:
        return float(value[0]), float(value[1])
    return None


LAYER = Layer(
    name="surge",
    sentence="Alarms, form-up points, the way of each unit, blocked roads, and where it may go next.",
    classification=Classification.RESTRICTED,
    pane="marks",
    styles={
        "alarm": Style("star", "#ffffff", radius=15.0, weight=2.0, fill=VERMILLION),
        "form_up": Style("diamond", "#ffffff", radius=9.0, weight=2.0, fill=GREEN),
        "closure": Style("cross", BLACK, radius=9.0, weight=4.0),
        "closure_line": Style("line", BLACK, weight=6.0, dash="1 9"),
        "closure_area": Style("area", BLACK, weight=3.0, dash="1 6", fill=BLACK, fill_opacity=0.25),
        "picket": Style("triangle", "#ffffff", radius=8.0, weight=1.5, fill=PURPLE),
        "next": Style("ring", ORANGE, radius=12.0, weight=3.0),
        "origin": Style("square", "#ffffff", radius=7.0, weight=2.0, fill=BLUE),
        "origin_label": Style("square", BLUE, min_zoom=11),
        **{f"route{n}": style for n, style in enumerate(ROUTES)},
    },
    legend=(
        ("alarm", "legend.alarm"),
        ("form_up", "legend.form_up"),
        ("origin", "legend.origin"),
        ("route0", "legend.route"),
        ("closure", "legend.closure"),
        ("closure_area", "legend.closure_area"),
        ("picket", "legend.picket"),
        ("next", "legend.next"),
    ),
    draw=_draw,
)
