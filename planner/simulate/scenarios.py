"""Scenarios from TOML files: strict, and with all faults of a file at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from planner.core.errors import InputError, NotFound, TooLarge
from planner.core.estimate import GRADES, Estimate
from planner.core.scenario import (
    FACT_UNITS,
    FORCE_KINDS,
    PLACE_KINDS,
    SLIDER_UNITS,
    SWITCHES,
    Chain,
    Check,
    ClockEvent,
    Counterfactual,
    Crowd,
    CrowdPoint,
    Fact,
    Force,
    Moment,
    Scenario,
    ScenarioPlace,
    Slider,
    clock_minute,
)
from planner.core.surge import Level
from planner.simulate.scenario_check import check_scenario
from planner.simulate.scenario_rows import MOST, Faults, Row

PACK = Path(__file__).resolve().parents[2] / "data" / "scenarios"
"""The scenarios that come with the project."""
_MOST_BYTES = 2_000_000
_TEXTS = tuple(f"{what}_{tongue}" for what in ("title", "summary", "lesson", "caveat") for tongue in ("en", "ur"))
_LISTS = ("source", "fact", "clock", "place", "force", "crowd", "slider", "counterfactual")
_SLIDER = ("key", "label_en", "label_ur", "low", "default", "high", "unit", "source", "grade")
_PLACE = ("id", "name_en", "name_ur", "kind", "x_km", "y_km", "worship", "houses")
_FACT = ("key", "text", "low", "best", "high", "value", "unit", "sources", "grade", "sum_of", "said")
_FORCE = (
    *("id", "name_en", "name_ur", "from", "kind", "officers", "commander", "turnout_min", "minutes", "speed_kmh"),
    *("detour", "delay_min", "ordered_at", "arrived_at", "to", "sources", "note"),
)
_TOP = ("name", "date", "timezone", "sources", *_TEXTS, *_LISTS, "chain", "check")


def pack(folder: Path = PACK) -> tuple[str, ...]:
    """Names of the scenarios in a folder, in alphabetical order."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load_scenario(name: str | Path, *, folder: Path = PACK) -> Scenario:
    """The scenario of this name in the pack, or of a file of one's own.

    Raises NotFound for an unknown name, and InputError that lists every fault of the file.
    """
    path = Path(name)
    if path.suffix != ".toml":
        path = folder / f"{name}.toml"
        if str(name) not in pack(folder):
            known = ", ".join(pack(folder)) or "none, because the folder data/scenarios is not there"
            raise NotFound(f"there is no scenario {str(name)!r}", maybe=f"one of these was meant: {known}.")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TooLarge(f"{path.name} has more than {_MOST_BYTES:,} bytes", maybe="it is no scenario.")
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path.name} cannot be read: {fault}", maybe="another file was meant.") from fault
    except tomllib.TOMLDecodeError as fault:
        raise InputError(f"{path.name} is no TOML: {fault}", maybe="a quote or bracket is missing.") from fault
    return read_scenario(raw, path.name)


def read_scenario(raw: Mapping[str, Any], file: str) -> Scenario:
    """The scenario in a parsed file; InputError that lists every fault by table, key and value."""
    faults = Faults()
    scenario, used = _Reader(raw, faults).scenario()
    check_scenario(scenario, used, faults)
    if faults.sentences:
        count = len(faults.sentences)
        listed = "\n".join(f"- {sentence}" for sentence in faults.sentences)
        raise InputError(
            f"{file}: {count} fault{'s' if count > 1 else ''}\n{listed}",
            maybe="docs/how-to/write-a-scenario.md shows what a scenario looks like.",
        )
    return scenario


