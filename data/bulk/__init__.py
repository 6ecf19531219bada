"""Many startups at once: a fund's table read, its columns understood, compared with the ledger, written by batches."""

from data.bulk.mapping import (
    CONSTANTS,
    IGNORED,
    ColumnMapping,
    check_mapping,
    column_targets,
    mapping_of,
    parse_mapping,
    written_mapping,
)
from data.bulk.reading import FORMATS, GivenTable, read_table, read_table_file
from data.bulk.records import EntryChange, GivenStartup, StartupChange, Totals
from data.bulk.remembering import keep_mapping, used_mapping
from data.bulk.rows import DEFAULTS, given_startups
from data.bulk.writing import planned_changes, write_startups

__all__ = [
    "CONSTANTS",
    "DEFAULTS",
    "FORMATS",
    "IGNORED",
    "ColumnMapping",
    "EntryChange",
    "GivenStartup",
    "GivenTable",
    "StartupChange",
    "Totals",
    "check_mapping",
    "column_targets",
    "given_startups",
    "keep_mapping",
    "mapping_of",
    "parse_mapping",
    "planned_changes",
    "read_table",
    "read_table_file",
    "used_mapping",
    "write_startups",
    "written_mapping",
]
