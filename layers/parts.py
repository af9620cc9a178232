"""What our own scripts are told of a map: one statement for each part, with its data as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import folium
from folium.template import Template

from layers.safe import script_json


class Part(folium.MacroElement):
    """One part of a map or of a group on it, made by one of the functions of our scripts."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "hifazat.{{ this.maker }}({{ this.map_name() }}, {{ this._parent.get_name() }}, {{ this.spec }});"
        "{% endmacro %}"
    )

    def __init__(self, maker: Literal["draw", "only", "drawable", "furnish"], spec: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = f"hifazat_{maker}"
        self.maker = maker
        self.spec = script_json(spec)

    def map_name(self) -> str:
        """The map's name in the page, however deep this part stands in groups."""
        above: Any = self._parent
        while not isinstance(above, folium.Map):
            above = above._parent
        return str(above.get_name())
