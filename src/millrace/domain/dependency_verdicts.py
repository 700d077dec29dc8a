"""What becomes of a waiting instance by the states of the upstream ones it needs (R42, R43, R45, R46)."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from millrace.domain.instance import InstanceStatus, StateClass, state_class
from millrace.domain.schedule import Dependency, InstanceRule, OnUpstreamFailure


class Verdict(StrEnum):
    """What one dependency, or all together, say of an instance."""

    RUN = "run"
    WAIT = "wait"
    WAIT_FOR_END = "wait_for_end"  # only the end of the previous cycle is missing (R45)
    CANCEL = "cancel"


def verdict(
    dependency: Dependency,
    states: Sequence[InstanceStatus | None],
    previous: Sequence[InstanceStatus | None] | None = None,
    *,
    when_empty: str = "run",
    upstream_stopped: bool = False,
) -> Verdict:
    """R42 on one dependency.

    `states` are those of the upstream instances of the window, in plan-time order, None for one that was not
    generated; one that an operator removed (R49) is handed in as `force_success`. `previous` are those of the
    previous cycle if the dependency asks for its end (R45).
    """
    if upstream_stopped:
        return Verdict.CANCEL  # R46
    if not states:
        found = Verdict.CANCEL if when_empty == "cancel" else Verdict.RUN  # R29, R43
    else:
        found = _by_states(dependency, [_class_of(status) for status in states])
    if found is Verdict.RUN and previous is not None:
        ended = all(_class_of(status) is not StateClass.OPEN for status in previous)
        return Verdict.RUN if ended else Verdict.WAIT_FOR_END
    return found


def _class_of(status: InstanceStatus | None) -> StateClass:
    return StateClass.OPEN if status is None else state_class(status)


def _by_states(dependency: Dependency, classes: Sequence[StateClass]) -> Verdict:
    policy = dependency.on_upstream_failure
    rule = dependency.rule
    if rule in (InstanceRule.LAST, InstanceRule.NEAREST):
        classes = classes[-1:]
    has_open = StateClass.OPEN in classes
    has_bad = StateClass.BAD in classes
    if rule is InstanceRule.ANY:
        return _any(policy, has_good=StateClass.GOOD in classes, has_open=has_open, has_bad=has_bad)
    if has_bad and policy is OnUpstreamFailure.CANCEL:
        return Verdict.CANCEL
    if has_open or (has_bad and policy is OnUpstreamFailure.PENDING):
        return Verdict.WAIT
    return Verdict.RUN


def _any(policy: OnUpstreamFailure, *, has_good: bool, has_open: bool, has_bad: bool) -> Verdict:
    """One good is enough; under `continue` one bad too; else wait while any is open, then by policy."""
    if has_good or (has_bad and policy is OnUpstreamFailure.CONTINUE):
        return Verdict.RUN
    if has_open or policy is OnUpstreamFailure.PENDING:
        return Verdict.WAIT
    return Verdict.CANCEL


_ORDER = (Verdict.CANCEL, Verdict.WAIT, Verdict.WAIT_FOR_END, Verdict.RUN)


def combined(verdicts: Iterable[Verdict]) -> Verdict:
    """Several dependencies: one cancel wins, then one wait, else run (R42)."""
    found = set(verdicts)
    return next((each for each in _ORDER if each in found), Verdict.RUN)
