"""Filtering the lists of startups: what the address asks for, the fields, the words, and the saved views."""
