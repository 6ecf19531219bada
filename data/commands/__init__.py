"""Commands of the data with what they share."""
