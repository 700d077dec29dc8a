"""One repository per file: rows to records and back, no rules."""
