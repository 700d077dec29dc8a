import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millrace.domain.errors import DocumentError
from millrace.domain.job import JobDefinition
from millrace.services.document_mapping import JobDocument, read_document, write_document

FLIGHTS = """\
# delays by month
name: flights  # the job
directory: samples/air
description: How late?
params:
  day: '2013-01-01'
nodes:
  # from the web
  - name: extract
    type: shell
    properties:
      script: |
        # not a comment of the document
        echo "x # y"
  - name: load
    id: n_2
    type: sql
    after:
      - extract
    retry:
      times: 2  # twice is enough
  - name: publish
    type: shell
    after:
      - node: load
        condition: '#{Job.getNodeStatus("load") == "success"}'
        on_false: skip_next
# the end
"""


HASH_OF_FLIGHTS = "729d9064eb8893dfc276106e4bae0101d39f25dfaf65a325b20308bcfe2d33ea"
"""As it was before definitions had groups and notes: submitted versions are known by it."""


def test_a_document_is_read_with_edges_ids_and_comments() -> None:
    document = read_document(FLIGHTS)
    definition = document.definition
    assert (document.name, document.directory) == ("flights", "samples/air")
    assert [node.id for node in definition.nodes] == ["extract", "n_2", "publish"]
    assert [(edge.source, edge.target) for edge in definition.edges] == [
        ("extract", "n_2"),
        ("n_2", "publish"),
    ]
    assert definition.edges[1].on_false.value == "skip_next"
    assert definition.comments["beside nodes/n_2/retry/times"] == "twice is enough"
    assert definition.params[0].value == "2013-01-01"


def test_a_document_written_back_is_the_same_text() -> None:
    assert write_document(read_document(FLIGHTS)) == FLIGHTS


def test_comments_stay_with_their_node_when_the_canvas_reorders_nodes() -> None:
    document = read_document(FLIGHTS)
    definition = document.definition.model_copy(update={"nodes": document.definition.nodes[::-1]})
    text = write_document(JobDocument("flights", "", definition))
    assert "  # from the web\n  - name: extract" in text


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("name: a\nnodes:\n  - type: x\n", 3, "name"),
        ("name: a\nnodes:\n  - name: x\n    type: y\n    after: [z]\n", 5, "no node 'z'"),
        ("nodes: []\n", 1, "needs a name"),
        ("name: a\nnodes: 5\n", 2, "list"),
        (
            "name: a\nnodes:\n  - name: x\n    type: y\n    retry:\n      times: 9\n",
            6,
            "less than or equal to 5",
        ),
        ("name: a\nparams:\n  p: [1]\n", 3, "parameter"),
        ("name: a\nname: b\n", 2, "duplicate"),
        ("name: &x a\ndirectory: *x\n", 1, "aliases"),
        ("name: !!python/name:os.system a\n", 1, "tag"),
        ("name: a\npriority: .nan\n", 2, "no number"),
        ("- a\n", 1, "key: value"),
        ("", 1, "empty"),
    ],
)
def test_errors_name_the_line(text: str, line: int, word: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(text, "job.yaml")
    assert caught.value.data["line"] == line
    assert word in caught.value.message


DRAWN = """\
name: flights
nodes:
  - name: extract
    type: shell
    position:
      x: 20.0
      y: 40.0
    group: g1
    pinned: true
  - name: load
    type: shell
    after:
      - node: extract
        description: '**only** after the night'
groups:
  # what comes in
  - id: g1
    name: 'Ingest: all'
    parent: g2
    collapsed: true  # big
  - id: g2
notes:
  - id: n1
    # written by hand
    text: |
      # Why
      - it is slow
    position:
      x: 1.5
      y: -3.0
    width: 300.0
# the end
"""


def test_groups_notes_pins_and_their_comments_are_written_as_they_were_read() -> None:
    document = read_document(DRAWN)
    assert write_document(document) == DRAWN
    definition = document.definition
    assert definition.groups[0].parent == "g2"
    assert definition.nodes[0].pinned
    assert definition.notes[0].text == "# Why\n- it is slow\n"
    assert definition.edges[0].description == "**only** after the night"
    assert definition.comments["beside groups/g1/collapsed"] == "big"


def test_comments_of_groups_follow_them_when_they_are_reordered() -> None:
    definition = read_document(DRAWN).definition
    turned = definition.model_copy(update={"groups": definition.groups[::-1], "notes": []})
    text = write_document(JobDocument("flights", "", turned))
    assert "  # what comes in\n  - id: g1" in text
    assert "written by hand" not in text


def test_a_group_without_an_id_is_an_error_with_its_line() -> None:
    with pytest.raises(DocumentError) as caught:
        read_document("name: a\nnodes: []\ngroups:\n  # one\n  - name: x\n", "job.yaml")
    assert caught.value.data["line"] == 5


def test_what_an_old_document_says_has_the_hash_it_always_had() -> None:
    definition = read_document(FLIGHTS).definition
    assert "groups" not in definition.canonical()
    assert definition.content_hash() == HASH_OF_FLIGHTS


def test_edges_whose_order_matters_are_kept_as_a_list() -> None:
    definition = JobDefinition.model_validate(
        {
            "nodes": [{"id": name, "name": name, "type": "dummy"} for name in "abc"],
            "edges": [{"source": "a", "target": "c"}, {"source": "a", "target": "b"}],
        }
    )
    assert read_document(write_document(JobDocument("j", "", definition))).definition == definition


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    names=st.lists(NAMES, min_size=1, max_size=5, unique=True),
    properties=st.dictionaries(NAMES, VALUES, max_size=4),
    edges=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6),
)
def test_a_definition_written_and_read_loses_nothing(
    names: list[str], properties: dict[str, object], edges: list[tuple[int, int]]
) -> None:
    definition = JobDefinition.model_validate(
        {
            "nodes": [
                {"id": f"n{index}", "name": name, "type": "dummy", "properties": properties}
                for index, name in enumerate(names)
            ],
            "edges": [{"source": f"n{a % len(names)}", "target": f"n{b % len(names)}"} for a, b in edges],
            "foreign": {"kept": [1, "2"]},
        }
    )
    text = write_document(JobDocument("job", "a/b", definition))
    again = read_document(text)
    assert again.definition == definition
    assert write_document(again) == text
