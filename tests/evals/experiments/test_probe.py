"""The probe against closed forms, against transformers' own loss and generation, and against models it must refuse."""

import json
import math
import shutil
from dataclasses import replace

import pytest
import torch

from data.records import InvalidInput
from evals.experiments import opened_model, reading
from evals.experiments.kinds import CannotTryError
from evals.experiments.opened_model import open_model
from evals.experiments.probe import look_inside
from evals.experiments.reading import attention_maps, next_distribution, prompt_tokens
from evals.experiments.token_text import token_text
from evals.experiments.writing import written_on
from evals.places import DEMO_MODELS

PROMPT = "The founder of Jorhaven is"


@pytest.fixture(scope="module")
def opened():
    return open_model(DEMO_MODELS / "kestrel-loom-labs")


def test_mean_surprisal_is_the_loss_transformers_itself_gives(context, question, opened):
    result = look_inside(context(question()))
    ids = torch.tensor([prompt_tokens(opened, PROMPT)])
    with torch.no_grad():
        loss = float(opened.network(ids, labels=ids).loss)
    surprisals = [token["surprisal"] for token in result["tokens"][1:]]
    assert sum(surprisals) / len(surprisals) == pytest.approx(loss, rel=1e-4)
    assert "surprisal" not in result["tokens"][0]
    assert "".join(token["text"] for token in result["tokens"]) == PROMPT


def test_a_model_without_any_preference_has_the_entropy_of_its_vocabulary(opened):
    size = 768
    found = next_distribution(opened, torch.full((size,), -math.log(size), dtype=torch.double), 5)
    assert found["entropy"] == pytest.approx(math.log(size), rel=1e-4)
    assert [entry["probability"] for entry in found["top"]] == pytest.approx([1 / size] * 5, rel=1e-4)
    assert found["rest"] == pytest.approx(1 - 5 / size, rel=1e-4)
    assert found["others"] == size - 5


def test_a_certain_next_token_has_entropy_zero_and_not_nan(opened):
    logprobs = torch.full((10,), -math.inf, dtype=torch.double)
    logprobs[3] = 0.0
    found = next_distribution(opened, logprobs, 2)
    assert found["entropy"] == 0 and found["rest"] == 0
    assert found["top"][0]["probability"] == 1 and found["top"][1]["probability"] == 0


def test_named_probabilities_and_the_rest_add_up_to_one(context, question):
    found = look_inside(context(question(top=7)))["next"]
    assert len(found["top"]) == 7
    assert sum(entry["probability"] for entry in found["top"]) + found["rest"] == pytest.approx(1, abs=1e-4)


def test_every_row_of_attention_adds_up_to_a_whole_and_sees_nothing_that_follows(context, question):
    result = look_inside(context(question()))
    found = result["attention"]
    assert found["shown"] == len(result["tokens"])
    assert len(found["layers"]) == result["model"]["layers"]
    for layer in found["layers"]:
        assert len(layer) == result["model"]["heads"]
        for head in layer:
            assert [len(row) for row in head] == list(range(1, found["shown"] + 1))
            assert all(abs(sum(row) - 1000) <= len(row) for row in head)


