"""A first look at a file on the data screen: what it is, its first rows, its dates and places, and its columns."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from layers.safe import safe
from layers.words import Words
from screens import uploads, widgets
from screens.uploads import Choice, Upload

KINDS = ("sites", "incidents", "stations", "areas", "officers", "vehicles", "occasions", "roads", "landmarks", "osm")
FIELD_WIDTH = 290
_WIDE, _HIGH, _EDGE = 420, 260, 12


def shown(upload: Upload, words: Words) -> Choice | None:
    """The look, and what the reader chose; None while something must be answered first."""
    key = upload.key
    first = uploads.look(upload, Choice(""))
    _sheets(upload, first, words)
    kind = _kind(key, first, words)
    if not kind:
        return None
    chosen = Choice(kind, swap=bool(st.session_state.get(f"data_swap_{key}_{kind}", False)))
    kept = _kept(key, kind, first, words)
    look = uploads.look(upload, Choice(kind, columns=_pairs(kept.get("columns", {}))))
    dates = _dates(key, look["dates"] or {}, kept, words)
    crs = _crs(key, kept, words)
    columns = _columns(key, kind, look, kept, words)
    chosen = Choice(kind, dates or "", crs, columns, chosen.swap or bool(kept.get("swap")))
    look = uploads.look(upload, chosen)
    _rows(look, words)
    _becomes(look, words)
    _places(key, kind, look, words)
    _keep(chosen, look, words)
    if look["problem"] is not None:
        widgets.card(
            words.sentence(look["problem"]["what"]),
            lines=[words("say.maybe", advice=words.sentence(look["problem"]["maybe"]))],
            mood="bad",
        )
        return None
    if look["dates"] and look["dates"]["ask"]:
        widgets.card(words("data.dates_first"), mood="note")
        return None
    return chosen


def _pairs(columns: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(columns.items()))


def _sheets(upload: Upload, look: Mapping[str, Any], words: Words) -> None:
    if len(look["sheets"]) < 2:
        return
    names = sorted(look["sheets"])
    asked = st.radio(
        words("data.sheet", count=len(names)),
        names,
        index=names.index(look["sheets"][0]),
        horizontal=True,
        key=f"data_sheet_{upload.key}",
    )
    if asked != look["sheets"][0]:
        uploads.read(upload, asked)
        st.rerun()


def kind_said(guess: Mapping[str, Any], words: Words) -> str:
    """The guess in the reader's words: "Looks like: incidents, because it has a date, words for the kind"."""
    if not guess["kind"]:
        return words("data.guess_none")
    why = words("say.comma").join(field(name, words) for name in guess["because"][:5])
    text = "data.guess" if guess["is_sure"] else "data.guess_unsure"
    return words(text, kind=words(f"kind.{guess['kind']}"), why=why)


def field(name: str, words: Words) -> str:
    """What one of our columns is called on the screen."""
    return words(f"field.{name}")


def _kind(key: str, look: Mapping[str, Any], words: Words) -> str:
    guess = look["guess"]
    widgets.card(
        words("data.found", file=look["file"], rows=words.number(look["rows"]), form=look["format"]),
        lines=[kind_said(guess, words)],
        mood="" if guess["is_sure"] else "note",
    )
    sure = KINDS.index(guess["kind"]) if guess["is_sure"] else None
    kind = st.selectbox(
        words("data.kind"),
        KINDS,
        index=sure,
        format_func=lambda one: words(f"kind.{one}"),
        placeholder=words("data.kind_choose"),
        key=f"data_kind_{key}",
    )
    if not kind:
        return ""
    if guess["is_sure"] and kind != guess["kind"]:
        other = words("data.other_kind", kind=words(f"kind.{kind}"), looks=words(f"kind.{guess['kind']}"))
        widgets.card(other, mood="bad")
        if not st.checkbox(words("data.as_said", kind=words(f"kind.{kind}")), key=f"data_said_{key}_{kind}"):
            return ""
    return str(kind)


