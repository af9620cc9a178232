"""Verbs and options of the command line. Standard library only, so that `--help` answers at once."""

from __future__ import annotations

import argparse
import os

from planner.cli.cordon_verb import add_cordon_verb
from planner.cli.explore_verbs import add_explore_verbs
from planner.cli.live_verbs import add_live_verbs
from planner.cli.load_verbs import add_import_options, add_load_verbs
from planner.cli.reach_verb import add_reach_verb
from planner.cli.replay_verb import add_replay_verb
from planner.cli.report_verb import add_report_verb
from planner.cli.surge_verbs import add_surge_verbs
from planner.cli.values import (
    a_date,
    a_horizon,
    a_length,
    a_moment,
    a_port,
    a_positive,
    a_seed,
    a_span,
    some_days,
)
from planner.cli.week_verbs import add_week_verbs
from planner.core.services import COMMUNITIES

IMPORT_KINDS = (
    *("sites", "incidents", "stations", "areas", "officers", "vehicles", "occasions", "roads", "landmarks"),
    "osm",
)
WORLDS = ("hamlet", "tehsil", "district", "capital", "festival")
TABLES = ("areas", "sites", "stations", "incidents", "occasions", "officers", "vehicles", "roads", "landmarks", "plans")
DATES = ("day-first", "month-first", "iso")
LANGUAGES = ("en", "ur")
TREND_GROUPS = ("month", "tehsil", "community", "kind", "trigger")
DEFAULT_STORE = "hifazat.db"


