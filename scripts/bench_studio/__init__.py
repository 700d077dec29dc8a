"""Figures of the designer in a real browser: `make bench-studio`."""
