"""An emergency as a CAP 1.2 alert for other control rooms: restricted, in both languages, without names of persons.

The elements and their order, and the words that each may hold, are those of the OASIS Common Alerting Protocol 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

from planner.config import ReportConfig
from planner.core.bidi import plain
from planner.core.errors import InputError
from planner.report.surge_paper import Front, SurgePaper
from planner.report.voice import Voice

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
LANGUAGES = {"en": "en-PK", "ur": "ur-PK"}
URGENCY = {"watch": "Expected", "tense": "Expected", "disorder": "Immediate", "violent": "Immediate"}
SEVERITY = {"watch": "Minor", "tense": "Moderate", "disorder": "Severe", "violent": "Extreme"}
CERTAINTY = {"watch": "Possible", "tense": "Likely", "disorder": "Observed", "violent": "Observed"}
_UNKNOWN = "Unknown"
# what XML 1.0 cannot hold at all, escaped or not
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_IDENTIFIER = re.compile(r"[\s,<&]")


def cap_alert(paper: SurgePaper, config: ReportConfig, *, radius_m: float, replaces: SurgePaper | None = None) -> bytes:
    """One alert with an `info` block for each alarm in English and in Urdu, as XML in UTF-8.

    `radius_m` is that of the circle around each alarm. A surge that replaces an earlier one is an Update that refers to
    it. A surge on a synthetic roll is an Exercise. The same surge always gives the same bytes.

    Raises
    ------
    InputError
        If the surge has no moment, or the sender of the configuration holds a blank, a comma, < or &.
    """
    if _NO_IDENTIFIER.search(config.alert_sender) or not config.alert_sender:
        raise InputError(
            f"report.alert_sender {config.alert_sender!r} cannot be the sender of a CAP alert",
            maybe="write it without blanks, commas, < or &, as control-room@example.org.",
        )
    root = ET.Element(_tag("alert"))
    sent = _moment(paper)
    _add(root, "identifier", identifier(paper))
    _add(root, "sender", config.alert_sender)
    _add(root, "sent", _text(sent))
    _add(root, "status", "Exercise" if paper.is_synthetic else "Actual")
    _add(root, "msgType", "Alert" if replaces is None else "Update")
    _add(root, "scope", "Restricted")
    english = Voice("en")
    _add(root, "restriction", english["cap.restriction"])
    _add(root, "note", english["order.synthetic"] if paper.is_synthetic else "")
    if replaces is not None:
        before = (config.alert_sender, identifier(replaces), _text(_moment(replaces)))
        _add(root, "references", ",".join(before))
    _add(root, "incidents", _no_blank(paper.log))
    for front in paper.fronts:
        for language in LANGUAGES:
            root.append(_info(front, Voice(language), sent, config, radius_m))
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True, default_namespace=NAMESPACE) + b"\n"


def identifier(paper: SurgePaper) -> str:
    """The alert's identifier: the moment of the call and eight letters of what was called and answered."""
    return _no_blank(f"surge-{paper.id}")


def _info(front: Front, voice: Voice, sent: datetime, config: ReportConfig, radius_m: float) -> ET.Element:
    info = ET.Element(_tag("info"))
    level = front.level
    _add(info, "language", LANGUAGES[voice.language])
    _add(info, "category", "Safety")
    _add(info, "category", "Security")
    _add(info, "event", voice["cap.event"])
    _add(info, "responseType", "Execute")
    _add(info, "urgency", URGENCY.get(level, _UNKNOWN))
    _add(info, "severity", SEVERITY.get(level, _UNKNOWN))
    _add(info, "certainty", CERTAINTY.get(level, _UNKNOWN))
    _add(info, "audience", voice["cap.audience"])
    _add(info, "effective", _text(sent))
    _add(info, "expires", _text(sent + timedelta(minutes=config.alert_expires_min)))
    place = front.spot.named(voice.language)
    words = voice.words
    _add(
        info,
        "headline",
        words["cap.headline"].format(
            level=words.get(f"level.{level}", words["cap.event"]),
            place=place,
            task=words.get(f"action.{front.action}", front.action),
        ),
    )
    _add(info, "description", " ".join(_description(front, voice)))
    _add(info, "instruction", words["cap.instruction"])
    for name, value in (("alarm", front.id), ("level", level), ("task", front.action)):
        if value:
            parameter = ET.SubElement(info, _tag("parameter"))
            _add(parameter, "valueName", name)
            _add(parameter, "value", value)
    area = ET.SubElement(info, _tag("area"))
    _add(area, "areaDesc", place)
    if front.row.get("latitude") is not None:
        _add(area, "circle", f"{front.row['latitude']:.5f},{front.row['longitude']:.5f} {radius_m / 1000:.2f}")
    return info


def _description(front: Front, voice: Voice) -> Iterator[str]:
    """Crowd, officers, and when they are adequate: numbers alone, no names and nothing that a caller said."""
    counts = {"needed": front.needed["officers"], "sent": front.sent["officers"]}
    words = voice.words
    if front.crowd:
        yield words["cap.description"].format(crowd=front.crowd[-1], **counts)
    else:
        yield words["cap.description_no_crowd"].format(**counts)
    found = front.promised
    if front.is_adequate and found is not None:
        at, cases = found
        yield words["cap.no_promise"] if at is None else words["cap.promised"].format(time=f"{at:%H:%M}", cases=cases)
    elif front.is_adequate and front.adequate_at is not None:
        yield words["cap.adequate"].format(time=f"{front.adequate_at:%H:%M}")
    elif not front.is_adequate:
        yield words["cap.not_adequate"]


def _moment(paper: SurgePaper) -> datetime:
    if paper.at is None:
        raise InputError("a CAP alert needs the moment of the surge", maybe="the document has no `at`.")
    return paper.at


def _text(moment: datetime) -> str:
    """As CAP has it: whole seconds and a numeric zone, never Z."""
    return moment.isoformat(timespec="seconds")


def _add(parent: ET.Element, name: str, text: str) -> None:
    """An element with a text; none where there is nothing to say, as CAP has no empty ones."""
    clean = _FORBIDDEN.sub("", plain(text)).strip()
    if clean:
        ET.SubElement(parent, _tag(name)).text = clean


def _no_blank(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.:+-]+", "_", text)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
