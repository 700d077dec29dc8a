"""Writes instances from four threads until it is killed; prints the id of each that was acknowledged."""

import os
import sys
import threading

from millrace.adapters.sql_store import SqlStore
from tests.conformance.store.scene import Scene


def main(address: str) -> None:
    """Never returns."""
    scene = Scene(SqlStore(address))

    def write_on(thread: int) -> None:
        plan = 0
        while True:
            plan += 1
            key = scene.create(plan, nodes=[f"n{number}" for number in range(20)], batch=str(thread))
            os.write(1, f"{key}\n".encode())

    threads = [threading.Thread(target=write_on, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1])
