"""A chart as a picture of its own, for a report: drawn here, as the browser's chart cannot be saved with its marks."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from layers.base import BLUE, ORANGE, VERMILLION
from layers.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FONTS = Path(__file__).resolve().parents[1] / "assets" / "vendor" / "fonts"
GREY, PALE, INK = "#8a8378", "#d6e6f2", "#3a352d"
_WIDTH_IN, _PPI = 8.0, 150
_ROW_IN = {"ltr": 0.3, "rtl": 0.48}
_DEPTHS = ("#f6f4ef", "#56106e", "#fff")
MOST_LABELS = 16


@dataclass(frozen=True, slots=True)
class Picture:
    """What a chart shows, however it is drawn.

    `form` says what the rows hold: "columns" and "bars" `label`, `value` (and `ours`: it stands out); "pairs" `label`,
    `now`, `before`; "intervals" `label`, `low`, `best`, `high`; "heat" `row`, `column`, `value`. `axis` names the
    values, `names` what is now and what before. `rule` is a line to be compared with.
    """

    title: str
    form: Literal["columns", "bars", "pairs", "intervals", "heat"]
    rows: Sequence[Mapping[str, Any]]
    axis: str
    names: tuple[str, str] = ("", "")
    rule: float | None = None
    log: bool = False
    share: bool = False


@cache
def _families() -> tuple[str, ...]:
    """The fonts in the order in which a letter is looked for; the Urdu one is ours, never the machine's."""
    from matplotlib import font_manager

    file = FONTS / "NotoNastaliqUrdu-Regular.ttf"
    if file.is_file():
        font_manager.fontManager.addfont(str(file))
        return ("DejaVu Sans", font_manager.FontProperties(fname=str(file)).get_name())
    return ("DejaVu Sans",)


def drawn(picture: Picture, foot: Sequence[str], *, words: Words, form: str) -> bytes:
    """The chart as "svg" or "png"; below it the lines of `foot`, the first of them in bold: who may see it."""
    # loaded when a picture is asked for: it takes a second that no screen should wait for
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    families = list(_families())
    urdu = words.direction == "rtl"
    bold = "normal" if urdu else "bold"  # Nastaliq has one weight here
    settings: dict[str, Any] = {
        "font.family": families[::-1] if urdu else families,
        "font.size": 10,
        "svg.fonttype": "path",
        "svg.hashsalt": "hifazat",
        "text.parse_math": False,
        "axes.unicode_minus": False,
    }
    rows = len(picture.rows) if picture.form in ("bars", "intervals") else 2 * len(picture.rows)
    tall = {"columns": 3.2, "heat": 3.4}.get(picture.form, max(1.4, _ROW_IN[words.direction] * rows + 0.6))
    with mpl.rc_context(settings):
        figure = Figure(figsize=(_WIDTH_IN, tall + 1.6), layout="constrained")
        FigureCanvasAgg(figure)
        parts = figure.subfigures(2, 1, height_ratios=[tall + 0.6, 1.0])
        axes = parts[0].subplots()
        axes.set_title(_plain(picture.title), loc="right" if urdu else "left", fontsize=13, fontweight=bold, pad=12)
        _FORMS[picture.form](axes, picture)
        side, x = ("right", 0.98) if urdu else ("left", 0.02)
        for line, text in enumerate(foot):
            parts[1].text(
                x,
                0.95 - line * 0.3,
                _plain(text),
                ha=side,
                va="top",
                fontsize=9 if line else 10,
                color=INK if line else "#a33c00",
                fontweight="normal" if line else bold,
                wrap=True,
            )
        out = io.BytesIO()
        stamp = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(out, format=form, dpi=_PPI, metadata=stamp)
    return out.getvalue()


def _plain(text: str) -> str:
    """Text without the marks of direction: a drawn line has one direction, and the marks have no shape."""
    return str(text).translate(dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069)))


