"""The views of the screen that decides: weights, comparison, sensitivity, portfolio, track record."""
