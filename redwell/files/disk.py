"""Open files, here alone: regular ones within a size to read, and new ones, never behind a link, to write.

What lies in a repository may have come with anybody's commit: a link to a device that never ends, a pipe that
waits for its writer, a file of gigabytes. Each is refused before anything is read.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zipfile import ZipFile

PART = ".redwell-part"
"""The end of the hidden name of a file while it is written."""
_ABANDONED = 60
"""Seconds after which such a file belongs to a process that has ended."""
_CHUNK = 1 << 20
BOUNDED = (0, 8)
"""The ways of packing in a zip archive, stored and deflated, that Python unpacks bit by bit."""
MISSING = frozenset({errno.ENOENT, errno.ENOTDIR})
"""The system's answers where there is no file of a name."""
_NO_FILE = MISSING | {errno.ELOOP, errno.ENAMETOOLONG}
"""The answers where there can be none."""
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""The answers of file systems on which a file has one name only."""
_HAS_NAMELESS = hasattr(os, "O_TMPFILE") and Path("/proc/self/fd").is_dir()
_KINDS = {stat.S_IFDIR: "this is a folder", stat.S_IFLNK: "this is a link"}


class NoFileError(FileNotFoundError):
    """A path leads to nothing, or to a folder, a pipe or a device, which are not read."""


class LargeFileError(ValueError):
    """A file is larger than any file of its kind can be."""

    def __init__(self, size: int, limit: int) -> None:
        """Say both sizes, in bytes."""
        self.size = size
        super().__init__(f"{size:,} bytes: at most {limit:,} are read here; is it the right file")


def cause(error: OSError) -> str:
    """Return what the system says, to stand after a colon."""
    return (error.strerror or "the cause is unknown").lower()


def refusal(error: OSError | ValueError) -> str:
    """Return why a file is not read, to stand alone after its name."""
    if isinstance(error, LargeFileError):
        return f"the file has {error}?"
    return f"the file cannot be read: {cause(error)}" if isinstance(error, OSError) else f"{error}"


# --- reading ---


def real(path: Path) -> Path:
    """Return the place to which the links of a path lead; a circle of links ends where it begins.

    Raise `NoFileError` for a name that no file can have.
    """
    try:
        return Path(os.path.realpath(path))
    except ValueError:
        raise _no_file(path) from None


def is_led_out(path: Path, root: Path) -> bool:
    """Return whether *path* is written as a place in *root*, and a link leads out of it."""
    written = Path(os.path.normpath(path.absolute()))
    is_inside = written.is_relative_to(os.path.normpath(root.absolute()))
    return is_inside and not real(path).is_relative_to(real(root))


def read_file(path: Path, largest: int, *, follow: bool = True) -> bytes:
    """Return a file of at most *largest* bytes; with *follow*, also through links.

    Raise `NoFileError`, `LargeFileError`, and another `OSError` for a file that the system does not read.
    """
    with _opened(path, follow=follow) as (handle, size):
        if size > largest:
            raise LargeFileError(size, largest)
        return b"".join(_chunks(handle, size))


def has_utf8_name(path: Path) -> bool:
    """Return True if the name of a file is UTF-8, so that a page can show it."""
    return os.fsencode(path).decode(errors="replace") == f"{path}"


def is_there(path: Path) -> bool:
    """Return whether anything has this name, be it a link to nowhere.

    Raise `OSError` where the system does not say: `os.path.lexists` would take that for a free name.
    """
    try:
        path.lstat()
    except OSError as error:
        if error.errno in _NO_FILE:
            return False
        raise
    return True


def read_plain(path: Path, largest: int) -> bytes | None:
    """Return a file of at most *largest* bytes; None for no file, a link, a pipe, or a larger one."""
    try:
        return read_file(path, largest, follow=False)
    except (NoFileError, LargeFileError):
        return None


def hash_of(path: Path, largest: int | None = None) -> str | None:
    """Return the SHA-256 of a file in hexadecimal; None for no file, or one of more than *largest* bytes."""
    hashed = sha256()
    try:
        with _opened(path) as (handle, size):
            if largest is not None and size > largest:
                return None
            for chunk in _chunks(handle, size):
                hashed.update(chunk)
    except NoFileError:
        return None
    return hashed.hexdigest()


def holds(path: Path, content: bytes) -> bool:
    """Return whether a file has this content."""
    try:
        return read_file(path, len(content)) == content
    except (NoFileError, LargeFileError):
        return False


@contextmanager
def _opened(path: Path, *, follow: bool = True) -> Iterator[tuple[int, int]]:
    """Open a regular file to read it, and yield its handle and its size."""
    flags = os.O_RDONLY | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW)
    with _named(path):
        try:
            # Asked before it is opened: to open a device may do something.
            _check(path.stat(follow_symlinks=follow), path)
            handle = os.open(path, flags)
        except ValueError:
            raise _no_file(path) from None
        except OSError as error:
            if error.errno in _NO_FILE and not isinstance(error, NoFileError):
                raise NoFileError(error.errno, error.strerror, str(path)) from None
            raise
        try:
            status = os.fstat(handle)
            _check(status, path)
            yield handle, status.st_size
        finally:
            os.close(handle)


def _check(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "this is a pipe or a device, and only files are read")
        raise NoFileError(errno.EINVAL, kind, str(path))


def _no_file(path: Path) -> NoFileError:
    return NoFileError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def _chunks(handle: int, size: int) -> Iterator[bytes]:
    """Yield the content of a file as long as it was when it was opened."""
    while size and (chunk := os.read(handle, min(size, _CHUNK))):
        size -= len(chunk)
        yield chunk


def unzipped_size(archive: ZipFile) -> int:
    """Return the bytes that the parts of an archive fill, of which Python unpacks no more than they declare.

    Raise `BadZipFile` for a part packed in another way than `BOUNDED`: Python unpacks all of it at once.
    """
    # Imported here: most commands open no archive.
    from zipfile import BadZipFile

    if any(part.compress_type not in BOUNDED for part in archive.infolist()):
        raise BadZipFile("a part of it is neither stored nor deflated")
    return sum(part.file_size for part in archive.infolist())


# --- writing ---


def write_new(path: Path, content: bytes, *, is_kept: bool = True) -> None:
    """Write a file that is not there yet, and remove it if that fails. Raise `OSError`.

    A process that is killed may leave a part of it: use it in a folder that nobody reads yet. Where it
    *is_kept*, it survives a loss of power.
    """
    with _named(path):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)
        try:
            try:
                _fill(handle, content, is_kept=is_kept)
            finally:
                os.close(handle)
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise


def create(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, whole or not at all, whatever stops the process.

    Raise `FileExistsError` where anything has this name, be it a link to nowhere, and `OSError`.
    """
    _remove_abandoned(path)
    with _named(path):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _create(folder, path.name, content, None)
            os.fsync(folder)
        finally:
            os.close(folder)


