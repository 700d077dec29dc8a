"""Values, operators, limits and embedded objects beyond the shared table (R142-R159)."""

import math
from datetime import UTC, datetime

import pytest

from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.loop import parse_dataset
from millrace.domain.el.limits import Limits
from millrace.domain.el.scope import JobFacts, LoopFacts, NodeFacts
from millrace.domain.el.template import evaluate
from millrace.domain.el.values import double_text
from tests.domain.el.scopes import a_scope


def value_of(text: str, **facts: object) -> object:
    return evaluate(f"#{{{text}}}", a_scope(**facts)).value


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (0.001, "0.001"),
        (0.00099, "9.9E-4"),
        (9999999.0, "9999999.0"),
        (1e7, "1.0E7"),
        (12345678.9, "1.23456789E7"),
        (-1.5e-7, "-1.5E-7"),
        (1.7976931348623157e308, "1.7976931348623157E308"),
        (100.0, "100.0"),
        (2e16, "2.0E16"),
        (math.inf, "Infinity"),
        (math.nan, "NaN"),
    ],
)
def test_doubles_are_written_as_java_writes_them(number: float, text: str) -> None:
    assert double_text(number) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-9223372036854775808", -(2**63)),
        ("9223372036854775807", 2**63 - 1),
        ("1 / 0", math.inf),
        ("-1 / 0", -math.inf),
        ('-"5"', -5),
        ("2 - 3 - 4", -5),
        ("not empty 'x' and !false", True),
        ("10 div 4 == 2.5", True),
        ("7 mod 4", 3),
        ("null == null and null <= null", True),
        ("'b' ge 'a'", True),
        ('"\uff41" < "\U0001f600"', False),
        ("false < true", True),
        ("l['1']", 20),
        ("m[null]", None),
        ("l == l", True),
    ],
)
def test_operators_follow_the_rules(text: str, value: object) -> None:
    assert value_of(text, variables={"l": [10, 20], "m": {"a": 1}}) == value


@pytest.mark.parametrize(
    "text",
    [
        "9223372036854775807 + 1",
        "9223372036854775808",
        "-(-9223372036854775808)",
        "5 % 0",
        '" 5" * 2',
        "true == 1",
        "l < l",
        "l + 1",
        "Job",
        "s.length",
        "s.upper()",
        "nosuch.method()",
        "method()",
        "a = 1",
        "a; b",
        "x -> x",
        "l[true]",
        "Loop.current",
        "OBSUtil.isExistOBSPath('a')",
        "Job.name",
        "StringUtil.left('a')",
        "StringUtil.left('a', true)",
        "StringUtil.replaceAll('a', '(a', '')",
        "StringUtil.replaceAll('a', '(?P<n>a)', '')",
        "StringUtil.repeat('ab', 2000000)",
        "StringUtil.leftPad('a', 2147483647)",
        "DateUtil.addDays(DateUtil.now(), 2147483647)",
        "DateUtil.addMonths(DateUtil.now(), -999999)",
        "DateUtil.format(null, 'yyyy')",
        "JSONUtil.parse('NaN')",
        "JSONUtil.path('{}', 'a..b')",
        "s.__class__",
        "l.__len__",
    ],
)
def test_what_the_language_does_not_have_is_an_error(text: str) -> None:
    with pytest.raises(ElError) as caught:
        value_of(text, variables={"l": [1, 2], "s": "abc", "a": 1})
    assert caught.value.column > 0


def test_a_slow_regular_expression_is_stopped() -> None:
    with pytest.raises(ElError, match="too long"):
        value_of("StringUtil.replaceAll(s, '(x+x+)+y', '')", variables={"s": "x" * 5000})


@pytest.mark.parametrize(
    ("pattern", "replacement", "value"),
    [
        ("\\\\d+", "<$0>", "a<12>b."),
        ("(?<d>\\\\d)(\\\\d)", "$2${d}", "a21b."),
        (".", "x", "xxxxx"),
        ("\\\\Q.\\\\E", "!", "a12b!"),
        ("\\\\p{Alpha}", "", "12."),
        ("[a-z&&[^a]]", "-", "a12-."),
        ("$", "#", "a12b.#"),
    ],
)
def test_java_regular_expressions_work(pattern: str, replacement: str, value: str) -> None:
    variables = {"s": "a12b.", "r": replacement}
    assert value_of(f"StringUtil.replaceAll(s, '{pattern}', r)", variables=variables) == value


