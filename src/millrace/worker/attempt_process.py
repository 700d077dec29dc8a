"""One process of one attempt: what is ordered, and what its end means."""

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from millrace.ports.attempts import AttemptWork
from millrace.ports.node_runtime import Log, NodeFailure, ProcessResult, ProcessSpec
from millrace.worker.process_environment import base_environment, parameter_environment
from millrace.worker.supervision.order import ExitRecord, Order
from millrace.worker.tools import Tools

_MB = 1024 * 1024
_FAILURES = {
    "memory_limit": "The processes used more memory than the node allows. Raise its limit or use less.",
    "start_failed": "The process could not be started. The log says why.",
    "supervisor_lost": "The supervisor of the attempt was killed from outside, so the attempt was ended.",
    "stopped": "The attempt's process was stopped from outside Millrace.",
}


class AttemptTimeout(Exception):
    """The supervisor ended the process because the attempt's time was over (R76)."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the attempt's context knows of itself. `inputs` are fit to be shown; `secrets` are not."""

    folder: Path
    params: Mapping[str, str]
    secrets: Sequence[str]
    inputs: Mapping[str, Any]
    log: Log
    seconds_left: float


class AttemptProcess:
    """Runs one process for an attempt; being cancelled ends it, unless the agent is leaving."""

    def __init__(self, work: AttemptWork, tools: Tools, around: Surroundings) -> None:
        self._work = work
        self._tools = tools
        self._around = around

    async def run(self, spec: ProcessSpec) -> ProcessResult:
        """To the end of the process and all that it started."""
        self._check(spec)
        supervision = self._tools.supervision
        try:
            record = await supervision.run(self._order(spec))
        except asyncio.CancelledError:
            if not supervision.leaving:
                await asyncio.shield(supervision.stop(self._work.attempt_id))
            raise
        return result_of(record)

    def _check(self, spec: ProcessSpec) -> None:
        if bool(spec.argv) == (spec.python_code is not None):
            raise ValueError("a process needs either argv or python_code")
        for name, value in spec.env.items():
            if not name or "=" in name or "\0" in name + value:
                text = (
                    f"The environment variable {name!r} has no proper name or value. Correct it in the node."
                )
                raise NodeFailure("invalid_environment", text, data={"name": name})

    def _order(self, spec: ProcessSpec) -> Order:
        work, config, supervision = self._work, self._tools.config, self._tools.supervision
        folder = str(self._around.folder)
        home, temporary = os.path.join(folder, "home"), os.path.join(folder, "tmp")
        for path in (home, temporary):
            os.makedirs(path, mode=0o700, exist_ok=True)
        self._describe(Path(folder))
        limit = work.memory_limit_mb
        return Order(
            attempt_id=work.attempt_id,
            folder=folder,
            mark=supervision.mark_of(work.attempt_id),
            run_folder=supervision.run_folder,
            ends=supervision.ends,
            cwd=str(spec.cwd or home),
            env=self._environment(spec, home, temporary),
            argv=list(spec.args if spec.python_code is not None else spec.argv),
            python_code=spec.python_code,
            name=work.node_name,
            timeout_seconds=self._around.seconds_left,
            grace_seconds=config.grace_seconds,
            memory_limit_bytes=None if limit is None else limit * _MB,
            nice=work.nice,
            log_limit_bytes=config.log_limit_bytes,
            disk_reserve_bytes=config.disk_reserve_bytes,
            secrets=list(self._around.secrets),
        )

    def _environment(self, spec: ProcessSpec, home: str, temporary: str) -> dict[str, str]:
        variables, left_out = parameter_environment(self._around.params)
        for name in left_out:
            self._around.log.warn(
                f"Parameter {name} is too large for an environment variable; it is left out."
            )
        base = base_environment(self._work, home, temporary)
        fixed = {name: value for name, value in base.items() if name.startswith("MILLRACE_")}
        return {**variables, **base, **spec.env, **fixed}

    def _describe(self, folder: Path) -> None:
        """Leave word for an agent that adopts the attempt (no secrets)."""
        described = {"attempt_id": self._work.attempt_id, "inputs": self._around.inputs}
        path = folder / "spec.json"
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(fd, "w", encoding="utf-8") as file:
            json.dump(described, file)


def result_of(record: ExitRecord) -> ProcessResult:
    """A process that ran to its own end. Raises AttemptTimeout, or NodeFailure if something else ended it."""
    if record.reason == "timeout":
        raise AttemptTimeout
    if record.reason in _FAILURES:
        raise NodeFailure(record.reason, _FAILURES[record.reason], exit_code=record.exit_code)
    return ProcessResult(record.exit_code, record.last_output)
