"""The lease of the leading engine: one row, whose number fences what an engine writes."""

from datetime import datetime

from sqlalchemy import or_, select, update

from millrace.adapters.sql_store.engines import READING
from millrace.adapters.sql_store.repositories.common import SqlRepository, insert_or_ignore
from millrace.adapters.sql_store.tables import engine_lease

_NAME = "engine"


class SqlLeadership(SqlRepository):
    """The lead, as part of `AdminRepository`."""

    def take_lead(self, holder: str, now: datetime, until: datetime) -> int | None:
        extended: int | None = self._connection.execute(
            update(engine_lease)
            .where(engine_lease.c.name == _NAME, engine_lease.c.holder == holder, engine_lease.c.until > now)
            .values(until=until)
            .returning(engine_lease.c.epoch)
        ).scalar_one_or_none()
        if extended is not None:
            return extended
        first = {"name": _NAME, "epoch": 0, "holder": None, "until": now}
        self._connection.execute(insert_or_ignore(self._dialect, engine_lease), first)
        taken: int | None = self._connection.execute(
            update(engine_lease)
            .where(
                engine_lease.c.name == _NAME,
                or_(engine_lease.c.holder.is_(None), engine_lease.c.until <= now),
            )
            .values(holder=holder, until=until, epoch=engine_lease.c.epoch + 1)
            .returning(engine_lease.c.epoch)
        ).scalar_one_or_none()
        return taken

    def still_leads(self, epoch: int) -> bool:
        query = select(engine_lease.c.name).where(
            engine_lease.c.name == _NAME,
            engine_lease.c.epoch == epoch,
            engine_lease.c.holder.is_not(None),
        )
        if not self._connection.get_execution_options().get(READING, False):
            # A rival takes the lead before or after this transaction, not within it.
            query = query.with_for_update(read=True)
        return self._connection.execute(query).one_or_none() is not None

    def give_up_lead(self, epoch: int) -> None:
        self._connection.execute(
            update(engine_lease)
            .where(engine_lease.c.name == _NAME, engine_lease.c.epoch == epoch)
            .values(holder=None)
        )
