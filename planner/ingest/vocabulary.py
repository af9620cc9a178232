"""The words that people write for the values of our tables, in English and Urdu, and what we write for them."""

from __future__ import annotations

from collections.abc import Mapping

from planner.core.people import Rank
from planner.ingest.text import fold
from planner.tables.landmarks import KINDS as LANDMARK_KINDS
from planner.tables.sites import COMMUNITIES, NO_SAFEGUARD, SAFEGUARDS, SETTINGS


def spelled(allowed: tuple[str, ...], other: Mapping[str, str] | None = None) -> dict[str, str]:
    """From each folded word to the allowed word it stands for; `other` holds blank-parted words with _ for a blank."""
    table = {fold(word): word for word in allowed if word}
    for word, others in (other or {}).items():
        table |= {fold(text.replace("_", " ")): word for text in others.split()}
    return table


COMMUNITY = spelled(
    COMMUNITIES,
    {
        "christian": "christians christianity church catholic protestant masihi isai مسیحی عیسائی مسیحیت",
        "hindu": "hindus hinduism mandir ہندو",
        "sikh": "sikhs sikhism gurdwara سکھ",
        "ahmadi": "ahmadis ahmadiyya ahmadiya qadiani ahmedi احمدی",
        "parsi": "parsis zoroastrian zoroastrianism zoroastrians پارسی",
        "bahai": "baha'i baha'is بہائی",
        "buddhist": "buddhists buddhism بدھ",
        "jewish": "jew jews judaism یہودی",
        "muslim": "muslims islam islamic shia sunni مسلم مسلمان",
        "other": "others multifaith animist kalash jain دیگر",
        "unknown": "not_known n/a na none نامعلوم",
    },
)
SITE_KIND = spelled(
    ("place of worship", "settlement", "burial ground", "school", "other"),
    {
        "place of worship": "church cathedral chapel temple mandir gurdwara gurudwara mosque imambargah imambara"
        " synagogue shrine worship worship_place place_of_worship عبادت_گاہ گرجا گرجا_گھر چرچ مندر گوردوارہ مسجد",
        "settlement": "colony basti village katchi_abadi neighbourhood mohallah mohalla بستی کالونی محلہ گاؤں",
        "burial ground": "cemetery graveyard qabristan cremation_ground shamshan قبرستان شمشان",
        "school": "college seminary madrassa convent سکول اسکول",
        "other": "office hospital market دیگر",
    },
)
CATEGORY = spelled(
    ("A+", "A", "B", "C", "D"),
    {
        "A+": "a_plus category_a+ cat_a+ category_a_plus",
        "A": "category_a cat_a",
        "B": "category_b cat_b",
        "C": "category_c cat_c",
        "D": "category_d cat_d",
    },
)
SETTING = spelled(
    SETTINGS,
    {
        "main road": "mainroad highway gt_road bazaar chowk main_bazaar مین_روڈ شاہراہ بازار",
        "open road": "openroad road street wide_street residential_street کھلی_سڑک سڑک",
        "narrow street": "narrow lane alley gali narrow_lane congested dense تنگ_گلی گلی",
        "isolated": "remote fields outside open_fields deserted الگ_تھلگ ویران",
    },
)
SAFEGUARD = spelled(
    (*SAFEGUARDS, NO_SAFEGUARD),
    {
        "wall": "boundary_wall boundary walls compound_wall چار_دیواری دیوار",
        "gate": "gates barrier barriers security_gate locked_gate گیٹ دروازہ",
        "cctv": "camera cameras cctv_cameras cctv_camera کیمرہ کیمرے سی_سی_ٹی_وی",
        "lighting": "light lights floodlight floodlights search_light لائٹ لائٹیں روشنی",
        "metal detector": "walk_through walk_through_gate walkthrough walkthrough_gate detector metal_detectors"
        " میٹل_ڈیٹیکٹر واک_تھرو",
        "alarm": "alarms panic_button siren الارم سائرن",
        NO_SAFEGUARD: "nil no nothing کوئی_نہیں",
    },
)
LEVEL = {
    fold(text.replace("_", " ")): level
    for level, line in enumerate(
        (
            "0 none nil no کوئی_نہیں",
            "1 low minor کم",
            "2 moderate medium normal درمیانہ متوسط",
            "3 high serious زیادہ بلند",
            "4 severe critical very_high extreme شدید انتہائی",
        )
    )
    for text in line.split()
}
"""Words for levels of threat and advisories, as the registers of district committees write them."""
STATION_KIND = spelled(
    ("station", "post", "lines"),
    {
        "station": "police_station ps thana tehsil_station تھانہ",
        "post": "police_post pp chowki check_post picket desk چوکی",
        "lines": "police_lines district_police_lines reserve headquarters hq پولیس_لائن پولیس_لائنز",
    },
)
AREA_LEVEL = spelled(
    ("district", "tehsil", "station limits", "settlement"),
    {
        "district": "zila adm2 admin2 ضلع",
        "tehsil": "taluka subdistrict sub-division adm3 admin3 تحصیل تعلقہ",
        "station limits": "station_limits police_station_limits police_station jurisdiction limits beat حدود_تھانہ",
        "settlement": "village colony union_council uc mouza mohallah گاؤں",
    },
)
LANDMARK_KIND = spelled(
    LANDMARK_KINDS,
    {
        "river": "riverbank دریا",
        "canal": "distributary minor نہر",
        "stream": "drain nullah nala brook نالہ",
        "lake": "water reservoir pond dam جھیل",
        "wetland": "marsh swamp دلدل",
        "railway": "rail railway_line ریلوے",
        "city": "شہر",
        "town": "قصبہ",
        "village": "hamlet chak گاؤں",
        "neighbourhood": "suburb quarter mohalla mohallah locality محلہ",
    },
)
# the order decides when a text holds several of these words
INCIDENT_KIND = spelled(
    ("mob violence", "arson", "desecration", "attack", "vandalism", "threat", "demonstration", "other"),
    {
        "mob violence": "mob mobs riot riots rioting lynching lynched mob_attack crowd_attack unlawful_assembly ہجوم"
        " بلوہ فساد فسادات مشتعل_ہجوم",
        "arson": "fire burning burnt burned burn torched torching ablaze set_on_fire set_fire_to arsonist"
        " آتش_زنی آتشزدگی آگ نذر_آتش جلا_دیا جلایا جلاؤ جلانے جلانا",
        "desecration": "desecrated desecrating defiling defiled profanation بے_حرمتی",
        "attack": "attacks attacked attacking assault assaulted shooting shot firing opened_fire open_fire bombing bomb"
        " blast explosion murder murdered killing killed stabbing stabbed grenade beating beaten kidnapping abduction"
        " حملہ حملے فائرنگ گولی دھماکہ دھماکا بم قتل تشدد اغوا مار_پیٹ زدوکوب",
        "vandalism": "damage damaged damaging vandalised vandalized ransacked ransacking smashed stoning stone_pelting"
        " pelting_stones brickbatting broken_windows توڑ_پھوڑ پتھراؤ سنگ_باری",
        "threat": "threats threatened threatening intimidation harassment harassed hate_speech"
        " دھمکی دھمکیاں دھمکیوں ہراساں",
        "demonstration": "protest protests protested rally procession sit-in dharna strike road_block blockade"
        " احتجاج جلوس دھرنا مظاہرہ ہڑتال",
        "other": "misc unknown دیگر",
    },
)
ACTOR = spelled(
    ("crowd", "armed group", "state", "unknown"),
    {
        "crowd": "mob rioters protesters public ہجوم",
        "armed group": "militants militant gunmen terrorists armed_men",
        "state": "police army law_enforcement پولیس",
        "unknown": "unidentified not_known نامعلوم",
    },
)
REPORTER = spelled(
    ("victim", "community", "press", "police register", "monitor", "patrol", "unknown"),
    {
        "community": "elder committee pastor peace_committee",
        "press": "media newspaper news اخبار",
        "police register": "fir police register police_station پولیس روزنامچہ",
        "monitor": "ngo acled observer",
        "patrol": "patrol_find گشت",
    },
)
OCCASION_KIND = spelled(
    ("festival", "procession", "verdict", "bail", "anniversary", "other"),
    {
        "festival": "holiday christmas easter diwali holi eid تہوار عید",
        "procession": "juloos jaloos march muharram جلوس",
        "verdict": "judgment judgement court فیصلہ",
        "bail": "bail_hearing ضمانت",
        "anniversary": "urs barsi برسی",
        "other": "rally دیگر",
    },
)
PROFILE = spelled(
    ("car", "heavy", "motorcycle"),
    {
        "car": "mobile pickup jeep van single_cabin double_cabin",
        "heavy": "bus truck prison_van apc water_cannon",
        "motorcycle": "motorbike bike موٹر_سائیکل",
    },
)
UNIT = spelled(
    ("protection unit", "station", "reserve"),
    {
        "protection unit": "protection mpu minority_protection_unit minorities_protection_unit unit",
        "station": "police_station ps thana تھانہ",
        "reserve": "lines police_lines anti_riot arf district_reserve ریزرو",
    },
)
LANGUAGE = spelled(
    (
        "Urdu", "Punjabi", "Saraiki", "Sindhi", "Pashto", "Balochi", "Brahui", "Hindko", "Pothwari", "Kashmiri",
        "Shina", "Balti", "Khowar", "Gojri", "Burushaski", "Wakhi", "Hazaragi", "Marwari", "Dhatki", "Gujarati",
        "Memoni", "Dari", "English", "Persian", "Arabic", "Chinese", "sign language",
    ),
    {
        "Urdu": "اردو",
        "Punjabi": "panjabi پنجابی",
        "Saraiki": "seraiki siraiki سرائیکی",
        "Sindhi": "سندھی",
        "Pashto": "pushto pukhto pakhto pashtu پشتو",
        "Balochi": "baluchi بلوچی",
        "Brahui": "brahvi براہوئی براہوی",
        "Hindko": "ہندکو",
        "Pothwari": "pothohari potohari potwari پوٹھوہاری پوٹھواری",
        "Kashmiri": "کشمیری",
        "Shina": "شینا",
        "Balti": "بلتی",
        "Khowar": "chitrali کھوار چترالی",
        "Gojri": "gujari گوجری",
        "Burushaski": "بروشسکی",
        "Wakhi": "وخی",
        "Hazaragi": "ہزارگی",
        "Marwari": "مارواڑی",
        "Dhatki": "thari ڈھاٹکی",
        "Gujarati": "گجراتی",
        "Memoni": "میمنی",
        "Dari": "دری",
        "English": "انگریزی انگلش",
        "Persian": "farsi فارسی",
        "Arabic": "عربی",
        "Chinese": "mandarin چینی",
        "sign language": "signing sign pakistan_sign_language اشاروں_کی_زبان",
    },
)  # fmt: skip
"""Languages of service; a word that is none of them is left out, so that no tribe or faith slips in."""
RANK = spelled(
    tuple(rank.label for rank in Rank),
    {
        "Constable": "pc ct c lc lady_constable foot_constable fc driver_constable کانسٹیبل سپاہی",
        "Head Constable": "hc lhc ہیڈ_کانسٹیبل حوالدار",
        "ASI": "assistant_sub_inspector assistant_sub-inspector اے_ایس_آئی",
        "SI": "sub_inspector sub-inspector ایس_آئی سب_انسپکٹر",
        "Inspector": "insp sho انسپکٹر",
        "DSP": "asp sdpo deputy_superintendent ڈی_ایس_پی",
        "SP": "superintendent ایس_پی",
        "SSP": "senior_superintendent ایس_ایس_پی",
    },
)
WOMAN = frozenset(
    map(fold, ("woman", "female", "f", "lady", "w", "yes", "y", "true", "1", "خاتون", "عورت", "ہاں", "لیڈی"))
)
NOT_WOMAN = frozenset(map(fold, ("man", "male", "m", "no", "n", "false", "0", "مرد", "نہیں")))
YES = frozenset(map(fold, ("yes", "y", "true", "t", "1", "x", "registered", "ہاں", "جی", "جی ہاں", "رجسٹرڈ")))
NO = frozenset(map(fold, ("no", "n", "false", "f", "0", "nil", "unregistered", "not registered", "نہیں")))
SEVERITY = {
    "threat": 1,
    "demonstration": 1,
    "vandalism": 2,
    "desecration": 2,
    "other": 2,
    "attack": 3,
    "mob violence": 3,
    "arson": 4,
}
"""Severity by kind where a file gives none. Source: assumption, after the scale of the incident table."""
DEATH = 5
"""Severity of an incident with a death, whatever its kind."""
KILLING = frozenset(map(fold, ("murder", "murdered", "killing", "killed", "lynched", "lynching", "قتل")))
ATTEMPT = frozenset(map(fold, ("attempt", "attempted", "attempts", "اقدام", "کوشش")))
"""Words of an offence that say a death, and words that take it back: attempted murder is 4, as section 324."""
