"""The one error of the expression language (R159)."""

from millrace.domain.errors import InvalidInput

_FRAGMENT_LENGTH = 40


class ElError(InvalidInput):
    """An expression cannot be read or evaluated.

    `column` is 1-based in the text of the template; 0 means that the place is not known yet: functions
    raise without a place, and the evaluator adds it with `located`.
    """

    code = "expression_error"
    template = "{detail}"

    def __init__(self, message: str, column: int = 0, fragment: str = "") -> None:
        """`message` says what is wrong and what to write instead; `fragment` is the text it is about."""
        self.column = column
        self.fragment = fragment[:_FRAGMENT_LENGTH]
        super().__init__(detail=message, column=column, fragment=self.fragment)

    def located(self, column: int, fragment: str) -> "ElError":
        """The same error with a place, unless it has one."""
        return self if self.column else ElError(self.message, column, fragment)

    def __str__(self) -> str:
        """The message with its place, as it goes into logs."""
        if not self.column:
            return self.message
        return f"{self.message} (column {self.column}: {self.fragment})"
