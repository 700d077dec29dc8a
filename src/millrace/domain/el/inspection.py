"""What an expression refers to, read from its tree without evaluating it (R75, R136, R150)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from millrace.domain.el.errors import ElError
from millrace.domain.el.objects import EMBEDDED_OBJECTS
from millrace.domain.el.syntax import Access, Call, Chain, Choice, Index, Literal, Member, Name, Node, Unary

_NODE_METHODS = frozenset({"getNodeStatus", "getNodeOutput", "getRunningData", "getInsertJobId"})
_WITH_CALENDAR = 3
# Known only while the instance runs.
_RUN_PROPERTIES = frozenset({"startTime", "eventData"})


@dataclass
class Findings:
    """Collected from the trees of one template; `dynamic_nodes`: a node is named by an expression.

    `own_calendar`: asks the job's calendar; `any_calendar`: names one by an expression.
    """

    variables: set[str] = field(default_factory=set)
    nodes: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    run_data: bool = False
    dynamic_nodes: bool = False
    clock: bool = False
    calendars: set[str] = field(default_factory=set)
    own_calendar: bool = False
    any_calendar: bool = False


def walk(tree: Node) -> Iterator[Node]:
    """All nodes of a tree, without recursion."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(_children(node))


def _children(node: Node) -> list[Node]:
    match node:
        case Access():
            return [node.target, *(step.key for step in node.steps if isinstance(step, Index))]
        case Call():
            return list(node.arguments)
        case Unary():
            return [node.operand]
        case Chain():
            return [node.first, *(operation.operand for operation in node.rest)]
        case Choice():
            conditions = [part for branch in node.branches for part in (branch.condition, branch.value)]
            return [*conditions, node.otherwise]
    return []


def inspect_tree(tree: Node, findings: Findings) -> None:
    """Add what this tree refers to."""
    for node in walk(tree):
        match node:
            case Name() if node.name in EMBEDDED_OBJECTS:
                findings.objects.add(node.name)
            case Name():
                findings.variables.add(node.name)
            case Call():
                _inspect_call(node, findings)
            case Access() if isinstance(node.target, Name) and node.target.name == "Job":
                findings.run_data |= _property_name(node.steps[0]) in (*_RUN_PROPERTIES, None)


def _property_name(step: Member | Index) -> object:
    if isinstance(step, Member):
        return step.name
    return step.key.value if isinstance(step.key, Literal) else None


def _inspect_call(node: Call, findings: Findings) -> None:
    findings.objects.add(node.object)
    findings.clock |= (node.object, node.method) == ("DateUtil", "now")
    if node.object == "Job" and node.method.endswith("orkday"):
        _inspect_workday(node, findings)
    if node.object != "Job" or node.method not in _NODE_METHODS:
        return
    findings.run_data = True
    named = node.arguments[0] if node.arguments else None
    if isinstance(named, Literal) and isinstance(named.value, str):
        findings.nodes.add(named.value)
    else:
        findings.dynamic_nodes = True


def _inspect_workday(node: Call, findings: Findings) -> None:
    """R150: the job's calendar, or the one that the first of three arguments names."""
    if len(node.arguments) != _WITH_CALENDAR:
        findings.own_calendar = True
    elif isinstance(node.arguments[0], Literal) and isinstance(node.arguments[0].value, str):
        findings.calendars.add(node.arguments[0].value)
    else:
        findings.any_calendar = True


def method_problems(tree: Node) -> Iterator[ElError]:
    """Methods and properties that do not exist, as errors with the 0-based offset + 1 as column."""
    for node in walk(tree):
        try:
            _check_names(node)
        except ElError as error:
            yield error.located(node.at + 1, "")


def _check_names(node: Node) -> None:
    if isinstance(node, Call):
        embedded = EMBEDDED_OBJECTS.get(node.object)
        if embedded is None:
            raise ElError(
                f"{node.object} has no methods; they exist on {', '.join(sorted(EMBEDDED_OBJECTS))}"
            )
        embedded.fitting(node.method, len(node.arguments))
    if isinstance(node, Access) and isinstance(node.target, Name) and node.target.name in EMBEDDED_OBJECTS:
        name = _property_name(node.steps[0])
        if name is not None:
            EMBEDDED_OBJECTS[node.target.name].require_property(str(name))
