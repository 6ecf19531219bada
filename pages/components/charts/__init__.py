"""Figures: pure functions from data and colours to Plotly."""
