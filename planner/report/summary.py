"""What a plan covers, and first what it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any


def summary(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Sentences about a plan document, the bad news first: open needs, broken rules, rules off, then what is covered.

    `duties` of the document, when it is there, says how much was needed of each kind.
    """
    duties = {row["duty"]: row for row in document.get("duties", ())}
    on = Counter(row["duty"] for row in document["assignments"])
    sentences = list(document.get("why", ()))
    gaps = document["uncovered"]
    if gaps:
        sentences.append(f"NOT covered: {len(gaps)} {'need' if len(gaps) == 1 else 'needs'}.")
        sentences += [f"{gap['place']}, {gap['start']} to {gap['end']}: {gap['missing']}. {gap['why']}" for gap in gaps]
    sentences += [f"Rule {one['rule']} is broken: {one['sentence']}" for one in document["violations"]]
    if document.get("rules_off"):
        sentences.append(f"Made without these rules: {', '.join(document['rules_off'])}.")
    if not gaps and on:
        sentences.append("Every need is covered.")
    for kind in ("guard", "desk", "patrol", "reserve"):
        wanted = [row for row in duties.values() if row["kind"] == kind]
        if wanted:
            manned = sum(on[row["duty"]] > 0 for row in wanted)
            people, needed = sum(on[row["duty"]] for row in wanted), sum(row["strength"] for row in wanted)
            sentences.append(f"{kind}: {manned} of {len(wanted)} duties manned, {people} of {needed} places filled.")
    return tuple(sentences)
