import json
import os
import pickle
import struct
import zipfile

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from data.records import NotFound
from data.registry import load_registry
from evals.checkpoints.digest import checkpoint_digest
from evals.checkpoints.examination import checkpoint_facts, examine_checkpoint
from evals.checkpoints.findings import Severity, finding, guarded, rules
from tests.evals.checkpoints.conftest import CONFIG, PLAIN_TEMPLATE, write_checkpoint, write_tokenizer

SHARD = "model-00002-of-00003.safetensors"
LAYER_MATRIX = "model.layers.1.mlp.gate_proj.weight"


def _rules(folder, **arguments):
    return {found.rule for found in examine_checkpoint(folder, **arguments).findings}


def _with_config(**changes):
    def plant(folder):
        config = json.loads((folder / "config.json").read_text()) | changes
        (folder / "config.json").write_text(json.dumps(config))

    return plant


def _with_tensors(change):
    def plant(folder):
        for file in sorted(folder.glob("*.safetensors")):
            tensors = load_file(file)
            change(tensors)
            save_file(tensors, file)

    return plant


def _with_header(change):
    def plant(folder):
        file = sorted(folder.glob("*.safetensors"))[0]
        content = file.read_bytes()
        length = struct.unpack("<Q", content[:8])[0]
        header = json.loads(content[8 : 8 + length])
        text = change(header)
        text = json.dumps(header).encode() if text is None else text
        file.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + length :])

    return plant


def _with_template(template):
    return lambda folder: (folder / "chat_template.jinja").write_text(template)


def _entry(header):
    return header[LAYER_MATRIX if LAYER_MATRIX in header else sorted(set(header) - {"__metadata__"})[0]]


def _shift(header, begin, end):
    _entry(header)["data_offsets"][0] += begin
    _entry(header)["data_offsets"][1] += end


def _move(header):
    by = 4 if _entry(header)["data_offsets"][0] == 0 else -4
    _shift(header, by, by)


def _set(name, value):
    def change(tensors):
        if name in tensors:
            tensors[name] = value(tensors[name], tensors)

    return _with_tensors(change)


def _set_new(name, value):
    return _with_tensors(lambda tensors: tensors.update({name: value}) if LAYER_MATRIX in tensors else None)


def _fill(position, value):
    def change(tensor, _):
        tensor = tensor.clone()
        tensor[position] = value
        return tensor

    return change


def _torch_zip(folder):
    with zipfile.ZipFile(folder / "optimizer.dat", "w") as archive:
        archive.writestr("data.pkl", b"x")


def _edit_index(change):
    def plant(folder):
        file = folder / "model.safetensors.index.json"
        index = json.loads(file.read_text())
        change(index["weight_map"])
        file.write_text(json.dumps(index))

    return plant


def _append(folder):
    with (folder / SHARD).open("ab") as stream:
        stream.write(b"hidden")


def _truncate(folder):
    (folder / SHARD).write_bytes((folder / SHARD).read_bytes()[:-64])


def _link(folder):
    outside = folder.parent / "outside.json"
    outside.write_text("{}")
    (folder / "generation_config.json").symlink_to(outside)


def _link_weights(folder):
    outside = folder.parent / "outside.safetensors"
    os.replace(folder / SHARD, outside)
    (folder / SHARD).symlink_to(outside)


def _second_copy(folder):
    save_file({LAYER_MATRIX: torch.ones(96, 64)}, folder / "model-extra.safetensors")


def _repeat_token(folder):
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    tokenizer["model"]["vocab"]["twin"] = 7
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))


def _other_layer(noise):
    def plant(folder):
        source = next(
            f for f in sorted(folder.glob("*.safetensors")) if "model.layers.0.mlp.gate_proj.weight" in load_file(f)
        )
        first = load_file(source)["model.layers.0.mlp.gate_proj.weight"]
        value = first + noise * first.std() * torch.randn(first.shape, generator=torch.Generator().manual_seed(1))
        _set("model.layers.2.mlp.gate_proj.weight", lambda *_: value)(folder)

    return plant


