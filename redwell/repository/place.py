"""The folder of a new repository: git's, at its top, and the forge that its origin names."""

from __future__ import annotations

import subprocess
from pathlib import Path

from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.git import command
from redwell.repository.layout import Forge


def prepare(folder: Path) -> bool:
    """Make an empty *folder* a repository of git, and return True; return False if it is one already.

    Raise `Misuse` for any other folder, before anything is written.
    """
    answer = command.run(folder, ["rev-parse", "--show-toplevel"])
    if answer is None:
        raise Misuse("git is not installed here, and a firm's filings are kept in it: install git")
    command.refuse_distrust(answer, folder)
    if answer.code == 0:
        top = Path(answer.output.decode("utf-8", "surrogateescape").rstrip("\n"))
        if disk.real(top) != disk.real(folder):
            raise Misuse(
                f"this is a folder of the repository {top}: run redwell init there, or in a folder of its own"
            )
        return False
    if (folder / ".git").exists():
        raise Misuse(f"git cannot read the repository here: {answer.errors}")
    if any(folder.iterdir()):
        raise Misuse(
            "this folder has files and is no git repository: to keep the filings here, run git init, "
            "then redwell init again; else run it in an empty folder"
        )
    try:
        subprocess.run(
            ["git", "init", "--quiet", "--initial-branch", "main"],
            cwd=folder,
            check=True,
            capture_output=True,
        )
    except subprocess.CalledProcessError as error:
        raise Misuse(f"git init failed: {error.stderr.decode('utf-8', 'replace').strip()}") from error
    return True


def forge_of(root: Path) -> Forge | None:
    """Return the forge whose name is in the address of the remote `origin`; None if there is none."""
    url = command.output(root, ["config", "--get", "remote.origin.url"]).decode("utf-8", "replace").lower()
    # user@host:path, or https://host/path
    host = url.partition("://")[2] or url
    host = host.rpartition("@")[2].replace(":", "/").partition("/")[0]
    if "gitlab" in host:
        return "gitlab"
    return "github" if "github" in host else None
