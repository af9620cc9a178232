"""What leaves the planner: plans as documents, orders and sheets for people, files with their classification."""

from __future__ import annotations

from planner.report.asks import request_messages, request_sheets
from planner.report.book import PARTS, book_pdf, plan_folder, write_week
from planner.report.brief import ics201_pdf
from planner.report.calendars import calendar
from planner.report.cap import cap_alert
from planner.report.compare import compare
from planner.report.export import safe_cell, write_table
from planner.report.force import surge_book
from planner.report.grid import week_sheets
from planner.report.ics import ics204_sheets
from planner.report.officers import officer_sheets, roll_csv, roll_rows, roll_sheet
from planner.report.orders import duty_orders, week_orders
from planner.report.plans import plan_document, plan_from_document, route_rows, routes_from_document
from planner.report.posts import index_sheet, post_sheets
from planner.report.route_sketch import route_map
from planner.report.sheets import sheets_pdf
from planner.report.summary import summary
from planner.report.surge import paper_orders, surge_orders
from planner.report.surge_paper import SurgePaper, surge_paper_of
from planner.report.surge_write import SURGE_PARTS, write_papers
from planner.report.tracks import plan_geojson, plan_kml, route_gpx
from planner.report.vehicles import vehicle_sheets
from planner.report.voice import Voice
from planner.report.week import Week, week_of
from planner.report.write import write_orders

__all__ = [
    "PARTS",
    "SURGE_PARTS",
    "SurgePaper",
    "Voice",
    "Week",
    "book_pdf",
    "calendar",
    "cap_alert",
    "compare",
    "duty_orders",
    "ics201_pdf",
    "ics204_sheets",
    "index_sheet",
    "officer_sheets",
    "paper_orders",
    "plan_document",
    "plan_folder",
    "plan_from_document",
    "plan_geojson",
    "plan_kml",
    "post_sheets",
    "request_messages",
    "request_sheets",
    "roll_csv",
    "roll_rows",
    "roll_sheet",
    "route_gpx",
    "route_map",
    "route_rows",
    "routes_from_document",
    "safe_cell",
    "sheets_pdf",
    "summary",
    "surge_book",
    "surge_orders",
    "surge_paper_of",
    "vehicle_sheets",
    "week_of",
    "week_orders",
    "week_sheets",
    "write_orders",
    "write_papers",
    "write_table",
    "write_week",
]
