"""Where two plans differ: a map of the sites that one covers better than the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers import differs, sheet
from layers.base import draw
from layers.words import Words
from screens import commander, session, widgets
from screens.geo import SHELF

GROUND = ("areas", "landmarks", "roads")


def difference_map(found: Mapping[str, Any], words: Words) -> None:
    """The map of a comparison; below it how many sites each plan covers better."""
    spots, names = session.degrees(), session.names()
    sites = [
        {
            "longitude": spot[0],
            "latitude": spot[1],
            "name": names[row["site"]],
            "this": row["a"],
            "other": row["b"],
        }
        for row in found["sites"]
        if (spot := spots.get(("site", str(row["site"])))) is not None
    ]
    states = [differs.better(site["this"], site["other"]) for site in sites]
    widgets.facts(
        [
            (words.number(states.count(state)), words(f"compare.sites_{state}"), "")
            for state in ("this", "other", "alike")
        ]
    )
    made = draw(differs.LAYER, sites, words)
    widgets.map_view(
        sheet.compose(
            [part for part in session.drawn() if part.layer.name in GROUND],
            session.page(words("compare.map")),
            publish=session.publish,
            legend=[made],
        ),
        sheet.group([made], publish=SHELF.put),
        key=commander.DIFFERENCE_MAP,
        on_click=lambda: None,
    )
