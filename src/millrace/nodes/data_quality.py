"""Rules on tables: one statement a table, a JSON document and a report."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from jinja2 import Environment, StrictUndefined
from pydantic import BaseModel, Field, model_validator

from millrace.sdk import (
    NodeContext,
    NodeFailure,
    NodeType,
    Outcome,
    Properties,
    SqlSession,
    Traits,
    quote_name,
    quote_qualified,
    reference,
    rows,
    text,
)

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DATA_FILE = re.compile(r"\.(csv|tsv|parquet|json|jsonl|ndjson)(\.gz|\.zst)?$", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w.-]+")
_NAMED_RULES = 5
_ALIAS = "checked"
"""Columns are named with it: alone, SQLite takes a quoted name that it does not know for a text."""


class Rule(BaseModel):
    """One rule on one table."""

    table: str = Field(
        title="Table",
        description="table or schema.table. On DuckDB also a file, such as raw/flights.parquet.",
        min_length=1,
    )
    kind: Literal["not_null", "unique", "range", "row_count", "expression"] = Field(
        "not_null",
        title="Rule",
        description="not_null: the column is never empty. unique: no value twice. range: between the bounds. "
        "row_count: the table's number of rows is between the bounds. expression: the SQL condition is true.",
    )
    column: str = Field("", title="Column", description="For not_null, unique and range.")
    min: str = Field("", title="From", description="Lower bound, included: a number, or a date. Empty: none.")
    max: str = Field("", title="To", description="Upper bound, included: a number, or a date. Empty: none.")
    expression: str = Field(
        "", title="Expression", description="A SQL condition that each row has to meet: arrival >= departure."
    )
    severity: Literal["error", "warning"] = Field(
        "error", title="Severity", description="error: the node fails. warning: only the report tells."
    )
    max_violations: int = Field(
        0, title="Allowed rows", description="How many rows may break the rule.", ge=0
    )
    max_ratio: float | None = Field(
        None, title="Allowed share", description="Or which share of all rows, between 0 and 1.", ge=0, le=1
    )

    @model_validator(mode="after")
    def _is_complete(self) -> "Rule":
        """What a kind of rule needs is there."""
        if self.kind in {"not_null", "unique", "range"} and not self.column.strip():
            raise ValueError(f"the rule {self.kind} needs a column")
        if self.kind in {"range", "row_count"} and not (self.min.strip() or self.max.strip()):
            raise ValueError(f"the rule {self.kind} needs a lower or an upper bound")
        if self.kind == "expression" and not self.expression.strip():
            raise ValueError("the rule expression needs an expression")
        return self


class DataQualityProperties(Properties):
    """Where the tables are, and what must hold."""

    connection: str = reference(
        "connection",
        "Connection",
        "The database with the tables.",
        types=("duckdb", "sqlite", "postgresql"),
    )
    rules: list[Rule] = rows(
        "Rules", "What must hold. All rules of a table are checked in one pass.", min_length=1
    )
    title: str = text("Title", "Heading of the report.", default="Data quality", section="advanced")


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What came of a rule; status: passed | violated | error."""

    table: str
    rule: str
    kind: str
    column: str
    severity: str
    total: int | None
    violations: int | None
    ratio: float | None
    status: str
    message: str = ""


class DataQuality(NodeType):
    """Checks rules, writes a report, fails if a rule of severity `error` is broken."""

    name = "data_quality"
    group = "quality"
    label = "Data quality"
    icon = "data_quality"
    help = (
        "Checks rules on tables and writes a report. The node fails after the report if a rule of severity "
        "error is broken. The output is a JSON document with the numbers of every rule."
    )
    properties = DataQualityProperties
    traits = Traits(heavy=True, safe_to_repeat=True)
    aliases = ("DataQualityMonitor",)
    summary_fields = ("connection", "rules")

    async def run(self, properties: DataQualityProperties, context: NodeContext) -> Outcome:
        """Check all tables. Raises NodeFailure (quality_failed) with the report, connection_failed."""
        results: list[RuleResult] = []
        async with context.sql(properties.connection) as session:
            for table in dict.fromkeys(rule.table for rule in properties.rules):
                of_table = [rule for rule in properties.rules if rule.table == table]
                results += await _check_table(session, table, of_table)
        for result in results:
            tell = context.log.info if result.status == "passed" else context.log.warn
            detail = f" ({result.message})" if result.message else ""
            tell(f"{result.status}: {result.table}: {result.rule}{detail}")
        outcome = await _reported(results, properties, context)
        broken = [result for result in results if is_failure(result)]
        if not broken:
            return outcome
        named = "; ".join(f"{result.table}: {result.rule}" for result in broken[:_NAMED_RULES])
        raise NodeFailure(
            "quality_failed",
            f"{len(broken)} of {len(results)} rules are broken: {named}. The report has all numbers.",
            outcome=outcome,
            data={"broken": len(broken), "rules": len(results)},
        )


