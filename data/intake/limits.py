"""How large what is given may be; whatever is larger is refused before it is read further."""

from typing import NamedTuple

MEGABYTE = 1024 * 1024

MAX_PROFILE_MEGABYTES = 10
MAX_TABLE_MEGABYTES = 5
"""A table of the company holds numbers of at most `MAX_ROWS` rows, a profile texts."""

MAX_UNPACKED_MEGABYTES = 50
MAX_PARTS = 500
"""Of a workbook, which is an archive."""

MAX_ROWS = 5_000
MAX_COLUMNS = 40

MAX_BULK_MEGABYTES = 100
MAX_BULK_PROBLEMS = 1_000
"""Of a table of many startups; whoever has more of them mends the first ones and comes again."""

MAX_CELL_CHARACTERS = 32_767
"""What a spreadsheet's own cell holds."""

MAX_DEPTH = 12
MAX_NODES = 50_000
"""Of a YAML or JSON tree."""

MAX_FACTS = 5_000
MAX_LIST_ITEMS = 500
"""Of a structured list inside one fact, such as claimed scores."""


class TableBounds(NamedTuple):
    """How far a table is read."""

    rows: int
    columns: int
    unpacked_megabytes: int


ONE_COMPANY = TableBounds(MAX_ROWS, MAX_COLUMNS, MAX_UNPACKED_MEGABYTES)
MANY_COMPANIES = TableBounds(100_000, 400, 800)
