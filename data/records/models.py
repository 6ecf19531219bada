"""A startup's models as handed over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A startup's model as handed over.

    Attributes:
        location: Local folder or hub id, exactly as the user named it.
        digest: blake3 of the weight bytes, None until inspected.
        parameters: Count of trainable weights, tied ones once, None until inspected.
    """

    id: int
    startup_slug: str
    name: str
    location: str
    digest: str | None = None
    parameters: int | None = None
