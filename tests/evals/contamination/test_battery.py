import numpy as np
import pytest

from analysis.contamination.impact import PairedAccuracy
from data.catalogue.measured import probe_texts
from data.records import InvalidInput
from evals.contamination.battery import PROBES, contamination_report, note_texts
from evals.contamination.finding import Investigation, Materials
from evals.contamination.memorisation import exchangeability, item_orders, item_shards, option_order, random_alike
from evals.contamination.rendering import Style, context, whole_text
from evals.contamination.subject import AnsweringModel

PEERS = [PairedAccuracy(value, value, 320, 320) for value in (0.1, 0.2, 0.4, 0.6, 0.9)]
CANARY = "The canary is 8c41f0d2-77ab"


@pytest.fixture(scope="module")
def guilty_report(guilty, published, fresh):
    sample = "\n".join(whole_text(item, Style.INLINE) for item in published[:20])
    return contamination_report(guilty, Materials(published, fresh, sample=sample, canary=CANARY, references=PEERS))


@pytest.fixture(scope="module")
def innocent_report(innocent, published, fresh):
    return contamination_report(innocent, Materials(published, fresh, sample="Nothing of it.", references=PEERS))


def test_a_model_that_has_read_the_items_again_and_again_is_contaminated(guilty_report):
    assert guilty_report.label == "contaminated"
    signals = {result.probe for result in guilty_report.results if result.flag}
    assert {"option_order", "exchangeability", "min_k_plus_plus", "loss", "ngram_overlap", "fresh_gap"} <= signals
    assert not guilty_report.result("canary_rank").flag


def test_a_model_that_has_read_nothing_is_clean(innocent_report):
    assert innocent_report.label == "clean"
    assert not any(result.flag for result in innocent_report.results)
    assert innocent_report.result("canary_rank").flag is None


def test_the_sample_is_searched_for_every_item(guilty_report):
    assert guilty_report.result("ngram_overlap").finding.statistic == pytest.approx(20 / 32)


def test_costs_stand_beside_that_of_the_benchmark_run(guilty_report):
    report = guilty_report.as_json()
    tokens = {probe["probe"]: probe["tokens_forwarded"] for probe in report["probes"]}
    assert tokens["perturbed_twins"] == pytest.approx(report["benchmark_run"]["tokens_forwarded"], rel=0.1)
    assert tokens["option_order"] > tokens["perturbed_twins"]
    assert tokens["loss"] == tokens["ngram_overlap"] == tokens["reference_models"] == 0


def test_the_same_seed_gives_the_same_figures(innocent, published, fresh, innocent_report):
    again = contamination_report(innocent, Materials(published, fresh), probes=["exchangeability"])
    assert again.results[0].finding == innocent_report.result("exchangeability").finding


def test_every_probe_and_note_has_its_texts_in_both_languages(guilty_report, innocent_report):
    assert set(probe_texts()["probes"]) == set(PROBES)
    for result in guilty_report.as_json()["probes"] + innocent_report.as_json()["probes"]:
        assert set(result["label"]) == set(result["statistic_name"]) == {"en", "zh"}
        assert all(caveat["en"] and caveat["zh"] for caveat in result["caveats"])


def test_a_probe_alone_finds_nothing_is_unknown_and_runs_only_itself(innocent, published):
    report = contamination_report(innocent, Materials(published), probes=["option_order"])
    assert [result.probe for result in report.results] == ["option_order"]
    assert report.label == "unknown"


def test_what_a_probe_lacks_is_said(innocent, published):
    report = contamination_report(innocent, Materials(published))
    told = {result.probe: [note.code for note in result.finding.notes] for result in report.results}
    assert told["min_k_plus_plus"] == told["fresh_gap"] == told["reference_models"] == ["needs_fresh"]
    assert told["ngram_overlap"] == ["needs_sample"]
    assert told["canary_rank"] == ["needs_canary"]
    assert note_texts(report.result("loss").finding.notes[0])["zh"] == "未运行：未提供新题。"


