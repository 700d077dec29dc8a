"""A job as one node of another."""

from millrace.sdk import (
    ChildRequest,
    ChildResult,
    NodeContext,
    NodeFailure,
    NodeType,
    Outcome,
    Properties,
    Traits,
    key_values,
    reference,
)


class SubjobProperties(Properties):
    """Which job, with which parameters."""

    job: str = reference(
        "job",
        "Job",
        "The batch job to run. It must not contain a Subjob node itself.",
    )
    params: dict[str, str] = key_values(
        "Parameters",
        "Values for the job's parameters. A parameter that is not named here, or is empty, keeps the value "
        "that the job itself gives it.",
    )


class Subjob(NodeType):
    """Runs another job and waits for its end (R109)."""

    name = "subjob"
    group = "flow"
    label = "Subjob"
    icon = "subjob"
    help = (
        "Runs another batch job and waits for it. In production the job's latest submitted version runs, in "
        "a test its draft. The node succeeds if the job's final state is a good one."
    )
    properties = SubjobProperties
    traits = Traits(waits=True, safe_to_repeat=True)
    aliases = ("SubJob",)
    summary_fields = ("job",)

    async def run(self, properties: SubjobProperties, context: NodeContext) -> Outcome:
        """Wait for the one child. Raises NodeFailure (child_failed)."""
        params = {name: value for name, value in properties.params.items() if value != ""}
        request = ChildRequest(row=0, params=params, label=context.node_name)
        ended: ChildResult | None = None
        async for result in context.children(properties.job, [request], at_once=1):
            ended = result
        if ended is None:
            raise NodeFailure("child_failed", f"The job {properties.job} was not started.")
        outcome = Outcome(running_data={"instance_id": ended.instance_id, "status": ended.status})
        if ended.succeeded:
            context.log.info(f"{properties.job}: {ended.status} (instance {ended.instance_id})")
            return outcome
        raise NodeFailure(
            "child_failed",
            f"The job {properties.job} ended as {ended.status} (instance {ended.instance_id}). Look at that "
            "instance, then retry this node.",
            outcome=outcome,
            data={"instance_id": ended.instance_id, "status": ended.status},
        )
