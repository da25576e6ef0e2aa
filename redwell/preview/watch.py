"""Watch the files of a filing, and yield once whenever some were saved: the filing, templates, exhibits."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from time import time

from watchfiles import Change, DefaultFilter, awatch
from watchfiles._rust_notify import WatchfilesRustInternalError

from redwell.files import disk

QUIET, LONGEST = 8, 60
"""Milliseconds without another change until a round begins, and the most that it waits for that."""
SETTLED = 0.1
"""Seconds after which other folders are watched."""
PAUSE = 1
"""Seconds until the next look, where one has failed."""
UNSEEN = 0.2
"""Seconds before the last round in which a file may have been saved that is not part of it."""
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
                async with asyncio.timeout(MINUTE):
                    found = await self._found.get()
            while not self._found.empty():
                found |= self._found.get_nowait()
            yield found

    async def _look_at_top(self) -> None:
        while True:
            await self._look([self.root], lambda path: path.name != "build", asyncio.Event(), recursive=False)
            asyncio.get_running_loop().call_later(SETTLED, self._found.put_nowait, set())

    async def _look_inside(self) -> None:
        while True:
            folders, turned = [each for each in self._folders if each.is_dir()], self._turned
            if not folders:
                await turned.wait()
                continue
            since = await self._look(folders, lambda _: True, turned, recursive=True)
            asyncio.get_running_loop().call_later(SETTLED, self._catch_up, folders, since)

    async def _look(
        self,
        folders: Sequence[Path],
        is_wanted: Callable[[Path], bool],
        stop: asyncio.Event,
        *,
        recursive: bool,
    ) -> float:
        """Look until *stop*, or until it fails; return the time since which a save may be unseen."""
        usual = DefaultFilter()
        since = time() - UNSEEN
        try:
            async for found in awatch(
                *folders,
                watch_filter=lambda change, path: usual(change, path) and is_wanted(Path(path)),
                debounce=LONGEST,
                step=QUIET,
                stop_event=stop,
                recursive=recursive,
                ignore_permission_denied=True,
            ):
                self._found.put_nowait(found)
                since = time() - UNSEEN
        except* FileNotFoundError:
            pass  # a folder has gone just now
        except* WatchfilesRustInternalError:
            # It could not tell what was saved, for example a file whose name is not UTF-8, and sees no more.
            pass
        if not stop.is_set():
            await asyncio.sleep(PAUSE)
        return since

    def _catch_up(self, folders: Iterable[Path], since: float) -> None:
        """Begin a round with the YAML file saved last between two looks, now that the next has begun."""
        saved = [
            (_saved(path), f"{path}")
            for path in _inside(folders)
            if path.suffix == ".yaml" and disk.has_utf8_name(path)
        ]
        moment, last = max(saved, default=(0, ""))
        self._found.put_nowait({(Change.modified, last)} if moment >= since else set())


def _inside(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the files and folders in some folders."""
    for each in folders:
        for top, below, names in os.walk(each):
            yield from (Path(top, name) for name in (*below, *names))


def _saved(path: Path) -> float:
    with suppress(FileNotFoundError):
        return path.lstat().st_ctime
    return 0
