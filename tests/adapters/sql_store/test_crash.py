"""What was acknowledged is there after a kill, and nothing is there by half."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from millrace.adapters.sql_store import SqlStore
from millrace.domain.ids import InstanceId

ROOT = Path(__file__).parents[3]


def test_every_acknowledged_write_survives_a_kill(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/crash.db"
    store = SqlStore(address)
    store.migrate()
    store.close()
    command = [sys.executable, "-m", "tests.adapters.sql_store.crash_child", address]
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}
    ) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(150)]
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.readlines()
    acknowledged = {InstanceId(int(line)) for line in lines if line.endswith(b"\n")}
    assert len(acknowledged) >= 150
    store = SqlStore(address)
    with store.read() as session:
        loaded = session.instances.load(session.instances.open_instances())
    store.close()
    assert acknowledged <= loaded.keys()
    assert {len(state.node_runs) for _, state in loaded.values()} == {20}
