"""Quantities known between bounds, in words, and pairs of them that cannot both be right."""
