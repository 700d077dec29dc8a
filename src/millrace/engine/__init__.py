"""The loop that advances instances."""
