"""Use cases: one file per thing people do. Synchronous; they reach the world through ports alone."""
