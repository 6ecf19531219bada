"""A fund's table of two startups over two periods, in its own words, and the mapping that explains them."""

import csv
import io

import openpyxl
import pandas as pd
import pytest

from data.bulk import ColumnMapping, given_startups, mapping_of, read_table, write_startups
from data.repository import startup_names

HEADER = ["Company", "Quarter end", "Recurring revenue", "Cash (US dollars)", "HQ", "Partner"]
ROWS = [
    ["Acme Models", "2026-06-30", 2000000, 5000000, "NO", "Ines"],
    ["Acme Models", "2026-09-30", 2400000, None, None, "Ines"],
    ["白云认知", "2026-09-30", 0, 750000.5, "CN", "Jun"],
]
COLUMNS = {
    "Company": "name",
    "Quarter end": "as_of",
    "Recurring revenue": "arr_usd",
    "Cash (US dollars)": "cash_usd",
    "HQ": "hq_country",
    "Partner": "ignore",
}
MAPPING = ColumnMapping(COLUMNS, {"level": "documented", "source_title": "Pipeline, third quarter"})


def as_csv(rows=ROWS, header=HEADER):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode()


def as_xlsx(rows=ROWS, header=HEADER):
    book = openpyxl.Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_parquet(rows=ROWS, header=HEADER):
    stream = io.BytesIO()
    pd.DataFrame(rows, columns=header).to_parquet(stream)
    return stream.getvalue()


@pytest.fixture
def understood(registry, today):
    """The startups of a table's bytes, with the mapping of the fund."""

    def read(content=None, filename="pipeline.csv", *, mapping=MAPPING, known=None, language="en"):
        table = read_table(as_csv() if content is None else content, filename, language=language)
        whole = mapping_of(table.headers, registry, mapping)
        return given_startups(table, whole, registry, known or {}, language=language, today=today)

    return read


@pytest.fixture
def written(database, understood):
    """What changed of each startup after a table was written."""

    def write(content=None, filename="pipeline.csv", *, actor="test", **options):
        with database.session() as session:
            known = startup_names(session)
        given = understood(content, filename, known=known, **options)
        batches = write_startups(database.session, given, actor=actor, origin=filename)
        return [change for batch in batches for change in batch]

    return write
