"""Repositories of git that tests make: the same commits every time, whatever this machine is set to."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

needs_git = pytest.mark.skipif(not shutil.which("git"), reason="there is no git")
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


@dataclass(kw_only=True)
class History:
    """A repository in *root*. Each commit is by *author*, an hour later than the one before.

    The first is of 2026-05-04, 13:00 UTC.
    """

    root: Path
    author: str = "Jane Roe"
    hours: int = field(default=0)

    def git(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        """Return git's output; raise an error for another exit code."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **ALONE, **self._who()},
            capture_output=True,
            check=False,
        )
        assert done.returncode in codes, done.stderr.decode()
        return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")

    def write(self, files: dict[str, str | bytes | None]) -> None:
        """Write files by their paths; None removes one."""
        for name, content in files.items():
            path = self.root / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def save(self, files: dict[str, str | bytes | None], message: str = "Save") -> str:
        """Write files and commit all that there is; the commit."""
        self.write(files)
        self.git("add", "--all")
        return self.commit(message)

    def commit(self, message: str = "Save", *options: str) -> str:
        """Commit what is staged, be it nothing; the commit."""
        self.hours += 1
        self.git("commit", "--quiet", "--allow-empty", "--message", message, *options)
        return self.head()

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Begin a branch."""
        self.git("checkout", "--quiet", "-b", name, start)

    def switch(self, name: str) -> None:
        """Have the files of a branch or commit."""
        self.git("checkout", "--quiet", name)

    def merge(self, name: str) -> None:
        """Merge a branch; where it conflicts, that is left as it is."""
        self.hours += 1
        self.git("merge", "--quiet", "--no-edit", name, codes=(0, 1))

    def head(self, name: str = "HEAD") -> str:
        """The commit that a name means."""
        return self.git("rev-parse", f"{name}^{{commit}}")

    def clone(self, folder: Path, *options: str) -> History:
        """Another repository, made from this one."""
        # A path takes less time than a URI, but git ignores some options then.
        source = self.root.resolve().as_uri() if options else f"{self.root.resolve()}"
        self.git("clone", "--quiet", *options, source, f"{folder}")
        return History(root=folder, hours=self.hours)

    def state(self) -> dict[str, str]:
        """All that must stay: every file here, git's own too, by its content."""
        found = sorted(path for path in self.root.rglob("*") if path.is_file() and not path.is_symlink())
        return {f"{path.relative_to(self.root)}": sha256(path.read_bytes()).hexdigest() for path in found}

    def _who(self) -> dict[str, str]:
        day, hour = divmod(12 + self.hours, 24)
        when = f"2026-05-{4 + day:02}T{hour:02}:00:00Z"
        name = f"{self.author.lower().replace(' ', '.')}@example.com"
        return {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", self.author), ("EMAIL", name), ("DATE", when))
        }


def history(root: Path, branch: str = "main") -> History:
    """A new repository without a commit."""
    root.mkdir(parents=True, exist_ok=True)
    made = History(root=root)
    # Without a template: hooks that are only examples are 14 files to write.
    made.git("init", "--quiet", "--template=", f"--initial-branch={branch}")
    return made
