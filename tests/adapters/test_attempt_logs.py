from pathlib import Path

import pytest

from millrace.adapters.attempt_logs import FolderAttemptLogs
from millrace.domain.ids import AttemptId
from tests.fakes import START, log_line, write_log

ID = AttemptId(12_345)


def test_a_log_that_is_not_there_is_empty(tmp_path: Path) -> None:
    chunk = FolderAttemptLogs(tmp_path).read(ID, 0, 100)
    assert (chunk.lines, chunk.next_offset, chunk.at_end) == ((), 0, True)


def test_only_whole_lines_are_read(tmp_path: Path) -> None:
    line = log_line(START, "e", "whole")
    write_log(tmp_path, ID, [line, "1760000000000000 o cut"])
    chunk = FolderAttemptLogs(tmp_path).read(ID, 0, 10_000)
    assert [(item.at, item.stream, item.text) for item in chunk.lines] == [(START, "err", "whole")]
    assert chunk.next_offset == len(line)
    assert not chunk.at_end


def test_reading_in_small_pieces_gives_every_byte_once(tmp_path: Path) -> None:
    lines = [log_line(START, "o", "x" * size) for size in (0, 1, 50, 3)]
    write_log(tmp_path, ID, lines)
    logs, offset, texts = FolderAttemptLogs(tmp_path), 0, ""
    for _ in range(100):
        chunk = logs.read(ID, offset, 30)
        offset, texts = chunk.next_offset, texts + "".join(line.text for line in chunk.lines)
        if chunk.at_end:
            break
    assert offset == sum(map(len, lines))
    assert texts.count("x") == 54


def test_lines_of_unknown_form_are_shown_as_they_are(tmp_path: Path) -> None:
    write_log(tmp_path, ID, ["no stamp here\n"])
    (line,) = FolderAttemptLogs(tmp_path).read(ID, 0, 100).lines
    assert (line.stream, line.text) == ("out", "no stamp here")


def test_stored_attempts_are_found_in_the_order_of_their_ids(tmp_path: Path) -> None:
    for attempt_id in (12_345, 12_001, 999, 1, 2_000):
        write_log(tmp_path, attempt_id, [])
    for stray in ("notes", "7", "12/007", "12/12x", "12/5"):
        (tmp_path / stray).mkdir()
    logs = FolderAttemptLogs(tmp_path)
    assert logs.stored(AttemptId(0), 10) == [1, 999, 2_000, 12_001, 12_345]
    assert logs.stored(AttemptId(0), 2) == [1, 999]
    assert logs.stored(AttemptId(999), 2) == [2_000, 12_001]
    assert logs.stored(AttemptId(12_345), 2) == []
    assert FolderAttemptLogs(tmp_path / "none").stored(AttemptId(0), 2) == []


def test_deleting_removes_the_folder_and_those_that_are_empty_then(tmp_path: Path) -> None:
    for attempt_id in (1, 2, 5_000):
        write_log(tmp_path, attempt_id, ["1 o text\n"]).parent.joinpath("sub").mkdir()
    logs = FolderAttemptLogs(tmp_path)
    logs.delete([AttemptId(1)])
    assert logs.stored(AttemptId(0), 10) == [2, 5_000]
    logs.delete([AttemptId(key) for key in (1, 2, 3, 5_000, 700_000)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["5"]


def test_deleting_follows_no_link(tmp_path: Path) -> None:
    folder, outside = tmp_path / "attempts", tmp_path / "outside"
    precious = write_log(outside, 4_001, ["1 o precious\n"])
    write_log(folder, 1, []).parent.joinpath("within").symlink_to(outside)
    (folder / "0" / "2").symlink_to(precious.parent)
    (folder / "4").symlink_to(outside / "4")
    FolderAttemptLogs(folder).delete([AttemptId(key) for key in (1, 2, 4_001)])
    assert precious.read_text() == "1 o precious\n"
    assert sorted(path.name for path in folder.rglob("*")) == ["4"]


def test_what_cannot_be_deleted_stops_nothing_else(tmp_path: Path) -> None:
    write_log(tmp_path, 2, [])
    (tmp_path / "0" / "1").write_text("a file where a folder should be")
    (tmp_path / "1").write_text("another")
    logs = FolderAttemptLogs(tmp_path)
    logs.delete([AttemptId(key) for key in (1_500, 1, 2)])
    assert logs.stored(AttemptId(0), 10) == []


@pytest.mark.parametrize("offset", [1, 3, 16, 17, 18, 19, 21])
def test_from_the_middle_of_a_line_its_rest_comes_with_its_time(tmp_path: Path, offset: int) -> None:
    first, second = log_line(START, "e", "first"), log_line(START, "o", "second")
    write_log(tmp_path, ID, [first, second])
    chunk = FolderAttemptLogs(tmp_path).read(ID, offset, 1000)
    cut = max(0, offset - (len(first) - len("first\n")))
    assert [(line.at, line.stream, line.text) for line in chunk.lines] == [
        (START, "err", "first"[cut:]),
        (START, "out", "second"),
    ]
    assert chunk.lines[0].n == offset
    assert chunk.next_offset == len(first + second)


def test_every_piece_of_a_long_line_has_its_time(tmp_path: Path) -> None:
    write_log(tmp_path, ID, [log_line(START, "x", "y" * 100)])
    logs, offset, text = FolderAttemptLogs(tmp_path), 0, ""
    while not (chunk := logs.read(ID, offset, 10)).at_end or chunk.lines:
        assert all(line.stream in ("error", "out") for line in chunk.lines)
        if offset > 20:
            assert [(line.at, line.stream) for line in chunk.lines] == [(START, "error")]
            text += "".join(line.text for line in chunk.lines)
        offset = chunk.next_offset
    assert text == "y" * (100 - (30 - 19))
