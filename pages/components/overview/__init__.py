"""What the overview screen draws."""
