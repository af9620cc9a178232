"""Hifazat: the planner of a police minority protection unit."""
