"""Which startups to look at, and in which order: one record for saved views, addresses and commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias, get_args

NOBODY = ""
"""Among the owners of a filter: startups that nobody looks after."""
ListOrder: TypeAlias = Literal["expectation", "risk", "measured_share", "moved", "judged_at", "name"]
LIST_ORDERS: tuple[ListOrder, ...] = get_args(ListOrder)
"""By what a list may be ordered; the first is the one nobody asked for."""


class Span(NamedTuple):
    """A range with both ends in it, None where it has no end."""

    low: float | None = None
    high: float | None = None


ANY = Span()
MOST_QUIET_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Filter:
    """What a startup must be to be shown: every condition given, and of each list any one entry.

    Attributes:
        statuses: Codes of `PIPELINE_STATUSES`.
        owners: As written; `NOBODY` for startups without one.
        tags: In any case.
        verdicts: Codes of the rubric's verdicts.
        findings: Keys of the rules that found something.
        stages: Codes of funding stages.
        sectors: Codes of the registry.
        countries: ISO 3166-1 alpha-2.
        headcount: People.
        measured_share: Share of the weight that rests on measurement, 0 to 1.
        quiet_days: The last contact on record is more days ago than that, or none is on record.
        words: Each stands in the name.
        order: One of `LIST_ORDERS`.
        turned: From the other end of that order.
    """

    statuses: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    headcount: Span = ANY
    measured_share: Span = ANY
    quiet_days: int | None = None
    words: str = ""
    order: ListOrder = LIST_ORDERS[0]
    turned: bool = False


NO_FILTER = Filter()


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter that was saved under a name.

    Attributes:
        key: By which the view is chosen, made from its name.
        filter: None where what is stored cannot be read by this release; `problem` says why.
        deleted_at: When it was deleted, None while it can be chosen.
    """

    key: str
    name: str
    filter: Filter | None
    saved_by: str
    saved_at: datetime
    deleted_at: datetime | None = None
    problem: str = ""


ADDRESS_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "statuses": "status",
        "owners": "owner",
        "tags": "tag",
        "verdicts": "verdict",
        "findings": "finding",
        "stages": "stage",
        "sectors": "sector",
        "countries": "country",
        "headcount": "headcount",
        "measured_share": "measured",
        "quiet_days": "quiet",
        "words": "named",
        "order": "order",
        "turned": "turned",
    }
)
"""What each part of a filter is called in an address."""