def _bare(axes: Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.tick_params(colors=INK)
    axes.set_axisbelow(True)


def _labels(axes: Axes, picture: Picture) -> list[float]:
    places = [float(n) for n in range(len(picture.rows))]
    axes.set_yticks(places, [_plain(row["label"]) for row in picture.rows])
    axes.set_ylim(len(places) - 0.4, -0.6)
    axes.grid(axis="x", color="#e2ddd2")
    axes.set_xlabel(_plain(picture.axis))
    if picture.share:
        axes.xaxis.set_major_formatter(lambda value, _: f"{value * 100:g} %")
    _bare(axes)
    return places


def _bars(axes: Axes, picture: Picture) -> None:
    places = _labels(axes, picture)
    ours = [bool(row.get("ours", True)) for row in picture.rows]
    axes.barh(
        places,
        [float(row["value"]) for row in picture.rows],
        color=[ORANGE if mine else "#d8d2c6" for mine in ours],
        edgecolor=INK,
        linewidth=[2.0 if mine else 0.5 for mine in ours],
        height=0.7,
    )


def _pairs(axes: Axes, picture: Picture) -> None:
    places = _labels(axes, picture)
    for name, label, color, shift in (
        ("now", picture.names[0], BLUE, -0.2),
        ("before", picture.names[1], PALE, 0.2),
    ):
        axes.barh(
            [place + shift for place in places],
            [float(row[name] or 0) for row in picture.rows],
            height=0.38,
            color=color,
            edgecolor=INK,
            linewidth=0.6,
            label=_plain(label),
        )
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.16), ncols=2, frameon=False)


def _intervals(axes: Axes, picture: Picture) -> None:
    if picture.log:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.xaxis.set_minor_formatter(lambda value, _: f"{value:g}")
    places = _labels(axes, picture)
    for place, row in zip(places, picture.rows, strict=True):
        low = float(row["low"]) if not picture.log else max(float(row["low"]), float(row["best"]) / 8)
        axes.plot([low, float(row["high"])], [place, place], color=GREY, linewidth=3, solid_capstyle="butt")
        axes.plot([float(row["best"])], [place], "o", color=BLUE, markersize=8)
    if picture.rule is not None:
        axes.axvline(picture.rule, color=VERMILLION, linewidth=1.6, linestyle=(0, (4, 3)))


def _columns(axes: Axes, picture: Picture) -> None:
    places = range(len(picture.rows))
    axes.bar(
        places,
        [float(row["value"]) for row in picture.rows],
        color=[BLUE if row.get("ours", True) else PALE for row in picture.rows],
        edgecolor=INK,
        linewidth=0.5,
        width=0.85,
    )
    step = -(-len(picture.rows) // MOST_LABELS) or 1
    axes.set_xticks(
        list(places)[::step], [_plain(row["label"]) for row in picture.rows[::step]], rotation=45, ha="right"
    )
    axes.set_ylabel(_plain(picture.axis))
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="y", color="#e2ddd2")
    _bare(axes)


def _heat(axes: Axes, picture: Picture) -> None:
    import numpy as np
    from matplotlib.colors import LinearSegmentedColormap

    rows = list(dict.fromkeys(row["row"] for row in picture.rows))
    columns = list(dict.fromkeys(row["column"] for row in picture.rows))
    cells = np.zeros((len(rows), len(columns)))
    for one in picture.rows:
        cells[rows.index(one["row"]), columns.index(one["column"])] = float(one["value"])
    shades = LinearSegmentedColormap.from_list("hifazat", _DEPTHS[:2])
    axes.imshow(cells, aspect="auto", cmap=shades, vmin=0, vmax=max(1.0, float(cells.max())))
    for (row, column), value in np.ndenumerate(cells):
        if value:
            dark = value > cells.max() / 2
            axes.text(
                column, row, f"{value:g}", ha="center", va="center", color=_DEPTHS[2] if dark else INK, fontsize=8
            )
    axes.set_yticks(range(len(rows)), [_plain(row) for row in rows])
    axes.set_xticks(range(len(columns)), [_plain(column) for column in columns])
    axes.set_xlabel(_plain(picture.axis))
    axes.tick_params(length=0)


_FORMS = {"columns": _columns, "bars": _bars, "pairs": _pairs, "intervals": _intervals, "heat": _heat}
