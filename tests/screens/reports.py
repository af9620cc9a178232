"""The report of a month as the screens ask for it, made up."""

from __future__ import annotations

from datetime import date
from typing import Any


class Reports:
    """The functions of `planner.flow` on the month."""

    def last_month(self, config: Any) -> date:
        """November 2026."""
        return date(2026, 11, 1)

    def month_report(self, store: Any, config: Any, *, first: date, public: bool = False) -> dict[str, Any]:
        """A report with a number that says what was asked."""
        return {"number": f"{'P' if public else 'R'}-{first:%Y-%m}-0", "public": public}

    def month_sentences(self, document: dict[str, Any], language: str) -> dict[str, list[str]]:
        """One thing is bad."""
        return {"bad": [] if document["public"] else ["Days whose plan nobody signed: 3 of 30."], "asks": []}

    def month_paper(self, store: Any, config: Any, document: dict[str, Any], *, language: str) -> bytes:
        """What would be printed."""
        return f"%PDF {document['number']} {language}".encode()
