"""A benchmark table pasted on the upload page: asked where in doubt, refused by row, written in one transaction."""

import json

from sqlalchemy import select

from analysis.claims.tables import parse_claim_table
from data import repository
from data.catalogue import known_tasks, load_metrics
from data.tables import AuditRow
from evals.benchmark.task_index import TaskFolder, stock_tasks
from pages.components.upload.protocol import GivenProtocol
from pages.components.upload.table_answers import (
    Answer,
    WholeTable,
    all_parsed,
    chosen_claims,
    clashes,
    sure_answer,
)
from pages.components.upload.understood import protocol_text
from tests.pages.startups import open_app, said, views

TABLE = """
| Benchmark | # Shots | northfold-model | Other 7B |
|---|---|---|---|
| MMLU | 5 | **64.1** | 60.0 |
| TruthfulQA | 0 | 45.1 | 44 |
| Helaswag | 10 | 0.81 | 79 |
| GSM8K (CoT, maj@8) | 8 | ≥ 55 | 50 |
| OurBench | | 70 | - |
| BBH | 3 | 41/50 | 40 |
"""
OPEN = GivenProtocol(None, None, None, None, None, None)


def pasted(table=TABLE):
    app = open_app("upload")
    app.selectbox(key="paste_startup").set_value("northfold")
    return app.text_area(key="paste_table").set_value(table).run()


def words_of(app):
    """Everything the rows components say, as text."""
    return json.dumps(views(app), ensure_ascii=False)


def boxes(app, label):
    return [box for box in app.selectbox if box.label == label]


def answered(app):
    """Every question of the table answered: TruthfulQA is mc2, Helaswag hellaswag at 81 %, OurBench left out."""
    for place, task in enumerate(["truthfulqa_mc2", "hellaswag", ""]):
        app = boxes(app, "Task")[place + 1].set_value(task).run()
    return boxes(app, "Score, %")[0].set_value(81.0).run()


def test_what_is_sure_is_shown_and_what_is_in_doubt_is_asked(one):
    app = pasted()
    assert not app.exception, app.exception
    asked = boxes(app, "Task")[1:]
    assert [box.value for box in asked] == [None, None, None]
    assert asked[0].options == ["truthfulqa_mc1", "truthfulqa_mc2", "truthfulqa_gen", "leave this score out"]
    assert boxes(app, "Score, %")[0].options == ["0.8", "81.0"]
    assert "may mean truthfulqa" in said(app)
    assert "3 still to answer above" in said(app)
    shown = words_of(app)
    assert "mmlu" in shown and "2 ready, 3 open, 0 left out." in said(app)
    assert app.button(key="paste_preview").disabled


def test_a_cell_that_is_no_number_is_told_by_its_row(one):
    shown = words_of(pasted())
    assert "41/50" in shown and "No number was found in column northfold-model" in shown


def test_answers_become_claims_in_one_transaction_with_their_audit_events(one, routed):
    app = answered(pasted())
    assert "still to answer" not in said(app)
    app.text_input(key="paste_source_title").set_value("Deck, September").run()
    app.text_input(key="paste_source_page").set_value("p. 9").run()
    app.button(key="paste_preview").click().run()
    assert not app.exception, app.exception
    with one.session() as session:
        before = session.scalars(select(AuditRow.id)).all()
        assert [claim.task for claim in repository.dossier(session, "northfold").claims] == ["assay_topic"]
    app.button(key="commit_paste").click().run()
    assert not app.exception, app.exception
    with one.session() as session:
        claims = repository.dossier(session, "northfold").claims
        events = session.scalars(select(AuditRow).where(AuditRow.id.not_in(before))).all()
    assert [(claim.task, claim.value, claim.shots) for claim in claims] == [
        ("assay_topic", 0.95, 0),
        ("mmlu", 0.641, 5),
        ("truthfulqa_mc2", 0.451, 0),
        ("hellaswag", 0.81, 10),
        ("gsm8k", 0.55, 8),
    ]
    assert (claims[-1].chain_of_thought, claims[-1].majority_of, claims[-1].direction) == (True, 8, "at_least")
    assert {(claim.metric, claim.stated_in, claim.model) for claim in claims[1:]} == {
        ("", "Deck, September, p. 9", "northfold-model")
    }
    assert {event.entity for event in events} >= {"claims", "fact"}
    assert len({event.actor for event in events}) == 1


def test_nothing_can_be_written_while_two_rows_state_the_same_score(one):
    app = pasted("Task,northfold-model\nMMLU (5-shot),64\nmmlu (5-shot),66\n")
    assert "Rows 1 and 2 state the same score" in words_of(app)
    assert app.button(key="paste_preview").disabled


def test_other_firms_columns_are_not_taken_for_claims(one):
    app = pasted("Task,Ours,Theirs\nMMLU,64,66\n")
    assert "other firms’ scores are not claims" in said(app)
    assert not [button for button in app.button if button.key == "paste_preview"]


def test_a_column_under_another_name_asks_which_model_it_is(one):
    app = pasted("Task,Ours\nMMLU,64\n")
    assert "1 still to answer" in said(app)
    app = app.selectbox(key="paste_model_northfold_Ours").set_value("northfold-model").run()
    assert not app.button(key="paste_preview").disabled


def test_a_text_that_is_no_table_is_refused(one):
    assert "No table was found" in said(pasted("we score 64 on MMLU"))


def test_conditions_of_the_whole_table_fill_only_what_a_row_leaves_open():
    table = parse_claim_table("Task,A\nMMLU (5-shot),64\nGSM8K,55\n", known_tasks(), load_metrics())
    whole = WholeTable({"A": "m"}, "acc", GivenProtocol(3, "chat", "test", False, 1, None), None, None)
    answers = [(parsed, sure_answer(parsed)) for parsed in all_parsed(table, ["A"])]
    first, second = (claim for _, claim in chosen_claims(answers, whole))
    assert (first.shots, second.shots, first.template, second.chain_of_thought) == (5, 3, "chat", False)
    assert protocol_text(first) == "acc · 5 shots · no chain of thought · maj@1 · test · chat"


def test_a_score_left_out_is_no_claim_and_an_open_one_waits():
    (parsed,) = parse_claim_table("Task,A\nOurBench,64\n", known_tasks(), load_metrics()).unknown
    whole = WholeTable({"A": "m"}, "", OPEN, None, None)
    assert Answer(None, 64.0).is_open and not Answer("", None).is_open
    assert chosen_claims([(parsed, Answer("", 64.0))], whole) == []
    assert chosen_claims([(parsed, Answer(None, 64.0))], whole) == []


def test_the_same_task_with_other_shots_does_not_clash():
    table = parse_claim_table(
        "Task,A\nMMLU (0-shot),60\nMMLU (5-shot),64\nMMLU (5-shot),65\n", known_tasks(), load_metrics()
    )
    answers = [(parsed, sure_answer(parsed)) for parsed in all_parsed(table, ["A"])]
    found = clashes(chosen_claims(answers, WholeTable({"A": "m"}, "acc", OPEN, None, None)))
    assert [(clash.first.row, clash.second.row) for clash in found] == [(2, 3)]


def test_every_benchmark_offered_for_matching_is_a_task_of_lm_eval():
    folder = TaskFolder(stock_tasks())
    own = {task for task in known_tasks() if task.startswith("assay_")}
    assert set(known_tasks()) - own <= set(folder.files) | set(folder.tags)
    assert len(known_tasks()) > 250
