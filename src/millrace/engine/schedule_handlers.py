"""The commands on schedules and their plan times, by kind."""

from millrace.engine import job_commands, slot_commands
from millrace.engine.commanding import Handlers

SCHEDULE_HANDLERS: Handlers = {
    "start_schedule": job_commands.start,
    "pause_schedule": job_commands.pause,
    "resume_schedule": job_commands.resume,
    "stop_schedule": job_commands.stop,
    "schedule_changed": job_commands.changed,
    "job_deleted": job_commands.deleted,
    "freeze_slot": slot_commands.freeze_slot,
    "unfreeze_slot": slot_commands.unfreeze_slot,
    "unfreeze": slot_commands.unfreeze,
}
