"""What jobs print may not steer the terminal of whoever looks at it."""

from millrace.cli.console import harmless


def test_escape_sequences_are_shown_not_obeyed() -> None:
    shown = harmless("\x1b]0;owned\x07\x1b[2Jdone\x9b31m\r")
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in shown)
    assert "done" in shown


def test_lines_tabs_and_letters_stay() -> None:
    assert harmless("naïve\tZeile\n日本") == "naïve\tZeile\n日本"
