"""The one way a text from data reaches a map. folium escapes nothing, and a name comes from a file of somebody else.

Layers hand over data, never markup: `map.js` puts every text into the page as text. What must stand inside a page's
markup goes through `safe`; what must stand inside a script goes through `script_json`.
"""

from __future__ import annotations

import json
import re
from typing import Any

# back-tick, dollar, backslash and braces too: folium puts texts into JavaScript back-tick literals, where `${...}` runs
_MARKUP = {ord(c): f"&#{ord(c)};" for c in "&<>\"'`$\\{}"}
# U+2028 and U+2029 end a line in older JavaScript
_SCRIPT = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'`$\u2028\u2029"}


def safe(text: str) -> str:
    """The text as markup that shows it and does nothing else, in an element, an attribute or a JavaScript literal."""
    return text.translate(_MARKUP)


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def script_json(value: Any) -> str:
    """The value as JSON that may stand inside a script element, and inside a template of folium.

    branca takes the script it has made for a template once more: a name with `{{...}}` would run on the server.
    Braces of the data are encoded; braces of JSON itself never stand two in a row at an opening.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_SCRIPT)
    return _STRING.sub(lambda found: found[0].replace("{", "\\u007b").replace("}", "\\u007d"), text)
