"""Runs one attempt at a time, many at once."""
