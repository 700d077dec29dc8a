"""The forked child: it becomes the command, or runs a user's Python in place."""

import linecache
import os
import signal
import sys
import traceback
import types

from millrace.worker.supervision.order import Order

START_FAILED = 127
_KEPT_FD = 3
_HIGHEST_FD = 256


def prepare(order: Order, out: int, err: int, said: int) -> None:
    """Cut every tie to the supervisor: own session, own streams, nothing else open but `said`.

    `said` is a pipe that closes when the child is on its way, or first says why it cannot start.
    """
    os.setsid()
    null = os.open(os.devnull, os.O_RDONLY)
    said = os.dup2(os.dup(said), _HIGHEST_FD, inheritable=False)
    for target, source in enumerate((null, os.dup(out), os.dup(err))):
        os.dup2(source, target, inheritable=True)
    os.closerange(_KEPT_FD, _HIGHEST_FD)
    os.dup2(said, _KEPT_FD, inheritable=False)
    os.close(said)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        os.chdir(order.cwd)
        if order.nice:
            os.setpriority(os.PRIO_PROCESS, 0, order.nice)
    except OSError as error:
        fail(f"{error.strerror}: {order.cwd}")


def fail(why: str) -> None:
    """Say why the process cannot start, and end."""
    os.write(_KEPT_FD, why.encode("utf-8", "replace")[:2000])
    os._exit(START_FAILED)


def execute(order: Order) -> None:
    """Become the command."""
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, commands expect them
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvpe(order.argv[0], order.argv, order.env)
    except (OSError, ValueError) as error:
        fail(f"{getattr(error, 'strerror', None) or error}: {order.argv[0]}")


def run_python(order: Order) -> None:
    """Run the user's code as `__main__`; leaves by SystemExit, as a script of its own would."""
    os.close(_KEPT_FD)
    os.environ.clear()
    os.environ.update(order.env)
    sys.argv = [order.name, *order.argv]
    sys.path.insert(0, order.cwd)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    code = order.python_code or ""
    linecache.cache[order.name] = (len(code), None, code.splitlines(keepends=True), order.name)
    main = types.ModuleType("__main__")
    main.__dict__["__builtins__"] = __builtins__
    sys.modules["__main__"] = main
    try:
        exec(compile(code, order.name, "exec", dont_inherit=True), main.__dict__)
    except Exception as error:
        _show(error, order.name)
        sys.exit(1)


def _show(error: BaseException, name: str) -> None:
    """Print the traceback from the user's first frame on."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != name:
        frames = frames.tb_next
    sys.stdout.flush()
    traceback.print_exception(type(error), error, frames)
