"""Hiding secrets."""

from hypothesis import given
from hypothesis import strategies as st

from millrace.worker.masking import Masker


def test_the_longer_of_two_secrets_is_hidden_whole() -> None:
    assert Masker(["pass", "password"]).mask("my password, my pass") == "my ***, my ***"


def test_every_line_of_a_secret_of_several_lines_is_hidden() -> None:
    masker = Masker(["-----BEGIN-----\nabc\n\n-----END-----"])
    assert masker.mask("x abc y\n-----END-----") == "x *** y\n***"


def test_no_secrets_and_empty_secrets_hide_nothing() -> None:
    assert Masker([]).mask("text") == "text"
    assert Masker(["", "  "]).mask("a  b") == "a  b"


@given(st.text("ab", max_size=40), st.text("ab", min_size=1, max_size=4), st.integers(1, 40))
def test_a_safe_cut_never_splits_a_found_secret(text: str, secret: str, cut: int) -> None:
    masker = Masker([secret])
    content = text.encode()
    place = masker.safe_cut(content, min(cut, len(content)))
    first, second = masker.mask_bytes(content[:place]), masker.mask_bytes(content[place:])
    assert secret.encode() not in first
    assert secret.encode() not in second
