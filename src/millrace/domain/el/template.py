"""Templates: text with `#{expression}` and `${name}` (R140, R141): evaluate, check, find references."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from millrace.domain.el import values
from millrace.domain.el.errors import ElError
from millrace.domain.el.evaluate import evaluate_tree
from millrace.domain.el.inspection import Findings, inspect_tree, method_problems
from millrace.domain.el.limits import Budget
from millrace.domain.el.parser import parse
from millrace.domain.el.scope import ParamValue, Scope
from millrace.domain.el.syntax import Node
from millrace.domain.el.template_parts import Expression, Piece, Reference, split_template

# Values from outside that cannot change the meaning of the expression they are put into (R141).
_BARE_SAFE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false")
_QUOTED_UNSAFE = re.compile(r"[\"'\\{}]")
# A job is checked after each edit, and nearly all of its texts are those of the check before: what was found
# in texts up to this length is remembered.
_SHORT = 2_000
_REMEMBERED = 4_096
# What may stand for a value that is not known yet when only the syntax is checked.
_PLACEHOLDERS = ("_", "0", "")


@dataclass(frozen=True)
class ElProblem:
    """An error found without evaluating; `column` is 1-based in the template."""

    column: int
    message: str


@dataclass(frozen=True)
class References:
    """What a template names: `${...}` parameters, variables, nodes by their literal names, and more."""

    params: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()
    # Embedded objects used: Job, DateUtil, ...
    objects: frozenset[str] = frozenset()
    # Needs a running instance: node results, event data, start time.
    run_data: bool = False
    # Names a node by an expression, so that any ancestor may be meant.
    dynamic_nodes: bool = False
    # Reads the current time.
    clock: bool = False
    # Working-day calendars by their literal names (R150).
    calendars: frozenset[str] = frozenset()
    # Asks the job's own calendar.
    own_calendar: bool = False
    # Names a calendar by an expression or a parameter, so that any may be meant.
    any_calendar: bool = False

    @property
    def loop(self) -> bool:
        """Whether it works in a For Each node only (R155)."""
        return "Loop" in self.objects

    @property
    def storage(self) -> bool:
        """Whether evaluating it asks the object storage (R157)."""
        return "OBSUtil" in self.objects


@dataclass
class _Code:
    """The text of an expression after replacement, and where its stretches come from in the template."""

    text: str = ""
    # Begin in `text`, offset in the template, and whether the stretch replaces a reference.
    stretches: list[tuple[int, int, bool]] = field(default_factory=list)

    def add(self, text: str, at: int, *, is_replacement: bool) -> None:
        self.stretches.append((len(self.text), at, is_replacement))
        self.text += text

    def column(self, column: int) -> int:
        """The column in the template of a column in the expression (both 1-based)."""
        begin, at, is_replacement = self.stretches[0] if self.stretches else (0, 0, False)
        for stretch in self.stretches:
            if stretch[0] > column - 1:
                break
            begin, at, is_replacement = stretch
        return at + 1 if is_replacement else at + column - begin

    def located(self, error: ElError) -> ElError:
        """The error with its column in the template."""
        column = max(error.column, 1)
        return ElError(error.message, self.column(column), error.fragment or self.text[column - 1 :])


def evaluate(text: str, scope: Scope) -> values.TypedValue:
    """The typed value of a template (R140); raises ElError with the column in `text`."""
    budget = Budget(scope.limits)
    found: list[object] = []
    has_expression = False
    room = scope.limits.value_size
    for part in split_template(text):
        if isinstance(part, Expression):
            has_expression = True
            found.append(_evaluated(part, scope, budget))
        else:
            literal = _joined(part.pieces, scope, room)
            room -= len(literal)
            found += [literal] if literal else []
    if has_expression and len(found) == 1:
        return _typed(found[0], scope)
    whole = "".join(values.render(value, scope.zone_info) for value in found)
    return values.TypedValue("string", whole, whole)


def _typed(value: object, scope: Scope) -> values.TypedValue:
    return values.TypedValue(values.type_name(value), value, values.render(value, scope.zone_info))


def render(text: str, scope: Scope) -> str:
    """The text of a template (R158)."""
    return evaluate(text, scope).text


def _joined(pieces: Sequence[Piece], scope: Scope, room: int) -> str:
    """The text with its parameters in place; parameters that name one another must not grow without end."""
    texts = []
    for piece in pieces:
        text = _replaced(piece, scope)
        room -= len(text)
        if room < 0:
            raise ElError(f"the text would be longer than {scope.limits.value_size} characters", 1)
        texts.append(text)
    return "".join(texts)


def _replaced(piece: Piece, scope: Scope) -> str:
    if isinstance(piece, Reference) and piece.name in scope.params:
        return scope.params[piece.name].value
    return piece.text


def _evaluated(part: Expression, scope: Scope, budget: Budget) -> object:
    code = _Code()
    for piece in part.pieces:
        if isinstance(piece, Reference):
            replacement = _replacement(piece, scope)
            if len(code.text) + len(replacement) > scope.limits.value_size:
                message = f"the expression would be longer than {scope.limits.value_size} characters"
                raise ElError(message, piece.at + 1, piece.text)
            code.add(replacement, piece.at, is_replacement=True)
        else:
            code.add(piece.text, piece.at, is_replacement=False)
    try:
        tree = parse(code.text, scope.limits)
        return evaluate_tree(tree, code.text, scope, budget)
    except ElError as error:
        raise _in_template(part, code, error) from None


def _in_template(part: Expression, code: _Code, error: ElError) -> ElError:
    if code.stretches:
        return code.located(error)
    return ElError(error.message, part.at + 1, "#{}")


def _replacement(reference: Reference, scope: Scope) -> str:
    value = scope.params.get(reference.name)
    if value is None:
        message = f"there is no parameter {reference.name}"
        raise ElError(message, reference.at + 1, reference.text)
    if value.outside and not _is_harmless(value, reference):
        message = (
            f"the value of {reference.name} comes from outside and is refused inside an expression; "
            "use the variable without ${} instead"
        )
        raise ElError(message, reference.at + 1, reference.text)
    return value.value


def _is_harmless(value: ParamValue, reference: Reference) -> bool:
    """Numbers and booleans anywhere; other text only between quotes, and without what could end them."""
    if _BARE_SAFE.fullmatch(value.value):
        return True
    return reference.in_text and not _QUOTED_UNSAFE.search(value.value)


def check(text: str) -> list[ElProblem]:
    """The syntax errors and unknown methods of a template, without evaluating it."""
    return list(_known_problems(text) if len(text) <= _SHORT else _found_problems(text))


def _found_problems(text: str) -> list[ElProblem]:
    problems: list[ElProblem] = []
    try:
        for part in split_template(text):
            if isinstance(part, Expression):
                problems += _problems(part)
    except ElError as error:
        problems.append(ElProblem(error.column, error.message))
    return problems


def _problems(part: Expression) -> list[ElProblem]:
    try:
        tree, code = _parsed(part)
    except ElError as error:
        return [ElProblem(error.column, error.message)]
    return [ElProblem(code.column(error.column), error.message) for error in method_problems(tree)]


def _parsed(part: Expression) -> tuple[Node, _Code]:
    """The tree with some placeholder for the references; the first error if none of them fits."""
    failure: ElError | None = None
    for placeholder in _PLACEHOLDERS:
        code = _Code()
        for piece in part.pieces:
            is_reference = isinstance(piece, Reference)
            code.add(placeholder if is_reference else piece.text, piece.at, is_replacement=is_reference)
        try:
            return (_known_tree if len(code.text) <= _SHORT else parse)(code.text), code
        except ElError as error:
            failure = failure or _in_template(part, code, error)
    raise failure or ElError("the expression cannot be read", part.at + 1)


def references(text: str) -> References:
    """What a template refers to; expressions that cannot be read count with their `${...}` only."""
    return _known_references(text) if len(text) <= _SHORT else _found_references(text)


def _found_references(text: str) -> References:
    params: set[str] = set()
    findings = Findings()
    try:
        for part in split_template(text):
            named = {piece.name for piece in part.pieces if isinstance(piece, Reference)}
            params |= named
            if isinstance(part, Expression):
                _inspect(part, findings)
    except ElError:
        # An expression that does not end: what was read before it counts, `check` reports it.
        pass
    return References(
        frozenset(params),
        frozenset(findings.variables - {_PLACEHOLDERS[0]}),
        frozenset(findings.nodes),
        frozenset(findings.objects),
        run_data=findings.run_data,
        dynamic_nodes=findings.dynamic_nodes,
        clock=findings.clock,
        calendars=frozenset(findings.calendars),
        own_calendar=findings.own_calendar,
        any_calendar=findings.any_calendar,
    )


def _inspect(part: Expression, findings: Findings) -> None:
    try:
        tree, _code = _parsed(part)
    except ElError:
        return
    named = frozenset(findings.calendars)
    inspect_tree(tree, findings)
    if findings.calendars > named and any(isinstance(piece, Reference) for piece in part.pieces):
        findings.any_calendar = True  # the name may hold a `${...}`, for which something else stands here


_known_problems = lru_cache(maxsize=_REMEMBERED)(_found_problems)
_known_references = lru_cache(maxsize=_REMEMBERED)(_found_references)
_known_tree = lru_cache(maxsize=_REMEMBERED)(parse)
