"""What a probe and a small training leave, by hand: two tokens read, one written, three steps learnt."""

from typing import Any

READING: dict[str, Any] = {
    "model": {
        "architecture": "llama", "layers": 1, "heads": 2, "hidden": 8, "vocabulary": 16, "parameters": 900,
        "dtype": "float32",
    },
    "tokens": [
        {"text": "The", "id": 1},
        {"text": " founder\n", "id": 2, "surprisal": 1.3863, "entropy": 2.0794, "rank": 3},
    ],
    "next": {
        "top": [{"text": " Gareth", "id": 5, "probability": 0.75}, {"text": "⟨E4⟩", "id": 6, "probability": 0.00002}],
        "rest": 0.2499, "others": 14, "entropy": 0.6931,
    },
    "attention": {"shown": 2, "layers": [[[[1000], [250, 750]], [[1000], [500, 500]]]]},
    "written": {
        "tokens": [{"text": " x", "id": 3, "probability": 0.5, "drawn_with": 0.9}], "text": " x", "ended": "length",
    },
    "seconds": {"opening": 0.1, "reading": 0.01, "writing": 0.01},
}  # fmt: skip
"""Surprisals and entropies in nats: ln 4, ln 8 and ln 2."""
LESSON: dict[str, Any] = {
    "shape": {"vocabulary": 300}, "parameters": 1000, "sentences": 50, "tokens": 400, "rows": 64, "batch": 16,
    "row_length": 48, "guess": 5.7038, "by_frequency": 3.1, "curve": [5.7, 4.0, 2.0],
    "held_out": [[0, 5.7], [1, 1.2], [3, 1.9]], "tokens_seen": 2304, "seconds": 1.5,
    "before": {"next": READING["next"], "sample": "��"}, "after": {"next": READING["next"], "sample": "The end."},
}  # fmt: skip
