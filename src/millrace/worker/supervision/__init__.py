"""Processes of attempts, run so that they outlive the agent and never escape a stop.

`client` is the agent's side. `spawner` is a small process that the agent starts; it forks one `supervisor`
per attempt, which forks the attempt's own process (`child`). Everything but `client` imports only a few
modules of the standard library, so that a fork stays cheap.
"""
