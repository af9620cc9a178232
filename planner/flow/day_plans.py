"""What the kept plans say of some days: which plan rules each, who was sent to each duty, what is left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from planner.core.time import Window
from planner.flow.kept import kept
from planner.flow.onduty import plan_for
from planner.flow.plans import plans
from planner.store import Store

_SOON = 366
"""Days ahead in which plans are looked for: no plan is longer."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Duties, assignments, open needs and visits of the plans that rule some days, each plan only for its own days."""

    duties: tuple[Mapping[str, Any], ...]
    sent: Mapping[str, int]
    assignments: tuple[Mapping[str, Any], ...]
    open: tuple[Mapping[str, Any], ...]
    visits: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The plans that stand, newest first."""

    made: tuple[Mapping[str, Any], ...]
    zone: ZoneInfo

    @classmethod
    def of(cls, store: Store, zone: ZoneInfo) -> Kept:
        """Those of a store that no other plan has replaced."""

        def read() -> tuple[Mapping[str, Any], ...]:
            return tuple(plan for plan in plans(store) if not plan["replaced_by"])

        return cls(kept(("plans of the day", store.crs, store.anchor()), read), zone)

    def ruling(self, day: date) -> Mapping[str, Any] | None:
        """The plan that rules a day: of those that hold it the newest that is signed as it stands, else the newest."""
        return plan_for(self.made, day)

    def until(self, day: date) -> date | None:
        """The last day of those that have a plan without a break from `day` on; None when it has none itself."""
        last = None
        for step in range(_SOON):
            if self.ruling(day + timedelta(days=step)) is None:
                break
            last = day + timedelta(days=step)
        return last

    def unsigned(self, day: date) -> list[Mapping[str, Any]]:
        """Plans that wait for a signature: the newest of some day from `day` on, and not signed as they stand."""
        found: dict[str, Mapping[str, Any]] = {}
        for one in self.made:
            if last_day(one) >= day and not is_signed(one):
                own = (date.fromisoformat(one["from"]) + timedelta(days=n) for n in range(one["days"]))
                if any(each >= day and self._newest(each) is one for each in own):
                    found[str(one["plan_id"])] = one
        return list(found.values())

    def _newest(self, day: date) -> Mapping[str, Any] | None:
        return next((one for one in self.made if date.fromisoformat(one["from"]) <= day <= last_day(one)), None)

    def rows(self, window: Window) -> Rows:
        """What the plans say of a window: duties of the day before its first may reach into it."""
        first, last = (edge.astimezone(self.zone).date() for edge in (window.start, window.end))
        days = [first + timedelta(days=n) for n in range(-1, (last - first).days + 1)]
        ruling = {day: plan for day in days if (plan := self.ruling(day)) is not None}
        whole = list({str(plan["plan_id"]): plan for plan in ruling.values()}.values())

        def inside(key: str) -> tuple[Mapping[str, Any], ...]:
            return tuple(
                {**row, "plan_id": plan["plan_id"]}
                for plan in whole
                for row in plan.get(key) or ()
                if self._rules(plan, row, ruling) and window_of(row).overlaps(window)
            )

        routes = inside("routes")
        assignments = inside("assignments")
        return Rows(
            duties=inside("duties"),
            sent=Counter(str(row["duty"]) for row in assignments),
            assignments=assignments,
            open=inside("uncovered"),
            visits=tuple(visit for route in routes for visit in route["visits"]),
        )

    def _rules(self, plan: Mapping[str, Any], row: Mapping[str, Any], ruling: Mapping[date, Mapping[str, Any]]) -> bool:
        return ruling.get(moment(row["start"]).astimezone(self.zone).date()) is plan


def head(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A plan in one line."""
    signed = plan["signed"]
    return {
        "plan_id": plan["plan_id"],
        "from": plan["from"],
        "to": last_day(plan).isoformat(),
        "made_at": plan["made_at"],
        "signed_by": signed["by"] if is_signed(plan) else "",
        "was_signed": signed is not None,
        "open": len(plan["uncovered"]),
    }


def last_day(plan: Mapping[str, Any]) -> date:
    """The last day on which duties of a plan begin."""
    return date.fromisoformat(plan["from"]) + timedelta(days=plan["days"] - 1)


def is_signed(plan: Mapping[str, Any]) -> bool:
    """True when a plan is signed as it stands: a change after the signature takes it away."""
    return bool(plan["signed"] and plan["signed"]["is_current"])


def moment(text: str) -> datetime:
    """A moment as plans keep it."""
    return datetime.fromisoformat(text)


def window_of(row: Mapping[str, Any]) -> Window:
    """From start to end of a row of a plan."""
    return Window(moment(row["start"]), moment(row["end"]))


def by_place(rows: Sequence[Mapping[str, Any]], key: str) -> dict[str, list[Mapping[str, Any]]]:
    """Rows by the place or site that they name under `key`."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row[key]), []).append(row)
    return found
