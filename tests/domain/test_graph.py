import pytest
from hypothesis import given
from hypothesis import strategies as st

from millrace.domain.graph import CycleError, Graph, find_cycle

DIAMOND = Graph.from_edges("ABCDE", [("A", "B"), ("A", "C"), ("B", "D"), ("C", "D")])

edge_lists = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)))


def test_parents_and_children_keep_the_order_of_their_edges() -> None:
    assert DIAMOND.parents["D"] == ("B", "C")
    assert DIAMOND.children["A"] == ("B", "C")


def test_ancestors_and_descendants_reach_through_other_nodes() -> None:
    assert DIAMOND.ancestors("D") == {"A", "B", "C"}
    assert DIAMOND.descendants("A") == {"B", "C", "D"}
    assert DIAMOND.descendants("E") == frozenset()


def test_an_edge_given_twice_counts_once() -> None:
    assert Graph.from_edges("AB", [("A", "B"), ("A", "B")]).parents["B"] == ("A",)


def test_a_circle_is_refused_with_its_path() -> None:
    with pytest.raises(CycleError, match="B -> C -> B") as caught:
        Graph.from_edges("ABC", [("A", "B"), ("B", "C"), ("C", "B")])
    assert caught.value.path == ["B", "C", "B"]


@pytest.mark.parametrize("edge", [("A", "X"), ("X", "A")])
def test_an_edge_needs_known_ends(edge: tuple[str, str]) -> None:
    with pytest.raises(KeyError):
        Graph.from_edges("A", [edge])


def test_a_long_chain_does_not_exhaust_the_stack() -> None:
    size = 20_000
    chain = [(number, number + 1) for number in range(size - 1)]
    assert find_cycle(range(size), chain) is None
    assert find_cycle(range(size), [*chain, (size - 1, 0)]) == [*range(size), 0]


@given(edge_lists)
def test_the_order_puts_parents_first_and_a_found_circle_is_one(edges: list[tuple[int, int]]) -> None:
    circle = find_cycle(range(8), edges)
    if circle is None:
        order = Graph.from_edges(range(8), edges).order
        assert sorted(order) == list(range(8))
        assert all(order.index(source) < order.index(target) for source, target in edges)
        return
    assert circle[0] == circle[-1]
    assert set(zip(circle, circle[1:], strict=False)) <= set(edges)
    with pytest.raises(CycleError):
        Graph.from_edges(range(8), edges)
