"""Benchmarks against a real server; `make bench` prints the figures, none of them can fail."""
