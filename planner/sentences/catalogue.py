"""Forms of sentences, and a sentence brought into another language by its form."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
_HOLE = re.compile(r"\{([a-z_]+)\}")


@cache
def _forms(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    forms = []
    for file in sorted((HERE / language).glob("*.toml")):
        for one in tomllib.loads(file.read_text(encoding="utf-8"))["form"]:
            forms.append((_pattern(one["en"]), one[language]))
    return tuple(forms)


def _pattern(form: str) -> re.Pattern[str]:
    parts = _HOLE.split(form)
    return re.compile("".join(f"(?P<{part}>.+?)" if n % 2 else re.escape(part) for n, part in enumerate(parts)))


def in_language(text: str, language: str) -> str | None:
    """The sentence in that language, or None when no form of the catalogue is its own."""
    for pattern, form in _forms(language):
        found = pattern.fullmatch(text)
        if found:
            return form.format(**{name: f"\u2068{value}\u2069" for name, value in found.groupdict().items()})
    return None
