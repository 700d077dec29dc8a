"""Workspaces, users and their sessions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select

from millrace.adapters.sql_store.repositories.common import SqlRepository, unique_name
from millrace.adapters.sql_store.tables import login_token, user_account, web_session, workspace
from millrace.domain.ids import UserId, WorkspaceId
from millrace.ports.records import UserRecord, Workspace


class SqlPeople(SqlRepository):
    """Workspaces, users and sessions, as part of `AdminRepository`."""

    def workspaces(self) -> Sequence[Workspace]:
        query = select(workspace.c.id, workspace.c.name, workspace.c.zone).order_by(workspace.c.id)
        return [
            Workspace(WorkspaceId(key), name, zone) for key, name, zone in self._connection.execute(query)
        ]

    def add_workspace(self, name: str, zone: str) -> Workspace:
        with unique_name(self._connection, "workspace", name):
            new_id = self._connection.execute(
                insert(workspace).values(name=name, zone=zone).returning(workspace.c.id)
            ).scalar_one()
        return Workspace(WorkspaceId(new_id), name, zone)

    def user(self, user_id: UserId) -> UserRecord | None:
        return self._user(user_account.c.id == user_id)

    def user_by_name(self, name: str) -> UserRecord | None:
        return self._user(user_account.c.name == name)

    def _user(self, condition: ColumnElement[bool]) -> UserRecord | None:
        query = select(user_account.c.id, user_account.c.name, user_account.c.display_name).where(condition)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else UserRecord(UserId(row.id), row.name, row.display_name)

    def add_user(self, name: str, display_name: str) -> UserRecord:
        with unique_name(self._connection, "user", name):
            new_id = self._connection.execute(
                insert(user_account).values(name=name, display_name=display_name).returning(user_account.c.id)
            ).scalar_one()
        return UserRecord(UserId(new_id), name, display_name)

    def add_session(self, token_hash: str, user_id: UserId, csrf: str, expires_at: datetime) -> None:
        self._connection.execute(
            insert(web_session).values(
                token_hash=token_hash, user_id=user_id, csrf=csrf, expires_at=expires_at
            )
        )

    def session(self, token_hash: str, now: datetime) -> tuple[UserRecord, str] | None:
        row = self._connection.execute(
            select(web_session.c.user_id, web_session.c.csrf).where(
                web_session.c.token_hash == token_hash, web_session.c.expires_at > now
            )
        ).one_or_none()
        if row is None:
            return None
        user = self.user(UserId(row.user_id))
        return None if user is None else (user, row.csrf)

    def delete_session(self, token_hash: str) -> None:
        self._connection.execute(delete(web_session).where(web_session.c.token_hash == token_hash))

    def add_login_token(self, token_hash: str, user_id: UserId, expires_at: datetime) -> None:
        self._connection.execute(
            insert(login_token).values(token_hash=token_hash, user_id=user_id, expires_at=expires_at)
        )

    def use_login_token(self, token_hash: str, now: datetime) -> UserRecord | None:
        row = self._connection.execute(
            delete(login_token)
            .where(login_token.c.token_hash == token_hash)
            .returning(login_token.c.user_id, login_token.c.expires_at)
        ).one_or_none()
        return None if row is None or row.expires_at <= now else self.user(UserId(row.user_id))
