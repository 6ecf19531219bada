"""Profiles: a startup's facts as one file, in YAML, JSON, CSV or XLSX; read, checked, previewed, written, exported."""

from data.profiles.commit import Change, Claims, changes, commit_profile
from data.profiles.exporting import blank_template, export_profile, written_profile
from data.profiles.given_facts import (
    ANALYST_NOTE,
    day_described,
    evidence_level,
    nearest_fields,
)
from data.profiles.known_claims import is_same_score
from data.profiles.list_items import CLAIMS_FIELD, claim_items
from data.profiles.profile_records import (
    STARTUP_KEYS,
    FileFormat,
    GivenModel,
    GivenProfile,
    GivenRecord,
    Profile,
    ProfileReading,
)
from data.profiles.reading import format_of, read_entry, read_profile, read_profile_file
from data.profiles.sources import SourceReader, source_kinds
from data.profiles.validation import NAME_LENGTH, SLUG_LENGTH, SUMMARY_LENGTH, slug_text
from data.profiles.values import bounded_text, fact_value

__all__ = [
    "ANALYST_NOTE",
    "CLAIMS_FIELD",
    "NAME_LENGTH",
    "SLUG_LENGTH",
    "STARTUP_KEYS",
    "SUMMARY_LENGTH",
    "Change",
    "Claims",
    "FileFormat",
    "GivenModel",
    "GivenProfile",
    "GivenRecord",
    "Profile",
    "ProfileReading",
    "SourceReader",
    "blank_template",
    "bounded_text",
    "changes",
    "claim_items",
    "commit_profile",
    "day_described",
    "evidence_level",
    "export_profile",
    "fact_value",
    "format_of",
    "is_same_score",
    "nearest_fields",
    "read_entry",
    "read_profile",
    "read_profile_file",
    "slug_text",
    "source_kinds",
    "written_profile",
]
