"""Git, asked and never told: it asks nobody, runs no hook and calls no network, whatever its settings say."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_OF_ANOTHER = frozenset(
    {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_PREFIX",
        "GIT_COMMON_DIR",
        "GIT_GLOB_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "LANGUAGE",
    }
)
"""What git tells a hook of its repository, which need not be ours; and what would change its answers."""
_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C.UTF-8",
}
_PLAIN = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "log.showSignature=false",
    "log.follow=false",
    "protocol.allow=never",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What git said, its exit code, and its complaint."""

    code: int
    said: bytes
    complaint: str = ""


def ask(
    folder: Path, arguments: Iterable[str], given: bytes = b"", environment: Mapping[str, str] | None = None
) -> Answer | None:
    """The answer of git in *folder*; None where there is no git. *environment* is added to ours."""
    flags = [part for setting in _PLAIN for part in ("-c", setting)]
    inherited = {key: value for key, value in os.environ.items() if key not in _OF_ANOTHER}
    try:
        done = subprocess.run(
            ["git", "--no-pager", "--literal-pathspecs", *flags, *arguments],
            cwd=folder,
            env={**inherited, **_QUIET, **(environment or {})},
            input=given,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())


def answer(folder: Path, arguments: Iterable[str], given: bytes = b"") -> bytes:
    """What git says; nothing where there is no git, no repository, or one that it does not trust."""
    found = ask(folder, arguments, given)
    return found.said if found and found.code == 0 else b""


def contents(
    folder: Path, blobs: Collection[str], environment: Mapping[str, str] | None = None
) -> dict[str, bytes]:
    """The content of each of *blobs* by its name, less those that are not here."""
    if not blobs:
        return {}
    asked = "".join(f"{blob}\n" for blob in sorted(blobs)).encode()
    found = ask(folder, ["cat-file", "--batch"], asked, environment)
    return dict(_contents(found.said)) if found and found.code == 0 else {}


def _contents(said: bytes) -> Iterator[tuple[str, bytes]]:
    place = 0
    while place < len(said):
        start = said.index(b"\n", place) + 1
        blob, *kind = said[place : start - 1].decode().split()
        size = int(kind[1]) if len(kind) == 2 else -1  # else "missing"
        if size >= 0:
            yield blob, said[start : start + size]
        place = start + size + 1
