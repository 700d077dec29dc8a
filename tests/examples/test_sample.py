"""The sample workspace: its documents are sound, and its figures agree with direct queries."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from millrace.domain.el.scope import JobFacts, NodeFacts, Scope
from millrace.domain.el.template import render
from millrace.domain.job import Node
from millrace.nodes.data_quality import Rule, judged, table_statement
from tests.examples.sample_run import (
    SAMPLE,
    new_database,
    node_named,
    run_python,
    run_sql,
    sample_documents,
)

DOCUMENTS = sample_documents()
REPORT = DOCUMENTS["flight_delays"].definition
PARAMS = {"month": "11", "min_flights": "20", "late_limit": "45"}


@pytest.fixture(scope="module")
def database() -> Iterator[Any]:
    connection = new_database()
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def outputs(database: Any) -> dict[str, str]:
    """Outputs of the SQL nodes of flight_delays for November, in the order of the document."""
    nodes = [node for node in REPORT.nodes if node.type == "sql"]
    return {node.name: run_sql(database, node, PARAMS) for node in nodes}


def positions(nodes: list[Node]) -> list[tuple[float, float]]:
    return [(node.position.x, node.position.y) for node in nodes if node.position]


def test_the_sample_has_its_three_jobs_in_two_directories() -> None:
    assert {name: document.directory for name, document in DOCUMENTS.items()} == {
        "load_flights": "ingest",
        "airport_report": "reports",
        "flight_delays": "reports",
    }


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_no_two_cards_of_a_job_overlap(name: str) -> None:
    nodes = DOCUMENTS[name].definition.nodes
    places = positions(nodes)
    assert len(places) == len(nodes)
    for index, (x, y) in enumerate(places):
        for other_x, other_y in places[index + 1 :]:
            assert abs(x - other_x) >= 180 or abs(y - other_y) >= 44, f"{name}: two cards at {x}, {y}"


def test_seventy_planes_are_not_numbers_of_a_year() -> None:
    with (SAMPLE / "data/planes.csv").open(newline="") as file:
        years = [row["year"] for row in csv.DictReader(file)]
    assert len(years) == 3322
    assert [year for year in years if not year.isdecimal()] == ["NA"] * 70
    columns = node_named(DOCUMENTS["load_flights"].definition, "load_planes").properties["columns"]
    assert {"source": "year", "target": "built", "type": "integer"} in columns


def test_the_loaded_tables_have_the_published_numbers_of_rows(database: Any) -> None:
    node = node_named(DOCUMENTS["load_flights"].definition, "count_rows")
    counted = dict(json.loads(run_sql(database, node, {})))
    assert counted == {
        "flights": "336776",
        "weather": "26115",
        "planes": "3252",
        "airports": "1458",
        "airlines": "16",
    }


def test_joining_the_weather_neither_loses_nor_doubles_a_flight(
    database: Any, outputs: dict[str, str]
) -> None:
    flights = database.execute("select count(*) from flights where month = 11").fetchone()[0]
    assert json.loads(outputs["join_weather"])[0][0] == str(flights) == "27268"
    assert json.loads(outputs["join_planes"])[0][0] == str(flights)
    assert sum(int(row[1]) for row in json.loads(outputs["delay_by_hour"])) == flights


def test_carriers_come_with_the_slowest_first(database: Any, outputs: dict[str, str]) -> None:
    rows = json.loads(outputs["delay_by_carrier"])
    direct = database.execute(
        "select carrier, count(*), count(*) - count(dep_time), round(quantile_cont(dep_delay, .9), 1) "
        "from flights where month = 11 group by carrier having count(dep_delay) >= 20 order by 4 desc, 1"
    ).fetchall()
    assert [(row[0], int(row[2]), int(row[3]), float(row[5])) for row in rows] == direct


def test_the_condition_follows_the_slowest_carrier(outputs: dict[str, str]) -> None:
    edge = next(edge for edge in REPORT.edges if edge.target == "notify_late")
    assert edge.condition is not None
    slowest = float(json.loads(outputs["delay_by_carrier"])[0][5])
    for limit in ("45", str(slowest + 1)):
        facts = {"delay_by_carrier": NodeFacts(status="success", output=outputs["delay_by_carrier"])}
        scope = Scope(
            zone="UTC",
            now=datetime(2026, 11, 22, tzinfo=UTC),
            job=JobFacts(name="flight_delays", nodes=facts),
        )
        voted = render(edge.condition.replace("${late_limit}", limit), scope)
        assert voted == str(slowest > float(limit)).lower()


def test_the_report_shows_the_figures_of_a_direct_query(
    database: Any, outputs: dict[str, str], tmp_path: Path
) -> None:
    env = {
        "BY_CARRIER": outputs["delay_by_carrier"],
        "BY_HOUR": outputs["delay_by_hour"],
        "AIRPORTS": outputs["list_airports"],
        "LATE_LIMIT": PARAMS["late_limit"],
        "MONTH": PARAMS["month"],
    }
    node = node_named(REPORT, "render_report")
    assert set(env) == set(node.properties["env"])
    printed = run_python(node, env, tmp_path)
    page = (tmp_path / "reports/flight_delays.html").read_text()
    planned, canceled, mean = database.execute(
        "select count(*), count(*) - count(dep_time), avg(dep_delay) from flights where month = 11"
    ).fetchone()
    assert f"{planned} flights, {canceled} canceled, mean delay {mean:.1f} minutes" in printed
    assert f"<b>{planned:,}</b><span>flights planned" in page
    assert f"<b>{mean:.1f}</b><span>minutes late on average" in page
    assert page.count("<rect ") == len(json.loads(outputs["delay_by_hour"]))
    assert "http" not in page


def test_the_script_of_the_report_holds_nothing_that_looks_like_an_expression() -> None:
    script = node_named(REPORT, "render_report").properties["script"]
    assert re.findall(r"[#$]\{|\$\[", script) == []


def test_an_airport_report_counts_every_flight_of_its_airport(database: Any) -> None:
    node = node_named(DOCUMENTS["airport_report"].definition, "delay_by_destination")
    for origin in ("EWR", "JFK", "LGA"):
        _, flights, canceled = json.loads(run_sql(database, node, {"origin": origin, "month": "11"}))[0]
        direct = database.execute(
            "select count(*), count(*) - count(dep_time) from flights where month = 11 and origin = ?",
            [origin],
        ).fetchone()
        assert (int(flights), int(canceled)) == direct


def test_the_quality_rules_break_where_the_data_is_known_to_be_wrong(database: Any) -> None:
    rules = [Rule.model_validate(rule) for rule in node_named(REPORT, "check_flights").properties["rules"]]
    found: dict[tuple[str, str], tuple[str, str, int | None]] = {}
    for table in ("flights", "weather"):
        of_table = [rule for rule in rules if rule.table == table]
        numbers = database.execute(table_statement(table, of_table, "duckdb")).fetchone()
        results = [
            judged(rule, numbers[0], number) for rule, number in zip(of_table, numbers[1:], strict=True)
        ]
        found |= {
            (table, result.rule): (result.status, result.severity, result.violations) for result in results
        }
    broken = {
        where: (severity, count) for where, (status, severity, count) in found.items() if status != "passed"
    }
    assert len(found) == 6
    assert broken == {
        ("flights", "dep_time is never empty"): ("warning", 8255),
        ("flights", "tailnum is never empty"): ("warning", 2512),
        ("weather", "wind_speed is from 0 to 200"): ("warning", 1),
    }
