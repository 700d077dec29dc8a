"""Who asks, and with which rights: handed to every use case."""

from dataclasses import dataclass

from millrace.domain.errors import Forbidden
from millrace.domain.ids import WorkspaceId
from millrace.domain.permissions import Permission


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in person in one workspace; `repeat_key` is the request's Idempotency-Key, if it has one."""

    workspace_id: WorkspaceId
    name: str
    permissions: frozenset[Permission]
    repeat_key: str | None = None

    def need(self, permission: Permission) -> None:
        """Raise Forbidden without that permission."""
        if permission not in self.permissions:
            raise Forbidden(permission=permission.value)
