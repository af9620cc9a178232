"""ACLED files: their codes, old (numbers) and new (words), as columns of ours. Actors' names and notes are not taken.

Sources: ACLED codebook 2024 for the fields and event types; what becomes of a type here is our assumption.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from planner.ingest.columns import find, missing
from planner.ingest.crowds import ABOUT_SHARE, CROWD_WORDS, MOST_PEOPLE
from planner.ingest.text import fold, plain_digits, texts

# by sub-event type, then by event type: our kind and severity
_KINDS = {
    "mobviolence": ("mob violence", 3),
    "violentdemonstration": ("mob violence", 3),
    "peacefulprotest": ("demonstration", 1),
    "protestwithintervention": ("demonstration", 1),
    "excessiveforceagainstprotesters": ("demonstration", 3),
    "attack": ("attack", 3),
    "sexualviolence": ("attack", 4),
    "abductionforceddisappearance": ("attack", 4),
    "armedclash": ("attack", 4),
    "lootingpropertydestruction": ("vandalism", 2),
    "riots": ("mob violence", 3),
    "protests": ("demonstration", 1),
    "violenceagainstcivilians": ("attack", 3),
    "battles": ("attack", 4),
    "explosionsremoteviolence": ("attack", 4),
    "strategicdevelopments": ("other", 2),
}
# inter1 and inter2: old numbers, and the words of files since 2025
_ACTORS = {
    "1": "state",
    "2": "armed group",
    "3": "armed group",
    "4": "armed group",
    "5": "crowd",
    "6": "crowd",
    "7": "unknown",
    "8": "unknown",
    "0": "unknown",
    "": "unknown",
    "stateforces": "state",
    "rebelgroup": "armed group",
    "rebelgroups": "armed group",
    "rebelforces": "armed group",
    "politicalmilitia": "armed group",
    "politicalmilitias": "armed group",
    "identitymilitia": "armed group",
    "identitymilitias": "armed group",
    "rioters": "crowd",
    "protesters": "crowd",
    "protestors": "crowd",
    "civilians": "unknown",
    "externalforces": "unknown",
    "externalotherforces": "unknown",
    "otherforces": "unknown",
}
# 1 a town, 2 a part of a region, 3 a region: none of them is a site
_PLACES = {"1": "2", "2": "3"}
_COMMUNITIES = (
    ("ahmadi", "ahmadi"),
    ("christian", "christian"),
    ("hindu", "hindu"),
    ("sikh", "sikh"),
    ("buddhist", "buddhist"),
    ("jewish", "jewish"),
    ("parsi", "parsi"),
    ("zoroastrian", "parsi"),
    ("bahai", "bahai"),
    ("muslim", "muslim"),
)
_NUMBER = r"(\d[\d,]*)"


def crowd(tags: str) -> tuple[int, int, int] | None:
    """Low, best and high from `crowd size=about 300`; None when the tags tell no number. Source: ACLED `tags`."""
    match = re.search(r"crowd size\s*=\s*([^;]*)", tags, flags=re.IGNORECASE)
    if match is None:
        return None
    text = plain_digits(texts([match.group(1).strip().casefold()])).iloc[0]
    sizes = [int(n.replace(",", "")) for n in re.findall(_NUMBER, text)]
    if any(n > MOST_PEOPLE for n in sizes):
        return None
    if len(sizes) >= 2 and re.search(rf"{_NUMBER}\s*(?:-|–|to|and|or)\s*{_NUMBER}", text):
        low, high = sorted(sizes[:2])
        return low, (low + high) // 2, high
    if len(sizes) == 1:
        n = sizes[0]
        if re.search(r"at least|more than|over|minimum|exceed", text):
            return n, n, n
        if re.search(r"at most|up to|fewer than|less than|under|maximum", text):
            return min(n, 3), n, n
        if re.search(r"about|around|approximately|approx|nearly|almost|some|roughly|~", text):
            return round(n * (1 - ABOUT_SHARE)), n, round(n * (1 + ABOUT_SHARE))
        return n, n, n
    for word in sorted(CROWD_WORDS, key=len, reverse=True):
        if word in text and not sizes:
            return CROWD_WORDS[word]
    return None


def translate(frame: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[str]]:
    """The same rows with our column names, as text, and what is to be said. MissingColumn when one is lacking."""
    headers = list(frame.columns)
    held: dict[str, pd.Series] = {}
    for name in ("event_id_cnty", "event_date", "event_type", "latitude", "longitude"):
        header = find(headers, (name,))
        if header is None:
            raise missing(name, (), headers, file)
        held[name] = frame[header]
    for name in (
        *("sub_event_type", "time_precision", "geo_precision", "fatalities", "tags", "source"),
        *("inter1", "inter2", "assoc_actor_1", "assoc_actor_2", "actor1", "actor2"),
    ):
        header = find(headers, (name,))
        held[name] = frame[header] if header else texts([""] * len(frame))
    kinds, severities, strange = _kinds(held["sub_event_type"], held["event_type"])
    sizes = {tag: crowd(tag) for tag in held["tags"].unique()}
    ours = {
        "incident": held["event_id_cnty"],
        "occurred_at": held["event_date"],
        "time_precision": held["time_precision"],
        "place_precision": held["geo_precision"].str.strip().replace(_PLACES),
        "latitude": held["latitude"],
        "longitude": held["longitude"],
        "kind": kinds,
        "severity": severities,
        "fatalities": held["fatalities"],
        "actor": _actors(held["inter1"]),
        "community": _communities(held),
        "reported_by": texts(["monitor"] * len(frame)),
        "source": "ACLED: " + held["source"],
    }
    for place, name in enumerate(("crowd_low", "crowd_best", "crowd_high")):
        ours[name] = texts(["" if (size := sizes[tag]) is None else str(size[place]) for tag in held["tags"]])
    said = ["The file is read as ACLED data; actors' names and notes are not taken."]
    if strange:
        said.append(f"Event types that are not known are taken as 'other': {', '.join(strange[:8])}.")
    return pd.DataFrame(ours), said


def _kinds(sub: pd.Series, event: pd.Series) -> tuple[pd.Series, pd.Series, list[str]]:
    pairs = pd.MultiIndex.from_arrays([sub, event])
    codes, unique = pd.factorize(pairs)
    found = [_KINDS.get(fold(s)) or _KINDS.get(fold(e)) for s, e in unique]
    strange = [f"{s or e}"[:40] for (s, e), hit in zip(unique, found, strict=True) if hit is None]
    filled = [hit or ("other", 2) for hit in found]
    kinds = texts(np.asarray([kind for kind, _ in filled], dtype=object)[codes]) if len(codes) else sub
    severities = texts(np.asarray([str(s) for _, s in filled], dtype=object)[codes]) if len(codes) else sub
    return kinds, severities, strange


def _actors(inter: pd.Series) -> pd.Series:
    return texts(inter.map({text: _ACTORS.get(fold(text), "unknown") for text in inter.unique()}))


def _communities(held: dict[str, pd.Series]) -> pd.Series:
    """The community of the group that was hit: the second side, or the first where only protesters are named."""
    hit = held["assoc_actor_2"] + " " + held["actor2"]
    alone = (held["actor2"] == "") & (held["assoc_actor_2"] == "")
    both = hit.where(~alone, held["assoc_actor_1"])

    def one(text: str) -> str:
        plain = text.casefold()
        return next((community for word, community in _COMMUNITIES if word in plain), "unknown")

    return texts(both.map({text: one(text) for text in both.unique()}))
