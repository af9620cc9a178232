"""What a view is, in its address: identifiers and choices only, never a name, a place in degrees or a text of data.

A link opens the same view: screens read what is asked for with `asked` and write what is chosen with `say`.
"""

from __future__ import annotations

import re

import streamlit as st

from layers.words import LANGUAGES, Words

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


def fresh(screen: str, *names: str) -> dict[str, str]:
    """What the address asks a screen for under these names, once; {} until it asks for something else.

    So a link chooses what it names, and what the reader chooses afterwards stands.
    """
    said = {name: asked(name) for name in names}
    key = f"asked_{screen}"
    if st.session_state.get(key) == said:
        return {}
    st.session_state[key] = said
    return {name: value for name, value in said.items() if value}


def leads(
    screen: str, label: str, words: Words, *, help: str | None = None, icon: str | None = None, **chosen: str
) -> None:
    """A link to a screen that opens it at what is chosen and, in a tab of its own, in the same language."""
    asks = {name: value for name, value in chosen.items() if _PLAIN.fullmatch(value)}
    if words.language != LANGUAGES[0]:
        asks["lang"] = words.language
    st.page_link(f"screens/{screen}.py", label=label, help=help, icon=icon, query_params=asks or None)
