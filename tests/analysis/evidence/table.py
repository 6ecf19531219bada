"""A lookup over a plain mapping, for what reads keys without a ledger."""

from analysis.evidence.readings import UNKNOWN, Reading


class Table:
    """A lookup over a plain mapping; keys with `@months` hold earlier values."""

    def __init__(self, **values):
        self.values = values

    def reading(self, key, months_back=0):
        return Reading(self.values.get(f"{key}@{months_back}" if months_back else key, UNKNOWN))
