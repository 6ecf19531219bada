"""`python -m data search` as a user types it."""

import json
from typing import get_args

import pytest
from typer.testing import CliRunner

from data.__main__ import app
from data.commands.finding import _KINDS
from data.database import open_database
from data.records import HitKind
from data.repository import add_startup


@pytest.fixture
def typed(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/assay.sqlite")
    with open_database().session() as session:
        for slug, name in (("kestrel", "Kestrel Loom"), ("baiyun", "白云认知")):
            add_startup(
                session, slug=slug, name=name, summary_en="Reads.", summary_zh="阅读。", fictional=False, actor="t"
            )
    return lambda *words: CliRunner().invoke(app, ["search", *words], env={"COLUMNS": "200"})


def test_json_names_each_hit_with_what_to_open(typed):
    assert json.loads(typed("loom", "--json").stdout) == {
        "hits": [
            {
                "kind": "startup",
                "title": "Kestrel Loom",
                "place": "name",
                "snippet": "Kestrel Loom",
                "startup": "kestrel",
                "key": "kestrel",
                "archived": False,
            }
        ]
    }


def test_several_words_need_no_quotes_and_are_all_looked_for(typed):
    assert "kestrel" in typed("loom", "reads").stdout
    assert typed("loom", "tulip").stdout == "Nothing holds every one of these words.\n"


def test_the_answer_is_given_in_chinese_with_the_names_of_fields(typed):
    answer = typed("白云", "--language", "zh").stdout
    assert "公司" in answer and "白云认知" in answer
    assert typed("虎狼", "--language", "zh").stdout == "没有同时包含这些词的内容。\n"
    assert json.loads(typed("arr_usd", "--language", "zh", "--json").stdout)["hits"][0]["startup"] is None


def test_no_more_is_shown_than_asked_for_and_nothing_less_than_one(typed):
    assert len(json.loads(typed("a", "--limit", "1", "--json").stdout)["hits"]) == 1
    assert typed("a", "--limit", "0").exit_code == 2
    assert typed("a", "--language", "de").exit_code == 2


def test_a_word_that_begins_like_an_option_can_be_looked_for(typed):
    assert typed("--json", "--", "--%_").exit_code == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_hit_has_a_name(language):
    assert set(_KINDS[language]) == set(get_args(HitKind))