def _for_every_verb() -> argparse.ArgumentParser:
    """Options that may stand before or after the verb. Made anew each time: parsers share what they inherit."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--json", action="store_true", help="one JSON document on standard output")
    common.add_argument("--seed", type=a_seed, help="seed of everything random (7)")
    common.add_argument("--store", metavar="URL", help=f"the store: a file (HIFAZAT_STORE, or {DEFAULT_STORE} here)")
    common.add_argument("--config", metavar="FILE", help="numbers of this deployment (HIFAZAT_CONFIG)")
    return common


def make_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="hifazat",
        description="Who stands where, tomorrow and in the next ten minutes.",
        epilog="Exit codes: 0 done, 1 no plan, 2 bad input, 3 our fault.",
        parents=[_for_every_verb()],
    )
    parser.set_defaults(
        json=False,
        seed=7,
        store=os.environ.get("HIFAZAT_STORE", DEFAULT_STORE),
        config=os.environ.get("HIFAZAT_CONFIG", ""),
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, sentence: str, example: str) -> argparse.ArgumentParser:
        return verbs.add_parser(
            name,
            help=sentence,
            description=sentence,
            epilog=f"Example: hifazat {example}",
            parents=[_for_every_verb()],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    one = verb("sample", "Fill an empty store with a synthetic world.", "--store demo.db sample --world district")
    one.add_argument("--world", choices=WORLDS, default="district", help="its size (%(default)s)")
    one.add_argument(
        "--today", type=a_date, default=None, metavar="DATE", help="the day on which the sample ends (today)"
    )

    one = verb("import", "Load a file: good rows go in, bad rows come back in a file.", "import sites churches.csv")
    one.add_argument("kind", choices=IMPORT_KINDS, metavar="KIND", help=", ".join(IMPORT_KINDS))
    one.add_argument("file", metavar="FILE", help="CSV, XLSX, GeoJSON, GeoPackage; roads also OSM or GraphML")
    one.add_argument("--map", metavar="NAME", help="column map: plain, police-register or acled")
    one.add_argument("--crs", metavar="EPSG", help="reference system of the coordinates, such as 32642")
    one.add_argument("--dates", choices=DATES, help="how dates are written")
    one.add_argument("--rejects", metavar="FILE", help="where bad rows go (FILE's name with .rejects.csv, here)")
    one.add_argument("--replace", action="store_true", help="the file replaces what the table holds")
    add_import_options(one)
    add_load_verbs(verb)

    one = verb("staff", "Give stations without a nominal roll a synthetic one.", "staff --per-station 82 --unit 70")
    one.add_argument("--per-station", type=a_positive, default=82, help="officers a station (%(default)s)")
    one.add_argument("--unit", type=a_positive, default=70, help="officers of the protection unit (%(default)s)")
    one.add_argument(
        "--today", type=a_date, default=None, metavar="DATE", help="the day from which trainings count (today)"
    )

    one = verb("today", "Show today's picture: alarms, what is not covered, services, plans.", "today --json")
    one.add_argument("--time", type=a_moment, default=None, metavar="ISO", help="the moment that counts as now (now)")

    one = verb("list", "Show the rows of a table.", "list sites --json")
    one.add_argument("table", choices=TABLES, metavar="TABLE", help=", ".join(TABLES))

    one = verb("risk", "Score each site in each of the coming days.", "risk --as-of 2026-12-20 --days 7")
    one.add_argument(
        "--as-of",
        type=a_date,
        default=None,
        metavar="DATE",
        help="first day; only what was reported before counts (today)",
    )
    one.add_argument("--days", type=some_days, default=7, help="how many days (%(default)s)")

    one = verb(
        "calendar",
        "Add festivals, days of remembrance and anniversaries to the occasions.",
        "calendar --from 2026-12-01 --days 365",
    )
    one.add_argument(
        "--from",
        dest="start",
        type=a_date,
        default=None,
        metavar="DATE",
        help="first day (the first reported incident, so that the past is there to learn from)",
    )
    one.add_argument("--days", type=a_span, default=365, help="days from that one, or from today (%(default)s)")
    one.add_argument(
        "--community", action="append", choices=COMMUNITIES, default=None, help="only what touches it; several times"
    )
    one.add_argument("--dry-run", action="store_true", help="only show what would be added")
    one.add_argument("--factors", action="store_true", help="add nothing: show what such days count, and why")

    add_explore_verbs(verb)

    verb("duplicates", "Show the incidents that several sources report and that count once.", "duplicates --json")

    one = verb(
        "trends", "Show how reported incidents change, with the doubt.", "trends --by tehsil --public --out 2025.csv"
    )
    one.add_argument("--by", choices=TREND_GROUPS, default="month", help="what to group by (%(default)s)")
    one.add_argument("--from", dest="start", type=a_date, default=None, metavar="DATE", help="first day (a year)")
    one.add_argument(
        "--to", dest="last", type=a_date, default=None, metavar="DATE", help="last day (the end of last month)"
    )
    one.add_argument(
        "--public",
        action="store_true",
        help="as it may leave the building: whole calendar years (the last that is over), no small counts",
    )
    one.add_argument("--out", metavar="FILE.csv", help="write the rows there")

    one = verb("fairness", "Show whom the reports may miss, and where to explore.", "fairness --as-of 2026-12-20")
    one.add_argument("--as-of", type=a_date, default=None, metavar="DATE", help="only what was reported before (today)")
    one.add_argument("--days", type=some_days, default=7, help="days of scores and patrols (%(default)s)")

    one = verb(
        "vulnerability",
        "Say how bad an incident at each site would be, by the ten factors of the rules.",
        "vulnerability --as-of 2026-12-20",
    )
    one.add_argument(
        "--as-of", type=a_date, default=None, metavar="DATE", help="only what was reported before counts (today)"
    )

    one = verb("explain", "Say why a site has its risk.", "explain S0012 --as-of 2026-12-20 --days 28")
    one.add_argument("site", metavar="SITE", help="identifier of the site")
    one.add_argument("--as-of", type=a_date, default=None, metavar="DATE", help="first day (today)")
    one.add_argument("--days", type=some_days, default=28, help="how many days (%(default)s)")

    one = verb(
        "area-risk", "Sum the incidents to be expected at the sites of each tehsil.", "area-risk --as-of 2026-12-20"
    )
    one.add_argument("--as-of", type=a_date, default=None, metavar="DATE", help="first day (today)")
    one.add_argument("--days", type=some_days, default=28, help="how many days (%(default)s)")

    one = verb("demand", "Show who is needed where and when, and why.", "demand --from 2026-12-20 --days 7")
    one.add_argument("--from", dest="start", type=a_date, default=None, metavar="DATE", help="first day (today)")
    one.add_argument("--days", type=some_days, default=7, help="how many days (%(default)s)")

    add_report_verb(verb, LANGUAGES)

    add_week_verbs(verb, LANGUAGES)

    add_surge_verbs(verb, LANGUAGES)
    add_live_verbs(verb, LANGUAGES)

    add_replay_verb(verb, LANGUAGES)
    add_cordon_verb(verb)
    add_reach_verb(verb)

    one = verb("map", "Write one self-contained map page that opens without any network.", "map --out map.html")
    one.add_argument("--out", required=True, metavar="FILE.html", help="the page")
    one.add_argument("--language", choices=LANGUAGES, default="en", help="of its labels (%(default)s)")

    one = verb(
        "backtest",
        "Test how well past windows would have been forecast, beside five simpler models.",
        "backtest --incidents register.csv --region district.geojson --origins 12 --horizon 28d",
    )
    one.add_argument("--incidents", metavar="FILE", help="CSV, XLSX, GeoJSON or GeoPackage (those of the store)")
    one.add_argument("--region", metavar="FILE", help="outline of the region (areas of the store, or a hull)")
    one.add_argument("--areas", metavar="FILE", help="polygons: the places are these areas, not cells")
    one.add_argument("--origins", type=a_positive, default=12, help="how many windows (%(default)s)")
    one.add_argument("--horizon", type=a_horizon, default=28, metavar="28d", help="days of a window (%(default)s)")
    one.add_argument("--grid", type=a_length, default=None, metavar="1km", help="side of a cell (by region and number)")
    one.add_argument("--map", metavar="NAME", help="column map: plain, police-register or acled")
    one.add_argument("--crs", metavar="EPSG", help="reference system of the incidents, such as 32642")
    one.add_argument("--dates", choices=DATES, help="how dates are written")

    one = verb("config", "Say where a number comes from, or list all of them.", "config explain surge.quantile")
    one.add_argument("action", choices=("explain", "list"), help="explain one key, or list all")
    one.add_argument("key", nargs="?", metavar="KEY", help="as section.key")

    one = verb("serve", "Open the app in the browser.", "serve --port 8501")
    one.add_argument("--port", type=a_port, default=None, help="port (8501, or the next that is free)")
    one.add_argument("--no-browser", action="store_true", help="only print the address")
    return parser
