import pytest

from analysis.claims.table_cells import UnreadableTable
from analysis.claims.tables import parse_claim_table
from analysis.claims.task_names import task_candidates
from data.catalogue import load_metrics
from data.records import InvalidInput, Scale

METRICS = load_metrics()
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
        METRICS,
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
    table = parse_claim_table("model,MMLU,GSM8K\nOurs,0.641,0.55\nTheirs,0.6,0.5\n", KNOWN, METRICS)
    assert [(p.claim.model, p.claim.task, p.claim.value) for p in table.matched] == [
        ("Ours", "mmlu", 0.641),
        ("Theirs", "mmlu", 0.6),
        ("Ours", "gsm8k", 0.55),
        ("Theirs", "gsm8k", 0.5),
    ]


def test_a_column_of_shots_belongs_to_its_row():
    table = parse_claim_table("Task\tShots\tOurs\nMMLU\t5\t64.1\nGSM8K\t8\t55\n", KNOWN, METRICS)
    assert [(p.claim.task, p.claim.shots) for p in table.matched] == [("mmlu", 5), ("gsm8k", 8)]


def test_items_and_zero_shot_are_read_from_the_label():
    table = parse_claim_table("Task,Ours\nGSM8K (n=1319; zero-shot),55\n", KNOWN, METRICS)
    assert (table.matched[0].claim.items, table.matched[0].claim.shots) == (1319, 0)


def test_a_fraction_among_percentages_is_doubted():
    table = parse_claim_table("Task,Ours\nMMLU,0.64\nGSM8K,55\n", KNOWN, METRICS)
    assert table.doubtful[0].doubt.en == "0.64 stands among percentages; is it 0.64 % or 64 %?"


def test_text_without_a_table_is_refused():
    with pytest.raises(UnreadableTable, match="No table was found") as refused:
        parse_claim_table("we score 64 on MMLU", KNOWN, METRICS)
    assert refused.value.zh.startswith("未找到表格")


def test_a_table_without_numbers_is_refused():
    with pytest.raises(InvalidInput, match="holds no number"):
        parse_claim_table("Task,Ours\nMMLU,high\n", KNOWN, METRICS)


def test_a_name_that_is_a_task_has_no_rival():
    assert task_candidates("MMLU-Pro", KNOWN) == ("mmlu_pro",)
    assert task_candidates("ARC", KNOWN) == ("arc_challenge", "arc_easy")
    assert task_candidates("SWE-bench", KNOWN) == ()


def test_cells_that_are_no_scores_are_told_by_row_and_empty_ones_passed_over():
    table = parse_claim_table(
        "Task,Note,Ours\nMMLU,public,67/70\nGSM8K,,n/a\nHellaSwag,new,81\nARC-C,,-\n", KNOWN, METRICS
    )
    assert [(cell.row, cell.label, cell.column, cell.text) for cell in table.unread] == [(1, "MMLU", "Ours", "67/70")]
    assert [(p.row, p.claim.task) for p in table.matched] == [(3, "hellaswag")]


def test_columns_of_metric_and_items_describe_their_row():
    table = parse_claim_table(
        "Benchmark | Metric | # Shots | n | Ours\n--|--|--|--|--\nMMLU | acc_norm | 5 | 570 | 64.1", KNOWN, METRICS
    )
    (parsed,) = table.matched
    assert (parsed.claim.metric, parsed.claim.shots, parsed.claim.items) == ("acc_norm", 5, 570)
    assert table.columns == ("Ours",)


def test_chain_of_thought_majority_vote_and_at_least_are_read_where_they_stand():
    table = parse_claim_table("Task,Ours\nGSM8K (8-shot CoT; maj@8),≥ 64.1\nMMLU,70\n", KNOWN, METRICS)
    first, second = (parsed.claim for parsed in table.matched)
    assert (first.task, first.chain_of_thought, first.majority_of, first.direction) == ("gsm8k", True, 8, "at_least")
    assert (second.chain_of_thought, second.majority_of, second.direction) == (None, None, "exact")


def test_a_doubtful_number_offers_both_readings_and_keeps_its_sure_task():
    (parsed,) = parse_claim_table("Task,Ours\nMMLU,0.64\nGSM8K,55\n", KNOWN, METRICS).doubtful
    assert (parsed.claim.task, parsed.readings) == ("mmlu", (0.64, 64.0))


def test_a_number_above_100_has_no_reading():
    (parsed,) = parse_claim_table("Task,Ours\nMMLU,1302\nGSM8K,55\n", KNOWN, METRICS).doubtful
    assert parsed.readings == () and parsed.doubt.en == "1302 is no share of solved items; which unit is it in?"


def test_more_than_a_table_is_refused():
    with pytest.raises(InvalidInput, match="at most 500 at once"):
        parse_claim_table("Task,Ours\n" + "MMLU,64\n" * 501, KNOWN, METRICS)
    with pytest.raises(InvalidInput, match="at most 50,000"):
        parse_claim_table("x" * 50_001, KNOWN, METRICS)


def test_bleu_stays_on_its_scale_of_a_hundred_and_bits_are_left_as_printed():
    table = parse_claim_table(
        "Task,Metric,Ours\nWMT16-de-en,BLEU,41.0\nMMLU,acc,64.1\nWikitext,bits_per_byte,0.72\n",
        [*KNOWN, "wmt16-de-en", "wikitext"],
        METRICS,
    )
    assert [(p.claim.task, p.claim.value, p.claim.scale) for p in table.matched] == [
        ("wmt16-de-en", 41.0, Scale.PERCENT),
        ("mmlu", 0.641, Scale.FRACTION),
        ("wikitext", 0.72, Scale.BITS),
    ]


def test_a_perplexity_above_one_does_not_make_fractions_beside_it_percentages():
    table = parse_claim_table(
        "Task,Metric,Ours\nMMLU,acc,0.641\nWikitext,word_perplexity,12.3\n", [*KNOWN, "wikitext"], METRICS
    )
    assert [(p.claim.value, p.doubt) for p in table.matched] == [(0.641, None), (12.3, None)]


def test_a_fraction_of_a_bleu_is_told_in_points_of_a_hundred():
    (parsed,) = parse_claim_table("Task,Metric,Ours\nWMT16-de-en,BLEU,0.41\n", ["wmt16-de-en"], METRICS).matched
    assert (parsed.claim.value, parsed.readings) == (41.0, (41.0,))
