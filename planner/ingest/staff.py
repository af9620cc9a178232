"""A synthetic nominal roll, with vehicles, for stations that have none. Labelled synthetic in every row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.config import PlaceConfig, SampleConfig, load_config
from planner.core.errors import InputError
from planner.core.people import Rank
from planner.core.time import Window
from planner.tables import OfficerTable, StationTable, VehicleTable, check_table

MOTORCYCLE_SEATS = 2
DAYS_PER_YEAR = 365.25
PROTECTION, STATION, RESERVE = "protection unit", "station", "reserve"
SHO_RANKS = (Rank.SI, Rank.INSPECTOR)
"""Ranks of a station house officer; each station has at least one of them."""


def staff(
    stations: pd.DataFrame,
    *,
    per_station: int,
    unit: int,
    seed: int,
    today: date,
    config: SampleConfig | None = None,
    place: PlaceConfig | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Officers and vehicles for the stations: station staff, the protection unit, and a reserve where there are Lines.

    Parameters
    ----------
    stations : StationTable
        One row or more. The protection unit is at Lines, or at the first station by identifier where there are none.
    per_station : int
        Officers at a station or post in the mean, at least 1; a post has `post_weight` of a station's strength.
    unit : int
        Strength of the protection unit; 0 makes none.
    today : date
        Trainings and leave are dated from here.
    seed : int
        0 or more.
    config, place :
        By default the sections `sample` and `place` of the defaults.

    Returns
    -------
    OfficerTable, VehicleTable
        `is_synthetic` is true in every row. Ranks follow Sialkot 2017, with an SI or Inspector at each station.

    Raises
    ------
    InputError
        Without stations, or with a strength or seed that is out of range.
    """
    defaults = load_config()
    config, place = config or defaults.sample, place or defaults.place
    stations = check_table(StationTable, stations)
    _refuse(stations, per_station, unit, seed)
    roll = Roll(np.random.default_rng([seed, 90]), today, ZoneInfo(place.timezone), config)
    bases = stations.sort_values("station")
    lines = bases.loc[bases["kind"] == "lines", "station"].tolist()
    home = lines[0] if lines else bases["station"].iloc[0]
    work = bases[bases["kind"] != "lines"]
    for station, strength in zip(work["station"], _strengths(work["kind"], per_station, config), strict=True):
        roll.add_station(station, strength)
        roll.add_vehicle(
            "mobile", config.mobile_seats, "car", station, _of_mean(config.mobiles_per_station, strength, config)
        )
        roll.add_vehicle(
            "motorcycle",
            MOTORCYCLE_SEATS,
            "motorcycle",
            station,
            _of_mean(config.motorcycles_per_station, strength, config),
        )
    roll.add_unit(home, unit)
    if lines:
        roll.add_reserve(home, max(1, len(work)))
    return roll.frames(seed)


def _postings(count: int, today: date, config: SampleConfig, rng: np.random.Generator) -> list[str]:
    """Days of posting to the unit, evenly over the time up to `config.tenure_years` ago."""
    ago = rng.integers(0, round(config.tenure_years * DAYS_PER_YEAR) + 1, count).tolist()
    return [str(today - timedelta(days=days)) for days in ago]


def _languages(count: int, config: SampleConfig, rng: np.random.Generator) -> list[str]:
    """Languages of service by the shares of the province; everyone serves in one at least."""
    shares = {
        "Urdu": config.speaks_urdu,
        "Punjabi": config.speaks_punjabi,
        "Saraiki": config.speaks_saraiki,
        "Pashto": config.speaks_pashto,
        "English": config.speaks_english,
    }
    speaks = rng.random((count, len(shares))) < np.array(list(shares.values()))
    speaks[~speaks.any(axis=1), 0] = True
    return ["; ".join(name for name, yes in zip(shares, row, strict=True) if yes) for row in speaks.tolist()]


def _refuse(stations: pd.DataFrame, per_station: int, unit: int, seed: int) -> None:
    if stations.empty:
        raise InputError(
            "there are no stations to staff", maybe="import them first: `hifazat import stations FILE` or `import osm`."
        )
    if per_station < 1:
        raise InputError(f"{per_station} officers per station make no station", maybe="leave it out: the mean is 82.")
    if unit < 0:
        raise InputError(f"a protection unit of {unit} is none", maybe="0 was meant.")
    if seed < 0:
        raise InputError(f"seed {seed} is negative", maybe=f"{-seed} was meant.")


def _strengths(kinds: pd.Series, per_station: int, config: SampleConfig) -> list[int]:
    """Strength of each base: posts smaller, the mean as asked, at least one officer each (largest remainder)."""
    if kinds.empty:
        return []
    weight = np.where(kinds == "post", config.post_weight, 1.0)
    exact = weight * per_station * len(kinds) / weight.sum()
    counts = np.maximum(1, np.floor(exact)).astype(int)
    short = max(0, per_station * len(kinds) - int(counts.sum()))
    counts[np.argsort(-(exact - counts), kind="stable")[:short]] += 1
    return counts.tolist()


