"""The studio's own files, and what no other route knows."""

from pathlib import Path
from typing import cast

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from millrace.api.config import ApiConfig
from millrace.domain.errors import NotFound

router = APIRouter(include_in_schema=False)

_NOT_BUILT = (
    "<!doctype html><title>Millrace</title><h1>The studio is not built</h1>"
    "<p>The server works; its web pages are missing. In a checkout run <code>make setup</code>.</p>"
)


@router.api_route("/api/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@router.api_route("/v1/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def missing_api(path: str) -> Response:
    """Addresses of the API that do not exist are no pages."""
    raise NotFound(kind="address", name=path)


@router.get("/{path:path}", response_class=HTMLResponse)
def studio(request: Request, path: str) -> Response:
    """A file of the studio; every other path is a page inside it."""
    folder = cast(ApiConfig, request.app.state.config).ui_folder
    if folder is None or not (folder / "index.html").is_file():
        return HTMLResponse(_NOT_BUILT, 503)
    found = _file(folder, path)
    if found is not None:
        fresh = "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
        return FileResponse(found, headers={"Cache-Control": fresh})
    if path.startswith("assets/"):
        raise NotFound(kind="file", name=path)
    return FileResponse(folder / "index.html", headers={"Cache-Control": "no-cache"})


def _file(folder: Path, path: str) -> Path | None:
    """Whatever begins with a dot belongs to the build and not to its readers."""
    if any(part.startswith(".") for part in path.split("/")):
        return None
    try:
        found = (folder / path).resolve()
        return found if found.is_relative_to(folder.resolve()) and found.is_file() else None
    except (OSError, ValueError):  # too long a name, or no name at all
        return None
