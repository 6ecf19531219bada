"""Probes of memory: does the model, or its training data, know the published items as they were published?"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from analysis.contamination.probe_statistics import (
    exchangeability_p_value,
    group_test,
    min_k_score,
    option_order_test,
    overlapping_items,
    paired_drop,
    rank_p_value,
    unpaired_drop,
)
from evals.contamination.finding import Finding, Investigation, Note
from evals.contamination.items import Item
from evals.contamination.option_traps import file_order, orders_to_compare, trap
from evals.contamination.rendering import halves, options_part, question_part, whole_text
from evals.contamination.subject import TokenScores

ITEMS_PER_SHARD = 4
ORDERS_PER_SHARD = 8
ITEM_BREAK = "\n\n"
RANDOM_CANARIES = 999
LEAST_OVERLAPPING = 2


def option_order(case: Investigation) -> Finding:
    """Whether the published order of options is the likeliest (Ni et al. 2024, arXiv 2409.01790)."""
    items, style, rng = case.materials.items, case.materials.style, case.rng("option_order")
    traps = Counter(found for found in map(trap, items) if found)
    orders = [orders_to_compare(item, rng) for item in items if trap(item) is None]
    asked = [item for item in items if trap(item) is None]
    notes = (Note("options_left_out", {"count": traps.total(), "of": len(items)}),) if traps else ()
    if not asked:
        return Finding(0, notes=notes)
    pairs = [
        (question_part(item), options_part(order, style))
        for item, tried in zip(asked, orders, strict=True)
        for order in tried
    ]
    scores = iter(case.weights.log_likelihoods(pairs))
    outcome = option_order_test([[next(scores)[0] for _ in tried] for tried in orders])
    details = {"top": float(outcome.top), "expected": outcome.expected}
    return Finding(outcome.n, outcome.top / outcome.n, outcome.p_value, notes=notes, details=details)


def exchangeability(case: Investigation) -> Finding:
    """Whether the published order of the items is likelier than others (Oren et al. 2023, arXiv 2310.17623)."""
    items, rng = case.materials.items, case.rng("exchangeability")
    sorted_by = file_order(items)
    if sorted_by is not None:
        return Finding(0, notes=(Note("file_sorted", {"by": sorted_by}),))
    shards = item_shards(case)
    orders = [item_orders(shard, rng) for shard in shards]
    if not orders:
        return Finding(0, notes=(Note("no_shards"),))
    pairs = [("", ITEM_BREAK.join(order)) for tried in orders for order in tried]
    scores = iter(case.weights.log_likelihoods(pairs))
    values = [[next(scores)[0] for _ in tried] for tried in orders]
    gain = float(np.mean([tried[0] - np.mean(tried[1:]) for tried in values]))
    details = {"items_per_shard": float(max(len(shard) for shard in shards))}
    return Finding(len(shards), gain, exchangeability_p_value(values, rng), details=details)


def item_shards(case: Investigation) -> list[list[str]]:
    """Texts of consecutive items of one group, as many together as the model takes, four at most; two at least."""
    items = case.materials.items
    texts = [whole_text(item, case.materials.style) for item in items]
    # A break costs a few tokens at most.
    lengths = [count + 4 for count in case.weights.token_counts(texts)]
    shards: list[list[str]] = []
    room, group = 0, None
    for item, text, length in zip(items, texts, lengths, strict=True):
        if not shards or length > room or item.group != group or len(shards[-1]) == ITEMS_PER_SHARD:
            shards.append([])
            room, group = case.weights.max_length, item.group
        shards[-1].append(text)
        room -= length
    return [shard for shard in shards if len(shard) > 1 and len(set(shard)) == len(shard)]


def item_orders(shard: Sequence[str], rng: np.random.Generator) -> list[list[str]]:
    """Orders of a shard's texts, the published one first, then distinct others at random."""
    orders = {tuple(range(len(shard)))}
    possible = int(np.prod(range(1, len(shard) + 1)))
    while len(orders) < min(ORDERS_PER_SHARD, possible):
        orders.add(tuple(int(place) for place in rng.permutation(len(shard))))
    return [[shard[place] for place in order] for order in sorted(orders)]


