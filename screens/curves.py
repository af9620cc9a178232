"""Force against need over time, as a small picture: it is there with the answer, and nothing has to be loaded."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from layers.base import BLUE, VERMILLION
from layers.safe import safe
from layers.words import Words, ltr

WIDTH, HEIGHT = 460, 170
LEFT, RIGHT, TOP, BOTTOM = 38, 8, 14, 26
GREY = "#8a8378"
STYLE = "text{font:11px sans-serif;fill:#5a544a}text.at{font-weight:700;fill:#0b4f80}"
MOST_TICKS = 6
HEADROOM = 1.06
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480)


def force_curve(alarm: Mapping[str, Any], words: Words) -> None:
    """The force at one alarm, what it needs, and nearest-first, minute by minute; a line where force meets need."""
    curve = alarm.get("curve")
    if not curve or not curve["minutes"]:
        return
    picture = base64.b64encode(svg(curve, alarm["time_to_adequate_min"], words).encode()).decode()
    # as a picture: markup of a drawing does not pass the filter that guards our own boxes
    st.html(
        f'<div class="hif-curve"><img alt="{safe(words("surge.curve"))}" src="data:image/svg+xml;base64,{picture}">'
        f"{_key(words)}</div>"
    )


def svg(curve: Mapping[str, Any], adequate: float | None, words: Words) -> str:
    """The chart; numbers run from left to right in every language."""
    minutes = [float(m) for m in curve["minutes"]]
    last = max(minutes[-1], 1.0)
    most = HEADROOM * max(
        [1.0, *map(float, curve["force"]), *map(float, curve["need"]), *map(float, curve["nearest_first"])]
    )

    def x(minute: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * minute / last

    def y(officers: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * officers / most

    def line(values: Sequence[float], style: str) -> str:
        spots = [(x(m), y(float(v))) for m, v in zip(minutes, values, strict=True)]
        path = f"M{spots[0][0]:.1f},{spots[0][1]:.1f}" + "".join(f"H{a:.1f}V{b:.1f}" for a, b in spots[1:])
        return f'<path d="{path}" fill="none" {style}/>'

    parts = [
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(0):.1f}" y2="{y(0):.1f}" stroke="{GREY}"/>',
        *(
            f'<text x="{x(m):.1f}" y="{HEIGHT - 10}" text-anchor="middle">{m}</text>'
            for m in range(0, int(last) + 1, tick(last))
        ),
        *(
            f'<text x="{LEFT - 5}" y="{y(n) + 4:.1f}" text-anchor="end">{n}</text>'
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(n):.1f}" y2="{y(n):.1f}" stroke="#e2ddd2"/>'
            for n in range(tick(most), int(most) + 1, tick(most))
        ),
        line(curve["nearest_first"], f'stroke="{GREY}" stroke-width="1.6" stroke-dasharray="2 3"'),
        line(curve["need"], f'stroke="{VERMILLION}" stroke-width="2" stroke-dasharray="7 4"'),
        line(curve["force"], f'stroke="{BLUE}" stroke-width="3"'),
    ]
    if adequate is not None and adequate <= last:
        spot = x(adequate)
        side = ("end", -5) if adequate > 0.7 * last else ("start", 5)
        parts.append(
            f'<line x1="{spot:.1f}" x2="{spot:.1f}" y1="{TOP}" y2="{y(0):.1f}" stroke="{BLUE}" stroke-width="1.2"/>'
            f'<text x="{spot + side[1]:.1f}" y="{y(0) - 7:.1f}" text-anchor="{side[0]}" class="at">'
            f"{safe(words('surge.minutes', minutes=f'{adequate:.0f}'))}</text>"
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" direction="ltr"><style>{STYLE}</style>'
        + "".join(parts)
        + "</svg>"
    )


def tick(most: float) -> int:
    """The step between the numbers of an axis that ends at `most`."""
    return next((step for step in STEPS if most / step <= MOST_TICKS), round(most / MOST_TICKS))


def _key(words: Words) -> str:
    entries = (
        ("force", BLUE, "solid", 3),
        ("need", VERMILLION, "dashed", 2),
        ("nearest", GREY, "dotted", 2),
    )
    told = "".join(
        f'<span><i style="border-top:{width}px {dash} {colour}"></i>{safe(words(f"surge.curve_{name}"))}</span>'
        for name, colour, dash, width in entries
    )
    axes = safe(words("surge.curve_axes"))
    return f'<div class="hif-key lines">{told}<span>{ltr("↔")} {axes}</span></div>'