def test_nesting_is_limited_but_long_chains_are_not() -> None:
    assert value_of("(" * 100 + "1" + ")" * 100) == 1
    assert value_of("(1+" * 100 + "1" + ")" * 100) == 101
    assert value_of("+".join(["1"] * 5000)) == 5000
    assert value_of("1 == 2 ? 0 : " * 90 + "7") == 7
    for deep in ("(" * 101 + "1" + ")" * 101, "!" * 101 + "true", "-" * 5000 + "1"):
        with pytest.raises(ElError, match="nesting"):
            value_of(deep)


def test_the_deepest_tree_that_is_read_can_also_be_evaluated() -> None:
    level = "false||true&&true==1<1+1*-("
    read = 0
    for depth in range(1, 40):
        try:
            value_of(level * depth + "1" + ")" * depth)
            read = depth
        except ElError as error:
            read = depth if "boolean" in error.message else read
    assert 20 < read < 39


def test_length_steps_and_sizes_are_limited() -> None:
    with pytest.raises(ElError, match="64 KiB"):
        value_of("'" + "x" * 65536 + "'")
    with pytest.raises(ElError, match="steps"):
        value_of("1+" * 100 + "1", limits=Limits(steps=50))
    with pytest.raises(ElError, match="longer than"):
        value_of("s+s+s", variables={"s": "x" * 1_000_000})
    with pytest.raises(ElError, match="too much text"):
        value_of("+".join(["StringUtil.length(s)"] * 100), variables={"s": "x" * 1_000_000})


def test_job_methods_see_own_parameters_and_ancestors_only() -> None:
    job = JobFacts(
        "j",
        plan_time=datetime(2024, 3, 31, 1, 30, tzinfo=UTC),
        params={"a": "own"},
        nodes={"n": NodeFacts("success"), "m": NodeFacts(insert_job_id="i7")},
    )
    assert value_of("Job.getParam('a')", job=job) == "own"
    assert value_of("Job.getParam('b')", job=job) is None
    assert value_of("Job.getNodeStatus('other')", job=job) is None
    assert value_of("Job.getInsertJobId()", job=job) == "i7"
    assert value_of("Job['name']", job=job) == "j"
    assert value_of("Job.getLastHour('HH:mm')", job=job, zone="Europe/Berlin") == "01:30"


def test_days_keep_the_wall_time_and_leave_a_gap_forward() -> None:
    job = JobFacts("j", plan_time=datetime(2024, 3, 30, 1, 30, tzinfo=UTC))
    text = "DateUtil.format(DateUtil.addDays(Job.planTime, 1), 'HH:mm z')"
    assert value_of(text, job=job, zone="Europe/Berlin") == "03:30 CEST"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('[["a", 1, true], [2.5, null]]', [["a", 1, True], [2.5, None]]),
        ("[['a','it\\'s'], ['say \"hi\"']]", [["a", "it's"], ['say "hi"']]),
        ("[['00','01'],[00, 7]]", [["00", "01"], ["00", 7]]),
        ("[]", []),
    ],
)
def test_datasets_may_have_single_quotes_and_bare_padded_numbers(text: str, rows: list[object]) -> None:
    assert parse_dataset(text) == rows


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', "[abc]", "['a"])
def test_other_datasets_are_refused(text: str) -> None:
    with pytest.raises(ElError):
        parse_dataset(text)


def test_the_row_of_the_turn_is_null_behind_the_end() -> None:
    assert value_of("Loop.current", loop=LoopFacts([["a"]], 3)) is None


@pytest.mark.parametrize(
    ("path", "value"),
    [("$.a.b[0]['c.d']", 1), ("a['b'][1]", None), ("$['a'].x", None), ("a.b[99999999999]", None)],
)
def test_json_paths(path: str, value: object) -> None:
    variables = {"s": '{"a":{"b":[{"c.d":1}]}}', "p": path}
    assert value_of("JSONUtil.path(s, p)", variables=variables) == value


def test_json_text_keeps_doubles_and_characters() -> None:
    variables = {"s": '{"ä": [1e10, 2.50, "ß\\u0041", "\\ud800"]}'}
    assert (
        value_of("JSONUtil.toString(JSONUtil.parse(s))", variables=variables)
        == '{"ä":[1.0E10,2.5,"ßA","\ufffd"]}'
    )
