"""The tabs below the risk map: does it hold, trends, calendar, whom it misses, two sources of one incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from layers.odds import percent
from layers.words import Words
from screens import analyst, charts, explore_says, session, takeaway, waiting, widgets

TABS = ("holds", "trends", "calendar", "misses", "doubles")
BY = ("month", "tehsil", "community", "kind", "trigger")


def tabs() -> None:
    """The tabs; only the one that is open is worked out."""
    words = session.words()
    made = st.tabs([words(f"tab.{name}") for name in TABS], key=analyst.RISK_TABS, on_change="rerun")
    for tab, draw in zip(made, (holds, trends, calendar, misses, doubles), strict=True):
        if tab.open:
            with tab:
                draw()


def span_of(low: float, high: float, form: str = ".2f") -> str:
    """An interval in brackets, kept in its order."""
    return f"({low:{form}} … {high:{form}})"


@widgets.tells_faults
def holds() -> None:
    """What the list and the model would have foretold in the past year."""
    words, job = session.words(), analyst.past()
    if not job.ended.is_set():
        widgets.card(words("holds.working"), lines=[words("holds.working_what")], mood="note")
        waiting.shown(
            job,
            words,
            label=lambda job: words(f"holds.{(job.said or ('list',))[0]}"),
            done=lambda job: job.said[1] if job.said else 0,
            of=lambda job: job.said[2] if job.said else 1,
            stop=words("holds.stop"),
            key="past",
        )
        return
    if job.crash is not None:
        raise job.crash
    if job.fault is not None:
        raise job.fault
    found = job.result
    if found["stopped"]:
        widgets.card(words("holds.stopped"), mood="note")
    hindsight_card(found["hindsight"])
    if found["backtest"] is not None:
        backtest_part(found["backtest"])
    elif found["fault"] is not None:
        widgets.fault(found["fault"], words)
    if st.button(words("holds.again"), key="past_again"):
        analyst.past(again=True)
        st.rerun()


def hindsight_card(found: Mapping[str, Any]) -> None:
    """How many incidents the highest sites of the list held, in words, beside what chance would have held."""
    words = session.words()
    if not found["windows"] or not found["incidents"]:
        widgets.card(words("holds.short" if not found["windows"] else "holds.quiet"), mood="note")
        return
    values = {name: found[name] for name in ("windows", "top", "held", "incidents", "sites")}
    better = found["held"] > found["by_chance"]
    widgets.card(
        words("holds.sentence", **values, days=28),
        lines=[
            words("holds.chance", top=found["top"], sites=found["sites"], by_chance=f"{found['by_chance']:.1f}"),
            words("holds.rough", rough=found["rough"]) if found["rough"] else "",
        ],
        mood="good" if better else "bad",
        big=True,
    )
    with st.expander(words("holds.by_window")):
        columns = ("from", "to", "incidents", "held")
        frame = pd.DataFrame(
            [[row[name] for name in columns] for row in found["by_window"]],
            columns=[words(f"col.{name}") for name in columns],
        )
        shown(frame, "windows", words("holds.by_window"), numbers=(2, 3), times=(0, 1), top=str(found["top"]))


def backtest_part(found: Mapping[str, Any]) -> None:
    """Our model and the baselines: a sentence, two small charts, the table."""
    words, models = session.words(), found["models"]
    ours = next(model for model in models if model["ours"])
    lines = [words("holds.area", held=f"{(ours['hit_rate_5'] or 0) * found['events']:.0f}", events=found["events"])]
    gap = ours["difference_to_best"]
    if ours["best_other"] and None not in gap.values():
        verdict = "better" if gap["low"] > 0 else "worse" if gap["high"] < 0 else "level"
        lines.append(
            words(
                f"holds.{verdict}",
                other=words.one_of("model", ours["best_other"]),
                mean=f"{gap['mean']:+.2f}",
                span=span_of(gap["low"], gap["high"], "+.2f"),
            )
        )
    widgets.card(words("holds.models"), lines=lines)
    left, right = st.columns(2)
    named = [(model, words.one_of("model", model["model"])) for model in models]
    with left:
        rows = [
            {"label": name, "value": model["hit_rate_5"], "ours": model["ours"]}
            for model, name in named
            if model["hit_rate_5"] is not None
        ]
        charts.bars(rows, title=words("chart.hit"), key="chart_hit", form=".0%")
        taken(takeaway.Picture(words("chart.hit"), "bars", rows, words("chart.hit"), share=True), "backtest-hits")
    with right:
        rows = [
            {"label": name, "value": model["information_gain"], "ours": model["ours"]}
            for model, name in named
            if model["information_gain"] is not None
        ]
        charts.bars(rows, title=words("chart.gain"), key="chart_gain", form=".2f")
        taken(takeaway.Picture(words("chart.gain"), "bars", rows, words("chart.gain")), "backtest-gain")
    frame = pd.DataFrame([_model_row(model, name, words) for model, name in named])
    shown(frame, "backtest", words("holds.models"), numbers=range(1, len(frame.columns)))
    st.caption(words("holds.terms"))


def _model_row(model: Mapping[str, Any], name: str, words: Words) -> dict[str, str]:
    def of(key: str, form: str) -> str:
        return "" if model[key] is None else f"{model[key]:{form}}"

    gap = model["difference_to_best"]
    known = None not in gap.values()
    return {
        words("col.model"): name,
        words("col.gain"): of("information_gain", ".2f"),
        words("col.gap"): f"{gap['mean']:+.2f} {span_of(gap['low'], gap['high'], '+.2f')}" if known else "",
        words("col.hit_1"): of("hit_rate_1", ".0%"),
        words("col.hit_5"): of("hit_rate_5", ".0%"),
        words("col.hit_20"): of("hit_rate_20", ".0%"),
        words("col.slope"): of("calibration_slope", ".2f"),
        words("col.cover"): of("coverage_90", ".0%"),
    }


def shown(
    frame: pd.DataFrame,
    name: str,
    title: str,
    *,
    numbers: Sequence[int],
    times: Sequence[int] = (),
    mark: str = "restricted",
    **asked: str,
) -> None:
    """A table to be read, and below it the same as files that say what was `asked` for and who may see it."""
    rows = frame.to_numpy().tolist()
    widgets.table(list(frame.columns), rows, numbers=list(numbers), times=list(times), low=len(frame) > 12)
    words, query = session.words(), _query(name, title, asked)
    takeaway.table(frame, name, words=words, query=query, classification=mark, key=f"file_{name}")


def taken(picture: takeaway.Picture, name: str, *, mark: str = "restricted", **asked: str) -> None:
    """Buttons below a chart that give it as a picture, with what was `asked` for and who may see it."""
    words, query = session.words(), _query(name, picture.title, asked)
    takeaway.chart(picture, name, words=words, query=query, classification=mark, key=f"picture_{name}")


def _query(name: str, title: str, asked: Mapping[str, str]) -> takeaway.Query:
    return takeaway.Query(title, f"risk/{name}", {"as_of": session.today().isoformat(), **asked})


@widgets.tells_faults
def trends() -> None:
    """Counts of a year against the year before, by what the reader asks for."""
    words = session.words()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.segmented_control(
            words("trend.by"), BY, format_func=lambda b: words(f"by.{b}"), default=BY[0], key=analyst.TRENDS_BY
        )
        public = st.toggle(words("trend.public"), help=words("trend.public_what"), key=analyst.TRENDS_PUBLIC)
    found = analyst.trends(by or BY[0], public=public)
    rows = [{**row, "label": group_name(found["by"], row, words)} for row in found["rows"]]
    st.caption(words("trend.period", first=found["from"], last=found["to"]))
    if not any(row["count"] for row in rows) and not public:
        widgets.card(words("trend.none"), mood="note")
        return
    period = {key: str(found[key]) for key in ("by", "from", "to")}
    bars = [
        {"label": row["label"], "now": row["count"], "before": row["before"]} for row in rows if row["group"] != "all"
    ]
    if any(bar["now"] is not None for bar in bars):
        before = words("trend.month_before" if found["by"] == "month" else "trend.year_before")
        now, title = words("trend.now"), words("col.incidents")
        charts.pairs(bars, now=now, before=before, title=title, key="chart_trends")
        picture = takeaway.Picture(words("tab.trends"), "pairs", bars, title, (now, before))
        taken(picture, f"trends-{found['by']}", mark=found["classification"], **period)
    frame = pd.DataFrame(
        [
            {
                words(f"by.{found['by']}"): row["label"],
                words("col.incidents"): hidden(row["count"], row["hidden"], words),
                words("col.before"): hidden(row["before"], row["hidden"], words),
                words("col.change"): explore_says.ratio(row["ratio"], words),
                words("col.verdict"): words.one_of("change", row["change"]),
            }
            for row in rows
        ]
    )
    name, mark = f"trends-{found['by']}", found["classification"]
    shown(frame, name, words("tab.trends"), numbers=(1, 2, 3), mark=mark, **period)
    if public:
        st.caption(words("trend.hidden", count=session.config().report.suppress_below))


def hidden(count: float | None, is_hidden: bool, words: Words) -> str:
    """A count; what is too small to be told is said to be so."""
    if count is None:
        return words("trend.too_small") if is_hidden else ""
    return f"{count:.0f}" if float(count).is_integer() else f"{count:.1f}"


def group_name(by: str, row: Mapping[str, Any], words: Words) -> str:
    """A group of trends or of the fairness view as people call it."""
    group = row["group"]
    if group in ("all", "(not known)", "(others)"):
        return words(f"group.{group.strip('()')}")
    if by == "tehsil":
        areas = session.scene().areas
        rows = areas[areas["area"] == group].to_dict("records")
        return words.name(rows[0], "area") if rows else str(row["name"] or group)
    return (
        words.one_of({"community": "community", "kind": "incident"}[by], group)
        if by in ("community", "kind")
        else group
    )


@widgets.tells_faults
def calendar() -> None:
    """What each class of day is worth, and how sure that is."""
    words, rows = session.words(), analyst.multipliers()
    st.caption(words("calendar.what"))
    points = [
        {
            "label": words.one_of("day", row["day"]),
            **{end: row[name] for end, name in _ENDS},
            "note": _behind(row, words),
        }
        for row in rows
        if row["grade"] != "reference"
    ]
    title = words("chart.times")
    charts.intervals(points, title=title, words=words, key="chart_calendar", rule=1.0, log=True)
    seen = [point for point in points if point["best"] > 0]  # a logarithm knows no zero
    taken(takeaway.Picture(words("tab.calendar"), "intervals", seen, title, rule=1.0, log=True), "calendar")
    frame = pd.DataFrame(
        [
            {
                words("col.day"): words.one_of("day", row["day"]),
                words("col.times"): f"{row['factor']:.2f} {span_of(row['low'], row['high'])}",
                words("col.incidents"): f"{row['events']:.0f}",
                words("col.ordinary"): f"{row['expected']:.1f}",
                words("col.grade"): words.one_of("support", row["grade"]),
            }
            for row in rows
        ]
    )
    shown(frame, "calendar", words("tab.calendar"), numbers=(1, 2, 3))


_ENDS = (("low", "low"), ("best", "factor"), ("high", "high"))


def _behind(row: Mapping[str, Any], words: Words) -> str:
    return words("calendar.behind", events=f"{row['events']:.0f}", expected=f"{row['expected']:.1f}")


@widgets.tells_faults
def misses() -> None:
    """Communities and tehsils by reports a site and by access to a desk; silent areas stand out."""
    words = session.words()
    with st.spinner(words("misses.working")):
        found = analyst.fairness()
    silent = [group_name("tehsil", row, words) for row in found["by_tehsil"] if row["flag"] == "silent"]
    share = percent(found["exploration"]["share"])
    hours = f"{found['exploration']['hours']:.0f}"
    explore = words("misses.explore", share=share, hours=hours, days=found["exploration"]["days"])
    if silent:
        widgets.card(
            words("misses.silent", count=len(silent)),
            items=silent,
            lines=[words("misses.silent_what"), explore],
            mood="bad",
        )
    else:
        widgets.card(words("misses.none"), lines=[words("misses.none_what"), explore], mood="good")
    for by in ("tehsil", "community"):
        rows = found[f"by_{by}"]
        st.subheader(words(f"by.{by}"), anchor=False)
        if not rows:
            widgets.card(words("misses.no_areas"), mood="note")
            continue
        labelled = [(row, group_name(by, row, words)) for row in rows]
        points = [
            {"label": label, **row["per_site_year"], "note": words("misses.sites", count=row["sites"])}
            for row, label in labelled
            if row["per_site_year"]
        ]
        if points:
            title = words("chart.per_site")
            charts.intervals(points, title=title, words=words, key=f"chart_misses_{by}")
            taken(takeaway.Picture(words("tab.misses"), "intervals", points, title), f"reports-{by}")
        frame = pd.DataFrame([_fair_row(by, row, label, words) for row, label in labelled])
        shown(frame, f"reports-{by}", words("tab.misses"), numbers=range(1, 6))


def _fair_row(by: str, row: Mapping[str, Any], label: str, words: Words) -> dict[str, str]:
    rate = row["per_site_year"]
    return {
        words(f"by.{by}"): label,
        words("col.sites"): words.number(row["sites"]),
        words("col.reported"): f"{row['reported']:.0f}",
        words("col.per_site"): f"{rate['best']:.2f} {span_of(rate['low'], rate['high'])}" if rate else "",
        words("col.desk"): percent(row["desk_share"]) if row["desk_share"] is not None else "",
        words("col.score_share"): percent(row["score_share"]) if row["score_share"] is not None else "",
        words("col.flag"): words.one_of("flag", row["flag"]),
    }


@widgets.tells_faults
def doubles() -> None:
    """Incidents that several rows report: one counts, the others are kept and weigh nothing."""
    words, found = session.words(), analyst.duplicates()
    if not found:
        widgets.card(words("doubles.none"), lines=[words("doubles.none_what")], mood="good")
        return
    widgets.card(words("doubles.count", count=len(found)), lines=[words("doubles.what")])
    frame = pd.DataFrame(
        [
            {
                words("col.when"): one["occurred_at"][:10],
                words("col.kind"): words.one_of("incident", one["kind"]),
                words("col.counts"): one["counts"],
                words("col.others"): ", ".join(one["others"]),
                words("col.sources"): ", ".join(one["sources"]),
                words("col.days_apart"): f"{one['days_apart']:.1f}",
                words("col.metres_apart"): f"{one['metres_apart']:,.0f}",
                words("col.why"): words.sentence(one["why"]),
            }
            for one in found
        ]
    )
    shown(frame, "two-sources", words("tab.doubles"), numbers=(5, 6))
