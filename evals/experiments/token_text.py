"""Single tokens as readers can see them: their text, or their bytes where they are no text alone."""

from __future__ import annotations

from functools import cache
from typing import Any

from tokenizers.pre_tokenizers import ByteLevel

_NO_TEXT = "\ufffd"


def token_text(tokenizer: Any, token: int) -> str:
    """The token's text; "⟨E4 B8⟩" for bytes that make no letter alone, as parts of Chinese characters do."""
    text = str(tokenizer.decode([token], clean_up_tokenization_spaces=False))
    if text and _NO_TEXT not in text and all(letter.isprintable() or letter in "\n\t" for letter in text):
        return text
    spelled = str(tokenizer.convert_ids_to_tokens(token))
    found = _bytes(spelled)
    return spelled if found is None else f"⟨{found.hex(' ').upper()}⟩"


def _bytes(spelled: str) -> bytes | None:
    """The bytes behind a vocabulary entry: `<0xE4>`, or the letters by which byte-level vocabularies write bytes."""
    if len(spelled) == 6 and spelled.startswith("<0x") and spelled.endswith(">"):
        return bytes.fromhex(spelled[3:5])
    letters = _byte_letters()
    return bytes(letters[letter] for letter in spelled) if spelled and set(spelled) <= set(letters) else None


@cache
def _byte_letters() -> dict[str, int]:
    """Byte by letter: printable Latin-1 stands for itself, the other bytes for letters from U+0100 on, in order."""
    alphabet = set(ByteLevel.alphabet())
    own = {chr(byte): byte for byte in range(256) if chr(byte) in alphabet}
    others = [byte for byte in range(256) if chr(byte) not in own]
    return own | {chr(0x100 + place): byte for place, byte in enumerate(others)}
