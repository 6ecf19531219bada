"""Pieces of text put together give the tokens of the whole text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from evals.engine.encoding import CUT, TextEncoder, splits_at_line_breaks
from tests.evals.engine.conftest import TEXT, small_tokenizer

# The splitting pattern of the cl100k family (Llama 3, Qwen 2): punctuation takes following line breaks along.
CL100K = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)


def with_pattern() -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(CL100K), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        TEXT, trainers.BpeTrainer(vocab_size=320, initial_alphabet=alphabet, show_progress=False)
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer)


TOKENIZERS = {"gpt2": small_tokenizer(), "cl100k": with_pattern()}


@settings(max_examples=150)
@given(st.sampled_from(sorted(TOKENIZERS)), st.text(alphabet="at4 .?'\n\r\té", max_size=30))
def test_tokens_of_the_pieces_are_the_tokens_of_the_text(name: str, text: str) -> None:
    tokenizer = TOKENIZERS[name]
    pieces = [token for piece in CUT.split(text) for token in tokenizer.encode(piece, add_special_tokens=False)]
    assert pieces == tokenizer.encode(text, add_special_tokens=False)


def test_examples_repeated_in_many_prompts_are_encoded_once() -> None:
    tokenizer = TOKENIZERS["gpt2"]
    asked: list[str] = []

    def encode(text: str) -> list[int]:
        asked.append(text)
        return list(tokenizer.encode(text))

    texts = [TEXT[0] * 8 + f"Question: what is {number}?\nAnswer:" for number in range(60)]
    encoder = TextEncoder(tokenizer, encode=encode)
    assert encoder.texts(texts + texts) == [tokenizer.encode(text) for text in texts + texts]
    assert len(asked) < 20


def test_a_difference_from_the_reference_gives_the_shortcut_up_for_good() -> None:
    tokenizer = TOKENIZERS["gpt2"]
    encoder = TextEncoder(tokenizer, encode=lambda text: [7, *tokenizer.encode(text)])
    texts = [TEXT[0] * 8 + f"Question: what is {number}?\nAnswer:" for number in range(60)]
    for _ in range(2):
        assert encoder.texts(texts) == [[7, *tokenizer.encode(text)] for text in texts]


def test_tokenizers_that_normalise_or_do_not_split_are_never_cut() -> None:
    lowering = small_tokenizer()
    lowering.backend_tokenizer.normalizer = normalizers.Lowercase()
    assert not splits_at_line_breaks(lowering)
    joined = small_tokenizer()
    joined.backend_tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    assert not splits_at_line_breaks(joined)
    assert splits_at_line_breaks(small_tokenizer())
