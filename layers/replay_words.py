"""A replay in words: outcomes as rows of a table, published sums, and what matters most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.words import Words, isolated
from planner.core.scenario import clock_text

_TOTALS = ("adequate_at", "at_risk_min", "houses_at_risk", "worship_at_risk", "sites_held")


def outcome_rows(replay: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    """One row a variant, and where there were draws one more with the range of each outcome."""
    rows = []
    for variant in replay["variants"]:
        totals, gap = variant["totals"], variant["difference"]
        row = {words("replay.variant"): variant[words.language]}
        for key in _TOTALS:
            text = _moment(totals[key], words) if key == "adequate_at" else f"{totals[key]:,}"
            row[words(f"replay.{key}")] = value(text, words) + _change(key, gap[key], words)
        rows.append(row)
        if variant["spread"]:
            ranges = {words("replay.variant"): "  " + words("replay.range")}
            for key in _TOTALS:
                three = variant["spread"]["values"][key]
                ranges[words(f"replay.{key}")] = value(
                    f"{_end(three, 'p5', key, words)} – {_end(three, 'p95', key, words)}", words
                )
            rows.append(ranges)
    return rows


def short_rows(replay: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    """The same rows for a terminal: short heads, the numbers first, what is done last; sites held are left out."""
    kept = [key for key in _TOTALS if key != "sites_held"]
    label = words("replay.variant")
    return [
        {**{words(f"replay.short_{key}"): row[words(f"replay.{key}")] for key in kept}, label: row[label]}
        for row in outcome_rows(replay, words)
    ]


def first_lines(replay: Mapping[str, Any], words: Words) -> list[str]:
    """What matters: how it went, and which of the other courses puts least at risk (then: is adequate soonest)."""
    happened, *others = replay["variants"]

    def rank(variant: Mapping[str, Any]) -> tuple[int, float]:
        sooner = variant["difference"]["adequate_at"]
        is_never = variant["totals"]["adequate_at"] is None
        return variant["totals"]["at_risk_min"], float("inf") if is_never else sooner or 0

    lines = [_said(happened, words)]
    if others:
        least = min(others, key=rank)
        is_less = rank(least) < rank(happened)
        lines.append(words("replay.said_least") + _said(least, words) if is_less else words("replay.said_none"))
    return lines


def _said(variant: Mapping[str, Any], words: Words) -> str:
    moment = variant["totals"]["adequate_at"]
    return words("replay.said_never" if moment is None else "replay.said_adequate").format(
        variant=variant[words.language],
        moment=value(moment or "", words),
        minutes=value(f"{variant['totals']['at_risk_min']:,}", words),
    )


def value(text: str, words: Words) -> str:
    """A value that keeps its own order in right-to-left text."""
    return isolated(text) if words.direction == "rtl" else text


def _change(key: str, change: int | None, words: Words) -> str:
    """The difference to what happened, in brackets; nothing where there is none."""
    if not change:
        return ""
    signed = _signed(change)
    return f" ({words('replay.minutes', count=signed) if key == 'adequate_at' else value(signed, words)})"


def _signed(change: int) -> str:
    return f"{'+' if change > 0 else '−'}{abs(change):,}"


def _moment(clock: str | None, words: Words) -> str:
    return clock or words("replay.never")


def _end(three: Mapping[str, float | None], which: str, key: str, words: Words) -> str:
    found = three[which]
    if key != "adequate_at":
        return "" if found is None else f"{round(found):,}"
    return _moment(None if found is None else clock_text(round(found)), words)


def check_line(replay: Mapping[str, Any], words: Words) -> str:
    """The published sums: "19 places of worship, 86 houses, 9 localities: the sums hold."."""
    parts = [words(f"replay.sum_{one['what']}", count=one["sum"]) for one in replay["check"]]
    comma = "، " if words.language == "ur" else ", "
    return words("replay.check_none") if not parts else words("replay.check_holds").format(sums=comma.join(parts))


def matter_line(matter: Mapping[str, Any], words: Words) -> str:
    """`+0.96  Hour at which the large force was there: minutes of violence without an adequate force`."""
    return words("replay.matter").format(
        correlation=value(f"{matter['correlation']:+.2f}".replace("-", "−"), words),
        unknown=unknown(matter, words),
        outcome=words(f"replay.outcome_{matter['outcome']}"),
    )


def unknown(matter: Mapping[str, Any], words: Words) -> str:
    """The unknown by its name."""
    if matter["what"] == "ratio" or not matter["subject"]:
        return words("replay.unknown_ratio" if matter["what"] == "ratio" else "replay.unknown_drive_all")
    return words(f"replay.unknown_{matter['what']}").format(name=matter[words.language])