def min_k_plus_plus(case: Investigation) -> Finding:
    """Whether published items hold fewer surprising tokens than fresh ones (Zhang et al. 2024, arXiv 2404.02936)."""
    return _against_fresh(case, lambda scores: min_k_score(scores.z_scores.tolist()))


def loss(case: Investigation) -> Finding:
    """Whether published items are likelier per token than fresh ones (Yeom et al. 2018, arXiv 1709.01604)."""
    return _against_fresh(case, lambda scores: float(scores.log_probabilities.mean()))


def _against_fresh(case: Investigation, score: Callable[[TokenScores], float]) -> Finding:
    published, fresh = case.token_scores
    outcome = group_test([score(each) for each in published], [score(each) for each in fresh])
    return Finding(len(published), outcome.auc, outcome.p_value, details={"fresh_items": len(fresh)})


def guided_completion(case: Investigation) -> Finding:
    """Whether the model completes the second half of an item's options word for word (Golchin & Surdeanu 2308.08493).

    Compared with fresh items where there are some, else with the options of another published item.
    """
    items, fresh, style = case.materials.items, case.materials.fresh, case.materials.style
    pairs = [halves(item, style) for item in items]
    matches = case.model.completes(pairs)
    if fresh:
        outcome = unpaired_drop(matches, case.model.completes([halves(item, style) for item in fresh]))
    else:
        others = [(context, pairs[place - 1][1]) for place, (context, _) in enumerate(pairs)]
        outcome = paired_drop(matches, case.model.completes(others))
    return Finding(len(items), sum(matches) / len(items), outcome.p_value, details={"matches": sum(matches)})


def ngram_overlap(case: Investigation) -> Finding:
    """How many items share 13 words with the training sample (Brown et al. 2020, arXiv 2005.14165, appendix C)."""
    published, fresh, sample = case.materials.items, case.materials.fresh, case.materials.sample or ""
    found = [each for each in _overlaps(case, published, sample) if each is not None]
    if not found:
        return Finding(0, notes=(Note("items_too_short"),))
    notes = (Note("items_short", {"count": len(published) - len(found)}),) if len(found) < len(published) else ()
    others = [each for each in _overlaps(case, fresh, sample) if each is not None]
    share, details = sum(found) / len(found), {"overlapping": float(sum(found))}
    if others:
        return Finding(len(found), share, unpaired_drop(found, others).p_value, notes=notes, details=details)
    return Finding(len(found), share, found=sum(found) >= LEAST_OVERLAPPING, notes=notes, details=details)


def _overlaps(case: Investigation, items: Sequence[Item], sample: str) -> list[bool | None]:
    return overlapping_items([whole_text(item, case.materials.style) for item in items], sample)


def canary_rank(case: Investigation) -> Finding:
    """Rank of the benchmark's canary among random strings of its form (Carlini et al. 2019, arXiv 1802.08232)."""
    before, _, secret = (case.materials.canary or "").strip().rpartition(" ")
    rng = case.rng("canary_rank")
    others = [random_alike(secret, rng) for _ in range(RANDOM_CANARIES)]
    pairs = [(before, f" {each}" if before else each) for each in (secret, *others)]
    true_score, *scores = (value for value, _ in case.weights.log_likelihoods(pairs))
    rank = 1 + sum(score >= true_score for score in scores)
    return Finding(1, float(rank), rank_p_value(true_score, scores), details={"random_strings": RANDOM_CANARIES})


def random_alike(secret: str, rng: np.random.Generator) -> str:
    """A random string of the same form: hexadecimal, or letter for letter and digit for digit."""
    body = secret.replace("-", "")
    is_hexadecimal = bool(body) and all(letter in string.hexdigits for letter in body) and not body.isdigit()
    return "".join(_random_letter(letter, is_hexadecimal, rng) for letter in secret)


def _random_letter(letter: str, is_hexadecimal: bool, rng: np.random.Generator) -> str:
    if is_hexadecimal and letter in string.hexdigits:
        alphabet = "0123456789ABCDEF" if letter.isupper() else "0123456789abcdef"
    elif letter in string.digits:
        alphabet = string.digits
    elif letter in string.ascii_letters:
        alphabet = string.ascii_uppercase if letter.isupper() else string.ascii_lowercase
    else:
        return letter
    return alphabet[int(rng.integers(len(alphabet)))]
