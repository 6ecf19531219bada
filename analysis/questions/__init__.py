"""What to ask next: the value of an answer, and its wording."""
