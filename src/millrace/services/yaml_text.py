"""YAML 1.2 text with places and comments, without any knowledge of jobs.

Comments are found by what they are not: a `#` outside of every scalar. Each belongs to the address (a tuple
of keys and list positions) of the entry it stands above, or beside.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.scalarstring import LiteralScalarString
from ruamel.yaml.tag import Tag

from millrace.domain.errors import DocumentError

Address = tuple[str | int, ...]
_TEXT = Tag(suffix="tag:yaml.org,2002:str")
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_FLOAT = "tag:yaml.org,2002:float"

END: Address = ("",)
"""Where comments after the last entry stand."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment at an address; `beside` it on its line, or above it (lines without `#` and one blank)."""

    address: Address
    beside: bool
    text: str


@dataclass(frozen=True, slots=True)
class YamlText:
    """A document that was read: JSON values only.

    `places` are line and column (from 1) of every address; `texts` the scalars as they are written.
    """

    value: Any
    places: Mapping[Address, tuple[int, int]]
    texts: Mapping[Address, str]
    comments: Sequence[Comment]


def read_yaml(text: str, source: str) -> YamlText:
    """Parse one document. Raises DocumentError with line and column; aliases and tags are refused."""
    yaml = YAML(typ="safe", pure=True)
    walk = _Walk(source)
    try:
        root = yaml.compose(text)
        if root is None:
            raise DocumentError(source=source, line=1, column=1, detail="the document is empty")
        walk.visit(root, ())
        value = yaml.constructor.construct_document(root)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        detail = str(error.problem or error.context or "this is not YAML")
        raise DocumentError(source=source, line=line, column=column, detail=detail) from None
    except (YAMLError, ValueError) as error:
        raise DocumentError(source=source, line=1, column=1, detail=str(error)) from None
    return YamlText(value, walk.places, walk.texts, list(_comments(text, walk)))


class _Walk:
    """Collects the place of every entry and the spans of all scalars."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.places: dict[Address, tuple[int, int]] = {}
        self.texts: dict[Address, str] = {}
        self.scalars: dict[int, list[tuple[int, int]]] = {}
        self._seen: set[int] = set()

    def visit(self, node: Any, address: Address) -> None:
        if id(node) in self._seen:
            raise self._error(node, "anchors and aliases are not allowed; write the value twice")
        self._seen.add(id(node))
        self.places.setdefault(address, (node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, ScalarNode):
            self._scalar(node, address)
        elif isinstance(node, SequenceNode):
            for index, item in enumerate(node.value):
                self.visit(item, (*address, index))
        elif isinstance(node, MappingNode):
            for key, item in node.value:
                if not isinstance(key, ScalarNode):
                    raise self._error(key, "a key is a plain text")
                key.tag = _TEXT  # `1:` and `yes:` are names here, not numbers or booleans
                self._span(key)
                place = (*address, key.value)
                self.places[place] = (key.start_mark.line + 1, key.start_mark.column + 1)
                self.visit(item, place)

    def _scalar(self, node: Any, address: Address) -> None:
        """Only what JSON has: a date stays the text it was written as; not-a-number is refused."""
        if str(node.tag) == _TIMESTAMP:
            node.tag = _TEXT
        if str(node.tag) == _FLOAT and node.value.lstrip("+-").lower() in (".nan", ".inf"):
            raise self._error(node, f"{node.value} is no number that a job can keep")
        self.texts[address] = node.value
        self._span(node)

    def _error(self, node: Any, detail: str) -> DocumentError:
        mark = node.start_mark
        return DocumentError(source=self.source, line=mark.line + 1, column=mark.column + 1, detail=detail)

    def _span(self, node: Any) -> None:
        start, end = node.start_mark, node.end_mark
        for line in range(start.line, end.line + 1):
            first = start.column if line == start.line else 0
            last = end.column if line == end.line else 1 << 30
            if last > first:
                self.scalars.setdefault(line, []).append((first, last))


def _comments(text: str, walk: _Walk) -> Iterator[Comment]:
    at_line: dict[int, list[Address]] = {}
    for address, (line, _) in walk.places.items():
        if address:
            at_line.setdefault(line, []).append(address)
    above: list[str] = []
    for number, line_text in enumerate(text.splitlines(), start=1):
        if above and number in at_line:
            yield Comment(at_line[number][0], False, "\n".join(above))
            above = []
        column = _comment_column(line_text, walk.scalars.get(number - 1, ()))
        if column is None:
            continue
        words = line_text[column + 1 :].removeprefix(" ").rstrip()
        if line_text[:column].strip() and number in at_line:
            yield Comment(max(at_line[number], key=len), True, words)
        else:
            above.append(words)
    if above:
        yield Comment(END, False, "\n".join(above))


def _comment_column(line: str, spans: Sequence[tuple[int, int]]) -> int | None:
    for column, char in enumerate(line):
        outside = not any(first <= column < last for first, last in spans)
        if char == "#" and outside and (column == 0 or line[column - 1].isspace()):
            return column
    return None


def write_yaml(value: Mapping[str, Any], comments: Sequence[Comment]) -> str:
    """The text of a document, always the same for the same value: block style, keys in the given order."""
    root = _styled(value)
    end = ""
    for comment in sorted(comments, key=lambda item: (item.beside, [str(step) for step in item.address])):
        if comment.address == END:
            end = "".join(f"# {line}".rstrip() + "\n" for line in comment.text.split("\n"))
        else:
            _attach(root, comment)
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 1 << 20
    yaml.allow_unicode = True
    stream = io.StringIO()
    yaml.dump(root, stream)
    return stream.getvalue() + end


def _styled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return CommentedMap((key, _styled(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return CommentedSeq(_styled(item) for item in value)
    if isinstance(value, str) and "\n" in value and _fits_a_block(value):
        return LiteralScalarString(value)
    return value


def _fits_a_block(text: str) -> bool:
    lines = text.split("\n")
    printable = all(char.isprintable() or char in "\n\t" for char in text)
    return printable and bool(lines[0].strip()) and not lines[0].startswith((" ", "\t"))


def _attach(root: CommentedMap, comment: Comment) -> None:
    parent: Any = root
    for step in comment.address[:-1]:
        try:
            parent = parent[step]
        except (KeyError, IndexError, TypeError):
            return
    key = comment.address[-1]
    indent = 2 * (len(comment.address) - 1)
    if isinstance(parent, CommentedMap) and key in parent:
        if comment.beside:
            parent.yaml_add_eol_comment(comment.text, key)
        else:
            parent.yaml_set_comment_before_after_key(key, before=comment.text, indent=indent)
    elif isinstance(parent, CommentedSeq) and isinstance(key, int) and key < len(parent):
        if comment.beside and not isinstance(parent[key], CommentedMap | CommentedSeq):
            parent.yaml_add_eol_comment(comment.text, key)
        elif not comment.beside:
            parent.yaml_set_comment_before_after_key(key, before=comment.text, indent=indent)
