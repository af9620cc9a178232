"""A calendar to choose from: rows of posts or officers, a button for each duty, to be clicked or reached by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
TICK_H = (3, 6, 12, 24, 48, 96, 168)
MOST_TICKS = 9
WHOLE_DAYS_H = 48
"""A calendar of more hours begins at a midnight, so that its first day has its name."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One duty: hours since the first midnight, what stands on it, "full", "short" or "empty", and what it says."""

    id: str
    start: float
    end: float
    text: str
    state: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One post or officer with all duties of the span, or the head of a group of rows.

    A row with an `id` gives its duties away: they may be dragged to another row that has one.
    """

    label: str
    bars: tuple[Bar, ...]
    is_head: bool = False
    id: str = ""


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "hifazat_timeline",
        html='<div class="box"></div>',
        css=(HERE / "timeline.css").read_text(encoding="utf-8"),
        js=(HERE / "timeline.js").read_text(encoding="utf-8"),
    )


def lanes(bars: Sequence[Bar]) -> list[int]:
    """The lane of each bar, in their order: as few lanes as keep bars of one time from hiding each other."""
    free: list[float] = []
    found = []
    for bar in bars:
        lane = next((n for n, until in enumerate(free) if until <= bar.start), len(free))
        free[lane : lane + 1] = [bar.end]
        found.append(lane)
    return found


def ticks(first: float, last: float, name_of_day: Callable[[int], str]) -> list[tuple[float, str]]:
    """Where the lines of the calendar stand and what is written at them: hours of a day, else days."""
    step = next((step for step in TICK_H if (last - first) / step <= MOST_TICKS), TICK_H[-1])
    hours = range(int(-(-first // step)) * step, int(last) + 1, step)
    return [(hour, f"{hour % 24:02d}:00" if step < 24 else name_of_day(hour // 24)) for hour in hours if hour < last]


def show(
    rows: Sequence[Row],
    *,
    key: str,
    chosen: str,
    direction: str,
    heading: str,
    name_of_day: Callable[[int], str],
    on_choose: Callable[[], None],
    on_move: Callable[[], None],
) -> None:
    """The calendar; `on_choose` is called when a duty was chosen, which `chosen_in(key)` then names.

    `on_move` is called when a duty was dragged to another row, which `moved_in(key)` then tells.
    """
    bars = [bar for row in rows for bar in row.bars]
    first = min((bar.start for bar in bars), default=0.0)
    last = max((bar.end for bar in bars), default=24.0)
    if last - first > WHOLE_DAYS_H:
        first -= first % 24
    _component()(
        key=key,
        data={
            "dir": direction,
            "heading": heading,
            "first": first,
            "last": last,
            "chosen": chosen,
            "label_width": "12.5rem",
            "ticks": ticks(first, last, name_of_day),
            "rows": [_drawn(row) for row in rows],
        },
        on_duty_change=on_choose,
        on_moved_change=on_move,
    )


def _drawn(row: Row) -> dict[str, Any]:
    ordered = sorted(row.bars, key=lambda bar: (bar.start, bar.id))
    places = lanes(ordered)
    bars = [
        {**asdict(bar), "from": bar.start, "to": bar.end, "lane": lane}
        for bar, lane in zip(ordered, places, strict=True)
    ]
    return {"id": row.id, "label": row.label, "is_head": row.is_head, "lanes": max(places, default=0) + 1, "bars": bars}


def chosen_in(key: str) -> str:
    """The duty that was just chosen in the calendar, or ""."""
    state = st.session_state.get(key) or {}
    return str(state.get("duty") or "")


def moved_in(key: str) -> tuple[str, str, str] | None:
    """The duty that was just dragged, from which row, and to which; None when none was."""
    moved = (st.session_state.get(key) or {}).get("moved")
    return (str(moved["duty"]), str(moved["out"]), str(moved["into"])) if moved else None
