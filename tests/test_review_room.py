"""A temporary folder is gone in the end, whatever was left in it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from redwell.review.made.room import room


def deep(folder: Path, depth: int) -> None:
    """Folders within folders, deeper than the longest path."""
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder)
        for _ in range(depth):
            Path("d").mkdir()
            os.chdir("d")
        Path("last").touch()
    finally:
        os.fchdir(here)
        os.close(here)


def test_a_folder_is_gone_whatever_stands_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    (tmp_path / "kept" / "inner").mkdir(parents=True)
    (tmp_path / "kept" / "file").touch()
    with room() as folder:
        assert folder.parent == tmp_path / "t"
        deep(folder, 5_000)
        (folder / "shut" / "inner").mkdir(parents=True)
        (folder / "shut" / "inner" / "file").touch()
        (folder / "shut" / "inner").chmod(0)
        (folder / "shut").chmod(0)
        (folder / "link").symlink_to(tmp_path / "kept")
        (folder / "lost").symlink_to("nowhere")
        (folder / ".0").mkdir()
        os.mkfifo(folder / ".0" / "pipe")

    assert [*(tmp_path / "t").iterdir()] == []
    assert (tmp_path / "kept" / "file").is_file()


def test_a_folder_is_gone_after_an_error_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert [*tmp_path.iterdir()] == []


def interrupted() -> None:
    with room() as folder:
        (folder / "file").touch()
        raise KeyboardInterrupt
