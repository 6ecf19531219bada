"""What the numbers mean: pure functions on records, arrays and data frames."""