def _kept(key: str, kind: str, look: Mapping[str, Any], words: Words) -> Mapping[str, Any]:
    """The kept map that the reader chose; nothing when there is none that fits the file."""
    found = uploads.maps(kind, look["head"]["columns"] or [one["header"] for one in look["columns"]])
    if not found:
        return {}
    names = ["", *(one["name"] for one in found)]
    name = st.selectbox(
        words("data.kept_map"),
        names,
        index=1 if len(found) == 1 else 0,
        format_func=lambda one: one or words("data.no_map"),
        key=f"data_map_{key}_{kind}",
    )
    return next((one for one in found if one["name"] == name), {})


def _dates(key: str, dates: Mapping[str, Any], kept: Mapping[str, Any], words: Words) -> str:
    """Day first or month first, asked with both readings of a date that could be either."""
    if not dates or not dates["example"]:
        return str(kept.get("dates") or "")
    orders = ("day-first", "month-first")

    def said(order: str) -> str:
        day = date.fromisoformat(dates["readings"][orders.index(order)])
        return words(f"data.{order}", text=dates["example"], day=words.day(day, long=True))

    decided = "day-first" if dates["day_first"] else "month-first"
    known = kept.get("dates") or ("" if dates["ask"] else decided)
    asked = st.radio(
        words("data.dates_ask", count=words.number(dates["open"])),
        orders,
        index=orders.index(known) if known in orders else None,
        format_func=said,
        key=f"data_dates_{key}",
    )
    return asked or ""


def _crs(key: str, kept: Mapping[str, Any], words: Words) -> str:
    with st.expander(words("data.crs_more")):
        text = st.text_input(
            words("data.crs"),
            value=str(kept.get("crs") or ""),
            placeholder="EPSG:32643",
            help=words("data.crs_what"),
            key=f"data_crs_{key}",
        )
    return text.strip()


def _columns(
    key: str, kind: str, look: Mapping[str, Any], kept: Mapping[str, Any], words: Words
) -> tuple[tuple[str, str], ...]:
    """What the reader chose for our columns, where it is not what the headers show."""
    asked = dict(kept.get("columns", {}))
    if not look["fields"]:
        return _pairs(asked)
    headers = [one["header"] for one in look["columns"]]
    lacks = any(one["required"] and not one["header"] for one in look["fields"])
    with st.expander(words("data.map"), expanded=lacks):
        st.caption(words("data.map_what"))
        with st.container(horizontal=True):
            for one in look["fields"]:
                header = one["header"]
                label = field(one["name"], words) + (f" · {words('data.required')}" if one["required"] else "")
                chosen = st.selectbox(
                    label,
                    ["", *headers],
                    index=headers.index(header) + 1 if header in headers else 0,
                    format_func=lambda text: text or words("data.not_there"),
                    width=FIELD_WIDTH,
                    key=f"data_field_{key}_{kind}_{kept.get('name', '')}_{one['name']}",
                )
                if chosen != header:
                    asked[one["name"]] = chosen
    return _pairs(asked)


def _rows(look: Mapping[str, Any], words: Words) -> None:
    if not look["head"]["rows"]:
        return
    st.subheader(words("data.head", count=len(look["head"]["rows"])), anchor=False)
    with st.container(key="data_head"):
        widgets.table(look["head"]["columns"], [[text[:80] for text in row] for row in look["head"]["rows"]], low=True)
    if look["dropped"]:
        widgets.card(words("data.dropped"), items=look["dropped"], mood="note")


def _becomes(look: Mapping[str, Any], words: Words) -> None:
    rows = []
    for one in look["columns"]:
        if one["personal"]:
            becomes = words("data.refused_column")
        elif one["becomes"]:
            becomes = field(one["becomes"], words)
        else:
            becomes = words("data.not_used")
        bad = words.number(one["bad"]) if one["bad"] else ""
        rows.append([one["header"][:60], one["example"][:60], becomes, one["as_read"][:60], bad])
    if rows:
        with st.expander(words("data.becomes"), expanded=True):
            names = ("theirs", "example", "ours", "as_read", "bad")
            widgets.table([words(f"data.col_{name}") for name in names], rows, numbers=(4,), low=True)


