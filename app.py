"""The app: what `streamlit run` starts, the web server with our own routes, and what a reader's session draws."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from layers import offline
from planner.core.errors import PlannerError
from screens import server, session, widgets

SCREENS = Path(__file__).parent / "screens"


def draw() -> None:
    """One run of a reader's session: the frame, and the screen that is open."""
    st.set_page_config(page_title="Hifazat", page_icon=str(SCREENS / "logo.svg"), layout="wide")
    words = session.words()
    widgets.frame(words)
    st.logo(str(SCREENS / "logo.svg"), size="medium")
    names = ("home", "explore", "risk", "plan", "surge", "scenarios", "data")
    screens = [
        st.Page(SCREENS / f"{name}.py", title=words(f"nav.{name}"), url_path=name, default=name == "home")
        for name in names
    ]
    opened = st.navigation(screens, position="top")
    st.set_page_config(page_title=f"{opened.title} · Hifazat")
    st.session_state[session.SCREEN] = opened.url_path
    opened.run()


if get_script_run_ctx(suppress_warning=True) is None:
    try:
        offline.manifest()
        session.background()
    except PlannerError as fault:
        sys.exit(f"Hifazat cannot start: {fault}")
    app = st.App(__file__, routes=server.ROUTES, middleware=server.MIDDLEWARE, lifespan=server.lifespan)
else:
    draw()
