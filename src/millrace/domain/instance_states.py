"""The life of an instance, as a table (R52).

An instance is made *waiting* (or *waiting_confirmation*, when its job wants a person's word first). When its
dependencies are good, its turn has come and a place is free, it is admitted: it goes on waiting while its
first nodes queue, and *runs* as soon as one of them starts. A running instance whose node failed under
SUSPEND is *abnormal*: nothing starts in it until a person retries or succeeds that node, or says continue. A
running instance in which only paused nodes, and nodes behind them, are left is *paused*.

It ends good (*success*, *failure_ignored*, *force_success*) or bad (*failed*, *canceled*). *frozen* counts as
an end for those who wait, yet unfreezing takes it back to waiting. From every end but frozen a rerun leads
back to the beginning, under a new run number.

`next_status` is the only place where an instance's status changes. What is not in the table is refused. The
table knows nothing of nodes: when "all nodes final" is true, `progress` finds out.
"""

from collections.abc import Mapping
from enum import StrEnum

from millrace.domain.errors import IllegalTransition
from millrace.domain.instance import InstanceStatus as S


class InstanceEvent(StrEnum):
    """What can happen to an instance as a whole."""

    CONFIRM = "confirm"  # R93
    START = "start"  # dependencies good, order and place free, and the first node starts
    DRY_RUN = "dry_run"  # the same, of an instance that runs dry (R84)
    CANCEL = "cancel"  # policy cancel, upstream stopped, expired, skipped by a newer one
    LISTENING_OVER = "listening_over"  # R108
    FREEZE = "freeze"  # R94
    UNFREEZE = "unfreeze"  # its plan time is reached; before, the instance goes back to be a slot
    NODES_GOOD = "nodes_good"  # all nodes final, no failure
    NODES_IGNORED = "nodes_ignored"  # all nodes final, only ignored failures
    NODES_FAILED = "nodes_failed"  # all nodes final, some FAIL_CHILD failure
    NODE_FAILED = "node_failed"  # under FAIL (R62)
    NODE_SUSPENDED = "node_suspended"  # failed under SUSPEND (R65)
    SUSPENSION_OVER = "suspension_over"  # the last suspended node retried or succeeded, or continue (R88)
    ONLY_PAUSED_LEFT = "only_paused_left"
    GO_ON = "go_on"  # a node was resumed or skipped
    STOP = "stop"  # R89
    FORCE_SUCCESS = "force_success"  # R89
    RERUN = "rerun"  # R92
    RERUN_AND_ASK = "rerun_and_ask"  # rerun of a job that asks for confirmation (R93)


E = InstanceEvent

TRANSITIONS: Mapping[S, Mapping[InstanceEvent, S]] = {
    S.WAITING_CONFIRMATION: {
        E.CONFIRM: S.WAITING,
        E.CANCEL: S.CANCELED,
        E.STOP: S.CANCELED,
    },
    S.WAITING: {
        E.START: S.RUNNING,
        E.DRY_RUN: S.SUCCESS,
        E.CANCEL: S.CANCELED,
        E.LISTENING_OVER: S.FAILED,
        E.FREEZE: S.FROZEN,
        E.STOP: S.CANCELED,
    },
    S.FROZEN: {
        E.UNFREEZE: S.WAITING,
    },
    S.RUNNING: {
        E.NODES_GOOD: S.SUCCESS,
        E.NODES_IGNORED: S.FAILURE_IGNORED,
        E.NODES_FAILED: S.FAILED,
        E.NODE_FAILED: S.FAILED,
        E.NODE_SUSPENDED: S.ABNORMAL,
        E.ONLY_PAUSED_LEFT: S.PAUSED,
        E.STOP: S.CANCELED,
    },
    S.ABNORMAL: {
        E.NODE_FAILED: S.FAILED,  # R66
        E.SUSPENSION_OVER: S.RUNNING,
        E.STOP: S.CANCELED,
        E.FORCE_SUCCESS: S.FORCE_SUCCESS,
    },
    S.PAUSED: {
        E.GO_ON: S.RUNNING,
        E.STOP: S.CANCELED,
    },
    S.SUCCESS: {
        E.RERUN: S.WAITING,
        E.RERUN_AND_ASK: S.WAITING_CONFIRMATION,
    },
    S.FAILURE_IGNORED: {
        E.RERUN: S.WAITING,
        E.RERUN_AND_ASK: S.WAITING_CONFIRMATION,
    },
    S.FORCE_SUCCESS: {
        E.RERUN: S.WAITING,
        E.RERUN_AND_ASK: S.WAITING_CONFIRMATION,
    },
    S.FAILED: {
        E.FORCE_SUCCESS: S.FORCE_SUCCESS,
        E.RERUN: S.WAITING,
        E.RERUN_AND_ASK: S.WAITING_CONFIRMATION,
    },
    S.CANCELED: {
        E.FORCE_SUCCESS: S.FORCE_SUCCESS,
        E.RERUN: S.WAITING,
        E.RERUN_AND_ASK: S.WAITING_CONFIRMATION,
    },
}


def next_status(status: S, event: InstanceEvent, name: object = "") -> S:
    """The status after the event, else IllegalTransition; `name` is what its text calls the instance."""
    following = TRANSITIONS[status].get(event)
    if following is None:
        raise IllegalTransition(kind="Instance", name=name, state=status.value, event=event.value)
    return following
