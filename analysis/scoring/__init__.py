"""Expectation against risk: rubric, criteria, axes, gates and verdicts."""
