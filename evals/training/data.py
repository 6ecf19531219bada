"""Text to training rows: a byte-level BPE tokenizer, packing, and shuffled batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from data.records import AssayError

END_OF_DOCUMENT = "<|end|>"


def trained_tokenizer(texts: Sequence[str], vocabulary: int) -> PreTrainedTokenizerFast:
    """A byte-level BPE tokenizer of at most `vocabulary` tokens learnt from `texts`.

    It adds no token of its own to a text; any text survives encoding and decoding unchanged, since all 256 bytes
    are tokens.

    Args:
        texts: Documents to count pairs in.
        vocabulary: Tokens wanted, the 256 bytes and the end-of-document token included.

    Raises:
        AssayError: if `vocabulary` has no room for the bytes and the end-of-document token.
    """
    if vocabulary < 257:
        raise AssayError(f"vocabulary: got {vocabulary!r}, expected at least 257 (256 bytes and the end of document)")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[END_OF_DOCUMENT],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=END_OF_DOCUMENT,
        eos_token=END_OF_DOCUMENT,
        pad_token=END_OF_DOCUMENT,
        clean_up_tokenization_spaces=False,
    )


def packed_rows(texts: Sequence[str], tokenizer: PreTrainedTokenizerFast, length: int) -> torch.Tensor:
    """Rows of exactly `length` tokens holding `texts` one after another, shape (rows, length), int64.

    Each text is followed by the end-of-document token. Every row begins with the beginning of a text, because at
    measuring time every prompt does; the text that reaches over a row's end is cut there. Texts left over for less
    than a whole row are dropped.

    Raises:
        AssayError: if `texts` do not fill a single row.
    """
    end = tokenizer.convert_tokens_to_ids(END_OF_DOCUMENT)
    rows: list[list[int]] = []
    row: list[int] = []
    for tokens in tokenizer(list(texts), add_special_tokens=False)["input_ids"]:
        row += [*tokens, end]
        if len(row) >= length:
            rows.append(row[:length])
            row = []
    if not rows:
        raise AssayError(f"texts: got {len(row)} tokens, expected at least one row of {length}; give more text")
    return torch.tensor(rows, dtype=torch.long)


def batches(rows: torch.Tensor, batch_size: int, *, seed: int) -> Iterator[torch.Tensor]:
    """Batches of rows without end, shape (batch_size, length): each pass over `rows` in its own random order.

    A pass ends before a batch it cannot fill.

    Args:
        rows: Shape (rows, length), at least `batch_size` rows.
        batch_size: Rows per batch.
        seed: Fixes the order of every pass.

    Raises:
        AssayError: if there are fewer rows than one batch needs.
    """
    if len(rows) < batch_size:
        raise AssayError(f"rows: got {len(rows)}, expected at least one batch of {batch_size}; give more text")
    generator = torch.Generator().manual_seed(seed)
    while True:
        order = torch.randperm(len(rows), generator=generator)
        for start in range(0, len(rows) - batch_size + 1, batch_size):
            yield rows[order[start : start + batch_size]]
