"""What is said of a past emergency: bars side by side, the spread of the draws, what is published and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from layers.replay_words import check_line, unknown
from layers.words import Words
from planner.core.scenario import clock_text
from screens import replays, session, widgets

REFRESH_S = 1.0
OUTCOMES = ("adequate_at", "at_risk_min", "houses_at_risk", "worship_at_risk", "sites_held")


def bars(found: Mapping[str, Any], outcome: str, told: str) -> None:
    """One bar a variant, and in words how far it lies from what happened."""
    words = session.words()
    most = max(one["totals"][outcome] for one in found["variants"]) or 1
    lines = []
    for one in found["variants"]:
        gap = one["difference"][outcome]
        change = f" ({'+' if gap > 0 else '−'}{words.number(abs(gap))})" if gap else ""
        value = one["totals"][outcome]
        lines.append((one[words.language], value / most, f"{words.number(value)}{change}"))
    widgets.bars(words(f"replay.{outcome}"), lines, told)


def sure(asked: replays.Asked) -> None:
    """How far the outcome may lie, as everything unknown is drawn; what matters most."""
    words = session.words()
    st.caption(words("scenarios.sure_what", draws=words.number(replays.draws())))
    begun = replays.job()
    if begun is None or begun[0] != asked:
        if begun is not None:
            widgets.card(words("scenarios.changed"), mood="note")
        if st.button(words("scenarios.draw", draws=words.number(replays.draws())), type="primary", key="scenario_draw"):
            replays.draw(asked)
            st.rerun()
        return
    job = begun[1]
    if not job.ended.is_set():
        waiting()
        return
    if job.crash is not None:
        raise job.crash
    if job.fault is not None:
        raise job.fault
    found = job.result
    if found["draws"] < replays.draws():
        widgets.card(words("scenarios.stopped", draws=words.number(found["draws"])), mood="note")
    spread(found)
    matters(found)
    if st.button(words("scenarios.again", draws=words.number(replays.draws())), key="scenario_again"):
        replays.draw(asked)
        st.rerun()


@st.fragment(run_every=REFRESH_S)
def waiting() -> None:
    """How far the draws are, with a way to stop them."""
    words, begun = session.words(), replays.job()
    if begun is None or begun[1].ended.is_set():
        st.rerun()
    done, of = begun[1].said or (0, replays.draws())
    st.progress(done / of, text=words("scenarios.drawing", done=words.number(done), of=words.number(of)))
    if st.button(words("scenarios.stop"), disabled=begun[1].stop.is_set(), key="scenario_stop"):
        begun[1].stop.set()


def spread(found: Mapping[str, Any]) -> None:
    """The middle of the draws, and between which values 90 of 100 lie."""
    words = session.words()
    columns = [words("replay.variant"), *(words(f"replay.{key}") for key in OUTCOMES)]
    rows = [
        [one[words.language], *(_three(one["spread"]["values"][key], key, words) for key in OUTCOMES)]
        for one in found["variants"]
    ]
    with st.container(key="scenario_table_drawn"):
        widgets.table(columns, rows, numbers=range(1, len(columns)))
    st.caption(words("scenarios.spread_what"))


def _three(ends: Mapping[str, float | None], key: str, words: Words) -> str:
    def told(end: float | None) -> str:
        if end is None:
            return words("replay.never")
        return clock_text(round(end)) if key == "adequate_at" else f"{end:,.0f}"

    low, middle, high = (told(ends[name]) for name in ("p5", "p50", "p95"))
    return low if low == middle == high else f"{middle} ({low} – {high})"


def matters(found: Mapping[str, Any]) -> None:
    """Which unknown moves the outcome most, as it happened."""
    words = session.words()
    if not found["matters"]:
        return
    lines = [
        (
            f"{unknown(one, words)}: {words('replay.outcome_' + one['outcome'])}",
            one["correlation"],
            f"{one['correlation']:+.2f}".replace("-", "−"),
        )
        for one in found["matters"]
    ]
    widgets.bars(words("scenarios.matters"), lines, words("scenarios.matters_what"))


def published(found: Mapping[str, Any]) -> None:
    """Published numbers with who says them, and whether the localities add up to the published sums."""
    words = session.words()
    holds = all(one["holds"] for one in found["check"])
    items = [
        words("scenarios.sum", what=words(f"scenarios.sum_{one['what']}"), told=one["published"], sum=one["sum"])
        for one in found["check"]
    ]
    told = check_line(found, words) if holds else words("scenarios.sums_differ")
    widgets.card(words("scenarios.sums"), lines=[told], items=items, mood="good" if holds else "bad")
    if found["facts"]:
        widgets.table(
            [words("scenarios.fact"), words("scenarios.number"), words("col.sources")],
            [[words.sentence(one["text"]), _number(one), _by(one)] for one in found["facts"]],
            numbers=(1,),
        )
    else:
        widgets.card(words("scenarios.no_facts"), mood="note")
    with st.expander(words("replay.sources")):
        widgets.table(
            [words("scenarios.source"), words("scenarios.source_text")],
            [[key, words.sentence(text)] for key, text in found["sources"].items()],
        )


def _number(fact: Mapping[str, Any]) -> str:
    low, high = f"{fact['low']:,g}", f"{fact['high']:,g}"
    return low if low == high else f"{low} – {high}"


def _by(fact: Mapping[str, Any]) -> str:
    """The sources; who said which number where they differ."""
    said = ", ".join(f"{one['value']:,g}: {one['by']}" for one in fact["said"])
    return said or ", ".join(fact["sources"])
