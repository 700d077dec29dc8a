"""Routers, one per noun. A route's function name is its operation id and its key in the permissions table."""
