"""Startups as a portfolio: who stands before whom, how far their evidence reaches, what they hang on together."""
