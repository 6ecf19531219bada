"""The whole examination: same state, same answer; runs move it, names do not."""

import json
from dataclasses import replace

import pytest

from analysis.diligence.examination import evidence_hash, examination_questions, examine
from analysis.diligence.report import examination_report
from tests.analysis.small_dossier import TODAY, claim, dossier, fact, run, score

FACTS = [fact("arr_usd", 2.4e6), fact("cash_usd", 9e6), fact("net_burn_usd_month", 3e5), fact("headcount_fte", 31.0)]
DRAWS = 500


def report(found, yardsticks):
    examination = examine(found, yardsticks, as_of=TODAY, draws=DRAWS)
    return examination_report(examination, examination_questions(examination, yardsticks))


def test_the_same_state_gives_the_same_json(yardsticks):
    found = dossier(FACTS, [claim("qa", 0.7)], [run([score("qa", 0.7)])])
    assert json.dumps(report(found, yardsticks)) == json.dumps(report(found, yardsticks))


def test_an_overstated_claim_is_a_finding_with_its_numbers(yardsticks):
    found = report(dossier(FACTS, [claim("qa", 0.9)], [run([score("qa", 0.7)])]), yardsticks)
    messages = {finding["rule"]: finding["message"] for finding in found["findings"]}
    assert "claim_overstated" in messages
    assert found["claims"][0]["verdict"] == "overstated"
    low, high = found["claims"][0]["interval"]
    assert low < 0.7 < high < 0.9


def test_a_claim_that_holds_is_no_finding(yardsticks):
    found = report(dossier(FACTS, [claim("qa", 0.7)], [run([score("qa", 0.7)])]), yardsticks)
    assert "claim_overstated" not in {finding["rule"] for finding in found["findings"]}


def test_an_overstated_claim_lowers_the_credibility_of_everything_else(yardsticks):
    honest = report(dossier(FACTS, [claim("qa", 0.7)], [run([score("qa", 0.7)])]), yardsticks)
    boastful = report(dossier(FACTS, [claim("qa", 0.9)], [run([score("qa", 0.7)])]), yardsticks)
    assert boastful["credibility"]["mean"] < honest["credibility"]["mean"]


def test_a_startup_of_which_nothing_is_known_is_judged_by_the_priors_alone(yardsticks):
    empty, known = report(dossier(), yardsticks), report(dossier(FACTS), yardsticks)
    assert {driver["level"] for driver in empty["drivers"]} == {"missing"}
    assert all(driver["effect"] == 0 for driver in empty["drivers"])
    assert empty["expectation"]["low"] < empty["expectation"]["mean"] < empty["expectation"]["high"]
    assert empty["claims"] == [] and len(empty["next_questions"]) == 10
    assert empty["evidence_hash"] != known["evidence_hash"]


def test_the_evidence_hash_ignores_order_and_authors_and_sees_values():
    first, second = FACTS[:2]
    assert evidence_hash([first, second]) == evidence_hash([second, replace(first, entered_by="somebody")])
    assert evidence_hash([first]) != evidence_hash([replace(first, value=2.5e6)])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_speaks_the_language_asked_for(yardsticks, language):
    examination = examine(
        dossier(FACTS, [claim("qa", 0.9)], [run([score("qa", 0.7)])]), yardsticks, as_of=TODAY, draws=DRAWS
    )
    found = examination_report(examination, (), language)
    is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in found["claims"][0]["sentence"])
    assert is_chinese == (language == "zh")
