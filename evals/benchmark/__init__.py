"""Benchmark runs: tasks and their data through a model, to scores, samples and the protocol of the run."""
