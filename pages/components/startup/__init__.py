"""The sections of the startup screen."""
