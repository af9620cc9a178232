"""Long work while it runs: how far it is, how long it will still take, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from layers.safe import safe
from layers.words import Words
from screens.jobs import Job

REFRESH_S = 0.5
GROUND_S = 3.0
"""Before so many seconds nobody knows how long work will take, and nothing is said of it."""
GROUND_SHARE = 0.03
"""Nor before so much of it is done."""
MINUTE_S = 60
COARSE_S = 5
"""The time left is told in steps of so many seconds below two minutes, and in minutes above."""

Asked = Callable[[Job], float]
"""What is asked of a job each time that it is shown anew."""


def shown(
    job: Job,
    words: Words,
    *,
    label: str | Callable[[Job], str],
    done: float | Asked,
    of: float | Asked,
    stop: str = "",
    can_stop: bool = True,
    key: str = "waiting",
) -> None:
    """A bar that moves by itself until the job has ended; then the whole screen runs anew and takes the result.

    `done` of `of` is how far the job is, as functions of the job where it tells; `of` 0 says that nobody knows how
    far it is. `label` is what is being done, `stop` what the button says.
    """
    _bar(job, words, label, done, of, stop, can_stop, key)


@st.fragment(run_every=REFRESH_S)
def _bar(
    job: Job,
    words: Words,
    label: str | Callable[[Job], str],
    done: float | Asked,
    of: float | Asked,
    stop: str,
    can_stop: bool,
    key: str,
) -> None:
    if job.ended.is_set():
        st.rerun()
    whole = of(job) if callable(of) else of
    share = min(1.0, max(0.0, (done(job) if callable(done) else done) / whole)) if whole else None
    what = label(job) if callable(label) else label
    text = " · ".join(part for part in (what, words("waiting.gone", time=span(job.seconds, words))) if part)
    if job.stop.is_set():
        text += " · " + words("waiting.stopping")
    else:
        text += _left(share, job.seconds, words)
    if share is None:
        st.html(f'<div class="hif-waiting"><label>{safe(text)}<progress></progress></label></div>')
    else:
        st.progress(share, text=text)
    if can_stop and st.button(stop or words("waiting.stop"), disabled=job.stop.is_set(), key=f"{key}_stop"):
        job.stop.set()


def left_s(share: float | None, seconds: float) -> float | None:
    """Seconds that are left when `share` of the work took so long; None while there is no ground to say so.

    0 where all that is counted is done: what still goes on then is not counted, and nothing is said of it.
    """
    if share is None or share < GROUND_SHARE or seconds < GROUND_S:
        return None
    return seconds * (1 - share) / share


def _left(share: float | None, seconds: float, words: Words) -> str:
    left = left_s(share, seconds)
    if not left:
        return ""
    coarse = COARSE_S if left < 2 * MINUTE_S else MINUTE_S
    return " · " + words("waiting.left", time=span(-(-left // coarse) * coarse, words))


def span(seconds: float, words: Words) -> str:
    """A length of time as people say it: seconds below two minutes, minutes above."""
    if seconds < 2 * MINUTE_S:
        return words("waiting.seconds", count=words.number(seconds))
    return words("waiting.minutes", count=words.number(seconds / MINUTE_S))
