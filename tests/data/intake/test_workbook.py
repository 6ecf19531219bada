"""One gate for every workbook: profiles and company tables are held to the same limits."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from data.company_tables import read_customer_arr
from data.profiles import read_profile
from data.registry import load_registry

READERS: dict[str, Callable[[bytes], Any]] = {
    "profile": lambda content: read_profile(content, "a.xlsx", load_registry()),
    "table": lambda content: read_customer_arr(content, "a.xlsx"),
}
HEADERS = {
    "profile": ["field", "value", "level", "as_of", "source_kind", "source_title"],
    "table": ["customer", "month", "arr"],
}


@pytest.fixture(params=list(READERS))
def kind(request):
    return request.param


def archive(*parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
    return stream.getvalue()


def workbook(*rows):
    made, stream = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(stream)
    return stream.getvalue()


def said(kind, content):
    return [problem.message for problem in READERS[kind](content).problems]


def test_a_workbook_of_too_many_parts_is_refused(kind):
    content = archive(*((f"part-{number}.xml", "") for number in range(501)))
    assert said(kind, content) == ["The workbook has 501 parts, the limit is 500; remove pictures and unused sheets."]


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_unpacking(kind):
    content = archive(("xl/workbook.xml", b"0" * (51 * 1024 * 1024)))
    assert said(kind, content) == [
        "The workbook unpacks to 51 MB, the limit is 50 MB; remove pictures and unused sheets."
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/sheet.bin"])
def test_entities_are_found_in_every_encoding_and_under_every_name(kind, encoding, name):
    content = archive((name, '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'.encode(encoding)))
    assert said(kind, content) == [
        f"The file is not a readable XLSX workbook ({name} declares entities); save it again as .xlsx."
    ]


def with_long_text(content):
    """The workbook with MARK made longer than a cell may be, as no program writes it."""
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        parts = [(part.filename, made.read(part).replace(b"MARK", b"x" * 32_768)) for part in made.infolist()]
    return archive(*parts)


def test_a_cell_longer_than_the_limit_is_refused_with_its_address(kind):
    row = ["MARK", *(["1"] * (len(HEADERS[kind]) - 1))]
    found = READERS[kind](with_long_text(workbook(HEADERS[kind], row))).problems
    assert [(problem.row, problem.message) for problem in found if "32768 characters" in problem.message][:1] == [
        ("Sheet!A2", "The cell holds 32768 characters, the limit is 32767; shorten it.")
    ]
