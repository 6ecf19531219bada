"""What the numbers of the contamination probes say, one by one and together."""
