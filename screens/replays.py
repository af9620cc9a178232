"""The door to past emergencies played again: scenarios, answers, draws in the background, files; kept while true.

With `session` and `analyst` the only place that caches and names keys of `st.session_state`.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from layers.replay import replay_page
from planner.core.scenario import Scenario
from screens import session
from screens.geo import PAGES
from screens.jobs import Job, start

PLANNER = "planned"
"""The counterfactual that every scenario has: the planner says who goes where."""
KNOWN = 128
"""So many answers are kept."""
SOON_S = 0.5
"""Who waits longer for the planner sees all other lines first."""

# keys of st.session_state
SCENARIO = "scenario"
JOB = "scenario_job"
SHOWN = "scenario_shown"


@dataclass(frozen=True)
class Asked:
    """What is played: the scenario, what is set otherwise (`KEY=VALUE`), and the counterfactuals beside it."""

    name: str
    changes: tuple[str, ...]
    chosen: tuple[str, ...]


@st.cache_resource(show_spinner=False)
def _listed() -> Sequence[Mapping[str, Any]]:
    return sorted(session.flow.scenarios(), key=lambda one: str(one["date"]), reverse=True)


def listed() -> Sequence[Mapping[str, Any]]:
    """One line a scenario, newest first: name, date, title in each language, counterfactuals."""
    return _listed()


@st.cache_resource(show_spinner=False)
def scenario(name: str) -> Scenario:
    """The scenario itself, with its sliders and counterfactuals."""
    return session.flow.scenario_of(name)


@st.cache_resource(show_spinner=False)
def _took() -> dict[str, float]:
    return {}


@st.cache_resource(max_entries=KNOWN, show_spinner=False)
def answer(asked: Asked) -> Mapping[str, Any]:
    """The replay with best guesses only; what happened stands first, also when nothing is chosen beside it."""
    began = time.monotonic()
    found = session.flow.replay(session.config(), asked.name, **_how(asked), draws=0)
    if _planned(asked):
        _took()[asked.name] = time.monotonic() - began
    return _only_chosen(asked, found)


def _planned(asked: Asked) -> set[str]:
    """What of it the planner must answer."""
    return {PLANNER, *(one.key for one in scenario(asked.name).counterfactuals if one.planned)} & set(asked.chosen)


def sooner(asked: Asked) -> Asked | None:
    """The same without what the planner takes long to answer; None when nothing is gained by it."""
    planned = _planned(asked)
    if not planned or st.session_state.get(SHOWN) == asked or _took().get(asked.name, 0.0) < SOON_S:
        return None
    return replace(asked, chosen=tuple(key for key in asked.chosen if key not in planned))


def _how(asked: Asked) -> dict[str, Any]:
    # the planner's list means all of them when none is chosen
    chosen = asked.chosen or tuple(one.key for one in scenario(asked.name).counterfactuals[:1]) or (PLANNER,)
    return {"changes": asked.changes, "chosen": chosen, "seed": session.SEED}


def _only_chosen(asked: Asked, document: dict[str, Any]) -> Mapping[str, Any]:
    unasked = () if asked.chosen else _how(asked)["chosen"]
    kept = [one for one in document["variants"] if one["key"] not in unasked]
    return {**document, "variants": kept}


def draws() -> int:
    """How often all that is unknown is drawn."""
    return session.config().replay.draws


def job() -> tuple[Asked, Job] | None:
    """The draws of this session: what was asked, and how far they are."""
    return st.session_state.get(JOB)


def draw(asked: Asked) -> None:
    """Begins to draw in the background; what was begun before stops."""
    before = job()
    if before is not None:
        before[1].stop.set()
    config, flow, how = session.config(), session.flow, _how(asked)

    def work(progress: Any, cancel: Any) -> Mapping[str, Any]:
        document = flow.replay(
            config,
            asked.name,
            **how,
            draws=config.replay.draws,
            progress=lambda done, of: progress((done, of)),
            cancel=cancel,
        )
        return _only_chosen(asked, document)

    st.session_state[JOB] = (asked, start(work))


def drawn(asked: Asked) -> Mapping[str, Any] | None:
    """What the draws gave for exactly this; None while there is nothing."""
    begun = job()
    return begun[1].result if begun is not None and begun[0] == asked else None


def page_address(found: Mapping[str, Any]) -> str:
    """Where our own server has the page on which force and crowds move."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    page = replay_page(found, language=session.words().language, embedded=True)
    return f"{'/' + base if base else ''}/replay/{PAGES.keep(page.encode())}.html"


def page_file(found: Mapping[str, Any]) -> bytes:
    """The whole replay as one page for a USB stick, in the reader's language."""
    return replay_page(found, language=session.words().language).encode()


def as_json(found: Mapping[str, Any]) -> str:
    """The replay as the command line writes it."""
    return json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)


def curves(asked: Asked) -> bytes:
    """People, officers and need, minute by minute, as a table for spreadsheets."""
    with tempfile.TemporaryDirectory() as folder:
        session.flow.replay(session.config(), asked.name, **_how(asked), draws=0, out=Path(folder))
        return (Path(folder) / "curves.csv").read_bytes()
