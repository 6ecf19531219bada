"""The tokenizer of a model whose weights are elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from blake3 import blake3
from lm_eval.models.utils import has_bos_prefix

from data.records import InvalidInput
from evals.checkpoints.folder import TOKENIZER_FILES
from evals.engine.encoding import TextEncoder

DEFAULT_LENGTH = 2048
"""lm-eval's own for a model that does not say how much it takes."""
LONGEST_BELIEVED = 10_000_000


class RemoteTokenizer:
    """Texts to tokens as lm-eval's Hugging Face backend makes them.

    Args:
        folder: Holds the tokenizer's files; no code of it is run.

    Attributes:
        digest: blake3 over the tokenizer's files.
        prefix_token: Stands before a text that has no context.
        own_length: Tokens the tokenizer says the model takes, None where it does not.

    Raises:
        InvalidInput: there is no tokenizer that can be loaded.
    """

    def __init__(self, folder: Path) -> None:
        from transformers import AutoTokenizer

        try:
            self.tokenizer: Any = AutoTokenizer.from_pretrained(folder, trust_remote_code=False, local_files_only=True)
        except Exception as error:  # a broken tokenizer file fails in as many ways as it can be broken
            raise InvalidInput(
                f"--tokenizer {str(folder)!r} holds no tokenizer that can be loaded ({type(error).__name__}); "
                "name a folder with tokenizer.json."
            ) from error
        begin, end = self.tokenizer.bos_token_id, self.tokenizer.eos_token_id
        if begin is None and end is None:
            raise InvalidInput(f"The tokenizer in {str(folder)!r} has neither a first nor a last token; name another.")
        self.prefix_token = int(end if begin is None else begin)
        self.end_of_text = str(self.tokenizer.decode(self.prefix_token if end is None else end))
        length = getattr(self.tokenizer, "model_max_length", None)
        self.own_length = int(length) if length and length < LONGEST_BELIEVED else None
        self.encoder = TextEncoder(self.tokenizer, encode=self.encode)
        self.digest = _digest(folder)

    def encode(self, text: str, add_special_tokens: bool | None = None) -> list[int]:
        """Tokens of one text, with a first token where the tokenizer adds one and the text has none."""
        if add_special_tokens is None and has_bos_prefix(text, self.tokenizer.decode(self.prefix_token)):
            add_special_tokens = False
        wanted = {} if add_special_tokens is None else {"add_special_tokens": add_special_tokens}
        tokens: list[int] = self.tokenizer.encode(text, **wanted)
        return tokens


def _digest(folder: Path) -> str:
    hasher = blake3()
    for name in TOKENIZER_FILES:
        if (folder / name).is_file():
            content = (folder / name).read_bytes()
            hasher.update(f"{name}\0{len(content)}\0".encode() + content)
    return str(hasher.hexdigest())
