"""Run the program `redwell` in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from redwell.commands import program


class Run:
    """Runs the program, and returns its exit code, output and errors."""

    def __init__(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.root, self.monkeypatch, self.capsys = root, monkeypatch, capsys

    def __call__(self, *arguments: str, folder: str = ".") -> tuple[int, str, str]:
        self.monkeypatch.chdir(self.root / folder)
        code = program.main(arguments)
        said = self.capsys.readouterr()
        return code, said.out, said.err
