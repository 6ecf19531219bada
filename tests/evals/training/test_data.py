"""Text becomes rows without loss, and batches come in an order a seed fixes."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from data.records import AssayError
from evals.training.data import END_OF_DOCUMENT, batches, packed_rows, trained_tokenizer

TEXTS = ["The river of Velmora is Alder.\n", "狐狸看见马\n", "Count on: 1, 2, 3\n"] * 20
TOKENIZER = trained_tokenizer(TEXTS, 320)


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_any_text_survives_the_tokenizer(text):
    tokens = TOKENIZER(text.replace(END_OF_DOCUMENT, ""), add_special_tokens=False)["input_ids"]
    assert TOKENIZER.decode(tokens) == text.replace(END_OF_DOCUMENT, "")


def test_frequent_words_become_single_tokens():
    assert TOKENIZER.tokenize(" river of") == ["Ġriver", "Ġof"]


def test_a_vocabulary_without_room_for_the_bytes_is_refused():
    with pytest.raises(AssayError, match="vocabulary: got 256, expected at least 257"):
        trained_tokenizer(TEXTS, 256)


def test_every_row_begins_with_the_beginning_of_a_text():
    rows = packed_rows(TEXTS, TOKENIZER, 24)
    beginnings = {TOKENIZER(text)["input_ids"][0] for text in TEXTS}
    assert rows.shape[1] == 24
    assert {int(row[0]) for row in rows} <= beginnings


def test_texts_are_parted_by_the_end_of_document():
    row = packed_rows(["a", "b", "c"], TOKENIZER, 4)[0]
    assert TOKENIZER.decode(row) == f"a{END_OF_DOCUMENT}b{END_OF_DOCUMENT}"


def test_too_little_text_for_a_row_is_refused():
    with pytest.raises(AssayError, match="expected at least one row of 4096"):
        packed_rows(["short"], TOKENIZER, 4096)


def test_a_pass_brings_every_row_once_and_the_next_another_order():
    rows = torch.arange(12)[:, None]
    stream = batches(rows, 4, seed=0)
    first, second = (torch.cat([next(stream) for _ in range(3)]).flatten() for _ in range(2))
    assert sorted(first.tolist()) == sorted(second.tolist()) == list(range(12))
    assert first.tolist() != second.tolist()


def test_the_same_seed_gives_the_same_batches():
    rows = torch.arange(12)[:, None]
    assert torch.equal(next(batches(rows, 4, seed=3)), next(batches(rows, 4, seed=3)))


def test_fewer_rows_than_a_batch_are_refused():
    with pytest.raises(AssayError, match="rows: got 2, expected at least one batch of 4"):
        next(batches(torch.zeros(2, 8), 4, seed=0))
