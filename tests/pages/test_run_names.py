"""What a run measures, as readers call it."""

from dataclasses import replace

import pytest

from data.catalogue import load_suites
from data.registry import load_registry
from pages.components.run_names import what_runs
from tests.analysis.small_dossier import run
from tests.pages.drawing import spoken
from tests.pages.records import measured


def asked(**request):
    plain = run(())
    return replace(plain, request=replace(plain.request, **request))


def test_a_run_of_a_suite_is_called_by_the_suite_in_both_languages():
    suite = next(each for each in load_suites() if each.name == "demo")
    assert spoken("en", what_runs, asked(suite="demo")) == suite.label("en")
    assert spoken("zh", what_runs, asked(suite="demo")) == suite.label("zh")
    assert suite.label("en") != suite.label("zh")


def test_a_run_of_single_tasks_lists_them_as_they_are_labelled():
    assert spoken("en", what_runs, asked(suite=None, tasks=("never_heard_of", "nor_of_this"))) == (
        "never_heard_of, nor_of_this"
    )


def test_a_suite_that_is_gone_keeps_its_name_before_its_tasks():
    assert spoken("en", what_runs, asked(suite="retired_suite", tasks=("a_task",))) == "retired_suite"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_examination_is_called_by_its_kind(language):
    for kind in load_registry().runs:
        assert spoken(language, what_runs, measured(kind.code)) == kind.label(language)


def test_a_kind_nobody_knows_is_its_own_code():
    assert spoken("en", what_runs, measured("séance")) == "séance"
