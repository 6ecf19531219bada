"""A profile full of mistakes is refused with every one of them named, and nothing is written."""

import io
import json

import pytest
from openpyxl import Workbook, load_workbook

from data.profiles import blank_template, read_profile, read_profile_file
from data.repository import startups

CSV_HEAD = "field,value,unit,level,as_of,source_kind,source_title,source_date,page,note\r\n"
CSV_STARTUP = "startup.slug,csv-startup\r\nstartup.name,CSV\r\nstartup.summary_en,Does things.\r\n"

MANY_MISTAKES = """\
startup:
  slug: Kestrel Loom
  name: Kestrel Loom Labs (fictional)
  summary_en: Drafts radiology reports.
  fictional: maybe
model: {name: K, location: ../../etc/passwd}
sources:
  deck: {kind: pitch_deck, title: Deck, dated: 2026-09-02}
  rumour: {kind: gossip, title: Heard at a fair}
facts:
  headcount_fte: {value: many, level: claimed, as_of: 2026-09-30, source: deck}
  gpu_hours_final_run: {value: 3, unit: gpu_days, level: claimed, as_of: 2026-09-30, source: deck}
  nps_score: {value: 250, level: claimed, as_of: 2026-09-30, source: deck}
  launch_date: {value: 30.09.2026, level: claimed, as_of: 2026-09-30, source: deck}
  arr_used: {value: 5, level: claimed, as_of: 2026-09-30, source: deck}
  cash_usd: {value: 1, level: claimed, as_of: 2026-09-30, source: deck}
  cash_usd: {value: 2, level: claimed, as_of: 2026-09-30, source: deck}
  debt_usd: {value: 100, level: claimed, as_of: 2026-09-30}
  train_flop: {value: 1e21, level: measured, as_of: 2026-09-30, source: deck}
  funding_stage: {value: series_z, level: claimed, as_of: 2026-09-30, source: deck}
  source_mix_shares: {value: {licensed: 0.5, synthetic: 0.2}, level: claimed, as_of: 2026-09-30, source: deck}
  uptime_share: {value: 85, level: claimed, as_of: 2026-09-30, source: deck}
  win_rate_share: {value: 34%, level: claimed, as_of: 2026-09-30, source: deck}
  tam_usd: {value: 1000, level: claimed, as_of: 2027-09-30, source: deck}
  sales_regions: {value: [us, moon], level: claimed, as_of: 2026-09-30, source: deck}
  gpu_count: {value: -8, level: claimed, as_of: 2026-09-30, source: deck}
  active_customers_count: {value: 3.5, level: claimed, as_of: 2026-09-30, source: deck}
  claimed_benchmark_scores:
    value: [{task: mmlu, metric: acc, value: 64.1, harness: new}]
    level: claimed
    as_of: 2026-09-30
    source: deck
  pre_money_ask_usd: {value: 3m EUR, level: claimed, as_of: 2026-09-30, source: deck}
  sam_usd: {value: "2,400,000", level: claimed, as_of: 2026-09-30, source: deck}
  som_usd: {value: 5, level: claimed, as_of: 2026-09-30, source: deek}
  weights_open: {value: perhaps, level: certain, source: rumour}
"""

EXPECTED = [
    (17, "cash_usd", "'cash_usd' appears twice in the same place"),
    (2, "startup.slug", "'Kestrel Loom' must be 2 to 60 small letters"),
    (5, "startup.fictional", "'maybe' is neither true nor false"),
    (6, "model.location", "'../../etc/passwd' is neither a folder nor a hub id"),
    (11, "headcount_fte", "'many' is not a number"),
    (12, "gpu_hours_final_run", "The unit 'gpu_days' is not that of the field, which is gpu_hours"),
    (13, "nps_score", "250 is outside -100 to 100"),
    (14, "launch_date", "'30.09.2026' is not a date"),
    (15, "arr_used", "'arr_used' is not a field of the registry; did you mean arr_usd"),
    (18, "debt_usd", "The source is missing"),
    (19, "train_flop", "Measured facts are written by runs only"),
    (20, "funding_stage", "'series_z' is not an allowed value; choose pre_seed, seed, series_a"),
    (21, "source_mix_shares", "The shares add up to '0.7', they must add up to 1"),
    (22, "uptime_share", "85 is outside 0 to 1; if it means percent, divide it by 100 and write 0.85"),
    (23, "win_rate_share", "'34%' is written as a percentage; divide it by 100 and write 0.34"),
    (24, "tam_usd", "'2027-09-30' lies in the future; give a date up to today, 2026-11-01"),
    (25, "sales_regions", "'moon' is not an allowed value; choose eu, uk, us"),
    (26, "gpu_count", "-8 is outside 0 to 1000000"),
    (27, "active_customers_count", "'3.5' is not a whole number"),
    (29, "claimed_benchmark_scores", "'harness' is not a column of this list; allowed are model, task"),
    (29, "claimed_benchmark_scores", "Item 1: the score 64.1 is not a fraction; divide it by 100 and write 0.641"),
    (33, "pre_money_ask_usd", "'3m EUR' is not a plain sum in US dollars; convert it"),
    (34, "sam_usd", "'2,400,000' is not a plain number; write it in full"),
    (35, "som_usd", "'deek' is not among the sources; define it there, or use deck"),
    (36, "weights_open", "'certain' is not a level; choose claimed, documented"),
    (36, "weights_open", "The date as_of is missing"),
    (36, "weights_open", "'perhaps' is neither true nor false"),
    (9, "sources.rumour", "'gossip' is not a kind of document"),
]


