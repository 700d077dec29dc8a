"""Who may come in: login links that work once, sessions of browsers, the token of the command line.

Tokens are kept as SHA-256 only; they are random, so that a slow hash would add nothing.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from millrace.domain.errors import LoginLinkInvalid, NotFound
from millrace.domain.ids import UserId, WorkspaceId
from millrace.domain.permissions import PERMISSIONS, Permission, Role
from millrace.ports.records import UserRecord, Workspace
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.tools import Tools

LINK_LIFE = timedelta(minutes=10)
SESSION_LIFE = timedelta(days=14)
ADMINISTRATOR = "administrator"
FIRST_WORKSPACE = "default"
_MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person behind a request; `csrf` is None where the request came with a token instead of a cookie."""

    user: UserRecord
    csrf: str | None


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that just began: the secret for the cookie."""

    secret: str
    csrf: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Membership:
    """A workspace and the person's role in it."""

    workspace: Workspace
    role: Role

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role may do."""
        return PERMISSIONS[self.role]


class SigningIn:
    """See the module. `cli_token` is the content of the token file in the data folder."""

    def __init__(self, tools: Tools, cli_token: str | None) -> None:
        self._tools = tools
        self._cli_hash = _hash(cli_token) if cli_token else None

    def prepare(self, zone: str) -> UserRecord:
        """At every start: the first workspace and the local administrator exist. `zone`: IANA name."""

        def work(session: Session) -> UserRecord:
            workspaces = session.admin.workspaces()
            first = workspaces[0] if workspaces else session.admin.add_workspace(FIRST_WORKSPACE, zone)
            user = session.admin.user_by_name(ADMINISTRATOR)
            if user is None:
                user = session.admin.add_user(ADMINISTRATOR, "Administrator")
                session.admin.put_setting(first.id, _MEMBERS, {str(user.id): Role.ADMIN.value})
            return user

        return self._tools.store.write(work)

    def login_token(self, user_id: UserId) -> str:
        """A token for a login link: good once, for ten minutes."""
        token, now = self._tools.tokens.fresh(), self._tools.clock.now()
        self._tools.store.write(
            lambda session: session.admin.add_login_token(_hash(token), user_id, now + LINK_LIFE)
        )
        return token

    def sign_in(self, token: str) -> NewSession:
        """Use up a login token; LoginLinkInvalid if it was used or has expired."""
        secret, csrf, now = self._tools.tokens.fresh(), self._tools.tokens.fresh(), self._tools.clock.now()

        def work(session: Session) -> bool:
            user = session.admin.use_login_token(_hash(token), now)
            if user is None:
                return False
            session.admin.add_session(_hash(secret), user.id, csrf, now + SESSION_LIFE)
            return True

        if not self._tools.store.write(work):
            raise LoginLinkInvalid()
        return NewSession(secret, csrf, int(SESSION_LIFE.total_seconds()))

    def sign_out(self, secret: str) -> None:
        """End a browser's session."""
        self._tools.store.write(lambda session: session.admin.delete_session(_hash(secret)))

    def by_session(self, secret: str) -> SignedIn | None:
        """The person of a live session."""
        with self._tools.store.read() as session:
            found = session.admin.session(_hash(secret), self._tools.clock.now())
        return SignedIn(*found) if found else None

    def by_token(self, token: str) -> SignedIn | None:
        """The local administrator, for whoever can read the token file."""
        if self._cli_hash is None or not hmac.compare_digest(_hash(token), self._cli_hash):
            return None
        with self._tools.store.read() as session:
            user = session.admin.user_by_name(ADMINISTRATOR)
        return SignedIn(user, None) if user else None

    def memberships(self, user: UserRecord) -> Sequence[Membership]:
        """The person's workspaces."""
        with self._tools.store.read() as session:
            found = [_membership(session, user, workspace) for workspace in session.admin.workspaces()]
        return [membership for membership in found if membership]

    def caller(self, user: UserRecord, ws: WorkspaceId, repeat_key: str | None) -> Caller:
        """The person in one workspace; NotFound if there is none such or the person is no member."""
        for membership in self.memberships(user):
            if membership.workspace.id == ws:
                return Caller(ws, user.name, membership.permissions, repeat_key)
        raise NotFound(kind="workspace", name=ws)


def _membership(session: Session, user: UserRecord, workspace: Workspace) -> Membership | None:
    role = session.admin.settings(workspace.id).get(_MEMBERS, {}).get(str(user.id))
    return Membership(workspace, Role(role)) if role else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
