"""The physics and the price of training and serving a model."""
