"""The instance repository, put together from states, attempts and lists."""

from millrace.adapters.sql_store.repositories.instance_attempts import SqlAttempts
from millrace.adapters.sql_store.repositories.instance_lists import SqlInstanceLists
from millrace.adapters.sql_store.repositories.instance_states import SqlInstanceStates


class SqlInstances(SqlInstanceStates, SqlAttempts, SqlInstanceLists):
    """`InstanceRepository` in SQL."""