def _places(key: str, kind: str, look: Mapping[str, Any], words: Words) -> None:
    places = look["places"]
    if places is None:
        return
    st.subheader(words("data.places"), anchor=False)
    said = [words("data.inside", inside=words.number(places["inside"]), seen=words.number(places["seen"]))]
    if places["is_far"]:
        said.append(words("data.far", km=words.number(places["far_km"])))
    is_turned = places["turned"] > places["seen"] / 2
    if is_turned:
        said.append(words("data.turned", turned=words.number(places["turned"])))
    is_wrong = places["is_far"] or is_turned or not places["inside"]
    left, right = st.columns([3, 2])
    with left:
        st.html(_picture(places["points"], places["district"], words("data.places_alt")))
    with right:
        widgets.card(words("data.where"), lines=said, mood="bad" if is_wrong else "good")
        if is_wrong or st.session_state.get(f"data_swap_{key}_{kind}"):
            st.checkbox(words("data.swap"), key=f"data_swap_{key}_{kind}")


def _picture(points: Sequence[Sequence[float]], district: Sequence[float], alt: str) -> str:
    """Where the points fall beside the district, as a picture: dots within it, crosses outside."""
    west, south, east, north = district
    xs, ys = [x for x, _ in points] + [west, east], [y for _, y in points] + [south, north]
    low_x, low_y = min(xs), min(ys)
    scale = min((_WIDE - 2 * _EDGE) / max(max(xs) - low_x, 1e-6), (_HIGH - 2 * _EDGE) / max(max(ys) - low_y, 1e-6))

    def at(x: float, y: float) -> tuple[float, float]:
        return round(_EDGE + (x - low_x) * scale, 1), round(_HIGH - _EDGE - (y - low_y) * scale, 1)

    (left, bottom), (right, top) = at(west, south), at(east, north)
    marks = [
        f'<rect x="{left}" y="{top}" width="{right - left:.1f}" height="{bottom - top:.1f}" fill="#f3f1ec"'
        ' stroke="#5b6770" stroke-dasharray="5 3"/>'
    ]
    for x, y in points:
        px, py = at(x, y)
        if west <= x <= east and south <= y <= north:
            marks.append(f'<circle cx="{px}" cy="{py}" r="2.5" fill="#0072b2"/>')
        else:
            marks.append(f'<path d="M{px - 4} {py - 4}l8 8m0 -8l-8 8" stroke="#d55e00" stroke-width="2"/>')
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}">{"".join(marks)}</svg>'
    packed = base64.b64encode(drawn.encode()).decode()
    return f'<img class="hif-places" style="width:100%" alt="{safe(alt)}" src="data:image/svg+xml;base64,{packed}">'


def _keep(choice: Choice, look: Mapping[str, Any], words: Words) -> None:
    """Keep the columns under a name, and take them along for the command line."""
    columns = {one["name"]: one["header"] for one in look["fields"] if one["header"]} | dict(choice.columns)
    if not columns:
        return
    with st.expander(words("data.keep")):
        st.caption(words("data.keep_what"))
        name = st.text_input(words("data.keep_name"), max_chars=60, key="data_keep_name")
        with st.container(horizontal=True):
            if st.button(words("data.keep_do"), disabled=not name.strip(), key="data_keep"):
                uploads.keep_map(name, choice, columns)
                st.toast(words("data.kept", name=name))
            text = json.dumps({"kind": choice.kind, **choice.say(), "columns": columns}, ensure_ascii=False, indent=1)
            st.download_button(
                words("data.keep_file"), text, "columns.json", mime="application/json", on_click="ignore"
            )
