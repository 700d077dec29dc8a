"""How methods of embedded objects are declared and called: names, arities and types in one place.

A signature lists one kind per argument: `s` text, `c` one character, `i` whole number, `b` boolean,
`d` date, `a` list of texts, `l` any list, `o` anything; a last kind with `*` takes any number of
arguments, or one list. Text, character, date and list arguments may be null.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from millrace.domain.el.errors import ElError
from millrace.domain.el.scope import Scope
from millrace.domain.el.values import number_from_text, render, type_name

_KIND_NAMES = {
    "s": "a text",
    "c": "one character",
    "i": "a whole number",
    "b": "a boolean",
    "d": "a date",
    "a": "a list",
    "l": "a list",
}
_UNFIT = 1_000
_MAX_INT, _MIN_INT = 2**31 - 1, -(2**31)


@dataclass(frozen=True)
class Overload:
    """One way to call a method; `function` gets the scope and the converted arguments."""

    kinds: tuple[str, ...]
    function: Callable[..., object]

    @property
    def is_variadic(self) -> bool:
        """Whether the last kind repeats."""
        return bool(self.kinds) and self.kinds[-1].endswith("*")

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        if self.is_variadic:
            return count >= len(self.kinds) - 1
        return count == len(self.kinds)

    def kind(self, position: int) -> str:
        """The kind of an argument, counted from 0."""
        return self.kinds[min(position, len(self.kinds) - 1)].rstrip("*")


@dataclass(frozen=True)
class EmbeddedObject:
    """An object of R150-R157: its properties and methods by name."""

    name: str
    methods: Mapping[str, tuple[Overload, ...]]
    properties: Mapping[str, Callable[[Scope], object]] = field(default_factory=lambda: MappingProxyType({}))

    def read(self, name: str, scope: Scope) -> object:
        """The value of a property; unknown names are an error (R149)."""
        self.require_property(name)
        return self.properties[name](scope)

    def require_property(self, name: str) -> None:
        """Refuse names that are no property."""
        if name not in self.properties:
            raise ElError(f"{self.name} has no property {name}; it has {_listed(self.properties)}")

    def call(self, name: str, arguments: Sequence[object], scope: Scope) -> object:
        """The result of a method, called in the overload that fits the arguments best."""
        fitting = self.fitting(name, len(arguments))
        rated = [(_misfit(overload, arguments), overload) for overload in fitting]
        misfit, best = min(rated, key=lambda pair: pair[0])
        if misfit >= _UNFIT:
            raise self._unfit(name, best, arguments)
        return best.function(scope, *_converted(best, arguments, scope))

    def fitting(self, name: str, count: int) -> list[Overload]:
        """The overloads that take so many arguments; an unknown name or a wrong number is an error."""
        if name not in self.methods:
            raise ElError(f"{self.name} has no method {name}")
        fitting = [overload for overload in self.methods[name] if overload.takes(count)]
        if not fitting:
            counts = sorted({len(overload.kinds) for overload in self.methods[name]})
            wanted = " or ".join(map(str, counts))
            raise ElError(f"{self.name}.{name} takes {wanted} arguments, not {count}")
        return fitting

    def _unfit(self, name: str, overload: Overload, arguments: Sequence[object]) -> ElError:
        for position, argument in enumerate(arguments):
            kind = overload.kind(position)
            if _misfit_of(kind, argument) >= _UNFIT:
                wanted = _KIND_NAMES[kind]
                return ElError(
                    f"argument {position + 1} of {self.name}.{name} must be {wanted}, "
                    f"not a {type_name(argument)}"
                )
        return ElError(f"the arguments do not fit {self.name}.{name}")


def _listed(names: Mapping[str, object]) -> str:
    return ", ".join(sorted(names)) or "methods only"


def _spreads_list(overload: Overload, arguments: Sequence[object]) -> bool:
    """Whether the last argument is the list for the repeated kind."""
    return overload.is_variadic and len(arguments) == len(overload.kinds) and isinstance(arguments[-1], list)


def _misfit(overload: Overload, arguments: Sequence[object]) -> int:
    if _spreads_list(overload, arguments):
        return sum(_misfit_of(overload.kind(i), item) for i, item in enumerate(arguments[:-1]))
    total = 1 if overload.is_variadic else 0
    return total + sum(_misfit_of(overload.kind(i), item) for i, item in enumerate(arguments))


def _misfit_of(kind: str, value: object) -> int:
    """0 for the type itself, more for types that are converted, `_UNFIT` for those that cannot be."""
    if kind == "o":
        return 0
    return _MISFITS[kind](value)


def _misfit_of_text(value: object) -> int:
    return 0 if isinstance(value, str | None) else 2 + 4 * isinstance(value, list | dict)


def _misfit_of_boolean(value: object) -> int:
    return 0 if isinstance(value, bool) else 2 if isinstance(value, str | None) else _UNFIT


def _misfit_of_date(value: object) -> int:
    return 0 if isinstance(value, datetime) else _UNFIT


def _misfit_of_list(value: object) -> int:
    return 0 if isinstance(value, list) else 1 if value is None else _UNFIT


def _misfit_of_character(value: object) -> int:
    if isinstance(value, str):
        return 1 if len(value) == 1 else _UNFIT
    is_digit = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 9
    return 2 if is_digit else _UNFIT


def _misfit_of_number(value: object) -> int:
    if isinstance(value, bool):
        return _UNFIT
    if isinstance(value, int | float):
        return 0 if isinstance(value, int) else 1
    return 2 if value is None or isinstance(value, str) else _UNFIT


_MISFITS: Mapping[str, Callable[[object], int]] = {
    "s": _misfit_of_text,
    "c": _misfit_of_character,
    "i": _misfit_of_number,
    "b": _misfit_of_boolean,
    "d": _misfit_of_date,
    "a": _misfit_of_list,
    "l": _misfit_of_list,
}


def _converted(overload: Overload, arguments: Sequence[object], scope: Scope) -> list[object]:
    if _spreads_list(overload, arguments):
        last = arguments[-1]
        items = last if isinstance(last, list) else [last]
        arguments = [*arguments[:-1], *items]
    return [_converted_one(overload.kind(i), value, scope) for i, value in enumerate(arguments)]


def _converted_one(kind: str, value: object, scope: Scope) -> object:
    match kind:
        case "s" | "c":
            return None if value is None else render(value, scope.zone_info)
        case "i":
            return _whole_number(value)
        case "b":
            return value if isinstance(value, bool) else str(value).lower() == "true"
        case "a" if isinstance(value, list):
            return [None if item is None else render(item, scope.zone_info) for item in value]
    return value


def _whole_number(value: object) -> int:
    number = number_from_text(value) if isinstance(value, str) and value else value or 0
    if not isinstance(number, int | float):
        raise ElError(f"a {type_name(value)} cannot be used as a whole number")
    try:
        return _as_int(int(number))
    except (OverflowError, ValueError):
        raise ElError(f"{number} cannot be used as a whole number") from None


def _as_int(number: int) -> int:
    """Whole numbers of arguments have 32 bits, as in Java; others are refused rather than wrapped around."""
    if not _MIN_INT <= number <= _MAX_INT:
        raise ElError(f"{number} is too large here")
    return number


def table(
    *entries: tuple[str, str, Callable[..., object]],
) -> Mapping[str, tuple[Overload, ...]]:
    """Methods from (name, signature, function) rows; several rows of one name are overloads."""
    methods: dict[str, tuple[Overload, ...]] = {}
    for name, signature, function in entries:
        overload = Overload(tuple(signature.split()), function)
        methods[name] = (*methods.get(name, ()), overload)
    return MappingProxyType(methods)
