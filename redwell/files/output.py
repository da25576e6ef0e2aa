"""Write folders of output: whole or absent, whatever stops the process, and no file of anybody else is lost.

A folder is written under a hidden name beside its place; the earlier one is renamed away, the new one renamed
in. A process that is killed leaves hidden folders, from which `recover` finishes or goes back.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from redwell.files import disk
from redwell.files.discovery import Misuse, name_of

MANIFEST = "manifest.json"
NEW, OLD, GONE = ".redwell-new", ".redwell-old", ".redwell-gone"
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
LARGEST_MANIFEST = 5_000_000
"""Bytes; a manifest of ours has some thousand."""


def refuse_links(out: Path, root: Path) -> None:
    """Raise `Misuse` if *out* is a link, or one of the folders between it and the root.

    A link may come with somebody's commit: documents would replace files anywhere. Folders above the
    repository *root* are the user's own.
    """
    above = [each for each in out.parents if each != root and each.is_relative_to(root)]
    for folder in (*above, out):
        if folder.is_symlink():
            raise Misuse(
                f"{name_of(folder, root)}: this is a link, and nothing is written through a link: remove it, "
                "or name the folder itself with --out"
            )


def in_the_way(folder: Path) -> Path | None:
    """Return what keeps the *folder* of a filing from being written: a link, or a file of somebody else."""
    for each in (folder.parent, folder):
        if each.is_symlink() or (os.path.lexists(each) and not each.is_dir()):
            return each
    hidden = (_hidden(folder, suffix) for suffix in (NEW, OLD, GONE))
    return next((each for each in hidden if os.path.lexists(each) and not each.is_dir()), None)


@contextmanager
def locked(out: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold *out* for this process alone; call *waiting* once if another process has it.

    The lock is on the folder itself, so that no file of ours lies there; the system lifts it when the
    process ends, however it ends.
    """
    out.mkdir(parents=True, exist_ok=True)
    handle = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder that we wrote; None for any other, whatever it holds."""
    content = disk.read_plain(folder / MANIFEST, LARGEST_MANIFEST)
    try:
        found = json.loads(content or b"")
    except (ValueError, RecursionError):
        return None
    outputs = found.get("outputs") if isinstance(found, dict) else None
    is_ours = isinstance(outputs, dict) and not any(
        "/" in name or name in {"", ".", ".."} for name in outputs
    )
    return found if is_ours else None


def others(out: Path, made: Collection[tuple[str, str]]) -> Iterator[Path]:
    """Yield the folders below *out* that hold a manifest, but for those of *made*: client and filing."""
    for client in _names(out):
        for name in _names(out / client):
            if (client, name) not in made and (out / client / name / MANIFEST).is_file():
                yield out / client / name


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))


def strangers(folder: Path) -> list[str]:
    """Return the names in *folder* that we did not write; without a manifest of ours, all of them."""
    ours = {MANIFEST, *((manifest(folder) or {}).get("outputs", ()))}
    return sorted(p.name for p in folder.iterdir() if p.name not in ours | LITTER) if folder.is_dir() else []


def set_aside(folder: Path, names: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """Rename files that somebody edited to names that are neither there nor *taken*: `form3.edited.docx`.

    From then on they are not ours, and stay. Return the new names by the old ones. A process that is killed
    now leaves a file too few, which the next build makes again.
    """
    found = {}
    for name in names:
        path = folder / name
        free = (path.with_name(f"{path.stem}.edited{number}{path.suffix}") for number in _numbers())
        new = next(each for each in free if each.name not in taken and not os.path.lexists(each))
        found[name] = path.rename(new).name
    return found


def _numbers() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Replace the content of a file, completely or not at all, if it still is *before*.

    Raise `Misuse` for a link, and `OSError` if the file changed in the meantime or cannot be written.
    """
    for each in (path, path.parent):
        if each.is_symlink():
            raise Misuse(f"{each.name} is a link, and writing never follows one: name the file itself")
    disk.replace(path, before, after)


def swap_in(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* as *folder*, at once; what we did not write in an earlier folder moves along."""
    new, old = _hidden(folder, NEW), _hidden(folder, OLD)
    try:
        new.mkdir(parents=True)
        for name, content in files.items():
            disk.write_new(new / name, content)
        disk.sync_folder(new)
        if os.path.lexists(folder):
            folder.rename(old)
        new.rename(folder)
        disk.sync_folder(folder.parent)
        _settle(folder, old)
    except BaseException as error:
        if isinstance(error, OSError):
            # Our hidden names tell nobody anything.
            error.filename = str(folder)
        restore(folder)
        raise


def remove(folder: Path, is_changed: Callable[[Path], bool]) -> list[str]:
    """Remove what our manifest of *folder* names; return what stays: not ours, or *is_changed*."""
    outputs = (manifest(folder) or {})["outputs"]
    kept = [*strangers(folder), *(name for name in outputs if is_changed(folder / name))]
    if kept:
        for name in [*outputs, MANIFEST]:
            if name not in kept:
                (folder / name).unlink(missing_ok=True)
    else:
        _drop(folder, folder)
        _remove_if_empty(folder.parent)
    return sorted(kept)


def recover(out: Path) -> None:
    """Finish or take back what a killed process left in *out*."""
    for suffix in (GONE, OLD, NEW):
        for hidden in sorted(out.glob(f"*/.*{suffix}")):
            if hidden.parent.is_symlink():
                continue
            restore(hidden.with_name(hidden.name[1:].removesuffix(suffix)))
            _remove_if_empty(hidden.parent)


def restore(folder: Path) -> None:
    """Finish or take back what a killed process left of *folder*."""
    new, old, gone = (_hidden(folder, suffix) for suffix in (NEW, OLD, GONE))
    for hidden in (new, old, gone):
        # A link is not ours, and what it leads to even less.
        if hidden.is_symlink():
            hidden.unlink()
    if old.is_dir() and not os.path.lexists(folder):
        old.rename(folder)
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(gone, ignore_errors=True)
    _settle(folder, old)


def _settle(folder: Path, old: Path) -> None:
    """Move what we did not write from the earlier folder, and drop that."""
    if not old.is_dir():
        return
    for name in strangers(old):
        if not os.path.lexists(folder / name):
            (old / name).rename(folder / name)
    _drop(old, folder)


def _drop(path: Path, folder: Path) -> None:
    """Remove *path*, the folder or its earlier version, at once: half of it would not look like ours."""
    gone = _hidden(folder, GONE)
    path.rename(gone)
    shutil.rmtree(gone)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _hidden(folder: Path, suffix: str) -> Path:
    return folder.with_name(f".{folder.name}{suffix}")