def is_failure(result: RuleResult) -> bool:
    """Broken warnings do not fail the node; a rule that could not be checked does."""
    return result.status == "error" or (result.status == "violated" and result.severity == "error")


async def _check_table(session: SqlSession, table: str, rules: Sequence[Rule]) -> list[RuleResult]:
    try:
        result = await session.execute(table_statement(table, rules, session.dialect))
    except (NodeFailure, ValueError) as failure:
        message = failure.message if isinstance(failure, NodeFailure) else str(failure)
        return [_result(rule, None, None, "error", message) for rule in rules]
    numbers = [int(value or 0) for value in result.rows[0]]
    return [judged(rule, numbers[0], numbers[at]) for at, rule in enumerate(rules, start=1)]


def table_statement(table: str, rules: Sequence[Rule], dialect: str) -> str:
    """One SELECT: the number of rows, then one number for each rule. Raises ValueError for a wrong name."""
    is_file = dialect == "duckdb" and _DATA_FILE.search(table)
    source = _literal(table) if is_file else quote_qualified(table)
    metrics = ",\n  ".join(["count(*)", *(_metric(rule) for rule in rules)])
    return f"select\n  {metrics}\nfrom {source} as {_ALIAS}"


def _metric(rule: Rule) -> str:
    column = f"{_ALIAS}.{quote_name(rule.column.strip())}"
    if rule.kind == "row_count":
        return "count(*)"
    if rule.kind == "unique":
        return f"count({column}) - count(distinct {column})"
    if rule.kind == "not_null":
        bad = f"{column} is null"
    elif rule.kind == "range":
        bounds = (("<", rule.min.strip()), (">", rule.max.strip()))
        bad = " or ".join(f"{column} {sign} {_bound(value)}" for sign, value in bounds if value)
    else:
        bad = f"({rule.expression}\n  ) is not true"
    return f"coalesce(sum(case when {bad} then 1 else 0 end), 0)"


def _bound(value: str) -> str:
    return value if _NUMBER.fullmatch(value) else _literal(value)


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def judged(rule: Rule, total: int, number: int) -> RuleResult:
    """Whether a rule holds, given the number of rows and its own number."""
    if rule.kind == "row_count":
        low = float(rule.min) if rule.min.strip() else float("-inf")
        high = float(rule.max) if rule.max.strip() else float("inf")
        holds = low <= total <= high
        return _result(rule, total, 0 if holds else 1, "passed" if holds else "violated", f"{total} rows")
    share = number / total if total else 0.0
    holds = number <= rule.max_violations or (rule.max_ratio is not None and share <= rule.max_ratio)
    return _result(rule, total, number, "passed" if holds else "violated", f"{number} of {total} rows")


def _result(rule: Rule, total: int | None, number: int | None, status: str, message: str) -> RuleResult:
    share = number / total if total and number is not None and rule.kind != "row_count" else None
    return RuleResult(
        rule.table,
        described(rule),
        rule.kind,
        rule.column,
        rule.severity,
        total,
        number,
        share,
        status,
        message,
    )


def described(rule: Rule) -> str:
    """The rule in words."""
    low, high = rule.min.strip(), rule.max.strip()
    bounds = f"from {low} to {high}" if low and high else (f"at least {low}" if low else f"at most {high}")
    return {
        "not_null": f"{rule.column} is never empty",
        "unique": f"{rule.column} is unique",
        "range": f"{rule.column} is {bounds}",
        "row_count": f"number of rows is {bounds}",
        "expression": rule.expression.strip(),
    }[rule.kind]


