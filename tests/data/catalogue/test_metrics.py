"""The metrics that ship, and what a row of the catalogue must say."""

import pytest

from data.catalogue import load_metrics, parse_metrics
from data.records import InvalidInput, Scale


def test_the_metrics_of_translation_count_to_a_hundred_and_accuracies_to_one():
    metrics = load_metrics()
    assert [metrics.scale("wmt16-de-en", name) for name in ("bleu", "chrf")] == [Scale.PERCENT, Scale.PERCENT]
    assert metrics.scale("mmlu", "acc") is Scale.FRACTION
    assert metrics.scale("wikitext", "word_perplexity") is Scale.RATIO


def test_a_form_offers_what_decks_quote_the_commonest_first():
    assert load_metrics().quoted == ("acc", "acc_norm", "exact_match", "f1", "pass@1", "bleu", "chrf")


def test_no_word_means_two_metrics():
    words = [word for metric in load_metrics().metrics.values() for word in (metric.name, *metric.written)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{scale: percentage}", "Metric 'elo', scale: Input should be 'fraction', 'percent'"),
        ("{}", "Metric 'elo', scale: Field required"),
        ("{scale: ratio, bound: 3}", "Metric 'elo', bound: Unexpected keyword argument"),
    ],
)
def test_a_row_that_breaks_the_schema_is_named_in_one_sentence(row, said):
    with pytest.raises(InvalidInput, match=r"mend its row in metrics\.yaml") as refused:
        parse_metrics(f"elo: {row}")
    assert str(refused.value).startswith(said)
