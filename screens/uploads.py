"""The door of the data screen: a file that a reader brought, looked at, tried, loaded; and loads undone."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from planner.core.errors import PlannerError, TooManyRejects
from planner.ingest import Held, Manner
from planner.tables import IncidentTable
from screens import jobs, session


@dataclass
class Upload:
    """One file that was brought: what was read of it, what was chosen, and what came of it."""

    key: str
    name: str
    content: bytes
    sheet: str = ""
    held: Held | None = None
    fault: PlannerError | None = None
    job: jobs.Job | None = None
    doing: str = ""
    looks: dict[Any, dict[str, Any]] = field(default_factory=dict)
    tried: tuple[Any, dict[str, Any]] | None = None
    loaded: dict[str, Any] | None = None
    fixes: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def file_hash(self) -> str:
        """What tells this file from any other."""
        return hashlib.sha256(self.content).hexdigest()[:16]


@dataclass(frozen=True)
class Choice:
    """What the reader said about the file."""

    kind: str
    dates: str = ""
    crs: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    swap: bool = False

    @property
    def manner(self) -> Manner:
        """How the rows are to be understood."""
        return Manner(None, self.crs or None, self.dates or None, dict(self.columns), self.swap)

    def say(self) -> dict[str, Any]:
        """As it is kept under a name, and as `import --columns` reads it."""
        return {"columns": dict(self.columns), "dates": self.dates or None, "crs": self.crs or None, "swap": self.swap}


def brought(key: str, name: str, content: bytes) -> Upload:
    """The file that lies on the screen; a new one is read at once, in a thread of its own."""
    here: Upload | None = st.session_state.get(session.UPLOAD)
    if here is None or here.key != key:
        here = Upload(key, Path(name.replace("\\", "/")).name[:200] or "upload", content)
        st.session_state[session.UPLOAD] = here
        read(here)
    return here


def forget() -> None:
    """Lets go of the file: what was read of it is not kept longer than it lies on the screen."""
    st.session_state.pop(session.UPLOAD, None)


def read(upload: Upload, sheet: str = "") -> None:
    """Begins to read the cells of a file, or of another sheet of it."""
    config, flow = session.config(), session.flow
    upload.sheet, upload.held, upload.fault, upload.tried, upload.loaded = sheet, None, None, None, None
    upload.looks.clear()
    upload.fixes.clear()

    def work(progress: Any, cancelled: Any) -> Held:
        with tempfile.TemporaryDirectory() as folder:
            # the person's own file name stands in the rejects; only its last part is taken, so it stays in the folder
            file = Path(folder) / upload.name
            file.write_bytes(upload.content)
            return flow.hold_file(config, file, sheet=sheet or None)

    _begin(upload, "reading", work)


def look(upload: Upload, choice: Choice) -> dict[str, Any]:
    """What stands in the file and what it would become; the same choice is looked at once."""
    asked = (choice, session.store().anchor())
    if asked not in upload.looks:
        upload.looks.clear()
        upload.looks[asked] = session.flow.look_at(
            session.store(), session.config(), upload.held, kind=choice.kind, manner=choice.manner
        )
    return upload.looks[asked]


def request(upload: Upload, choice: Choice, *, how: str = "add", who: str = "") -> Any:
    """What is asked of the planner for this file."""
    return session.flow.Request(
        kind=choice.kind,
        path=Path(upload.name),
        crs=choice.crs or None,
        dates=choice.dates or None,
        columns=dict(choice.columns),
        swap=choice.swap,
        fixes={row: dict(cells) for row, cells in upload.fixes.items()},
        replace=how == "replace",
        update=how == "update",
        as_said=True,
        who=who,
    )


def try_(upload: Upload, choice: Choice) -> None:
    """Begins to look at what loading would do; nothing is stored."""
    store, config, flow = session.store(), session.config(), session.flow
    asked = request(upload, choice)
    _begin(upload, "trying", lambda progress, cancelled: (choice, flow.try_load(store, config, asked, upload.held)))


def load(upload: Upload, choice: Choice, *, how: str, who: str) -> None:
    """Begins to load the good rows."""
    store, config, flow = session.store(), session.config(), session.flow
    asked, file_hash = request(upload, choice, how=how, who=who), upload.file_hash

    def work(progress: Any, cancelled: Any) -> dict[str, Any]:
        made, loaded = flow.load(store, config, asked, upload.held, file_hash)
        return {
            "load": None if made is None else made.number,
            "tables": {} if made is None else made.tables,
            "read": dict(loaded.read),
            "rejects": list(loaded.rejects),
            "notes": list(dict.fromkeys(loaded.warnings)),
            "seen_by": _seen_by(loaded.frames.get(IncidentTable)),
        }

    _begin(upload, "loading", work)


def _seen_by(incidents: pd.DataFrame | None) -> dict[str, str]:
    """What the explore screen must be asked for to show these incidents: their days, and their sources if few."""
    if incidents is None or incidents.empty:
        return {}
    days = incidents["occurred_at"].dt.tz_convert(session.config().place.timezone).dt.date
    sources = tuple(sorted(incidents["source"].unique()))
    few = sources if all(sources) and len(sources) <= SOURCES_NAMED else ()
    choice = replace(session.flow.choice_of({}), start=days.min(), last=days.max(), source=few)
    return dict(session.flow.as_query(choice))


def take(upload: Upload) -> None:
    """Takes over what came of the work that ended; a crash is raised where the reader sees it."""
    job = upload.job
    if job is None or not job.ended.is_set():
        return
    upload.job = None
    upload.fault = job.fault
    if job.crash is not None:
        raise job.crash
    if job.fault is not None:
        return
    if upload.doing == "reading":
        upload.held = job.result
    elif upload.doing == "trying":
        upload.tried = job.result
    else:
        upload.loaded, upload.tried = job.result, None


def _begin(upload: Upload, doing: str, work: Any) -> None:
    upload.doing, upload.fault = doing, None
    upload.job = jobs.start(work)
    # most files are small: then the screen need not be drawn twice
    upload.job.ended.wait(PATIENCE_S)


PATIENCE_S = 0.7
"""Work that ends within so many seconds is shown without a bar."""
SOURCES_NAMED = 8
"""A file with more sources than these is found by its days alone."""


def rejects_of(fault: PlannerError) -> list[Any]:
    """The refused rows of a file that was refused as a whole, if that is why."""
    return list(fault.rejects) if isinstance(fault, TooManyRejects) else []


def rejects_file(rejects: list[Any]) -> bytes:
    """The refused rows as a file that spreadsheets open."""
    from planner.ingest import write_rejects

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rejects.csv"
        write_rejects(rejects, file)
        return file.read_bytes()


def turn(number: int, *, undo: bool, who: str = "") -> dict[str, Any]:
    """Undoes or redoes a load; PlannerError with the reason when it cannot."""
    do = session.flow.undo_load if undo else session.flow.redo_load
    told: dict[str, Any] = do(session.store(), session.config(), number, who=who)
    return told


def loads() -> list[dict[str, Any]]:
    """The files that were loaded, newest first."""
    return list(session.flow.loads(session.store()))


def holdings() -> list[dict[str, Any]]:
    """What the store holds, by table."""
    return list(session.flow.holdings(session.store()))


def maps(kind: str, headers: list[str]) -> list[dict[str, Any]]:
    """The kept maps of columns that this file can be read by."""
    return list(session.flow.maps(session.store(), kind=kind, headers=headers))


def keep_map(name: str, choice: Choice, columns: Mapping[str, str]) -> None:
    """Keeps the columns as they are chosen now under a name."""
    say = {**choice.say(), "columns": dict(columns)}
    session.flow.keep_map(session.store(), name, kind=choice.kind, say=say)
