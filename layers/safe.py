"""The one way a text from data reaches a map. folium escapes nothing, and a name comes from a file of somebody else.

Layers hand over data, never markup: `map.js` puts every text into the page as text. What must stand inside a page's
markup goes through `safe`; what must stand inside a script goes through `script_json`.
"""

from __future__ import annotations

import json
from typing import Any

# back-tick, dollar, backslash and braces too: folium puts texts into JavaScript back-tick literals, where `${...}` runs
_MARKUP = {ord(c): f"&#{ord(c)};" for c in "&<>\"'`$\\{}"}
# U+2028 and U+2029 end a line in older JavaScript; a quote could make streamlit-folium see one of its own references
_SCRIPT = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'`$\u2028\u2029"}


def safe(text: str) -> str:
    """The text as markup that shows it and does nothing else, in an element, an attribute or a JavaScript literal."""
    return text.translate(_MARKUP)


def script_json(value: Any) -> str:
    """The value as JSON that may stand inside a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_SCRIPT)
