"""The pin of Redwell in a firm's lock: a wheel by its file or address, with its SHA-256.

Never by name alone: anybody could publish a package of that name.
"""

from __future__ import annotations

import json
import os
import re
import zipfile
from dataclasses import dataclass
from importlib import metadata
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import redwell
from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.files.disk import LargeFileError, NoFileError
from redwell.files.reader import digest

WHEELS = "wheels"
"""The folder for a wheel that is pinned as a file, so that every clone has it."""
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?/[A-Za-z0-9._~%+/-]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME_ALONE = (
    "this Redwell was not installed from a wheel, and a name alone is no safe pin: name the wheel, "
    "redwell init --wheel FILE, or --wheel https://HOST/{wheel}#sha256=HASH"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pin:
    """A wheel: its *place* in a lock, its hash, and the *source* of a file to copy to `wheels/`."""

    place: str
    sha256: str
    source: Path | None = None

    @property
    def entry(self) -> str:
        """The entry of the lock."""
        return f"{self.place} \\\n    --hash=sha256:{self.sha256}\n"

    @property
    def file(self) -> str | None:
        """The name of the wheel's file in the repository; None if it is pinned by its address."""
        return None if "://" in self.place else self.place.removeprefix("./")


def wheel_name() -> str:
    """Return the file name of the wheel of this version."""
    return f"redwell-{redwell.__version__}-py3-none-any.whl"


_LARGEST_WHEEL = 100_000_000


def given(wheel: str, root: Path) -> Pin:
    """Return the pin of *wheel*, a file, or an address with `#sha256=` and its hash. Raises `Misuse`."""
    if "://" in wheel:
        address, _, hashed = wheel.partition("#sha256=")
        return _at(address, hashed, f"--wheel {_shown(wheel)}")
    return _in(Path(wheel).absolute(), root, f"--wheel {wheel}")


def installed(root: Path) -> Pin:
    """Return the pin of the wheel that this Redwell was installed from. Raises `Misuse` if it is unknown."""
    found = _origin()
    url, archive = found.get("url"), found.get("archive_info")
    if not isinstance(url, str) or not isinstance(archive, dict):
        raise Misuse(_NAME_ALONE.format(wheel=wheel_name()))
    said = "the wheel that this Redwell was installed from"
    if url.startswith("file:"):
        path = Path(unquote(urlsplit(url).path))
        if not path.is_file():
            raise Misuse(f"{said} is not there any more ({path}): name it, redwell init --wheel FILE")
        pin = _in(path, root, f"{path}")
        hashed = _hash_in(archive)
        if (hashed != pin.sha256) if hashed else not _is_this_code(path):
            raise Misuse(f"{path} is not {said}: it differs. Name the wheel, redwell init --wheel FILE")
        return pin
    address, _, hashed = url.partition("#sha256=")
    return _at(address, hashed or _hash_in(archive), f"{said}, {_shown(url)}")


def _origin() -> dict[str, Any]:
    """Return what the installer wrote about the origin of this very package (PEP 610); empty if nothing."""
    try:
        distribution = metadata.distribution("redwell")
        is_ours = disk.real(Path(str(distribution.locate_file("redwell")))) == redwell.PACKAGE
        found = json.loads(distribution.read_text("direct_url.json") or "{}") if is_ours else {}
    except (metadata.PackageNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _hash_in(archive: dict[str, Any]) -> str:
    hashes = archive.get("hashes")
    found = hashes.get("sha256") if isinstance(hashes, dict) else None
    return found if isinstance(found, str) else ""


def _at(address: str, hashed: str, said: str) -> Pin:
    if "@" in address or "?" in address:
        raise Misuse(f"{said}: an address with a password or a ? may hold a secret: name one without")
    if not _ADDRESS.fullmatch(address):
        raise Misuse(f"{said}: write the address of a wheel, https://HOST/{wheel_name()}#sha256=HASH")
    _check_name(address.rpartition("/")[2], said)
    if not _SHA256.fullmatch(hashed):
        raise Misuse(
            f"{said}: add its SHA-256, which the release names: redwell init --wheel {address}#sha256=HASH"
        )
    return Pin(place=f"redwell @ {address}", sha256=hashed)


def _in(path: Path, root: Path, said: str) -> Pin:
    try:
        content = wheel(path)
    except (NoFileError, LargeFileError):
        raise Misuse(f"{said}: there is no such file") from None
    _check_name(path.name, said)
    if not _is_wheel(content):
        raise Misuse(f"{said}: this is no wheel of Redwell, or a damaged one")
    name = f"{WHEELS}/{path.name}"
    if (root / name).is_symlink() or (root / WHEELS).is_symlink():
        raise Misuse(f"{name} in this repository is a link, which may lead elsewhere tomorrow: remove it")
    hashed = digest(content)
    if os.path.lexists(root / name) and not disk.holds(root / name, content):
        raise Misuse(f"{name} in this repository is another file than {path}: remove it first")
    is_there = disk.real(path) == disk.real(root / name)
    return Pin(place=f"./{name}", sha256=hashed, source=None if is_there else path)


def _check_name(name: str, said: str) -> None:
    if name != wheel_name():
        raise Misuse(
            f"{said}: this is Redwell {redwell.__version__}, whose wheel is {wheel_name()}: install the "
            "other one first, and let it pin itself"
        )


def wheel(path: Path) -> bytes:
    """Return the content of a wheel. Raises `OSError` and `LargeFileError`."""
    return disk.read_file(path, _LARGEST_WHEEL)


def _is_wheel(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            return "redwell/__init__.py" in parts.namelist()
    except zipfile.BadZipFile:
        return False


def _is_this_code(wheel: Path) -> bool:
    """Return whether a *wheel* holds the Redwell that runs: some installers record no hash."""
    with zipfile.ZipFile(wheel) as parts:
        code = [name for name in parts.namelist() if name.startswith("redwell/") and name.endswith(".py")]
        own = {path.relative_to(redwell.PACKAGE.parent).as_posix() for path in redwell.PACKAGE.rglob("*.py")}
        return {*code} == own and all(
            parts.read(name) == (redwell.PACKAGE.parent / name).read_bytes() for name in code
        )


def _shown(url: str) -> str:
    """Return an address without what stands before `@` or after `?`: it may be a secret."""
    return re.sub(r"//[^/@]*@", "//", url.partition("?")[0])
