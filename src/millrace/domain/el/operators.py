"""What the operators do with two values (R145-R147)."""

import math
import operator
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from millrace.domain.el.errors import ElError
from millrace.domain.el.values import (
    checked_long,
    code_units,
    render,
    to_boolean,
    to_number,
    type_name,
)

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_ORDERINGS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}


def apply_operator(symbol: str, left: object, right: object, zone: ZoneInfo) -> object:
    """The result of a binary operator other than `&&` and `||`; raises ElError without a place."""
    if symbol == "+" and (isinstance(left, str) or isinstance(right, str)):
        return render(left, zone) + render(right, zone)
    if symbol == "==":
        return is_equal(left, right, zone)
    if symbol == "!=":
        return not is_equal(left, right, zone)
    if symbol in _ORDERINGS:
        return _is_ordered(symbol, left, right, zone)
    return _calculate(symbol, to_number(left), to_number(right))


def negated(value: object) -> int | float:
    """Unary minus."""
    number = to_number(value)
    return -number if isinstance(number, float) else checked_long(-number)


def _calculate(symbol: str, left: int | float, right: int | float) -> int | float:
    if symbol == "/":
        return _quotient(float(left), float(right))
    if isinstance(left, float) or isinstance(right, float):
        if symbol == "%":
            return _double_remainder(float(left), float(right))
        return _ARITHMETIC[symbol](float(left), float(right))
    if symbol == "%":
        return _long_remainder(left, right)
    return checked_long(int(_ARITHMETIC[symbol](left, right)))


def _quotient(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _double_remainder(left: float, right: float) -> float:
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.fmod(left, right)


def _long_remainder(left: int, right: int) -> int:
    if right == 0:
        raise ElError("the remainder of a division by zero does not exist")
    remainder = abs(left) % abs(right)
    return -remainder if left < 0 else remainder


def is_equal(left: object, right: object, zone: ZoneInfo) -> bool:
    """`==` with the conversions of R147."""
    if left is None or right is None:
        return left is right
    if _is_number(left) or _is_number(right):
        first, second = _comparable_numbers(left, right)
        return first == second
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, str) or isinstance(right, str):
        return render(left, zone) == render(right, zone)
    return type_name(left) == type_name(right) and left == right


def _is_ordered(symbol: str, left: object, right: object, zone: ZoneInfo) -> bool:
    if left is None or right is None:
        return left is right and "=" in symbol
    if _is_number(left) or _is_number(right):
        first, second = _comparable_numbers(left, right)
        if first != first or second != second:
            return False
        return _ORDERINGS[symbol]((first > second) - (first < second))
    return _ORDERINGS[symbol](_order(left, right, zone))


def _order(left: object, right: object, zone: ZoneInfo) -> int:
    if isinstance(left, bool) or isinstance(right, bool):
        return int(to_boolean(left)) - int(to_boolean(right))
    if isinstance(left, str) or isinstance(right, str):
        first, second = code_units(render(left, zone)), code_units(render(right, zone))
        return (first > second) - (first < second)
    if isinstance(left, datetime) and isinstance(right, datetime):
        return (left > right) - (left < right)
    raise ElError(f"a {type_name(left)} and a {type_name(right)} have no order")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _comparable_numbers(left: object, right: object) -> tuple[int | float, int | float]:
    """Both as numbers; a long beside a double becomes one, as in Java."""
    first, second = to_number(left), to_number(right)
    if isinstance(first, float) or isinstance(second, float):
        return float(first), float(second)
    return first, second
