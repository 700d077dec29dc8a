"""All services of a server, wired to one set of ports."""

from dataclasses import dataclass

from millrace.services.auditing import Auditing
from millrace.services.checking import Checking
from millrace.services.connecting import Connecting
from millrace.services.copying import Copying
from millrace.services.editing import Editing
from millrace.services.explaining import Explaining
from millrace.services.expressions import Expressions
from millrace.services.foreseeing import Foreseeing
from millrace.services.graphing import Graphing
from millrace.services.grouping import Grouping
from millrace.services.job_documents import JobDocuments
from millrace.services.job_uses import FindingUses
from millrace.services.keeping_calendars import KeepingCalendars
from millrace.services.monitoring import Monitoring
from millrace.services.moving import Moving
from millrace.services.operating import Operating
from millrace.services.organizing import Organizing
from millrace.services.patching import Patching
from millrace.services.running import Running
from millrace.services.schedule_lookup import ScheduleLookup
from millrace.services.scheduling import Scheduling
from millrace.services.scripting import Scripting
from millrace.services.signing_in import SigningIn
from millrace.services.submitting import Submitting
from millrace.services.tools import Tools
from millrace.services.tree import JobTree
from millrace.services.trying import Trying
from millrace.services.uses import Uses
from millrace.services.workspace_settings import Configuring


@dataclass(frozen=True, slots=True)
class Services:
    """What the API calls."""

    tools: Tools
    auditing: Auditing
    checking: Checking
    connecting: Connecting
    copying: Copying
    editing: Editing
    expressions: Expressions
    job_documents: JobDocuments
    job_tree: JobTree
    job_uses: FindingUses
    monitoring: Monitoring
    moving: Moving
    operating: Operating
    organizing: Organizing
    running: Running
    scripting: Scripting
    signing_in: SigningIn
    submitting: Submitting
    trying: Trying
    # scheduling
    scheduling: Scheduling
    foreseeing: Foreseeing
    explaining: Explaining
    graphing: Graphing
    # what schedules lean on, and PatchData
    calendars: KeepingCalendars
    grouping: Grouping
    configuring: Configuring
    patching: Patching


def make_services(tools: Tools, cli_token: str | None) -> Services:
    """Wire the services; `cli_token` is the content of the token file that the command line reads."""
    editing, uses, lookup = Editing(tools), Uses(), ScheduleLookup()
    return Services(
        tools=tools,
        auditing=Auditing(tools),
        checking=Checking(tools),
        connecting=Connecting(tools),
        copying=Copying(tools),
        editing=editing,
        expressions=Expressions(tools),
        job_documents=JobDocuments(tools, editing),
        job_tree=JobTree(tools),
        job_uses=FindingUses(tools),
        monitoring=Monitoring(tools),
        moving=Moving(tools),
        operating=Operating(tools),
        organizing=Organizing(tools),
        running=Running(tools),
        scripting=Scripting(tools),
        signing_in=SigningIn(tools, cli_token),
        submitting=Submitting(tools),
        trying=Trying(tools),
        scheduling=Scheduling(tools, lookup),
        foreseeing=Foreseeing(tools, lookup),
        explaining=Explaining(tools, uses),
        graphing=Graphing(tools, lookup),
        calendars=KeepingCalendars(tools, uses),
        grouping=Grouping(tools, uses),
        configuring=Configuring(tools),
        patching=Patching(tools, lookup),
    )
