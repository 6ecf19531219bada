from statistics import mean

import pytest

from analysis.published.tables import parse_model_prices, parse_published_models, parse_transparency_scores
from data.catalogue import reference_text
from data.records import InvalidInput


def test_published_models_keep_their_figures_and_leave_unknown_ones_unknown():
    models = {model.name: model for model in parse_published_models(reference_text("published_models.csv"))}
    llama = models["Llama 3.1-405B"]
    assert (llama.parameters, llama.tokens, llama.training_flop) == (405e9, 1.56e13, 3.8e25)
    assert llama.active_parameters is None
    assert llama.licence == "CC-BY-4.0"
    assert models["OpenAI TI7 DOTA 1v1"].parameters is None
    assert all(model.source and model.dated for model in models.values())


def test_prices_are_per_million_and_blend_three_to_one():
    prices = {price.model: price for price in parse_model_prices(reference_text("llm_prices.csv"))}
    assert (prices["gpt-4o"].input_usd, prices["gpt-4o"].output_usd) == (2.5, 10.0)
    assert prices["gpt-4o"].blended_usd == pytest.approx(4.375)
    assert not prices["gpt-4o"].verified
    assert len(prices) == len(parse_model_prices(reference_text("llm_prices.csv")))


def test_transparency_means_by_edition_are_the_published_ones():
    scores = parse_transparency_scores(reference_text("fmti_scores.csv"))
    means = {e: mean(s.score for s in scores if s.edition == e) for e in {score.edition for score in scores}}
    assert means == pytest.approx({"2023-10": 37, "2024-05": 57.9, "2025-12": 40.7}, abs=0.05)
    newest = {score.company: score.score for score in scores if score.edition == "2025-12"}
    assert (newest["IBM"], newest["xAI"], len(newest)) == (95, 14, 13)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("company,edition\nIBM,2025-12\n", "Row 2: the column 'score' is missing"),
        (
            "company,edition,score,indicators,source,dated,licence\nIBM,2025-12,many,100,s,2025-12-01,x\n",
            "Row 2: invalid literal",
        ),
    ],
)
def test_a_table_that_cannot_be_read_names_the_row(text, message):
    with pytest.raises(InvalidInput, match=message):
        parse_transparency_scores(text)
