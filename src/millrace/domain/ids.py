"""The identities of things. Integers for what the public contract shows, text for nodes."""

from typing import NewType

WorkspaceId = NewType("WorkspaceId", int)
DirectoryId = NewType("DirectoryId", int)
JobId = NewType("JobId", int)
ScriptId = NewType("ScriptId", int)
ConnectionId = NewType("ConnectionId", int)
InstanceId = NewType("InstanceId", int)
NodeRunId = NewType("NodeRunId", int)
AttemptId = NewType("AttemptId", int)
CommandId = NewType("CommandId", int)
UserId = NewType("UserId", int)
SpanId = NewType("SpanId", int)
CalendarId = NewType("CalendarId", int)
TaskGroupId = NewType("TaskGroupId", int)
PatchDataId = NewType("PatchDataId", int)

NodeId = NewType("NodeId", str)
"""Identity of a node inside a job; it survives renaming."""

VersionNo = NewType("VersionNo", int)
"""Number of a submitted version, from 1; 0 stands for the draft (R119)."""

DRAFT_VERSION = VersionNo(0)
