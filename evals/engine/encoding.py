"""Texts to tokens: each distinct piece of text once, exactly as lm-eval encodes it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from data.records import InvalidInput

EncodedPair = tuple[list[int], list[int]]

# Between a letter or digit and a line break, or between a single line break after something visible and a letter or
# digit: there the splitting patterns of byte-level tokenizers always break, whatever stands on either side.
CUT = re.compile(r"(?<=[A-Za-z0-9])(?=\n)|(?<=\S\n)(?=[A-Za-z0-9])")
SHORTEST_WORTH_CUTTING = 400
STRINGS_VERIFIED = 12


class TextEncoder:
    """Encodes contexts, continuations and whole texts, each distinct piece once.

    Few-shot prompts repeat the same examples thousands of times. Where a tokenizer splits text at line breaks anyway,
    a text's tokens are its pieces' tokens put together; pieces are encoded once. Every call compares a sample of its
    own strings with the reference and gives the shortcut up for good at the first difference.

    Args:
        tokenizer: The model's tokenizer.
        encode: lm-eval's own encoding of one string; the reference for the shortcut taken here.
    """

    def __init__(self, tokenizer: Any, *, encode: Callable[..., list[int]]) -> None:
        self._tokenizer = tokenizer
        self._encode = encode
        self._begins = _beginning_tokens(tokenizer)
        self._by_pieces = self._begins is not None and splits_at_line_breaks(tokenizer)

    def texts(self, strings: Sequence[str]) -> list[list[int]]:
        """Tokens of each string, special tokens as the tokenizer adds them."""
        distinct = list(dict.fromkeys(strings))
        known = self._pieced(distinct) if self._by_pieces and self._worth_cutting(distinct) else self._whole(distinct)
        return [known[string] for string in strings]

    def pairs(self, pairs: Sequence[tuple[str, str]], *, prefix_token: int) -> list[EncodedPair]:
        """Tokens of each (context, continuation), split where lm-eval splits them.

        White space at a context's end belongs to the continuation. An empty context becomes `prefix_token`, or the
        continuation's own first token where that is the same.

        Raises:
            InvalidInput: A continuation that is not empty has no token of its own.
        """
        moved = [_spaces_moved(context, continuation) for context, continuation in pairs]
        wholes = [context + continuation for context, continuation in moved if context]
        contexts = [context for context, _ in moved if context]
        known = dict(zip(wholes + contexts, self.texts(wholes + contexts), strict=True))
        return [
            _split(context, continuation, known[context], known[context + continuation])
            if context
            else self._without_context(continuation, prefix_token)
            for context, continuation in moved
        ]

    def _whole(self, distinct: Sequence[str]) -> dict[str, list[int]]:
        return {string: self._encode(string) for string in distinct}

    def _worth_cutting(self, distinct: Sequence[str]) -> bool:
        return len(distinct) > STRINGS_VERIFIED and sum(map(len, distinct)) >= SHORTEST_WORTH_CUTTING * len(distinct)

    def _pieced(self, distinct: Sequence[str]) -> dict[str, list[int]]:
        parts = {string: CUT.split(string) for string in distinct}
        pieces = list(dict.fromkeys(chain.from_iterable(parts.values())))
        encoded = self._tokenizer(pieces, add_special_tokens=False)["input_ids"]
        known = dict(zip(pieces, encoded, strict=True))
        begins = self._begins or []
        texts = {string: [*begins, *chain.from_iterable(map(known.__getitem__, cut))] for string, cut in parts.items()}
        if all(texts[string] == self._encode(string) for string in _spread(distinct)):
            return texts
        self._by_pieces = False
        return self._whole(distinct)

    def _without_context(self, continuation: str, prefix_token: int) -> EncodedPair:
        tokens = self._encode(continuation, add_special_tokens=False)
        if continuation and not tokens:
            raise InvalidInput(f"Continuation {continuation!r} has no token; check the task's choices.")
        if tokens and tokens[0] == prefix_token:
            return tokens[:1], tokens[1:]
        return [prefix_token], tokens


def splits_at_line_breaks(tokenizer: Any) -> bool:
    """Whether a tokenizer breaks text into words before merging, bytes for bytes, with line breaks apart from letters.

    True for byte-level tokenizers (GPT-2, Llama 3, Qwen and their kin) that neither normalise text, except to NFC,
    nor put a space in front, and whose added tokens stay within a line.
    """
    if not getattr(tokenizer, "is_fast", False):
        return False
    settings = json.loads(tokenizer.backend_tokenizer.to_str())
    splitter, normaliser = settings.get("pre_tokenizer"), settings.get("normalizer")
    stages = [splitter, *(splitter.get("pretokenizers") or [])] if splitter else []
    byte_level = [stage for stage in stages if stage.get("type") == "ByteLevel"]
    added = settings.get("added_tokens") or []
    return (
        bool(byte_level)
        and not any(stage.get("add_prefix_space") for stage in byte_level)
        and (normaliser is None or normaliser.get("type") == "NFC")
        and not any("\n" in token["content"] or token["lstrip"] or token["rstrip"] for token in added)
    )


def _beginning_tokens(tokenizer: Any) -> list[int] | None:
    """Tokens the tokenizer puts before every text, None where it also puts some behind."""
    bare = tokenizer.encode("a", add_special_tokens=False)
    full = tokenizer.encode("a")
    begins = full[: len(full) - len(bare)]
    return begins if full == begins + bare else None


def _spread(strings: Sequence[str]) -> list[str]:
    step = max(1, len(strings) // STRINGS_VERIFIED)
    return list(strings[::step])


def _spaces_moved(context: str, continuation: str) -> tuple[str, str]:
    stripped = context.rstrip()
    return stripped, context[len(stripped) :] + continuation


def _split(context: str, continuation: str, context_tokens: list[int], whole_tokens: list[int]) -> EncodedPair:
    own = whole_tokens[len(context_tokens) :]
    if continuation and not own:
        raise InvalidInput(
            f"Continuation {continuation!r} has no token of its own after {context[-40:]!r}; "
            "the tokenizer joins them, so it cannot be scored."
        )
    return context_tokens, own
