"""Templates: splitting, replacement of parameters, columns, checks and references (R140, R141, R159)."""

import pytest

from millrace.domain.el.errors import ElError
from millrace.domain.el.scope import ParamValue
from millrace.domain.el.template import check, evaluate, references, render
from tests.domain.el.scopes import a_scope


def with_params(*, outside: bool = False, **values: str) -> dict[str, ParamValue]:
    return {name: ParamValue(value, outside) for name, value in values.items()}


def error_of(text: str, **facts: object) -> ElError:
    with pytest.raises(ElError) as caught:
        evaluate(text, a_scope(**facts))
    return caught.value


def test_a_lone_expression_keeps_its_type_and_text_around_it_makes_a_string() -> None:
    assert evaluate("#{1}", a_scope()).value == 1
    assert evaluate("#{1} ", a_scope()).value == "1 "


def test_a_replaced_value_is_not_searched_again() -> None:
    params = with_params(a="${b} #{1+1}", b="no")
    assert render("x ${a}", a_scope(params=params)) == "x ${b} #{1+1}"


def test_unknown_references_stay_in_text_and_are_an_error_in_expressions() -> None:
    assert render("${nobody}", a_scope()) == "${nobody}"
    assert error_of("ab #{1 + ${nobody}}").column == 10


def test_a_value_may_hold_the_closing_brace_of_an_expression() -> None:
    assert evaluate('#{"${a}"}', a_scope(params=with_params(a="x}y"))).value == "x}y"


@pytest.mark.parametrize("value", ["5", "-1.5", "1e3", "true"])
def test_numbers_and_booleans_from_outside_may_stand_in_expressions(value: str) -> None:
    params = with_params(outside=True, a=value)
    assert evaluate("#{${a} == ${a}}", a_scope(params=params)).value is True


def test_harmless_text_from_outside_may_stand_between_quotes() -> None:
    params = with_params(outside=True, a="done, 3 rows")
    assert evaluate('#{"${a}"}', a_scope(params=params)).value == "done, 3 rows"


@pytest.mark.parametrize("value", ['" + Env.get("k") + "', "a\\", "a'b", "a}b"])
def test_text_from_outside_that_could_end_the_quotes_is_refused(value: str) -> None:
    error = error_of('#{"${a}"}', params=with_params(outside=True, a=value))
    assert error.code == "expression_error"
    assert error.data["column"] == 4


def test_code_from_outside_is_refused_where_no_quotes_protect_it() -> None:
    error_of("#{${a} > 5}", params=with_params(outside=True, a="1 || true"))


def test_text_from_outside_is_pasted_into_literal_text() -> None:
    assert render("v=${a}", a_scope(params=with_params(outside=True, a='"#{1}"'))) == 'v="#{1}"'


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("#{1 +}", 6),
        ("ab #{1 + }", 10),
        ("#{}", 1),
        ("#{1", 1),
        ("#{nobody}", 3),
        ("#{1 + nobody}", 7),
        ("#{'a' * 2}", 7),
        ("#{1 ? 2}", 8),
        ("\\#{ #{nobody}", 7),
        ("#{DateUtil.format(1, 'x')}", 3),
        ("#{'a\\n'}", 5),
    ],
)
def test_errors_tell_the_column_in_the_template(text: str, column: int) -> None:
    assert error_of(text).column == column


def test_columns_behind_a_replaced_parameter_are_those_of_the_template() -> None:
    assert error_of("#{${a} + nobody}", params=with_params(a="1000000")).column == 10


def test_check_finds_every_broken_expression_and_unknown_methods() -> None:
    problems = check("#{1+} #{DateUtil.nosuch(1)} #{Job.nosuch} #{Env.get()} #{1}")
    assert [problem.column for problem in problems] == [5, 9, 31, 45]


@pytest.mark.parametrize(
    "text", ["#{${a} > 5}", '#{"${a}" == "x"}', "#{t_${a}}", "#{1 ${operator} 2}", "#{1${a}}"]
)
def test_check_accepts_references_wherever_some_value_could_fit(text: str) -> None:
    assert (check(text) == []) is (text != "#{1 ${operator} 2}")


def test_references_name_parameters_variables_and_nodes() -> None:
    found = references(
        '${p} #{x + "${q}"} #{Job.getNodeOutput("n1")} #{Job.getNodeStatus(x)} #{Loop.offset} '
        '#{OBSUtil.isExistOBSPath("a")} #{DateUtil.now()}'
    )
    assert found.params == {"p", "q"}
    assert found.variables == {"x"}
    assert found.nodes == {"n1"}
    assert (found.run_data, found.dynamic_nodes, found.loop, found.storage, found.clock) == (True,) * 5


def test_plan_time_is_no_run_data() -> None:
    found = references('#{DateUtil.format(Job.planTime, "yyyy")}')
    assert found.objects == {"DateUtil", "Job"}
    assert not found.run_data
    assert references("#{Job.startTime}").run_data
