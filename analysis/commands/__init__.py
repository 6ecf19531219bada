"""The commands of `python -m analysis`, a module per question; the only part that reads files and the database."""
