"""Syntax tree of one expression. `at` is the 0-based offset in the expression.

Left-associative operators, member accesses and choices are kept flat, so that a long but simple
expression does not become a deep tree.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Literal:
    """A number, a string, true, false or null."""

    at: int
    value: object


@dataclass(frozen=True)
class Name:
    """A variable, or an embedded object such as Job."""

    at: int
    name: str


@dataclass(frozen=True)
class Member:
    """`.name` behind a value."""

    at: int
    name: str


@dataclass(frozen=True)
class Index:
    """`[key]` behind a value."""

    at: int
    key: "Node"


@dataclass(frozen=True)
class Access:
    """A value and the members or elements read from it, one after the other."""

    at: int
    target: "Node"
    steps: tuple[Member | Index, ...]


@dataclass(frozen=True)
class Call:
    """`Object.method(arguments)`; methods exist on embedded objects only (R143)."""

    at: int
    object: str
    method: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True)
class Unary:
    """`-`, `!` or `empty` before a value."""

    at: int
    operator: str
    operand: "Node"


@dataclass(frozen=True)
class Operation:
    """One operator with its right side."""

    at: int
    operator: str
    operand: "Node"


@dataclass(frozen=True)
class Chain:
    """Operators of one precedence level, applied from left to right."""

    at: int
    first: "Node"
    rest: tuple[Operation, ...]


@dataclass(frozen=True)
class Branch:
    """`condition ? value` of a choice."""

    condition: "Node"
    value: "Node"


@dataclass(frozen=True)
class Choice:
    """`a ? b : c ? d : e`: the branches in order, then the last value."""

    at: int
    branches: tuple[Branch, ...]
    otherwise: "Node"


Node: TypeAlias = Literal | Name | Access | Call | Unary | Chain | Choice
