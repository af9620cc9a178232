"""The verbs of the week: what flow says of a plan, in lines. Decides nothing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planner import flow
from planner.cli.output import Counter, Stopper, as_lines, give_json, give_lines
from planner.config import Config
from planner.core.errors import InputError

DONE, NO_PLAN = 0, 1
_SHOWN, _ROWS = 12, 5


def plan(store: flow.Store, config: Config, options: Namespace) -> int:
    """Make a plan."""
    counter = Counter("planning")
    with Stopper() as stopper:
        document = flow.plan(
            store,
            config,
            start=options.start,
            days=options.days,
            seconds=options.seconds,
            seed=options.seed,
            out=Path(options.out) if options.out else None,
            language=options.language,
            rules_off=options.without_rule,
            units=options.units,
            like=options.like or "",
            whole=options.whole,
            progress=lambda p: counter.show(f"{p.seconds:.0f} s, best {p.best}, bound {p.bound}"),
            cancel=stopper.is_asked,
        )
    counter.end()
    return _made(document, options)


def _made(document: dict[str, Any], options: Namespace) -> int:
    _show(options, document, plan_lines(document, options.out))
    return DONE if document["status"] in ("optimal", "good") else NO_PLAN


def plan_lines(document: dict[str, Any], out: str | None) -> list[str]:
    """What is not covered first, then what is broken, why, what it would take, and how good the plan is known to be."""
    lines = [f"Rules switched off: {', '.join(document['rules_off'])}."] if document.get("rules_off") else []
    gaps = document["uncovered"]
    if document["plan_id"]:
        lines += _open_lines(document) if gaps else ["Everything that is needed is covered."]
    lines += [f"Broken rule: {v['sentence']}" for v in document["violations"]]
    lines += _first([f"It would take: {one['sentence']}" for one in document.get("needed", ())])
    lines += worth_lines([*document.get("prices", ()), *document.get("floor_prices", ())])
    lines += list(document.get("why", ()))
    lines += [document[key] for key in ("posts", "predictability") if document.get(key)]
    lines += [f"Changed: {one['sentence']}" for one in document.get("differs", ())]
    if document["plan_id"]:
        lines.append(
            f"Plan {document['plan_id']}: {document['status']}, {len(document['assignments'])} assignments, "
            f"objective {document['objective']}, bound {document['bound']}, gap {document['gap']:.1%}, "
            f"{document['seconds']:.1f} s."
        )
    if out and document["plan_id"]:
        lines.append(f"Orders in {out}.")
    return lines


def _open_lines(document: dict[str, Any]) -> list[str]:
    """How much is open in all, the groups, the worst first, and then the first rows."""
    gaps = document["uncovered"]
    total = document.get("covered", {}).get("sentence", "")
    head = f"Not covered: {len(gaps)} {'need' if len(gaps) == 1 else 'needs'}."
    groups = [f"- {group['sentence']}" for group in document.get("open", ())]
    rows = [f"  {n['place']}  {n['start'][:16]}  missing {n['missing']}: {n['why']}" for n in gaps]
    # those who have read the groups ask --json for the rows
    shown = _first(rows, most=_ROWS if groups else _SHOWN)
    return [f"{head} {total}".strip(), *groups, "The first of them:", *shown]


def worth_lines(priced: Sequence[dict[str, Any]]) -> list[str]:
    """What more would buy, dearest first; what buys nothing in one line, and what was not priced in one line."""
    bought = [f"Worth: {one['sentence']}" for one in priced if one["worth"]]
    idle = [one["what"] for one in priced if one["worth"] == 0]
    unknown = sum(one["worth"] is None for one in priced)
    if idle:
        bought.append(f"Nothing more would be covered by {_any_of(idle)}.")
    if unknown and not bought:
        bought.append(
            "What one more officer, vehicle or hour would buy was not priced in the time; give more --seconds."
        )
    elif unknown:
        things = "thing was" if unknown == 1 else "things were"
        bought.append(f"{unknown} more {things} not priced in the time; give more --seconds.")
    return bought


def _any_of(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _first(lines: list[str], *, most: int = _SHOWN) -> list[str]:
    if len(lines) <= most:
        return lines
    return [*lines[:most], f"  ... and {len(lines) - most} more; --json gives all"]


def check(store: flow.Store, config: Config, options: Namespace) -> int:
    """Judge a plan."""
    found = flow.check_plan(store, config, options.plan)
    lines = [f"Rules switched off: {', '.join(found['rules_off'])}."] if found["rules_off"] else []
    lines += [f"Broken rule: {v['sentence']}" for v in found["violations"]]
    lines.append(f"{len(found['violations'])} rules broken, {len(found['uncovered'])} needs not covered.")
    _show(options, found, lines)
    return NO_PLAN if found["violations"] else DONE


def change(store: flow.Store, config: Config, options: Namespace) -> int:
    """Change a duty by hand, or say what it would do."""
    what = {"duty": options.duty, "out": options.out, "into": options.into}
    if options.only_try:
        found = flow.try_change(store, config, options.plan, **what)
    else:
        found = flow.change(store, config, options.plan, **what, reason=options.reason, by=options.by)
    kept = "Tried; nothing is kept." if options.only_try else f"Kept in plan {found['plan_id']}."
    _show(options, found, [*change_lines(found), kept])
    return DONE


def change_lines(found: dict[str, Any]) -> list[str]:
    """What a change breaks, opens, mends and closes, in that order."""
    heads = (("breaks", "Breaks"), ("opens", "Leaves open"), ("mends", "Mends"), ("closes", "Closes"))
    lines = [f"{head}: {one}" for key, head in heads for one in found[key]]
    if found["suitability"]:
        lines.append(f"Suitability of who comes: {found['suitability']['total']} of 100.")
    return lines or ["No rule and no need is touched."]


def undo(store: flow.Store, config: Config, options: Namespace) -> int:
    """Take back the last change."""
    found = flow.undo(store, config, options.plan, by=options.by)
    _show(options, found, [*change_lines(found), f"Taken back in plan {found['plan_id']}."])
    return DONE


def replan(store: flow.Store, config: Config, options: Namespace) -> int:
    """Make a plan anew with few changes."""
    counter = Counter("planning anew")
    away = list(options.away)
    if options.taken:
        away += flow.taken_by_surge(store, options.plan, Path(options.taken), options.hours)
    with Stopper() as stopper:
        document = flow.replan(
            store,
            config,
            options.plan,
            away=away,
            at=options.time,
            seconds=options.seconds,
            seed=options.seed,
            out=Path(options.out) if options.out else None,
            language=options.language,
            progress=lambda p: counter.show(f"{p.seconds:.0f} s, best {p.best}, bound {p.bound}"),
            cancel=stopper.is_asked,
        )
    counter.end()
    return _made(document, options)


def sign(store: flow.Store, config: Config, options: Namespace) -> int:
    """Sign a plan."""
    document = flow.sign(store, config, options.plan, by=options.by, post=options.post, accepts=options.accepts)
    signed = document["signed"]
    line = (
        f"Plan {document['plan_id']} signed by {signed['by']}, {signed['post']}: "
        f"{signed['uncovered']} needs not covered, {signed['violations']} rules broken."
    )
    _show(options, {"plan_id": document["plan_id"], "signed": signed}, [line])
    return DONE


def compare(store: flow.Store, config: Config, options: Namespace) -> int:
    """Two plans side by side."""
    found = flow.compare(store, config, options.first, options.second)
    _show(options, found, [*as_lines(found["rows"], ["measure", "unit", "a", "b", "better"], most=len(found["rows"]))])
    return DONE


def orders(store: flow.Store, config: Config, options: Namespace) -> int:
    """Write the orders of a plan that keeps its rules, or whose breaches somebody signed for."""
    document = flow.plan_named(store, options.plan)
    broken = flow.check_plan(store, config, options.plan)["violations"]
    signed = document.get("signed") or {}
    if broken and not (signed.get("is_current") and signed.get("accepts")):
        raise InputError(
            f"the plan breaks {len(broken)} rules; the first: {broken[0]['sentence']}",
            maybe="mend what `hifazat check` lists, or sign the plan with a written reason (`hifazat sign --accepts`).",
        )
    files = flow.write_plan(store, config, document, Path(options.out), language=options.language)
    _show(options, {"files": [str(f) for f in files]}, [f"{len(files)} files in {options.out}."])
    return DONE


def _show(options: Namespace, document: Any, lines: list[str]) -> None:
    if options.json:
        give_json(document)
    else:
        give_lines(lines)


VERBS = {
    "plan": plan,
    "check": check,
    "change": change,
    "undo": undo,
    "replan": replan,
    "sign": sign,
    "compare": compare,
    "orders": orders,
}
