"""One claimed score, three ways in: a profile file, the form and a pasted table give the same value and verdict."""

from datetime import date

from analysis.claims.checks import ClaimVerdict, claim_verdicts
from analysis.claims.tables import parse_claim_table
from data import repository
from data.catalogue import load_metrics
from data.profiles import read_profile
from data.records import Scale, Score
from data.registry import load_registry
from pages.components.upload.protocol import GivenProtocol
from pages.components.upload.table_answers import WholeTable, chosen_claims, sure_answer
from tests.pages.startups import open_app

TASK = "wmt16-de-en"
MEASURED = Score(TASK, "bleu", 31.0, 0.8, 500, 2999, 0, "1", "hash", scale=Scale.PERCENT, run_id=1, counts=False)


PROFILE = f"""
startup: {{slug: northfold, name: Northfold, summary_en: Models, summary_zh: 模型, fictional: true}}
sources:
  deck: {{kind: pitch_deck, title: Deck}}
facts:
  claimed_benchmark_scores:
    level: claimed
    as_of: 2026-09-01
    source: deck
    value:
    - {{task: {TASK}, metric: bleu, value: 41.0}}
"""


def from_a_file():
    reading = read_profile(PROFILE.encode(), "profile.yaml", load_registry(), today=date(2026, 11, 1))
    assert reading.profile is not None, reading.problems
    return reading.profile.claims


def from_a_pasted_table():
    (parsed,) = parse_claim_table(f"Task,Metric,Ours\n{TASK},BLEU,41.0\n", [TASK], load_metrics()).matched
    whole = WholeTable({"Ours": ""}, "", GivenProtocol(None, None, None, None, None, None), None, None)
    return [claim for _, claim in chosen_claims([(parsed, sure_answer(parsed))], whole)]


def from_the_form(database):
    app = open_app("upload")
    next(box for box in app.selectbox if box.label == "Task").set_value(TASK)
    app.selectbox(key="claim_metric").set_value("bleu")
    next(box for box in app.number_input if box.label.startswith("Claimed score")).set_value(41.0)
    app.text_input(key="claim_source_title").set_value("Deck")
    app.button(key="FormSubmitter:claim-Show what would change").click().run()
    app.button(key="commit_claim").click().run()
    assert not app.exception, app.exception
    with database.session() as session:
        return [claim for claim in repository.dossier(session, "northfold").claims if claim.task == TASK]


def test_a_bleu_of_41_is_41_and_overstated_whichever_way_it_came_in(one, routed):
    for claims in (from_a_file(), from_the_form(one), from_a_pasted_table()):
        (claim,) = claims
        assert (claim.value, claim.scale) == (41.0, Scale.PERCENT)
        assert claim_verdicts([claim], [MEASURED])[0].verdict is ClaimVerdict.OVERSTATED
