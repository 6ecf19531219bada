"""The sections of the jobs screen."""
