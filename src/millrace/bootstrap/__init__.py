"""The composition root: the only rooms that know concrete adapters, node types and connection types."""