def problems_of(content, name, registry, today, **options):
    reading = read_profile(content if isinstance(content, bytes) else content.encode(), name, registry, today=today)
    assert reading.profile is None
    return reading.problems


def test_every_planted_mistake_is_named_with_its_line(registry, today):
    found = problems_of(MANY_MISTAKES, "bad.yaml", registry, today)
    for row, field, sentence in EXPECTED:
        matching = [problem for problem in found if (problem.row, problem.field) == (row, field)]
        assert any(sentence in problem.message for problem in matching), (row, field, sentence, matching)
    assert len(found) == len(EXPECTED)


def test_a_fault_of_a_source_is_reported_once_however_many_facts_rest_on_it(registry, today):
    faulty = MANY_MISTAKES.replace("{kind: pitch_deck, title: Deck, dated: 2026-09-02}", "{kind: rumour, title: Deck}")
    found = [problem for problem in problems_of(faulty, "bad.yaml", registry, today) if "'rumour'" in problem.message]
    assert [(problem.row, problem.field) for problem in found] == [(8, "sources.deck")]


def test_every_problem_is_one_sentence_that_ends_in_a_full_stop(registry, today):
    for problem in problems_of(MANY_MISTAKES, "bad.yaml", registry, today):
        assert problem.message.endswith(".")
        assert "\n" not in problem.message


def test_the_same_mistakes_in_json_are_named_too(registry, today):
    tree = {
        "startup": {"slug": "ok-slug", "name": "Ok", "summary_en": "Does things."},
        "sources": {"deck": {"kind": "pitch_deck", "title": "Deck"}},
        "facts": {
            "headcount_fte": {"value": True, "level": "claimed", "as_of": "2026-09-30", "source": "deck"},
            "uptime_share": {"value": 85, "level": "claimed", "as_of": "2026-09-30", "source": "deck"},
            "nps_score": {"value": [3], "level": "claimed", "as_of": 20260930, "source": "deck"},
            "weights_open": {"value": None, "level": "claimed", "as_of": "2026-09-30", "source": "deck"},
        },
    }
    found = problems_of(json.dumps(tree, indent=1), "bad.json", registry, today)
    assert [(problem.field, problem.message.split(";")[0]) for problem in found] == [
        ("headcount_fte", "True is not a number"),
        ("uptime_share", "85 is outside 0 to 1"),
        ("nps_score", "'20260930' is not a date"),
        ("nps_score", "[3] is not text"),
        ("weights_open", "The entry has no value"),
    ]
    assert [problem.row for problem in found][:2] == [14, 20]


