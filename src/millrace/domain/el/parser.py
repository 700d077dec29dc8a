"""Reads an expression into its syntax tree by operator precedence (R143, R144)."""

from millrace.domain.el.errors import ElError
from millrace.domain.el.limits import DEFAULT_LIMITS, Limits
from millrace.domain.el.syntax import (
    Access,
    Branch,
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
from millrace.domain.el.tokens import MAX_LONG, MIN_LONG, Kind, Token, tokenize

# Binding powers of R144, low to high; operators of one level stand in one chain.
_LEVELS = {
    "||": 2,
    "&&": 3,
    "==": 4,
    "!=": 4,
    "<": 5,
    ">": 5,
    "<=": 5,
    ">=": 5,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
    "%": 7,
}
_CHOICE = 1
_UNARY = 8
_CONSTANTS: dict[str, object] = {"true": True, "false": False, "null": None}
# Operands are read one inside the other, so they cost stack as parentheses do: so many for each level.
_OPERANDS = 2


def parse(text: str, limits: Limits = DEFAULT_LIMITS) -> Node:
    """The tree of one expression (without `#{` and `}`); raises ElError with a 1-based column in it."""
    if len(text.encode("utf-8", "replace")) > limits.expression_bytes:
        raise ElError(f"the expression is longer than {limits.expression_bytes // 1024} KiB", 1, text)
    return _Parser(text, tokenize(text), limits).whole()


class _Parser:
    def __init__(self, text: str, tokens: list[Token], limits: Limits) -> None:
        self._text = text
        self._tokens = tokens
        self._position = 0
        self._limits = limits
        self._nesting = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._position]

    def _take(self) -> Token:
        token = self._tokens[self._position]
        self._position += 1
        return token

    def _follows(self, operator: str) -> bool:
        token = self._next
        return token.kind is Kind.OPERATOR and token.text == operator

    def _expect(self, operator: str) -> Token:
        if not self._follows(operator):
            raise self._unexpected(f"{operator} is missing")
        return self._take()

    def _unexpected(self, wish: str) -> ElError:
        token = self._next
        if token.kind is Kind.END:
            return ElError(f"{wish} at the end of the expression", token.at + 1, self._text[-20:])
        return ElError(f"{wish} before {self._text[token.at :][:10]!r}", token.at + 1, self._text[token.at :])

    def whole(self) -> Node:
        node = self._expression(0)
        if self._next.kind is not Kind.END:
            raise self._unexpected("an operator or the end is missing")
        return node

    def _nested(self, level: int) -> Node:
        self._nesting += 1
        if self._nesting > self._limits.nesting:
            raise self._too_deep()
        node = self._expression(level)
        self._nesting -= 1
        return node

    def _too_deep(self) -> ElError:
        at = self._next.at
        return ElError(f"more than {self._limits.nesting} levels of nesting", at + 1, self._text[at:])

    def _expression(self, level: int) -> Node:
        self._depth += 1
        if self._depth > (self._limits.nesting + 1) * _OPERANDS:
            raise self._too_deep()
        node = self._prefix()
        while self._next.kind is Kind.OPERATOR:
            operator = self._next.text
            power = _LEVELS.get(operator)
            if power is not None and power > level:
                node = self._chain(node, power)
            elif operator == "?" and level < _CHOICE:
                node = self._choice(node)
            else:
                break
        self._depth -= 1
        return node

    def _chain(self, first: Node, power: int) -> Node:
        rest: list[Operation] = []
        while self._next.kind is Kind.OPERATOR and _LEVELS.get(self._next.text) == power:
            operator = self._take()
            rest.append(Operation(operator.at, operator.text, self._expression(power)))
        return Chain(first.at, first, tuple(rest))

    def _choice(self, condition: Node) -> Node:
        at = condition.at
        branches: list[Branch] = []
        while True:
            self._expect("?")
            value = self._nested(0)
            self._expect(":")
            branches.append(Branch(condition, value))
            condition = self._nested(_CHOICE)
            if not self._follows("?"):
                return Choice(at, tuple(branches), condition)

    def _prefix(self) -> Node:
        token = self._take()
        if token.kind is Kind.OPERATOR and token.text in ("-", "!", "empty"):
            return self._unary(token)
        if token.kind is Kind.OPERATOR and token.text == "(":
            node = self._nested(0)
            self._expect(")")
        elif token.kind is Kind.NAME:
            node = self._named(token)
        else:
            node = self._literal(token)
        return self._with_steps(node)

    def _literal(self, token: Token) -> Node:
        match token.kind:
            case Kind.LONG:
                return Literal(token.at, self._long(token, MAX_LONG))
            case Kind.DOUBLE:
                return Literal(token.at, float(token.text))
            case Kind.STRING:
                return Literal(token.at, token.text)
            case Kind.OPERATOR if token.text in _CONSTANTS:
                return Literal(token.at, _CONSTANTS[token.text])
        self._position -= 1
        raise self._unexpected("a value is missing")

    def _unary(self, operator: Token) -> Node:
        token = self._next
        if operator.text == "-" and token.kind is Kind.LONG and token.text.lstrip("0") == str(-MIN_LONG):
            self._take()
            return Literal(operator.at, MIN_LONG)
        return Unary(operator.at, operator.text, self._nested(_UNARY))

    def _long(self, token: Token, maximum: int) -> int:
        digits = token.text.lstrip("0")
        if len(digits) > len(str(maximum)) or int(digits or "0") > maximum:
            raise ElError("the number does not fit into 64 bits", token.at + 1, token.text)
        return int(digits or "0")

    def _named(self, token: Token) -> Node:
        if self._follows("("):
            message = f"{token.text} is no function; methods are written Object.method(...)"
            raise ElError(message, token.at + 1, self._text[token.at :])
        behind = self._tokens[self._position : self._position + 3]
        is_call = (
            [item.text for item in behind[::2]] == [".", "("]
            and behind[1].kind is Kind.NAME
            and behind[0].kind is behind[2].kind is Kind.OPERATOR
        )
        if not is_call:
            return Name(token.at, token.text)
        self._position += 3
        return Call(token.at, token.text, behind[1].text, self._arguments())

    def _arguments(self) -> tuple[Node, ...]:
        arguments: list[Node] = []
        if not self._follows(")"):
            arguments.append(self._nested(0))
            while self._follows(","):
                self._take()
                arguments.append(self._nested(0))
        self._expect(")")
        return tuple(arguments)

    def _with_steps(self, target: Node) -> Node:
        steps: list[Member | Index] = []
        while self._follows(".") or self._follows("["):
            token = self._take()
            if token.text == "[":
                steps.append(Index(token.at, self._nested(0)))
                self._expect("]")
            else:
                steps.append(self._member())
        if self._follows("(") and steps:
            raise self._unexpected("methods exist on embedded objects only; remove what stands")
        return Access(target.at, target, tuple(steps)) if steps else target

    def _member(self) -> Member:
        if self._next.kind is not Kind.NAME:
            raise self._unexpected('a member name is missing; for other names write ["name"]')
        token = self._take()
        return Member(token.at, token.text)
