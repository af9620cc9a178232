"""All files of a week in a folder of its own: what is printed, what other programs read."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from planner.config import ReportConfig
from planner.core.errors import InputError
from planner.core.plan import DutyOrder
from planner.report.calendars import calendar
from planner.report.export import json_text
from planner.report.grid import week_sheets
from planner.report.ics import ics204_sheets
from planner.report.officers import officer_sheets, roll_csv, roll_sheet
from planner.report.orders import week_orders
from planner.report.pdf import page_data
from planner.report.posts import index_sheet, post_sheets
from planner.report.press import FONTS, Press
from planner.report.sheets import OWN_MARK, paper_data, sheets_pdf
from planner.report.tracks import plan_geojson, plan_kml, route_gpx
from planner.report.vehicles import vehicle_sheets
from planner.report.voice import Voice
from planner.report.week import Week
from planner.report.write import file_stem, write_orders

PAGE = Path(__file__).with_name("book.typ")
PARTS = ("orders", "book", "week", "officers", "posts", "vehicles", "roll", "ics204", "tracks", "calendar")


def plan_folder(folder: Path, plan_id: str) -> Path:
    """The folder of one plan below `folder`: two plans that are written to one place do not mix."""
    return folder / (re.sub(r"[^A-Za-z0-9-]+", "_", plan_id).strip("_-") or "plan")


def write_week(
    week: Week,
    folder: Path,
    *,
    config: ReportConfig,
    language: str = "en",
    parts: Collection[str] = PARTS,
    fonts: Path = FONTS,
) -> list[Path]:
    """The files of a week in `folder`/<plan id>; returns them. `parts` chooses among PARTS.

    `plan.json`; a PDF an order with `orders.json` and `orders.csv`; `book.pdf` with index and all orders; `week.pdf`,
    `officers.pdf`, `posts.pdf`, `vehicles.pdf`, `roll.pdf`, `roll.csv`, `ics204-<day>.pdf`; `plan.kml`,
    `plan.geojson`, `route-<vehicle>-<day>.gpx`; `duties.ics`.

    Raises
    ------
    InputError
        If a part is none.
    MissingFont
        If a text needs Urdu letters and the font that draws them is not in `fonts`.
    """
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        raise InputError(f"{unknown[0]!r} is no part of a week", maybe=f"{', '.join(PARTS)} were meant.")
    home = plan_folder(folder, week.plan.plan_id)
    home.mkdir(parents=True, exist_ok=True)
    orders = week_orders(week, config)
    files = write_orders(orders, home, language=language, fonts=fonts) if "orders" in parts else []
    for name, content in (
        ("plan.json", json_text(week.document).encode()),
        *_files(week, orders, language, parts, fonts),
    ):
        (home / name).write_bytes(content)
        files.append(home / name)
    return files


def book_pdf(week: Week, orders: Sequence[DutyOrder], voice: Voice, *, fonts: Path = FONTS) -> bytes:
    """One file to print: the index by time with order numbers, then the orders."""
    index = index_sheet(week, voice)
    data = {
        **paper_data(week, voice),
        "flipped": False,
        "document_title": index.title,
        "sheets": [dataclasses.asdict(index)],
        "orders": [page_data(order, voice.language) for order in orders],
    }
    return Press(fonts).pdf(PAGE, data, index.title)


def _files(
    week: Week, orders: Sequence[DutyOrder], language: str, parts: Collection[str], fonts: Path
) -> Iterator[tuple[str, bytes]]:
    voice = Voice(language)
    if "book" in parts:
        yield "book.pdf", book_pdf(week, orders, voice, fonts=fonts)
    if "week" in parts:
        yield "week.pdf", sheets_pdf(list(week_sheets(week, voice)), week, voice, flipped=True, fonts=fonts)
    if "officers" in parts:
        own = list(officer_sheets(week, voice))
        yield "officers.pdf", sheets_pdf(own, week, voice, mark=OWN_MARK, fonts=fonts)
    if "posts" in parts:
        yield "posts.pdf", sheets_pdf(list(post_sheets(week, voice)), week, voice, fonts=fonts)
    if "vehicles" in parts and week.plan.routes:
        routes = list(vehicle_sheets(week, voice))
        yield "vehicles.pdf", sheets_pdf(routes, week, voice, mark=OWN_MARK, fonts=fonts)
    if "roll" in parts:
        yield "roll.pdf", sheets_pdf([roll_sheet(week, voice)], week, voice, fonts=fonts)
        yield "roll.csv", roll_csv(week).encode()
    if "ics204" in parts:
        for day in week.days:
            forms = list(ics204_sheets(week, voice, day))
            if forms:
                yield f"ics204-{day.isoformat()}.pdf", sheets_pdf(forms, week, voice, fonts=fonts)
    if "tracks" in parts:
        yield "plan.kml", plan_kml(week).encode()
        yield "plan.geojson", plan_geojson(week).encode()
        yield from _gpx_files(week)
    if "calendar" in parts:
        yield "duties.ics", calendar(week, voice)


def _gpx_files(week: Week) -> Iterator[tuple[str, bytes]]:
    taken: set[str] = set()
    for team in week.teams:
        for route in team.routes:
            stem = file_stem("route-", f"{route.vehicle}-{route.window.start:%Y%m%dT%H%M}")
            if stem.casefold() in taken:
                stem = file_stem("route-", f"{route.vehicle}-{route.duty}")
            taken.add(stem.casefold())
            yield f"{stem}.gpx", route_gpx(week, route).encode()