def _of_mean(mean: float, strength: int, config: SampleConfig) -> int:
    """Vehicles for a strength, as `mean` is for a station of the usual strength; at least one if there are any."""
    return max(1, round(mean * strength / config.per_station)) if mean > 0 else 0


def station_ranks(strength: int, config: SampleConfig) -> list[Rank]:
    """Ranks of a station from high to low: an SI or Inspector as SHO, then by the shares; the rest are constables."""
    counts = {
        Rank.INSPECTOR: round(config.inspector_share * strength),
        Rank.SI: round(config.si_share * strength),
        Rank.ASI: round(config.asi_share * strength),
        Rank.HEAD_CONSTABLE: round(config.hc_share * strength),
    }
    if sum(counts[rank] for rank in SHO_RANKS) == 0:
        counts[Rank.SI] = 1
    if counts[Rank.ASI] == 0 and strength >= 2:
        counts[Rank.ASI] = 1
    ranks = [rank for rank in sorted(counts, reverse=True) for _ in range(counts[rank])][:strength]
    return ranks + [Rank.CONSTABLE] * (strength - len(ranks))


def unit_ranks(strength: int, config: SampleConfig) -> list[Rank]:
    """Ranks of the protection unit: the split of `config.unit`, scaled; an Inspector heads any unit at all."""
    scale = strength / config.unit
    ranks = [Rank.INSPECTOR] * max(1, round(config.unit_inspectors * scale))
    ranks += [Rank.SI] * round(config.unit_si * scale)
    ranks += [Rank.ASI] * round(config.unit_asi * scale)
    ranks += [Rank.HEAD_CONSTABLE] * round(config.unit_hc * scale)
    ranks = ranks[:strength]
    return ranks + [Rank.CONSTABLE] * (strength - len(ranks))


