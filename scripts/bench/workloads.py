"""The three loads: many nodes at once, one after the other, and many jobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "dummy": ("dummy", {}),
    "shell": ("shell", {"script": "true"}),
    "python": ("python", {"script": "pass"}),
}
"""Name -> node type and its properties; each does nothing."""


@dataclass(frozen=True)
class Workload:
    """`jobs` jobs, each of `chains` chains of `length` nodes."""

    name: str
    title: str
    jobs: int
    chains: int
    length: int

    @property
    def node_runs(self) -> int:
        """Node runs of the whole load."""
        return self.jobs * self.chains * self.length

    def definition(self, kind: str) -> dict[str, Any]:
        """Definition of each of its jobs."""
        node_type, properties = KINDS[kind]
        nodes, edges = [], []
        for chain in range(self.chains):
            for step in range(self.length):
                name = f"n{chain}_{step}"
                nodes.append({"id": name, "name": name, "type": node_type, "properties": dict(properties)})
                if step:
                    edges.append({"source": f"n{chain}_{step - 1}", "target": name})
        return {"nodes": nodes, "edges": edges}


WORKLOADS = (
    Workload("W1", "one job of 500 independent nodes", jobs=1, chains=500, length=1),
    Workload("W2", "one job, a chain of 100 nodes", jobs=1, chains=1, length=100),
    Workload("W3", "100 jobs of 10 nodes, 5 chains of 2", jobs=100, chains=5, length=2),
)
