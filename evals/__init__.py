"""How models are measured, and what a model folder is. The only folder that imports torch."""
