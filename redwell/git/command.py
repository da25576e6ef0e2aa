"""Run read-only git commands: no prompts, hooks or network, whatever its settings say."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from redwell.files.discovery import Misuse

_DROPPED = frozenset(
    {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_PREFIX",
        "GIT_COMMON_DIR",
        "GIT_GLOB_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_ATTR_SOURCE",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
        "GIT_NAMESPACE",
        "GIT_REPLACE_REF_BASE",
        "LANGUAGE",
    }
)
"""Variables that git sets for hooks, perhaps of another repository, or that change its output."""
_DROPPED_SETTINGS = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
_QUIET = {
    # A replaced object or a graft would hide a change from a review.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C.UTF-8",
}
_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "log.showSignature=false",
    "log.follow=false",
    "protocol.allow=never",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The exit code of a git command, its standard output and its error messages."""

    code: int
    output: bytes
    errors: str = ""


def refuse_distrust(answer: Answer, folder: Path) -> None:
    """Raise `Misuse` if git refused to read *folder*, because it belongs to another user."""
    if "dubious ownership" in answer.errors:
        remedy = f'git config --global --add safe.directory "{folder}"'
        raise Misuse(f"git does not trust this folder, which belongs to another user: {remedy}")


def run(
    folder: Path,
    arguments: Iterable[str],
    standard_input: bytes = b"",
    environment: Mapping[str, str] | None = None,
) -> Answer | None:
    """Run git in *folder*; None if git is not installed. *environment* is added to ours."""
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    inherited = {
        key: value
        for key, value in os.environ.items()
        if key not in _DROPPED and not key.startswith(_DROPPED_SETTINGS)
    }
    try:
        done = subprocess.run(
            ["git", "--no-pager", "--literal-pathspecs", *settings, *arguments],
            cwd=folder,
            env={**inherited, **_QUIET, **(environment or {})},
            input=standard_input,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())


def output(folder: Path, arguments: Iterable[str]) -> bytes:
    """Return the output of git; b"" without git or a repository, or if git does not trust it."""
    answer = run(folder, arguments)
    return answer.output if answer and answer.code == 0 else b""


def contents(
    folder: Path, blobs: Collection[str], environment: Mapping[str, str] | None = None
) -> dict[str, bytes]:
    """Return the content of each of *blobs* by its name, except those missing from this clone.

    `cat-file` applies no attribute: `export-ignore`, `export-subst` and `eol` neither hide nor change a file.
    """
    if not blobs:
        return {}
    names = "".join(f"{blob}\n" for blob in sorted(blobs)).encode()
    answer = run(folder, ["cat-file", "--batch"], names, environment)
    return dict(_contents(answer.output)) if answer and answer.code == 0 else {}


def _contents(output: bytes) -> Iterator[tuple[str, bytes]]:
    place = 0
    while place < len(output):
        start = output.index(b"\n", place) + 1
        blob, *kind = output[place : start - 1].decode().split()
        size = int(kind[1]) if len(kind) == 2 else -1  # else "missing"
        if size >= 0:
            yield blob, output[start : start + size]
        place = start + size + 1
