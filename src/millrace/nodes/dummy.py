"""The smallest node type; the example in the docs."""

from millrace.sdk import NodeContext, NodeType, Outcome, Properties, Traits


class DummyProperties(Properties):
    """A Dummy node has nothing to set."""


class Dummy(NodeType):
    """Does nothing: joins branches, or carries a condition."""

    name = "dummy"
    group = "flow"
    label = "Dummy"
    icon = "dummy"
    help = "Does nothing. Joins branches, or is a place for conditions to leave from."
    properties = DummyProperties
    traits = Traits(safe_to_repeat=True, takes_no_place=True)
    aliases = ("Dummy",)

    async def run(self, properties: DummyProperties, context: NodeContext) -> Outcome:
        """Succeed."""
        return Outcome()
