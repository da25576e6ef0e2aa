"""The files of a firm's repository, as this version of Redwell writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import redwell
from redwell.repository.pin import Pin

Forge = Literal["github", "gitlab"]
FORGES: tuple[Forge, ...] = ("github", "gitlab")
LOCK = "requirements.lock"
EXAMPLE = "filings/example/2020-05-04-doe-form3.yaml"
_TEXTS = redwell.PACKAGE / "repository" / "files"


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A file of the repository: its *purpose* in a few words, and the *texts* in `files/` that make it.

    *forge* limits it to one forge. A file that *is_own* is the firm's once it is there. To one that *is_list*
    a firm may add its own lines.
    """

    name: str
    texts: tuple[str, ...]
    purpose: str
    forge: Forge | None = None
    is_own: bool = False
    is_list: bool = False


FILES = (
    Written(
        name="README.md",
        texts=("README.md", "README-{forge}.md"),
        purpose="how a colleague sets up and works here",
        is_own=True,
    ),
    Written(name="pyproject.toml", texts=("pyproject.toml",), purpose="the firm's settings", is_own=True),
    Written(name=LOCK, texts=(), purpose="Redwell and its packages, pinned by their hashes"),
    Written(
        name=EXAMPLE,
        texts=("example.yaml",),
        purpose="an invented filing, with comments",
        is_own=True,
    ),
    Written(
        name=".vscode/settings.json", texts=("vscode-settings.json",), purpose="the schema of each filing"
    ),
    Written(
        name=".vscode/extensions.json",
        texts=("vscode-extensions.json",),
        purpose="recommends the YAML extension",
    ),
    Written(
        name=".gitignore",
        texts=("gitignore",),
        purpose="keeps build/ and review/ out of git",
        is_list=True,
    ),
    Written(
        name=".gitattributes",
        texts=("gitattributes",),
        purpose="the same line ends everywhere",
        is_list=True,
    ),
    Written(
        name=".pre-commit-config.yaml",
        texts=("pre-commit-config.yaml",),
        purpose="refuses secrets in a commit",
    ),
    Written(
        name="tasks.py",
        texts=("tasks.txt",),
        purpose="the commands for those who use invoke",
        is_own=True,
    ),
    Written(
        name=".github/workflows/filings.yml",
        texts=("github-filings.yml",),
        purpose="checks, builds and reviews each pull request",
        forge="github",
    ),
    Written(
        name=".github/workflows/filings-comment.yml",
        texts=("github-filings-comment.yml",),
        purpose="writes the review as a comment",
        forge="github",
    ),
    Written(
        name=".github/CODEOWNERS.example",
        texts=("CODEOWNERS",),
        purpose="who must approve what",
        forge="github",
        is_own=True,
    ),
    Written(
        name=".gitlab-ci.yml",
        texts=("gitlab-ci.yml",),
        purpose="checks, builds and reviews each merge request, with a comment",
        forge="gitlab",
    ),
    Written(
        name=".gitlab/CODEOWNERS.example",
        texts=("CODEOWNERS",),
        purpose="who must approve what",
        forge="gitlab",
        is_own=True,
    ),
)
"""In the order in which a newcomer reads them."""


def of_forge(forge: Forge) -> tuple[Written, ...]:
    """Return the files of a repository on *forge*."""
    return tuple(each for each in FILES if each.forge in {None, forge})


def contents(forge: Forge, pin: Pin) -> Mapping[str, str]:
    """Return the text of each file by its name; the lock is Redwell's own behind the *pin* of Redwell."""
    found = {
        each.name: "".join((_TEXTS / name.format(forge=forge)).read_text("utf-8") for name in each.texts)
        for each in of_forge(forge)
    }
    return {**found, LOCK: pin.entry + (redwell.home() / LOCK).read_text("utf-8")}
