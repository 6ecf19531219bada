"""What the worker tries at once for a visitor: a look into a model, a small training; each in a process of its own."""
