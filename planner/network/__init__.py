"""From roads to minutes: travel times, routes and reachable areas, exact, for any set of closed roads."""

from planner.network.engine import NEVER
from planner.network.graph import RoadGraph
from planner.network.path import Path
from planner.network.snap import Snap
from planner.network.travel import travel_table, unreachable

__all__ = ["NEVER", "Path", "RoadGraph", "Snap", "travel_table", "unreachable"]
