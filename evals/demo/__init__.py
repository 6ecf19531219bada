"""What makes the demonstration: a small fictional world, tasks and texts drawn from it, five models trained on them."""
