"""Our week against simple ones, over the true incidents: `python -m benchmarks.weeks`. Writes docs/weeks.md.

The demo district is planned for a week; the incidents of many such weeks are drawn from the process that made its
history, and each plan is asked whom it had within ten minutes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.figures import table
from benchmarks.run import ROOT, commit, machine
from planner import flow
from planner.config import Config, load_config
from planner.core.services import local_moment
from planner.core.time import MINUTES_PER_DAY, Window
from planner.demand.numbers import by_band
from planner.ingest.sample import WORLDS
from planner.ingest.sample.future import draw_weeks, process_ahead
from planner.ingest.sample.process import Process
from planner.network import RoadGraph
from planner.patrol.meter import WEEK, measure, seen
from planner.report.plans import plan_from_document
from planner.simulate.allocate import FIELD, PAIR, category_template, crews, equal_shares, highest_first, most_covered
from planner.simulate.compare import Floats, Interval, interval, ratio, share, tallies, worst
from planner.simulate.play import WITHIN_MIN, Happened, Minutes, met
from planner.simulate.presence import Presence, presences
from planner.tables import OccasionTable, RoadTable, SiteTable, StationTable

OUT = ROOT / "docs" / "weeks.md"
MADE = date(2026, 12, 20)
"""The day on which the district is made; its history ends here."""
START = date(2027, 1, 11)
"""A Monday of an ordinary week."""
CATEGORIES = ("A+", "A", "B", "C", "D")
MANY = 20
"""The rarest communities are hit once in many weeks: the page repeats its figures over so many times the weeks."""
OURS = "our week"


@dataclass(frozen=True)
class Ground:
    """A planned world: what is needed to place others and to play its weeks."""

    store: flow.Store
    config: Config
    sites: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    document: dict[str, Any]
    start: date
    days: int
    seed: int

    @property
    def zone(self) -> ZoneInfo:
        """Local time."""
        return ZoneInfo(self.config.place.timezone)


def planned(world: str, start: date, days: int, seconds: float, seed: int) -> Ground:
    """The world, made on `MADE`, and its plan."""
    config = load_config()
    store = flow.open_store("memory:")
    flow.sample(store, config, world=world, seed=seed, today=MADE)
    document = flow.plan(store, config, start=start, days=days, seconds=seconds, seed=seed)
    return Ground(store, config, store.read(SiteTable), store.read(StationTable), document, start, days, seed)


def opponents(ground: Ground, minutes: Minutes) -> dict[str, tuple[Presence, ...]]:
    """Our week and the others: desks, reserve and command stand alike, the field is placed anew."""
    names = [*ground.sites["site"], *ground.stations["station"]]
    at = np.concatenate([_points(ground.sites), _points(ground.stations)])
    ours = presences(plan_from_document(ground.document), {n: (x, y) for n, (x, y) in zip(names, at, strict=True)})
    kept = tuple(one for one in ours if one.kind not in FIELD)
    sites = _points(ground.sites)
    bases = _points(ground.stations[ground.stations["kind"] != "lines"])
    categories = ground.sites["category"].tolist()
    strengths = {name: int(by_band(ground.config.demand, "guard", name)[1]) for name in CATEGORIES}
    risk = flow.risk(ground.store, ground.config, as_of=ground.start, days=ground.days)
    scores = ground.sites["site"].map(risk.groupby("site")["score"].sum()).fillna(0.0).to_numpy(dtype=float)
    near, truth = minutes(sites, sites) <= WITHIN_MIN, process(ground).rate_per_year()
    found = {OURS: ours}
    for team in sorted({PAIR, usual_team(ours)}):
        crew = crews(ours, _shifts(ground), team=team)
        found |= {
            f"(a) equal shares, stations, teams of {team}": kept + equal_shares(crew, bases, team=team),
            f"(a) equal shares, sites, teams of {team}": kept + equal_shares(crew, sites, team=team),
            f"(b) category template, teams of {team}": kept
            + category_template(crew, sites, categories, strengths, team=team),
            f"(c) highest score first, teams of {team}": kept + highest_first(crew, sites, scores, team=team),
            f"most of our score in reach, teams of {team}": kept + most_covered(crew, sites, scores, near, team=team),
            f"most of the truth in reach, teams of {team}": kept + most_covered(crew, sites, truth, near, team=team),
        }
    return found


def usual_team(plan: Sequence[Presence]) -> int:
    """Officers who stand together in the field in the mean, over time; two at least."""
    field = [one for one in plan if one.kind in FIELD]
    return max(PAIR, round(_hours(field, officers=True) / max(1e-9, _hours(field, officers=False))))


def _hours(plan: Sequence[Presence], *, officers: bool) -> float:
    return sum(
        (one.officers if officers else 1) * (one.window.end - one.window.start).total_seconds() / 3600 for one in plan
    )


def _points(frame: gpd.GeoDataFrame) -> Floats:
    return shapely.get_coordinates(frame.geometry.to_numpy())


def _shifts(ground: Ground) -> list[Window]:
    """The shifts of the week and those that its first and last night reach into."""
    roster = ground.config.roster
    first, length = round(roster.first_shift_h * 60), roster.shift_hours * 60
    return [
        Window(
            local_moment(ground.start + timedelta(days=day), first + begin, ground.zone),
            local_moment(ground.start + timedelta(days=day), first + min(begin + length, MINUTES_PER_DAY), ground.zone),
        )
        for day in range(-1, ground.days + 1)
        for begin in range(0, MINUTES_PER_DAY, length)
    ]


def driving(ground: Ground) -> Minutes:
    """Minutes by car on the roads of the world."""
    roads = ground.store.read(RoadTable)
    graph = RoadGraph.from_roads(roads, ground.config.network)

    def minutes(origins: Floats, destinations: Floats) -> Floats:
        start, goal = (gpd.GeoSeries(shapely.points(part), crs=roads.crs) for part in (origins, destinations))
        return np.asarray(graph.minutes(start, goal))

    return minutes


def process(ground: Ground) -> Process:
    """The truth of the days that are planned."""
    return process_ahead(
        ground.sites,
        ground.store.read(OccasionTable),
        seed=ground.seed,
        start=ground.start,
        days=ground.days,
        zone=ground.zone,
        config=ground.config.sample,
    )


def lived(ground: Ground, weeks: int, seed: int) -> tuple[np.ndarray, Happened]:
    """What happens in so many weeks, the plan's days lived over and over: the week of each incident, the incidents."""
    times = -(-weeks * WEEK // ground.days)
    first = local_moment(ground.start, 0, ground.zone).timestamp() / 60
    drawn = draw_weeks(process(ground), times, zone=ground.zone, rng=np.random.default_rng([seed, 72]))
    at = _points(ground.sites)[drawn.site]
    site, community = (ground.sites[name].to_numpy(dtype=object)[drawn.site] for name in ("site", "community"))
    week = drawn.week * (ground.days // WEEK) + (drawn.at_min - first) // (WEEK * MINUTES_PER_DAY)
    return week.astype(int), Happened(drawn.at_min.astype(float), at[:, 0], at[:, 1], site, community)


@dataclass(frozen=True)
class Played:
    """Sums of each week and community, (weeks, communities): all incidents, and those that each plan met."""

    communities: list[str]
    all_of: Floats
    met: dict[str, Floats]


def play(ground: Ground, plans: dict[str, tuple[Presence, ...]], weeks: int, seed: int, minutes: Minutes) -> Played:
    """Every plan against the same incidents."""
    week, happened = lived(ground, weeks, seed)
    communities, group = np.unique(happened.community.astype(str), return_inverse=True)
    sums = {
        name: tallies(week, group, met(happened, plan, minutes), weeks, len(communities))
        for name, plan in plans.items()
    }
    everything = tallies(week, group, np.ones(len(happened), dtype=bool), weeks, len(communities))
    return Played(communities.tolist(), everything, sums)


def rows(played: Played, seed: int) -> list[list[str]]:
    """A line a plan: share met, ours over it, least share of a community, ours over it."""
    ours = played.met[OURS]
    lines = []
    for name, theirs in played.met.items():
        line = [name, _share(interval(lambda t: share(*t), [theirs, played.all_of], seed=seed))]
        line.append("" if name == OURS else _ratio(share, ours, theirs, played.all_of, seed))
        shares = theirs.sum(axis=0) / played.all_of.sum(axis=0)
        line.append(
            f"{played.communities[int(np.argmin(shares))]} "
            + _share(interval(lambda t: worst(*t), [theirs, played.all_of], seed=seed))
        )
        line.append("" if name == OURS else _ratio(worst, ours, theirs, played.all_of, seed))
        lines.append(line)
    return lines


def _ratio(measure: Callable[[Floats, Floats], Floats], ours: Floats, theirs: Floats, of: Floats, seed: int) -> str:
    found = interval(lambda t: ratio(measure(t[0], t[2]), measure(t[1], t[2])), [ours, theirs, of], seed=seed)
    if np.isnan(found.value):
        return "theirs is 0"
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def _share(found: Interval) -> str:
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"


def by_community(played: Played) -> str:
    """Shares met of each community, with how many incidents that is of."""
    total = played.all_of.sum(axis=0)
    head = [f"{name} ({int(some)})" for name, some in zip(played.communities, total, strict=True)]
    lines = [[name, *(f"{part:.1%}" for part in sums.sum(axis=0) / total)] for name, sums in played.met.items()]
    return table(lines, "plan", *head)


def effort(plan: Sequence[Presence]) -> list[str]:
    """Hours of officers and of teams in the field."""
    field = [one for one in plan if one.kind in FIELD]
    return [f"{_hours(field, officers=flag):,.0f}" for flag in (True, False)]


def stood_at(ground: Ground, plan: Sequence[Presence]) -> str:
    """At how many of the sites the field was at least once."""
    places = {(one.x_m, one.y_m) for one in plan if one.kind in FIELD}
    found = sum((float(x), float(y)) in places for x, y in _points(ground.sites))
    return f"{found} of {len(ground.sites)}"


def watched(ground: Ground, plan: Sequence[Presence]) -> list[str]:
    """What somebody who watched every place for weeks could tell of the field in the weeks after."""
    config = ground.config.patrol
    if ground.days < (config.watched_weeks + 1) * WEEK:
        return ["not measured", "", ""]
    at = np.concatenate([_points(ground.sites), _points(ground.stations)])
    place = {(float(x), float(y)): number for number, (x, y) in enumerate(at)}
    midnight = local_moment(ground.start, 0, ground.zone)
    visits = []
    for one in plan:
        if one.kind not in FIELD:
            continue
        first = int((one.window.start - midnight).total_seconds() // 3600)
        last = int(-(-(one.window.end - midnight).total_seconds() // 3600))
        visits += [
            (hour // 24, place[one.x_m, one.y_m], hour % 24 * 60)
            for hour in range(max(0, first), min(last, ground.days * 24))
        ]
    found = measure(seen(visits, days=ground.days, sites=len(at)), config)
    return [f"{found.skill:.2f}", f"{found.hour_found:.0%}", f"{found.hour_by_chance:.0%}"]


def page(
    ground: Ground, plans: dict[str, tuple[Presence, ...]], played: list[Played], seconds: dict[str, float]
) -> str:
    """docs/weeks.md."""
    head = ("plan", "met within 10 min", "ours / this", "community met least", "ours / this")
    routes = len(ground.document.get("routes") or ())
    stands = "follow their routes" if routes else "stand at their base, since the plan holds no routes"
    parts = [
        "# Weeks that are played\n",
        f"Made by `python -m benchmarks.weeks`. Machine: {machine()}. Commit {commit()}. {datetime.now(UTC).date()}."
        f" Seed {ground.seed}.\n",
        f"The demo {ground.document['world']} is planned for {ground.days} days from {ground.start.isoformat()}"
        f" ({ground.document['status']}, gap {ground.document['gap']:.1%}, {len(ground.document['assignments'])}"
        f" assignments, {routes} routes). Then incidents are drawn from the process that made its history: what"
        " happens, reported or not, at the true rate of each site, with services, festivals, repeats and the evening."
        f" An incident is met when an officer of any duty stood at most {WITHIN_MIN:.0f} minutes away by road.\n",
        "All plans keep our desks, our reserve and the head of the unit. The officer-hours of guards and mobiles are "
        "placed anew by each opponent in the same shifts, for whole shifts, in pairs and once more in teams as large "
        "as ours: (a) in turn at all stations, or at all sites; (b) by published category alone, each site the "
        "strength of its category while officers last; (c) at the sites with the highest scores of our own risk "
        "model, always the same. The last two do nothing but stand, for good, where most of the score, or of the true "
        "rate, lies within reach: the second is about the most that anybody could meet. Mobiles of our week"
        f" {stands}; between two stops a mobile counts as being at the one that is nearer in time. What the week also"
        " has to do - men and women at services, visits to every site, rest, being hard to foretell - does not count"
        " here.\n",
    ]
    for one in played:
        weeks, incidents = len(one.all_of), int(one.all_of.sum())
        parts += [
            f"## {weeks:,} weeks, {incidents:,} incidents\n",
            "In brackets 95 % bootstrap intervals over weeks.\n",
            table(rows(one, ground.seed), *head) + "\n",
            "Share met of each community, with its incidents:\n",
            by_community(one) + "\n",
        ]
    parts += [
        "## Effort, and what a watcher could tell\n",
        f"Somebody watches every place for {ground.config.patrol.watched_weeks} weeks and then says where the"
        " field will be in which hour: 0 is no better than knowing how often each place and each hour is visited,"
        " 1 is certainty."
        " `hour told` is the share of visits (a place on a day) of which the best guessed hour was right;"
        " `sites visited` counts the sites at which guards or mobiles were at least once in the days planned."
        " Whoever always stands at the same sites is seen through by anybody, and leaves the others alone.\n",
        table(
            [[name, *effort(plan), *watched(ground, plan), stood_at(ground, plan)] for name, plan in plans.items()],
            "plan",
            "officer-hours in the field",
            "team-hours",
            "foretold, 0 to 1",
            "hour told",
            "by chance",
            "sites visited",
        )
        + "\n",
        "Seconds of processor time: " + ", ".join(f"{name} {some:.0f}" for name, some in seconds.items()) + ".\n",
    ]
    return "\n".join(parts)


def main() -> None:
    """Plan, place, play, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--weeks", type=int, default=200)
    asked.add_argument("--from", dest="start", type=date.fromisoformat, default=START)
    asked.add_argument("--days", type=int, default=35, help="whole weeks; %(default)s: four to watch, one to guess")
    asked.add_argument("--seconds", type=float, default=60.0, help="for the plan")
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--world", choices=WORLDS[1:], default="district")
    given = asked.parse_args()
    if given.days % WEEK or given.weeks * WEEK % given.days:
        asked.error("--days must be whole weeks, --weeks a multiple of them")
    seconds, clock = {}, time.process_time()

    def passed(name: str) -> None:
        nonlocal clock
        seconds[name], clock = time.process_time() - clock, time.process_time()

    ground = planned(given.world, given.start, given.days, given.seconds, given.seed)
    if not ground.document["assignments"]:
        raise SystemExit("There is no plan to play: " + " ".join(ground.document["why"]))
    ground.document["world"] = given.world
    passed("plan")
    minutes = driving(ground)
    plans = opponents(ground, minutes)
    passed("opponents and roads")
    played = [play(ground, plans, weeks, given.seed, minutes) for weeks in (given.weeks, given.weeks * MANY)]
    passed("play")
    text = page(ground, plans, played, seconds)
    OUT.write_text(text, encoding="utf-8", newline="\n")
    print(text)


if __name__ == "__main__":
    main()
