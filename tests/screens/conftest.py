"""The screens over a planner that answers at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from screens import session
from tests.screens.fakes import FakeFlow

APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeFlow]:
    """The planner that the screens ask in this test."""
    st.cache_resource.clear()
    fake = FakeFlow()
    monkeypatch.setattr(session, "flow", fake)
    yield fake
    st.cache_resource.clear()


@pytest.fixture
def app(flow: FakeFlow) -> AppTest:
    """The app as a reader's session draws it; not run yet."""
    return AppTest.from_file(str(APP), default_timeout=30)
