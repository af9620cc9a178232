"""All files of a surge in a folder of its own: what is printed, what other programs read."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd

from planner.config import ReportConfig
from planner.core.errors import InputError
from planner.core.plan import DutyOrder
from planner.report.asks import request_messages, request_sheets
from planner.report.brief import ics201_pdf
from planner.report.cap import cap_alert
from planner.report.export import json_text
from planner.report.force import paper_of_surge, surge_book
from planner.report.press import FONTS, Press
from planner.report.sheets import PAGE, Sheet
from planner.report.surge import paper_orders
from planner.report.surge_paper import SurgePaper
from planner.report.tell import requests_of
from planner.report.voice import Voice
from planner.report.write import write_orders

SURGE_PARTS = ("orders", "book", "brief", "requests", "cap")


def write_papers(
    paper: SurgePaper,
    folder: Path,
    *,
    config: ReportConfig,
    radius_m: float,
    language: str = "en",
    roads: gpd.GeoDataFrame | None = None,
    landmarks: gpd.GeoDataFrame | None = None,
    parts: Collection[str] = SURGE_PARTS,
    replaces: SurgePaper | None = None,
    fonts: Path = FONTS,
) -> list[Path]:
    """The files of a surge in `folder`/surge-<moment>-<its eight letters>; returns them.

    `surge.json`; a PDF an order with `orders.json` and `orders.csv`; `book.pdf` with all orders; `ics201.pdf`;
    `requests.pdf` and `requests.json` where more force is asked for; `alert.cap.xml`. `parts` chooses among
    SURGE_PARTS. Roads lie under the map of the briefing, `radius_m` and `replaces` are those of the CAP alert.

    Raises
    ------
    InputError
        If a part is none, or the alert cannot be made.
    MissingFont
        If a text needs Urdu letters and the font that draws them is not in `fonts`.
    """
    unknown = sorted(set(parts) - set(SURGE_PARTS))
    if unknown:
        raise InputError(f"{unknown[0]!r} is no part of a surge", maybe=f"{', '.join(SURGE_PARTS)} were meant.")
    home = folder / paper.folder
    home.mkdir(parents=True, exist_ok=True)
    orders = paper_orders(paper, config)
    # the typesetter works outside the interpreter's lock: order book and single orders are set side by side
    with ThreadPoolExecutor(1) as beside:
        papers = beside.submit(
            lambda: list(_papers(paper, orders, Voice(language), Press(fonts), parts, (roads, landmarks)))
        )
        files = write_orders(orders, home, language=language, fonts=fonts) if "orders" in parts else []
        made = papers.result()
    for name, content in (
        ("surge.json", json_text(paper.document).encode()),
        *made,
        *_messages(paper, config, radius_m, parts, replaces),
    ):
        (home / name).write_bytes(content)
        files.append(home / name)
    return files


def _papers(
    paper: SurgePaper,
    orders: Sequence[DutyOrder],
    voice: Voice,
    press: Press,
    parts: Collection[str],
    ground: tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None],
) -> Iterator[tuple[str, bytes]]:
    if "book" in parts:
        yield "book.pdf", surge_book(paper, orders, voice, press=press)
    if "brief" in parts:
        roads, landmarks = ground
        yield "ics201.pdf", ics201_pdf(paper, voice, roads=roads, landmarks=landmarks, press=press)
    if "requests" in parts and requests_of(paper):
        yield "requests.pdf", requests_pdf(paper, voice, list(request_sheets(paper, voice)), press)


def requests_pdf(paper: SurgePaper, voice: Voice, sheets: Sequence[Sheet], press: Press) -> bytes:
    """The requests as one PDF, each on a page of its own."""
    data = {**paper_of_surge(paper, voice), "document_title": voice["request.title"]}
    data["sheets"] = [dataclasses.asdict(sheet) for sheet in sheets]
    return press.pdf(PAGE, data, voice["request.title"])


def _messages(
    paper: SurgePaper, config: ReportConfig, radius_m: float, parts: Collection[str], replaces: SurgePaper | None
) -> Iterator[tuple[str, bytes]]:
    if "requests" in parts and requests_of(paper):
        yield "requests.json", json_text(request_messages(paper, sender=config.alert_sender)).encode()
    if "cap" in parts and paper.at is not None:
        yield "alert.cap.xml", cap_alert(paper, config, radius_m=radius_m, replaces=replaces)
