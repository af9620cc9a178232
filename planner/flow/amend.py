"""What a commander does to a plan: change a duty by hand, sign, undo. Judged at once, kept with a written reason."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from planner.config import Config
from planner.core.errors import InputError
from planner.flow.plans import as_it_stands, assignments_after, judged, plan_named, roll_of
from planner.flow.suits import suited
from planner.report import plan_from_document
from planner.store import Store

LONGEST_REASON = 500


def try_change(store: Store, config: Config, name: str, *, duty: str, out: str = "", into: str = "") -> dict[str, Any]:
    """What a change would do, nothing kept: rules that it breaks or mends, needs that it opens or closes.

    Returns `document` as it would stand, `breaks`, `mends`, `opens`, `closes` (sentences), and how suitable who comes
    is, in points of 100 with the parts, where anybody comes.

    Raises InputError when the duty or an officer is not known, or when nothing would change.
    """
    return _tried(store, config, plan_named(store, name), duty, out, into)


def _tried(store: Store, config: Config, before: Mapping[str, Any], duty: str, out: str, into: str) -> dict[str, Any]:
    plan_from_document(before)  # a file that was changed by hand may be no plan at all
    _refuse_nonsense(store, before, duty, out, into)
    then = {**before, "assignments": assignments_after(before, duty, out, into)}
    was, now = judged(store, config, before), judged(store, config, then)
    then.update({key: now[key] for key in ("violations", "uncovered", "open", "covered")})
    return {
        "plan_id": str(before.get("plan_id", "")),
        "breaks": _gained(was["violations"], now["violations"], _sentence),
        "mends": _gained(now["violations"], was["violations"], _sentence),
        "opens": _gained(was["uncovered"], now["uncovered"], _need),
        "closes": _gained(now["uncovered"], was["uncovered"], _need),
        "suitability": suited(store, config, then, into, duty) if into else None,
        "document": then,
    }


def change(
    store: Store, config: Config, name: str, *, duty: str, out: str = "", into: str = "", reason: str, by: str
) -> dict[str, Any]:
    """Change a duty of a kept plan and keep it with its reason; returns what `try_change` does.

    A change that breaks a rule is kept too: the commander decides, the plan says so.
    """
    _refuse_without_words(reason, by)
    document, version = _kept(store, name)
    return _changed(store, config, document, version, (duty, out, into), reason, by)


def _changed(
    store: Store,
    config: Config,
    before: Mapping[str, Any],
    version: int,
    what: tuple[str, str, str],
    reason: str,
    by: str,
    undoes: int | None = None,
) -> dict[str, Any]:
    found = _tried(store, config, before, *what)
    document = found["document"]
    duty, out, into = what
    body = {
        "duty": duty,
        "out": out,
        "in": into,
        "reason": reason.strip(),
        "by": by.strip(),
        "undoes": undoes,
        **{key: document[key] for key in ("violations", "uncovered", "open", "covered")},
    }
    stream = f"plan/{document['plan_id']}"
    store.record(stream, "changed", body, command_id=f"changed-{uuid4().hex}", expected_version=version)
    return {**found, "document": plan_named(store, document["plan_id"])}


def undo(store: Store, config: Config, name: str, *, by: str) -> dict[str, Any]:
    """Take back the last change that was not taken back yet: a change the other way round, kept like any other."""
    document, version = _kept(store, name)
    changes = document["changes"]
    taken_back = {one["undoes"] for one in changes}
    left = [number for number, one in enumerate(changes) if one["undoes"] is None and number not in taken_back]
    if not left:
        raise InputError("there is no change to take back", maybe="the plan stands as it was made.")
    last = changes[left[-1]]
    reason = f"{_UNDO}: {last['reason']}"[:LONGEST_REASON]
    _refuse_without_words(reason, by)
    what = (last["duty"], last["in"], last["out"])
    return _changed(store, config, document, version, what, reason, by, undoes=left[-1])


_UNDO = "Taken back"


def sign(store: Store, config: Config, name: str, *, by: str, post: str, accepts: str = "") -> dict[str, Any]:
    """Sign a plan as it stands, by service number and post; returns the document.

    A plan that breaks rules is signed only with `accepts`, a written reason. The signature holds the hash of what was
    signed; a later change takes its force.
    """
    _refuse_without_words(post, by, what="post")
    if len(accepts) > LONGEST_REASON:
        _refuse_without_words(accepts, by)
    document, version = _kept(store, name)
    found = judged(store, config, document)
    if found["violations"] and not accepts.strip():
        raise InputError(
            f"the plan breaks {len(found['violations'])} rules; the first: {found['violations'][0]['sentence']}",
            maybe="mend them, or sign with a written reason (--accepts).",
        )
    body = {
        "by": by.strip(),
        "post": post.strip(),
        "accepts": accepts.strip(),
        "violations": len(found["violations"]),
        "uncovered": len(document["uncovered"]),
        "content": content_hash(document),
    }
    stream = f"plan/{document['plan_id']}"
    store.record(stream, "signed", body, command_id=f"signed-{uuid4().hex}", expected_version=version)
    return plan_named(store, document["plan_id"])


def content_hash(document: Mapping[str, Any]) -> str:
    """Short hash of what is ordered: the duties, who is on them in whatever order, and the routes."""
    people = sorted(json.dumps(row, sort_keys=True) for row in document["assignments"])
    text = json.dumps([document["duties"], people, document.get("routes") or []], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _kept(store: Store, name: str) -> tuple[dict[str, Any], int]:
    """A plan of the store as it stands, and its version; a file is taken for it only where both say the same."""
    named = plan_named(store, name)
    plan_id = str(named.get("plan_id", ""))
    events = store.replay(f"plan/{plan_id}") if plan_id else []
    if not events:
        raise InputError(f"plan {plan_id!r} is not in the store", maybe="only plans made here can be changed.")
    document = as_it_stands(events)
    if content_hash(named) != content_hash(document):
        raise InputError(
            f"the file is not plan {plan_id} as it stands in the store",
            maybe="one of the two was changed since; name the plan by its id.",
        )
    return document, len(events)


def _refuse_nonsense(store: Store, document: Mapping[str, Any], duty: str, out: str, into: str) -> None:
    if duty not in {row["duty"] for row in document["duties"]}:
        raise InputError(f"the plan has no duty {duty!r}", maybe="its name is misspelt; `hifazat check` lists duties.")
    there = {a["officer"] for a in document["assignments"] if a["duty"] == duty}
    if out and out not in there:
        on_it = ", ".join(sorted(there)) or "nobody"
        raise InputError(f"officer {out} is not on duty {duty}", maybe=f"on it: {on_it}.")
    if into and into in there:
        raise InputError(f"officer {into} is on duty {duty} already", maybe="another officer was meant.")
    if not out and not into:
        raise InputError("nobody is named to come or to go", maybe="name an officer with --out, with --in, or both.")
    if into and into not in set(roll_of(store, str(document.get("units", "unit")))["officer"]):
        raise InputError(f"officer {into} is not on the roll", maybe="the service number is misspelt.")


def _refuse_without_words(reason: str, by: str, *, what: str = "reason") -> None:
    for name, text in ((what, reason), ("by", by)):
        if any(unicodedata.category(letter) == "Cs" for letter in text):
            raise InputError(f"{name} holds letters that cannot be kept", maybe="it was not typed as UTF-8.")
        if not text.strip():
            raise InputError(f"{name} is empty", maybe="say in a few words why, and who decides: it is kept.")
        if len(text) > LONGEST_REASON:
            raise InputError(f"{name} has {len(text)} letters, at most {LONGEST_REASON} are kept", maybe="shorten it.")


def _gained(before: list[dict[str, Any]], after: list[dict[str, Any]], words: Any) -> list[str]:
    known = {words(one) for one in before}
    return [said for said in dict.fromkeys(words(one) for one in after) if said not in known]


def _sentence(violation: Mapping[str, Any]) -> str:
    return str(violation["sentence"])


def _need(gap: Mapping[str, Any]) -> str:
    return f"{gap['place']}, {gap['start']}: {gap['missing']}"
