"""The screens of the dashboard, one file each, named after the question it answers."""
