"""The forked child: it becomes the command, or runs a user's Python in place."""

import _thread
import gc
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

    `said` is a pipe that closes when the child is on its way, or first says why it cannot start. Never
    raises: above this stands the supervisor's code, which the child must not go on with.
    """
    try:
        _cut_ties(out, err, said)
    except OSError as error:
        os.write(said, str(error).encode("utf-8", "replace"))
        os._exit(START_FAILED)
    try:
        os.chdir(order.cwd)
        if order.nice:
            os.setpriority(os.PRIO_PROCESS, 0, order.nice)
    except OSError as error:
        fail(f"{error.strerror}: {order.cwd}")


def _cut_ties(out: int, err: int, said: int) -> None:
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
    loaded = len(sys.modules)
    exit_code = _run_code(code, order.name, main.__dict__)
    if len(sys.modules) == loaded and "atexit" not in sys.modules and not _thread._count():
        _leave_at_once(exit_code, main.__dict__)
    sys.exit(exit_code)


def _run_code(code: str, name: str, namespace: dict[str, object]) -> int:
    """The exit code; an exception is shown as Python shows it."""
    try:
        exec(compile(code, name, "exec", dont_inherit=True), namespace)
    except SystemExit as wish:
        if wish.code is not None and not isinstance(wish.code, int):
            raise
        return wish.code or 0
    except Exception as error:
        _show(error, name)
        return 1
    return 0


def _leave_at_once(exit_code: int, namespace: dict[str, object]) -> None:
    """End without taking the interpreter apart, which would take three times as long as all the rest.

    Only for code that has loaded no module and started no thread: all that it opened hangs on its own names.
    """
    namespace.clear()
    gc.collect()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(exit_code)
    os._exit(exit_code & 0xFF)


def _show(error: BaseException, name: str) -> None:
    """Print the traceback from the user's first frame on."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != name:
        frames = frames.tb_next
    sys.stdout.flush()
    traceback.print_exception(type(error), error, frames)
