"""Claims beside measurements: which score answers a claim, the verdict, and its sentence."""
