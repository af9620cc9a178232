"""The two published cases, planned: `python -m benchmarks.cases`. Writes docs/cases.md.

A capital's unit of 70 for 245 places of worship, and a district's 2,322 for 339 churches at Christmas, beside what a
spreadsheet would do and beside last year's plan.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from benchmarks.cases_figures import (
    Document,
    by_weekday,
    charge,
    desks_with,
    floors_table,
    gaps_of,
    kinds_table,
    open_table,
    reached,
    strengths,
)
from benchmarks.cases_template import template_plan
from benchmarks.figures import table
from benchmarks.run import ROOT, commit, machine
from planner import flow
from planner.config import Config, load_config
from planner.core.people import Rank
from planner.flow.ground import ground
from planner.flow.plans import judged
from planner.report.compare import compare
from planner.tables import OfficerTable, SiteTable, StationTable, VehicleTable
from planner.tables.sites import CATEGORIES

OUT = ROOT / "docs" / "cases.md"
CAPITAL_MADE, SUNDAY, WEEK = date(2026, 12, 5), date(2026, 12, 6), 7
FESTIVAL_MADE, EVE, DAYS = date(2026, 12, 20), date(2026, 12, 24), 2
LAST_EVE = date(2025, 12, 24)
DESKS_FIRST = {"desk_value": 400, "head_value": 1000, "reserve_value": 130, "patrol_value": 200}
"""Worth an officer by which head, reserve, desks and mobiles, as whole duties, come before any guard (3 x 169)."""


@dataclass
class Case:
    """A world, and the plans made for it with the seconds that each took."""

    store: flow.Store
    config: Config
    seed: int
    took: dict[str, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, world: str, made: date, seed: int) -> Case:
        """The world in a store in memory."""
        case = cls(flow.open_store("memory:"), load_config(), seed)
        flow.sample(case.store, case.config, world=world, seed=seed, today=made)
        return case

    def plan(self, name: str, *, demand: Mapping[str, int] | None = None, **more: Any) -> dict[str, Any]:
        """A plan with other numbers of the demand, timed by the clock and by the processor."""
        config = self.config
        if demand:
            config = config.model_copy(update={"demand": config.demand.model_copy(update=dict(demand))})
        wall, cpu = time.monotonic(), time.process_time()
        document = flow.plan(self.store, config, seed=self.seed, **more)
        self.took[name] = (time.monotonic() - wall, time.process_time() - cpu)
        return document

    def frames(self) -> dict[str, Any]:
        """Officers, sites and stations."""
        return {
            "officers": self.store.read(OfficerTable),
            "sites": self.store.read(SiteTable),
            "stations": self.store.read(StationTable),
        }


def headline(document: Document, took: tuple[float, float]) -> str:
    """What the plan says of itself."""
    broken = len(document["violations"])
    return (
        f"Plan: {document['status']}, {len(document['assignments']):,} assignments, objective "
        f"{document['objective']:,},"
        f" bound {document['bound']:,}, gap {document['gap']:.1%}; independent check: {broken} rules broken;"
        f" {len(document['uncovered']):,} needs open; {took[0]:.0f} s by the clock, {took[1]:.0f} s of processor."
    )


def capital_page(seed: int, seconds: float) -> str:
    """Islamabad: the week with the numbers as they come, and with desks, reserve and mobiles before guards."""
    case = Case.of("capital", CAPITAL_MADE, seed)
    plain = case.plan("plain", start=SUNDAY, days=WEEK, seconds=seconds)
    first = case.plan("desks first", demand=DESKS_FIRST, start=SUNDAY, days=WEEK, seconds=seconds)
    roll = case.store.read(OfficerTable)
    unit, share = len(roll), case.config.demand.reserve_share
    said = {"as the numbers come": plain, "desks first": first}
    lines = [
        "## Islamabad: 70 officers, 245 places, one week",
        "`hifazat sample --world capital --today 2026-12-05`, `hifazat plan --from 2026-12-06 --days 7`: a head, five "
        "desks (one a zone), mobiles, guards at services of A and B sites, a reserve.",
        f"**{plain['posts']}**",
        "Two plans. With the numbers as they come a guard at a service is worth more than a desk, so that on the days "
        "of services the few of rank Head Constable and above (20 of 70) go to guards, and desks stay shut. A unit "
        "whose desks must open says so in its own numbers (`--config capital.toml`) and has the second plan. Worth "
        "counts for each officer, so a reserve of seven weighs seven times its number.",
        "```\n[demand]\n" + "\n".join(f"{key} = {value}" for key, value in DESKS_FIRST.items()) + "\n```",
        *(
            f"- {name}. {headline(one, case.took[key])}"
            for (name, one), key in zip(said.items(), case.took, strict=True)
        ),
        kinds_table(said),
        *(
            f"- {name}: desks {by_weekday(one, 'desk')}; head {by_weekday(one, 'command')}; reserve "
            f"{by_weekday(one, 'reserve')}. "
            f"Desks: {desks_with(one, roll)}."
            for name, one in said.items()
        ),
        f"- The reserve is {round(share * unit)} of {unit} officers, {round(share * unit) / unit:.0%}, in each shift "
        "of the day (wanted: 10 to 15 %). The one Inspector works six days of seven at most, so the head's duty is "
        "open at least once a week.",
        "### What is open, desks first",
        open_table(first),
        "### Visits",
        reached(first, case.store.read(SiteTable)),
        gaps_of(first),
        "### Floors",
        floors_table(first),
        "### Predictability",
        str(first["predictability"] or "no routes"),
    ]
    return "\n\n".join(lines)


def balance(plans: Mapping[str, Document], frames: Mapping[str, Any], day: str, most: int = 12) -> str:
    """By station: officers on the roll, and how many each plan leaves without a duty that day; the largest first."""
    home = dict(zip(frames["officers"]["officer"], frames["officers"]["home_station"], strict=True))
    there = Counter(home.values())
    used = {
        name: Counter(home[o] for o in {a["officer"] for a in one["assignments"] if a["start"].startswith(day)})
        for name, one in plans.items()
    }
    ranked = sorted(there, key=lambda station: (-there[station], station))
    rows = [[s, there[s], *(f"{there[s] - each[s]:+d}" for each in used.values())] for s in ranked[:most]]
    rest = ranked[most:]
    total = sum(there[s] for s in rest)
    rows.append(
        [f"the other {len(rest)}", total, *(f"{total - sum(each[s] for s in rest):+d}" for each in used.values())]
    )
    rows.append(["all", len(home), *(f"{len(home) - sum(each.values()):+d}" for each in used.values())])
    return table(rows, "station", "on the roll", *(f"without a duty: {name}" for name in plans))


def compared(case: Case, a: Document, b: Document, names: tuple[str, str]) -> str:
    """The measures of `hifazat compare`."""
    found = compare(a, b, **case.frames(), config=case.config.report, timezone=case.config.place.timezone)
    better = {"a": names[0], "b": names[1], "": ""}

    def cell(value: float | None) -> str:
        return "" if value is None else f"{value:,.4g}" if value < 1 else f"{value:,.0f}"

    rows = [
        [r["measure"], r["unit"], cell(r["a"]), cell(r["b"]), better[r["better"]]]
        for r in found["rows"]
        if r["measure"] not in SEARCHED
    ]
    return table(rows, "measure", "unit", *names, "better")


def festival_page(seed: int, seconds: float) -> str:
    """Faisalabad: two templates beside the optimum, and last year's plan carried over."""
    case = Case.of("festival", FESTIVAL_MADE, seed)
    frames = case.frames()
    best = case.plan("optimum", start=EVE, days=DAYS, seconds=seconds, units="all")
    places = (frames["officers"], frames["sites"], frames["stations"])
    plans: dict[str, Document] = {
        "list order": template_plan(best, *places, leader_first=False),
        "list, a leader each": template_plan(best, *places, leader_first=True),
        "optimum": best,
    }
    day = "2026-12-25"
    seen = {name: charge(one, frames["officers"]) for name, one in plans.items()}
    broken = {name: judged(case.store, case.config, one)["violations"] for name, one in plans.items()}
    rows: list[Sequence[Any]] = [
        [words, *(f"{one[key]:,} of {one[of]:,}" for one in seen.values())]
        for words, key, of in (
            ("guards with an ASI or SI", "led", "wanted"),
            ("guards with anybody", "manned", "wanted"),
            ("guards in full strength", "full", "wanted"),
            ("women at services that ask for one", "with_woman", "asks_woman"),
        )
    ]
    rows.append(["ASI and SI beyond one at a site", *(one["wasted"] for one in seen.values())])
    rows.append(["rules broken (independent check)", *(f"{len(v):,}" for v in broken.values())])
    rules = sorted({v["rule"] for each in broken.values() for v in each})
    rows += [
        [f"of these {rule}", *(sum(v["rule"] == rule for v in each) for each in broken.values())] for rule in rules
    ]
    shares = {name: strengths(one, frames["sites"], day) for name, one in plans.items()}
    names = [name for name in CATEGORIES if any(name in each for each in shares.values())]
    total = {name: sum(officers for _, officers in each.values()) for name, each in shares.items()}
    by_category = [
        [name, *("{} at {}".format(*reversed(each.get(name, [0, 0]))) for each in shares.values())] for name in names
    ]
    by_category.append(
        ["all", *(f"{total[name]:,} at {sum(n for n, _ in each.values())}" for name, each in shares.items())]
    )
    upper = sum(Rank.parse(rank) >= Rank.ASI for rank in frames["officers"]["rank"])
    women = int(frames["officers"]["is_woman"].sum())
    return "\n\n".join(
        [
            "## Faisalabad: 2,322 officers, 339 churches, Christmas Eve and Christmas Day",
            "`hifazat sample --world festival --today 2026-12-20`, "
            "`hifazat plan --from 2026-12-24 --days 2 --units all`. The "
            "calendar has "
            "Christmas on both days. All plans have the same duties. *List order*: sites category by category, "
            "each takes "
            "the number of its category from the nearest station, from the top of its list. *A leader each*: the "
            "same, "
            "with an ASI or SI put first at each site. The lists know guards only.",
            headline(best, case.took["optimum"]),
            table(rows, "over two days", *plans),
            f"{upper} ASI and SI for {len(frames['sites'])} sites: one each and {upper - len(frames['sites'])} over. "
            f"By a matching within {case.config.roster.max_commute_min} min of the home station "
            f"{led_at_most(case)} sites can have one each: where the optimum has fewer, the search has not found it. "
            f"{women} women are on the roll; the plan says which sites get none.",
            "### Strength on Christmas Day",
            table(by_category, "category", *(f"{name}: officers at sites" for name in plans)),
            f"Published for Christmas 2025: {len(frames['officers']):,} at {len(frames['sites'])} sites, 6.9 "
            f"each. The numbers by "
            "category (15, 8, 3, 1) reproduce Lahore 2023 and need fewer; the rest of the roll is what can be "
            "saved, or "
            "sent to mobiles, pickets and a reserve, or raise the numbers of `demand.festival_*`.",
            "### Saving and surplus by station, Christmas Day",
            balance(plans, frames, day),
            "### Side by side, as `hifazat compare` says it",
            compared(case, plans["list, a leader each"], best, ("list, a leader each", "optimum")),
            "### The optimum by kind, and what is open",
            kinds_table({"optimum": best}),
            open_table(best),
            "### Vehicles",
            vehicles_used(case, best),
            "### Floors",
            floors_table(best),
        ]
    )


