"""The local agent's own start (`python -m millrace.bootstrap.agent`): no server part, no driver."""

import json
import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from millrace.adapters.loading import load
from millrace.adapters.system_clock import SystemClock
from millrace.bootstrap import memory
from millrace.bootstrap.catalog import build_catalog
from millrace.worker.agent import run_agent
from millrace.worker.config import AgentConfig

_LOG_BYTES = 10_000_000
"""Of one log file; two older ones are kept."""

CONFIG_VARIABLE = "MILLRACE_AGENT"
"""Environment variable with the configuration as JSON: not in the arguments, which everybody can read."""


def main() -> None:
    """Read the configuration and run until the server's link ends."""
    memory.begin()
    os.umask(0o077)
    given = json.loads(os.environ.pop(CONFIG_VARIABLE))
    config = AgentConfig(**{**given, "socket": Path(given["socket"]), "data": Path(given["data"])})
    log = RotatingFileHandler(
        config.data / "log" / "agent.log", maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8"
    )
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.INFO, format=form, handlers=[log])
    catalog = build_catalog()
    memory.settle()
    run_agent(config, catalog, load=load, clock=SystemClock())


if __name__ == "__main__":
    main()