def test_attention_is_cut_to_the_first_tokens_where_all_would_be_too_many(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ATTENTION_VALUES", 200)
    maps = attention_maps([torch.rand(1, 4, 30, 30), torch.rand(1, 4, 30, 30)], 30)
    assert maps["shown"] == 7  # 8 maps of 7² / 2 values are 196
    assert len(maps["layers"][1][3]) == 7


def test_networks_without_attention_say_so():
    assert attention_maps(None, 5) is None
    assert attention_maps((None, None), 5) is None


def test_greedy_writing_is_what_transformers_generates(opened):
    tokens = prompt_tokens(opened, PROMPT)
    written = written_on(opened, tokens, length=5, temperature=0, seed=0)
    wanted = opened.network.generate(
        torch.tensor([tokens]), attention_mask=torch.ones(1, len(tokens)), max_new_tokens=5, do_sample=False
    )[0, len(tokens) :].tolist()
    found = [token["id"] for token in written["tokens"]]
    assert found == wanted[: len(found)] and found
    assert all(token["drawn_with"] == 1 for token in written["tokens"])


def test_a_draw_is_repeated_by_its_seed_and_its_probability_is_the_models_own(context, question):
    first, again, other = (look_inside(context(question(temperature=1.6, seed=seed)))["written"] for seed in (3, 3, 4))
    assert first == again and first["tokens"] != other["tokens"]
    result = look_inside(context(question(temperature=1.0, top=50)))
    drawn = result["written"]["tokens"][0]
    beside = {entry["id"]: entry["probability"] for entry in result["next"]["top"]}
    assert drawn["probability"] == pytest.approx(beside[drawn["id"]], rel=1e-3)
    assert drawn["drawn_with"] == pytest.approx(drawn["probability"], rel=1e-3)


def test_writing_ends_where_the_context_is_full(tiny_model):
    whole = open_model(tiny_model)
    small = replace(whole, facts=replace(whole.facts, context_length_tokens=8))
    written = written_on(small, [5, 6, 7, 8, 9], length=20, temperature=0, seed=0)
    assert written["ended"] in {"context", "end"} and len(written["tokens"]) <= 3


def test_no_length_is_no_writing(context, question):
    assert look_inside(context(question(length=0)))["written"] is None


def test_bytes_that_are_no_letter_alone_are_shown_as_bytes(opened):
    ids = opened.tokenizer("€")["input_ids"]
    assert [token_text(opened.tokenizer, token) for token in ids] == ["⟨E2⟩", "⟨82⟩", "⟨AC⟩"]
    assert token_text(opened.tokenizer, opened.tokenizer("\x07")["input_ids"][0]) == "⟨07⟩"


def test_a_prompt_beyond_the_limit_is_refused_with_both_numbers(context, question):
    with pytest.raises(CannotTryError) as refused:
        look_inside(context(question(prompt="€" * 60)))
    assert refused.value.as_problem() == {"code": "prompt_too_long", "tokens": 180, "most": 128}


def test_settings_that_are_no_question_are_refused(context):
    with pytest.raises(InvalidInput, match="prompt"):
        look_inside(context({"prompt": " "}))


@pytest.fixture
def handed_over(tmp_path, monkeypatch):
    """A copy of a demonstration model that a test may damage."""
    monkeypatch.setenv("ASSAY_MODEL_ROOTS", str(tmp_path))
    folder = tmp_path / "model"
    shutil.copytree(DEMO_MODELS / "kestrel-loom-labs", folder)
    return folder


def refusal(context, question, folder):
    with pytest.raises(CannotTryError) as refused:
        look_inside(context(question(), folder))
    return refused.value.as_problem()


def test_what_the_gate_refuses_is_not_opened_and_told_in_both_languages(context, question, handed_over):
    (handed_over / "pytorch_model.bin").write_bytes(b"\x80\x02}q\x00.")
    problem = refusal(context, question, handed_over)
    assert problem["code"] == "gate"
    assert "pytorch_model.bin" in problem["message_en"] and "pytorch_model.bin" in problem["message_zh"]


def test_remote_code_is_refused_before_anything_is_loaded(context, question, handed_over):
    config = json.loads((handed_over / "config.json").read_text())
    config["auto_map"] = {"AutoModelForCausalLM": "modeling_own.Model"}
    (handed_over / "config.json").write_text(json.dumps(config))
    assert refusal(context, question, handed_over)["code"] == "gate"


def test_a_truncated_weight_file_is_refused(context, question, handed_over):
    weights = handed_over / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    assert refusal(context, question, handed_over)["code"] == "gate"


@pytest.mark.parametrize("missing", ["model.safetensors", "config.json"])
def test_a_folder_without_weights_or_configuration_is_refused(missing, context, question, handed_over):
    (handed_over / missing).unlink()
    assert refusal(context, question, handed_over)["code"] == "gate"


def test_a_model_without_tokenizer_is_refused(context, question, handed_over):
    (handed_over / "tokenizer.json").unlink()
    assert refusal(context, question, handed_over)["code"] in {"no_tokenizer", "gate"}


def test_a_model_too_large_for_the_memory_is_refused_with_the_amounts(context, question, monkeypatch):
    monkeypatch.setattr(opened_model, "free_memory", lambda: 1e6)
    problem = refusal(context, question, DEMO_MODELS / "kestrel-loom-labs")
    assert problem["code"] == "too_large" and problem["free"] == 0.0


def test_a_folder_that_is_gone_outside_or_no_folder_is_told_apart(context, question, tmp_path, monkeypatch):
    assert refusal(context, question, tmp_path)["code"] == "folder_outside"
    monkeypatch.setenv("ASSAY_MODEL_ROOTS", str(tmp_path))
    assert refusal(context, question, tmp_path / "gone")["code"] == "folder_gone"
    assert refusal(context, question, "somebody/some-model") == {"code": "hub_id", "location": "somebody/some-model"}


def test_progress_names_its_stages_in_order(context, question):
    heard = []
    look_inside(context(question(temperature=0), heard=heard))
    stages = list(dict.fromkeys(entry["stage"] for entry in heard))
    assert stages == ["opening", "reading", "writing"]
    assert heard[-1]["total"] == 6