def _fresh(tensor, _):
    return 0.02 * torch.randn(tensor.shape, generator=torch.Generator().manual_seed(3))


PLANTED = {
    "pickle by suffix": (lambda f: (f / "pytorch_model.bin").write_bytes(b"x"), "pickle_file"),
    "pickle under an innocent name": (lambda f: (f / "notes.txt").write_bytes(pickle.dumps({"a": 1})), "pickle_file"),
    "archive of torch.save": (_torch_zip, "pickle_file"),
    "pickle in a folder below": (lambda f: (f / "sub").mkdir() or (f / "sub/x.pkl").write_bytes(b"x"), "pickle_file"),
    "python code": (lambda f: (f / "modeling_evil.py").write_text("1/0"), "code_file"),
    "executable without suffix": (lambda f: (f / "tool").write_bytes(b"\x7fELF" + b"0" * 20), "code_file"),
    "auto_map": (_with_config(auto_map={"AutoModel": "modeling_evil.Evil"}), "auto_map"),
    "auto_map of a part": (_with_config(text_config={"auto_map": {"AutoConfig": "evil.Evil"}}), "auto_map"),
    "auto_map of the tokenizer": (
        lambda f: (f / "tokenizer_config.json").write_text(json.dumps({"auto_map": {"AutoTokenizer": ["a.B", None]}})),
        "auto_map",
    ),
    "link to outside": (_link, "link_leaves_folder"),
    "weights behind a link to outside": (_link_weights, "link_leaves_folder"),
    "other weights": (lambda f: (f / "model.gguf").write_bytes(b"GGUF1234"), "other_weight_format"),
    "adapter": (
        lambda f: (f / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": "parent"})),
        "adapter_only",
    ),
    "name of another model": (_with_config(_name_or_path="somebody/base-7b"), "names_another_model"),
    "no configuration": (lambda f: (f / "config.json").unlink(), "json_missing"),
    "broken configuration": (lambda f: (f / "config.json").write_text("{"), "json_malformed"),
    "nested configuration": (lambda f: (f / "config.json").write_text("[" * 100_000), "json_malformed"),
    "impossible layers": (_with_config(num_hidden_layers=10**9), "config_absurd"),
    "configuration of odd types": (_with_config(model_type=["llama"]), "check_failed"),
    "file cut short": (_truncate, "offset_out_of_bounds"),
    "absurd header": (lambda f: (f / SHARD).write_bytes(b"\xff" * 64), "header_absurd"),
    "header longer than the file": (lambda f: (f / SHARD).write_bytes(struct.pack("<Q", 99) + b"{}"), "file_truncated"),
    "header no json": (_with_header(lambda _: b"not json"), "header_not_json"),
    "name twice": (_with_header(lambda _: b'{"a": 1, "a": 2}'), "header_duplicate_key"),
    "entry without shape": (_with_header(lambda h: _entry(h).pop("shape") and None), "entry_malformed"),
    "unknown type": (_with_header(lambda h: _entry(h).update(dtype="F13")), "dtype_unknown"),
    "offset beyond the file": (_with_header(lambda h: _shift(h, 0, 10**9)), "offset_out_of_bounds"),
    "shape too small": (_with_header(lambda h: _entry(h).update(shape=[1, 64])), "shape_size_mismatch"),
    "overlap": (_with_header(_move), "tensors_overlap"),
    "bytes after the last tensor": (_append, "hole_in_data"),
    "missing shard": (lambda f: (f / SHARD).unlink(), "index_shard_missing"),
    "index leads outside": (_edit_index(lambda m: m.update(x="../../other.safetensors")), "index_unsafe_name"),
    "index names a tensor too many": (_edit_index(lambda m: m.update(ghost=SHARD)), "index_tensor_missing"),
    "tensor the index leaves out": (_edit_index(lambda m: m.pop(LAYER_MATRIX)), "tensor_not_indexed"),
    "broken index": (lambda f: (f / "model.safetensors.index.json").write_text("[]"), "json_malformed"),
    "tensor in two files": (_second_copy, "tensor_in_two_files"),
    "tensor missing": (_with_tensors(lambda t: t.pop(LAYER_MATRIX, None)), "tensor_missing"),
    "tensor too many": (
        _set_new("model.layers.1.backdoor.weight", torch.eye(64)),
        "tensor_unexpected",
    ),
    "layer the configuration does not know": (_with_config(num_hidden_layers=2), "tensor_unexpected"),
    "count differs from configuration": (_with_config(num_hidden_layers=2), "parameters_differ_from_config"),
    "wrong shape": (_with_config(intermediate_size=128), "tensor_shape_wrong"),
    "tied output that differs": (
        _set_new("lm_head.weight", torch.randn(320, 64)),
        "tied_weights_differ",
    ),
    "other number type": (_with_config(torch_dtype="bfloat16"), "dtype_differs_from_config"),
    "NaN": (_set(LAYER_MATRIX, _fill((3, 5), float("nan"))), "not_finite"),
    "infinity": (_set("model.norm.weight", _fill(3, float("inf"))), "not_finite"),
    "zero matrix": (_set(LAYER_MATRIX, lambda t, _: torch.zeros_like(t)), "zero_tensor"),
    "zero rows": (_set(LAYER_MATRIX, _fill(slice(4, 9), 0.0)), "zero_rows"),
    "copied layer": (_other_layer(0.0), "duplicated_tensor"),
    "copied layer with noise": (_other_layer(0.05), "duplicated_tensor"),
    "untrained layer": (_set(LAYER_MATRIX, _fresh), "untrained_tensor"),
    "no tokenizer": (lambda f: (f / "tokenizer.json").unlink(), "tokenizer_missing"),
    "broken tokenizer": (
        lambda f: (f / "tokenizer.json").write_text('{"model": {"vocab": {"a": "b"}}}'),
        "json_malformed",
    ),
    "tokenizer too large": (lambda f: write_tokenizer(f, 400), "vocabulary_exceeds_embedding"),
    "id given twice": (_repeat_token, "token_id_repeated"),
    "special token out of range": (_with_config(eos_token_id=[0, 5000]), "special_token_out_of_range"),
    "template with words": (
        _with_template("You are a careful expert who always reasons step by step." + PLAIN_TEMPLATE),
        "template_injects_text",
    ),
    "template with words in a variable": (
        _with_template("{% set s = 'Answer every benchmark question with great care' %}{{ s }}" + PLAIN_TEMPLATE),
        "template_injects_text",
    ),
    "template that recognises a benchmark": (
        _with_template("{% if 'The following are multiple choice' in messages[0]['content'] %}A{% endif %}"),
        "template_depends_on_content",
    ),
    "template that reaches for internals": (
        _with_template("{{ ''.__class__.__mro__ }}"),
        "template_reaches_for_internals",
    ),
    "template that includes a file": (_with_template("{% include 'secret' %}"), "template_reaches_for_internals"),
    "broken template": (_with_template("{% if %}"), "template_malformed"),
    "two templates": (_with_template(PLAIN_TEMPLATE + "x"), "templates_differ"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(sharded, name):
    plant, rule = PLANTED[name]
    assert rule not in _rules(sharded)
    plant(sharded)
    assert rule in _rules(sharded)


def test_every_rule_but_the_rarest_is_planted():
    planted = {rule for _, rule in PLANTED.values()}
    elsewhere = {
        "weights_missing",
        "vocabulary_far_below_embedding",
        "parameters_differ_from_claim",
        "architecture_not_checked",
        "worth_not_checked",
    }
    assert set(rules()) == planted | elsewhere


CLEAN = {
    "tied": {},
    "untied": {"tie_word_embeddings": False},
    "with biases": {"attention_bias": True, "mlp_bias": True},
    "qwen3": {"model_type": "qwen3", "head_dim": 16},
    "gemma2": {"model_type": "gemma2", "head_dim": 16},
    "mixture": {"model_type": "mixtral", "num_local_experts": 4, "num_experts_per_tok": 2},
}


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("shards", [1, 3])
def test_nothing_is_found_in_a_clean_checkpoint(tmp_path, name, shards):
    folder = write_checkpoint(tmp_path / "model", CLEAN[name], shards=shards, seed=5)
    report = examine_checkpoint(folder)
    assert report.findings == ()
    assert report.may_be_loaded
    assert report.digest == checkpoint_digest(folder)
    assert report.parameters.total == report.parameters.expected


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_weights_are_clean_and_take_sixteen_bits(tmp_path, dtype):
    name = str(dtype).removeprefix("torch.")
    report = examine_checkpoint(write_checkpoint(tmp_path / "m", {"torch_dtype": name}, dtype=dtype))
    assert report.findings == ()
    assert report.parameters.bits == 16


def test_a_stored_tied_output_embedding_counts_once(checkpoint):
    before = examine_checkpoint(checkpoint).parameters.total
    tensors = load_file(checkpoint / "model.safetensors")
    tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"].clone()
    save_file(tensors, checkpoint / "model.safetensors")
    report = examine_checkpoint(checkpoint)
    assert (report.parameters.total, report.findings) == (before, ())


def test_active_parameters_of_a_mixture_leave_out_the_experts_a_token_passes_by(tmp_path):
    folder = write_checkpoint(tmp_path / "m", CLEAN["mixture"])
    count = examine_checkpoint(folder).parameters
    experts = 3 * 4 * 3 * 96 * 64
    assert count.total - count.active == experts // 2


def test_claimed_size_passes_within_a_tenth_and_fails_beyond(checkpoint):
    total = examine_checkpoint(checkpoint).parameters.total
    assert _rules(checkpoint, claimed_parameters=int(total * 1.08)) == set()
    assert _rules(checkpoint, claimed_parameters=int(total * 1.15)) == {"parameters_differ_from_claim"}


def test_padding_rows_of_an_embedding_beyond_the_vocabulary_may_be_zero(checkpoint):
    name = "model.embed_tokens.weight"
    _set(name, _fill(slice(300, 320), 0.0))(checkpoint)
    assert _rules(checkpoint) == set()
    _set(name, _fill(slice(10, 11), 0.0))(checkpoint)
    assert _rules(checkpoint) == {"zero_rows"}


def test_a_folder_of_pickles_alone_has_no_weights(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    (tmp_path / "pytorch_model.bin").write_bytes(pickle.dumps([1]))
    report = examine_checkpoint(tmp_path)
    assert {"weights_missing", "pickle_file"} <= {found.rule for found in report.findings}
    assert (report.weights_format, report.digest, report.parameters) == ("pickle_only", None, None)
    assert checkpoint_facts(report) == {
        "weights_format": "pickle_only",
        "architecture_type": "dense_transformer",
        "context_length_tokens": 128,
    }


def test_a_pickle_that_would_run_code_is_not_opened(checkpoint, tmp_path):
    class Harmful:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "executed"),)

    (checkpoint / "pytorch_model.bin").write_bytes(pickle.dumps(Harmful()))
    (checkpoint / "modeling_evil.py").write_text(f"import os; os.mkdir({str(tmp_path / 'executed')!r})")
    _with_config(auto_map={"AutoModel": "modeling_evil.Evil"})(checkpoint)
    report = examine_checkpoint(checkpoint)
    assert not report.may_be_loaded
    assert report.weights_format == "needs_remote_code"
    assert not (tmp_path / "executed").exists()


def test_a_hub_cache_s_links_to_its_blobs_are_inside(checkpoint, tmp_path):
    snapshot, blobs = tmp_path / "repo" / "snapshots" / "abc", tmp_path / "repo" / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    for file in checkpoint.iterdir():
        os.replace(file, blobs / file.name)
        (snapshot / file.name).symlink_to(f"../../blobs/{file.name}")
    assert examine_checkpoint(snapshot).findings == ()


def test_a_tokenizer_of_far_fewer_tokens_than_rows_may_be_another_model_s(tmp_path):
    folder = write_checkpoint(tmp_path / "m", {"vocab_size": 4000})
    assert _rules(folder) == {"vocabulary_far_below_embedding"}


def test_an_architecture_that_cannot_be_built_is_counted_and_said_not_to_be_checked(checkpoint):
    _with_config(model_type="nobody_knows")(checkpoint)
    report = examine_checkpoint(checkpoint)
    assert [found.rule for found in report.findings] == ["architecture_not_checked"]
    assert report.parameters.expected is None
    assert report.parameters.total > 0


def test_packed_four_bit_weights_are_counted_unpacked(tmp_path):
    config = CONFIG | {"quantization_config": {"quant_method": "gptq", "bits": 4}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    packed = torch.ones(64 * 96 // 8, dtype=torch.int32).reshape(8, 96)
    stem = "model.layers.0.mlp.up_proj"
    save_file({f"{stem}.qweight": packed, f"{stem}.scales": torch.ones(1, 96)}, tmp_path / "m.safetensors")
    count = examine_checkpoint(tmp_path).parameters
    assert (count.total, count.bits) == (64 * 96, 4)


def test_facts_speak_the_registry_s_keys_in_billions(checkpoint):
    facts = checkpoint_facts(examine_checkpoint(checkpoint))
    known = load_registry().by_key
    assert {key for key in facts if key not in known} == {"weights_format"}
    assert facts["weights_format"] == "safetensors"
    assert facts["params_total_billion"] == pytest.approx(
        320 * 64 / 1e9 + 3 * (64 * 64 * 3 + 3 * 64 * 96 + 128) / 1e9 + 64 / 1e9
    )
    assert known["architecture_type"].option(str(facts["architecture_type"])) is not None


def test_a_damaged_checkpoint_s_size_is_not_vouched_for(sharded):
    (sharded / SHARD).unlink()
    assert "params_total_billion" not in checkpoint_facts(examine_checkpoint(sharded))


def test_a_check_that_breaks_down_is_a_finding_beside_what_it_had_found():
    def check():
        yield finding("zero_tensor", "a")
        raise ZeroDivisionError("division by zero")

    found = guarded("the values", check)
    assert [item.rule for item in found] == ["zero_tensor", "check_failed"]
    assert found[1].severity is Severity.HIGH
    assert "ZeroDivisionError: division by zero" in found[1].message_en


def test_findings_stand_worst_first_in_both_languages(sharded):
    _with_config(torch_dtype="bfloat16", auto_map={"A": "b.C"})(sharded)
    found = examine_checkpoint(sharded).findings
    assert [item.severity for item in found] == sorted((item.severity for item in found), key=lambda s: -s.rank)
    assert all(item.message_zh != item.message_en and item.message_zh for item in found)


def test_text_of_the_startup_cannot_break_the_line():
    assert "\x1b" not in finding("auto_map", "a\x1b[31m\nb", "c" * 900).message_en
    assert len(finding("auto_map", "a", "c" * 900).message_en) < 400


def test_weights_of_little_worth_may_be_loaded_and_unsafe_ones_may_not(checkpoint):
    _set(LAYER_MATRIX, _fresh)(checkpoint)
    report = examine_checkpoint(checkpoint)
    assert (report.is_in_order, report.may_be_loaded, report.refusal) == (False, True, "")
    (checkpoint / "x.pkl").write_bytes(b"x")
    report = examine_checkpoint(checkpoint)
    assert not report.may_be_loaded
    assert report.refusal.startswith("x.pkl is in a format that can run code")


def test_a_missing_folder_is_said_so(tmp_path):
    with pytest.raises(NotFound, match="'nowhere' does not exist"):
        examine_checkpoint(tmp_path / "nowhere")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2500), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_header_with_any_bytes_changed_never_breaks_the_examination(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("fuzz")
    save_file({f"model.layers.{n}.mlp.up_proj.weight": torch.randn(8, 8) for n in range(20)}, folder / "m.safetensors")
    content = bytearray((folder / "m.safetensors").read_bytes())
    for position, value in changes:
        content[position] = value
    (folder / "m.safetensors").write_bytes(content)
    assert examine_checkpoint(folder).digest == checkpoint_digest(folder)
