"""Model forensics: what a checkpoint is made of, where it came from, how fast it runs, and who answers an endpoint.

Nothing here executes, unpickles or renders what a startup handed over. Numbers come back as frozen dataclasses; only
`cli` prints.
"""