async def _reported(
    results: Sequence[RuleResult], properties: DataQualityProperties, context: NodeContext
) -> Outcome:
    counts = {
        "rules": len(results),
        "passed": sum(result.status == "passed" for result in results),
        "warnings": sum(result.status == "violated" and not is_failure(result) for result in results),
        "broken": sum(is_failure(result) for result in results),
    }
    name = _UNSAFE.sub("_", context.node_name).strip(".") or "node"
    path = f"reports/data_quality/{context.instance_id}/{name}-{context.attempt_id}.html"
    facts = {
        "title": properties.title,
        "subtitle": f"{context.job_name} · {context.node_name} · {context.plan_time.isoformat()}",
    }
    await context.objects.put(path, report_html(results, counts, facts).encode())
    document = {
        "succeeded": counts["broken"] == 0,
        **counts,
        "results": [asdict(result) for result in results],
    }
    output = json.dumps(document, ensure_ascii=False)
    return Outcome(output=output, running_data=counts, report=path, artifacts=(path,))


def report_html(results: Sequence[RuleResult], counts: Mapping[str, int], facts: Mapping[str, Any]) -> str:
    """The report: one self-contained page without scripts; every text is escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_TEMPLATE)
    tables: dict[str, list[RuleResult]] = {}
    for result in results:
        tables.setdefault(result.table, []).append(result)
    return template.render(tables=tables, counts=counts, facts=facts, is_failure=is_failure)


_TEMPLATE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ facts.title }}</title>
<style>
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6776; --line: #dde3ea; --page: #f6f8fa;
  --card: #fff; --good: #1a7f4b; --warn: #9a6700; --bad: #c0362c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --soft: #9aa7b5; --line: #2c3743;
  --page: #11161c; --card: #19212a; --good: #4cc38a; --warn: #e2b340; --bad: #f2766b; } }
body { margin: 0; padding: 32px 24px; background: var(--page); color: var(--ink);
  font: 14px/1.5 system-ui, sans-serif; }
main { max-width: 960px; margin: 0 auto; }
h1 { font-size: 22px; margin: 0; }
h2 { font-size: 15px; margin: 28px 0 8px; overflow-wrap: anywhere; }
p { margin: 4px 0 20px; color: var(--soft); }
ul { display: flex; flex-wrap: wrap; gap: 12px; padding: 0; margin: 0; list-style: none; }
li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 18px; }
li b { display: block; font-size: 22px; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); }
th, td { text-align: left; padding: 8px 12px; border-top: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
td { overflow-wrap: anywhere; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
</style>
</head>
<body><main>
<h1>{{ facts.title }}</h1>
<p>{{ facts.subtitle }}</p>
<ul>
<li><b>{{ counts.rules }}</b>rules</li>
<li><b class="good">{{ counts.passed }}</b>passed</li>
<li><b class="warn">{{ counts.warnings }}</b>warnings</li>
<li><b class="bad">{{ counts.broken }}</b>broken</li>
</ul>
{% for table, results in tables.items() %}
<h2>{{ table }}</h2>
<table>
<thead><tr><th>State</th><th>Rule</th><th>Severity</th><th class="number">Rows that break it</th>
<th class="number">Rows</th><th class="number">Share</th></tr></thead>
<tbody>
{% for result in results %}
<tr>
<td class="{{ 'good' if result.status == 'passed' else 'bad' if is_failure(result) else 'warn' }}">
{{ result.status }}</td>
<td>{{ result.rule }}{% if result.status == 'error' %}<br><small>{{ result.message }}</small>{% endif %}</td>
<td>{{ result.severity }}</td>
<td class="number">
{{ '–' if result.violations is none or result.kind == 'row_count' else result.violations }}</td>
<td class="number">{{ '–' if result.total is none else result.total }}</td>
<td class="number">{{ '–' if result.ratio is none else '%.2f %%' % (result.ratio * 100) }}</td>
</tr>
{% endfor %}
</tbody>
</table>
{% endfor %}
</main></body>
</html>
"""
