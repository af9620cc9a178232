"""The monthly report on the screen: which month, for whom, in which language; made beside the screen, then to keep."""

from __future__ import annotations

from datetime import date

import streamlit as st

from layers.words import LANGUAGES, Words
from screens import session, waiting, widgets
from screens.jobs import Job, start

MONTHS = 24
"""So many months back can be chosen."""

# keys of st.session_state
JOB = "month_job"
CHOSEN = "month_chosen"
PUBLIC = "month_public"
LANGUAGE = "month_language"

Asked = tuple[date, bool, str]


@widgets.tells_faults
def offer(words: Words) -> None:
    """A closed part of a screen: what to report, the button that makes it, then the file to keep."""
    with st.expander(words("month.title"), icon=":material/summarize:"):
        st.caption(words("month.what"))
        asked = _asked(words)
        job: Job | None = st.session_state.get(JOB)
        if st.button(words("month.make"), key="month_make", disabled=job is not None and not job.ended.is_set()):
            st.session_state[JOB] = job = _begin(asked)
        if job is not None:
            _told(job, words)


def _asked(words: Words) -> Asked:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = st.selectbox(words("month.which"), _months(), format_func=words.month, key=CHOSEN, width=240)
        language = st.segmented_control(
            words("month.language"),
            LANGUAGES,
            default=words.language,
            format_func=widgets.LANGUAGE_NAMES.__getitem__,
            key=LANGUAGE,
            required=True,
        )
    public = st.toggle(words("month.public"), key=PUBLIC, help=words("month.public_what"))
    return first, bool(public), language or words.language


def _months() -> list[date]:
    last = session.flow.last_month(session.config())
    index = last.year * 12 + last.month - 1
    return [date((index - k) // 12, (index - k) % 12 + 1, 1) for k in range(MONTHS)]


def _begin(asked: Asked) -> Job:
    first, public, language = asked
    mine = session.words().language
    where, how = session.store(), session.config()

    def work(progress: object, cancel: object) -> tuple[str, bytes, list[str], bool]:
        made = session.flow.month_report(where, how, first=first, public=public)
        paper = session.flow.month_paper(where, how, made, language=language)
        return made["number"], paper, session.flow.month_sentences(made, mine)["bad"], public

    return start(work)


def _told(job: Job, words: Words) -> None:
    if not job.ended.is_set():
        waiting.shown(job, words, label=words("month.working"), done=0, of=0, can_stop=False, key="month_waiting")
        return
    if job.fault is not None:
        widgets.fault(job.fault, words)
        return
    if job.crash is not None:
        raise job.crash
    number, paper, bad, public = job.result
    if bad:
        widgets.card(words("month.bad"), lines=bad, mood="note")
    st.download_button(
        words("month.file", number=number),
        paper,
        f"report-{number}.pdf",
        mime="application/pdf",
        key="month_file",
        type="primary",
        on_click="ignore",
        icon=":material/download:",
        help=words("month.file_public" if public else "month.file_restricted"),
    )
