"""Every number of the planner: `defaults.toml`, then `deployment.toml`, then the overrides of a scenario.

A stage takes its own section (`config.risk`), never the whole. Unknown keys and values outside the stated range are
refused, with the key, the file and the range. `explain` says where a value comes from.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import PrivateAttr, ValidationError

from planner.config.emergency import (
    BackfillConfig,
    ContagionConfig,
    CordonConfig,
    DoubtConfig,
    LadderConfig,
    ReplayConfig,
    SurgeConfig,
)
from planner.config.ground import MapConfig
from planner.config.sample import SampleConfig
from planner.config.sections import (
    BacktestConfig,
    CalendarConfig,
    DemandConfig,
    EquityConfig,
    IngestConfig,
    NetworkConfig,
    PatrolConfig,
    PlaceConfig,
    ReportConfig,
    RiskConfig,
    RosterConfig,
    Section,
    TodayConfig,
)
from planner.config.vulnerability import VulnerabilityConfig
from planner.core.errors import ConfigError

DEFAULTS = Path(__file__).resolve().parents[1] / "defaults.toml"


class Config(Section):
    """All sections, and for each key the file that set it."""

    place: PlaceConfig
    ingest: IngestConfig
    network: NetworkConfig
    risk: RiskConfig
    backtest: BacktestConfig
    calendar: CalendarConfig
    vulnerability: VulnerabilityConfig
    demand: DemandConfig
    roster: RosterConfig
    equity: EquityConfig
    patrol: PatrolConfig
    surge: SurgeConfig
    doubt: DoubtConfig
    ladder: LadderConfig
    cordon: CordonConfig
    contagion: ContagionConfig
    backfill: BackfillConfig
    replay: ReplayConfig
    today: TodayConfig
    report: ReportConfig
    map: MapConfig
    sample: SampleConfig

    _set_by: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def hash(self) -> str:
        """Short hash of all values; it goes into the provenance of a plan."""
        return hashlib.sha256(json.dumps(self.model_dump(), sort_keys=True).encode()).hexdigest()[:16]

    def set_by(self, key: str) -> str:
        """The file, or "scenario", that set a key."""
        return self._set_by.get(key, DEFAULTS.name)


@dataclass(frozen=True, slots=True)
class Number:
    """One value of the defaults file: what it is measured in, what is allowed, who says so."""

    key: str
    value: Any
    unit: str
    low: float | None
    high: float | None
    source: str
    grade: str


@cache
def numbers() -> Mapping[str, Number]:
    """Every key of the defaults file, as `section.key`."""
    raw = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    found = {}
    for section, keys in raw.items():
        for key, facts in keys.items():
            low, high = facts.get("range", (None, None))
            name = f"{section}.{key}"
            found[name] = Number(name, facts["value"], facts["unit"], low, high, facts["source"], facts["grade"])
    return found


def load_config(deployment: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Config:
    """Defaults, overlaid by a deployment file and by a scenario's overrides (`{"surge.quantile": 0.9}`).

    Raises ConfigError naming key, file and range when a key is unknown or a value is not allowed.
    """
    values = {key: number.value for key, number in numbers().items()}
    set_by: dict[str, str] = {}
    if deployment is not None:
        try:
            raw = tomllib.loads(deployment.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as fault:
            raise ConfigError(f"{deployment} cannot be read: {fault}", maybe="another file was meant.") from fault
        except tomllib.TOMLDecodeError as fault:
            raise ConfigError(
                f"{deployment.name} is no TOML: {fault}", maybe="a quote or bracket is missing."
            ) from fault
        for section, keys in raw.items():
            if not isinstance(keys, dict):
                raise ConfigError(
                    f"{deployment.name}: {section!r} stands outside any section",
                    maybe="write it below a line such as [surge].",
                )
            for key, value in keys.items():
                _override(values, set_by, f"{section}.{key}", value, deployment.name)
    for key, value in (overrides or {}).items():
        _override(values, set_by, key, value, "scenario")
    nested: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        section, _, name = key.partition(".")
        nested.setdefault(section, {})[name] = value
    try:
        config = Config.model_validate(nested)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(p) for p in first["loc"])
        raise ConfigError(f"{key}: {first['msg']} (set by {set_by.get(key, DEFAULTS.name)})") from fault
    config._set_by.update(set_by)
    return config


def _override(values: dict[str, Any], set_by: dict[str, str], key: str, value: Any, file: str) -> None:
    number = numbers().get(key)
    if number is None:
        near = [k for k in numbers() if k.split(".")[-1][:4] == key.split(".")[-1][:4]]
        raise ConfigError(
            f"{file}: there is no key {key!r}", maybe=f"{' or '.join(near[:3])} was meant." if near else ""
        )
    if number.low is not None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConfigError(f"{file}: {key} = {value!r} is no number", maybe=f"a value in {number.unit} was meant.")
        if number.high is not None and not number.low <= value <= number.high:
            raise ConfigError(
                f"{file}: {key} = {value} lies outside {number.low} to {number.high} {number.unit}",
                maybe="the unit is another one; see `hifazat config explain`.",
            )
    values[key] = value
    set_by[key] = file


def _near(key: str) -> str:
    near = difflib.get_close_matches(key, numbers(), n=3, cutoff=0.5)
    return f"{' or '.join(near)} was meant." if near else "see `hifazat config list`."


def explain(config: Config, key: str) -> dict[str, Any]:
    """Value, unit, range, source and grade of a key, and which file set it; ConfigError when there is no such key."""
    number = numbers().get(key)
    if number is None:
        raise ConfigError(f"there is no key {key!r}", maybe=_near(key))
    section, _, name = key.partition(".")
    return {
        "key": key,
        "value": getattr(getattr(config, section), name),
        "unit": number.unit,
        "range": None if number.low is None else [number.low, number.high],
        "set_by": config.set_by(key),
        "source": number.source,
        "grade": number.grade,
    }


__all__ = [
    "DEFAULTS",
    "BackfillConfig",
    "BacktestConfig",
    "CalendarConfig",
    "Config",
    "ContagionConfig",
    "CordonConfig",
    "DemandConfig",
    "DoubtConfig",
    "EquityConfig",
    "IngestConfig",
    "LadderConfig",
    "MapConfig",
    "NetworkConfig",
    "Number",
    "PatrolConfig",
    "PlaceConfig",
    "ReportConfig",
    "RiskConfig",
    "RosterConfig",
    "SampleConfig",
    "SurgeConfig",
    "TodayConfig",
    "VulnerabilityConfig",
    "explain",
    "load_config",
    "numbers",
]
