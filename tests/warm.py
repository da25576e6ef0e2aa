"""Run commands in a process that has Redwell loaded: each in a fork, with its own folder and streams.

Loading Redwell and its libraries takes longer than most commands. What a command is started by, its imports,
its signals and its terminal are tested with processes of their own.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, NoReturn

from tests import faults

ROOT = Path(__file__).resolve().parent.parent
OTHER = f"import sys; sys.path.append({str(ROOT)!r}); from tests import warm; warm.main()"
"""Starts the process of an environment that has a Redwell of its own: ours comes after it."""
CLIENT = f"""\
#!{sys.executable} -IS
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
server.connect(os.path.join(os.path.dirname(os.path.realpath(__file__)), "socket"))
umask = os.umask(0)
order = dict(root=os.getcwd(), arguments=sys.argv[1:], env=dict(os.environ), umask=umask)
order |= dict(is_program=False, is_ours=True)
socket.send_fds(server, [json.dumps(order).encode()], [0, 1, 2])
sys.exit(int(server.recv(16)))
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A command that has ended."""

    returncode: int
    stdout: str
    stderr: str


def invoke(
    root: Path,
    *arguments: str,
    answers: str = "",
    env: Mapping[str, str] | None = None,
    is_program: bool = False,
    python: str = sys.executable,
) -> Done:
    """Run `invoke` with *arguments* in the folder *root*, with *env* added to the environment.

    With *is_program*, it is the program `redwell`; with another *python*, that of its environment.
    """
    with TemporaryFile() as asked, TemporaryFile() as said, TemporaryFile() as error:
        asked.write(answers.encode())
        asked.seek(0)
        mask = os.umask(0)
        os.umask(mask)
        order = {
            "root": str(root),
            "arguments": arguments,
            "env": {**os.environ, "COLUMNS": "80", **(env or {})},
            "umask": mask,
            "is_program": is_program,
            "is_ours": python == sys.executable,
        }
        server, streams = _server(python), [stream.fileno() for stream in (asked, said, error)]
        socket.send_fds(server, [json.dumps(order).encode()], streams)
        code = int(server.recv(16))
        said.seek(0)
        error.seek(0)
        return Done(returncode=code, stdout=said.read().decode(), stderr=error.read().decode())


@cache
def command() -> Path:
    """Return a program for scripts that runs as `invoke` where it is called."""
    _server(sys.executable)
    client = _folder() / "invoke"
    client.write_text(CLIENT, "utf-8")
    client.chmod(0o755)
    return client


@cache
def _folder() -> Path:
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def _server(python: str) -> socket.socket:
    """Start the process that has Redwell loaded; it ends when this process closes its end."""
    is_ours = python == sys.executable
    start = ("-m", "tests.warm", "tests.ready") if is_ours else ("-P", "-c", OTHER, "redwell")
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(f"{_folder() / ('socket' if is_ours else f'other{listener.fileno()}')}")
    listener.listen()
    with theirs, listener:
        numbers = [theirs.fileno(), listener.fileno()]
        process = subprocess.Popen(
            [python, *start, *map(str, numbers)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            pass_fds=numbers,
        )
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def main() -> None:
    """Run each order in a fork, one at a time, and answer with its exit code."""
    further, *numbers = sys.argv[1:]
    orders, listener = (socket.socket(fileno=int(number)) for number in numbers)
    _load(further)
    # A fork then shares what is loaded, which the collector would copy; few commands need it before they end.
    gc.freeze()
    gc.set_threshold(50_000)
    while True:
        ready, *_ = select.select([orders, listener], [], [])
        asking = orders if orders in ready else listener.accept()[0]
        message, streams, *_ = socket.recv_fds(asking, 1 << 20, 3)
        if not message:
            return
        child = os.fork()
        if not child:
            _run(json.loads(message), streams)
        for stream in streams:
            os.close(stream)
        asking.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def _load(further: str) -> None:
    """Import invoke, all commands, and a module *further*."""
    from redwell import commands
    from redwell.review import worker

    modules = (module.name for module in pkgutil.iter_modules(commands.__path__, "redwell.commands."))
    for name in ("invoke.main", "redwell.tasks", "zoneinfo", "jsonschema", further, *modules):
        importlib.import_module(name)
    # Most of a review's time is the start of its processes.
    worker.START = "fork"


def _run(order: dict[str, Any], streams: list[int]) -> NoReturn:
    """Become the process of a command."""
    from invoke.main import program

    import redwell
    from redwell.commands import program as redwell_program

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    os.umask(order["umask"])
    os.chdir(order["root"])
    paths = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    sys.path[:1] = [order["root"], *paths, str(ROOT)]
    # Processes that this one starts do not load this module, as they would not where `invoke` is started.
    vars(sys.modules["__main__"]).update(__spec__=None, __file__=None)
    if order["is_ours"] and Path("schemas/edgar").is_dir():
        # The home of a repository with schemas of its own, as where Redwell lies in it.
        redwell.PACKAGE = Path(order["root"]) / "redwell"
    code = 0
    try:
        faults.install(os.environ)
        if order["is_program"]:
            code = redwell_program.main(order["arguments"])
        else:
            program.run(["invoke", *order["arguments"]])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        code = 1
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
