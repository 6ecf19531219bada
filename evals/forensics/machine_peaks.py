"""What the machine at hand can do at most: bytes per second and operations per second, both measured here."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

MATRIX_SIZES = (512, 1024, 2048)
LARGE_BYTES = 128 << 20
_SECONDS_PER_KERNEL = 0.15


@dataclass(frozen=True, slots=True)
class MachinePeaks:
    """Best rates seen.

    Attributes:
        bandwidth_bytes_per_second: Largest of copying (read and write counted) and reading, over memory of the model's
            own size and of 128 MB; small models live in a cache, which is faster than memory.
        flops_per_second: Largest rate of square matrix products in the model's number type; a product counts 2 n³.
        device: "cpu" or the accelerator's name.
    """

    bandwidth_bytes_per_second: float
    flops_per_second: float
    device: str


def machine_peaks(device: torch.device, dtype: torch.dtype, model_bytes: int) -> MachinePeaks:
    """Peaks of `device`, measured in about a second.

    Args:
        device: Where the model runs.
        dtype: Number type of its weights.
        model_bytes: Size of its weights.
    """
    sizes = {max(1 << 16, min(model_bytes, LARGE_BYTES)), LARGE_BYTES}
    bandwidth = max(rate for size in sizes for rate in _bandwidths(device, size))
    flops = max(_matrix_rate(device, dtype, size) for size in MATRIX_SIZES)
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"
    return MachinePeaks(bandwidth, flops, name)


def synchronise(device: torch.device) -> None:
    """Wait until everything queued on `device` is done."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _bandwidths(device: torch.device, size: int) -> tuple[float, float]:
    source = torch.zeros(size // 4, dtype=torch.float32, device=device)
    target = torch.empty_like(source)
    copied = 2 * size / _best_seconds(lambda: target.copy_(source), device)
    vector = torch.zeros(256, dtype=torch.float32, device=device)
    matrix = source[: source.numel() // 256 * 256].reshape(-1, 256)
    read = matrix.numel() * 4 / _best_seconds(lambda: matrix @ vector, device)
    return copied, read


def _matrix_rate(device: torch.device, dtype: torch.dtype, size: int) -> float:
    matrix = torch.ones(size, size, dtype=dtype, device=device)
    return 2 * size**3 / _best_seconds(lambda: matrix @ matrix, device)


def _best_seconds(kernel: Callable[[], torch.Tensor], device: torch.device) -> float:
    kernel()
    synchronise(device)
    best, until = float("inf"), time.perf_counter() + _SECONDS_PER_KERNEL
    while time.perf_counter() < until:
        started = time.perf_counter()
        kernel()
        synchronise(device)
        best = min(best, time.perf_counter() - started)
    return best