def again_page(seed: int, seconds: float) -> str:
    """Faisalabad once more: last year's plan carried over to this year."""
    case = Case.of("festival", FESTIVAL_MADE, seed)
    last = case.plan("last year", start=LAST_EVE, days=DAYS, seconds=seconds, units="all")
    like = case.plan("like last year", start=EVE, days=DAYS, seconds=seconds, units="all", like=last["plan_id"])
    return "\n\n".join(
        [
            "## Last year's plan again",
            "Christmas 2025 planned first, then carried over to 2026: "
            f"`hifazat plan --like {last['plan_id']} --from 2026-12-24 --days 2 --units all`.",
            carried(last, like),
            f"- 2025. {headline(last, case.took['last year'])}\n"
            f"- As in 2025. {headline(like, case.took['like last year'])}",
        ]
    )


def led_at_most(case: Case) -> int:
    """The most sites that can have an ASI or SI of their own within the way that the roster allows: a matching."""
    frames = case.frames()
    ranks = frames["officers"]["rank"].map(Rank.parse)
    homes = frames["officers"].loc[ranks >= Rank.ASI, "home_station"].tolist()
    sites = frames["sites"]["site"].tolist()
    minutes = ground(case.store, case.config, [*sites, *homes]).minutes
    most = case.config.roster.max_commute_min
    near = {home: [minutes.get((home, site), np.inf) <= most for site in sites] for home in set(homes)}
    within = csr_matrix(np.array([near[home] for home in homes], dtype=int))
    return int((maximum_bipartite_matching(within, perm_type="column") >= 0).sum())


