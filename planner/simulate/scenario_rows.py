"""A table of a scenario file, read key by key; every fault is noted with table, key, value and what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.core.scenario import Amount, Moment, Slider, clock_minute

RANGE = ("low", "best", "high")
MOST = {"people": 1_000_000, "officers": 100_000, "min": 7 * 24 * 60}
"""The largest amounts that are no slip of the hand."""
_UNREAD = Moment("clock")
_LEAST = -1e15
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
T = TypeVar("T")


class Faults:
    """All that is wrong with a file; `note` adds a sentence."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def note(self, where: str, key: str, what: str, do: str) -> None:
        """One fault: which table, which key, what is wrong, what to do."""
        self.sentences.append(f"{where}{f', key {key!r}' if key else ''}: {what}; {do}.")


class Row:
    """One table of the file. What cannot be read is noted and replaced, so that the rest can be read too."""

    def __init__(self, where: str, raw: Mapping[str, Any], faults: Faults, keys: Collection[str]) -> None:
        self.where, self.raw, self.faults = where, raw, faults
        for key in raw:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, 1)
                advice = f"write {near[0]!r}" if near else f"keys are {', '.join(sorted(keys))}"
                self.note(key, "is no key of this table", advice)

    def note(self, key: str, what: str, do: str) -> None:
        """One fault at a key."""
        self.faults.note(self.where, key, what, do)

    def has(self, key: str) -> bool:
        """True when the key is there."""
        return key in self.raw

    def _typed(self, key: str, kind: type | tuple[type, ...], said: str, default: T, *, needed: bool) -> Any | T:
        if key not in self.raw:
            if needed:
                self.note(key, "is missing", f"give {said}")
            return default
        value = self.raw[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.note(key, f"{value!r} is not {said}", f"give {said}")
            return default
        return value

    def text(self, key: str, *, needed: bool = True) -> str:
        """A text that is not empty; "" when it is missing."""
        text = str(self._typed(key, str, "a text", "", needed=needed)).strip()
        if needed and key in self.raw and isinstance(self.raw[key], str) and not text:
            self.note(key, "is empty", "write the text")
        if _CONTROL.search(text):
            self.note(key, "holds control characters", "write plain text")
        return text

    def number(self, key: str, *, low: float = 0.0, high: float = 1e15, default: float = 0.0) -> float:
        """A number from `low` to `high`."""
        value = float(self._typed(key, (int, float), "a number", default, needed=True))
        if not low <= value <= high:
            self.note(key, f"{value:g} is not from {low:g} to {high:g}", "correct it")
            return default
        return value

    def whole(self, key: str, *, needed: bool = True) -> int | None:
        """A whole number, 0 or more; None when it is missing."""
        value = self._typed(key, int, "a whole number", None, needed=needed)
        if value is not None and value < 0:
            self.note(key, f"{value} is below 0", "give 0 or more")
            return None
        return value

    def flag(self, key: str) -> bool | None:
        """True, false, or None when it is missing."""
        return self._typed(key, bool, "true or false", None, needed=False)

    def choice(self, key: str, allowed: Collection[str], *, default: str = "") -> str:
        """One of the words; a missing one is the default where there is one."""
        word = self.text(key, needed=not default) or default
        if word and word not in allowed:
            self.note(key, f"{word!r} is none of {', '.join(allowed)}", "choose one of them")
            word = ""
        return word or default or next(iter(allowed))

    def rank(self, key: str) -> Rank:
        """A rank by its label."""
        word = self.text(key)
        try:
            return Rank.parse(word) if word else Rank.CONSTABLE
        except ValueError as fault:
            self.note(key, str(fault), "choose one of them")
            return Rank.CONSTABLE

    def minute(self, key: str) -> int:
        """A clock time as minutes from midnight."""
        word = self.text(key)
        try:
            return clock_minute(word) if word else 0
        except ValueError as fault:
            self.note(key, str(fault), "correct it")
            return 0

    def moment(
        self,
        key: str,
        sliders: Mapping[str, Slider],
        *,
        bases: Collection[str] = ("trigger", "notice", "order"),
        needed: bool = True,
        used: set[str] | None = None,
    ) -> Moment | None:
        """A moment; a slider that it names must be there and be a clock."""
        word = self.text(key, needed=needed)
        if not word:
            return _UNREAD if needed else None
        try:
            moment = Moment.parse(word)
        except ValueError as fault:
            self.note(key, str(fault), "correct it")
            return _UNREAD
        if moment.base == "slider":
            self._slider(key, moment.slider, "clock", sliders, used)
        elif moment.base != "clock" and moment.base not in bases:
            self.note(key, f"{word!r} counts from a later step", f"use a clock time, a slider, {', '.join(bases)}")
            return _UNREAD
        return moment

    def estimate(self, *, grade: str = "assumption", source: str = "") -> Estimate:
        """The keys low, best and high of this table, or `value`, as a number with its doubt."""
        if self.has("value"):
            if any(self.has(key) for key in RANGE):
                self.note("value", "stands beside low, best and high", "give one or the other")
            value = self.number("value", low=_LEAST)
            return Estimate(value, value, value, source, grade)
        return self._range(self.raw, [self.number(key, low=_LEAST) for key in RANGE], source, grade)

    def _range(self, key: Any, three: list[float], source: str, grade: str) -> Estimate:
        low, best, high = three
        if not low <= best <= high:
            name = key if isinstance(key, str) else "best"
            self.note(name, f"{low:g}, {best:g}, {high:g} are out of order", "give low <= best <= high")
            low, best, high = sorted(three)
        return Estimate(low, best, high, source, grade)

    def amount(
        self, key: str, unit: str, sliders: Mapping[str, Slider], used: set[str], *, needed: bool = True
    ) -> Amount | None:
        """A number, a table of low, best and high, or "slider:KEY", none below 0."""
        zero = Amount(Estimate(0.0, 0.0, 0.0))
        value = self.raw.get(key)
        if value is None:
            if needed:
                self.note(key, "is missing", 'give a number, {low, best, high} or "slider:KEY"')
            return zero if needed else None
        if isinstance(value, str) and value.startswith("slider:"):
            slider = self._slider(key, value.removeprefix("slider:"), unit, sliders, used)
            return Amount(slider.estimate, slider.key) if slider else zero
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = dict.fromkeys(RANGE, value)
        if not isinstance(value, Mapping) or set(value) != set(RANGE):
            self.note(key, f"{value!r} is no amount", 'give a number, {low, best, high} or "slider:KEY"')
            return zero
        numbers = [value[name] for name in RANGE]
        if any(
            not isinstance(one, (int, float)) or isinstance(one, bool) or not 0 <= one <= MOST[unit] for one in numbers
        ):
            self.note(key, f"{value!r} holds what is no number from 0 to {MOST[unit]:,}", "correct it")
            return zero
        return Amount(self._range(key, [float(one) for one in numbers], "", "assumption"))

    def _slider(
        self, key: str, name: str, unit: str, sliders: Mapping[str, Slider], used: set[str] | None
    ) -> Slider | None:
        slider = sliders.get(name)
        if slider is None:
            self.note(key, f"there is no slider {name!r}", "add a [[slider]] with that key")
        elif slider.unit != unit:
            self.note(key, f"slider {name!r} is in {slider.unit}, not in {unit}", "use one of that unit")
        if used is not None:
            used.add(name)
        return slider

    def sources(self, known: Mapping[str, str], *, needed: bool = True) -> tuple[str, ...]:
        """Keys of [[source]] tables; at least one."""
        listed = self.raw.get("sources")
        if listed is None and not needed:
            return ()
        if not isinstance(listed, list) or not listed or not all(isinstance(one, str) for one in listed):
            self.note("sources", "is missing" if listed is None else f"{listed!r} names no source", "list source keys")
            return ()
        for one in listed:
            if one not in known:
                self.note("sources", f"there is no source {one!r}", "add a [[source]] with that key")
        return tuple(listed)
