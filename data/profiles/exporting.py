"""Profiles and blank templates as files, in every format that can be read back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from data.profiles.flat_files import csv_file, csv_template
from data.profiles.nested_files import json_file, yaml_file
from data.profiles.nested_templates import json_template, yaml_template
from data.profiles.profile_records import FileFormat, Profile
from data.profiles.stored import stored_profile
from data.profiles.workbook_files import workbook_file, workbook_template
from data.records import Registry
from data.registry import load_registry
from data.repository import dossier


def export_profile(session: Session, slug: str, file_format: FileFormat, registry: Registry | None = None) -> bytes:
    """The startup's profile as a file; reading it back and writing it changes nothing.

    Measured facts are left out, since files cannot vouch for them.

    Raises:
        NotFound: if there is no such startup.
        InvalidInput: if a value is longer than a workbook's cell holds.
    """
    registry = registry or load_registry()
    return written_profile(stored_profile(dossier(session, slug), registry), file_format, registry)


def written_profile(profile: Profile, file_format: FileFormat, registry: Registry) -> bytes:
    """The profile as a file of that format."""
    if file_format == "yaml":
        return yaml_file(profile)
    if file_format == "json":
        return json_file(profile)
    return csv_file(profile, registry) if file_format == "csv" else workbook_file(profile, registry)


def blank_template(file_format: FileFormat, registry: Registry) -> bytes:
    """An empty profile with every field a company is asked for, explained in English and Chinese."""
    if file_format == "yaml":
        return yaml_template(registry)
    if file_format == "json":
        return json_template(registry)
    return csv_template(registry) if file_format == "csv" else workbook_template(registry)
