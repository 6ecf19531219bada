import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from evals.checkpoints.header import LARGEST_HEADER_BYTES, parse_header, read_header


def _file(tmp_path, header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    file = tmp_path / "model.safetensors"
    file.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + data)
    return file


def _entry(start, end, shape=None, dtype="U8"):
    return {"dtype": dtype, "shape": [end - start] if shape is None else shape, "data_offsets": [start, end]}


def test_header_of_a_saved_file_names_every_tensor_where_its_bytes_lie(tmp_path):
    values = {
        "a": np.arange(6, dtype=np.float32).reshape(2, 3),
        "b": np.arange(5, dtype=np.int16),
        "c": np.float16(1.5),
    }
    file = tmp_path / "x.safetensors"
    save_file({name: np.asarray(value) for name, value in values.items()}, file, metadata={"format": "np"})
    header = read_header(file)
    assert header.faults == ()
    assert header.metadata == {"format": "np"}
    content = file.read_bytes()
    assert {entry.name: content[entry.start : entry.end] for entry in header.tensors} == {
        name: np.asarray(value).tobytes() for name, value in values.items()
    }
    assert {entry.name: entry.shape for entry in header.tensors} == {"a": (2, 3), "b": (5,), "c": ()}
    assert set(load_file(file)) == set(values)


FAULTS: dict[str, list[tuple[Any, bytes, int | None]]] = {
    "file_truncated": [(b"", b"", 5)],
    "header_absurd": [(b"{}", b"", LARGEST_HEADER_BYTES + 1)],
    "header_not_json": [
        (b"[]", b"", None),
        (b" {}", b"", None),
        (b'{"a": NaN}', b"", None),
        (b"\xff{}", b"", None),
        (b"[" * 200_000, b"", None),
        ({"__metadata__": {"a": 1}}, b"", None),
    ],
    "header_duplicate_key": [(b'{"a": {"dtype": "U8", "dtype": "U8"}}', b"", None)],
    "entry_malformed": [
        ({"a": {"dtype": "U8"}}, b"", None),
        ({"a": {**_entry(0, 1), "extra": 1}}, b"x", None),
        ({"a": _entry(0, 1, shape=[True])}, b"x", None),
        ({"a": _entry(0, 1, shape=[-1])}, b"x", None),
        ({"a": _entry(0, 1, shape=[1.0])}, b"x", None),
        ({"a": _entry(0, 1, shape=[1] * 17)}, b"x", None),
        ({"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1, 2]}}, b"x", None),
    ],
    "dtype_unknown": [({"a": _entry(0, 1, dtype="F7")}, b"x", None), ({"a": _entry(0, 1, dtype=[])}, b"x", None)],
    "offset_out_of_bounds": [({"a": _entry(0, 9)}, b"x", None), ({"a": _entry(1, 0, shape=[1])}, b"x", None)],
    "shape_size_mismatch": [({"a": _entry(0, 4, shape=[2, 1], dtype="F32")}, b"xxxx", None)],
    "tensors_overlap": [({"a": _entry(0, 3), "b": _entry(2, 4)}, b"xxxx", None)],
    "hole_in_data": [
        ({"a": _entry(0, 1), "b": _entry(2, 3)}, b"xxx", None),
        ({"a": _entry(0, 1)}, b"xx", None),
        ({}, b"x", None),
    ],
}


@pytest.mark.parametrize(("rule", "case"), [(rule, case) for rule, cases in FAULTS.items() for case in cases])
def test_each_way_to_break_the_format_is_named_by_its_rule(tmp_path, rule, case):
    header, data, length = case
    assert [fault.rule for fault in read_header(_file(tmp_path, header, data, length)).faults] == [rule]


def test_a_file_of_fewer_than_eight_bytes_is_truncated(tmp_path):
    file = tmp_path / "x.safetensors"
    file.write_bytes(b"abc")
    assert read_header(file).faults[0].rule == "file_truncated"


def test_a_shape_whose_size_overflows_64_bits_is_a_mismatch_and_not_an_error(tmp_path):
    file = _file(tmp_path, {"a": _entry(0, 0, shape=[2**62, 2**62, 4])})
    assert read_header(file).faults[0].rule == "shape_size_mismatch"


def test_an_empty_tensor_beside_a_full_one_is_no_overlap(tmp_path):
    file = _file(tmp_path, {"a": _entry(0, 2), "b": _entry(2, 2, shape=[0, 7]), "c": _entry(2, 4)}, b"xxxx")
    assert read_header(file).faults == ()


@given(st.binary(max_size=400), st.integers(0, 2**40))
def test_any_bytes_give_a_header_or_a_fault_but_never_an_error(text, size):
    header = parse_header(text, size)
    assert header.faults or header.data_start == 8 + len(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
ENTRY = st.fixed_dictionaries(
    {
        "dtype": st.sampled_from(["U8", "F16", "F32", "F4"]) | JSON,
        "shape": st.lists(st.integers(-1, 4), max_size=3) | JSON,
        "data_offsets": st.lists(st.integers(-1, 20), min_size=2, max_size=2) | JSON,
    }
)


@given(st.dictionaries(st.text(max_size=4), ENTRY | JSON, max_size=4), st.integers(0, 24))
def test_a_header_without_fault_lays_its_tensors_end_to_end_over_all_the_data(content, data_bytes):
    text = json.dumps(content).encode()
    header = parse_header(text, 8 + len(text) + data_bytes)
    if header.faults:
        return
    assert sum(entry.nbytes for entry in header.tensors) == data_bytes
    assert all(8 + len(text) <= entry.start <= entry.end <= header.file_bytes for entry in header.tensors)


@given(st.lists(st.integers(0, 6), max_size=6))
def test_tensors_laid_end_to_end_are_always_accepted(sizes):
    ends = np.cumsum([0, *sizes]).tolist()
    content = {f"t{i}": _entry(ends[i], ends[i + 1]) for i in range(len(sizes))}
    text = json.dumps(content).encode()
    assert parse_header(text, 8 + len(text) + ends[-1]).faults == ()
