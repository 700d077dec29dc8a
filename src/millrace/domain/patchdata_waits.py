"""Which entries of a PatchData task have what they wait for, kept up one change at a time (R42, R186).

The windows of one dependency follow the plan times: sorted by their begin they are sorted by their end too.
So the entries that a change of one upstream entry concerns are a stretch of them, found by bisection, and
what stands in a window is found by searching a row of bytes. Nothing is walked but what really changes.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from millrace.domain.instance import StateClass
from millrace.domain.patchdata import JobLine, Link
from millrace.domain.schedule import InstanceRule, OnUpstreamFailure

_CODES = {StateClass.OPEN: b"o", StateClass.GOOD: b"g", StateClass.BAD: b"b"}
_O, _G, _B = StateClass.OPEN, StateClass.GOOD, StateClass.BAD


class ClassRow:
    """The state classes of a job's entries, by ordinal."""

    def __init__(self, size: int) -> None:
        self._row = bytearray(b"o" * size)

    def __getitem__(self, ordinal: int) -> StateClass:
        code = self._row[ordinal : ordinal + 1]
        return _G if code == b"g" else _B if code == b"b" else _O

    def __setitem__(self, ordinal: int, found: StateClass) -> None:
        self._row[ordinal : ordinal + 1] = _CODES[found]

    def first(self, wanted: Iterable[StateClass], low: int, high: int) -> int:
        """The first ordinal of [low, high) in one of the classes; `high` if there is none."""
        for each in wanted:
            at = self._row.find(_CODES[each], low, high)
            high = high if at < 0 else at
        return high

    def last(self, wanted: Iterable[StateClass], low: int, high: int) -> int:
        """The last ordinal of [low, high) in one of the classes; `low - 1` if there is none."""
        return max([low - 1, *(self._row.rfind(_CODES[each], low, high) for each in wanted)])

    def has(self, wanted: Iterable[StateClass], low: int, high: int) -> bool:
        """Whether any ordinal of [low, high) is in one of the classes."""
        return self.first(wanted, low, high) < high


class LinkState:
    """One dependency inside a task, seen from its upstream job."""

    def __init__(self, link: Link, upstream: ClassRow) -> None:
        self._upstream = upstream
        windows = sorted(
            (low, high, ordinal)
            for ordinal, (low, high) in enumerate(zip(link.low, link.high, strict=True))
            if low < high
        )
        self._lows = [low for low, _, _ in windows]
        self._highs = [high for _, high, _ in windows]
        self._ordinals = [ordinal for _, _, ordinal in windows]
        self._link = link
        self._any = link.dependency.rule is InstanceRule.ANY
        policy = link.dependency.on_upstream_failure
        self._cancels = policy is OnUpstreamFailure.CANCEL
        goes_on = policy is OnUpstreamFailure.CONTINUE
        if self._any:
            self._decisive = (_G, _B) if goes_on else (_G,)  # one of these is enough
        else:
            self._decisive = (_O,) if goes_on else (_O, _B)  # none of these may be left

    def unsatisfied(self) -> Iterator[int]:
        """The downstream ordinals that still wait."""
        for low, high, ordinal in zip(self._lows, self._highs, self._ordinals, strict=True):
            if self._upstream.has(self._decisive, low, high) is not self._any:
                yield ordinal

    def turned(self, at: int, before: StateClass) -> tuple[range, bool]:
        """Positions of windows whose answer a change of the upstream ordinal changed, and the new answer."""
        was, now = before in self._decisive, self._upstream[at] in self._decisive
        if was is now:
            return range(0), False
        return self._alone(at, self._decisive), now is self._any

    def to_cancel(self, at: int) -> range:
        """Positions of the windows that the policy cancels because the upstream ordinal turned bad."""
        if not self._cancels:
            return range(0)
        return self._alone(at, (_O, _G)) if self._any else self._around(at)

    def ordinals(self, positions: range) -> list[int]:
        """The downstream ordinals of windows."""
        return self._ordinals[positions.start : positions.stop]

    def cancels(self, ordinal: int) -> bool:
        """Whether the policy cancels the downstream ordinal as things stand."""
        low, high = self._link.low[ordinal], self._link.high[ordinal]
        if not self._cancels or low >= high:
            return False
        if self._any:
            return not self._upstream.has((_O, _G), low, high)
        return self._upstream.has((_B,), low, high)

    def _around(self, at: int) -> range:
        """The windows that hold an ordinal."""
        return range(bisect_right(self._highs, at), bisect_right(self._lows, at))

    def _alone(self, at: int, classes: tuple[StateClass, ...]) -> range:
        """The windows that hold an ordinal and no other one of these classes."""
        around = self._around(at)
        if not around:
            return around
        before = self._upstream.last(classes, self._lows[around.start], at)
        behind = self._upstream.first(classes, at + 1, self._highs[around.stop - 1])
        if behind < self._highs[around.stop - 1]:
            stop = min(around.stop, bisect_right(self._highs, behind))
        else:
            stop = around.stop
        return range(max(around.start, bisect_right(self._lows, before)), stop)


def link_states(line: JobLine, rows: dict[str, ClassRow]) -> list[LinkState]:
    """Of all dependencies of a job inside the task."""
    return [LinkState(link, rows[link.upstream.name]) for link in line.links]
