"""What a training run costs: at cloud prices, on chips of one's own, and with the research around it."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.quantities.ranges import Range
from data.records import InvalidInput

HOURS_PER_YEAR = 8766.0
FINAL_RUN_SHARE_OF_DEVELOPMENT = Range(0.47, 0.57, 0.67)
"""Hardware's share of a development; staff 29 to 49 %, energy 2 to 6 %. Cottier et al. 2024 (arXiv 2405.21015)."""


@dataclass(frozen=True, slots=True)
class OwnedChip:
    """What owning an accelerator costs.

    Attributes:
        purchase_usd: With its share of server and network, US dollars.
        lifetime_years: Years until it is replaced.
        use_share: Share of its life that it works.
        power_kw: Draw at the facility meter, cooling included.
        usd_per_kwh: Price of electricity.
    """

    purchase_usd: Range
    lifetime_years: float = 4.0
    use_share: float = 0.8
    power_kw: float = 1.0
    usd_per_kwh: float = 0.08

    def __post_init__(self) -> None:
        if self.lifetime_years <= 0 or not 0 < self.use_share <= 1:
            raise InvalidInput(
                f"An owned chip needs a lifetime above 0 and a use share up to 1, "
                f"got {self.lifetime_years!r} and {self.use_share!r}."
            )


@dataclass(frozen=True, slots=True)
class TrainingCost:
    """Cost of one run in US dollars, by what is counted; None where a price is missing."""

    cloud_usd: Range | None
    amortised_usd: Range | None
    development_usd: Range | None


def training_cost(gpu_hours: Range, price_per_gpu_hour: Range | None, owned: OwnedChip | None) -> TrainingCost:
    """Cloud: hours x price. Amortised: hours x (purchase / hours of life + energy). Development: with staff and trials.

    Development divides the amortised cost, or without one the cloud cost, by the share that hardware has of it.

    Source: Cottier et al. 2024 (arXiv 2405.21015), sections 2 and 3.3.
    """
    cloud = None if price_per_gpu_hour is None else gpu_hours.times(price_per_gpu_hour)
    amortised = None if owned is None else gpu_hours.times(amortised_usd_per_hour(owned))
    basis = amortised if amortised is not None else cloud
    return TrainingCost(cloud, amortised, None if basis is None else basis.over(FINAL_RUN_SHARE_OF_DEVELOPMENT))


def amortised_usd_per_hour(owned: OwnedChip) -> Range:
    """Cost of one working hour of an owned chip: purchase over its working hours, plus energy, in US dollars."""
    hours = owned.lifetime_years * HOURS_PER_YEAR * owned.use_share
    energy = owned.power_kw * owned.usd_per_kwh
    return Range(*(price / hours + energy for price in owned.purchase_usd))
