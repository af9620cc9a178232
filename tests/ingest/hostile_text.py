"""Hostile tables in text, and files that are not what they are called."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.hostile_kit import ALL_BAD, GOOD, INCIDENTS, REFUSED, REJECTS, SITES, TAKEN
from tests.ingest.hostile_kit import BOMB as _BOMB
from tests.ingest.hostile_kit import hostile_file as _hostile
from tests.ingest.hostile_kit import text_file as _text

# --- coordinates ---------------------------------------------------------------------------------------------------

_text("swapped_one.csv", "sites", REJECTS, "swapped", SITES + GOOD + "s4,Turned,hindu,73.11,31.44\n")
_text("swapped_all.csv", "sites", ALL_BAD, "swapped", SITES + "a,A,hindu,73.1,31.4\nb,B,hindu,73.2,31.5\n")
_text("dms.csv", "sites", TAKEN, "", SITES + 's1,A,hindu,"31°24\'36""N","73°05\'00""E"\ns2,B,hindu,۳۱٫۴۲,۷۳٫۰۹\n')
_text("dms_broken.csv", "sites", REJECTS, "degrees", SITES + GOOD + "s4,D,hindu,31°75'10\"N,73 5 E x\n")
_text("wrong_axis.csv", "sites", REJECTS, "other axis", SITES + GOOD + "s4,D,hindu,31.5E,73.1N\n")
_text("not_finite.csv", "sites", REJECTS, "degrees", SITES + GOOD + "s4,D,hindu,nan,73.1\ns5,E,hindu,inf,73.1\n")
_text("null_island.csv", "sites", REJECTS, "0, 0", SITES + GOOD + "s4,D,hindu,0,0\n")
_text("far_away.csv", "sites", REJECTS, "outside the district", SITES + GOOD + "s4,D,hindu,51.5,-0.12\n")
_text("no_place.csv", "sites", REJECTS, "empty", SITES + GOOD + "s4,D,hindu,,\n")
_text("metres.csv", "sites", REFUSED, "metres", SITES + "s1,A,hindu,3480000,320000\ns2,B,hindu,3481000,321000\n")
_text("metres_told.csv", "sites", TAKEN, "", "site,name,x,y\ns1,A,320000,3480000\ns2,B,321000,3481000\n", crs="32643")
_text("degrees_told_metres.csv", "sites", REFUSED, "degrees", SITES + GOOD, crs="32643")
_text("no_such_crs.csv", "sites", REFUSED, "reference system", SITES + GOOD, crs="999999")
_text("huge_numbers.csv", "sites", REJECTS, "", SITES.strip() + ",worshippers\ns1,A,hindu,31.4,73.1," + "9" * 400 + "\n"
      "s2,B,hindu,31.4,73.1,50\ns3,C,hindu,31.4,73.1,1e999\ns4,D,hindu,31.41,73.1,20\n")  # fmt: skip

# --- dates ---------------------------------------------------------------------------------------------------------

_PLACE = "31.41,73.08\n"
_text(
    "dates_open.csv",
    "incidents",
    REFUSED,
    "--dates",
    INCIDENTS + f"i1,04/03/2026,arson,{_PLACE}i2,05/06/2026,mob,{_PLACE}",
)
_text("dates_told.csv", "incidents", TAKEN, "", INCIDENTS + f"i1,04/03/2026,arson,{_PLACE}", dates="day-first")
_text(
    "dates_decided.csv",
    "incidents",
    TAKEN,
    "day-first",
    INCIDENTS + f"i1,04/03/2026,arson,{_PLACE}i2,25/12/2025,mob,{_PLACE}",
)
_text("dates_both.csv", "incidents", REJECTS, "both", INCIDENTS
      + f"i1,13/03/2026,arson,{_PLACE}i2,03/14/2026,mob,{_PLACE}"
      f"i3,04/05/2026,threat,{_PLACE}")  # fmt: skip
_text(
    "dates_serial.csv",
    "incidents",
    TAKEN,
    "Excel day numbers",
    INCIDENTS + f"i1,45000,arson,{_PLACE}i2,45000.5,mob,{_PLACE}",
)
_text(
    "dates_impossible.csv",
    "incidents",
    REJECTS,
    "date",
    INCIDENTS + f"i1,2026-02-30,arson,{_PLACE}i2,2026-01-01,mob,{_PLACE}",
)
_text(
    "dates_short_year.csv",
    "incidents",
    REJECTS,
    "two digits",
    INCIDENTS + f"i1,13/02/26,arson,{_PLACE}i2,2026-01-01,mob,{_PLACE}",
)
_text(
    "dates_far.csv",
    "incidents",
    REJECTS,
    "outside",
    INCIDENTS + f"i1,0001-01-01,arson,{_PLACE}i2,2026-01-01,mob,{_PLACE}",
)
_text(
    "dates_unknown_order.csv",
    "incidents",
    REFUSED,
    "--dates",
    INCIDENTS + f"i1,2026-01-01,mob,{_PLACE}",
    dates="sideways",
)

# --- text ----------------------------------------------------------------------------------------------------------

_URDU = "site,name,community,latitude,longitude\ns1,کلیسا,مسیحی,31.41,73.08\ns2,مندر,ہندو,31.42,73.09\n"
_ARABIC = _URDU.replace("ی", "ي").replace("ہ", "ه").replace("ک", "ك")
_text("urdu_utf8.csv", "sites", TAKEN, "", _URDU)
_text("urdu_bom.csv", "sites", TAKEN, "", _URDU, encoding="utf-8-sig")
_text("urdu_utf16.csv", "sites", TAKEN, "", _URDU, encoding="utf-16")
_text("urdu_utf16_no_mark.csv", "sites", TAKEN, "UTF-16", _URDU, encoding="utf-16-le")
_text("urdu_1256.csv", "sites", TAKEN, "Windows-1256", _ARABIC, encoding="cp1256")
_hostile("cut_utf16.csv", "sites", REFUSED, "breaks it")(lambda p: p.write_bytes(_URDU.encode("utf-16")[:-1]))
_text("controls.csv", "sites", TAKEN, "", SITES + "s1,Cha\x00pel\x07\u202e,hindu,31.41,73.08\n")
_text("formulas.csv", "sites", TAKEN, "formula", SITES + 's1,"=HYPERLINK(""http://x"",""y"")",hindu,31.41,73.08\n')
_text("formula_rejects.csv", "sites", REJECTS, "", SITES + GOOD + "s4,D,hindu,=1+1,@x\n")
_text("scripts.csv", "sites", TAKEN, "", SITES + "s1,<script>alert(1)</script>`${x}`,hindu,31.41,73.08\n")
_text("long_name.csv", "sites", REJECTS, "longer", SITES + GOOD + f"s4,{'x' * 5000},hindu,31.41,73.08\n")

# --- shape of the table --------------------------------------------------------------------------------------------

_text("semicolons.csv", "sites", TAKEN, "semicolons", (SITES + "s1,A,hindu,31.41,73.08\n").replace(",", ";"))
_text("tabs.csv", "sites", TAKEN, "tabs", (SITES + "s1,A,hindu,31.41,73.08\n").replace(",", "\t"))
_text("excel_sep.csv", "sites", TAKEN, "semicolons", "sep=;\n" + (SITES + "s1,A,hindu,31.41,73.08\n").replace(",", ";"))
_text("quoted_newline.csv", "sites", TAKEN, "", SITES + 's1,"Chapel\nof St John",christian,31.41,73.08\n')
_text("open_quote.csv", "sites", ALL_BAD, "", SITES + 's1,"Chapel,christian,31.41,73.08\ns2,B,hindu,31.4,73.1\n')
_text("ragged.csv", "sites", REJECTS, "cells", SITES + GOOD + "s4,D\ns5,E,hindu,31.4,73.1,what,is,this\n")
_text("blank_lines.csv", "sites", TAKEN, "", "\n" + SITES + "\n" + GOOD + "\n\n")
_text("duplicates.csv", "sites", REJECTS, "same identifier", SITES + GOOD + "s1,Again,hindu,31.44,73.11\n")
_text("same_columns.csv", "sites", TAKEN, "", "site,name,name,latitude,longitude\ns1,A,B,31.41,73.08\n")
_text("missing_column.csv", "sites", REFUSED, "longitude", "site,name,latitude,longtude\ns1,A,31.4,73.1\n")
_text("header_only.csv", "sites", REFUSED, "no rows", SITES)
_text("one_word.csv", "sites", REFUSED, "", "hello")
_text("empty.csv", "sites", REFUSED, "empty", "")
_text("blanks.csv", "sites", REFUSED, "", "  \n\n \n")
_text(
    "bad_words.csv", "stations", REJECTS, "none of", "station,kind,lat,lon\na,station,31.4,73.1\nb,castle,31.4,73.1\n"
)
_text("no_such_map.csv", "sites", REFUSED, "column map", SITES + GOOD, column_map="klingon")
_text("wrong_map.csv", "sites", REFUSED, "map", SITES + GOOD, column_map="acled")

# --- private persons -----------------------------------------------------------------------------------------------

_text("persons.csv", "incidents", TAKEN, "private persons",
      "incident,date,kind,latitude,longitude,Accused Name,Father's Name,CNIC,"
      "Religion of Victim,ملزم\n"
      "i1,2026-01-01,mob,31.41,73.08,CANARY-1,CANARY-2,12345-1234567-1,CANARY-3,CANARY-4\n")  # fmt: skip
_text("officer_names.csv", "officers", TAKEN, "private persons", "belt no,name,religion,rank,gender,station\n"
      "1201,CANARY-5,CANARY-6,ASI,F,st1\n")  # fmt: skip
_text("identity_in_text.csv", "sites", TAKEN, "[removed]", SITES
      + "s1,Chapel 35202-1234567-1,christian,31.41,73.08\ns2,B,hindu,31.4,73.1\ns3,C,hindu,31.4,73.1\n"
      "s4,D,hindu,31.4,73.1\ns5,E,hindu,31.4,73.1\ns6,F,hindu,31.4,73.1\n")  # fmt: skip
_text("identity_as_key.csv", "officers", ALL_BAD, "identity card", "officer,rank,station\n35202-1234567-1,ASI,st1\n")

# --- files that are not what they are called, or not files -----------------------------------------------------------

_VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="victims">'
    "<SrcDataSource>victims.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
)
for _suffix in ("geojson", "csv", "gpkg"):
    _text(f"vrt.{_suffix}", "sites", REFUSED, "VRT", _VRT)
_text("bomb.graphml", "roads", REFUSED, "entities", _BOMB + "<graphml>&c;</graphml>")
_text("bomb.osm", "osm", REFUSED, "entities", _BOMB + '<osm version="0.6">&c;</osm>')
_text("bomb_utf16.osm", "osm", REFUSED, "entities", _BOMB + '<osm version="0.6">&c;</osm>', encoding="utf-16")
_text(
    "late_bomb.graphml",
    "roads",
    REFUSED,
    "",
    "<!--" + "x" * 70_000 + "-->" + _BOMB.partition("\n")[2] + "<graphml>&c;</graphml>",
)
_text("broken.osm", "osm", REFUSED, "broken", '<osm version="0.6"><node id="1" lat="31"')
_text("empty.osm", "osm", REFUSED, "", '<osm version="0.6"></osm>')
_text("broken.graphml", "roads", REFUSED, "", "<graphml><graph><node id='1'>")
_text("wrong.kml", "sites", REFUSED, "KML", "<kml><Placemark/></kml>")
_text("page.csv", "sites", REFUSED, "web page", "<!DOCTYPE html><html><body>404</body></html>")
_text("text.geojson", "sites", REFUSED, "not GeoJSON", SITES + GOOD)
_text("overpass.json", "roads", REFUSED, "Overpass", '{"version": 0.6, "elements": []}')
_text("points_as_osm.csv", "osm", REFUSED, "read from", SITES + GOOD)
_hostile("junk.csv", "sites", REFUSED)(lambda p: p.write_bytes(bytes((i * 197 + 13) % 256 for i in range(4096))))
_hostile("junk.osm.pbf", "osm", REFUSED)(lambda p: p.write_bytes(b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + b"\xff" * 300))
_hostile("pickle.csv", "sites", REFUSED, "pickle")(lambda p: p.write_bytes(b"\x80\x04\x95\x0b\x00\x00\x00"))
_hostile("old.xls", "sites", REFUSED, ".xls")(
    lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
)
_hostile("shape.shp", "sites", REFUSED, "shapefile")(lambda p: p.write_bytes(b"\x00\x00\x27\x0a" + b"\0" * 96))
_hostile("folder.csv", "sites", REFUSED, "folder")(lambda p: p.mkdir(exist_ok=True))
_hostile("missing.csv", "sites", REFUSED, "no file")(lambda p: None)


@_hostile("large.csv", "sites", REFUSED, "limit")
def _large(path: Path) -> None:
    """300 MB on paper: the file has a hole and takes no room where the file system allows it."""
    with path.open("wb") as file:
        file.write(SITES.encode())
        file.truncate(300_000_000)