class _Reader:
    """Reads the tables in the order in which they name each other."""

    def __init__(self, raw: Mapping[str, Any], faults: Faults) -> None:
        self.faults = faults
        self.top = Row("the head", raw, faults, _TOP)
        self.used: set[str] = set()
        self.sources: dict[str, str] = {}
        self.sliders: dict[str, Slider] = {}
        self.places: dict[str, ScenarioPlace] = {}

    def _rows(self, table: str, keys: tuple[str, ...]) -> list[Row]:
        listed = self.top.raw.get(table, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            self.faults.note(table, "", "is not a list of tables", f"begin each with [[{table}]]")
            return []
        return [Row(f"[[{table}]] {n}", one, self.faults, keys) for n, one in enumerate(listed, 1)]

    def _table(self, name: str, keys: tuple[str, ...]) -> Row:
        raw = self.top.raw.get(name, {})
        if not isinstance(raw, dict):
            self.faults.note(f"[{name}]", "", "is not a table", f"begin it with [{name}]")
            raw = {}
        return Row(f"[{name}]", raw, self.faults, keys)

    def scenario(self) -> tuple[Scenario, set[str]]:
        """The scenario, and the sliders that it uses."""
        top = self.top
        texts = {key: top.text(key) for key in _TEXTS}
        for row in self._rows("source", ("key", "text")):
            self._add(self.sources, row, row.text("key"), row.text("text"))
        for row in self._rows("slider", _SLIDER):
            self._add(self.sliders, row, row.text("key"), self._slider(row))
        for row in self._rows("place", _PLACE):
            self._add(self.places, row, row.text("id"), _place(row))
        scenario = Scenario(
            name=top.text("name"),
            day=self._day(),
            timezone=self._zone(),
            **texts,
            sources=self.sources,
            facts=tuple(self._facts()),
            clock=tuple(
                ClockEvent(self._at(row), row.text("what_en"), row.text("what_ur"), self._by(row))
                for row in self._rows("clock", ("at", "what_en", "what_ur", "sources"))
            ),
            places=tuple(self.places.values()),
            forces=tuple(self._forces()),
            crowds=tuple(self._crowds()),
            sliders=tuple(self.sliders.values()),
            chain=self._chain(),
            counterfactuals=tuple(self._counterfactuals()),
            check=self._check(),
        )
        return scenario, self.used

    def _add(self, known: dict[str, Any], row: Row, key: str, value: Any) -> None:
        if key in known:
            row.note("key" if row.has("key") else "id", f"{key!r} is there already", "give each its own")
        known[key] = value

    def _by(self, row: Row) -> tuple[str, ...]:
        """The sources of a row: its own, or those of the emergency as a whole where the head names them."""
        return (row if row.has("sources") or not self.top.has("sources") else self.top).sources(self.sources)

    def _at(self, row: Row) -> Moment:
        return row.moment("at", self.sliders, used=self.used) or Moment("clock")

    def _said(self, row: Row, value: Estimate) -> tuple[tuple[float, str], ...]:
        """Who said which number; all of them lie in the range, and its ends are among them."""
        said = []
        listed = row.raw.get("said", [])
        if not isinstance(listed, list):
            row.note("said", f"{listed!r} is no list", "write [{value, by}, ...]")
            return ()
        for n, raw in enumerate(listed, 1):
            one = Row(f"{row.where} said {n}", raw if isinstance(raw, dict) else {}, self.faults, ("value", "by"))
            said.append((one.number("value"), one.text("by")))
        if said and (min(said)[0], max(said)[0]) != (value.low, value.high):
            row.note("said", "its ends are not low and high", "correct one of them")
        return tuple(said)

    def _day(self) -> date:
        day = self.top.raw.get("date")
        if isinstance(day, str):
            try:
                return date.fromisoformat(day)
            except ValueError:
                day = None
        if type(day) is not date:
            self.top.note("date", f"{self.top.raw.get('date')!r} is no date", 'write it as "2023-08-16"')
            return date(2000, 1, 1)
        return day

    def _zone(self) -> str:
        name = self.top.text("timezone")
        try:
            ZoneInfo(name or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            self.top.note("timezone", f"{name!r} is no time zone", 'write "Asia/Karachi"')
            return "UTC"
        return name or "UTC"

    def _slider(self, row: Row) -> Slider:
        unit = row.choice("unit", SLIDER_UNITS)
        three = [float(row.minute(key)) if unit == "clock" else row.number(key) for key in ("low", "default", "high")]
        if unit != "clock" and max(three) > MOST[unit]:
            row.note("high", f"{max(three):g} is above {MOST[unit]:,}", "correct it")
        if three != sorted(three):
            row.note("default", "low, default and high are out of order", "give low <= default <= high")
        key, source = row.text("key"), row.text("source")
        if key in SWITCHES:
            row.note("key", f"{key!r} is the name of a switch", "choose another")
        grade = row.choice("grade", GRADES, default="assumption")
        low, default, high = sorted(three)
        return Slider(key, row.text("label_en"), row.text("label_ur"), low, default, high, unit, source, grade)

    def _facts(self) -> list[Fact]:
        facts: list[Fact] = []
        rows = self._rows("fact", _FACT)
        for row in rows:
            grade = row.choice("grade", GRADES, default="published")
            estimate = row.estimate(grade=grade)
            fact = Fact(
                row.text("key"),
                row.text("text"),
                estimate,
                row.choice("unit", FACT_UNITS),
                self._by(row),
                self._said(row, estimate),
            )
            if any(fact.key == other.key for other in facts):
                row.note("key", f"{fact.key!r} is there already", "give each its own")
            facts.append(fact)
        best = {fact.key: fact.value.best for fact in facts}
        keys = list(best)
        for row in rows:
            parts = row.raw.get("sum_of", [])
            missing = [part for part in parts if part not in keys] if isinstance(parts, list) else [parts]
            if missing:
                row.note("sum_of", f"{missing[0]!r} is no fact", "list keys of facts")
            elif parts and abs(total := sum(best[part] for part in parts) - best[row.text("key")]) > 1e-9:
                row.note("sum_of", f"the parts add up to {total + best[row.text('key')]:g}", "correct the parts")
        return facts

    def _forces(self) -> list[Force]:
        forces = []
        for row in self._rows("force", _FORCE):

            def amount(key: str, unit: str = "min", row: Row = row, *, needed: bool = False) -> Any:
                return row.amount(key, unit, self.sliders, self.used, needed=needed)

            start, kind = row.text("from"), row.choice("kind", FORCE_KINDS)
            for number in ("speed_kmh", "detour"):
                if row.has("minutes") and row.has(number):
                    row.note(number, "stands beside minutes", "give one or the other")
            forces.append(
                Force(
                    id=row.text("id"),
                    name_en=row.text("name_en", needed=False) or self._name(row, start, "en"),
                    name_ur=row.text("name_ur", needed=False) or self._name(row, start, "ur"),
                    start=start,
                    kind=kind,
                    officers=amount("officers", "officers", needed=True),
                    commander=row.rank("commander"),
                    turnout=amount("turnout_min", needed=True),
                    minutes=amount("minutes"),
                    speed_kmh=row.number("speed_kmh", low=1, high=200, default=1) if row.has("speed_kmh") else None,
                    detour=row.number("detour", low=1, high=10, default=1) if row.has("detour") else None,
                    delay=amount("delay_min"),
                    ordered_at=row.moment("ordered_at", self.sliders, needed=False, used=self.used) or Moment("order"),
                    arrived_at=row.moment("arrived_at", self.sliders, needed=False, used=self.used),
                    to=self._goals(row),
                    sources=self._by(row),
                    note=row.text("note", needed=False),
                )
            )
        return forces

    def _name(self, row: Row, start: str, tongue: str) -> str:
        place = self.places.get(start)
        if place is None:
            row.note("from", f"there is no place {start!r}", "add a [[place]] with that id")
            return start
        return place.name_ur if tongue == "ur" else place.name_en

    def _goals(self, row: Row) -> tuple[str, ...]:
        raw = row.raw.get("to", [place.id for place in self.places.values() if place.kind == "locality"])
        listed = raw if isinstance(raw, list) else [raw]
        for one in listed:
            if not isinstance(one, str) or one not in self.places or self.places[one].kind != "locality":
                row.note("to", f"{one!r} is no locality", 'name places of kind "locality"')
        return tuple(str(one) for one in listed)

    def _crowds(self) -> list[Crowd]:
        crowds = []
        for row in self._rows("crowd", ("place", "points", "violence_at", "level", "sources")):
            place, raw = row.text("place"), row.raw.get("points", [])
            points = []
            for n, one in enumerate(raw if isinstance(raw, list) else [], 1):
                if not isinstance(one, dict):
                    row.note("points", f"{one!r} is no point", "write {at, low, best, high}")
                    continue
                point = Row(f"{row.where} point {n}", one, self.faults, ("at", "low", "best", "high", "people"))
                at = point.moment("at", self.sliders, used=self.used) or Moment("clock")
                point.raw = {**one, "people": one.get("people", {k: v for k, v in one.items() if k != "at"})}
                amount = point.amount("people", "people", self.sliders, self.used)
                points += [CrowdPoint(at, amount)] if amount else []
            if not points:
                row.note("points", "there is no point", "write [{at, low, best, high}, ...]")
            never = row.raw.get("violence_at") == "never"
            begins = None if never else row.moment("violence_at", self.sliders, used=self.used)
            level = Level(row.choice("level", [str(one) for one in Level], default=str(Level.VIOLENT)))
            crowds.append(Crowd(place, tuple(points), begins, level, self._by(row)))
        return crowds

    def _chain(self) -> Chain:
        row = self._table("chain", ("trigger_at", "noticed_at", "ordered_at", "ends_at", "assemble", "reserve"))

        def moment(key: str, *bases: str) -> Moment:
            return row.moment(key, self.sliders, bases=bases, used=self.used) or Moment("clock")

        return Chain(
            trigger_at=moment("trigger_at"),
            noticed_at=moment("noticed_at", "trigger"),
            ordered_at=moment("ordered_at", "trigger", "notice"),
            ends_at=moment("ends_at", "trigger", "notice", "order"),
            assemble=row.flag("assemble") or False,
            reserve=row.whole("reserve", needed=False) or 0,
        )

    def _counterfactuals(self) -> list[Counterfactual]:
        made: list[Counterfactual] = []
        for row in self._rows("counterfactual", ("key", "label_en", "label_ur", "set")):
            raw = row.raw.get("set")
            if not isinstance(raw, dict) or not raw:
                row.note("set", "sets nothing", f"set sliders, or {', '.join(SWITCHES)}")
                raw = {}
            part = Row(f"{row.where} set", raw, self.faults, (*SWITCHES, *self.sliders))
            values = {key: slider_value(slider, raw[key], part) for key, slider in self.sliders.items() if key in raw}
            order = part.moment("order_at", self.sliders, bases=("trigger", "notice"), needed=False)
            made.append(
                Counterfactual(
                    *(row.text("key"), row.text("label_en"), row.text("label_ur")),
                    sliders=values,
                    order_at=order,
                    assemble=part.flag("assemble"),
                    reserve=part.whole("reserve", needed=False),
                    planned=part.flag("planned") or False,
                )
            )
            if any(made[-1].key == other.key for other in made[:-1]):
                row.note("key", f"{made[-1].key!r} is there already", "give each its own")
        return made

    def _check(self) -> Check:
        row = self._table("check", ("worship", "houses", "localities"))
        return Check(*(row.whole(key, needed=False) for key in ("worship", "houses", "localities")))


def slider_value(slider: Slider, raw: Any, row: Row) -> float:
    """A value for a slider as it is written in a file or typed: a clock time, or a number; within its range."""
    if slider.unit == "clock":
        try:
            value = float(clock_minute(raw)) if isinstance(raw, str) else float("nan")
        except ValueError:
            value = float("nan")
        said = 'a clock time such as "07:00"'
    else:
        value = float(raw) if isinstance(raw, (int, float)) and not isinstance(raw, bool) else float("nan")
        said = f"a number of {slider.unit}"
    if value != value:
        row.note(slider.key, f"{raw!r} is not {said}", f"give {said}")
        return slider.default
    return value


def _place(row: Row) -> ScenarioPlace:
    kind = row.choice("kind", PLACE_KINDS)
    is_locality = kind == "locality"
    for key in ("worship", "houses"):
        if not is_locality and row.has(key):
            row.note(key, "belongs to a locality only", "remove it")
    return ScenarioPlace(
        id=row.text("id"),
        name_en=row.text("name_en"),
        name_ur=row.text("name_ur"),
        kind=kind,
        x_km=row.number("x_km", low=-1000, high=1000),
        y_km=row.number("y_km", low=-1000, high=1000),
        worship=row.whole("worship", needed=is_locality) or 0,
        houses=row.whole("houses", needed=is_locality) or 0,
    )
