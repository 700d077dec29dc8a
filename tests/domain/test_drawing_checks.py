import pytest

from millrace.domain.drawing_checks import check_drawing
from millrace.domain.job import CanvasGroup, CanvasNote, Edge, JobDefinition, Node
from millrace.domain.problems import Problem


def group(group_id: str, parent: str | None = None) -> CanvasGroup:
    return CanvasGroup(id=group_id, parent=parent)


def note(note_id: str) -> CanvasNote:
    return CanvasNote(id=note_id, text="why")


def shown(problems: list[Problem]) -> list[tuple[str, str, str | None, str | None]]:
    return [(each.code, each.severity, each.node_id, each.field) for each in problems]


def checked(**parts: object) -> list[tuple[str, str, str | None, str | None]]:
    return shown(list(check_drawing(JobDefinition.model_validate(parts))))


def test_groups_in_groups_and_notes_are_good() -> None:
    nodes = [Node(id="a", name="a", type="dummy", group="inner", pinned=True)]
    assert checked(nodes=nodes, groups=[group("outer"), group("inner", "outer")], notes=[note("n")]) == []


def test_ids_are_unique_among_groups_and_among_notes() -> None:
    found = checked(groups=[group("x"), group("y"), group("y")], notes=[note("x"), note("x")])
    assert found == [
        ("duplicate_group_id", "error", None, "groups[1].id"),
        ("duplicate_note_id", "error", None, "notes[0].id"),
    ]


def test_a_group_that_is_not_there_is_only_a_warning() -> None:
    nodes = [Node(id="a", name="a", type="dummy", group="ghost")]
    found = checked(nodes=nodes, groups=[group("x", "ghost")])
    assert found == [
        ("unknown_group", "warning", None, "groups[0].parent"),
        ("unknown_group", "warning", "a", "group"),
    ]


def test_groups_in_a_circle_are_a_warning_for_each() -> None:
    found = checked(groups=[group("a", "b"), group("b", "a"), group("c", "c")])
    assert [(code, severity) for code, severity, _, _ in found] == [("group_cycle", "warning")] * 3


@pytest.mark.parametrize(
    ("levels", "codes"), [(10, []), (11, ["groups_too_deep"]), (14, ["groups_too_deep"])]
)
def test_groups_lie_ten_levels_deep_at_most_and_the_first_too_deep_is_named(
    levels: int, codes: list[str]
) -> None:
    groups = [group(f"g{level}", f"g{level - 1}" if level else None) for level in range(levels)]
    found = checked(groups=groups)
    assert [each[0] for each in found] == codes
    assert [each[3] for each in found] == ["groups[10].parent"] * len(codes)


def test_the_numbers_of_groups_and_notes_are_limited() -> None:
    numbers = [str(number) for number in range(501)]
    found = checked(groups=[group(number) for number in numbers], notes=[note(number) for number in numbers])
    assert [each[0] for each in found] == ["too_many_groups", "too_many_notes"]
    assert checked(groups=[group(number) for number in numbers[:500]]) == []


def test_descriptions_have_an_end() -> None:
    nodes = [Node(id=node_id, name=node_id, type="dummy", description="x" * 20_000) for node_id in "ab"]
    edges = [Edge(source="a", target="b", description="x" * 20_001)]
    (problem,) = check_drawing(JobDefinition(nodes=nodes, edges=edges))
    assert shown([problem]) == [("text_too_long", "error", "b", "edges[0].description")]
    assert "20,001 characters" in problem.message
    longer = nodes[0].model_copy(update={"description": "x" * 20_001})
    assert checked(nodes=[longer], description="x" * 20_001) == [
        ("text_too_long", "error", None, "description"),
        ("text_too_long", "error", "a", "description"),
    ]
