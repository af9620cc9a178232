"""The papers of a surge as files: orders, order book, briefing, requests and alert, in a folder of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from planner.config import Config
from planner.core.errors import InputError
from planner.flow.kept import table
from planner.report.surge_paper import SurgePaper, surge_paper_of
from planner.report.surge_write import SURGE_PARTS, write_papers
from planner.store import Store
from planner.tables import AreaTable, LandmarkTable, OfficerTable, RoadTable, SiteTable, StationTable

__all__ = ["SURGE_PARTS", "surge_on_paper", "write_surge"]


def write_surge(
    store: Store,
    config: Config,
    document: Mapping[str, Any],
    folder: Path,
    *,
    language: str = "en",
    parts: Collection[str] = SURGE_PARTS,
    replaces: Mapping[str, Any] | None = None,
) -> list[Path]:
    """The papers of a surge in a folder of its own below `folder`; returns the files.

    `replaces` is the document of the surge that this one takes the place of: the alert then says that it is an update.
    InputError when the document is no answer to a surge or the files cannot be written.
    """
    roads, marks = (table(store, kind) if store.count(kind) else None for kind in (RoadTable, LandmarkTable))
    try:
        return write_papers(
            surge_on_paper(store, config, document),
            folder,
            config=config.report,
            radius_m=config.surge.form_up_m,
            language=language,
            roads=roads,
            landmarks=marks,
            parts=parts,
            replaces=None if replaces is None else surge_on_paper(store, config, replaces),
        )
    except OSError as fault:
        raise InputError(
            f"the orders cannot be written to {folder}: {fault.strerror}",
            maybe="the folder is read-only, or a file of that name is in the way; name another with --out.",
        ) from fault


def surge_on_paper(store: Store, config: Config, document: Mapping[str, Any]) -> SurgePaper:
    """A surge with names of places, ranks and moments, as its papers need it."""
    return surge_paper_of(
        document,
        officers=table(store, OfficerTable),
        stations=table(store, StationTable),
        sites=table(store, SiteTable),
        areas=table(store, AreaTable),
        timezone=config.place.timezone,
        in_time_min=config.surge.in_time_min,
    )
