"""The words of the planner: standard library and numpy only, no input or output, no tables, no configuration."""
