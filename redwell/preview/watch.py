"""Watch the files of a filing, and yield once whenever some were saved: the filing, templates, exhibits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

QUIET, LONGEST = 8, 60
"""Milliseconds without another change until a round begins, and the most that it waits for that."""
SETTLED = 0.1
"""Seconds after which other folders are watched."""
Changes = set[tuple[Change, str]]
MINUTE = 60
"""Seconds after which a round begins without a save: days go by, and a form becomes due."""


class Rounds:
    """The saves in some folders, and directly in the repository *root*, as rounds of changes."""

    def __init__(self, root: Path) -> None:
        """Watch nothing yet."""
        self.root = root
        self._folders: frozenset[Path] = frozenset()
        self._turned = asyncio.Event()
        self._found: asyncio.Queue[Changes] = asyncio.Queue()

    def watch(self, folders: Iterable[Path]) -> None:
        """Watch these folders and what is in them, instead of others."""
        known = frozenset(each for each in folders if each.is_dir())
        if known != self._folders:
            self._folders = known
            self._turned.set()
            self._turned = asyncio.Event()

    async def run(self) -> None:
        """Look until this is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look_at_top())
            tasks.create_task(self._look_inside())

    async def rounds(self) -> AsyncIterator[Changes]:
        """Yield what was saved since the last round; nothing, after a minute without a save."""
        while True:
            found: Changes = set()
            with suppress(TimeoutError):
                found = await asyncio.wait_for(self._found.get(), MINUTE)
            while not self._found.empty():
                found |= self._found.get_nowait()
            yield found

    async def _look_at_top(self) -> None:
        async for found in _saves([self.root], lambda path: path.name != "build", recursive=False):
            self._found.put_nowait(found)

    async def _look_inside(self) -> None:
        while True:
            folders, turned = [each for each in self._folders if each.is_dir()], self._turned
            if not folders:
                await turned.wait()
                continue
            async for found in _saves(folders, lambda _: True, recursive=True, stop=turned):
                self._found.put_nowait(found)
            if not turned.is_set():
                # A folder has gone just now.
                await asyncio.sleep(1)
            # What was saved between two looks: another round, when the next look has begun.
            asyncio.get_running_loop().call_later(SETTLED, self._found.put_nowait, set())


async def _saves(
    folders: Iterable[Path],
    is_wanted: Callable[[Path], bool],
    *,
    recursive: bool,
    stop: asyncio.Event | None = None,
) -> AsyncIterator[Changes]:
    usual = DefaultFilter()
    with suppress(FileNotFoundError):
        async for found in awatch(
            *folders,
            watch_filter=lambda change, path: usual(change, path) and is_wanted(Path(path)),
            debounce=LONGEST,
            step=QUIET,
            stop_event=stop,
            recursive=recursive,
            ignore_permission_denied=True,
        ):
            yield found
