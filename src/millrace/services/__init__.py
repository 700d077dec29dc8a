"""Use cases: one file for each thing somebody does."""
