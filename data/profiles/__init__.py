"""Profiles: a startup's facts as one file, in YAML, JSON, CSV or XLSX; read, checked, previewed, written, exported."""

from data.profiles.commit import Change, changes, commit_profile
from data.profiles.profile_records import GivenModel, Profile, ProfileReading
from data.profiles.reading import MAX_BYTES, read_profile, read_profile_file

__all__ = [
    "MAX_BYTES",
    "Change",
    "GivenModel",
    "Profile",
    "ProfileReading",
    "changes",
    "commit_profile",
    "read_profile",
    "read_profile_file",
]
