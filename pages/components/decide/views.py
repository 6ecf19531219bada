"""The views by name, in the order of their tabs."""

from __future__ import annotations

from collections.abc import Callable

from pages.components.decide.compare import show_compare
from pages.components.decide.portfolio import show_portfolio
from pages.components.decide.record import show_record
from pages.components.decide.sensitivity import show_sensitivity
from pages.components.decide.weights import show_weights

VIEWS: dict[str, Callable[[], None]] = {
    "weights": show_weights,
    "compare": show_compare,
    "sensitivity": show_sensitivity,
    "portfolio": show_portfolio,
    "record": show_record,
}
