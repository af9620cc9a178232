"""Pages from data by typst, which sets Urdu right, with fonts that the set-up took and nothing from the network."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

import typst

from planner.core.errors import PlannerError

FONTS = Path(__file__).resolve().parents[2] / "assets" / "vendor" / "fonts"
FAMILY = "Noto Nastaliq Urdu"
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_PICTURE_PPI = 110


class MissingFont(PlannerError):
    """A font that a page needs is not there: the page would be blank where the text stands."""


class Press:
    """Sets templates of this folder with the data given; what it reads of the fonts is kept from page to page."""

    def __init__(self, fonts: Path = FONTS) -> None:
        self._fonts = fonts
        self._has_urdu = FAMILY in typst.Fonts(include_system_fonts=False, font_paths=[fonts]).families()
        self._compilers: dict[Path, typst.Compiler] = {}

    def pdf(self, template: Path, data: Any, what: str) -> bytes:
        """The document as PDF; MissingFont says `what` would be blank without the font."""
        return self._set(template, data, what, "pdf")

    def picture(self, template: Path, data: Any, what: str) -> bytes:
        """The first page as PNG."""
        return self._set(template, data, what, "png")

    def _set(self, template: Path, data: Any, what: str, form: Literal["pdf", "png"]) -> bytes:
        text = json.dumps(data, ensure_ascii=False)
        if not self._has_urdu and _ARABIC.search(text):
            raise MissingFont(
                f"{what} has Urdu text and the font {FAMILY} is not in {self._fonts.name}",
                maybe="the set-up was not finished: run `make setup`, or `python tools/assets.py`.",
            )
        compiler = self._compilers.get(template)
        if compiler is None:
            compiler = typst.Compiler(
                template, root=template.parent, font_paths=[self._fonts], ignore_system_fonts=True
            )
            self._compilers[template] = compiler
        made: Any = compiler.compile(format=form, sys_inputs={"data": text}, ppi=_PICTURE_PPI)
        return made[0] if isinstance(made, list) else made
