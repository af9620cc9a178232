"""Latitude and longitude from text: decimal degrees, degrees and minutes, degrees, minutes and seconds; any digits."""

from __future__ import annotations

import re

import lat_lon_parser
import numpy as np
import pandas as pd

from planner.ingest.cells import numbers
from planner.ingest.text import plain_digits

_HEMISPHERES = {
    "شمال": "N",
    "شمالی": "N",
    "جنوب": "S",
    "جنوبی": "S",
    "مشرق": "E",
    "مشرقی": "E",
    "مغرب": "W",
    "مغربی": "W",
    "NORTH": "N",
    "SOUTH": "S",
    "EAST": "E",
    "WEST": "W",
}
_WORD = re.compile("|".join(sorted(_HEMISPHERES, key=len, reverse=True)))
_SIGNS = str.maketrans(
    {"º": "°", "˚": "°", "’": "'", "′": "'", "‘": "'", "´": "'", "`": "'", "”": '"', "″": '"', "“": '"'}
)
# lat_lon_parser takes any signs between the parts, even wrong ones: only these shapes are let through to it
_PARTS = re.compile(
    r"(?P<sign>-)?(?P<deg>\d{1,3}(?:\.\d+)?)\s*(?:°|d|deg|:|\s)?\s*"
    r"(?:(?P<min>\d{1,2}(?:\.\d+)?)\s*(?:'|m|min|:|\s)?\s*)?"
    r"(?:(?P<sec>\d{1,2}(?:\.\d+)?)\s*(?:\"|''|s|sec)?\s*)?",
)


def degrees(column: pd.Series, axis: str) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Degrees (NaN where empty or bad), the mask of bad cells, and one reason a row.

    `axis` is "latitude" or "longitude"; a hemisphere of the other axis is bad. The globe's bounds are not checked here.
    """
    values, bad = numbers(column, comma_is_point=True)
    reasons = [""] * len(column)
    if bad.any():
        read = {text: _one(text, axis) for text in column[bad].unique()}
        for place in np.flatnonzero(bad):
            value, reason = read[column.iloc[place]]
            values[place], reasons[place] = value, reason
        bad = np.asarray([bool(r) for r in reasons])
    return values, bad, reasons


def _one(text: str, axis: str) -> tuple[float, str]:
    plain = plain_digits(pd.Series([text], dtype="str")).iloc[0].translate(_SIGNS).strip().upper()
    plain = re.sub(r"(\d),(\d)", r"\1.\2", _WORD.sub(lambda m: _HEMISPHERES[m.group()], plain))
    # in 31d 31m 13s the last letter is the seconds', not the south's
    plain = re.sub(r"^([^DM]*D[^DM]*M[^DM]*\d)\s*S(EC)?$", r'\1"', plain)
    letters = re.findall(r"^[NSEW]|[NSEW]$", plain)
    body = re.sub(r"^[NSEW]\s*|\s*[NSEW]$", "", plain)
    match = _PARTS.fullmatch(body.lower())
    if match is None or len(letters) > 1 or (letters and match["sign"]):
        return float("nan"), f"the {axis} is no number of degrees"
    if letters and (letters[0] in "NS") != (axis == "latitude"):
        return float("nan"), f"the {axis} is marked {letters[0]}, which belongs to the other axis"
    if float(match["min"] or 0) >= 60 or float(match["sec"] or 0) >= 60:
        return float("nan"), f"minutes or seconds of the {axis} are 60 or more"
    parts = " ".join(match[name] for name in ("deg", "min", "sec") if match[name])
    sign = "-" if match["sign"] or (letters and letters[0] in "SW") else ""
    try:
        return float(lat_lon_parser.parse(sign + parts)), ""
    except (ValueError, TypeError):
        return float("nan"), f"the {axis} is no number of degrees"
