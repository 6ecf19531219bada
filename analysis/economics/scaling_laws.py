"""How much data a model of some size should see, what loss to expect, and what repeated data is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from analysis.quantities.ranges import Range
from data.records import InvalidInput, parse_yaml

TOKENS_PER_PARAMETER_RULE = 20.0
REPEAT_DECAY_EPOCHS = 15.388
"""R*_D of Muennighoff et al. 2023 (arXiv 2305.16264), from the authors' code."""
CHINCHILLA_BUDGET_FLOP = 5.76e23
_Z_90 = 1.645


@dataclass(frozen=True, slots=True)
class LossFit:
    """L = E + A / N^alpha + B / D^beta, with the standard errors of its constants."""

    name: str
    irreducible: float
    params_scale: float
    data_scale: float
    alpha: float
    beta: float
    irreducible_error: float
    params_scale_error: float
    data_scale_error: float
    alpha_error: float
    beta_error: float


class ComputeOptimum(NamedTuple):
    """Parameters, tokens and tokens per parameter that a compute budget is best spent on, with 90 % bounds."""

    params: Range
    tokens: Range
    tokens_per_parameter: Range


def parse_loss_fits(text: str) -> dict[str, LossFit]:
    """The fits of a scaling-law table in YAML, by key.

    Raises:
        InvalidInput: if a constant is missing.
    """
    table: dict[str, dict[str, Any]] = parse_yaml(text)["loss_fits"]
    try:
        return {key: LossFit(**{name: row[name] for name in LossFit.__slots__}) for key, row in table.items()}
    except KeyError as error:
        raise InvalidInput(f"Scaling-law table: a fit lacks the constant {error}.") from error


def expected_loss(params: float, tokens: float, fit: LossFit) -> Range:
    """Loss in nats per token that the fit expects, with 90 % bounds from the errors of its constants.

    The errors are taken as independent; those of A with alpha and of B with beta are not, so the bounds are wide.

    Source: Besiroglu et al. 2024 (arXiv 2404.10102), equation 1 and table 1.
    """
    from_params = fit.params_scale / params**fit.alpha
    from_data = fit.data_scale / tokens**fit.beta
    loss = fit.irreducible + from_params + from_data
    variance = (
        fit.irreducible_error**2
        + (from_params * fit.params_scale_error / fit.params_scale) ** 2
        + (from_data * fit.data_scale_error / fit.data_scale) ** 2
        + (from_params * math.log(params) * fit.alpha_error) ** 2
        + (from_data * math.log(tokens) * fit.beta_error) ** 2
    )
    half = _Z_90 * math.sqrt(variance)
    return Range(loss - half, loss, loss + half)


def compute_optimum(flop: float, fit: LossFit) -> ComputeOptimum:
    """Best split of a compute budget C = 6ND: N* = G (C/6)^(b/(a+b)), D* = C / 6N*, G = (aA/bB)^(1/(a+b)).

    The bounds are of 90 %. Around the budget of the Chinchilla runs the two terms of the loss are well known and only
    their slopes are not: alpha A / N^alpha = beta B / D^beta then moves by the errors of ln alpha and ln beta. Away
    from that budget the exponent turns by its standard error. Both add in quadrature; the covariances of the fit are
    not published, so this is our own approximation.

    Source: Hoffmann et al. 2022 (arXiv 2203.15556), equation 4, with the constants of `fit`.
    """
    total = fit.alpha + fit.beta
    scale = (fit.alpha * fit.params_scale / (fit.beta * fit.data_scale)) ** (1 / total)
    params = scale * (flop / 6) ** (fit.beta / total)
    exponent_error = math.hypot(fit.beta * fit.alpha_error, fit.alpha * fit.beta_error) / total**2
    slope_error = math.hypot(fit.alpha_error / fit.alpha, fit.beta_error / fit.beta) / total
    swing = math.hypot(slope_error, math.log(flop / CHINCHILLA_BUDGET_FLOP) * exponent_error) * _Z_90
    sizes = Range(params * math.exp(-swing), params, params * math.exp(swing))
    tokens = Range(flop / 6 / sizes.high, flop / 6 / params, flop / 6 / sizes.low)
    return ComputeOptimum(sizes, tokens, Range(*(flop / 6 / size**2 for size in (sizes.high, params, sizes.low))))


def over_training_factor(params: float, tokens: float) -> float:
    """Tokens per parameter over the rule of twenty: above 1 buys cheap serving, below .5 is undertrained.

    Source: Hoffmann et al. 2022 (arXiv 2203.15556), table 3.
    """
    return tokens / params / TOKENS_PER_PARAMETER_RULE


def effective_tokens(unique_tokens: float, epochs: float) -> float:
    """Fresh tokens that the repeated ones are worth: U (1 + R* (1 - exp(-R/R*))) with R = epochs - 1.

    Below one epoch only the part seen counts.

    Raises:
        InvalidInput: if there are no epochs.

    Source: Muennighoff et al. 2023 (arXiv 2305.16264), equation 5.
    """
    if epochs <= 0:
        raise InvalidInput(f"epochs: got {epochs!r}, expected a number above 0.")
    if epochs <= 1:
        return unique_tokens * epochs
    return unique_tokens * (1 + REPEAT_DECAY_EPOCHS * -math.expm1(-(epochs - 1) / REPEAT_DECAY_EPOCHS))


def worth_per_token(epochs: float) -> float:
    """What one token seen is worth against a fresh one, when all are seen `epochs` times."""
    return effective_tokens(1.0, epochs) / epochs
