"""The life of a node run, as a table (R55).

A node run *waits*: first for its parents, then for the answers of its conditions, then for a place; these
three are sub-states (R54), not statuses. It *runs* from the start of its first attempt to the end of its last
one, retries and the pauses between them included. It ends as *success* or *failed*, or as *stopped* when it
was ended from outside.

A node run that never starts ends as *skipped* (a condition or a person said so), *canceled* (its branch or
the whole plan ended first), *success* (dry run) or *failed* (its condition or a property could not be
evaluated). A person can *pause* one that has not started, and resume it.

Only failures under SUSPEND have a way back: a person may retry the node or declare it a *force_success*. A
lost attempt may make a node ask (after_loss); declaring it done is then possible while it runs.

`next_status` is the only place where a node run's status changes. What is not in the table is refused; the
further conditions named in R55 (the instance is abnormal, the node is suspended) `progress` checks before.
"""

from collections.abc import Mapping
from enum import StrEnum

from millrace.domain.errors import IllegalTransition
from millrace.domain.instance import NodeRunStatus as S


class NodeRunEvent(StrEnum):
    """What can happen to a node run."""

    START = "start"  # its first attempt started
    SKIP = "skip"  # R70-R73, or an operator (R91)
    DRY_RUN = "dry_run"  # R84, R85
    CANNOT_EVALUATE = "cannot_evaluate"  # R75, R159
    CANCEL = "cancel"  # parent canceled or stopped, plan ended, instance stopped
    PAUSE = "pause"  # R90
    RESUME = "resume"  # R90
    SUCCEED = "succeed"  # result success
    FAIL = "fail"  # result failure, timeout or loss, and no retry left or allowed
    RETRY = "retry"  # the same with a further attempt to come (R80)
    STOP = "stop"  # instance stopped, or FAIL elsewhere
    FORCE_SUCCESS = "force_success"  # an operator: succeed node (R88)
    MANUAL_RETRY = "manual_retry"  # an operator: retry node (R83, R88)


E = NodeRunEvent

TRANSITIONS: Mapping[S, Mapping[NodeRunEvent, S]] = {
    S.WAITING: {
        E.START: S.RUNNING,
        E.SKIP: S.SKIPPED,
        E.DRY_RUN: S.SUCCESS,
        E.CANNOT_EVALUATE: S.FAILED,
        E.CANCEL: S.CANCELED,
        E.PAUSE: S.PAUSED,
    },
    S.PAUSED: {
        E.RESUME: S.WAITING,
        E.SKIP: S.SKIPPED,
        E.CANCEL: S.CANCELED,
    },
    S.RUNNING: {
        E.SUCCEED: S.SUCCESS,
        E.RETRY: S.RUNNING,
        E.FAIL: S.FAILED,
        E.STOP: S.STOPPED,
        E.FORCE_SUCCESS: S.FORCE_SUCCESS,  # only while it asks what to do after a loss
    },
    S.FAILED: {
        E.FORCE_SUCCESS: S.FORCE_SUCCESS,  # only policy SUSPEND, instance abnormal
        E.MANUAL_RETRY: S.RUNNING,  # only policy SUSPEND, instance abnormal
    },
    S.SUCCESS: {},
    S.SKIPPED: {},
    S.CANCELED: {},
    S.STOPPED: {},
    S.FORCE_SUCCESS: {},
}


def next_status(status: S, event: NodeRunEvent, name: object = "") -> S:
    """The status after the event, else IllegalTransition; `name` is what its text calls the node."""
    following = TRANSITIONS[status].get(event)
    if following is None:
        raise IllegalTransition(kind="Node", name=name, state=status.value, event=event.value)
    return following
