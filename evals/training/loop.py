"""The training loop: forward, cross-entropy, backward, AdamW, cosine schedule. One path for every model we train."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy
from transformers import LlamaForCausalLM

from evals.training.data import batches


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How long and how fast to learn.

    Attributes:
        steps: Updates of the weights.
        batch_size: Rows per update.
        learning_rate: Peak of the schedule, reached at the end of the warmup.
        warmup_steps: Updates during which the rate rises linearly from zero.
        final_rate_share: Share of the peak at which the cosine ends.
        weight_decay: Decoupled decay of matrices; norm weights are never decayed.
        gradient_norm: Largest norm of the gradient, longer ones are scaled down to it.
        seed: Fixes the order of the batches.
    """

    steps: int
    batch_size: int = 16
    learning_rate: float = 3e-3
    warmup_steps: int = 50
    final_rate_share: float = 0.05
    weight_decay: float = 0.05
    gradient_norm: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class TrainingStep:
    """What one update did.

    Attributes:
        step: 1 for the first update.
        loss: Mean cross-entropy of the batch before the update, in nats per token.
        learning_rate: Rate the update was made with.
        tokens: Tokens seen so far, this batch included.
        tokens_per_second: Of this update alone.
    """

    step: int
    loss: float
    learning_rate: float
    tokens: int
    tokens_per_second: float


def learning_rate_share(step: int, settings: TrainingSettings) -> float:
    """Share of the peak learning rate at `step` (1-based), between 0 and 1.

    Linear warmup, then half a cosine from 1 down to `final_rate_share` (Loshchilov and Hutter, arXiv 1608.03983,
    equation 5, without restarts).
    """
    if step < settings.warmup_steps:
        return step / settings.warmup_steps
    decay_steps = max(1, settings.steps - settings.warmup_steps)
    progress = min(1.0, (step - settings.warmup_steps) / decay_steps)
    cosine = 0.5 * (1 + math.cos(math.pi * progress))
    return settings.final_rate_share + (1 - settings.final_rate_share) * cosine


def next_token_loss(model: LlamaForCausalLM, batch: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy of each next token in nats, a scalar tensor that carries the gradient.

    Args:
        model: The model in training.
        batch: Token ids, shape (rows, length). Logits have shape (rows, length - 1, vocabulary).
    """
    logits = model(input_ids=batch[:, :-1], use_cache=False).logits
    return cross_entropy(logits.flatten(0, 1).float(), batch[:, 1:].flatten())


def new_optimiser(model: LlamaForCausalLM, settings: TrainingSettings) -> torch.optim.AdamW:
    """AdamW (Loshchilov and Hutter, arXiv 1711.05101) that decays matrices only."""
    matrices = [weight for weight in model.parameters() if weight.ndim > 1]
    vectors = [weight for weight in model.parameters() if weight.ndim <= 1]
    groups = [
        {"params": matrices, "weight_decay": settings.weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=settings.learning_rate, betas=(0.9, 0.98))


def training_steps(model: LlamaForCausalLM, rows: torch.Tensor, settings: TrainingSettings) -> Iterator[TrainingStep]:
    """Train `model` in place, handing back what each update did; stop asking and the training stops.

    Args:
        model: Weights to change, on any device.
        rows: Token ids, shape (rows, length), as `packed_rows` gives them.
        settings: Length, rates and seed.
    """
    device = next(model.parameters()).device
    optimiser = new_optimiser(model, settings)
    stream = batches(rows, settings.batch_size, seed=settings.seed)
    model.train()
    for step in range(1, settings.steps + 1):
        started = time.perf_counter()
        batch = next(stream).to(device)
        rate = settings.learning_rate * learning_rate_share(step, settings)
        for group in optimiser.param_groups:
            group["lr"] = rate
        loss = next_token_loss(model, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
        torch.nn.utils.clip_grad_norm_(model.parameters(), settings.gradient_norm)
        optimiser.step()
        seconds = time.perf_counter() - started
        yield TrainingStep(step, loss.item(), rate, step * batch.numel(), batch.numel() / seconds)
    model.eval()


def train(
    model: LlamaForCausalLM,
    rows: torch.Tensor,
    settings: TrainingSettings,
    on_step: Callable[[TrainingStep], None] | None = None,
) -> list[TrainingStep]:
    """Every update of a whole training of `model`, which is changed in place; `on_step` hears of each as it happens."""
    history = []
    for step in training_steps(model, rows, settings):
        history.append(step)
        if on_step is not None:
            on_step(step)
    return history
