"""A look into a model, and the primer beside it."""
