"""StringUtil: where something stands in a text, and how often."""

from millrace.domain.el.functions.stringutil.characters import folded, is_whitespace

NOT_FOUND = -1


# The library's search from the end is quadratic for long texts, that from the beginning is not.
_LONG_SEARCH = 64


def last_found(text: str, search: str, end: int | None = None) -> int:
    """Position of the last occurrence that ends at or before `end`, else -1."""
    end = len(text) if end is None else min(end, len(text))
    if len(search) < _LONG_SEARCH:
        return text.rfind(search, 0, end)
    found = text[:end][::-1].find(search[::-1])
    return NOT_FOUND if found < 0 else end - found - len(search)


def index_of(text: str | None, search: str | None, start: int = 0) -> int:
    """First position from `start`; an empty search text is found at once."""
    if text is None or search is None:
        return NOT_FOUND
    start = max(start, 0)
    if start > len(text):
        return NOT_FOUND if search else len(text)
    return text.find(search, start)


def last_index_of(text: str | None, search: str | None, start: int | None = None) -> int:
    """Last position not behind `start`."""
    if text is None or search is None:
        return NOT_FOUND
    start = len(text) if start is None else start
    return last_found(text, search, start + len(search)) if start >= 0 else NOT_FOUND


def index_of_ignore_case(text: str | None, search: str | None, start: int = 0) -> int:
    """As `index_of`, in any case."""
    if text is None or search is None:
        return NOT_FOUND
    start = max(start, 0)
    if start > len(text) - len(search) + 1:
        return NOT_FOUND
    if not search:
        return start
    return folded(text).find(folded(search), start)


def last_index_of_ignore_case(text: str | None, search: str | None, start: int | None = None) -> int:
    """As `last_index_of`, in any case."""
    if text is None or search is None:
        return NOT_FOUND
    last = len(text) - len(search)
    start = last if start is None or start > last else start
    if start < 0:
        return NOT_FOUND
    return last_found(folded(text), folded(search), start + len(search)) if search else start


def ordinal_index_of(text: str | None, search: str | None, ordinal: int) -> int:
    """Position of the n-th occurrence; occurrences may overlap."""
    if text is None or search is None or ordinal <= 0:
        return NOT_FOUND
    if not search:
        return 0
    index = NOT_FOUND
    for _ in range(ordinal):
        index = text.find(search, index + 1)
        if index < 0:
            break
    return index


def last_ordinal_index_of(text: str | None, search: str | None, ordinal: int) -> int:
    """Position of the n-th occurrence from the end."""
    if text is None or search is None or ordinal <= 0:
        return NOT_FOUND
    index = len(text)
    if not search:
        return index
    for _ in range(ordinal):
        index = last_index_of(text, search, index - 1)
        if index < 0:
            break
    return index


def index_of_any_character(text: str | None, characters: str | None) -> int:
    """First position of one of the characters."""
    wanted = set(characters or "")
    return next((at for at, unit in enumerate(text or "") if unit in wanted), NOT_FOUND)


def index_of_any(text: str | None, *searches: str | None) -> int:
    """First position of one of the texts."""
    if text is None:
        return NOT_FOUND
    found = [text.find(search) for search in searches if search is not None]
    return min((index for index in found if index >= 0), default=NOT_FOUND)


def last_index_of_any(text: str | None, *searches: str | None) -> int:
    """Last position of one of the texts."""
    if text is None:
        return NOT_FOUND
    return max((last_found(text, search) for search in searches if search is not None), default=NOT_FOUND)


def index_of_any_but(text: str | None, characters: str | None) -> int:
    """First position of a character that is not one of these."""
    if not text or not characters:
        return NOT_FOUND
    known = set(characters)
    return next((at for at, unit in enumerate(text) if unit not in known), NOT_FOUND)


def joined_characters(*items: str | None) -> str:
    """Characters given one by one, or as a list, as one set."""
    return "".join(item or "" for item in items)


def index_of_any_but_list(text: str | None, *characters: str | None) -> int:
    """`index_of_any_but` with the characters as a list."""
    return index_of_any_but(text, joined_characters(*characters))


def index_of_difference(*texts: str | None) -> int:
    """First position at which not all texts agree; -1 if they are equal or there is one only."""
    if len(texts) <= 1 or all(text is None for text in texts):
        return NOT_FOUND
    if len(set(texts)) == 1:
        return NOT_FOUND
    present = [text or "" for text in texts]
    shortest = min(map(len, present))
    lowest, highest = min(present), max(present)
    return next((at for at in range(shortest) if lowest[at] != highest[at]), shortest)


def count_matches(text: str | None, search: str | None) -> int:
    """How often a text occurs, without overlap."""
    return text.count(search) if text and search else 0


def contains(text: str | None, search: str | None) -> bool:
    """Whether the text occurs."""
    return text is not None and search is not None and search in text


def contains_ignore_case(text: str | None, search: str | None) -> bool:
    """Whether the text occurs in any case."""
    return text is not None and search is not None and folded(search) in folded(text)


def contains_any_character(text: str | None, characters: str | None) -> bool:
    """Whether one of the characters occurs."""
    return index_of_any_character(text, characters) != NOT_FOUND


def contains_any(text: str | None, *searches: str | None) -> bool:
    """Whether one of the texts occurs."""
    return bool(text) and any(contains(text, search) for search in searches)


def contains_any_ignore_case(text: str | None, *searches: str | None) -> bool:
    """Whether one of the texts occurs in any case."""
    same = folded(text or "")
    return bool(text) and any(folded(search) in same for search in searches if search is not None)


def contains_none(text: str | None, characters: str | None) -> bool:
    """Whether none of the characters occurs; true for null."""
    return not contains_any_character(text, characters)


def contains_none_list(text: str | None, *characters: str | None) -> bool:
    """`contains_none` with the characters as a list."""
    return contains_none(text, joined_characters(*characters))


def contains_only(text: str | None, characters: str | None) -> bool:
    """Whether all characters are of these; false for null."""
    if text is None or characters is None:
        return False
    return set(text) <= set(characters)


def contains_only_list(text: str | None, *characters: str | None) -> bool:
    """`contains_only` with the characters as a list."""
    return contains_only(text, joined_characters(*characters))


def contains_whitespace(text: str | None) -> bool:
    """Whether there is any white space."""
    return any(map(is_whitespace, text or ""))


def common_prefix(*texts: str | None) -> str:
    """What all texts begin with."""
    at = index_of_difference(*texts)
    first = (texts[0] if texts else None) or ""
    return first if at == NOT_FOUND else first[:at]
