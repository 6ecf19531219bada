"""Statistics of the contamination probes: what log-probabilities and answers say about items seen in training.

Every test is one-sided: only what memorisation would do counts. Numbers of a model come in, p-values go out; how they
are obtained from a model is not decided here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from analysis.inference.intervals import mean_standard_error, share_standard_error
from data.records import InvalidInput

MIN_K_SHARE = 0.2
OVERLAP_WORDS = 13
ORDER_DRAWS = 9_999
SMALLEST_P_VALUE = 1e-300
"""Exact p-values below it are given as this; nearer to zero a float loses its digits."""
WORD = re.compile(r"\w+")


class OrderTest(NamedTuple):
    """How often the published order of options is the likeliest one.

    Attributes:
        top: Items whose published order is strictly likelier than all others.
        n: Items with at least two orders.
        expected: Items expected at the top if the model knew no order.
        p_value: Of `top` or more, exact.
    """

    top: int
    n: int
    expected: float
    p_value: float


class GroupTest(NamedTuple):
    """Whether published items score higher than fresh ones.

    Attributes:
        auc: Chance that a published item scores higher than a fresh one; 0.5 means no difference.
        p_value: Mann-Whitney, one-sided.
        n: Items of both groups together.
    """

    auc: float
    p_value: float
    n: int


class ShareTest(NamedTuple):
    """By how much a share is higher on published items than on those they are compared with.

    Attributes:
        drop: Share on published items minus share on the others, a fraction.
        standard_error: Of `drop`, None for fewer than two items.
        p_value: That there is no drop; one-sided, exact.
        n: Published items.
    """

    drop: float
    standard_error: float | None
    p_value: float
    n: int


def option_order_test(log_likelihoods: Sequence[Sequence[float]]) -> OrderTest:
    """Whether a model prefers the published order of options more often than chance.

    If the model has not seen an item, its published order is one order like the others and comes out on top with
    probability one over their number. Ties do not count as top.

    Args:
        log_likelihoods: For each item log p(question and options) of each order tried, the published one first.

    Raises:
        InvalidInput: if no item has two orders.

    Source: Ni et al. 2024 (arXiv 2409.01790), section 3; the exact null distribution replaces their cut-off.
    """
    compared = [orders for orders in log_likelihoods if len(orders) > 1]
    if not compared:
        raise InvalidInput("No item has two orders of options to compare; give items with at least two options.")
    top = sum(orders[0] > max(orders[1:]) for orders in compared)
    sizes = Counter(len(orders) for orders in compared)
    distribution = np.ones(1)
    for size, count in sizes.items():
        distribution = np.convolve(distribution, stats.binom.pmf(np.arange(count + 1), count, 1 / size))
    p_value = min(1.0, max(SMALLEST_P_VALUE, float(distribution[top:].sum())))
    return OrderTest(top, len(compared), sum(count / size for size, count in sizes.items()), p_value)


def exchangeability_p_value(
    shards: Sequence[Sequence[float]], rng: np.random.Generator, *, draws: int = ORDER_DRAWS
) -> float:
    """P-value that the published order of items is no likelier to the model than any other order.

    The published orders' summed log p is compared with sums that take, in every shard, one order drawn evenly from
    those tried, the published one among them. If order means nothing to the model the published sum is such a draw
    itself, so the p-value is exact at any number of orders; it is never below 1 / (draws + 1).

    Args:
        shards: For each shard of consecutive items log p of each order tried, the published one first.
        rng: Source of the draws.
        draws: Sums to compare with.

    Raises:
        InvalidInput: if there is no shard with two orders.

    Source: Oren et al. 2023 (arXiv 2310.17623), section 3; drawing within shards in place of their t-test makes it
    exact.
    """
    compared = [np.asarray(orders, dtype=float) for orders in shards if len(orders) > 1]
    if not compared:
        raise InvalidInput("No shard has two orders of items to compare; give more items.")
    published = math.fsum(float(orders[0]) for orders in compared)
    sums = np.zeros(draws)
    for orders in compared:
        sums += orders[rng.integers(len(orders), size=draws)]
    # Sums of the same numbers in another order may differ in the last bit; such a draw is a tie.
    reached = int((sums >= published - 1e-9 * max(1.0, abs(published))).sum())
    return (1 + reached) / (1 + draws)


def min_k_score(token_scores: Sequence[float], share: float = MIN_K_SHARE) -> float:
    """Mean of the lowest `share` of a text's token scores, at least one token; higher means likelier seen.

    Of z-scores (log p - mean) / sd over the vocabulary this is Min-K%++, of log p itself Min-K%.

    Raises:
        InvalidInput: if there is no token.

    Source: Zhang et al. 2024 (arXiv 2404.02936), equation 4; Shi et al. 2023 (arXiv 2310.16789), section 4.
    """
    scores = np.sort(np.asarray(token_scores, dtype=float))
    if scores.size == 0:
        raise InvalidInput("A text without scored tokens has no Min-K% score; leave empty items out.")
    return float(scores[: max(1, int(scores.size * share))].mean())


def group_test(published: Sequence[float], fresh: Sequence[float]) -> GroupTest:
    """Whether scores of published items are higher than those of fresh items of the same kind.

    Raises:
        InvalidInput: if a group is empty.

    Source: Mann & Whitney 1947; that the fresh items must come from the same source is the lesson of Duan et al. 2024
    (arXiv 2402.07841), section 4.
    """
    if not published or not fresh:
        raise InvalidInput(f"Got {len(published)} published and {len(fresh)} fresh scores; both groups need items.")
    outcome = stats.mannwhitneyu(published, fresh, alternative="greater")
    auc = float(outcome.statistic) / (len(published) * len(fresh))
    return GroupTest(auc, float(outcome.pvalue), len(published) + len(fresh))


def unpaired_drop(published: Sequence[bool], fresh: Sequence[bool]) -> ShareTest:
    """Drop of a share from published to fresh items, with Fisher's exact test.

    Raises:
        InvalidInput: if a group is empty.
    """
    if not published or not fresh:
        raise InvalidInput(f"Got {len(published)} published and {len(fresh)} fresh answers; both groups need items.")
    yes, other = sum(published), sum(fresh)
    table = [[yes, len(published) - yes], [other, len(fresh) - other]]
    p_value = float(stats.fisher_exact(table, alternative="greater").pvalue)
    errors = [share_standard_error(sum(group) / len(group), len(group)) for group in (published, fresh)]
    error = None if None in errors else math.hypot(*(each for each in errors if each is not None))
    return ShareTest(yes / len(published) - other / len(fresh), error, p_value, len(published))


def paired_drop(original: Sequence[bool], rewritten: Sequence[bool]) -> ShareTest:
    """Drop of accuracy from items to their own rewritten twins, by the exact sign test on those that differ.

    Raises:
        InvalidInput: if the lengths differ or there are no items.

    Source: McNemar 1947, one-sided and exact; SE = sd(differences)/sqrt(n), Miller 2024 (arXiv 2411.00640), 4.2.
    """
    if len(original) != len(rewritten) or not original:
        raise InvalidInput(f"Twins need the same items, got {len(original)} and {len(rewritten)}.")
    differences = [int(one) - int(other) for one, other in zip(original, rewritten, strict=True)]
    lost, won = differences.count(1), differences.count(-1)
    p_value = float(stats.binomtest(lost, lost + won, alternative="greater").pvalue) if lost + won else 1.0
    return ShareTest(float(np.mean(differences)), mean_standard_error(differences), p_value, len(original))


def rank_p_value(true_score: float, random_scores: Sequence[float]) -> float:
    """Exact p-value of a secret's rank among random ones of the same form: (1 + number at or above) / (1 + number).

    Source: Carlini et al. 2019 (arXiv 1802.08232), section 4.2, rank in place of exposure.
    """
    return (1 + sum(score >= true_score for score in random_scores)) / (1 + len(random_scores))


def overlapping_items(texts: Sequence[str], sample: str, words: int = OVERLAP_WORDS) -> list[bool | None]:
    """For each text whether it shares a run of `words` words with `sample`; None for texts that are too short.

    Words are compared without case and punctuation. Runs that occur in more than one of the texts are the template's,
    not an item's, and do not count; a text left without any run is None as well.

    Source: Brown et al. 2020 (arXiv 2005.14165), appendix C.
    """
    runs = [_word_runs(text, words) for text in texts]
    shared = Counter(run for found in runs for run in found)
    own = [{run for run in found if shared[run] == 1} for found in runs]
    wanted = set().union(*own) if own else set()
    present = wanted & _word_runs(sample, words)
    return [bool(found & present) if found else None for found in own]


def _word_runs(text: str, words: int) -> set[tuple[str, ...]]:
    found = WORD.findall(text.casefold())
    return {tuple(found[start : start + words]) for start in range(len(found) - words + 1)}
