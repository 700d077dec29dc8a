"""The local agent's own start (`python -m millrace.bootstrap.agent`): no server part, no driver."""

import json
import logging
import os
from pathlib import Path

from millrace.adapters.loading import load
from millrace.adapters.system_clock import SystemClock
from millrace.bootstrap.catalog import build_catalog
from millrace.worker.agent import run_agent
from millrace.worker.config import AgentConfig

CONFIG_VARIABLE = "MILLRACE_AGENT"
"""Environment variable with the configuration as JSON: not in the arguments, which everybody can read."""


def main() -> None:
    """Read the configuration and run until the server's link ends."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    given = json.loads(os.environ.pop(CONFIG_VARIABLE))
    config = AgentConfig(**{**given, "socket": Path(given["socket"]), "data": Path(given["data"])})
    run_agent(config, build_catalog(), load=load, clock=SystemClock())


if __name__ == "__main__":
    main()
