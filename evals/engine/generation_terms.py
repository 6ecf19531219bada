"""What a generation request asks for, and whether it can be continued on shared prefixes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lm_eval.models.utils import handle_stop_sequences, normalize_gen_kwargs

from data.records import InvalidInput

GREEDY_SETTINGS = frozenset({"until", "max_gen_toks", "do_sample", "temperature"})
NEUTRAL_DEFAULTS: Mapping[str, tuple[Any, ...]] = {
    "num_beams": (None, 1),
    "repetition_penalty": (None, 1.0),
    "encoder_repetition_penalty": (None, 1.0),
    "no_repeat_ngram_size": (None, 0),
    "min_length": (None, 0),
    "min_new_tokens": (None, 0),
    "bad_words_ids": (None,),
    "suppress_tokens": (None, []),
    "begin_suppress_tokens": (None, []),
    "forced_bos_token_id": (None,),
    "forced_eos_token_id": (None,),
    "sequence_bias": (None,),
    "guidance_scale": (None, 1.0),
    "exponential_decay_length_penalty": (None,),
}
LOOK_BACK_TOKENS = 2


@dataclass(frozen=True, slots=True)
class GenerationTerms:
    """How a text is generated.

    Attributes:
        until: Strings that end it, the end-of-text token's among them.
        max_new_tokens: After which it ends in any case.
        greedy: Whether it is the likeliest token each time, with no further rules.
        sampled: Whether chance decides, so that a result must not be reused.
    """

    until: tuple[str, ...]
    max_new_tokens: int
    greedy: bool
    sampled: bool


def generation_terms(settings: Mapping[str, Any], *, default_tokens: int, end_of_text: str) -> GenerationTerms:
    """A task's generation settings, read as lm-eval reads them."""
    read = dict(normalize_gen_kwargs(dict(settings), default_tokens))
    sampled = bool(read.get("do_sample"))
    return GenerationTerms(
        until=tuple(handle_stop_sequences(read.get("until"), eos=end_of_text)),
        max_new_tokens=int(read["max_gen_toks"]),
        greedy=not sampled and set(read) <= GREEDY_SETTINGS,
        sampled=sampled,
    )


def settings_text(settings: Mapping[str, Any]) -> str:
    """Generation settings as one string that is equal for equal settings."""
    return json.dumps(settings, sort_keys=True, default=str)


def is_plainly_greedy(generation_config: Any) -> bool:
    """Whether a model's own defaults add no rule to greedy decoding."""
    return all(getattr(generation_config, name, None) in neutral for name, neutral in NEUTRAL_DEFAULTS.items())


def end_tokens(generation_config: Any) -> frozenset[int]:
    """The tokens at which a model stops by its own defaults."""
    ends = getattr(generation_config, "eos_token_id", None)
    return frozenset() if ends is None else frozenset([ends] if isinstance(ends, int) else ends)


def room_for_prompt(max_length: int, max_new_tokens: int) -> int:
    """Prompt tokens that fit beside the new ones.

    Raises:
        InvalidInput: The new tokens alone fill the model.
    """
    if max_new_tokens >= max_length:
        raise InvalidInput(
            f"max_gen_toks: got {max_new_tokens}, but the model takes {max_length} tokens in all; ask for fewer."
        )
    return max_length - max_new_tokens


def stop_check(terms: GenerationTerms, tokenizer: Any, ends: frozenset[int]) -> Callable[[list[int]], bool]:
    """A function that says whether new tokens end a text.

    Only the last few tokens are decoded at each step, as many as the longest stop string can take; a hit is confirmed
    on the whole text, so that a string that only seems to stand at a cut does not end it.
    """
    stops = [stop for stop in terms.until if stop]
    longest = max((len(tokenizer.encode(stop, add_special_tokens=False)) for stop in stops), default=0)

    def is_done(tokens: list[int]) -> bool:
        if tokens[-1] in ends:
            return True
        recent = tokenizer.decode(tokens[-(longest + LOOK_BACK_TOKENS) :])
        if not any(stop in recent for stop in stops):
            return False
        whole = tokenizer.decode(tokens)
        return any(stop in whole for stop in stops)

    return is_done
