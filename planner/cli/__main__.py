"""`python -m planner.cli` does what `hifazat` does."""

from planner.cli import run_and_exit

run_and_exit()
