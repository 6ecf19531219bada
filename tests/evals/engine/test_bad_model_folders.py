"""Model folders that cannot be measured: each refused in one sentence, before anything wrong is scored."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from data.records import InvalidInput, NotFound, Refused
from evals.checkpoints.loading import load_network
from evals.engine import EngineSettings, MeasuringLM
from tests.evals.engine.conftest import saved_llama

Opener = Callable[..., MeasuringLM]


def broken_copy(source: Path, target: Path, name: str, content: bytes | None) -> str:
    target.mkdir()
    for file in source.iterdir():
        (target / file.name).write_bytes(file.read_bytes())
    if content is None:
        (target / name).unlink()
    else:
        (target / name).write_bytes(content)
    return str(target)


def test_bad_model_folders_are_refused_in_one_sentence(model_folder: Path, tmp_path: Path, open_model: Opener) -> None:
    weights = (model_folder / "model.safetensors").read_bytes()
    missing = broken_copy(model_folder, tmp_path / "missing", "model.safetensors", None)
    with pytest.raises(Refused, match="'missing' is not loaded: The folder holds no safetensors file; hand over"):
        open_model(location=missing)
    cut = broken_copy(model_folder, tmp_path / "cut", "model.safetensors", weights[: len(weights) // 2])
    with pytest.raises(Refused, match=r"model\.safetensors points outside its own bytes"):
        open_model(location=cut)
    (Path(missing) / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(Refused, match=r"a format that can run code when opened .+ Hand over safetensors"):
        open_model(location=missing)
    config = json.loads((model_folder / "config.json").read_text()) | {"auto_map": {"AutoConfig": "code.Config"}}
    remote = broken_copy(model_folder, tmp_path / "remote", "config.json", json.dumps(config).encode())
    with pytest.raises(Refused, match="asks for the company's own code"):
        open_model(location=remote)
    with pytest.raises(Refused, match=r"config\.json is not usable JSON .+ export the model again"):
        open_model(location=broken_copy(model_folder, tmp_path / "text", "config.json", b"{"))
    linked = broken_copy(model_folder, tmp_path / "linked", "model.safetensors", None)
    (Path(linked) / "model.safetensors").symlink_to(model_folder / "model.safetensors")
    with pytest.raises(Refused, match=r"model\.safetensors is a link to a place outside the model folder; copy"):
        open_model(location=linked)
    with pytest.raises(NotFound, match="neither a folder on this machine"):
        open_model(location="nobody/no-such-model")


def test_weights_that_are_not_all_there_are_refused_where_stock_makes_some_up(
    model_folder: Path, tmp_path: Path, open_model: Opener
) -> None:
    tensors = load_file(model_folder / "model.safetensors")
    name = "model.layers.1.mlp.up_proj.weight"
    without = broken_copy(model_folder, tmp_path / "without", "model.safetensors", None)
    save_file({key: value for key, value in tensors.items() if key != name}, Path(without) / "model.safetensors")
    with pytest.raises(Refused, match=rf"calls for {name} of shape \[48, 32\], which no file holds; copy all"):
        open_model(location=without)
    config = json.loads((model_folder / "config.json").read_text()) | {"intermediate_size": 64}
    narrow = broken_copy(model_folder, tmp_path / "narrow", "config.json", json.dumps(config).encode())
    with pytest.raises(Refused, match="has another shape than the configuration calls for") as refusal:
        open_model(location=narrow)
    assert "\n" not in str(refusal.value)
    index = json.dumps({"weight_map": {name: "model-00002-of-00002.safetensors"}}).encode()
    (Path(without) / "model.safetensors.index.json").write_bytes(index)
    with pytest.raises(Refused, match=r"names model-00002-of-00002\.safetensors, which is not there; copy it"):
        open_model(location=without)


def test_a_tokenizer_larger_than_the_vocabulary_is_refused(tmp_path: Path) -> None:
    folder = saved_llama(tmp_path, vocab_size=280)
    with pytest.raises(Refused, match="produces token 299, but the embedding has 280 rows"):
        MeasuringLM.open(EngineSettings(str(folder), device="cpu"))


@pytest.mark.filterwarnings("ignore:You passed `quantization_config`")  # lm-eval passes the model's own
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"model_type": "nonsense"}, "describes no network that transformers can build"),
        ({"model_type": None}, "describes no network that transformers can build"),
        ({"vocab_size": None}, "'vocab_size' expected int, got NoneType"),
        ({"rms_norm_eps": "small"}, "'rms_norm_eps' expected float, got str"),
        ({"dtype": "float99"}, "has no attribute 'float99'"),
        ({"hidden_act": "unheard"}, r"do not make the model that config\.json describes"),
        ({"quantization_config": {"quant_method": "odd"}}, "Unknown quantization type, got odd"),
        (
            {"quantization_config": {"quant_method": "awq", "bits": 4}},
            r"needs software .+ install it beside the worker",
        ),
        ({"num_hidden_layers": 1}, r"hold 9 tensors of layers that config\.json does not count \(model\.layers\.1\."),
    ],
)
def test_a_configuration_that_does_not_fit_is_named(
    model_folder: Path, tmp_path: Path, open_model: Opener, change: dict[str, Any], told: str
) -> None:
    config = json.loads((model_folder / "config.json").read_text()) | change
    folder = broken_copy(model_folder, tmp_path / "odd", "config.json", json.dumps(config).encode())
    with pytest.raises(InvalidInput, match=told) as refusal:
        open_model(location=folder)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"hidden_size": "wide"}, "impossible hidden_size: 'wide'; export the model again"),
        ({"num_attention_heads": 7}, "impossible num_attention_heads: '7, no multiple of 2 key-value heads'; export"),
        ({"num_attention_heads": 0}, "impossible num_attention_heads: 0; export"),
        ({"head_dim": 0}, "impossible head_dim: 0; export"),
        ({"num_hidden_layers": -3}, "impossible num_hidden_layers: -3; export"),
        ({"max_position_embeddings": -4}, "impossible max_position_embeddings: -4; export"),
        (
            {"num_key_value_heads": 4},
            r"0\.self_attn\.k_proj\.weight has another shape .+: \[16, 32\], not \[32, 32\]; export",
        ),
        (
            {"num_hidden_layers": 3},
            r"calls for model\.layers\.2\.input_layernorm\.weight of shape \[32\], which",
        ),
    ],
)
def test_a_configuration_that_no_model_has_or_not_these_weights_is_refused_by_the_gate(
    model_folder: Path, tmp_path: Path, open_model: Opener, change: dict[str, Any], told: str
) -> None:
    config = json.loads((model_folder / "config.json").read_text()) | change
    folder = broken_copy(model_folder, tmp_path / "odd", "config.json", json.dumps(config).encode())
    with pytest.raises(Refused, match=told):
        open_model(location=folder)


def test_weights_that_lack_what_transformers_would_make_up_are_refused_where_the_gate_knows_no_shapes(
    model_folder: Path, tmp_path: Path
) -> None:
    config = {"model_type": "gpt2", "n_embd": 32, "n_layer": 1, "n_head": 2, "vocab_size": 300, "n_positions": 64}
    folder = Path(broken_copy(model_folder, tmp_path / "other", "config.json", json.dumps(config).encode()))
    with pytest.raises(InvalidInput, match=r"lack \d+ tensors that config\.json asks for"):
        load_network(folder)


def test_tensors_of_a_larger_model_around_this_one_are_no_fault(
    model_folder: Path, tmp_path: Path, open_model: Opener, opened: MeasuringLM
) -> None:
    tensors = load_file(model_folder / "model.safetensors")
    larger = broken_copy(model_folder, tmp_path / "larger", "model.safetensors", None)
    seen = {"vision_tower.blocks.0.weight": tensors["model.norm.weight"].clone()}
    save_file(tensors | seen, Path(larger) / "model.safetensors")
    assert open_model(location=larger).facts.parameters_total == opened.facts.parameters_total + 32


def test_layers_that_only_predict_further_tokens_are_no_fault(
    model_folder: Path, tmp_path: Path, open_model: Opener, opened: MeasuringLM
) -> None:
    tensors = load_file(model_folder / "model.safetensors")
    last = [name for name in tensors if name.startswith("model.layers.1.")]
    further = {name.replace(".1.", ".2."): tensors[name].clone() for name in last}
    config = json.loads((model_folder / "config.json").read_text()) | {"num_nextn_predict_layers": 1}
    folder = broken_copy(model_folder, tmp_path / "ahead", "config.json", json.dumps(config).encode())
    save_file(tensors | further, Path(folder) / "model.safetensors")
    assert open_model(location=folder).facts == opened.facts


@pytest.mark.parametrize("content", [b'{"a": 3', b'{"model": {"type": "BPE"}}', b"\xff\xfe"])
def test_a_tokenizer_that_is_not_usable_json_is_refused_by_the_gate(
    model_folder: Path, tmp_path: Path, open_model: Opener, content: bytes
) -> None:
    folder = broken_copy(model_folder, tmp_path / "mute", "tokenizer.json", content)
    with pytest.raises(Refused, match=r"tokenizer\.json is not usable JSON \(.+\); export the model again"):
        open_model(location=folder)


@pytest.mark.parametrize("content", [b'{"model": {"type": "BPE", "vocab": {"a": 0}}}', None])
def test_a_tokenizer_that_cannot_be_read_is_named(
    model_folder: Path, tmp_path: Path, open_model: Opener, content: bytes | None
) -> None:
    folder = broken_copy(model_folder, tmp_path / "mute", "tokenizer.json", content)
    with pytest.raises(
        InvalidInput, match=r"The tokenizer of 'mute' cannot be read \(.+copy tokenizer\.json"
    ) as refusal:
        open_model(location=folder)
    assert "\n" not in str(refusal.value)