@dataclass(slots=True)
class Roll:
    """Rows that grow; service numbers run on by rank, vehicles by kind.

    `even_leave` spreads the leaves so that on every day of the time ahead nearly the same number is away.
    """

    rng: np.random.Generator
    today: date
    zone: ZoneInfo
    config: SampleConfig
    officers: list[dict[str, object]] = field(default_factory=list)
    vehicles: list[dict[str, object]] = field(default_factory=list)
    women_due: float = 0.0
    even_leave: bool = False

    def frames(self, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """OfficerTable and VehicleTable of what was added, labelled synthetic."""
        origin = f"synthetic, seed {seed}"
        officers = pd.DataFrame(self.officers)
        # streams of their own, so that the other columns do not hang on them
        officers["unit_since"] = _postings(len(officers), self.today, self.config, np.random.default_rng([seed, 91]))
        officers["languages"] = _languages(len(officers), self.config, np.random.default_rng([seed, 92]))
        vehicles = pd.DataFrame(self.vehicles, columns=["vehicle", "kind", "seats", "profile", "home_station"])
        return (
            check_table(OfficerTable, officers.assign(is_synthetic=True, source=origin)),
            check_table(VehicleTable, vehicles.assign(is_synthetic=True, source=origin)),
        )

    def add_station(self, station: str, strength: int) -> None:
        """The staff of a station by the shares of ranks, women and skills."""
        self.add_ranks(station, STATION, station_ranks(strength, self.config))

    def add_ranks(self, home: str, unit: str, ranks: list[Rank], *, riot_share: float | None = None) -> None:
        """Officers of these ranks, high to low, with the women's share and skills of a station."""
        strength = len(ranks)
        # what is left of a woman at one station goes to the next, so that the share holds over all
        self.women_due += self.config.women_share * strength
        women = min(int(self.women_due), max(0, strength - 1))
        self.women_due -= women
        riot = self.config.riot_share if riot_share is None else riot_share
        skills = {"driver": self.config.driver_share, "riot-control": riot}
        self.add(home, unit, ranks, self.picked(women, range(1, strength), strength), skills)

    def add_unit(self, home: str, strength: int) -> None:
        """The protection unit with its skills and vehicles."""
        if strength == 0:
            return
        config = self.config
        women = min(round(config.unit_women * strength / config.unit), strength)
        skills = {
            "driver": config.unit_driver_share,
            "riot-control": config.unit_riot_share,
            "victim-support": config.unit_support_share,
            "first-aid": config.unit_aid_share,
        }
        is_woman = self.picked(women, range(min(1, strength - 1), strength), strength)
        self.add(home, PROTECTION, unit_ranks(strength, config), is_woman, skills, always=("victim-support",))
        per = (
            ("mobile", config.mobile_seats, "car", config.unit_per_mobile),
            ("motorcycle", MOTORCYCLE_SEATS, "motorcycle", config.unit_per_motorcycle),
        )
        for kind, seats, profile, officers in per:
            self.add_vehicle(kind, seats, profile, home, max(1, strength // officers))

    def add_reserve(self, lines: str, stations: int) -> None:
        """Formed teams at Lines, each with its Inspector, and Elite teams; all riot-trained; buses and mobiles."""
        config = self.config
        teams = max(1, round(config.reserve_teams_per_station * stations))
        elite = max(1, round(config.elite_teams_per_station * stations))
        self.add(lines, RESERVE, [Rank.DSP], np.zeros(1, dtype=bool), {})
        for _ in range(teams):
            size = config.reserve_team_officers
            ranks = [Rank.INSPECTOR, Rank.SI, Rank.ASI, Rank.ASI]
            ranks += [Rank.HEAD_CONSTABLE] * round(config.hc_share * size)
            ranks = (ranks + [Rank.CONSTABLE] * size)[:size]
            women = self.picked(round(config.women_share * size), range(1, size), size)
            self.add(lines, RESERVE, ranks, women, {"driver": config.driver_share, "riot-control": 1.0})
            self.add_vehicle("bus", config.bus_seats, "heavy", lines, ceil(size / config.bus_seats))
        for _ in range(elite):
            size = config.elite_team_officers
            ranks = ([Rank.SI, Rank.HEAD_CONSTABLE] + [Rank.CONSTABLE] * size)[:size]
            skills = {"driver": config.unit_driver_share, "riot-control": 1.0, "elite": 1.0}
            self.add(lines, RESERVE, ranks, np.zeros(size, dtype=bool), skills)
            self.add_vehicle("mobile", config.mobile_seats, "car", lines, ceil(size / config.mobile_seats))

    def add_vehicle(self, kind: str, seats: int, profile: str, home: str, count: int) -> None:
        """So many vehicles of a kind."""
        for _ in range(count):
            number = f"V{len(self.vehicles) + 1:04d}"
            self.vehicles.append(
                {"vehicle": number, "kind": kind, "seats": seats, "profile": profile, "home_station": home}
            )

    def picked(self, count: int, among: range, size: int) -> np.ndarray:
        """True for so many of `size`, drawn from `among`."""
        chosen = np.zeros(size, dtype=bool)
        chosen[self.rng.permutation(np.array(among, dtype=int))[:count]] = True
        return chosen

    def add(
        self,
        home: str,
        unit: str,
        ranks: list[Rank],
        women: np.ndarray,
        skills: dict[str, float],
        *,
        always: tuple[str, ...] = (),
    ) -> None:
        """Officers of these ranks; each skill is held by its share at least, those of `always` by all women too."""
        size = len(ranks)
        held = [self._trainings(name, share, women if name in always else None, size) for name, share in skills.items()]
        leave = self._leaves(size)
        for k, rank in enumerate(ranks):
            texts = sorted(column[k] for column in held if column[k])
            self.officers.append(
                {
                    "officer": f"{_LETTERS[rank]}-{len(self.officers) + 1:05d}",
                    "rank": rank.label,
                    "is_woman": bool(women[k]),
                    "skills": "; ".join(texts),
                    "home_station": home,
                    "unit": unit,
                    "leave": leave[k],
                }
            )

    def _trainings(self, name: str, share: float, also: np.ndarray | None, size: int) -> list[str]:
        """Who holds a skill, with its last day; the least number that the share asks for, and those of `also`."""
        has = self.picked(ceil(share * size - 1e-9), range(size), size)
        if also is not None:
            has |= also
        if name == "driver":
            return [name if yes else "" for yes in has]
        lapsed = self.rng.random(size) < self.config.lapsed_share
        ahead = self.rng.integers(1, self.config.training_days, size)
        # a lapsed training ended within the last year of its validity
        past = -self.rng.integers(1, max(2, self.config.training_days // 3), size)
        days = np.where(lapsed, past, ahead).tolist()
        return [f"{name}:{self.today + timedelta(days=days[k])}" if has[k] else "" for k in range(size)]

    def _leaves(self, size: int) -> list[str]:
        """One leave each, so long and so placed that on a day of the time ahead that share of the roll is away."""
        days = self.config.leave_share * self.config.leave_ahead_days
        # an even share is a promise of how many are there: it is not rounded up
        length = max(1, int(days + 1e-9) if self.even_leave else round(days))
        earliest, latest = -length + 1, self.config.leave_ahead_days - length + 1
        starts = self.rng.integers(earliest, latest, size).tolist()
        if self.even_leave:
            places = self.rng.permutation(size) / max(1, size)
            starts = (earliest + np.floor(places * (latest - earliest))).astype(int).tolist()
        if self.config.leave_share == 0:
            return [""] * size
        return [self._leave(self.today + timedelta(days=start), length) for start in starts]

    def _leave(self, first: date, days: int) -> str:
        start = datetime.combine(first, time(), self.zone)
        return str(Window(start, datetime.combine(first + timedelta(days=days), time(), self.zone)))


_LETTERS = {
    Rank.CONSTABLE: "C",
    Rank.HEAD_CONSTABLE: "HC",
    Rank.ASI: "ASI",
    Rank.SI: "SI",
    Rank.INSPECTOR: "INS",
    Rank.DSP: "DSP",
    Rank.SP: "SP",
    Rank.SSP: "SSP",
}
