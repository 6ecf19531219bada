"""What there is to measure, by name: metrics with the scale of their values."""

from data.catalogue.metrics import load_metrics, parse_metrics

__all__ = ["load_metrics", "parse_metrics"]
