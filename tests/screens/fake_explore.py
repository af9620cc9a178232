"""What the explore screen asks of the planner, over the made-up scene: the true functions on a store in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.config import load_config
from planner.core.plan import Provenance
from planner.flow import explore, explore_counts, open_store
from planner.flow.views import remove_view, rename_view, restore_view, save_view, view_named, views
from planner.tables import AreaTable, IncidentTable, SiteTable
from tests.layers import scenes


class Explores:
    """The part of the fake planner that counts incidents: counting is quick, so it is the real one."""

    the_scene: scenes.FakeScene
    logs: Any
    _kept: tuple[int, Any] | None = None

    Choice = explore.Choice
    choice_of = staticmethod(explore.choice_of)
    as_query = staticmethod(explore.as_query)
    address_of = staticmethod(explore.address_of)
    choose = staticmethod(explore.choose)
    by_time = staticmethod(explore_counts.by_time)
    by_hour = staticmethod(explore_counts.by_hour)
    step_for = staticmethod(explore_counts.step_for)
    period_of = staticmethod(explore_counts.period_of)
    density = staticmethod(explore_counts.density)
    rate = staticmethod(explore_counts.rate)

    def _told(self) -> Any:
        if self._kept is None or self._kept[0] != id(self.the_scene):
            store = open_store("memory:")
            store.set_crs(scenes.CRS)
            frames = {
                SiteTable: self.the_scene.sites,
                AreaTable: self.the_scene.areas,
                IncidentTable: self.the_scene.incidents,
            }
            store.replace_many(frames, by=Provenance("2026-11-22T00:00:00+00:00", "test", {}, 7, "made up"))
            self._kept = (id(self.the_scene), store)
        return self._kept[1]

    def incident_frame(self, store: Any, config: Any) -> pd.DataFrame:
        """The scene's incidents."""
        return explore.incident_frame(self._told(), load_config(None))

    def record(self, store: Any, config: Any, incident: str) -> dict[str, Any]:
        """All of one of them."""
        return explore.record(self._told(), load_config(None), incident)

    def compared(self, store: Any, config: Any, choice: Any, *, by: str) -> dict[str, Any]:
        """Against the time before the day on which the test runs."""
        return explore_counts.compared(self._told(), load_config(None), choice, by=by)

    def places(self, store: Any, config: Any, rows: pd.DataFrame, *, days: int, by: str) -> dict[str, Any]:
        """Where they gather."""
        return explore_counts.places(self._told(), load_config(None), rows, days=days, by=by)

    def views(self, store: Any) -> list[dict[str, Any]]:
        """Those that the test saved."""
        return views(self.logs)

    def view_named(self, store: Any, view: str) -> dict[str, Any]:
        """One of them."""
        return view_named(self.logs, view)

    def save_view(self, store: Any, name: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Keeps one."""
        return save_view(self.logs, name, query)

    def rename_view(self, store: Any, view: str, name: str) -> dict[str, Any]:
        """Renames one."""
        return rename_view(self.logs, view, name)

    def remove_view(self, store: Any, view: str) -> dict[str, Any]:
        """Removes one."""
        return remove_view(self.logs, view)

    def restore_view(self, store: Any, view: str) -> dict[str, Any]:
        """Brings one back."""
        return restore_view(self.logs, view)
