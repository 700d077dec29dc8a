"""Drivers of SQL connections, one module an engine; the worker loads them by dotted name."""
