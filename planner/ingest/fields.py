"""What each table takes from a file: column, how it is read, whether it must be there, and what people call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.ingest import vocabulary as v
from planner.tables import (
    AnyTable,
    AreaTable,
    IncidentTable,
    LandmarkTable,
    OccasionTable,
    OfficerTable,
    SiteTable,
    StationTable,
    VehicleTable,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table.

    `reader`: id, text, choice, flag, woman, count, measure, level, list, moment, day, skills, tongues or leave.
    `others` are the names that stand for it in people's files, beside its own. When the column is absent, `default`
    is taken and said, unless it is `required`. `loose`: a word that is not known becomes the default and is said;
    otherwise the row is given back. `named`: the column may hold the name of a place.
    """

    name: str
    reader: str = "text"
    others: tuple[str, ...] = ()
    required: bool = False
    default: Any = ""
    words: Mapping[str, str] | None = None
    loose: bool = False
    low: float = 0
    high: float = 10**9
    filled: bool = False
    quiet: bool = False


def _others(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


_NAME = _others("name name_english english_name title")
_NAME_UR = _others("urdu_name name_urdu urdu name_ur نام")
_SOURCE = Field("source", others=_others("data_source provenance ماخذ"), quiet=True)
_AREA = Field("area", others=_others("area_code tehsil tehsil_code adm3_pcode limits"), quiet=True)
_SYNTHETIC = Field("is_synthetic", "flag", _others("synthetic"), default=False, quiet=True)
_NAMES = (Field("name_en", others=_NAME, quiet=True), Field("name_ur", others=_NAME_UR, quiet=True))
_COMMUNITY_WORDS = _others(
    "community_hit community_affected affected_community target_community victim_community برادری کمیونٹی"
)

LATITUDE = _others("latitude lat y lat_dd latitude_n gps_lat gps_latitude northing عرض_بلد")
LONGITUDE = _others("longitude lon long lng x lon_dd longitude_e gps_lon gps_long gps_longitude easting طول_بلد")
OUTLINE = _others("geometry wkt geom the_geom shape_wkt")
CLOCK = _others("time time_of_occurrence occurrence_time time_of_incident hour وقت")

FIELDS: dict[AnyTable, tuple[Field, ...]] = {
    SiteTable: (
        Field("site", "id", _others("site_id site_no id code site_code osm_id sr_no s_no serial serial_no نمبر_شمار")),
        *_NAMES,
        Field(
            "kind", "choice", _others("type site_type kind_of_place قسم"), default="place of worship", words=v.SITE_KIND
        ),
        Field(
            "community",
            "choice",
            _others("religion faith denomination مذہب برادری"),
            default="unknown",
            words=v.COMMUNITY,
            loose=True,
        ),
        Field("category", "choice", _others("cat security_category class زمرہ"), words=v.CATEGORY),
        Field("is_registered", "flag", _others("registered registration رجسٹرڈ"), default=False),
        Field(
            "worshippers",
            "count",
            _others("attendance capacity congregation participants"),
            default=None,
            high=1_000_000,
            quiet=True,
        ),
        Field("entries", "count", _others("gates entry_points entrances"), default=None, high=100, quiet=True),
        Field(
            "grounds_m2",
            "measure",
            _others("grounds total_area area_m2 area_sqm area_sq_m plot_area covered_area_m2 رقبہ"),
            default=None,
            high=100_000_000,
            quiet=True,
        ),
        Field(
            "setting",
            "choice",
            _others("site_setting location_type type_of_location surroundings محل_وقوع"),
            words=v.SETTING,
            quiet=True,
        ),
        Field(
            "safeguards",
            "list",
            _others("security_measures existing_security safety_measures security_arrangements حفاظتی_انتظامات"),
            words=v.SAFEGUARD,
            quiet=True,
        ),
        Field(
            "guards",
            "count",
            _others("own_guards private_guards volunteers security_guards محافظ رضاکار"),
            default=None,
            high=10_000,
            quiet=True,
        ),
        Field("threat", "level", _others("threat_level level_of_threat خطرہ"), default=None, quiet=True),
        Field(
            "advisory",
            "level",
            _others("advisory_level information_level threat_alert alert_level اطلاع"),
            default=None,
            quiet=True,
        ),
        Field("service_times", others=_others("service_time timings services prayer_times"), quiet=True),
        _AREA,
        _SOURCE,
    ),
    IncidentTable: (
        Field("incident", "id", _others("incident_id id event_id case_id case_no code")),
        Field(
            "occurred_at",
            "moment",
            _others(
                "date date_of_occurrence occurrence_date date_of_incident incident_date event_date datetime date_time"
                " occurred occurred_on date_and_time_of_occurrence تاریخ تاریخ_وقوعہ"
            ),
            required=True,
        ),
        Field("time_precision", "count", _others("date_precision"), default=1, low=1, high=3),
        Field("place_precision", "count", _others("geo_precision location_precision"), default=1, low=1, high=3),
        Field(
            "kind",
            "choice",
            _others("type incident_type event_type category offence قسم نوعیت"),
            default="other",
            words=v.INCIDENT_KIND,
            loose=True,
        ),
        Field("severity", "count", default=None, low=1, high=5),
        Field("crowd_low", "count", _others("crowd_min min_crowd"), default=None, quiet=True),
        Field("crowd_best", "count", _others("crowd crowd_size size_of_crowd"), default=None, quiet=True),
        Field("crowd_high", "count", _others("crowd_max max_crowd"), default=None, quiet=True),
        Field("fatalities", "count", _others("deaths killed dead"), default=None, quiet=True),
        Field("community", "choice", _COMMUNITY_WORDS, default="unknown", words=v.COMMUNITY, loose=True),
        Field("trigger", others=_others("cause motive"), quiet=True),
        Field("actor", "choice", _others("actor_type"), default="unknown", words=v.ACTOR, loose=True),
        Field(
            "reported_by",
            "choice",
            _others("reporter reported reporting_source"),
            default="unknown",
            words=v.REPORTER,
            loose=True,
        ),
        _SOURCE,
    ),
    StationTable: (
        Field("station", "id", _others("station_id id code ps_code osm_id police_station ps تھانہ")),
        *_NAMES,
        Field("kind", "choice", _others("type station_type"), default="station", words=v.STATION_KIND),
        Field("has_desk", "flag", _others("desk victim_support_desk"), default=False),
        _AREA,
        _SOURCE,
    ),
    AreaTable: (
        Field("area", "id", _others("area_id id code pcode area_code adm3_pcode adm2_pcode"), required=True),
        *_NAMES,
        Field("level", "choice", _others("kind type admin_level"), required=True, words=v.AREA_LEVEL),
        Field("parent", others=_others("parent_code parent_area"), quiet=True),
        _SOURCE,
    ),
    OfficerTable: (
        Field(
            "officer",
            "id",
            _others(
                "service_number service_no officer_id belt_no belt_number personal_no constabulary_no id بیلٹ_نمبر"
            ),
            required=True,
        ),
        Field("rank", "choice", _others("designation عہدہ"), required=True, words=v.RANK),
        Field("is_woman", "woman", _others("woman gender sex جنس"), default=False),
        Field("skills", "skills", _others("skill trainings training courses"), quiet=True),
        Field(
            "home_station",
            "text",
            _others("station station_id place_of_posting posting posted_at police_station ps تھانہ"),
            required=True,
            filled=True,
        ),
        Field("unit", "choice", _others("branch wing"), default="station", words=v.UNIT),
        Field("leave", "leave", _others("leaves on_leave رخصت"), quiet=True),
        Field(
            "unit_since",
            "day",
            _others(
                "in_unit_since posted_since posted_on date_of_posting posting_date since date_of_joining_unit"
                " joined_unit_on date_joined_unit date_of_joining joining_date تاریخ_تعیناتی تعیناتی_کی_تاریخ"
                " تعینات_از"
            ),
            quiet=True,
        ),
        Field(
            "languages",
            "tongues",
            _others("language languages_known languages_spoken language_skills speaks spoken_languages زبان زبانیں"),
            words=v.LANGUAGE,
            quiet=True,
        ),
        _SYNTHETIC,
        _SOURCE,
    ),
    VehicleTable: (
        Field(
            "vehicle",
            "id",
            _others("vehicle_id vehicle_no registration registration_no reg_no fleet_no number id"),
            required=True,
        ),
        Field("kind", "text", _others("type vehicle_type make"), default="mobile"),
        Field("seats", "count", _others("capacity seating_capacity"), required=True, default=None, low=1, high=80),
        Field("profile", "choice", _others("speed_profile"), words=v.PROFILE),
        Field(
            "home_station",
            "text",
            _others("station station_id posted_at police_station ps تھانہ"),
            required=True,
            filled=True,
        ),
        _SYNTHETIC,
        _SOURCE,
    ),
    OccasionTable: (
        Field("occasion", "id", _others("occasion_id id code")),
        *_NAMES,
        Field("kind", "choice", _others("type"), default="other", words=v.OCCASION_KIND),
        Field("community", "choice", _others("religion faith مذہب برادری"), default="unknown", words=v.COMMUNITY),
        Field("start", "moment", _others("date start_date from begins start_time تاریخ"), required=True),
        Field("end", "moment", _others("end_date to until ends end_time"), default=None),
        Field(
            "doubt_days",
            "measure",
            _others("doubt moon_doubt uncertainty_days plus_minus_days"),
            default=0.0,
            high=30,
            quiet=True,
        ),
        _AREA,
        _SOURCE,
    ),
    LandmarkTable: (
        Field("landmark", "id", _others("landmark_id osm_id id fid code full_id")),
        *_NAMES,
        Field("kind", "choice", _others("type fclass class قسم"), required=True, words=v.LANDMARK_KIND),
        _SOURCE,
    ),
}
"""Every table that is filled from rows; roads have a file of their own."""
