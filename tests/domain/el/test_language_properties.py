"""What holds for every text: errors are ElError, literals come back, Python is never looked into."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.jsonutil import parse_json
from millrace.domain.el.objects import EMBEDDED_OBJECTS
from millrace.domain.el.template import check, evaluate, references, render
from millrace.domain.simple_variables import replace
from tests.domain.el.scopes import NOW, a_scope

PIECES = st.sampled_from(
    ["#{", "}", "\\", "${", "${a}", "'", '"', "(", ")", "[", "]", ".", ",", "?", ":", "+", "-", "!", "empty "]
    + [
        " and ",
        "==",
        "<",
        "1",
        "2.5",
        "null",
        "true",
        "Job",
        "a",
        "l",
        "m",
        "split",
        "StringUtil",
        "DateUtil.now()",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))
EXPRESSIONS = st.lists(PIECES, max_size=15).map(lambda pieces: "#{" + "".join(pieces) + "}")


class Trap:
    """Fails the test when any of its attributes is read by name."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name} was read")


@settings(max_examples=300, deadline=None)
@given(st.one_of(TEXTS, EXPRESSIONS))
def test_any_text_gives_a_value_or_an_expression_error(text: str) -> None:
    scope = a_scope(variables={"a": 1, "l": [1, "x"], "m": {"a": None}})
    column = 1
    try:
        assert isinstance(evaluate(text, scope).text, str)
    except ElError as error:
        column = error.column
    assert 1 <= column <= len(text) + 1


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_check_and_references_never_fail(text: str) -> None:
    assert isinstance(check(text), list)
    assert references(text) is not None


@given(st.text(alphabet=st.characters(exclude_characters="$"), max_size=40))
def test_a_string_literal_comes_back(text: str) -> None:
    literal = text.replace("\\", "\\\\").replace('"', '\\"')
    assert evaluate(f'#{{"{literal}"}}', a_scope()).value == text


@given(st.text(alphabet=st.characters(exclude_characters="#$"), max_size=40))
def test_text_without_marks_renders_as_itself(text: str) -> None:
    assert render(text, a_scope()) == text


@given(st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_from_their_rendering(whole: int, decimal: float) -> None:
    scope = a_scope(variables={"w": whole, "d": decimal})
    assert evaluate("#{" + render("#{w}", scope) + "}", scope).value == whole
    assert evaluate("#{" + render("#{d}", scope) + "}", scope).value == decimal


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES.filter(lambda value: isinstance(value, list | dict)))
def test_lists_and_maps_come_back_from_their_json(value: object) -> None:
    assert parse_json(render("#{v}", a_scope(variables={"v": value}))) == value


@given(st.sampled_from(["__class__", "name", "keys", "real", "tzinfo", "__dict__"]))
def test_members_of_python_objects_cannot_be_reached(name: str) -> None:
    for variable in (Trap(), 1, "x", [1], {"k": 1}, NOW):
        try:
            value = evaluate(f"#{{v.{name}}}", a_scope(variables={"v": variable})).value
        except ElError:
            continue
        assert value is None


@settings(deadline=None)
@given(
    st.sampled_from(sorted(EMBEDDED_OBJECTS["StringUtil"].methods)),
    st.lists(
        st.none()
        | st.text(max_size=12)
        | st.integers(-5, 12)
        | st.booleans()
        | st.lists(st.none() | st.text(max_size=5), max_size=4),
        max_size=4,
    ),
)
def test_string_functions_give_a_value_or_an_expression_error(method: str, arguments: list[object]) -> None:
    with suppress(ElError):
        EMBEDDED_OBJECTS["StringUtil"].call(method, arguments, a_scope())


@given(TEXTS)
def test_simple_variables_never_fail_and_disabled_ones_change_nothing(text: str) -> None:
    assert isinstance(replace(text, NOW, "UTC", enabled=True, params={}), str)
    assert replace(text, NOW, "UTC", enabled=False, params={}) == text
