"""A number with its doubt: sources differ (16, 17, 19, 24 or 26 churches), and the planner keeps the range."""

from __future__ import annotations

from dataclasses import dataclass

GRADES = ("published", "derived", "assumption")
"""How well a number is supported: seen in a published source; arithmetic on published numbers; our assumption."""
MOST = 1_000_000
"""The largest number that a range may hold as it is typed: no crowd is larger."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """low <= best <= high, with who says so and how well it is supported (one of `GRADES`)."""

    low: float
    best: float
    high: float
    source: str = ""
    grade: str = "assumption"

    def __post_init__(self) -> None:
        if not self.low <= self.best <= self.high:
            raise ValueError(f"{self.low:g}, {self.best:g}, {self.high:g} do not rise from lowest to highest")
        if self.grade not in GRADES:
            raise ValueError(f"grade {self.grade!r} is none of {', '.join(GRADES)}")

    def at(self, quantile: float) -> float:
        """The value at a quantile in [0, 1], by straight lines through low (0), best (0.5) and high (1)."""
        if not 0 <= quantile <= 1:
            raise ValueError(f"quantile {quantile} is not between 0 and 1")
        if quantile <= 0.5:
            return self.low + (self.best - self.low) * quantile / 0.5
        return self.best + (self.high - self.best) * (quantile - 0.5) / 0.5

    @classmethod
    def parse(cls, text: str, *, source: str = "", grade: str = "assumption") -> Estimate:
        """From `300`, `300-600` or `300-450-600`; a range of two gets its middle as best."""
        parts = [float(p) for p in text.replace("–", "-").split("-")]
        if not all(0 <= part <= MOST for part in parts):
            raise ValueError(f"{text!r} lies outside 0 to {MOST:,}")
        if len(parts) == 1:
            parts = [parts[0]] * 3
        elif len(parts) == 2:
            parts = [parts[0], (parts[0] + parts[1]) / 2, parts[1]]
        if len(parts) != 3:
            raise ValueError(f"{text!r} is no number, range or low-best-high")
        return cls(parts[0], parts[1], parts[2], source, grade)
