"""What a name of a job, script, connection or directory may look like."""

from millrace.domain.errors import InvalidInput

MAX_LENGTH = 128
_FORBIDDEN = frozenset('/\\<>"')


def checked_name(kind: str, name: str) -> str:
    """The name without blanks around it; InvalidInput if it is empty, too long or has other characters."""
    name = name.strip()
    if not name or len(name) > MAX_LENGTH:
        raise InvalidInput(detail=f"The name of a {kind} has 1 to {MAX_LENGTH} characters.", field="name")
    if any(char in _FORBIDDEN or not char.isprintable() for char in name):
        raise InvalidInput(
            detail=f'The name of a {kind} has no control characters and none of / \\ < > ".', field="name"
        )
    return name
