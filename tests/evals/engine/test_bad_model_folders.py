"""Model folders that cannot be measured: each refused in one sentence, before anything wrong is scored."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from data.records import InvalidInput, NotFound, Refused
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
    with pytest.raises(InvalidInput, match=r"holds no weights; expected at least one \.safetensors file"):
        open_model(location=missing)
    cut = broken_copy(model_folder, tmp_path / "cut", "model.safetensors", weights[: len(weights) // 2])
    with pytest.raises(InvalidInput, match="not a complete safetensors file"):
        open_model(location=cut)
    (Path(missing) / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(Refused, match="a format that can run code when opened; convert them to safetensors"):
        open_model(location=missing)
    config = json.loads((model_folder / "config.json").read_text()) | {"auto_map": {"AutoConfig": "code.Config"}}
    remote = broken_copy(model_folder, tmp_path / "remote", "config.json", json.dumps(config).encode())
    with pytest.raises(Refused, match="asks to run its own code"):
        open_model(location=remote)
    with pytest.raises(InvalidInput, match=r"config\.json .* is not readable JSON"):
        open_model(location=broken_copy(model_folder, tmp_path / "text", "config.json", b"{"))
    linked = broken_copy(model_folder, tmp_path / "linked", "model.safetensors", None)
    (Path(linked) / "model.safetensors").symlink_to(model_folder / "model.safetensors")
    with pytest.raises(Refused, match="'model\\.safetensors' is a link that leads out of 'linked'; copy the file"):
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
    with pytest.raises(InvalidInput, match=rf"lack 1 tensors that config\.json asks for \({name}\); copy all"):
        open_model(location=without)
    config = json.loads((model_folder / "config.json").read_text()) | {"intermediate_size": 64}
    narrow = broken_copy(model_folder, tmp_path / "narrow", "config.json", json.dumps(config).encode())
    with pytest.raises(InvalidInput, match=r"do not make the model that config\.json describes") as refusal:
        open_model(location=narrow)
    assert "\n" not in str(refusal.value)
    index = json.dumps({"weight_map": {name: "model-00002-of-00002.safetensors"}}).encode()
    (Path(without) / "model.safetensors.index.json").write_bytes(index)
    with pytest.raises(InvalidInput, match=r"'model-00002-of-00002\.safetensors' named in .* is missing"):
        open_model(location=without)


def test_a_tokenizer_larger_than_the_vocabulary_is_refused(tmp_path: Path) -> None:
    folder = saved_llama(tmp_path, vocab_size=280)
    with pytest.raises(InvalidInput, match="but the model's vocabulary only 280"):
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
        ({"hidden_size": "wide"}, "hidden_size is 'wide', which no model has"),
        (
            {"num_attention_heads": 7},
            "is '7, no multiple of 2 key-value heads', which no model has",
        ),
        ({"num_attention_heads": 0}, "num_attention_heads is 0, which no model has"),
        ({"head_dim": 0}, "head_dim is 0, which no model has"),
        ({"num_hidden_layers": -3}, "num_hidden_layers is -3, which no model has"),
        ({"max_position_embeddings": -4}, "max_position_embeddings is -4, which no model has"),
        ({"num_key_value_heads": 4}, r"0\.self_attn\.k_proj\.weight is \[16, 32\], expected \[32, 32\]; export"),
        ({"quantization_config": {"quant_method": "odd"}}, "Unknown quantization type, got odd"),
        (
            {"quantization_config": {"quant_method": "awq", "bits": 4}},
            r"needs software .+ install it beside the worker",
        ),
        ({"num_hidden_layers": 3}, r"lack 9 tensors that config\.json asks for"),
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


def test_tensors_of_a_larger_model_around_this_one_are_no_fault(
    model_folder: Path, tmp_path: Path, open_model: Opener, opened: MeasuringLM
) -> None:
    tensors = load_file(model_folder / "model.safetensors")
    larger = broken_copy(model_folder, tmp_path / "larger", "model.safetensors", None)
    seen = {"vision_tower.blocks.0.weight": tensors["model.norm.weight"].clone()}
    save_file(tensors | seen, Path(larger) / "model.safetensors")
    assert open_model(location=larger).parameters == opened.parameters


def test_layers_that_only_predict_further_tokens_are_no_fault(
    model_folder: Path, tmp_path: Path, open_model: Opener, opened: MeasuringLM
) -> None:
    tensors = load_file(model_folder / "model.safetensors")
    last = [name for name in tensors if name.startswith("model.layers.1.")]
    further = {name.replace(".1.", ".2."): tensors[name].clone() for name in last}
    config = json.loads((model_folder / "config.json").read_text()) | {"num_nextn_predict_layers": 1}
    folder = broken_copy(model_folder, tmp_path / "ahead", "config.json", json.dumps(config).encode())
    save_file(tensors | further, Path(folder) / "model.safetensors")
    assert open_model(location=folder).parameters == opened.parameters


@pytest.mark.parametrize("content", [b'{"a": 3', b'{"model": {"type": "BPE"}}', b"\xff\xfe", None])
def test_a_tokenizer_that_cannot_be_read_is_named(
    model_folder: Path, tmp_path: Path, open_model: Opener, content: bytes | None
) -> None:
    folder = broken_copy(model_folder, tmp_path / "mute", "tokenizer.json", content)
    with pytest.raises(
        InvalidInput, match=r"The tokenizer of 'mute' cannot be read \(.+copy tokenizer\.json"
    ) as refusal:
        open_model(location=folder)
    assert "\n" not in str(refusal.value)
