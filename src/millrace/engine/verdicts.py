"""Let those who gave a command wait for its verdict without asking again and again."""

import threading
from collections import OrderedDict

from millrace.domain.ids import CommandId

_REMEMBERED = 1000


class Verdicts:
    """Thread-safe; a verdict that came before somebody waits is remembered for a while."""

    def __init__(self) -> None:
        self._settled: OrderedDict[CommandId, None] = OrderedDict()
        self._news = threading.Condition()

    def settled(self, command_id: CommandId) -> None:
        """The command has its verdict in the store."""
        with self._news:
            self._settled[command_id] = None
            while len(self._settled) > _REMEMBERED:
                self._settled.popitem(last=False)
            self._news.notify_all()

    def wait(self, command_id: CommandId, seconds: float) -> bool:
        """Whether the command has a verdict within `seconds`."""
        with self._news:
            return self._news.wait_for(lambda: command_id in self._settled, seconds)
