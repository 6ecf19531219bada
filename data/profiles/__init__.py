"""Profiles: a startup's facts as one file, in YAML, JSON, CSV or XLSX; read, checked, previewed, written, exported."""

from data.profiles.commit import Change, changes, commit_profile
from data.profiles.exporting import blank_template, export_profile, written_profile
from data.profiles.list_items import CLAIMS_FIELD, claim_items
from data.profiles.profile_records import FileFormat, GivenModel, Profile, ProfileReading
from data.profiles.reading import MAX_BYTES, format_of, read_profile, read_profile_file

__all__ = [
    "CLAIMS_FIELD",
    "MAX_BYTES",
    "Change",
    "FileFormat",
    "GivenModel",
    "Profile",
    "ProfileReading",
    "blank_template",
    "changes",
    "claim_items",
    "commit_profile",
    "export_profile",
    "format_of",
    "read_profile",
    "read_profile_file",
    "written_profile",
]
