import os
import stat
from pathlib import Path

import pytest

from millrace.adapters.secrets_box import SecretsBox, master_key
from millrace.adapters.tokens import RandomTokens, kept_token
from millrace.domain.errors import Unavailable

PLACE = "connections:1:password"


def test_what_is_sealed_opens_at_its_place_only() -> None:
    box = SecretsBox(os.urandom(32))
    sealed = box.seal("hunter2", PLACE)
    assert "hunter2" not in sealed
    assert box.seal("hunter2", PLACE) != sealed
    assert box.open(sealed, PLACE) == "hunter2"
    with pytest.raises(Unavailable, match="changed outside"):
        box.open(sealed, "connections:2:password")


def test_a_changed_ciphertext_does_not_open() -> None:
    box = SecretsBox(os.urandom(32))
    sealed = box.seal("hunter2", PLACE)
    for wrong in (sealed[:-4] + "AAA=", sealed.partition(".")[0] + ".", sealed + "!"):
        with pytest.raises(Unavailable):
            box.open(wrong, PLACE)


def test_another_key_says_which_one_is_missing() -> None:
    sealed = SecretsBox(b"a" * 32).seal("x", PLACE)
    with pytest.raises(Unavailable, match=sealed.partition(".")[0]):
        SecretsBox(b"b" * 32).open(sealed, PLACE)


def test_the_master_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    key = master_key(path)
    path.chmod(0o644)
    assert master_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_master_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.write_text("nonsense")
    with pytest.raises(Unavailable, match="damaged"):
        master_key(path)


def test_a_token_file_keeps_its_token_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "run" / "token"
    token = kept_token(path)
    assert kept_token(path) == token
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len({RandomTokens().fresh() for _ in range(100)}) == 100
