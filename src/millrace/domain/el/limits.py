"""Limits of one evaluation (R159): they stand for about a second, because the domain has no clock."""

from dataclasses import dataclass

from millrace.domain.el.errors import ElError


@dataclass(frozen=True)
class Limits:
    """What one template may use up."""

    # UTF-8 bytes of one `#{...}` after the parameters are put in.
    expression_bytes: int = 64 * 1024
    # Parentheses, brackets, calls, unary operators and choices inside one another.
    nesting: int = 100
    # Evaluated parts of all expressions of a template together.
    steps: int = 100_000
    # Characters (or list elements) of one value; node outputs and parameters have up to 1,000,000.
    value_size: int = 2_000_000
    # Characters read and made by all operations of a template together.
    total_size: int = 40_000_000


DEFAULT_LIMITS = Limits()


class Budget:
    """Counts down what one template has left; running out is an error, never a wait."""

    def __init__(self, limits: Limits) -> None:
        """Begin with everything the limits allow."""
        self._limits = limits
        self._steps = limits.steps
        self._size = limits.total_size

    def step(self) -> None:
        """One more part was evaluated."""
        self._steps -= 1
        if self._steps < 0:
            raise ElError(f"the expression takes more than {self._limits.steps} steps; make it simpler")

    def read(self, value: object) -> None:
        """A value was read by an operation or made by one."""
        if not isinstance(value, str | list | dict):
            return
        size = len(value)
        if size > self._limits.value_size:
            raise ElError(f"a value is longer than {self._limits.value_size} characters")
        self._size -= size
        if self._size < 0:
            raise ElError("the expression handles too much text; cut the values first")


def check_result_size(size: int) -> None:
    """Refuse to build a value that could not be kept anyway; called before memory is used."""
    if size > DEFAULT_LIMITS.value_size:
        raise ElError(f"the result would be longer than {DEFAULT_LIMITS.value_size} characters")


def check_work(operations: int) -> None:
    """Refuse an operation whose cost grows faster than its text, as an edit distance does."""
    if operations > DEFAULT_LIMITS.value_size * 2:
        raise ElError("the values are too long for this function; cut them first")
