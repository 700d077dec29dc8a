"""Every field of every type has a label and a help text, and the form hints that the studio needs."""

from typing import Any

import pytest

from millrace.connections.duckdb import DuckDb
from millrace.connections.postgresql import Postgresql
from millrace.connections.sqlite import Sqlite
from millrace.nodes.data_quality import DataQuality
from millrace.nodes.file_transfer import FileTransfer
from millrace.nodes.for_each import ForEach
from millrace.nodes.object_storage import ObjectStorage
from millrace.nodes.rest_client import RestClient
from millrace.nodes.sql import Sql
from millrace.nodes.subjob import Subjob
from tests.nodes.fake_context import load

NODES: list[Any] = [Sql, RestClient, Subjob, ForEach, FileTransfer, DataQuality, ObjectStorage]
CONNECTIONS: list[Any] = [DuckDb, Sqlite, Postgresql]


@pytest.mark.parametrize("type_", NODES + CONNECTIONS)
def test_every_field_has_a_label_a_help_and_a_kind(type_: Any) -> None:
    schema = type_.properties.model_json_schema()
    assert schema["properties"]
    for name, field in schema["properties"].items():
        assert field.get("title"), name
        assert field.get("description"), name
        assert field.get("x-kind"), name
    for model in schema.get("$defs", {}).values():
        for name, field in model["properties"].items():
            assert field.get("title"), name
            assert field.get("description"), name
    assert type_.label
    assert type_.icon
    assert type_.help


@pytest.mark.parametrize("type_", NODES)
def test_summary_fields_and_conditions_name_fields(type_: Any) -> None:
    fields = type_.properties.model_json_schema()["properties"]
    assert set(type_.summary_fields) <= set(fields)
    for field in fields.values():
        assert set(field.get("x-show-when", {})) <= set(fields)


@pytest.mark.parametrize("type_", CONNECTIONS)
def test_the_driver_of_a_connection_can_be_loaded(type_: Any) -> None:
    module = type_.driver.partition(":")[0]
    assert callable(load(type_.driver))
    assert callable(load(f"{module}:test"))
    assert callable(load(f"{module}_transfer:open_source"))
    assert callable(load(f"{module}_transfer:open_target"))


def test_connections_tell_their_endpoint_or_their_file() -> None:
    server = Postgresql.properties.model_validate({"host": "h", "database": "d", "user": "u"})
    assert Postgresql().endpoint(server) == ("h", 5432)
    for type_ in (DuckDb, Sqlite):
        made: Any = type_()
        assert made.file(type_.properties.model_validate({"path": "a.db"})) == "a.db"
        assert made.endpoint(None) is None


def test_a_password_is_marked_as_secret() -> None:
    assert Postgresql.properties.model_json_schema()["properties"]["password"]["x-kind"] == "secret"
