"""Probes for test items in training data: what a model, or its training data, gives away about a benchmark."""
