"""The data screen over a real store: a file is looked at, tried, mended, loaded, and the load taken back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from planner import flow
from planner.cli import main
from planner.tables import IncidentTable
from screens import session
from tests.screens.conftest import APP

HEAD = "id,date,kind,lat,lon,severity,complainant\n"
GOOD = "F1,2026-03-02,arson,24.045,64.58,4,Ali\nF2,2026-05-02,arson,24.05,64.583,9,Bibi\n"


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the hamlet world."""
    store = tmp_path_factory.mktemp("data") / "hamlet.db"
    assert main(["--store", str(store), "sample", "--world", "hamlet", "--today", "2026-12-20"]) == 0
    return store


@pytest.fixture
def data(hamlet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The data screen over a copy of the hamlet."""
    copy = tmp_path / "store.db"
    copy.write_bytes(hamlet.read_bytes())
    monkeypatch.setenv("HIFAZAT_STORE", str(copy))
    st.cache_resource.clear()
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    app.switch_page("screens/data.py").run()
    assert not app.exception
    yield app
    st.cache_resource.clear()


def bring(app: AppTest, text: str | bytes, name: str = "register.csv") -> str:
    """Put a file on the screen; all that the screen says then."""
    body = text.encode() if isinstance(text, str) else text
    app.get("file_uploader")[0].upload(name, body, "text/csv").run()
    return settled(app)


def settled(app: AppTest) -> str:
    """Wait until no work is going on; all that the screen says then."""
    upload = app.session_state[session.UPLOAD]
    if upload.job is not None:
        upload.job.ended.wait(60)
        app.run()
    assert not app.exception
    return said(app)


def said(app: AppTest) -> str:
    """All texts of the screen."""
    parts = [*app.get("html"), *app.caption, *app.markdown, *app.subheader, *app.radio, *app.selectbox]
    return "\n".join(str(getattr(one, "value", "") or "") + str(getattr(one.proto, "body", "")) for one in parts)


def press(app: AppTest, label: str) -> str:
    """Press the button of that label."""
    next(button for button in app.button if button.label == label).click().run()
    return settled(app) if session.UPLOAD in app.session_state else said(app)


def incidents() -> int:
    """How many incidents the store of the screen holds."""
    with flow.open_store(session.store_name()) as store:
        return store.count(IncidentTable)


def test_a_file_is_looked_at_tried_loaded_and_taken_back(data: AppTest) -> None:
    """Its kind is said with the reason, the person's column is left out, one of two rows goes in, and out again."""
    before = incidents()
    text = bring(data, HEAD + GOOD)
    assert "Looks like: Incidents" in text
    assert "complainant" in text
    assert "Ali" not in text
    text = press(data, "Try it")
    assert "severity is no whole number from 1 to 5" in text
    assert incidents() == before
    press(data, "Load")
    assert incidents() == before + 1
    press(data, "Undo this load")
    assert incidents() == before
    assert "is undone" in said(data)
    press(data, "Load again")
    assert incidents() == before + 1


def test_a_mended_cell_is_tried_again(data: AppTest) -> None:
    """The row that was refused goes in with its new value."""
    bring(data, HEAD + GOOD)
    data.session_state[session.UPLOAD].fixes[3] = {"severity": "3"}
    press(data, "Try it")
    told = data.session_state[session.UPLOAD].tried[1]["tables"]["incidents"]
    assert (told["new"], told["refused"]) == (2, 0)


def test_a_wrong_kind_is_not_taken_silently(data: AppTest) -> None:
    """Nothing can be tried before the reader says that it is meant."""
    bring(data, HEAD + GOOD)
    box = next(one for one in data.selectbox if one.label == "What it holds")
    box.set_value("sites").run()
    assert "the columns look like" in said(data)
    assert not [button for button in data.button if button.label == "Try it"]


def test_dates_that_may_be_either_are_asked_with_both_readings(data: AppTest) -> None:
    """04/03/2026 is 4 March or 3 April; the file can be tried after the answer."""
    bring(data, HEAD + "F1,04/03/2026,arson,24.045,64.58,4,x\n")
    radio = next(one for one in data.radio if "two ways" in one.label)
    assert radio.value is None
    assert ["4 March 2026" in radio.options[0], "3 April 2026" in radio.options[1]] == [True, True]
    assert not [button for button in data.button if button.label == "Try it"]
    radio.set_value("day-first").run()
    assert [button for button in data.button if button.label == "Try it"]


def test_turned_coordinates_are_told_and_can_be_turned_back(data: AppTest) -> None:
    """Latitude in the place of longitude: the screen offers to swap, and the rows go in."""
    text = bring(data, "id,date,kind,lat,lon\nF1,2026-03-02,arson,64.58,24.045\n")
    assert "changed places" in text
    next(one for one in data.checkbox if one.label.startswith("Swap")).check().run()
    press(data, "Try it")
    assert data.session_state[session.UPLOAD].tried[1]["tables"]["incidents"]["new"] == 1


def test_replacing_is_asked_twice(data: AppTest) -> None:
    """The button waits for the second yes, which names how many rows would go."""
    before = incidents()
    bring(data, HEAD + GOOD)
    press(data, "Try it")
    next(one for one in data.radio if one.label == "How to load").set_value("replace").run()
    assert next(button for button in data.button if button.label == "Load").disabled
    next(one for one in data.checkbox if f"{before} stored rows shall go" in one.label).check().run()
    press(data, "Load")
    assert incidents() == 1
    press(data, "Undo this load")
    assert incidents() == before


def test_the_sheet_of_a_workbook_is_asked(data: AppTest) -> None:
    """Two sheets with rows: the second is read when it is chosen."""
    book = openpyxl.Workbook()
    for name, key in (("one", "A"), ("two", "B")):
        sheet = book.create_sheet(name)
        sheet.append(["id", "date", "kind", "lat", "lon"])
        sheet.append([key, "2026-03-02", "arson", 24.045, 64.58])
    body = io.BytesIO()
    book.save(body)
    bring(data, body.getvalue(), "book.xlsx")
    radio = next(one for one in data.radio if "2 sheets" in one.label)
    radio.set_value("two").run()
    settled(data)
    assert "B" in list(data.session_state[session.UPLOAD].held.rows.cells["id"])


@pytest.mark.parametrize(
    ("body", "told"),
    [(b"", "is empty"), (b"%PDF-1.7", "is a PDF"), (b"id,date\n", "has a header and no rows")],
    ids=["empty", "pdf", "header"],
)
def test_a_file_that_cannot_be_read_is_told(data: AppTest, body: bytes, told: str) -> None:
    """What is wrong, as a sentence; the store is shown below all the same."""
    assert told in bring(data, body)
    assert "In the store" in said(data)


def test_hostile_names_and_cells_are_text(data: AppTest) -> None:
    """A file name and cells that would run as markup do not."""
    evil = "<img src=x onerror=alert(1)>"
    text = bring(data, f"id,date,kind,lat,lon,{evil}\n{evil},2026-03-02,arson,24.045,64.58,x\n", f"..\\{evil}.csv")
    assert "<img src=x" not in text
    assert "&#60;img" in text


def test_a_map_of_columns_is_kept_and_offered_to_the_next_file(data: AppTest) -> None:
    """A header that nobody knows is chosen by hand once."""
    rows = "id,when did it happen,kind,lat,lon\nF1,2026-03-02,arson,24.045,64.58\n"
    bring(data, rows)
    next(one for one in data.selectbox if one.label == "What it holds").set_value("incidents").run()
    next(one for one in data.selectbox if one.label == "date · needed").set_value("when did it happen").run()
    data.text_input(key="data_keep_name").set_value("our desk").run()
    press(data, "Keep")
    bring(data, rows.replace("F1", "F9"), "next.csv")
    next(one for one in data.selectbox if one.label == "What it holds").set_value("incidents").run()
    assert next(one for one in data.selectbox if one.label == "Read it as before").value == "our desk"
    press(data, "Try it")
    assert data.session_state[session.UPLOAD].tried[1]["tables"]["incidents"]["new"] == 1
