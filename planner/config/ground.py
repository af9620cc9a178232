"""What lies below the maps on the screens."""

from __future__ import annotations

from planner.config.sections import Section


class MapConfig(Section):
    """What lies below the maps on the screens besides our own roads and water."""

    tiles_file: str
    online_tiles: str
    online_credit: str
