# Each word is a task of tools/task.py, which runs on every system; `make help` lists them.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help setup demo test soak check fix docs bench clean

help setup demo test soak check fix docs bench clean:
	@$(PYTHON) tools/task.py $@
