"""What the reader sets in a past emergency: counterfactuals, orders of one's own, a slider for each unknown."""

from __future__ import annotations

import math

import streamlit as st

from layers.words import Words
from planner.core.scenario import Scenario, Slider, clock_text
from screens import replays, session

CLOCK_STEP, ORDER_STEP = 5, 15
"""Minutes between two stops of a slider with clock times."""
COARSE, COARSE_FROM = 10, 300
"""Sliders with a longer way move in such steps, where their ends and their best guess allow it."""
HIGH = 330
AS_IT_WAS = None


def settings(name: str) -> replays.Asked:
    """The controls of a scenario, and what is asked with them."""
    scenario = replays.scenario(name)
    chosen = counterfactuals(scenario)
    changes = (*orders(scenario), *unknowns(scenario))
    return replays.Asked(name, changes, chosen)


def counterfactuals(scenario: Scenario) -> tuple[str, ...]:
    """What stands beside what happened: the keys that are ticked."""
    words = session.words()
    labels = {one.key: one.label_ur if words.language == "ur" else one.label_en for one in scenario.counterfactuals}
    labels.setdefault(replays.PLANNER, words("scenarios.planner"))
    planned = [one.key for one in scenario.counterfactuals if one.planned]
    # first seen: the first of the list beside what the planner would have done
    first = {*list(labels)[:1], planned[0] if planned else replays.PLANNER}
    st.markdown(f"**{words('scenarios.beside')}**")
    return tuple(
        key
        for key, label in labels.items()
        if st.checkbox(label, value=key in first, key=_key(scenario, "beside", key))
    )


def orders(scenario: Scenario) -> list[str]:
    """Switches of one's own, as `KEY=VALUE`: when all are ordered, whether they form up, how many stay back."""
    words = session.words()
    chain = replays.answer(replays.Asked(scenario.name, (), ()))["chain"]
    first = math.ceil(chain["trigger"]["at_min"] / ORDER_STEP) * ORDER_STEP
    with st.expander(words("scenarios.own")):
        st.caption(words("scenarios.own_what"))
        at = st.select_slider(
            words("scenarios.order_at"),
            [AS_IT_WAS, *range(first, chain["end"]["at_min"], ORDER_STEP)],
            format_func=lambda minute: words("scenarios.as_it_was") if minute is None else clock_text(minute),
            key=_key(scenario, "order_at", words.language),
        )
        assemble = st.checkbox(words("scenarios.assemble"), key=_key(scenario, "own", "assemble"))
        reserve = st.number_input(
            words("scenarios.reserve"), min_value=0, max_value=5000, step=10, key=_key(scenario, "own", "reserve")
        )
    return [
        *([f"order_at={clock_text(at)}"] if at is not None else []),
        *(["assemble=true"] if assemble else []),
        *([f"reserve={reserve}"] if reserve else []),
    ]


def unknowns(scenario: Scenario) -> list[str]:
    """A slider for each number that is not known; only those that were moved, as `KEY=VALUE`."""
    words = session.words()
    if not scenario.sliders:
        return []
    moved = []
    with st.expander(words("scenarios.unknown", count=len(scenario.sliders)), expanded=True):
        st.caption(words("scenarios.unknown_what"))
        with st.container(height=HIGH, border=False):
            for slider in scenario.sliders:
                value = _slide(scenario, slider, words)
                if value != slider.default:
                    text = clock_text(round(value)) if slider.unit == "clock" else f"{value:g}"
                    moved.append(f"{slider.key}={text}")
        st.button(
            words("scenarios.back"),
            disabled=not moved,
            key=_key(scenario, "back", ""),
            on_click=_set_back,
            args=(scenario,),
        )
    return moved


def _slide(scenario: Scenario, slider: Slider, words: Words) -> float:
    """One slider; its help says its range, and where that comes from."""
    label = slider.label_ur if words.language == "ur" else slider.label_en
    if slider.grade == "published":
        label = words("scenarios.published_slider", label=label)
    unit = "" if slider.unit == "clock" else words(f"scenarios.unit_{slider.unit}")
    low, best, high = (
        clock_text(round(value)) if slider.unit == "clock" else f"{value:,g}"
        for value in (slider.low, slider.default, slider.high)
    )
    told = words(
        "scenarios.slider_what",
        low=low,
        high=f"{high} {unit}".rstrip(),
        best=best,
        source=words.sentence(slider.source),
    )
    key = _key(scenario, "slider", slider.key)
    if slider.unit == "clock":
        low_min, best_min, high_min = round(slider.low), round(slider.default), round(slider.high)
        stops = sorted({*range(low_min, high_min, CLOCK_STEP), best_min, high_min})
        return float(st.select_slider(label, stops, value=best_min, format_func=clock_text, key=key, help=told))
    ends = [slider.low, slider.default, slider.high]
    whole = all(end.is_integer() for end in ends)
    if not whole:
        return float(
            st.slider(label, *(slider.low, slider.high, slider.default), format=f"%g {unit}", key=key, help=told)
        )
    low_n, best_n, high_n = (int(end) for end in ends)
    is_coarse = high_n - low_n > COARSE_FROM and not any((end - low_n) % COARSE for end in (best_n, high_n))
    step = COARSE if is_coarse else 1
    return float(st.slider(label, low_n, high_n, best_n, step, format=f"%d {unit}", key=key, help=told))


def _set_back(scenario: Scenario) -> None:
    for slider in scenario.sliders:
        best = slider.default
        st.session_state[_key(scenario, "slider", slider.key)] = int(best) if best.is_integer() else best


def _key(scenario: Scenario, what: str, which: str) -> str:
    return f"scenario_{scenario.name}_{what}_{which}"
