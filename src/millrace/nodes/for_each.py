"""A job once for each row of a dataset."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from millrace.sdk import (
    ChildRequest,
    ChildResult,
    ElError,
    NodeContext,
    NodeFailure,
    NodeType,
    Outcome,
    Properties,
    Traits,
    key_values,
    number,
    parse_dataset,
    reference,
    text,
)

_MOST_ROWS = 1000
_NAMED_ROWS = 20


class ForEachProperties(Properties):
    """Which job, over which rows."""

    job: str = reference("job", "Job", "The batch job that runs once for each row.")
    dataset: str = text(
        "Dataset",
        'The rows: a list of lists, such as [["2024-01-01","DE"],["2024-01-02","FR"]], or an expression '
        'that gives one, such as #{Job.getNodeOutput("list of days")}. At most 1,000 rows.',
        multiline=True,
        min_length=1,
    )
    params: dict[str, str] = key_values(
        "Parameters",
        "Values for the job's parameters, evaluated for each row: #{Loop.current[0]} is the row's first "
        "cell, #{Loop.offset} its number from 0.",
        el_per_row=True,
    )
    at_once: int = number(
        "At once",
        "How many rows run at the same time.",
        default=1,
        ge=1,
        le=1000,
    )
    suffix: str = text(
        "Suffix of names",
        "What is put behind the node's name for each row, such as #{Loop.current[0]}. Empty: a running "
        "number.",
        default="",
        section="advanced",
        el_per_row=True,
    )


@dataclass
class _Progress:
    """What ended so far; once a row has failed, no more rows are given out."""

    total: int
    started: int = 0
    good: int = 0
    failed: list[ChildResult] = field(default_factory=list)

    def outcome(self) -> Outcome:
        data = {
            "rows": self.total,
            "succeeded": self.good,
            "failed": [{"row": child.row, "instance_id": child.instance_id} for child in self.failed],
            "canceled": self.total - self.started,
        }
        return Outcome(running_data=data)


class ForEach(NodeType):
    """One child instance a row (R109)."""

    name = "for_each"
    group = "flow"
    label = "For Each"
    icon = "for_each"
    help = (
        "Runs a batch job once for each row of a dataset, several at once if set. When a row fails, no more "
        "rows start; the running ones end, then the node fails."
    )
    properties = ForEachProperties
    traits = Traits(waits=True, safe_to_repeat=True)
    aliases = ("ForEach",)
    summary_fields = ("job", "dataset")

    async def run(self, properties: ForEachProperties, context: NodeContext) -> Outcome:
        """Run all rows. Raises NodeFailure: dataset_unreadable, too_many_rows, child_failed."""
        rows = _rows(properties.dataset)
        progress = _Progress(total=len(rows))
        requests = _requests(rows, properties, context, progress)
        async for child in context.children(properties.job, requests, at_once=properties.at_once):
            if child.succeeded:
                progress.good += 1
            else:
                progress.failed.append(child)
                context.log.error(f"Row {child.row}: {child.status} (instance {child.instance_id})")
            context.log.info(f"{progress.good + len(progress.failed)} of {len(rows)} rows ended")
        if progress.failed:
            raise _failure(properties.job, progress)
        return progress.outcome()


def _rows(dataset: str) -> Sequence[object]:
    try:
        rows = parse_dataset(dataset)
    except ElError as error:
        raise NodeFailure("dataset_unreadable", f"The dataset cannot be read: {error}.") from None
    if len(rows) > _MOST_ROWS:
        raise NodeFailure(
            "too_many_rows",
            f"The dataset has {len(rows)} rows; at most {_MOST_ROWS} are possible. Split it, or let the job "
            "work on several rows at once.",
        )
    return rows


def _requests(
    rows: Sequence[object], properties: ForEachProperties, context: NodeContext, progress: _Progress
) -> Iterator[ChildRequest]:
    """Requests one by one, as places become free; none any more after a failed row (R109)."""
    for offset in range(len(rows)):
        if progress.failed:
            return
        progress.started += 1
        loop = {"data_array": rows, "offset": offset}
        params = {name: context.render(value, loop) for name, value in properties.params.items()}
        suffix = context.render(properties.suffix, loop) if properties.suffix else str(offset + 1)
        yield ChildRequest(
            row=offset,
            params={name: value for name, value in params.items() if value != ""},
            label=f"{context.node_name}_{suffix}",
            loop=loop,
        )


def _failure(job: str, progress: _Progress) -> NodeFailure:
    failed = sorted(child.row for child in progress.failed)
    named = ", ".join(str(row) for row in failed[:_NAMED_ROWS])
    more = f" and {len(failed) - _NAMED_ROWS} more" if len(failed) > _NAMED_ROWS else ""
    canceled = progress.total - progress.started
    return NodeFailure(
        "child_failed",
        f"The job {job} failed for row {named}{more} (counted from 0); {canceled} rows were not started.",
        outcome=progress.outcome(),
        data={"rows": failed, "canceled": canceled},
    )
