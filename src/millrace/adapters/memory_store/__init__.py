"""The store in dictionaries: for tests, and the second proof that the port can be filled."""

from millrace.adapters.memory_store.store import MemoryStore

__all__ = ["MemoryStore"]
