"""Relative file names in DuckDB statements mean files below the workspace's folder.

The engine itself resolves them against the process's directory, which serves many workspaces, and with the
lock on external access it refuses them. So names in the few places where only a file name can stand get the
folder in front: the first argument of `read_parquet` and its kin, `FROM 'x.csv'`, `COPY ... TO 'x'`,
`ATTACH 'x'`. What the engine allows is decided by the engine alone.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from millrace.domain.sql_script import SqlToken, sql_tokens

_READS_FILES = re.compile(r"(read_\w+|parquet_\w+|sniff_csv|glob|st_read)", re.IGNORECASE)
_DATA_FILE = re.compile(r"\.(csv|tsv|txt|parquet|json|jsonl|ndjson)(\.gz|\.zst)?$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"^/|^[A-Za-z][A-Za-z0-9+.-]*:|^~|^\\")
_OPENING = {"(": ")", "[": "]"}


@dataclass
class _Group:
    """An open bracket: whether its next literal may name a file."""

    takes_file: bool
    commas: int = 0
    is_list: bool = False

    @property
    def wants_file(self) -> bool:
        return self.takes_file and (self.is_list or self.commas == 0)


class _Rewriter:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first_word = ""
        self._before = ""
        self._groups: list[_Group] = []

    def piece(self, token: SqlToken) -> str:
        """The token as it is sent, and what it tells about the next."""
        text = token.text
        if token.kind in {"space", "comment"}:
            return text
        if token.kind == "string" and text.startswith("'") and self._names_file(text):
            inner = text[1:-1].replace("''", "'")
            text = "'" + f"{self._folder}/{inner}".replace("'", "''") + "'"
        self._note(token)
        return text

    def _note(self, token: SqlToken) -> None:
        if token.text in _OPENING:
            self._groups.append(self._opened(token.text))
        elif token.text in _OPENING.values() and self._groups:
            self._groups.pop()
        elif token.text == "," and self._groups:
            self._groups[-1].commas += 1
        elif token.kind == "end":
            self._first_word, self._groups = "", []
        elif token.kind == "word" and not self._first_word:
            self._first_word = token.text.upper()
        self._before = token.text

    def _opened(self, bracket: str) -> _Group:
        if bracket == "(":
            return _Group(bool(_READS_FILES.fullmatch(self._before)))
        inside = bool(self._groups) and self._groups[-1].wants_file and self._before == "("
        return _Group(inside, is_list=True)

    def _names_file(self, literal: str) -> bool:
        name = literal[1:-1]
        if not name or _ELSEWHERE.match(name):
            return False
        before = self._before.upper()
        if before in {"(", "[", ","}:
            return bool(self._groups) and self._groups[-1].wants_file
        if self._first_word in {"COPY", "ATTACH", "EXPORT", "IMPORT"} and not self._groups:
            return before in {"TO", "FROM", "ATTACH", "DATABASE", "EXISTS"}
        return before in {"FROM", "JOIN", ","} and bool(_DATA_FILE.search(name))


def with_folder(statement: str, folder: Path) -> str:
    """The statement with relative file names below `folder`."""
    rewriter = _Rewriter(folder)
    return "".join(rewriter.piece(token) for token in sql_tokens(statement, "duckdb"))
