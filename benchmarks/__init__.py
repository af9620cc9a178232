"""Benchmarks: each case prints its figure beside that of a named baseline, run on the same machine."""