def replace(path: Path, before: bytes, after: bytes) -> None:
    """Replace the content of a file, whole or not at all, if it still is *before*. Follow no link.

    Raise `OSError` if the file changed in the meantime or cannot be written.
    """
    _remove_abandoned(path)
    with _named(path):
        # What is opened here is no link, whatever happens meanwhile.
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            mode = _unchanged_mode(path, folder, before)
            part = _part_name(path.name)
            _create(folder, part, after, mode)
            with _removed_if_unused(folder, part):
                os.rename(part, path.name, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)
        finally:
            os.close(folder)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder survive a loss of power."""
    with _named(folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unchanged_mode(path: Path, folder: int, before: bytes) -> int:
    """Return the permissions of a file that still is *before*. Raise `OSError` if it is not."""
    handle = os.open(path.name, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    try:
        status = os.fstat(handle)
        is_same = stat.S_ISREG(status.st_mode) and status.st_size == len(before)
        if not is_same or b"".join(_chunks(handle, len(before))) != before:
            raise OSError(errno.EBUSY, "it was changed in the meantime, and stays as it is", str(path))
    finally:
        os.close(handle)
    return stat.S_IMODE(status.st_mode)


def _create(folder: int, name: str, content: bytes, mode: int | None) -> None:
    """Write a whole file *name* in the open *folder*, with the permissions *mode* or the usual ones."""
    if os.access(name, os.F_OK, dir_fd=folder, follow_symlinks=False):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
    if not _create_without_name(folder, name, content, mode):
        part = _part_name(name)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666, dir_fd=folder)
        with _removed_if_unused(folder, part):
            try:
                _fill(handle, content, mode)
            finally:
                os.close(handle)
            _rename(folder, part, name)


def _create_without_name(folder: int, name: str, content: bytes, mode: int | None) -> bool:
    """Write a file that has no name until it is whole, so that a killed process leaves nothing of it.

    Return False where the system or the file system has no such files.
    """
    if not _HAS_NAMELESS:
        return False
    try:
        handle = os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o666, dir_fd=folder)
    except OSError:
        return False
    try:
        _fill(handle, content, mode)
        # Given a folder, Python lets the system follow the link in /proc to the file itself.
        os.link(f"/proc/self/fd/{handle}", name, dst_dir_fd=folder)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return False
    finally:
        os.close(handle)
    return True


def _rename(folder: int, part: str, name: str) -> None:
    """Give a finished file its name, unless another file has it."""
    try:
        # Unlike a rename, a link fails if the file has appeared in the meantime.
        os.link(part, name, src_dir_fd=folder, dst_dir_fd=folder)
        os.unlink(part, dir_fd=folder)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, dir_fd=folder))
        os.rename(part, name, src_dir_fd=folder, dst_dir_fd=folder)


@contextmanager
def _removed_if_unused(folder: int, part: str) -> Iterator[None]:
    """Remove a file that did not take its place."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            os.unlink(part, dir_fd=folder)
        raise


def _fill(handle: int, content: bytes, mode: int | None = None, *, is_kept: bool = True) -> None:
    if mode is not None:
        os.fchmod(handle, mode)
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]
    if is_kept:
        os.fsync(handle)


def _part_name(name: str) -> str:
    return f".{name[:100]}.{token_hex(4)}{PART}"


def _remove_abandoned(path: Path) -> None:
    """Remove what a killed process left of an earlier attempt to write the file *path*."""
    begin = f".{path.name[:100]}."
    with suppress(OSError):
        for part in [*path.parent.iterdir()]:
            is_ours = part.name.startswith(begin) and part.name.endswith(PART)
            if is_ours and time.time() - part.lstat().st_mtime > _ABANDONED:
                part.unlink()


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let an error of the system say which file it concerns."""
    try:
        yield
    except OSError as error:
        if error.filename is None or isinstance(error.filename, int):
            error.filename = str(path)
        raise
