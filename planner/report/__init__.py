"""What leaves the planner: plans as documents, duty orders for commanders, files with their classification."""

from __future__ import annotations

from planner.report.export import safe_cell, write_table
from planner.report.orders import duty_orders, surge_orders
from planner.report.plans import plan_document, plan_from_document, route_rows, routes_from_document
from planner.report.summary import summary
from planner.report.write import write_orders

__all__ = [
    "duty_orders",
    "plan_document",
    "plan_from_document",
    "route_rows",
    "routes_from_document",
    "safe_cell",
    "summary",
    "surge_orders",
    "write_orders",
    "write_table",
]
