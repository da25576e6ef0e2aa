"""A firm's own templates: which of Redwell's they replace, and which of those have changed since.

`templates/.redwell.json` keeps, for each template that was copied, the SHA-256 of Redwell's file then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Literal

import redwell
from redwell.files import disk, templates
from redwell.files.discovery import Misuse
from redwell.files.disk import LargeFileError
from redwell.files.reader import digest
from redwell.files.templates import FOLDER, SEALED
from redwell.problems import did_you_mean
from redwell.repository.writer import renew, write_missing

RECORD = f"{FOLDER}/.redwell.json"
PAGE, SHEET = ".html.j2", ".css"
NAMED = (".yaml", ".txt")
"""The suffixes of wordings and notary blocks, which a filing may name."""
_LARGEST_RECORD = 1_000_000
State = Literal["current", "outdated", "unknown", "same", "sealed", "own"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Replaced:
    """A file of the firm's `templates/`, and its *state*.

    Redwell's file is still the one that was copied (current), or another (outdated), or that is unknown;
    it is the same, it cannot be replaced (sealed), or there is none of this name (own).
    """

    name: str
    state: State


def installed() -> Mapping[str, Path]:
    """Return Redwell's own templates by name."""
    return templates.every(redwell.home())


def replaced(root: Path) -> tuple[Replaced, ...]:
    """Return the state of each file in the firm's `templates/`."""
    if disk.real(root / FOLDER) == disk.real(redwell.home() / FOLDER):
        return ()
    ours, copied = installed(), _record(root)
    found = templates.inside(root / FOLDER)
    return tuple(Replaced(name=name, state=_state(name, path, ours, copied)) for name, path in found.items())


def _state(name: str, path: Path, ours: Mapping[str, Path], copied: Mapping[str, str]) -> State:
    if name not in ours:
        return "own"
    if name.startswith(SEALED):
        return "sealed"
    content = disk.read_file(ours[name], templates.LARGEST)
    if disk.holds(path, content):
        return "same"
    if name not in copied:
        return "unknown"
    return "current" if copied[name] == digest(content) else "outdated"


def copy(name: str, root: Path) -> str:
    """Copy Redwell's template into the firm's `templates/`, and return its path. Raises `Misuse`."""
    content = disk.read_file(_ours(name, root), templates.LARGEST)
    written, _ = write_missing(root, {f"{FOLDER}/{name}": content})
    if not written:
        raise Misuse(f"{FOLDER}/{name} exists already: nothing was written")
    keep(name, root)
    return written[0]


def partner(name: str, root: Path) -> str:
    """Return the page of a style sheet, or the reverse, if that is still Redwell's; "" if not.

    A page and its style sheet name the same parts, and an upgrade changes both.
    """
    stem = name.removesuffix(PAGE).removesuffix(SHEET)
    others = {f"{stem}{PAGE}", f"{stem}{SHEET}"} - {name}
    return next((each for each in others & installed().keys() if not (root / FOLDER / each).is_file()), "")


def keep(name: str, root: Path) -> None:
    """Note that the firm's template takes Redwell's file of now into account. Raises `Misuse`."""
    content = disk.read_file(_ours(name, root), templates.LARGEST)
    if not (root / FOLDER / name).is_file():
        raise Misuse(f"{FOLDER}/{name}: there is no such file: redwell templates copy {name} makes one")
    known = {**_record(root), name: digest(content)}
    text = json.dumps(known, indent=2, sort_keys=True) + "\n"
    renew(root, RECORD, text.encode())


def difference(name: str, root: Path) -> str:
    """Return a diff from the firm's template to Redwell's; empty if they are the same. Raises `Misuse`."""
    ours, theirs = _ours(name, root), root / FOLDER / name
    if not theirs.is_file():
        raise Misuse(f"{FOLDER}/{name}: there is no such file: Redwell's own is used")
    try:
        found = (disk.read_file(path, templates.LARGEST) for path in (theirs, ours))
        yours, new = (content.decode("utf-8").splitlines(True) for content in found)
    except LargeFileError as error:
        raise Misuse(f"{FOLDER}/{name} has {error}?") from None
    except UnicodeDecodeError:
        raise Misuse(f"{name} is no text: compare it with {ours}, for example in Word") from None
    lines = unified_diff(yours, new, f"{FOLDER}/{name}", f"{name} of Redwell {redwell.__version__}")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _ours(name: str, root: Path) -> Path:
    """Return Redwell's template *name*, which a firm may replace. Raises `Misuse`."""
    known = {each: path for each, path in installed().items() if not each.startswith(SEALED)}
    if disk.real(root / FOLDER) == disk.real(redwell.home() / FOLDER):
        raise Misuse(f"{FOLDER}/ here are Redwell's own templates: edit them")
    if name.startswith(SEALED) and name in installed():
        what = "the page of a review judges" if name.startswith("review/") else "the live page shows"
        raise Misuse(f"{name}: {what} the other templates, and stays as it is")
    if name not in known:
        raise Misuse(
            f"{name}: no such template{did_you_mean(name, list(known)) or '; redwell templates lists them'}"
        )
    return known[name]


def _record(root: Path) -> dict[str, str]:
    """Return the hashes of what was copied; empty if nobody copied anything, or the record is damaged."""
    try:
        found = json.loads(disk.read_plain(root / RECORD, _LARGEST_RECORD) or b"{}")
    except (ValueError, RecursionError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: sha for name, sha in pairs if isinstance(sha, str)}


def listing(root: Path) -> Iterator[str]:
    """Return the list of `redwell templates`."""
    found = replaced(root)
    taken = {each.name for each in found if each.state in _SAID}
    if taken:
        yield "Your templates/ replaces these of Redwell's:"
        yield from (
            f"  {each.name}{_SAID[each.state].format(name=each.name)}" for each in found if each.name in taken
        )
    own = [each.name for each in found if each.state == "own"]
    ours = installed()
    free = sorted(ours.keys() - taken)
    if own:
        yield "Files of your own, used only where a filing names them:"
        yield from (
            f"  {name}{'' if name.endswith(NAMED) else did_you_mean(name, list(ours))}" for name in own
        )
    if any(each.state == "sealed" for each in found):
        yield "Not used, because the page of a review judges the other templates and stays as it is:"
        yield from (f"  {each.name}" for each in found if each.state == "sealed")
    yield "Redwell's own (redwell templates copy NAME makes one yours):"
    yield from (f"  {name}" for name in free if not name.startswith(SEALED))


_SAID: Mapping[State, str] = {
    "current": "",
    "outdated": ": Redwell's has changed since; redwell templates diff {name} shows how",
    "unknown": ": not copied by redwell templates, so compare it: redwell templates diff {name}",
    "same": ": the same as Redwell's; remove it to have later changes",
}
