"""Make the generated pages of `docs/` anew, or say with `--check` which are stale.

words, tables, numbers, rules, layers and the command line are described where they are defined; these pages are
only another view of them.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from planner.cli.parser import make_parser
from planner.config import load_config, numbers
from planner.core import duty, estimate, people, plan, rule, scenario, surge, time
from planner.core.scenario import Moment, Scenario, Slider, clock_text
from planner.core.time import day_windows
from planner.tables import ALL, DemandTable, OfficerTable, columns_of, empty

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
HEAD = "<!-- Made by `make docs`; change what it describes, not this page. -->\n"


_SHAPE_WORDS = {"any": "point, line or polygon"}


def table(columns: list[str], rows: Iterable[Iterable[Any]]) -> str:
    """A Markdown table; a bar in a cell is escaped."""
    lines = [columns, ["---"] * len(columns), *[[str(c).replace("|", "\\|") for c in row] for row in rows]]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def first_sentence(thing: Any) -> str:
    """The first paragraph of a docstring, in one line."""
    text = inspect.getdoc(thing) or ""
    return " ".join(text.split("\n\n")[0].split())


def words() -> str:
    """The vocabulary: classes of `planner.core`, and tables."""
    rows = []
    for module in (time, estimate, people, duty, surge, scenario, rule, plan):
        for name, one in vars(module).items():
            if inspect.isclass(one) and one.__module__ == module.__name__ and not name.startswith("_"):
                rows.append((f"**{name}**", first_sentence(one), f"`{module.__name__}`"))
    rows += [(f"**{one.name}**", first_sentence(one), f"`{one.__module__}`") for one in ALL]
    return f"{HEAD}\n# Words\n\nOne word a thing, the same in code, screens, command line and orders.\n\n" + table(
        ["word", "what it is", "home"], sorted(rows, key=lambda row: row[0].lower())
    )


def tables() -> str:
    """Each table with its columns, units and classification."""
    parts = [f"{HEAD}\n# Tables\n\nPlaces are in the working reference system (metres); moments are UTC.\n"]
    for one in ALL:
        facts = f"{str(one.classification).capitalize()}. Key: `{one.key}`." + (
            f" One {_SHAPE_WORDS.get(one.shape, one.shape)} a row." if one.shape else ""
        )
        rows = []
        for name, column in columns_of(one).items():
            allowed = next((c.statistics["allowed_values"] for c in column.checks if c.name == "isin"), ())
            values = ", ".join(str(v) or '""' for v in allowed)
            rows.append((f"`{name}`", column.metadata["sentence"], column.metadata["unit"], values))
        parts.append(
            f"\n## {one.name}\n\n{first_sentence(one)}\n\n{facts}\n\n"
            + table(["column", "what it holds", "unit", "values"], rows)
        )
    return "".join(parts)


def config() -> str:
    """Every number with unit, range, source and grade."""
    rows = [
        (f"`{n.key}`", n.value, n.unit, "" if n.low is None else f"{n.low} to {n.high}", n.grade, n.source)
        for n in numbers().values()
    ]
    return (
        f"{HEAD}\n# Numbers\n\nA deployment overrides them in its own file (`--config deployment.toml`); "
        "`hifazat config explain KEY` says which file set one.\n\n"
        + table(["key", "default", "unit", "range", "grade", "source"], rows)
    )


def rules() -> str:
    """Rules and goals of the roster."""
    from planner.roster import GOALS, RULES, build

    def rows(listed: Iterable[Any]) -> list[tuple[str, str, str]]:
        return [(f"`{one.name}`", one.sentence, one.source) for one in listed]

    config = load_config()
    demand, guard = config.demand, config.demand.guard_value * config.demand.worth_c
    day = day_windows(datetime(2026, 1, 1, tzinfo=UTC), 1)
    problem = build(empty(OfficerTable), empty(DemandTable), config.roster, windows=day)
    prices = {f"`{goal.name}`": goal.price(problem) for goal in GOALS}
    return (
        f"{HEAD}\n# Rules and goals\n\nA rule holds, or the plan says at its head that it was switched off "
        "(`--without-rule`). A goal is wished, and priced.\n\n## Rules\n\n"
        + table(["rule", "sentence", "source"], rows(RULES))
        + "\n## Goals\n\nA price is a worth. By the defaults one officer who is missing at the guard of a C site costs "
        f"{guard:g}, at an A+ site {guard * demand.worth_a_plus:g}; a price of {guard / 10:g} is a tenth of the former."
        "\n\n"
        + table(["goal", "price", "sentence", "source"], [(row[0], prices[row[0]], *row[1:]) for row in rows(GOALS)])
    )


def layers() -> str:
    """Map layers in drawing order."""
    from layers.sheet import LAYERS

    rows = [(f"`{one.name}`", one.sentence, one.classification) for one in LAYERS]
    return f"{HEAD}\n# Map layers\n\nIn drawing order, the lowest first.\n\n" + table(
        ["layer", "what it shows", "classification"], rows
    )


def cli() -> str:
    """Each verb with its options."""
    parser = make_parser()
    (verbs,) = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    parts = [
        f"{HEAD}\n# Command line\n\n`hifazat --store URL VERB ...`. Exit codes: 0 done, 1 no plan, 2 bad input, "
        "3 our fault. The shape of each `--json` document is in `docs/schemas/`.\n\n"
        "Every verb takes `--json` (one JSON document on standard output), `--seed`, `--store`, `--config`, `--help`.\n"
    ]
    common = {"help", "json", "seed", "store", "config"}
    for name, verb in verbs.choices.items():
        rows = [
            (f"`{', '.join(a.option_strings) or a.metavar or a.dest}`", (a.help or "") % {"default": a.default})
            for a in verb._actions
            if a.dest not in common
        ]
        parts.append(f"\n## {name}\n\n{verb.description}\n\n`{(verb.epilog or '').removeprefix('Example: ')}`\n")
        parts.append(f"\n{table(['option', 'what it is'], rows)}" if rows else "")
    return "".join(parts)


def scenarios() -> str:
    """The scenario pack: what is published, what is assumed, what a replay can and cannot say."""
    from planner.simulate.scenarios import load_scenario, pack

    listed = [load_scenario(name) for name in pack()]
    over = [
        (f"[{one.title_en}](#{one.name})", f"`{one.name}`", len(one.facts), len(one.sliders), one.lesson_en)
        for one in sorted(listed, key=lambda one: one.day)
    ]
    parts = [
        f"{HEAD}\n# Scenarios\n\nPast emergencies that `hifazat replay NAME` plays again. Published facts are exact "
        "and name their source; all else is a slider with a range. Places lie on an invented plane, and nobody is "
        "named. A replay **can** say by when a force of a given size, ordered at a given hour and moved in a given "
        "way, is adequate by number under the assumptions that are listed, and how far that doubt reaches. It "
        "**cannot** say what would have happened, whether officers would have acted, or who is to blame. "
        "Where it is not the planner who sends, every force goes where it went, only earlier or together: that is "
        "hindsight, and the planner, who is told only what was known, has none. "
        "[What each course does, and where the planner does better or worse](replays.md). "
        "[Write your own](how-to/write-a-scenario.md).\n\n"
        + table(["scenario", "name", "facts", "sliders", "what it teaches"], over)
    ]
    for one in sorted(listed, key=lambda one: one.day):
        parts.append(f'\n<a id="{one.name}"></a>\n\n## {one.title_en}\n\n{one.summary_en} {one.lesson_en}\n')
        parts.append(scenario_tables(one))
        parts.append(f"\n**What this replay cannot say.** {one.caveat_en}\n")
    return "".join(parts)


def scenario_tables(one: Scenario) -> str:
    """Facts, hours, sliders, other courses and sources of one scenario."""

    def range_of(low: float, best: float, high: float) -> str:
        return f"{best:,g}" if low == high else f"{low:,g} to {high:,g}, best {best:,g}"

    facts = [
        (
            fact.text,
            range_of(fact.value.low, fact.value.best, fact.value.high),
            fact.unit,
            fact.value.grade,
            "; ".join(f"{value:,g} {by}" for value, by in fact.said),
            ", ".join(fact.sources),
        )
        for fact in one.facts
    ]
    hours = [(moment_text(event.at), event.what_en, ", ".join(event.sources)) for event in one.clock]
    sliders = [
        (f"`{s.key}`", s.label_en, *(slider_text(s, value) for value in (s.low, s.default, s.high)), s.unit, s.source)
        for s in one.sliders
    ]
    other = [(f"`{c.key}`", c.label_en) for c in one.counterfactuals]
    places = [(place.name_en, place.worship, place.houses) for place in one.localities]
    told = {"worship": one.check.worship, "houses": one.check.houses, "localities": one.check.localities}
    held = ", ".join(f"{value} {key}" for key, value in told.items() if value is not None)
    return (
        "\n**Published**\n\n"
        + table(["fact", "value", "unit", "grade", "who says which", "sources"], facts)
        + "\n"
        + table(["locality", "places of worship", "houses"], places)
        + (f"\nThey add up to: {held}.\n" if held else "")
        + "\n"
        + table(["hour", "what happened", "sources"], hours)
        + "\n**Assumed or asked**\n\n"
        + table(["slider", "what it is", "low", "default", "high", "unit", "why"], sliders)
        + "\n**Otherwise**\n\n"
        + table(["counterfactual", "what is done otherwise"], other)
        + "\n**Sources**\n\n"
        + "".join(f"- `{key}`: {text}\n" for key, text in one.sources.items())
    )


def slider_text(slider: Slider, value: float) -> str:
    """A value of a slider: a clock time, or a number."""
    return clock_text(round(value)) if slider.unit == "clock" else f"{value:,g}"


def moment_text(moment: Moment) -> str:
    """A moment of a scenario in words."""
    if moment.base == "clock":
        return clock_text(moment.minute)
    base = f"`{moment.slider}`" if moment.base == "slider" else moment.base
    return base + (f" {moment.minute:+d} min" if moment.minute else "")


PAGES: dict[str, Callable[[], str]] = {
    "words.md": words,
    "tables.md": tables,
    "config.md": config,
    "rules.md": rules,
    "layers.md": layers,
    "cli.md": cli,
    "scenarios.md": scenarios,
}


def main() -> None:
    """Write the pages, or check them."""
    stale = []
    for name, make in PAGES.items():
        text = make()
        page = DOCS / name
        if page.exists() and page.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            page.write_text(text, encoding="utf-8", newline="\n")
    if stale and "--check" in sys.argv:
        sys.exit(f"Stale: {', '.join(stale)}. Run `make docs` and commit what it writes.")
    print(
        f"{len(stale)} of {len(PAGES)} pages written" if "--check" not in sys.argv else "The generated pages are fresh."
    )


if __name__ == "__main__":
    main()
