"""A real HTTP server for the tests, in a thread."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _echo(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        told = {
            "method": self.command,
            "body": self.rfile.read(length).decode(),
            "host": self.headers["Host"],
            "token": self.headers.get("X-Token"),
        }
        self._answer(200, json.dumps(told).encode(), Content_Type="application/json")

    def do_POST(self) -> None:
        if self.path == "/see-other":
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer(303, b"", Location="/echo")
            return
        self._echo()

    def do_GET(self) -> None:
        port = self.headers["Host"].rpartition(":")[2]
        match self.path:
            case "/json":
                self._answer(200, '{"a": {"b": [1, "zwö"]}, "state": "OK", "none": null}'.encode())
            case "/big":
                self._answer(200, b"x" * 1_500_000)
            case "/slow":
                time.sleep(1.0)
                self._answer(200, b"late")
            case "/here":
                self._answer(302, b"", Location="/json")
            case "/away":
                self._answer(302, b"away", Location=f"http://localhost:{port}/json")
            case "/round":
                self._answer(302, b"", Location="/round")
            case "/gone":
                self._answer(404, b"nothing here")
            case _:
                self._echo()

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@contextmanager
def web_server() -> Iterator[str]:
    """The address of a running server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