@pytest.mark.parametrize(
    ("name", "content", "row", "sentence"),
    [
        ("a.yaml", b"startup: [1, 2\nfacts: {", 2, "not valid YAML"),
        ("a.yaml", b"startup: {slug: a}\nfacts: {name: \xe9t\xe9}", 2, "Byte '0xE9' at position 34 is not UTF-8"),
        ("a.yaml", b"a: &a [x]\nb: [*a, *a]", 1, "'&a' is a YAML anchor or alias"),
        ("a.yaml", b"a: !!python/object/apply:os.system [ls]", 1, "is a YAML tag"),
        ("a.yaml", b"startup: {}\n---\nstartup: {}", 2, "A second YAML document"),
        ("a.yaml", b"a: " + b"[" * 40, 1, "more than 12 levels deep"),
        ("a.yaml", b"? [a, b]\n: 1", 1, "named by a list or a table"),
        ("a.yaml", b"[]", None, "no 'startup' section"),
        ("a.yaml", b"a: [" + b"1," * 50_001 + b"]", 1, "more than 50000 entries"),
        ("a.json", b'{"startup": {"slug": "a",}}', 1, "not valid JSON"),
        ("a.json", b'{"startup": NaN}', None, "NaN is not JSON"),
        ("a.json", b'{"startup": ' + b"[" * 40 + b"]" * 40 + b"}", 1, "more than 12 levels deep"),
        ("a.json", b'{"facts": [' + b"1," * 50_000 + b"1]}", 1, "more than 50000 entries"),
        ("a.csv", b"", None, "holds nothing"),
        ("a.json", b"[" * 100_000, None, "more than 12 levels deep"),
        ("a.json", b'{"startup": {},\n "startup": {"slug": "a"}}', 1, "'startup' appears twice"),
        ("a.csv", b"field,value\narr_usd,5", 1, "lacks the column 'level'"),
        ("a.csv", b"field,value,mood\narr_usd,5,good", 1, "'mood' is not a column of a profile"),
        ("a.csv", CSV_HEAD.encode() + b'arr_usd,"5', 2, "not valid CSV"),
        ("a.xlsx", b"PK\x03\x04 nothing", None, "not a readable XLSX workbook"),
        ("a.txt", b"startup: {}", None, "ends in none of .yaml"),
        ("a.yaml", b"  \n", None, "holds nothing"),
        ("a.yaml", b"x" * (10 * 1024 * 1024 + 1), None, "The file is 10.0 MB, the limit is 10 MB"),
    ],
    ids=lambda value: value[:20].decode(errors="replace") if isinstance(value, bytes) else None,
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(registry, today, name, content, row, sentence):
    found = problems_of(content, name, registry, today)
    matching = [problem for problem in found if sentence in problem.message]
    assert matching, found
    assert matching[0].row == row


def test_a_hundred_megabyte_file_is_refused_without_being_read(tmp_path, registry, monkeypatch):
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    monkeypatch.setattr(type(path), "read_bytes", lambda _: pytest.fail("the file was read"))
    reading = read_profile_file(path, registry)
    assert [problem.message for problem in reading.problems] == [
        "The file is 100.0 MB, the limit is 10 MB; split it or leave attachments out."
    ]


def test_a_file_of_another_kind_is_answered_at_once(registry, today):
    rows = "".join(f"column_{number},5,,claimed,2026-09-30,pitch_deck,Deck\n" for number in range(4000))
    found = problems_of(CSV_HEAD + CSV_STARTUP + rows, "other.csv", registry, today)
    assert len(found) == 4000
    assert "use the fields listed in the template" in found[-1].message
    more = problems_of(CSV_HEAD + CSV_STARTUP + rows * 2, "other.csv", registry, today)
    assert "There are more than 5000 rows" in more[0].message


def test_csv_mistakes_carry_the_line_they_stand_on(registry, today):
    rows = (
        'business_summary,"Two\nlines of text, more than twenty",,claimed,2026-09-30,pitch_deck,Deck\r\n'
        "arr_usd,=1+1,,claimed,2026-09-30,pitch_deck,Deck\r\n"
        "arr_usd,5,usd_per_year,claimed,2026-09-30,pitch_deck,Deck\r\n"
        "arr_usd,6,,claimed,2026-09-30,pitch_deck,Deck\r\n"
        "cash_usd,6,eur,claimed,2026-09-30,run,Our run\r\n"
        "channel_shares,paid=0.5; dream=0.5,,claimed,2026-09-30,pitch_deck,Deck\r\n"
        "post_training_methods,sft; sft; none,,claimed,2026-09-30,pitch_deck,Deck\r\n"
        ",7,,claimed,2026-09-30,pitch_deck,Deck\r\n"
        "debt_usd,,,claimed,2026-09-30,pitch_deck,Deck\r\n"
        "energy_mwh,,,not_applicable,,,,,,\r\n"
        "gpu_count,8,,not_applicable,,,,,,because\r\n"
    )
    found = problems_of(CSV_HEAD + CSV_STARTUP + rows, "bad.csv", registry, today)
    assert [(problem.row, problem.field, problem.message.split(";")[0].split(",")[0]) for problem in found] == [
        (7, "arr_usd", "The cell holds a formula ('=1+1')"),
        (7, "arr_usd", "The entry has no value"),
        (9, "arr_usd", "'arr_usd' is given twice for the same date"),
        (10, "cash_usd", "'run' cannot be the source of an upload"),
        (10, "cash_usd", "The unit 'eur' is not that of the field"),
        (11, "channel_shares", "'dream' is not a part of this table"),
        (12, "post_training_methods", "'sft' is listed twice"),
        (12, "post_training_methods", "'none' stands beside other values"),
        (13, "", "'' is not a field of the registry"),
        (14, "debt_usd", "The entry has no value"),
        (15, "energy_mwh", "A field that does not apply needs the reason"),
        (16, "gpu_count", "The field has a value and is marked not applicable"),
    ]


def filled_workbook(registry, cells) -> bytes:
    workbook = load_workbook(io.BytesIO(blank_template("xlsx", registry)))
    sheet = workbook["startup"]
    for row, value in enumerate(("xlsx-startup", "XLSX", "Does things."), start=2):
        sheet.cell(row, 2, value)
    sheet = workbook["Monetization"]
    columns = [cell.value for cell in sheet[1]]
    keys = [cell.value for cell in sheet["A"]]
    for key, entries in cells.items():
        row = keys.index(key) + 1
        for column, value in entries.items():
            sheet.cell(row, columns.index(column) + 1, value)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


GOOD = {"level": "claimed", "as_of": "2026-09-30", "source_kind": "pitch_deck", "source_title": "Deck"}


def test_a_filled_template_workbook_is_read(registry, today):
    reading = read_profile(
        filled_workbook(registry, {"arr_usd": {"value": 2400000, **GOOD}}), "good.xlsx", registry, today=today
    )
    assert reading.problems == ()
    assert [(fact.key, fact.value) for fact in reading.profile.facts] == [("arr_usd", 2400000)]


def test_workbook_mistakes_carry_the_address_of_their_cell(registry, today):
    content = filled_workbook(
        registry,
        {
            "arr_usd": {"value": "=SUM(A1:A3)", **GOOD},
            "carr_usd": {"value": "3 million", **GOOD},
            "cash_usd": {"value": "#REF!", **GOOD},
            "debt_usd": {"value": 5, **GOOD, "level": "measured"},
        },
    )
    found = problems_of(content, "bad.xlsx", registry, today)
    rows = {field.key: number for number, field in enumerate(monetization_fields(registry), start=2)}
    assert {(problem.row, problem.message.split(";")[0]) for problem in found} == {
        (f"Monetization!D{rows['arr_usd']}", "The cell holds a formula ('=SUM(A1:A3)')"),
        (f"Monetization!D{rows['arr_usd']}", "The entry has no value"),
        (f"Monetization!D{rows['carr_usd']}", "'3 million' is not a plain number"),
        (f"Monetization!D{rows['cash_usd']}", "The cell holds the spreadsheet error '#REF!'"),
        (f"Monetization!D{rows['cash_usd']}", "The entry has no value"),
        (f"Monetization!H{rows['debt_usd']}", "Measured facts are written by runs only"),
    }


def monetization_fields(registry):
    return [field for field in registry.in_stage("monetization") if not field.derived]


def test_a_sheet_that_is_no_table_of_facts_is_named(registry, today):
    workbook = Workbook()
    workbook.active.title = "Notes"
    workbook.active["A1"] = "call the founder"
    stream = io.BytesIO()
    workbook.save(stream)
    found = problems_of(stream.getvalue(), "notes.xlsx", registry, today)
    assert found[0].row == "Notes!A1"


def test_nothing_is_written_when_one_field_is_wrong(session, registry, today, small_profile):
    reading = read_profile(small_profile.replace("value: no", "value: so").encode(), "a.yaml", registry, today=today)
    assert (reading.profile, len(reading.problems)) == (None, 1)
    assert startups(session) == []


def test_the_messages_of_a_bad_file_can_be_read_in_chinese(registry, today):
    reading = read_profile(MANY_MISTAKES.encode(), "bad.yaml", registry, language="zh", today=today)
    assert len(reading.problems) == len(EXPECTED)
    assert all(problem.message.endswith("。") for problem in reading.problems)