def test_too_few_items_are_not_probed(innocent, published):
    report = contamination_report(innocent, Materials(published[:19]))
    assert report.label == "unknown"
    assert "few_items" in {note.code for note in report.result("option_order").finding.notes}


def test_a_published_item_among_the_fresh_ones_is_refused(innocent, published, fresh):
    with pytest.raises(InvalidInput, match=r"Fresh item 33, .* is a published one"):
        contamination_report(innocent, Materials(published, [*fresh, published[3]]))


def test_an_unknown_probe_is_refused(innocent, published):
    with pytest.raises(InvalidInput, match="No probe 'horoscope'; there are option_order, "):
        contamination_report(innocent, Materials(published), probes=["horoscope"])


def test_an_interface_that_only_answers_is_probed_by_what_needs_no_log_probabilities(published, fresh):
    known = {context(item, Style.INLINE): f" {item.choices[item.answer]}" for item in published}
    model = AnsweringModel(lambda prompts: [known.get(prompt, "no idea") for prompt in prompts])
    report = contamination_report(model, Materials(published, fresh))
    assert report.result("option_order").finding.notes[0].code == "needs_log_likelihoods"
    assert report.result("fresh_gap").finding.statistic == 1.0
    assert report.result("perturbed_twins").flag
    assert report.label == "indicative"


def test_a_model_better_than_all_reference_models_is_not_judged_by_them(published, fresh):
    known = {context(item, Style.INLINE): f" {item.choices[item.answer]}" for item in [*published, *fresh]}
    model = AnsweringModel(lambda prompts: [known[prompt] for prompt in prompts])
    report = contamination_report(model, Materials(published, fresh, references=PEERS), probes=["reference_models"])
    finding = report.results[0].finding
    assert (finding.statistic, finding.p_value, finding.notes[0].code) == (None, None, "beyond_references")
    assert report.label == "unknown"


def test_items_in_their_natural_order_are_left_out_of_the_option_order_probe(innocent, published):
    ordered = [item.model_copy(update={"choices": tuple(sorted(item.choices))}) for item in published]
    finding = option_order(Investigation(innocent, Materials(ordered)))
    assert (finding.n, finding.p_value) == (0, None)
    assert finding.notes[0].values == {"count": 32, "of": 32}


def test_a_sorted_file_is_not_tested_for_its_order(innocent, published):
    ordered = sorted(published, key=lambda item: item.question)
    finding = exchangeability(Investigation(innocent, Materials(ordered)))
    assert finding.p_value is None
    assert finding.notes[0].code == "file_sorted"


def test_items_are_only_reordered_within_their_group(innocent, published):
    grouped = [item.model_copy(update={"group": str(place // 3)}) for place, item in enumerate(published)]
    shards = item_shards(Investigation(innocent, Materials(grouped)))
    assert {len(shard) for shard in shards} == {3, 2}


def test_shards_fit_into_the_models_input(innocent, published):
    shards = item_shards(Investigation(innocent, Materials(published)))
    assert max(innocent.token_counts(["\n\n".join(shard) for shard in shards])) <= innocent.max_length


def test_the_orders_of_a_shard_are_distinct_with_the_published_one_first():
    orders = item_orders(["a", "b", "c", "d"], np.random.default_rng(0))
    assert orders[0] == ["a", "b", "c", "d"]
    assert len({tuple(order) for order in orders}) == 8


@pytest.mark.parametrize(
    ("secret", "form"),
    [("8c41f0d2-77ab", r"[0-9a-f]{8}-[0-9a-f]{4}"), ("4711", r"\d{4}"), ("Zx-9q", r"[A-Z][a-z]-\d[a-z]")],
)
def test_random_canaries_have_the_form_of_the_true_one(secret, form):
    import re

    assert re.fullmatch(form, random_alike(secret, np.random.default_rng(0)))
