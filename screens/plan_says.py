"""What a plan says of itself: first what it does not cover, then how good it is, who is short, what would help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from layers.words import ltr
from screens import plans, session, widgets

LISTED = 200
"""Rows of a table that are written out; the files hold all."""
SAID = 8
"""Sentences of one kind that are written out."""


def head(document: Mapping[str, Any]) -> None:
    """The answer in one look: what is not covered, how good the plan is known to be, broken rules, the signature."""
    words = session.words()
    gaps, broken = document["uncovered"], document["violations"]
    if document.get("rules_off"):
        widgets.card(
            words(
                "plan.rules_off", rules=words("say.comma").join(words.sentence(rule) for rule in document["rules_off"])
            ),
            mood="bad",
        )
    lines = [signature(document), _replaced(document)]
    if gaps:
        widgets.card(words("plan.gaps", count=len(gaps)), lines=lines, mood="bad", big=True)
    else:
        widgets.card(words("plan.covered"), lines=lines, mood="good", big=True)
    there = plans.sent(document)
    manned = sum(plans.state_of(duty, there.get(duty["duty"], ())) == "full" for duty in document["duties"])
    widgets.facts(
        [
            (ltr(f"{words.number(manned)}/{words.number(len(document['duties']))}"), words("plan.manned"), ""),
            (words.number(len({one["officer"] for one in document["assignments"]})), words("plan.officers"), ""),
            (str(len(broken)), words("plan.broken"), "bad" if broken else "good"),
            (percent(document.get("gap")), words("plan.gap"), ""),
        ]
    )
    if broken:
        widgets.card(
            words("plan.violations"), items=_first([plans.said(one["sentence"]) for one in broken]), mood="bad"
        )


def signature(document: Mapping[str, Any]) -> str:
    """Who signed, when, and whether that still holds."""
    words = session.words()
    signed = document.get("signed")
    if not signed:
        return words("plan.unsigned")
    signed_at = plans.local(signed["at"])
    at = f"{words.day(signed_at.date())} {ltr(words.clock(signed_at))}"
    text = words("plan.signed", by=signed["by"], post=signed["post"], at=at)
    if signed.get("accepts"):
        text += " " + words("plan.accepted", reason=signed["accepts"])
    return text if signed["is_current"] else text + " " + words("plan.signed_no_longer")


def _replaced(document: Mapping[str, Any]) -> str:
    words = session.words()
    if document.get("replaced_by"):
        return words("plan.replaced_by", id=document["replaced_by"])
    return words("plan.replaces", id=document["replaces"]) if document.get("replaces") else ""


def percent(share: Any) -> str:
    """A share with one decimal; a dash where none is known."""
    return "–" if share is None else session.words().share(float(share), 1)


def _first(texts: list[str]) -> list[str]:
    if len(texts) <= SAID:
        return texts
    return [*texts[:SAID], session.words()("plan.and_more", count=len(texts) - SAID)]


def panel(document: Mapping[str, Any]) -> None:
    """What is open by kind and need by need, the floors, what would help, and how it was found."""
    words = session.words()
    st.header(words("plan.by_kind"), anchor=False)
    columns = ("duty", "wanted", "full", "short", "empty", "hours_missing")
    widgets.table([words(f"col.{name}") for name in columns], plans.kind_rows(document), numbers=(1, 2, 3, 4, 5))
    groups = plans.sentences(document.get("open") or ())
    if groups:
        widgets.card(words("plan.open_groups"), items=_first(groups), mood="bad")
    if document["uncovered"]:
        st.header(words("plan.open"), anchor=False)
        rows = plans.gap_rows(document)
        widgets.table([words(f"col.{name}") for name in ("place", "moment", "missing", "why")], rows[:LISTED], low=True)
        if len(rows) > LISTED:
            st.caption(words("say.more", count=len(rows) - LISTED))
    _help(document)
    _floors(document)
    left, right = st.columns(2, gap="medium")
    with left:
        widgets.card(words("plan.posts"), lines=[plans.said(document.get("posts") or words("say.none"))])
    with right:
        widgets.card(
            words("plan.guess"), lines=[plans.said(document.get("predictability") or words("plan.no_mobiles"))]
        )
    _quality(document)


def _help(document: Mapping[str, Any]) -> None:
    words = session.words()
    needed = plans.sentences(document.get("needed") or ())
    prices = plans.sentences([*(document.get("prices") or ()), *(document.get("floor_prices") or ())])
    if needed:
        widgets.card(words("plan.needed"), items=_first(needed), mood="note")
    if prices:
        widgets.card(words("plan.prices"), items=_first(prices), mood="note")
    if document["uncovered"] and not needed and not prices:
        widgets.card(words("plan.needed"), lines=[words("plan.needed_unknown")])


def _floors(document: Mapping[str, Any]) -> None:
    words = session.words()
    rows = document.get("floors") or ()
    if not rows:
        return
    lines = [
        (
            plans.floor_name(str(row["name"]), words),
            float(row["reached"]),
            words(
                "floor.kept" if row["is_kept"] else "floor.missed",
                reached=words.share(row["reached"]),
                least=words.share(row["least"]),
            ),
        )
        for row in rows
    ]
    missed = sum(not row["is_kept"] for row in rows)
    total = words("floor.some_missed", count=missed) if missed else words("floor.all_kept")
    widgets.bars(words("floor.title"), lines, total)


def _quality(document: Mapping[str, Any]) -> None:
    words = session.words()
    lines = [gap_sentence(document), words("plan.searched", seconds=f"{document['seconds']:.0f}")]
    widgets.card(words("plan.quality"), lines=lines, items=_first(plans.sentences(document.get("why") or ())))


def gap_sentence(document: Mapping[str, Any]) -> str:
    """How much better a plan could be, in a sentence."""
    words = session.words()
    if document["status"] == "optimal":
        return words("plan.proven")
    if document.get("gap") is None:
        return words("plan.no_bound")
    return words("plan.at_most", share=percent(document["gap"]))
