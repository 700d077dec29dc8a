"""`millrace login`: a fresh link into the studio of the running server."""

from millrace.cli.client import connect
from millrace.cli.console import Data, out, settings_of


def login(data: Data = None) -> None:
    """Print a link that signs you in, once, within ten minutes.

    Whoever can read the token file in the data folder may have one; the server goes on as it is.
    """
    with connect(settings_of(data)) as client:
        out.print(client.post("/api/login-links", {})["login_link"], soft_wrap=True)
