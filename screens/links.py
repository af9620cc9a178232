"""What a view is, in its address: identifiers and choices only, never a name, a place in degrees or a text of data.

A link opens the same view: screens read what is asked for with `asked` and write what is chosen with `say`.
"""

from __future__ import annotations

import re

import streamlit as st

_PLAIN = re.compile(r"[A-Za-z0-9_.:,+-]{1,200}")


def asked(name: str) -> str:
    """What the address asks for under a name; "" when it asks for nothing or for something that is no identifier."""
    value = str(st.query_params.get(name, ""))
    return value if _PLAIN.fullmatch(value) else ""


def say(**chosen: str) -> None:
    """Puts choices into the address; an empty one is taken out."""
    for name, value in chosen.items():
        if value and _PLAIN.fullmatch(value):
            if st.query_params.get(name) != value:
                st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
