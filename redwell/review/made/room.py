"""A folder for a while, removed in the end whatever a stranger's code left in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import mkdtemp


@contextmanager
def room() -> Iterator[Path]:
    """A new temporary folder, which is gone afterwards, but for what the system refuses to remove."""
    folder = Path(mkdtemp(prefix="redwell-"))
    try:
        yield folder
    finally:
        clear(folder)


def clear(folder: Path) -> None:
    """Remove a folder, deep as it may be: folders within folders are moved up into it, and never entered."""
    numbers = count()
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        with suppress(OSError):
            place.chmod(0o700)
            for entry in [*os.scandir(place)]:
                with suppress(OSError):
                    if not entry.is_dir(follow_symlinks=False):
                        Path(entry.path).unlink()
                    elif place == folder:
                        waiting.append(Path(entry.path))
                    else:
                        Path(entry.path).chmod(0o700)
                        waiting.append(Path(entry.path).rename(folder / f".{next(numbers)}-{os.getpid()}"))
            if place != folder:
                place.rmdir()
    with suppress(OSError):
        folder.rmdir()
