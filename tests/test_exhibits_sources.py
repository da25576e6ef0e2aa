"""Papers that a filing rests on, where a case file cannot hold them."""

from __future__ import annotations

from pathlib import Path

import pytest

from redwell.builds import record
from tests.looked import NAME, PANORA

ROOT = Path(__file__).resolve().parent.parent
CCC = "abcd" + "12#4"


def said(root: Path) -> list[tuple[str, str]]:
    """The code and message of each problem at a paper."""
    checks = record.check_record(root, ROOT, root / "filings", ())
    return [(each.code, each.message) for each in checks.problems if each.path[:1] == ("sources",)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a filing that rests on one paper."""
    path = tmp_path / NAME
    path.parent.mkdir(parents=True)
    path.write_text(f"{PANORA}\nsources: [paper.txt]\n", "utf-8")
    return path.parent


def test_a_paper_may_not_show_a_ccc(folder: Path, tmp_path: Path) -> None:
    (folder / "paper.txt").write_text(f"The CCC: {CCC}", "utf-8")
    [(code, message)] = said(tmp_path)
    assert (code, message.split(":")[:3]) == ("secret-ccc", ["paper.txt", "1", "10"])
    assert CCC not in message


def test_a_paper_that_is_far_too_large_is_not_read(folder: Path, tmp_path: Path) -> None:
    with (folder / "paper.txt").open("wb") as file:
        file.truncate(200_000_000)
    message = "paper.txt has 200,000,000 bytes: at most 20,000,000 are read here; is it the right file?"
    assert said(tmp_path) == [("source-too-large", message)]


def test_a_paper_behind_a_link_to_elsewhere_is_missing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_text("x", "utf-8")
    (folder / "paper.txt").symlink_to(tmp_path / "elsewhere.txt")
    message = "paper.txt is not in the folder of this filing: put it there, or remove the line"
    assert said(tmp_path) == [("source-missing", message)]
