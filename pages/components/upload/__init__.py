"""The sections of the upload screen."""
