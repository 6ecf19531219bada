"""Models beside each other: what they scored on a suite, and item by item."""
