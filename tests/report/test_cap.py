"""The CAP 1.2 alert of a surge: elements in the standard's order, its words, nothing that a stranger must not read."""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from planner.config import load_config
from planner.core.errors import InputError
from planner.report.cap import NAMESPACE, cap_alert
from planner.report.surge_paper import SurgePaper, surge_paper_of
from tests.report.emergencies import frames, surge_in_full
from tests.report.made import HOSTILE

CONFIG = load_config().report
# OASIS CAP 1.2, section 3.2: the order in which the elements of each block stand
ORDER = {
    "alert": "identifier sender sent status msgType source scope restriction addresses code note references incidents "
    "info",
    "info": "language category event responseType urgency severity certainty audience eventCode effective onset "
    "expires senderName headline description instruction web contact parameter resource area",
    "area": "areaDesc polygon circle geocode altitude ceiling",
    "parameter": "valueName value",
}
REQUIRED = {
    "alert": "identifier sender sent status msgType scope",
    "info": "category event urgency severity certainty",
    "area": "areaDesc",
    "parameter": "valueName value",
}
WORDS = {
    "status": "Actual Exercise System Test Draft",
    "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "responseType": "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None",
    "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown",
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def paper(document: dict[str, Any] | None = None, **names: Any) -> SurgePaper:
    """The surge in full, on paper."""
    return surge_paper_of(document or surge_in_full(), **frames(**names), timezone="Asia/Karachi")


def alert(document: dict[str, Any] | None = None, **more: Any) -> ET.Element:
    """The alert, read back."""
    return ET.fromstring(cap_alert(paper(document), CONFIG, radius_m=600, **more))  # noqa: S314  our own text


def name(element: ET.Element) -> str:
    """The name of an element of the standard's namespace."""
    assert element.tag.startswith(f"{{{NAMESPACE}}}")
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def value(block: ET.Element, child: str) -> str:
    """The text of a child."""
    return block.findtext(f"{{{NAMESPACE}}}{child}") or ""


def check(root: ET.Element) -> None:
    """Order, required elements, words and moments of every block; no element without a text."""
    for block in root.iter():
        kind = name(block)
        if kind not in ORDER:
            assert (block.text or "").strip(), kind
            assert not list(block)
            continue
        order, found = ORDER[kind].split(), [name(child) for child in block]
        assert found == sorted(found, key=order.index), kind
        assert set(REQUIRED[kind].split()) <= set(found)
        repeated = {one for one in found if found.count(one) > 1}
        assert repeated <= {"info", "category", "responseType", "parameter", "area", "circle"}
        for child in block:
            if name(child) in WORDS:
                assert child.text in WORDS[name(child)].split()
            if name(child) in ("sent", "effective", "expires"):
                assert MOMENT.fullmatch(child.text or "")
    for key in ("identifier", "sender"):
        assert not re.search(r"[\s,<&]", value(root, key))


def test_the_alert_keeps_the_standard() -> None:
    """Two alarms in two languages are four blocks, each with its circle of 0.6 km."""
    root = alert()
    check(root)
    infos = root.findall(f"{{{NAMESPACE}}}info")
    assert [value(info, "language") for info in infos] == ["en-PK", "ur-PK"] * 2
    area = infos[0].find(f"{{{NAMESPACE}}}area")
    assert area is not None
    row = surge_in_full()["alarms"][0]
    assert value(area, "circle") == f"{row['latitude']:.5f},{row['longitude']:.5f} 0.60"
    assert value(area, "areaDesc") == "500 m north-east of Catholic church, Chak 12"


def test_it_is_restricted_and_an_exercise_on_made_up_data() -> None:
    """Scope Restricted with its text; Exercise while anyone on the roll is synthetic, Actual otherwise."""
    root = alert()
    assert (value(root, "scope"), value(root, "status")) == ("Restricted", "Exercise")
    assert "Not for the public" in value(root, "restriction")
    tables = frames()
    real = {**tables, "officers": tables["officers"].assign(is_synthetic=False)}
    found = surge_paper_of(surge_in_full(is_synthetic=False), **real, timezone="Asia/Karachi")
    actual = ET.fromstring(cap_alert(found, CONFIG, radius_m=600))  # noqa: S314
    assert value(actual, "status") == "Actual"
    assert not value(actual, "note")


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("watch", ("Expected", "Minor", "Possible")),
        ("tense", ("Expected", "Moderate", "Likely")),
        ("disorder", ("Immediate", "Severe", "Observed")),
        ("violent", ("Immediate", "Extreme", "Observed")),
        ("", ("Unknown", "Unknown", "Unknown")),
    ],
)
def test_the_level_says_how_urgent_it_is(level: str, words: tuple[str, str, str]) -> None:
    """Urgency, severity and certainty by the level of the crowd; unknown where nobody said."""
    document = surge_in_full()
    document["alarms"][0]["level"] = level
    root = alert(document)
    check(root)
    info = root.find(f"{{{NAMESPACE}}}info")
    assert info is not None
    assert tuple(value(info, key) for key in ("urgency", "severity", "certainty")) == words


