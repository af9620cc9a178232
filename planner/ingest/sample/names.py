"""Names that no real place has, in English letters and in Urdu: every one says Demo."""

from __future__ import annotations

MARKETS = (
    ("Noor", "نور"),
    ("Gulab", "گلاب"),
    ("Umeed", "امید"),
    ("Sahil", "ساحل"),
    ("Moti", "موتی"),
    ("Kiran", "کرن"),
    ("Saba", "صبا"),
    ("Chand", "چاند"),
    ("Shabnam", "شبنم"),
    ("Bahar", "بہار"),
    ("Sahar", "سحر"),
    ("Anar", "انار"),
)
TOWNS = (("Demopur", "ڈیموپور"), ("Demo Kalan", "ڈیمو کلاں"), ("Demo Khurd", "ڈیمو خورد"))
FAITHS = {
    "christian": ("Christian", "مسیحی"),
    "ahmadi": ("Ahmadi", "احمدی"),
    "hindu": ("Hindu", "ہندو"),
    "sikh": ("Sikh", "سکھ"),
}
PLACES = {
    "place of worship": ("Place of worship", "عبادت گاہ"),
    "settlement": ("Colony", "کالونی"),
    "burial ground": ("Burial ground", "قبرستان"),
    "school": ("School", "اسکول"),
}
"""Neutral words: the place of any community is a place of worship."""
RIVER = ("River Demo", "دریائے ڈیمو")
LAKE = ("Demo Lake", "ڈیمو جھیل")
RAILWAY = ("Demo Railway", "ڈیمو ریلوے")
SIDES = (
    (("North", "شمالی"), 0.0, 1.0),
    (("East", "مشرقی"), 1.0, 0.0),
    (("South", "جنوبی"), 0.0, -1.0),
    (("West", "مغربی"), -1.0, 0.0),
)
"""Quarters of a town: name, and how far east and north of its middle."""
BASES = {
    "station": ("Police Station", "تھانہ"),
    "post": ("Police Post", "پولیس چوکی"),
    "lines": ("Police Lines", "پولیس لائنز"),
}


def market(number: int) -> tuple[str, str]:
    """Name of the n-th market town, from 0: `Basti Noor Demo`."""
    english, urdu = MARKETS[number % len(MARKETS)]
    again = "" if number < len(MARKETS) else f" {number // len(MARKETS) + 1}"
    return f"Basti {english} Demo{again}", f"بستی {urdu} ڈیمو{again}"


def village(number: int) -> tuple[str, str]:
    """Name of the n-th village, from 0: `Chak 1 Demo`."""
    return f"Chak {number + 1} Demo", f"چک {number + 1} ڈیمو"


def town(number: int) -> tuple[str, str]:
    """Name of the n-th town, from 0; the first is the seat of the district."""
    if number < len(TOWNS):
        return TOWNS[number]
    return f"Demo Town {number + 1}", f"ڈیمو شہر {number + 1}"


def canal(number: int) -> tuple[str, str]:
    """Name of the n-th canal, from 0: `Demo Canal`, `Demo Canal 2`."""
    again = "" if number < 2 else f" {number}"
    return f"Demo Canal{again}", f"ڈیمو نہر{again}"


def site(kind: str, community: str, number: int, at: tuple[str, str]) -> tuple[str, str]:
    """Name of a site: `Place of worship (Ahmadi) 7, Chak 12 Demo`."""
    (place, place_ur), (faith, faith_ur) = PLACES[kind], FAITHS[community]
    return f"{place} ({faith}) {number}, {at[0]}", f"{place_ur} ({faith_ur}) {number}، {at[1]}"


def base(kind: str, at: tuple[str, str], number: int = 0) -> tuple[str, str]:
    """Name of a station, post or Lines: `Police Station Demopur 3`."""
    word, word_ur = BASES[kind]
    tail = f" {number}" if number else ""
    return f"{word} {at[0]}{tail}", f"{word_ur} {at[1]}{tail}"


def road(a: tuple[str, str], b: tuple[str, str]) -> tuple[str, str]:
    """Name of the road between two settlements."""
    return f"{a[0]} - {b[0]} Road", f"{a[1]} - {b[1]} روڈ"
