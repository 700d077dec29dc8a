"""What a model found wrong with its input, in words of ours."""

from pydantic_core import ErrorDetails

_PREFIXES = ("Value error, ", "Assertion failed, ")
"""What the library puts before the words of a check of our own."""


def fault_words(fault: ErrorDetails) -> str:
    """The message of one fault without the name of the exception that carried it."""
    words = fault["msg"]
    for prefix in _PREFIXES:
        words = words.removeprefix(prefix)
    return words