def vehicles_used(case: Case, document: Document) -> str:
    """Vehicles by kind and how many of them have a route."""
    vehicles = case.store.read(VehicleTable)
    kind = dict(zip(vehicles["vehicle"], vehicles["kind"], strict=True))
    used = Counter(kind.get(name, "") for name in {route["vehicle"] for route in document["routes"]})
    rows = [[name, number, used[name]] for name, number in vehicles["kind"].value_counts().sort_index().items()]
    note = (
        "Mobiles are asked for as the sites need visits. Pickets on roads and teams on motorcycles are not asked "
        "for by "
        "any duty: their vehicles stand in the store and may be sent in an emergency. A mobile takes "
        "the vehicle of its base with the fewest seats for its crew, so a crew of two rides a motorcycle."
    )
    return table(rows, "kind", "in the store", "with a route") + f"\n\n{note}"


def carried(last: Document, like: Document) -> str:
    """What was taken over from last year's plan, and what was said of it."""

    def needs(document: Document) -> Counter[tuple[str, str, str, str, int]]:
        return Counter(
            (row["kind"], row["place"], row["start"][5:16], row["end"][5:16], row["strength"])
            for row in document["duties"]
        )

    old, new = needs(last), needs(like)
    same = sum((old & new).values())
    texts = [text for text in like["why"] if "plan" in text.casefold() or "new" in text.casefold()]
    return "\n".join(
        [
            f"- {same:,} of {sum(old.values()):,} duties are the same place, hours and strength a year later; "
            f"{sum(new.values()):,} in all."
        ]
        + [f"- {text}" for text in texts[:6]]
    )


