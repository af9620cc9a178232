"""How an expected number of incidents is said: once in so many days like these. One place for maps and screens."""

from __future__ import annotations

from math import floor, log10

from layers.words import Words

MOST_DAYS = 36_500
"""Rarer than once in so many days (100 years) is not told apart."""
_DIGITS = 2


def days_between(expected: float, days: float) -> float:
    """Days like these from one incident to the next, when `expected` are expected in `days` of them."""
    return min(days / expected, float(MOST_DAYS)) if expected > 0 else float(MOST_DAYS)


def rounded(number: float) -> str:
    """A number of two digits that count, with commas: more would promise more than is known."""
    if number <= 0:
        return "0"
    step = 10 ** max(0, floor(log10(number)) - _DIGITS + 1)
    return f"{round(number / step) * step:,}"


def odds(expected: float, days: float, words: Words) -> str:
    """One expected number: "1 in 430 days"."""
    between = days_between(expected, days)
    return words("odds.rarer" if between >= MOST_DAYS else "odds.one_in", days=rounded(between))


def odds_between(low: float, high: float, days: float, words: Words) -> str:
    """The interval of an expected number, the more frequent end first: "1 in 200 to 1 in 1,900"."""
    often, seldom = (rounded(days_between(end, days)) for end in (high, low))
    return words("odds.between", often=often, seldom=seldom)


def percent(share: float) -> str:
    """A share in percent; what is not nothing is never said to be 0."""
    if 0 < share < 0.001:
        return "<0.1%"
    return f"{share:.1%}" if 0 < share < 0.0995 else f"{share:.0%}"
