"""A mask that comes back means: as it was."""

from typing import Any

from millrace.services.masking import MASK, restore


def _params(*params: dict[str, Any]) -> dict[str, Any]:
    return {"params": list(params)}


def _param(value: str, name: str = "token", *, masked: bool = True) -> dict[str, Any]:
    return {"name": name, "value": value, "masked": masked}


def test_a_mask_brings_back_what_is_kept() -> None:
    assert restore(_params(_param(MASK)), _params(_param("s3cret"))) == _params(_param("s3cret"))
    assert restore(_params(_param("new")), _params(_param("s3cret"))) == _params(_param("new"))


def test_a_parameter_that_becomes_masked_keeps_its_value() -> None:
    assert restore(_params(_param(MASK)), _params(_param("x", masked=False))) == _params(_param("x"))


def test_a_mask_of_which_nothing_is_kept_is_empty() -> None:
    assert restore(_params(_param(MASK)), _params(_param("x", "other"))) == _params(_param(""))
    assert restore(_params(_param(MASK)), {}) == _params(_param(""))


def test_unfinished_parameters_are_left_as_they_are() -> None:
    odd = {"params": [None, {"name": ["a"], "masked": True, "value": "x"}]}
    assert restore(odd, odd) == odd
