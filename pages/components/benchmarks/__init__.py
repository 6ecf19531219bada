"""The sections of the benchmark screen."""
