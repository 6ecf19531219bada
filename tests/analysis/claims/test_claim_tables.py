import pytest

from analysis.claims.tables import parse_claim_table, task_candidates
from data.records import InvalidInput

KNOWN = ["mmlu", "mmlu_pro", "gsm8k", "arc_challenge", "arc_easy", "hellaswag", "truthfulqa_mc1", "truthfulqa_mc2"]


def test_a_markdown_table_is_sorted_by_how_sure_its_tasks_are():
    table = parse_claim_table(
        """
        | Benchmark | Ours 7B |
        |:---|---:|
        | **MMLU** (5-shot) | **64.1** |
        | ARC-C (25-shot, acc_norm) | 59.2% |
        | TruthfulQA | 45.1 |
        | Helaswag | 81.0 ± 0.4 |
        | OurBench | 70 |
        | GSM-8K (8-shot, n=1,319) | - |
        """,
        KNOWN,
    )
    assert [(p.claim.task, p.claim.value, p.claim.shots, p.claim.metric) for p in table.matched] == [
        ("mmlu", 0.641, 5, ""),
        ("arc_challenge", 0.592, 25, "acc_norm"),
    ]
    assert [(p.label, p.candidates) for p in table.doubtful] == [
        ("TruthfulQA", ("truthfulqa_mc1", "truthfulqa_mc2")),
        ("Helaswag", ("hellaswag",)),
    ]
    assert [p.label for p in table.unknown] == ["OurBench"]
    assert table.unknown[0].doubt.zh == "没有已知任务与“OurBench”相近。"


def test_benchmarks_may_stand_in_the_heading():
    table = parse_claim_table("model,MMLU,GSM8K\nOurs,0.641,0.55\nTheirs,0.6,0.5\n", KNOWN)
    assert [(p.claim.model, p.claim.task, p.claim.value) for p in table.matched] == [
        ("Ours", "mmlu", 0.641),
        ("Theirs", "mmlu", 0.6),
        ("Ours", "gsm8k", 0.55),
        ("Theirs", "gsm8k", 0.5),
    ]


def test_a_column_of_shots_belongs_to_its_row():
    table = parse_claim_table("Task\tShots\tOurs\nMMLU\t5\t64.1\nGSM8K\t8\t55\n", KNOWN)
    assert [(p.claim.task, p.claim.shots) for p in table.matched] == [("mmlu", 5), ("gsm8k", 8)]


def test_items_and_zero_shot_are_read_from_the_label():
    table = parse_claim_table("Task,Ours\nGSM8K (n=1319; zero-shot),55\n", KNOWN)
    assert (table.matched[0].claim.items, table.matched[0].claim.shots) == (1319, 0)


def test_a_fraction_among_percentages_is_doubted():
    table = parse_claim_table("Task,Ours\nMMLU,0.64\nGSM8K,55\n", KNOWN)
    assert table.doubtful[0].doubt.en == "0.64 stands among percentages; is it 0.64 % or 64 %?"


def test_text_without_a_table_is_refused():
    with pytest.raises(InvalidInput, match="No table was found"):
        parse_claim_table("we score 64 on MMLU", KNOWN)


def test_a_table_without_numbers_is_refused():
    with pytest.raises(InvalidInput, match="holds no number"):
        parse_claim_table("Task,Ours\nMMLU,high\n", KNOWN)


def test_a_name_that_is_a_task_has_no_rival():
    assert task_candidates("MMLU-Pro", KNOWN) == ("mmlu_pro",)
    assert task_candidates("ARC", KNOWN) == ("arc_challenge", "arc_easy")
    assert task_candidates("SWE-bench", KNOWN) == ()
