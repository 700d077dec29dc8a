"""What drivers answer: errors as node failures, and the steps of a connection test."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from millrace.ports.node_runtime import NodeFailure

STEPS = ("resolve", "connect", "sign_in", "query")


def sql_failure(message: str, *, line: int | None = None, **data: Any) -> NodeFailure:
    """The database refused a statement; `line` counts from 1 inside the statement."""
    known = {key: value for key, value in {"line_in_statement": line, **data}.items() if value is not None}
    return NodeFailure("sql_error", message.strip(), data=known)


def connection_failure(message: str) -> NodeFailure:
    """The database could not be opened."""
    return NodeFailure(
        "connection_failed",
        f"The connection could not be opened: {message.strip()} Test it on the connection's page.",
    )


@dataclass
class TestSteps:
    """Steps of a connection test, in order; after the first that fails no other is tried."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    hint: str | None = None

    async def attempt(self, name: str, work: Callable[[], Awaitable[str]], hint: str) -> None:
        """Do one step, unless one before has failed; `work` answers with its detail."""
        if not self.ok:
            return
        try:
            self.steps.append({"name": name, "ok": True, "detail": await work()})
        except NodeFailure as failure:
            self._fail(name, failure.message, hint)
        except Exception as error:  # a test tells every error, of whatever driver, to the person who asked
            self._fail(name, str(error).strip() or type(error).__name__, hint)

    def _fail(self, name: str, detail: str, hint: str) -> None:
        self.steps.append({"name": name, "ok": False, "detail": detail})
        self.hint = hint

    @property
    def ok(self) -> bool:
        """Whether all steps so far succeeded."""
        return all(step["ok"] for step in self.steps)

    def result(self) -> dict[str, Any]:
        """The document of the contract."""
        return {"ok": self.ok, "steps": self.steps, "hint": self.hint}
