"""The HTTP API of a server of this data folder: one that runs, or one started for as long as it is needed."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from millrace.bootstrap.server import start
from millrace.cli.console import BAD_INPUT, FAILED, CliError
from millrace.settings import Settings

WORKSPACE = "/api/workspaces/1"
_TIMEOUT = httpx.Timeout(60, connect=5)


class ApiError(CliError):
    """The server refused; `code` and `data` are those of its problem body."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.code = str(problem.get("code", "http_error"))
        self.data: Mapping[str, Any] = problem.get("data") or {}
        text = str(problem.get("detail") or f"the server answered with {status}")
        lines = [f"{text} [{self.code}]", *(_line(each) for each in self.data.get("problems") or ())]
        super().__init__("\n".join(lines), BAD_INPUT if status in (404, 413, 415, 422) else FAILED)


def _line(problem: Mapping[str, Any]) -> str:
    """A problem of a definition, with its code and its place."""
    column = f", column {problem['column']}" if problem.get("column") else ""
    place = f" ({problem['field']}{column})" if problem.get("field") else ""
    return f"  {problem.get('severity')} {problem.get('code')}{place}: {problem.get('message')}"


class Client:
    """Calls in one workspace; paths are below it unless they begin with /api."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    @property
    def url(self) -> str:
        """Where the server is."""
        return str(self._http.base_url).rstrip("/")

    def get(self, path: str, **params: Any) -> Any:
        """JSON of a GET."""
        return self._send("GET", path, params=params).json()

    def text(self, path: str) -> str:
        """Text of a GET."""
        return self._send("GET", path).text

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """JSON of a POST."""
        return self._send("POST", path, json=dict(body)).json()

    def post_text(self, path: str, body: Mapping[str, Any]) -> str:
        """Text of a POST."""
        return self._send("POST", path, json=dict(body)).text

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """JSON of a PUT."""
        return self._send("PUT", path, json=dict(body)).json()

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        address = path if path.startswith("/api") else WORKSPACE + path
        try:
            answer = self._http.request(method, address, **more)
        except httpx.TransportError as error:
            raise CliError(f"The server at {self.url} does not answer any more: {error}.") from None
        if answer.is_success:
            return answer
        try:
            problem = answer.json()
        except ValueError:
            problem = {}
        raise ApiError(answer.status_code, problem if isinstance(problem, dict) else {})


@contextmanager
def connect(settings: Settings, *, may_start: bool = False) -> Iterator[Client]:
    """A client of the running server. With `may_start` one is started in this process if none runs.

    Raises CliError when there is none and none may be started.
    """
    url = running_server(settings)
    if url is not None:
        with _open(url, settings) as client:
            yield client
    elif may_start:
        server = start(settings.model_copy(update={"port": 0}))
        try:
            with _open(server.address.url, settings) as client:
                yield client
        finally:
            server.stop(end_processes=True)
    else:
        raise CliError(f"No server runs on {settings.data}. Start one with: millrace serve")


def running_server(settings: Settings) -> str | None:
    """The address of the server that uses this data folder, if it answers."""
    try:
        url = str(json.loads(settings.server_file.read_text(encoding="utf-8"))["url"])
        httpx.get(f"{url}/api/health", timeout=5, trust_env=False).raise_for_status()
    except (OSError, ValueError, KeyError, httpx.HTTPError):
        return None
    return url


@contextmanager
def _open(url: str, settings: Settings) -> Iterator[Client]:
    try:
        token = settings.cli_token_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CliError(f"The token file cannot be read: {error}.") from None
    headers = {"Authorization": f"Bearer {token}"}
    # no proxies from the environment: the server is this machine
    with httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT, trust_env=False) as http:
        yield Client(http)
