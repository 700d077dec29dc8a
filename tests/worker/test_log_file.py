"""The attempt's log file."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from millrace.worker.supervision.log_file import LINE_LIMIT, LogFile, readable, split_long, stamped


def test_a_line_has_microseconds_a_letter_and_its_text() -> None:
    assert stamped("o", b"one\ntwo", 1_700_000_000_000_001) == (
        b"1700000000000001 o one\n1700000000000001 o two\n"
    )


def test_carriage_returns_end_lines_and_controls_are_replaced() -> None:
    assert readable(b"a\r\nb\rc\x00\x07\x1b[1m\t") == "a\nb\nc\ufffd\ufffd\x1b[1m\t".encode()


@given(st.text("aä€😀", min_size=1, max_size=200))
def test_long_lines_are_split_between_characters(text: str) -> None:
    line = (text * (1 + 2 * LINE_LIMIT // len(text.encode()))).encode()
    pieces = split_long(line)
    assert b"".join(pieces) == line
    assert all(0 < len(piece) <= LINE_LIMIT for piece in pieces)
    assert all(piece.decode() for piece in pieces)


def test_at_the_limit_one_line_says_so_and_the_rest_is_dropped(tmp_path: Path) -> None:
    log = LogFile(str(tmp_path / "log"), limit_bytes=200, reserve_bytes=0)
    for number in range(100):
        log.line("o", f"line {number}")
    log.close()
    lines = (tmp_path / "log").read_text().splitlines()
    assert lines[-1].endswith("w log limit reached, further output is dropped")
    assert len(lines) < 10
    assert log.truncated


def test_a_second_writer_counts_what_the_first_wrote(tmp_path: Path) -> None:
    path = str(tmp_path / "log")
    first = LogFile(path, 200, 0)
    first.line("o", "x" * 150)
    second = LogFile(path, 200, 0)
    second.line("o", "y" * 100)
    first.close()
    second.close()
    assert "yyy" not in Path(path).read_text()


def test_below_the_reserve_of_the_disk_output_is_dropped(tmp_path: Path) -> None:
    log = LogFile(str(tmp_path / "log"), 10_000, reserve_bytes=2**62)
    log.line("o", "never kept")
    log.close()
    assert "never kept" not in (tmp_path / "log").read_text()
    assert "disk is nearly full" in (tmp_path / "log").read_text()


def test_a_log_that_cannot_be_opened_harms_nobody(tmp_path: Path) -> None:
    log = LogFile(str(tmp_path / "missing" / "log"), 10_000, 0)
    log.line("o", "text")
    log.close()
