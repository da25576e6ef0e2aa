"""`preview`: show a filing in a browser while it is typed, and renew the page at each save."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, Signals
from typing import TYPE_CHECKING

from redwell.commands import edge
from redwell.commands.edge import Project
from redwell.commands.signals import STOPPED
from redwell.documents.renderer import MissingLibrary
from redwell.files import discovery, disk
from redwell.files.discovery import Entry, Misuse
from redwell.settings import read_settings

if TYPE_CHECKING:
    from redwell.preview.server import Preview

HIGHEST = 65535
"""The highest number of a port."""
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
"""The variables that name the screen on Linux."""
MISSING = (
    "preview needs the package {}, which is not installed here: "
    ".venv/bin/pip install --require-hashes -r requirements.lock"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewOptions:
    """The flags of the command, as they are typed."""

    filing: str
    port: str
    no_open: bool
    editor: str
    today: str


def run(project: Project, options: PreviewOptions) -> int:
    """Serve the page until Ctrl-C, and return 0; or 128 + n for another signal n. Raises `Misuse`."""
    edge.today(options.today)
    record = project.folder("filings")
    entry = chosen(project, options.filing, record)
    preview = _preview(project, options, entry, record)
    with _listening(options.port) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/{preview.token}/"

        def tell() -> None:
            """Print the address, and open it."""
            print(f"{entry.name}: {address}\nit is renewed at each save; Ctrl-C ends it", flush=True)
            if not options.no_open:
                open_browser(address)

        number = _serve(preview, listening, tell)
    print("ended", flush=True)
    return 0 if number == SIGINT else 128 + number


def chosen(project: Project, name: str, record: Path) -> Entry:
    """Return the filing to show: the one of that *name*, or the one saved last. Raises `Misuse`."""
    if not name:
        found = discovery.find_filings(record, project.root).entries
        return _saved_last(tuple(each for each in found if disk.has_utf8_name(each.path)), project)
    entry = discovery.one(name, record, project.root)
    if not disk.has_utf8_name(entry.path):
        raise Misuse(f"{entry.stem!a} is not a name in UTF-8: rename the file")
    if not disk.real(entry.path).is_relative_to(disk.real(project.root)):
        raise Misuse(f"{name}: the page shows only filings of this repository, {project.root}")
    return entry


def _preview(project: Project, options: PreviewOptions, entry: Entry, record: Path) -> Preview:
    """Return the page of a filing as it is now. Raises `MissingLibrary`."""
    try:
        from redwell.preview.page import EDITORS
        from redwell.preview.server import Preview
        from redwell.preview.sheet import Days, Desk
    except ModuleNotFoundError as error:
        raise MissingLibrary(MISSING.format(error.name)) from error

    def today() -> Days:
        """Return the days as they are now, or as they were given."""
        given = edge.today(options.today)
        return Days(edgar=given, calendar=given if options.today else edge.calendar_day())

    author = read_settings(project.root).author
    editor = edge.one_of("editor", options.editor, [*EDITORS])
    desk = Desk(root=project.root, home=project.home, author=author, editor=editor)
    preview = Preview(desk=desk, entry=entry, record=record, is_following=not options.filing, today=today)
    preview.read()
    return preview


def _serve(preview: Preview, listening: socket.socket, tell: Callable[[], None]) -> Signals:
    """Serve the page, *tell* where, and return the signal that ended it."""
    from redwell.preview.server import serve

    async def until_stopped() -> Signals:
        """Serve until a signal."""
        stopped, heard = asyncio.Event(), [SIGINT]

        def stop(number: Signals) -> None:
            heard[:] = [number]
            stopped.set()

        for each in STOPPED:
            asyncio.get_running_loop().add_signal_handler(each, stop, each)
        tell()
        await serve(preview, listening, stopped)
        return heard[0]

    # As where filings are built: pages are many small objects, and to look through them takes time.
    gc.freeze()
    gc.set_threshold(100_000)
    try:
        return asyncio.run(until_stopped())
    except BaseExceptionGroup as group:
        raise _first(group) from group


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the error in a group of errors of tasks."""
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found


def _listening(port: str) -> socket.socket:
    """Return a socket that listens on this computer alone, on *port* or a free one. Raises `Misuse`."""
    number = edge.number("port", port) or 0
    if number > HIGHEST:
        raise Misuse(f"--port {port}: the highest is {HIGHEST}")
    try:
        return socket.create_server(("127.0.0.1", number))
    except OSError as error:
        said = {
            errno.EADDRINUSE: "another program uses this port: leave out --port, and a free one is taken",
            errno.EACCES: "this computer keeps ports below 1024 for itself: leave out --port",
        }
        if error.errno in said:
            raise Misuse(f"--port {port}: {said[error.errno]}") from None
        raise


def _saved_last(entries: tuple[Entry, ...], project: Project) -> Entry:
    """Return the filing that was saved last. Raises `Misuse` if there is none."""
    if not entries:
        raise Misuse(f"there is no filing yet: {project.line('new')}")
    return max(entries, key=lambda entry: (_saved(entry.path), entry.name))


def _saved(path: Path) -> float:
    return path.lstat().st_mtime


def open_browser(address: str) -> None:
    """Open the address with the browser of this computer, if there is one; it was printed too."""
    if sys.platform.startswith("linux") and not any(map(os.environ.get, SCREENS)):
        # As through SSH: xdg-open would look for a browser in the terminal, and complain there.
        return
    # Slower to load than the rest of the command.
    import click

    click.launch(address)
