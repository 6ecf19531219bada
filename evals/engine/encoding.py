"""Texts to tokens: each distinct text once, exactly as lm-eval encodes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from data.records import InvalidInput

EncodedPair = tuple[list[int], list[int]]


class TextEncoder:
    """Encodes contexts, continuations and whole texts, each distinct string once per call.

    Args:
        tokenizer: The model's tokenizer.
        encode: lm-eval's own encoding of one string; the reference for every shortcut taken here.
    """

    def __init__(self, tokenizer: Any, *, encode: Callable[..., list[int]]) -> None:
        self._tokenizer = tokenizer
        self._encode = encode

    def texts(self, strings: Sequence[str]) -> list[list[int]]:
        """Tokens of each string, special tokens as the tokenizer adds them."""
        known = {string: self._encode(string) for string in dict.fromkeys(strings)}
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

    def _without_context(self, continuation: str, prefix_token: int) -> EncodedPair:
        tokens = self._encode(continuation, add_special_tokens=False)
        if continuation and not tokens:
            raise InvalidInput(f"Continuation {continuation!r} has no token; check the task's choices.")
        if tokens and tokens[0] == prefix_token:
            return tokens[:1], tokens[1:]
        return [prefix_token], tokens


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


def distinct(items: Iterable[str]) -> list[str]:
    """The items in order, each once."""
    return list(dict.fromkeys(items))
