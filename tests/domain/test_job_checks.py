from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from millrace.domain.el.template import check
from millrace.domain.job import Edge, JobDefinition, Node, Parameter
from millrace.domain.job_checks import Problem, check_definition


@dataclass
class Wrong:
    message: str
    column: int


def no_problem(_text: str) -> Sequence[Wrong]:
    return []


def unfinished_sum(text: str) -> Sequence[Wrong]:
    """A stand-in for the expression language: only an operator before the closing brace is wrong."""
    place = text.replace(" ", "").find("+}")
    return [Wrong("something is missing after +", text.index("+") + 1)] if place >= 0 else []


def node(node_id: str, name: str | None = None, **values: Any) -> Node:
    return Node(id=node_id, name=node_id if name is None else name, type="dummy", **values)


def problems(definition: JobDefinition, **values: Any) -> list[Problem]:
    return check_definition(definition, values.pop("types", None), values.pop("el", no_problem), **values)


def codes(definition: JobDefinition, **values: Any) -> list[str]:
    return [problem.code for problem in problems(definition, **values)]


def test_a_good_job_has_no_problems() -> None:
    good = JobDefinition(nodes=[node("a"), node("b")], edges=[Edge(source="a", target="b")])
    assert codes(good, types={"dummy"}) == []


def test_an_empty_job_is_only_a_warning() -> None:
    (problem,) = problems(JobDefinition())
    assert (problem.code, problem.severity) == ("no_nodes", "warning")


def test_a_mistyped_field_of_a_job_is_a_warning() -> None:
    mistyped = JobDefinition.model_validate({"nodez": [{"name": "a", "type": "dummy"}]})
    found = [(problem.code, problem.severity, problem.field) for problem in problems(mistyped)]
    assert found == [("unknown_field", "warning", "nodez"), ("no_nodes", "warning", "nodes")]


def test_a_circle_is_told_by_the_names_of_its_nodes() -> None:
    circle = JobDefinition(
        nodes=[node("1", "Load"), node("2", "Check"), node("3", "Send")],
        edges=[Edge(source="1", target="2"), Edge(source="2", target="3"), Edge(source="3", target="2")],
    )
    (problem,) = problems(circle)
    assert problem.code == "cycle"
    assert "Check -> Send -> Check" in problem.message


def test_edges_must_join_two_different_known_nodes_once() -> None:
    edges = [("a", "a"), ("a", "b"), ("a", "b"), ("a", "ghost"), ("ghost", "b")]
    job = JobDefinition(
        nodes=[node("a"), node("b")], edges=[Edge(source=source, target=target) for source, target in edges]
    )
    found = [(problem.code, problem.field) for problem in problems(job)]
    assert found == [
        ("self_edge", "edges[0]"),
        ("duplicate_edge", "edges[2]"),
        ("unknown_edge_end", "edges[3]"),
        ("unknown_edge_end", "edges[4]"),
    ]


def test_ids_and_names_must_differ() -> None:
    job = JobDefinition(nodes=[node("a", "x"), node("a", "y"), node("b", "z"), node("c", "z")])
    assert codes(job) == ["duplicate_node_id", "duplicate_node_name", "duplicate_node_name"]


@pytest.mark.parametrize("name", ["Zählung 2.1", "装载_数据-1", "सूची", "a" * 128])
def test_names_of_any_script_are_good(name: str) -> None:
    assert codes(JobDefinition(nodes=[node("a", name)])) == []


@pytest.mark.parametrize("name", ["a/b", "tab\there", "line\nbreak", "a" * 129, "zero\u200bwidth"])
def test_other_names_are_refused(name: str) -> None:
    assert codes(JobDefinition(nodes=[node("a", name)])) == ["invalid_node_name"]


@pytest.mark.parametrize("name", ["", "  "])
def test_a_node_needs_a_name(name: str) -> None:
    assert codes(JobDefinition(nodes=[node("a", name)])) == ["empty_node_name"]


def test_only_installed_types_are_good() -> None:
    assert codes(JobDefinition(nodes=[node("a")]), types={"shell"}) == ["unknown_node_type"]


def test_parameters_are_named_once() -> None:
    job = JobDefinition(nodes=[node("a")], params=[Parameter(name="day"), Parameter(name="day")])
    assert codes(job) == ["duplicate_param"]


def test_the_number_of_nodes_is_limited() -> None:
    job = JobDefinition(nodes=[node(str(number)) for number in range(4)])
    assert codes(job, node_limit=3) == ["too_many_nodes"]
    assert codes(job, node_limit=4) == []


def test_expressions_are_checked_wherever_they_stand() -> None:
    job = JobDefinition(
        params=[Parameter(name="p", value="#{1 +}")],
        nodes=[node("a", properties={"sql": "x #{1 +}", "rows": [{"k": "#{2 +}"}], "n": 1}), node("b")],
        edges=[Edge(source="a", target="b", condition="#{3 +}")],
    )
    found = [(problem.node_id, problem.field, problem.column) for problem in problems(job, el=unfinished_sum)]
    assert found == [
        (None, "params.p", 5),
        ("a", "properties.sql", 7),
        ("a", "properties.rows[0].k", 5),
        ("b", "edges[0].condition", 5),
    ]


def test_text_without_expressions_is_not_checked() -> None:
    job = JobDefinition(nodes=[node("a", properties={"sql": "1 +}"})])
    assert codes(job, el=unfinished_sum) == []


def test_what_the_expression_language_refuses_is_found() -> None:
    edges = [Edge(source="a", target="b", condition="#{Job.getNodeStatus(1, 2, 3)}")]
    job = JobDefinition(
        params=[Parameter(name="p", value="x #{1 +}")], nodes=[node("a"), node("b")], edges=edges
    )
    found = [(problem.field, problem.severity) for problem in problems(job, el=check)]
    assert found == [("params.p", "error"), ("edges[0].condition", "error")]


def test_what_a_reference_may_still_put_right_is_only_a_warning() -> None:
    values = ["#{${result} > 5}", "#{1 + ${rest} ) }"]
    params = [Parameter(name=f"p{at}", value=value) for at, value in enumerate(values)]
    job = JobDefinition(nodes=[node("a")], params=params)
    found = [(problem.field, problem.severity) for problem in problems(job, el=check)]
    assert found == [("params.p1", "warning")]


def test_a_node_that_only_an_expression_knows_is_a_warning() -> None:
    said = node("a", properties={"text": '#{Job.getNodeOutput("a")} #{Job.getNodeOutput("A")}'})
    (problem,) = problems(JobDefinition(nodes=[said]))
    assert (problem.code, problem.severity, problem.node_id) == ("unknown_node", "warning", "a")
    assert "the node A," in problem.message
