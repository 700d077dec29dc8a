from millrace.domain.flow_checks import check_flow
from millrace.domain.job import Edge, JobDefinition, Node


def codes(definition: JobDefinition) -> list[tuple[str, str | None]]:
    found = list(check_flow(definition))
    assert all(problem.severity == "warning" for problem in found)
    return [(problem.code, problem.node_id) for problem in found]


def job(
    *node_ids: str, edges: tuple[tuple[str, str], ...] = (), condition: str | None = None
) -> JobDefinition:
    return JobDefinition(
        nodes=[Node(id=node_id, name=node_id.upper(), type="dummy") for node_id in node_ids],
        edges=[Edge(source=source, target=target, condition=condition) for source, target in edges],
    )


def test_a_node_beside_connected_ones_is_doubted() -> None:
    (problem,) = check_flow(job("a", "b", "c", edges=(("a", "b"),)))
    assert (problem.code, problem.node_id, problem.values) == ("isolated_node", "c", {"name": "C"})


def test_nodes_that_stand_alone_as_a_rule_are_not_doubted() -> None:
    assert codes(job("a", "b")) == []
    assert codes(job("a", "b", "c", "d", edges=(("a", "b"),))) == []


def test_an_edge_to_itself_connects_nothing() -> None:
    assert codes(job("a", "b", "c", edges=(("a", "b"), ("c", "c")))) == [("isolated_node", "c")]


def test_a_condition_without_an_expression_is_never_met() -> None:
    assert codes(job("a", "b", edges=(("a", "b"),), condition="p90 > 45")) == [("condition_is_text", "b")]


def test_a_condition_that_names_nothing_is_always_the_same() -> None:
    for condition in ("true", " FALSE ", "#{true}", "#{1 > 2}", "#{'a' == 'b'}"):
        assert codes(job("a", "b", edges=(("a", "b"),), condition=condition)) == [("constant_condition", "b")]


def test_a_condition_that_may_change_is_not_doubted() -> None:
    for condition in (
        "${go}",
        "#{${p90} > 45}",
        "#{p90 > 45}",
        '#{Job.getNodeStatus("a") == "success"}',
        '#{DateUtil.now() > DateUtil.parseDate("2026-01-01")}',
        "#{Job.planTime == 1}",
        "#{Loop.offset == 0}",
    ):
        assert codes(job("a", "b", edges=(("a", "b"),), condition=condition)) == []


def test_what_cannot_be_read_is_for_another_check() -> None:
    assert codes(job("a", "b", edges=(("a", "b"),), condition="#{1 +")) == []
    assert codes(job("a", edges=(("a", "gone"),), condition="text")) == []
