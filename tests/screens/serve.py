"""Serves the app over a made-up scene: `python -m tests.screens.serve PORT SITES`; for looking and for timing."""

from __future__ import annotations

import sys

import uvicorn

from screens import session
from tests.layers import scenes
from tests.screens.fakes import FakeFlow


def main(port: int, sites: int) -> None:
    """Runs until it is stopped; no sites means an empty store."""
    session.flow = FakeFlow(scenes.scene(sites) if sites else scenes.nothing())
    import app

    uvicorn.run(app.app, host="127.0.0.1", port=port, log_level="warning", ws="auto")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
