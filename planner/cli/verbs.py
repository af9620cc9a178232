"""What each verb does: asks flow, shows the answer. Decides nothing."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import Any

from planner import flow
from planner.cli import analysis, live, loading, report, surge, week
from planner.cli import explore as exploring
from planner.cli.cordon import cordon
from planner.cli.explain import area_risk
from planner.cli.explain import explain as explain_site
from planner.cli.output import as_lines, give_json, give_lines, span
from planner.cli.reach import reach
from planner.cli.today import today
from planner.config import Config, explain, load_config, numbers
from planner.core.errors import InputError

DONE, NO_PLAN = 0, 1
_NOTES_SHOWN = 8


def run(options: Namespace) -> int:
    """Run the verb that was asked for; returns the exit code."""
    config = load_config(Path(options.config) if options.config else None)
    if options.verb == "config":
        return _config(options, config)
    if options.verb == "serve":
        return _serve(options)
    if options.verb == "backtest":
        from planner.cli import backtest

        return backtest.run(options, config)
    if options.verb == "replay":
        from planner.cli import replay

        return replay.run(options, config)
    makes_store = options.verb in ("sample", "import")
    with flow.open_store(options.store, key=os.environ.get("HIFAZAT_KEY"), create=makes_store) as store:
        return _VERBS[options.verb](store, config, options)


def _show(options: Namespace, document: Any, lines: list[str]) -> None:
    if options.json:
        give_json(document)
    else:
        give_lines(lines)


def _sample(store: flow.Store, config: Config, options: Namespace) -> int:
    day = options.today or flow.today(config)
    made = flow.sample(store, config, world=options.world, seed=options.seed, today=day)
    rows = ", ".join(f"{count} {name}" for name, count in made["rows"].items())
    _show(options, made, [f"Synthetic {options.world} in {options.store}: {rows}."])
    return DONE


def _staff(store: flow.Store, config: Config, options: Namespace) -> int:
    day = options.today or flow.today(config)
    made = flow.staff(store, config, per_station=options.per_station, unit=options.unit, seed=options.seed, today=day)
    _show(options, made, [f"Synthetic roll: {made['officers']} officers, {made['vehicles']} vehicles."])
    return DONE


def _list(store: flow.Store, config: Config, options: Namespace) -> int:
    rows = flow.plan_heads(store) if options.table == "plans" else flow.list_table(store, options.table)
    columns = [c for c in (rows[0] if rows else {}) if c not in ("source", "leave")][:8]
    _show(options, rows, as_lines(rows, columns) if rows else [f"No {options.table} yet."])
    return DONE


def _risk(store: flow.Store, config: Config, options: Namespace) -> int:
    day = options.as_of or flow.today(config)
    rows = flow.risk_rows(store, config, as_of=day, days=options.days)
    if options.json:
        give_json(rows)
        return DONE
    columns = ["site", "score", "low", "high", "chance", "harm", "band", "why"]
    lines = as_lines(flow.risk_heads(store, config, as_of=day, days=options.days), columns, most=20)
    give_lines(
        [
            f"Incidents expected in {span(options.days)} from {day}, most pressing sites first; bands are by rank:",
            *lines,
        ]
    )
    give_lines([flow.risk_basis(store, config, as_of=day)])
    return DONE


def _vulnerability(store: flow.Store, config: Config, options: Namespace) -> int:
    rows = flow.vulnerability_rows(store, config, as_of=options.as_of or flow.today(config))
    shown = [{**row, "band": row["vulnerability_band"], "published": row["category"] or "-"} for row in rows]
    lines = as_lines(shown, ["site", "total", "low", "high", "harm", "band", "published", "known", "why"], most=20)
    differing = [row for row in rows if row["differs"]]
    lines += [f"{row['site']}: {row['note']}" for row in differing[:_NOTES_SHOWN]]
    if len(differing) > _NOTES_SHOWN:
        lines.append(f"... and {len(differing) - _NOTES_SHOWN} more sites differ by two bands; --json gives all")
    _show(options, rows, lines if rows else ["No sites yet."])
    return DONE


def _duplicates(store: flow.Store, config: Config, options: Namespace) -> int:
    rows = flow.duplicates(store, config)
    shown = [{**row, "others": ", ".join(row["others"])} for row in rows]
    lines = as_lines(shown, ["counts", "others", "occurred_at", "kind", "days_apart", "metres_apart", "why"])
    _show(options, rows, lines if rows else ["No incident is reported by two sources."])
    return DONE


def _calendar(store: flow.Store, config: Config, options: Namespace) -> int:
    if options.factors:
        rows = flow.multipliers(store, config, as_of=options.start or flow.today(config))
        _show(
            options, {"factors": rows}, as_lines(rows, ["day", "factor", "low", "high", "events", "expected", "grade"])
        )
        return DONE
    answer = flow.calendar(
        store,
        config,
        start=options.start,
        days=options.days,
        communities=options.community or (),
        dry_run=options.dry_run,
    )
    said = "would be added" if options.dry_run else "added"
    columns = ["first", "last", "doubt_days", "name_en", "kind", "community", "area"]
    lines = as_lines(answer["added"], columns, most=60) if answer["added"] else []
    lines.append(
        f"{len(answer['added'])} dates {said}, {len(answer['mended'])} put right, {answer['known']} known already; "
        f"{answer['from']} to {answer['to']}."
    )
    _show(options, answer, [*lines, *answer["missing"]])
    return DONE


def _demand(store: flow.Store, config: Config, options: Namespace) -> int:
    rows = flow.demand_rows(store, config, start=options.start or flow.today(config), days=options.days)
    _show(options, rows, as_lines(rows, ["kind", "place", "start", "end", "strength", "in_charge", "women", "reason"]))
    return DONE


def _map(store: flow.Store, config: Config, options: Namespace) -> int:
    from layers.page import map_page

    page = map_page(flow.scene(store, config), language=options.language)
    out = Path(options.out)
    if not out.parent.is_dir() or out.is_dir():
        raise InputError(f"{out} cannot be a file", maybe="its folder is not there, or it is a folder itself.")
    out.write_text(page, encoding="utf-8")
    size = out.stat().st_size
    answer = {"file": str(out), "bytes": size}
    _show(options, answer, [f"{out}: {size / 1e6:.1f} MB, Restricted: it shows where sites are."])
    return DONE


def _config(options: Namespace, config: Config) -> int:
    if options.action == "explain" and not options.key:
        raise InputError("config explain needs a key", maybe="hifazat config explain surge.quantile was meant.")
    keys = [options.key] if options.key else list(numbers())
    facts = [explain(config, key) for key in keys]
    if options.action == "explain":
        _show(options, facts[0], [f"{name}: {value}" for name, value in facts[0].items()])
    else:
        _show(options, facts, as_lines(facts, ["key", "value", "unit", "grade", "set_by"], most=len(facts)))
    return DONE


def _serve(options: Namespace) -> int:
    from planner.cli.serve import serve

    return serve(options.store, options.config, port=options.port, open_browser=not options.no_browser)


_VERBS = {
    "sample": _sample,
    **loading.VERBS,
    "staff": _staff,
    "list": _list,
    "risk": _risk,
    "vulnerability": _vulnerability,
    "duplicates": _duplicates,
    "explain": explain_site,
    "area-risk": area_risk,
    "calendar": _calendar,
    "demand": _demand,
    **week.VERBS,
    **report.VERBS,
    "surge": surge.surge,
    **live.VERBS,
    "today": today,
    "cordon": cordon,
    "reach": reach,
    "map": _map,
    "trends": analysis.trends,
    "fairness": analysis.fairness,
    **exploring.VERBS,
}
