"""Profiles: a startup's facts as one file, in YAML, JSON, CSV or XLSX; read, checked, previewed, written, exported."""

from data.profiles.commit import Change, Claims, changes, commit_profile
from data.profiles.exporting import blank_template, export_profile, written_profile
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

__all__ = [
    "CLAIMS_FIELD",
    "STARTUP_KEYS",
    "Change",
    "Claims",
    "FileFormat",
    "GivenModel",
    "GivenProfile",
    "GivenRecord",
    "Profile",
    "ProfileReading",
    "blank_template",
    "changes",
    "claim_items",
    "commit_profile",
    "export_profile",
    "format_of",
    "is_same_score",
    "read_entry",
    "read_profile",
    "read_profile_file",
    "written_profile",
]