def test_it_is_valid_for_its_time_from_the_call_on() -> None:
    """Sent and effective at the moment of the call, expired 120 minutes later."""
    root = alert()
    info = root.find(f"{{{NAMESPACE}}}info")
    assert info is not None
    called = datetime.fromisoformat(surge_in_full()["at"])
    assert value(root, "sent") == value(info, "effective") == "2026-12-25T06:35:00+05:00"
    assert datetime.fromisoformat(value(info, "expires")) == called + timedelta(minutes=CONFIG.alert_expires_min)


def test_it_tells_numbers_and_no_names() -> None:
    """What is needed and sent stands in it; who commands, what a caller said, and the sites without cover do not."""
    text = cap_alert(paper(), CONFIG, radius_m=600).decode()
    assert "Officers needed: 40, sent: 12. The force is NOT adequate." in text
    assert "Force adequate by 07:13 in 9 of 10 cases." in text
    assert "07:06" not in text
    for said in ("F1,", "F45", "Inspector", "shouting", "S2", "LEA 100", "no origin in reach"):
        assert said not in text


def test_a_later_one_is_an_update() -> None:
    """It refers to the one before by sender, identifier and moment, and has an identifier of its own."""
    later = surge_in_full(at="2026-12-25T06:50:00+05:00")
    root = alert(later, replaces=paper())
    check(root)
    assert value(root, "msgType") == "Update"
    sender, before, sent = value(root, "references").split(",")
    first = alert()
    assert (sender, before, sent) == tuple(value(first, key) for key in ("sender", "identifier", "sent"))
    assert value(root, "identifier") != before
    assert value(first, "msgType") == "Alert"


def test_the_same_surge_gives_the_same_alert() -> None:
    """Bytes and identifier are the same; another force is another alert."""
    assert cap_alert(paper(), CONFIG, radius_m=600) == cap_alert(paper(), CONFIG, radius_m=600)
    other = surge_in_full()
    other["alarms"][1]["units"] = []
    assert value(alert(other), "identifier") != value(alert(), "identifier")


def test_hostile_texts_stay_texts() -> None:
    """Markup is escaped, signs that XML cannot hold and signs that turn text round are left out."""
    bad = f'{HOSTILE} \x00\x08\x0b\ufffe]]></alert><script a="1">'
    document = surge_in_full(log=f"{bad}, x")
    document["alarms"][0].update(place=bad, task="hold")
    text = cap_alert(paper(document, names=(bad, f"{bad} گرجا")), CONFIG, radius_m=600).decode()
    root = ET.fromstring(text)  # noqa: S314
    check(root)
    assert "<script" not in text
    assert "\u202e" not in text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", text)
    described = [element.text or "" for element in root.iter() if name(element) == "areaDesc"]
    assert "<script" in described[0]


@pytest.mark.parametrize("sender", ["", "control room", "a,b", "a<b", "a&b"])
def test_a_sender_that_the_standard_forbids_is_refused(sender: str) -> None:
    """Blank, comma, < and & have no place in it."""
    with pytest.raises(InputError, match="alert_sender"):
        cap_alert(paper(), CONFIG.model_copy(update={"alert_sender": sender}), radius_m=600)


def test_a_surge_without_a_moment_has_no_alert() -> None:
    """An alert must say when it was sent."""
    with pytest.raises(InputError, match="moment"):
        cap_alert(dataclasses.replace(paper(), at=None), CONFIG, radius_m=600)