def doctrine(config: Config) -> str:
    """The figures of doctrine behind both plans."""
    patrol = config.patrol
    return (
        f"Stops last {patrol.stay_min} min at a site at least every {patrol.every_min} min "
        "(Koper 1995: 10 to 16 min, two hours at most)."
    )


SEARCHED = ("needs_open", "rules_broken", "gap")
"""Measures that a list does not state of itself; its broken rules are counted by the check."""

PAGES: dict[str, Callable[[int, float], str]] = {
    "capital": capital_page,
    "festival": festival_page,
    "again": again_page,
}


def main() -> None:
    """Plan both cases and write the page."""
    parser = argparse.ArgumentParser(description="The two published cases.")
    parser.add_argument("--case", choices=tuple(PAGES), action="append", help="this one only; printed, not written")
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit of each plan (60)")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    texts = [PAGES[name](args.seed, args.seconds) for name in args.case or PAGES]
    if args.case:
        print("\n\n".join(texts))
        return
    head = (
        "# Two published cases\n\nMade by `python -m benchmarks.cases`. "
        f"Machine: {machine()}. Commit {commit()}. {datetime.now(UTC).date()}. Seed {args.seed}, "
        f"{args.seconds:g} s a plan. Sites, officers and roads are synthetic; the totals are those published.\n\n"
        f"{doctrine(load_config())}"
    )
    OUT.write_text("\n\n".join([head, *texts]) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
