"""What is known of a startup on a day: readings, conditions, derived fields."""
