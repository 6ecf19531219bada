import json

import numpy as np
import pytest
from blake3 import blake3
from safetensors.numpy import save_file

from data.records import InvalidInput
from evals.checkpoints.digest import checkpoint_digest, combined_digest, folder_digests
from evals.checkpoints.folder import checkpoint_files


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    tensors = {name: rng.standard_normal((32, 16)).astype(np.float32) for name in ("a", "b", "c")}
    save_file({"a": tensors["a"]}, tmp_path / "model-00001-of-00002.safetensors")
    save_file({"b": tensors["b"], "c": tensors["c"]}, tmp_path / "model-00002-of-00002.safetensors")
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "README.md").write_text("words")
    return tmp_path


def by_hand(file):
    """blake3 of the bytes; of weights over the blake3 of the header and of each tensor, found without our reader."""
    content = file.read_bytes()
    if file.suffix != ".safetensors":
        return blake3(content).hexdigest()
    start = 8 + int.from_bytes(content[:8], "little")
    ends = sorted(entry["data_offsets"] for entry in json.loads(content[8:start]).values() if "dtype" in entry)
    parts = [content[:start], *(content[start + low : start + high] for low, high in ends)]
    return blake3(b"".join(blake3(part).digest() for part in parts)).hexdigest()


def test_digest_is_blake3_over_name_size_and_digest_of_each_file(folder):
    lines = "".join(
        f"{file.name}\0{file.stat().st_size}\0{by_hand(file)}\n"
        for file in sorted(folder.iterdir())
        if file.name != "README.md"
    )
    assert checkpoint_digest(folder) == blake3(lines.encode()).hexdigest()


@pytest.mark.parametrize("place", [3, 20, -200, -1])
def test_every_byte_of_the_weights_counts_header_and_all_tensors(folder, place):
    weights = folder / "model-00002-of-00002.safetensors"
    before = checkpoint_digest(folder)
    content = bytearray(weights.read_bytes())
    content[place] ^= 1
    weights.write_bytes(content)
    assert checkpoint_digest(folder) != before


def test_two_tensors_that_change_places_change_the_digest_of_the_file_and_not_their_own(tmp_path):
    a, b = np.arange(6, dtype=np.float32), np.ones(6, dtype=np.float32)
    for name, tensors in (("one", {"a": a, "b": b}), ("two", {"a": b, "b": a})):
        (tmp_path / name).mkdir()
        save_file(tensors, tmp_path / name / "m.safetensors")
    (one,), (two,) = (folder_digests(tmp_path / name) for name in ("one", "two"))
    assert one.digest != two.digest and set(one.tensors.values()) == set(two.tensors.values())


def test_digest_leaves_out_what_is_no_part_of_the_model(folder):
    before = checkpoint_digest(folder)
    (folder / "README.md").write_text("other words")
    assert checkpoint_digest(folder) == before
    assert [file.name for file in checkpoint_files(folder) if file.suffix == ".json"] == ["config.json"]


@pytest.mark.parametrize("name", ["config.json", "model-00002-of-00002.safetensors"])
def test_digest_changes_with_any_byte_of_the_model(folder, name):
    before = checkpoint_digest(folder)
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)
    assert checkpoint_digest(folder) != before


def test_digest_of_a_folder_without_weights_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match=r"holds no \.safetensors file; expected at least one"):
        checkpoint_digest(tmp_path)


def test_one_pass_over_files_and_tensors_gives_the_same_checkpoint_digest(folder):
    assert combined_digest(folder_digests(folder)) == checkpoint_digest(folder)


def test_a_tensor_keeps_its_digest_when_renamed_and_put_in_another_shard(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    rng = np.random.default_rng(0)
    tensors = [rng.standard_normal((32, 16)).astype(np.float32) for _ in range(3)]
    save_file({"x": tensors[2], "y": tensors[0], "z": tensors[1]}, other / "weights.safetensors")
    first = {digest for file in folder_digests(folder) for digest in file.tensors.values()}
    second = {digest for file in folder_digests(other) for digest in file.tensors.values()}
    assert len(first) == 3
    assert first == second


def test_equal_bytes_of_another_shape_are_another_tensor(tmp_path):
    values = np.arange(12, dtype=np.float32)
    save_file({"a": values.reshape(3, 4), "b": values.reshape(4, 3)}, tmp_path / "m.safetensors")
    (file,) = folder_digests(tmp_path)
    assert file.tensors["a"] != file.tensors["b"]


def test_a_malformed_file_has_a_digest_of_its_bytes_but_none_of_tensors(tmp_path):
    (tmp_path / "m.safetensors").write_bytes(b"\xff" * 100)
    (file,) = folder_digests(tmp_path)
    assert (file.nbytes, file.tensors, file.digest) == (100, {}, blake3(b"\xff" * 100).hexdigest())
