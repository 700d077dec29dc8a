"""The tree, directories, jobs, versions, YAML documents, and starting instances by hand."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from millrace.api.auth import CallerHere, ServicesHere
from millrace.api.packing import packed
from millrace.api.schemas import jobs as schemas
from millrace.api.schemas.base import Id
from millrace.api.schemas.instances import InstanceSummaryAnswer
from millrace.domain.ids import DirectoryId, JobId, NodeId, ScriptId, VersionNo
from millrace.services.moving import Moved
from millrace.services.organizing import Move, NewJob
from millrace.services.read_models import summary_view
from millrace.services.running import Start

router = APIRouter(prefix="/api/workspaces/{workspace_id}", tags=["jobs"])


@router.get("/tree", response_model=schemas.TreeAnswer)
def get_tree(request: Request, caller: CallerHere, services: ServicesHere) -> Response:
    """Directories, jobs and scripts; packed, where the client can unpack it."""
    tree = services.job_tree.read(caller)
    answer = {
        "directories": [
            {"id": each.id, "parent_id": each.parent_id, "name": each.name} for each in tree.directories
        ],
        "jobs": list(tree.rows()),
        "scripts": [schemas.TreeScript.model_validate(script).model_dump() for script in tree.scripts],
    }
    return packed(request, answer)


@router.post("/tree/move", status_code=204)
def move_in_tree(body: schemas.MoveBody, caller: CallerHere, services: ServicesHere) -> Response:
    """Move directories, jobs and scripts to another directory: all of them, or none."""
    services.moving.move(
        caller,
        Moved(
            to=DirectoryId(body.directory_id) if body.directory_id is not None else None,
            directories=[DirectoryId(each) for each in body.directories],
            jobs=[JobId(each) for each in body.jobs],
            scripts=[ScriptId(each) for each in body.scripts],
        ),
    )
    return Response(status_code=204)


@router.post("/tree/uses")
def find_job_uses(body: schemas.UsesBody, caller: CallerHere, services: ServicesHere) -> schemas.JobUses:
    """Which jobs name these jobs, in drafts or submitted versions: what to look at before deleting them."""
    found = services.job_uses.uses(caller, [JobId(each) for each in body.jobs])
    return schemas.JobUses(items=[schemas.JobUseAnswer.model_validate(each) for each in found])


# ---- directories


@router.post("/directories", status_code=201)
def create_directory(
    body: schemas.DirectoryBody, caller: CallerHere, services: ServicesHere
) -> schemas.DirectoryAnswer:
    """Make a directory."""
    parent = DirectoryId(body.parent_id) if body.parent_id is not None else None
    return schemas.DirectoryAnswer.of(services.organizing.create_directory(caller, body.name, parent))


@router.patch("/directories/{directory_id}")
def change_directory(
    directory_id: Id, body: schemas.DirectoryChange, caller: CallerHere, services: ServicesHere
) -> schemas.DirectoryAnswer:
    """Rename or move a directory."""
    parent = DirectoryId(body.parent_id) if body.parent_id is not None else None
    move = Move(body.name, "parent_id" in body.model_fields_set, parent)
    changed = services.organizing.change_directory(caller, DirectoryId(directory_id), move)
    return schemas.DirectoryAnswer.of(changed)


@router.delete("/directories/{directory_id}", status_code=204)
def delete_directory(directory_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """Delete an empty directory."""
    services.organizing.delete_directory(caller, DirectoryId(directory_id))
    return Response(status_code=204)


# ---- jobs


@router.post("/jobs", status_code=201)
def create_job(body: schemas.JobBody, caller: CallerHere, services: ServicesHere) -> schemas.JobAnswer:
    """Make a job."""
    directory = DirectoryId(body.directory_id) if body.directory_id is not None else None
    new = NewJob(body.name, directory, body.job_kind.value, body.definition)
    return schemas.JobAnswer.of(services.editing.job(caller, services.organizing.create_job(caller, new)))


@router.get("/jobs/{job_id}")
def get_job(job_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.JobAnswer:
    """A job with its draft and problems."""
    return schemas.JobAnswer.of(services.editing.job(caller, JobId(job_id)))


@router.patch("/jobs/{job_id}")
def change_job(
    job_id: Id, body: schemas.JobChange, caller: CallerHere, services: ServicesHere
) -> schemas.JobAnswer:
    """Rename or move a job."""
    directory = DirectoryId(body.directory_id) if body.directory_id is not None else None
    move = Move(body.name, "directory_id" in body.model_fields_set, directory)
    services.organizing.change_job(caller, JobId(job_id), move)
    return schemas.JobAnswer.of(services.editing.job(caller, JobId(job_id)))


@router.post("/jobs/{job_id}/copy", status_code=201)
def copy_job(
    job_id: Id, body: schemas.CopyBody, caller: CallerHere, services: ServicesHere
) -> schemas.JobAnswer:
    """Make a job that begins with the draft of this one."""
    directory = DirectoryId(body.directory_id) if body.directory_id is not None else None
    made = services.copying.copy(caller, JobId(job_id), body.name, directory)
    return schemas.JobAnswer.of(services.editing.job(caller, made))


@router.delete("/jobs/{job_id}", status_code=204)
def delete_job(job_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """Delete a job that is not running."""
    services.organizing.delete_job(caller, JobId(job_id))
    return Response(status_code=204)


@router.put("/jobs/{job_id}/draft")
def save_draft(
    job_id: Id, body: schemas.DraftBody, caller: CallerHere, services: ServicesHere
) -> schemas.SavedDraft:
    """Save the draft; errors in it never block that."""
    view = services.editing.save(caller, JobId(job_id), body.revision, body.definition)
    return schemas.SavedDraft(
        revision=view.job.revision,
        changed_since_submit=view.changed_since_submit,
        problems=[schemas.ProblemAnswer.model_validate(problem) for problem in view.problems],
        updated_at=view.job.updated.at,
    )


@router.post("/jobs/{job_id}/check")
def check_job(
    job_id: Id, body: schemas.CheckBody, caller: CallerHere, services: ServicesHere
) -> schemas.Problems:
    """Problems of a working copy."""
    problems = services.checking.check(caller, JobId(job_id), body.definition)
    return schemas.Problems(problems=[schemas.ProblemAnswer.model_validate(item) for item in problems])


# ---- versions


@router.post("/jobs/{job_id}/submit", status_code=201)
def submit_job(
    job_id: Id, body: schemas.SubmitBody, caller: CallerHere, services: ServicesHere
) -> schemas.VersionAnswer:
    """Make the draft the production version."""
    return schemas.VersionAnswer.of(services.submitting.submit(caller, JobId(job_id), body.description))


@router.get("/jobs/{job_id}/versions")
def list_versions(job_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.Versions:
    """Submitted versions, newest first (at most 100)."""
    versions = services.submitting.versions(caller, JobId(job_id))
    return schemas.Versions(items=[schemas.VersionAnswer.of(version) for version in versions])


@router.get("/jobs/{job_id}/versions/{number}")
def get_version(
    job_id: Id, number: Id, caller: CallerHere, services: ServicesHere
) -> schemas.VersionWithContent:
    """A submitted version with its definition."""
    view = services.submitting.version(caller, JobId(job_id), VersionNo(number))
    return schemas.VersionWithContent.of_view(view)


# ---- running


@router.post("/jobs/{job_id}/test-run", status_code=201)
def test_run(
    job_id: Id, body: schemas.TestRunBody, caller: CallerHere, services: ServicesHere
) -> InstanceSummaryAnswer:
    """Run the draft."""
    start = Start(body.params, body.plan_time, [NodeId(node) for node in body.only_nodes])
    summary = services.running.test_run(caller, JobId(job_id), start)
    return InstanceSummaryAnswer.model_validate(summary_view(summary))


@router.post("/jobs/{job_id}/run-now", status_code=201)
def run_now(
    job_id: Id, body: schemas.RunNowBody, caller: CallerHere, services: ServicesHere
) -> InstanceSummaryAnswer:
    """Run the submitted version."""
    summary = services.running.run_now(caller, JobId(job_id), Start(body.params))
    return InstanceSummaryAnswer.model_validate(summary_view(summary))


# ---- documents


@router.get("/jobs/{job_id}/document", response_class=Response)
def get_document(job_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """The draft as a YAML document."""
    return Response(services.job_documents.export(caller, JobId(job_id)), media_type="text/yaml")


@router.post("/documents/import")
def import_document(
    body: schemas.DocumentBody, caller: CallerHere, services: ServicesHere
) -> schemas.JobAnswer:
    """Create the job that a YAML document names, or write its draft."""
    return schemas.JobAnswer.of(services.job_documents.import_(caller, body.text, body.source))
