"""What a reader does on a map beside looking: the texts of the tools, places that stand out, shapes that are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from layers.parts import Part
from layers.words import Words

ShapeKind = Literal["spot", "line", "area"]
TEXTS = (
    "bar",
    "zoom_in",
    "zoom_out",
    "search",
    "search_what",
    "none",
    "found",
    "measure",
    "measure_what",
    "measuring",
    "metres",
    "kilometres",
    "spot",
    "spot_what",
    "drawing_spot",
    "line",
    "line_what",
    "drawing_line",
    "area",
    "area_what",
    "drawing_area",
    "done",
    "undo",
    "cancel",
    "clear",
    "clear_what",
    "print",
    "print_what",
    "printed",
    "opacity",
    "north",
    "about",
)


def texts(words: Words) -> dict[str, str]:
    """What stands on the tools; names in braces are put in by the browser."""
    return {key: words(f"tool.{key}") for key in TEXTS}


def only(layers: Sequence[str], keep: Iterable[str], *, rest: Literal["dim", "hide"] = "dim") -> Part:
    """A part for a group: of these layers only the features with these identifiers stand out.

    The others are dimmed or hidden while the group is on the map. No layer is fetched or drawn anew for it.
    """
    return Part("only", {"layers": list(layers), "keep": sorted(set(keep)), "rest": rest})


def drawing(
    shapes: Sequence[ShapeKind], *, keeps: bool = True, number: float = 0, shape: Mapping[str, Any] | None = None
) -> Part:
    """A part for a group: the reader may draw these kinds of shape.

    `number` is that of the drawing which was read last, `shape` its geometry in degrees. With `keeps` it stays on the
    map until it is taken away, else it goes once it was read: then a layer shows what it has become.
    """
    return Part(
        "drawable", {"shapes": list(shapes), "keeps": keeps, "number": number, "shape": dict(shape) if shape else None}
    )
