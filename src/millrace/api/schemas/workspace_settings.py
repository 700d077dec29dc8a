"""Bodies of a workspace's settings for scheduling."""

from millrace.domain.workspace_settings import InstallationLimits, WorkspaceSettings


class SchedulingSettings(WorkspaceSettings):
    """The settings, and the upper limits of the installation."""

    limits: InstallationLimits
