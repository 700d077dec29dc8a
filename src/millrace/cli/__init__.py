"""The command `millrace`."""

import sys

import typer

from millrace.cli.calendars import calendar_commands
from millrace.cli.console import CliError, complain
from millrace.cli.demo import demo
from millrace.cli.doctor import doctor
from millrace.cli.instances import instance_commands
from millrace.cli.jobs import job_commands
from millrace.cli.patchdata import patchdata_commands
from millrace.cli.running import run
from millrace.cli.schedules import schedule_commands
from millrace.cli.serving import serve
from millrace.cli.signing_in import login
from millrace.cli.task_groups import task_group_commands
from millrace.domain.errors import MillraceError

app = typer.Typer(
    name="millrace",
    help="An open studio for data jobs: draw them, run them, trust them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(run)
app.command()(demo)
app.command()(login)
app.add_typer(job_commands, name="job")
app.add_typer(instance_commands, name="instance")
app.add_typer(calendar_commands, name="calendar")
app.add_typer(task_group_commands, name="task-group")
app.add_typer(patchdata_commands, name="patchdata")
app.add_typer(schedule_commands, name="schedule")
app.command()(doctor)


def main() -> None:
    """Run the command; errors that people can act on are one sentence, not a trace."""
    try:
        app()
    except CliError as error:
        complain(error.text)
        sys.exit(error.exit_code)
    except MillraceError as error:
        complain(error.message)
        sys.exit(1)
    except OSError as error:  # a folder that cannot be written, a full disk, ...
        complain(f"{error.filename or 'The operating system refuses'}: {error.strerror or error}.")
        sys.exit(1)
