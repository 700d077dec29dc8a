"""Paths and databases that jobs may not reach; each refusal is one sentence with a code."""

from pathlib import Path

import pytest

from tests.hostile.server_process import Json, ServerProcess, W, a_job, error_of, node


def _storage(action: str, path: str, target: str = "") -> Json:
    return node("a", "object_storage", properties={"action": action, "path": path, "target": target})


@pytest.fixture(scope="module")
def outside(server: ServerProcess) -> Path:
    """A secret beside the workspace's folder, and links in the folder that lead to it."""
    server.get("/files")
    server.workspace.mkdir(parents=True, exist_ok=True)
    folder = server.data / "outside"
    folder.mkdir()
    (folder / "secret.csv").write_text("id\nthe-secret\n")
    (server.workspace / "file_link.csv").symlink_to(folder / "secret.csv")
    (server.workspace / "folder_link").symlink_to(folder)
    return folder


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../master.key", "file_link.csv", "folder_link/secret.csv", "a/../../../x"]
)
@pytest.mark.parametrize("action", ["create", "copy", "delete"])
def test_object_storage_stays_in_the_folder(
    server: ServerProcess, outside: Path, action: str, path: str
) -> None:
    name = f"storage {action} {path.replace('/', '_')}"
    instance = server.run(name, a_job(_storage(action, path, "taken.csv" if action == "copy" else "")))
    assert instance["status"] == "failed"
    error = error_of(instance, "a")
    assert error["code"] in ("path_outside", "object_not_found")
    assert path in error["message"]
    assert (outside / "secret.csv").read_text() == "id\nthe-secret\n"
    assert not (server.workspace / "taken.csv").exists()


def test_a_copy_in_the_object_storage_is_a_copy(server: ServerProcess) -> None:
    server.workspace.mkdir(parents=True, exist_ok=True)
    source = server.workspace / "source.txt"
    source.write_text("before")
    assert server.run("copy", a_job(_storage("copy", "source.txt", "deep/copied.txt")))["status"] == "success"
    with source.open("r+") as file:
        file.write("AFTER!")
    copied = server.workspace / "deep" / "copied.txt"
    assert copied.read_text() == "before"
    assert copied.stat().st_nlink == 1
    assert copied.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
@pytest.mark.parametrize("path", ["/etc/passwd", "../../millrace.db", "folder_link/x.db"])
def test_connections_to_files_outside_are_refused(
    server: ServerProcess, outside: Path, kind: str, path: str
) -> None:
    name = f"{kind} {path.replace('/', '_')}"
    answer = server.http.post(
        f"{W}/connections", json={"name": name, "type": kind, "properties": {"path": path}, "secrets": {}}
    )
    if answer.status_code == 422:
        assert answer.json()["code"] in ("path_outside", "own_database", "invalid_input")
        return
    connection = answer.json()
    test = server.post(f"/connections/{connection['id']}/test", {})
    assert test["ok"] is False
    step = next(step for step in test["steps"] if not step["ok"])
    assert path in step["detail"]
    sql = node("a", "sql", properties={"connection": name, "statement": "select 1"})
    error = error_of(server.run(f"sql on {name}", a_job(sql)), "a")
    assert error["code"] == "path_outside"


@pytest.mark.parametrize("path", ["../../millrace.db", "link_to_own.db"])
def test_our_own_database_file_is_no_connection(server: ServerProcess, outside: Path, path: str) -> None:
    link = server.workspace / "link_to_own.db"
    if not link.is_symlink():
        link.symlink_to(server.data / "millrace.db")
    body = {
        "name": f"own {path.replace('/', '_')}",
        "type": "sqlite",
        "properties": {"path": path},
        "secrets": {},
    }
    answer = server.post("/connections", body, status=422)
    assert answer["code"] == "own_database"
    assert "own database" in answer["detail"]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('../../master.key')",
        "select * from read_csv('folder_link/secret.csv')",
        "copy (select 1) to '/tmp/millrace-out.csv'",
        "attach '/tmp/millrace-other.db' as other",
        "attach '../../millrace.db' as other (type sqlite)",
        "install httpfs",
        "set enable_external_access = true",
        "select getenv('MILLRACE_AGENT')",
    ],
)
def test_duckdb_statements_stay_in_the_folder(server: ServerProcess, outside: Path, statement: str) -> None:
    names = [item["name"] for item in server.get("/connections")["items"]]
    if "inside duckdb" not in names:
        body = {"name": "inside duckdb", "type": "duckdb", "properties": {"path": "in.duckdb"}, "secrets": {}}
        server.post("/connections", body, status=201)
    sql = node("a", "sql", properties={"connection": "inside duckdb", "statement": statement})
    instance = server.run(f"duckdb {abs(hash(statement))}", a_job(sql))
    assert instance["status"] == "failed", server.node(instance, "a").get("output")
    error = error_of(instance, "a")
    assert error["code"] == "sql_error"
    assert "Statement 1" in error["message"]
    assert "the-secret" not in error["message"]


@pytest.mark.parametrize(
    "statement",
    [
        "attach '/tmp/millrace-other.db' as other",
        "vacuum into '/tmp/millrace-v.db'",
        "select load_extension('x')",
    ],
)
def test_sqlite_statements_stay_in_the_file(server: ServerProcess, statement: str) -> None:
    names = [item["name"] for item in server.get("/connections")["items"]]
    if "inside sqlite" not in names:
        body = {"name": "inside sqlite", "type": "sqlite", "properties": {"path": "in.sqlite"}, "secrets": {}}
        server.post("/connections", body, status=201)
    sql = node("a", "sql", properties={"connection": "inside sqlite", "statement": statement})
    instance = server.run(f"sqlite {abs(hash(statement))}", a_job(sql))
    assert error_of(instance, "a")["code"] == "sql_error"


@pytest.mark.parametrize(
    "path",
    [
        "../../cli-token",
        "..%2f..%2fcli-token",
        "%2e%2e/%2e%2e/cli-token",
        "/etc/passwd",
        "folder_link/secret.csv",
    ],
)
def test_files_outside_are_not_served(server: ServerProcess, outside: Path, path: str) -> None:
    answer = server.http.get(f"{W}/files/{path}")
    assert answer.status_code in (404, 422)
    assert server.token not in answer.text
    assert "the-secret" not in answer.text


@pytest.mark.parametrize("path", ["/etc/passwd", "../../cli-token", "folder_link/secret.csv"])
@pytest.mark.parametrize("end", ["source", "target"])
def test_a_transfer_reads_and_writes_only_in_the_folder(
    server: ServerProcess, outside: Path, end: str, path: str
) -> None:
    (server.workspace / "fine.csv").write_text("id\n1\n")
    properties = {"source": "file", "target": "file", "target_format": "csv"}
    properties |= {"source_path": "fine.csv", "target_path": "out.csv", f"{end}_path": path}
    transfer = node("a", "file_transfer", properties=properties)
    instance = server.run(f"transfer {end} {path.replace('/', '_')}", a_job(transfer))
    error = error_of(instance, "a")
    assert error["code"] == "path_outside"
    assert path in error["message"]
    assert not (server.workspace / "out.csv").exists()
    assert (outside / "secret.csv").read_text() == "id\nthe-secret\n"
