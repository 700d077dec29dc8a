"""Walks a syntax tree over a Scope (R144-R149). Only values and embedded objects are ever looked into."""

from collections.abc import Iterable

from millrace.domain.el.errors import ElError
from millrace.domain.el.limits import Budget
from millrace.domain.el.objects import EMBEDDED_OBJECTS
from millrace.domain.el.operators import apply_operator, negated
from millrace.domain.el.scope import Scope
from millrace.domain.el.syntax import (
    Access,
    Call,
    Chain,
    Choice,
    Index,
    Literal,
    Member,
    Name,
    Node,
    Operation,
    Unary,
)
from millrace.domain.el.values import (
    checked_long,
    is_empty,
    normalized,
    number_from_text,
    to_boolean,
    type_name,
)


def evaluate_tree(tree: Node, text: str, scope: Scope, budget: Budget) -> object:
    """The value of an expression; ElError carries a 1-based column in `text`."""
    return _Evaluation(text, scope, budget).value(tree)


class _Evaluation:
    def __init__(self, text: str, scope: Scope, budget: Budget) -> None:
        self._text = text
        self._scope = scope
        self._zone = scope.zone_info
        self._budget = budget

    def value(self, node: Node) -> object:
        """One frame for each level of the tree but that of the operator: deep trees must fit the stack."""
        try:
            self._budget.step()
            match node:
                case Literal():
                    value = node.value
                case Name():
                    value = self._variable(node.name)
                case Access():
                    value = self._accessed(node)
                case Call():
                    value = self._called(node)
                case Unary():
                    value = self._unary(node)
                case Chain():
                    value = self._chain(node)
                case Choice():
                    value = self._chosen(node)
            self._budget.read(value)
        except ElError as error:
            raise error.located(node.at + 1, self._text[node.at :]) from None
        return value

    def _variable(self, name: str) -> object:
        if name in EMBEDDED_OBJECTS:
            raise ElError(f"{name} is no value; use one of its properties or methods")
        if name not in self._scope.variables:
            raise ElError(f"{name} is not known; a text needs quotes")
        return normalized(self._scope.variables[name])

    def _called(self, node: Call) -> object:
        embedded = EMBEDDED_OBJECTS.get(node.object)
        if embedded is None:
            raise ElError(
                f"{node.object} has no methods; they exist on {', '.join(sorted(EMBEDDED_OBJECTS))}"
            )
        arguments = [self.value(argument) for argument in node.arguments]
        for argument in arguments:
            self._budget.read(argument)
        return embedded.call(node.method, arguments, self._scope)

    def _accessed(self, node: Access) -> object:
        steps: Iterable[Member | Index] = node.steps
        if isinstance(node.target, Name) and node.target.name in EMBEDDED_OBJECTS:
            embedded = EMBEDDED_OBJECTS[node.target.name]
            key = self._key(node.steps[0])
            value = embedded.read(key if isinstance(key, str) else str(key), self._scope)
            steps = node.steps[1:]
        else:
            value = self.value(node.target)
        for step in steps:
            self._budget.step()
            value = self._step(value, step)
        return value

    def _step(self, value: object, step: Member | Index) -> object:
        try:
            key = self._key(step)
            return None if value is None or key is None else _element(value, key)
        except ElError as error:
            raise error.located(step.at + 1, self._text[step.at :]) from None

    def _key(self, step: Member | Index) -> object:
        return step.name if isinstance(step, Member) else self.value(step.key)

    def _unary(self, node: Unary) -> object:
        value = self.value(node.operand)
        if node.operator == "empty":
            return is_empty(value)
        return negated(value) if node.operator == "-" else not to_boolean(value)

    def _chain(self, node: Chain) -> object:
        value = self.value(node.first)
        for operation in node.rest:
            self._budget.step()
            try:
                value = self._applied(value, operation)
                self._budget.read(value)
            except ElError as error:
                raise error.located(operation.at + 1, self._text[operation.at :]) from None
        return value

    def _applied(self, left: object, operation: Operation) -> object:
        match operation.operator:
            case "&&":
                return to_boolean(left) and to_boolean(self.value(operation.operand))
            case "||":
                return to_boolean(left) or to_boolean(self.value(operation.operand))
        right = self.value(operation.operand)
        return apply_operator(operation.operator, left, right, self._zone)

    def _chosen(self, node: Choice) -> object:
        for branch in node.branches:
            if to_boolean(self.value(branch.condition)):
                return self.value(branch.value)
        return self.value(node.otherwise)


def _element(value: object, key: object) -> object:
    """A map member or list element; null if there is none (R149)."""
    if isinstance(value, dict):
        return value.get(key) if isinstance(key, str) else None
    if isinstance(value, list):
        index = _index(key)
        return value[index] if 0 <= index < len(value) else None
    raise ElError(f"a {type_name(value)} has no members")


def _index(key: object) -> int:
    number = number_from_text(key) if isinstance(key, str) and key else key
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ElError(f"a {type_name(key)} is no position in a list")
    try:
        return checked_long(int(number))
    except (OverflowError, ValueError):
        raise ElError(f"{number} is no position in a list") from None
