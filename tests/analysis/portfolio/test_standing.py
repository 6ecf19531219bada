"""A startup judged with and without our measurements."""

from datetime import date

from analysis.portfolio.exposures import DEPENDENCES, HIDDEN_PARENT, SPREADS, values_of
from analysis.portfolio.standing import standing, unmeasured, without_measurements
from data.records import Dossier, EvidenceLevel, Startup

DAY = date(2026, 10, 31)
NORTHFOLD = Startup("northfold", "Northfold", "", "", True, None)
BASE = next(each for each in DEPENDENCES if each.key == "base_model_name")


def dossier(*facts):
    return Dossier(NORTHFOLD, facts, (), (), ())


def test_priors_alone_are_no_judgement(yardsticks):
    found = standing(dossier(), yardsticks, as_of=DAY)
    assert found.assessment is None and unmeasured(found, yardsticks) is None


def test_without_measurements_only_the_word_and_the_documents_are_left(yardsticks, fact):
    measured = fact("total_params_billion", 7.0, level="measured")
    stated = fact("headcount_fte", 34.0)
    assert without_measurements(dossier(measured, stated)).facts == (stated,)
    found = standing(dossier(measured, stated), yardsticks, as_of=DAY)
    other = unmeasured(found, yardsticks)
    assert other is not None and other is not found.assessment and other.as_of == DAY


def test_a_startup_without_measurements_is_judged_once(yardsticks, fact):
    found = standing(dossier(fact("headcount_fte", 34.0)), yardsticks, as_of=DAY)
    assert unmeasured(found, yardsticks) is found.assessment


def test_a_startup_known_by_measurements_alone_has_no_judgement_without_them(yardsticks, fact):
    only = standing(dossier(fact("total_params_billion", 7.0, level="measured")), yardsticks, as_of=DAY)
    assert only.assessment is not None and unmeasured(only, yardsticks) is None


def test_a_base_model_that_a_run_found_is_not_the_companys_own(evidence_of, fact):
    said = fact("base_model_name", "own")
    found = fact("lineage_verdict", "undeclared_parent", level=EvidenceLevel.MEASURED)
    evidence = {"word": evidence_of([said]), "run": evidence_of([said, found]), "silent": evidence_of([])}
    assert values_of(BASE, evidence) == {"word": ("own",), "run": (HIDDEN_PARENT,), "silent": ()}


def test_lists_spread_over_each_of_their_entries(evidence_of, fact):
    regions = next(each for each in SPREADS if each.key == "sales_regions")
    evidence = {"a": evidence_of([fact("sales_regions", ["europe", "north_america"])])}
    assert values_of(regions, evidence) == {"a": ("europe", "north_america")}
