"""Tables of three kinds, read by the same rules; what is none is refused in one sentence."""

import io

import openpyxl
import pyarrow
import pytest
from pyarrow import parquet

from data.bulk import read_table, read_table_file
from data.bulk.reading import LAYOUT
from data.intake.limits import MANY_COMPANIES
from data.intake.problems import ProblemList
from data.intake.workbook import workbook_rows
from data.records import InvalidInput
from tests.data.bulk.conftest import HEADER, ROWS, as_csv, as_parquet, as_xlsx

FORMATS = {"a.csv": as_csv(), "a.xlsx": as_xlsx(), "a.parquet": as_parquet()}


@pytest.mark.parametrize("filename", FORMATS)
def test_the_header_is_kept_as_it_is_written(filename):
    table = read_table(FORMATS[filename], f"folder/{filename}")
    assert table.filename == filename
    assert table.headers == tuple(HEADER)
    assert len(table.rows) == len(ROWS)
    assert table.problems == ()


def test_the_three_formats_come_to_the_same_startups(understood):
    plans = [understood(content, name) for name, content in FORMATS.items()]
    values = [[(each.slug, [period.values for period in each.periods]) for each in plan] for plan in plans]
    assert values[0] == values[1] == values[2]
    assert values[0][0] == (
        "acme-models",
        [{"arr_usd": 2000000, "cash_usd": 5000000, "hq_country": "NO"}, {"arr_usd": 2400000}],
    )


def test_a_table_may_be_longer_and_wider_than_that_of_one_company():
    header = [f"c{number}" for number in range(90)]
    table = read_table(as_csv([["1"] * 90] * 6000, header), "a.csv")
    assert (len(table.rows), len(table.headers)) == (6000, 90)
    workbook = as_xlsx([[1] * 90], header)
    assert read_table(workbook, "a.xlsx").headers == tuple(header)
    assert MANY_COMPANIES.rows == 100_000


def test_only_the_first_sheet_of_a_workbook_is_read():
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx()))
    book.create_sheet("notes").append(["anything", "=1+1"])
    stream = io.BytesIO()
    book.save(stream)
    rows = workbook_rows(stream.getvalue(), LAYOUT, ProblemList())
    assert rows is not None and len(rows) == len(ROWS)


@pytest.mark.parametrize(
    ("content", "filename", "said"),
    [
        (b"a,b\n1,2\n", "a.txt", "ends in none of .csv, .xlsx, .parquet"),
        (b"PAR1 no Parquet PAR1", "a.parquet", "not readable Parquet"),
        (b"no workbook", "a.xlsx", "not a readable XLSX workbook"),
        (b"name\n", "a.csv", "no row below it"),
        (b"   ", "a.csv", "holds nothing"),
        (b"name,\xff\n1,2\n", "a.csv", "not UTF-8"),
        (b"name,name\n1,2\n", "a.csv", "appears twice"),
        (b"name\nAcme,1\n", "a.csv", "beyond the last column"),
        (b"na\x1b[31mme\nAcme\n", "a.csv", "invisible control character"),
    ],
)
def test_what_is_no_table_is_refused(content, filename, said):
    with pytest.raises(InvalidInput, match=said):
        read_table(content, filename)


def test_the_refusal_speaks_the_readers_language():
    with pytest.raises(InvalidInput, match="不是可读取的 Parquet"):
        read_table(b"PAR1 no Parquet PAR1", "a.parquet", language="zh")


def test_parquet_that_unpacks_too_far_is_read_no_further(monkeypatch):
    column = pyarrow.array(["x" * 20_000] * 2_000).dictionary_encode()
    stream = io.BytesIO()
    parquet.write_table(pyarrow.table({"name": column}), stream)
    assert len(stream.getvalue()) < 100_000
    monkeypatch.setattr("data.bulk.reading.LAYOUT", _smaller(megabytes=20))
    with pytest.raises(InvalidInput, match="unpacks to"):
        read_table(stream.getvalue(), "a.parquet")


def test_parquet_with_too_many_rows_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("data.bulk.reading.LAYOUT", _smaller(rows=2))
    with pytest.raises(InvalidInput, match="more than 2 rows"):
        read_table(as_parquet(), "a.parquet")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InvalidInput, match=r"No file '.*none.csv'"):
        read_table_file(tmp_path / "none.csv")


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(101 * 1024 * 1024)
    with pytest.raises(InvalidInput, match="the limit is 100 MB"):
        read_table_file(path)


def _smaller(rows=MANY_COMPANIES.rows, megabytes=MANY_COMPANIES.unpacked_megabytes):
    bounds = MANY_COMPANIES._replace(rows=rows, unpacked_megabytes=megabytes)
    return type(LAYOUT)(any_column=True, first_sheet_only=True, bounds=bounds)
