"""How the emergencies of a month were answered: notice, first unit, adequate force, and what slipped, by the logs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from planner.config import Config
from planner.flow.live import STREAM, surge_log
from planner.flow.month_incidents import Month
from planner.store import Store


def response_facts(store: Store, config: Config, month: Month) -> dict[str, Any]:
    """One row an alarm of the kept emergencies that were opened in the month; minutes count from the notice."""
    rows: list[dict[str, Any]] = []
    units, slipped = 0, {"refused": 0, "withdrawn": 0, "silent": 0, "late": 0, "requests_open": 0, "unreadable": 0}
    logs = 0
    for stream in store.streams(STREAM):
        log = surge_log(store, config, stream.removeprefix(STREAM))
        if (
            log["opened"] is None
            or not month.first <= _moment(log["opened"]).astimezone(month.zone).date() < month.until
        ):
            continue
        logs += 1
        alarms = {alarm["id"]: alarm for alarm in log["alarms"]}
        rows += [_row(log["log"], span, alarms[span["alarm"]]) for span in log["timeline"]]
        units += len(log["units"])
        for unit in log["units"]:
            slipped["refused"] += unit["status"] == "refused"
            slipped["withdrawn"] += unit["status"] == "withdrawn"
            slipped["silent"] += unit["arrived"] is None and unit["status"] not in ("refused", "withdrawn")
            slipped["late"] += unit["arrived"] is not None and _minutes(unit["arrive"], unit["arrived"]) >= 1
        slipped["requests_open"] += sum(one["state"] == "requested" for one in log["requests"])
        slipped["unreadable"] += sum(bool(entry["fault"]) for entry in log["trail"])
    rows.sort(key=lambda row: (row["noticed"], row["log"], row["alarm"]))
    return {"logs": logs, "units": units, "alarms": rows, "slipped": slipped}


def _row(log: str, span: dict[str, Any], alarm: dict[str, Any]) -> dict[str, Any]:
    noticed = span["noticed"]

    def after(key: str) -> float | None:
        return None if span[key] is None else _minutes(noticed, span[key])

    return {
        "log": log,
        "alarm": span["alarm"],
        "place": alarm["place"],
        "noticed": noticed,
        "crowd": alarm["crowd"],
        "officers": span["officers"],
        "notice_min": span["notice_min"],
        "first_order_min": after("first_order"),
        "first_min": after("first"),
        "planned_first_min": after("planned_first"),
        "adequate_min": after("adequate"),
        "promised_min": after("planned_adequate"),
        "late_min": span["late_min"],
        "ended": span["ended"],
    }


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _minutes(start: str, end: str) -> float:
    return round((_moment(end) - _moment(start)).total_seconds() / 60, 1)
