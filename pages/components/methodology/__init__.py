"""The sections of the method screen."""
