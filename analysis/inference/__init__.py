"""How sure a measured number is: intervals, corrections for many questions, paired comparison."""
