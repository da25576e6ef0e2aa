"""Where a review is written: into a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import redwell
from redwell.files.discovery import Misuse
from redwell.review.model import Reviewed
from redwell.review.show import shown
from tests.reviews import PICTURES, REVIEW


def refused(out: Path, root: Path) -> str:
    with pytest.raises(Misuse) as caught:
        shown.refuse(out, root)
    return str(caught.value)


@pytest.mark.parametrize("source", ["filings", ".git", "docs", "tests"])
def test_a_review_is_not_written_into_what_is_read(tmp_path: Path, source: str) -> None:
    (tmp_path / source).mkdir()
    assert refused(tmp_path / source / "review", tmp_path) == (
        f"--out {source}/review: documents cannot go there, because of {source}: choose another folder"
    )


@pytest.mark.parametrize("source", ["templates", "schemas", "redwell"])
def test_a_review_is_not_written_into_what_redwell_is_made_from(source: str) -> None:
    home = redwell.home()
    assert refused(home / source / "review", home) == (
        f"--out {source}/review: documents cannot go there, because of {source}: choose another folder"
    )


def test_a_review_is_not_written_over_what_it_reads(tmp_path: Path) -> None:
    assert refused(tmp_path, tmp_path).endswith("because of filings: choose another folder")


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "notes"
    out.mkdir()
    (out / "mine.txt").write_text("mine", "utf-8")
    assert refused(out, tmp_path) == (
        "--out notes: it holds files that no review wrote: choose a folder of its own"
    )
    shutil.rmtree(out)
    out.write_text("a file", "utf-8")
    assert refused(out, tmp_path) == "--out notes: this is a file; name a folder"


def test_an_earlier_review_is_replaced_as_a_whole(tmp_path: Path) -> None:
    out, reviewed = tmp_path / "review", Reviewed(review=REVIEW, pictures=PICTURES)
    for formats in (tuple(shown.FORMATS), ("markdown",)):
        shown.refuse(out, tmp_path)
        assert shown.write(reviewed, formats, out, redwell.home()) == tuple(
            shown.FORMATS[each] for each in formats
        )
    assert sorted(each.name for each in out.iterdir()) == ["manifest.json", "review.md"]
