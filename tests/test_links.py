"""Nothing is written through a symbolic link, which may come with somebody's commit."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from redwell.builds import builder, record
from redwell.builds.builder import BuildJob, Result
from redwell.files import output
from redwell.files.discovery import Misuse
from redwell.redline.redlines import RedlineOrder, redline
from redwell.review import formats
from tests.drafts import DRAFT
from tests.plain import plain_pages

ROOT = Path(__file__).resolve().parent.parent
FILING = "filings/acme/2026-05-04-doe-form3.yaml"
MESSAGE = (
    "{}: this is a link, and nothing is written through a link: remove it, or name the folder itself "
    "with --out"
)


class Silent:
    """Progress callbacks that do nothing."""

    def waiting(self) -> None:
        pass

    def progress(self, done: int, total: int, name: str) -> None:
        pass


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one filing and plain pages, beside a folder of somebody else."""
    plain_pages(tmp_path / "root")
    (tmp_path / "root" / FILING).parent.mkdir(parents=True)
    (tmp_path / "root" / FILING).write_text(DRAFT, "utf-8")
    (tmp_path / "elsewhere" / "2026-05-04-doe-form3").mkdir(parents=True)
    (tmp_path / "elsewhere" / "theirs.txt").write_text("theirs", "utf-8")
    return tmp_path / "root"


def build(root: Path, out: Path) -> Result:
    job = BuildJob(root=root, home=ROOT, record=root / "filings", out=out)
    return builder.build_record(job, Silent())


def linked(link: Path) -> Path:
    """Put a link to the folder of somebody else at *link*."""
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(next(each for each in link.parents if each.name == "root").parent / "elsewhere")
    return link


@pytest.mark.parametrize(
    ("link", "out"),
    [
        ("build", "build"),
        ("made", "made/documents"),
    ],
)
def test_a_build_refuses_an_output_folder_behind_a_link(root: Path, link: str, out: str) -> None:
    linked(root / link)
    before = sorted(root.parent.rglob("*"))
    with pytest.raises(Misuse) as refused:
        build(root, root / out)
    assert str(refused.value) == MESSAGE.format(link)
    assert sorted(root.parent.rglob("*")) == before


@pytest.mark.parametrize("place", ["build/acme", "build/acme/2026-05-04-doe-form3"])
def test_a_link_in_the_place_of_a_folder_of_documents_keeps_only_its_filing_from_being_built(
    root: Path, place: str
) -> None:
    other = root / "filings/other/2026-05-04-doe-form3.yaml"
    other.parent.mkdir()
    other.write_text(DRAFT, "utf-8")
    linked(root / place)
    before = sorted((root.parent / "elsewhere").rglob("*"))
    built = build(root, root / "build")
    assert [(each.entry.client, each.state) for each in built.outcomes] == [
        ("acme", "failed"),
        ("other", "written"),
    ]
    assert [problem.message for problem in built.outcomes[0].problems] == [
        f"{place} is a link, and nothing is written through a link: remove it"
    ]
    assert sorted((root.parent / "elsewhere").rglob("*")) == before
    (root / place).unlink()
    assert [each.state for each in build(root, root / "build").outcomes] == ["written", "unchanged"]


@pytest.mark.parametrize(
    "place",
    [
        "build/acme",
        "build/acme/2026-05-04-doe-form3",
        *(f"build/acme/.2026-05-04-doe-form3{end}" for end in (output.NEW, output.OLD, output.GONE)),
    ],
)
def test_a_file_in_the_place_of_a_folder_of_documents_stays_and_is_named(root: Path, place: str) -> None:
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    (root / place).write_text("mine", "ascii")
    built = build(root, root / "build")
    assert [problem.message for problem in built.outcomes[0].problems] == [
        f"{place} is in the way, and Redwell did not write it: move it away"
    ]
    assert (root / place).read_text("ascii") == "mine"
    (root / place).unlink()
    assert [each.state for each in build(root, root / "build").outcomes] == ["written"]


def test_a_review_refuses_an_output_folder_behind_a_link(root: Path) -> None:
    linked(root / "build")
    with pytest.raises(Misuse) as refused:
        formats.refuse(root / "build/review", root)
    assert str(refused.value) == MESSAGE.format("build")


def test_a_redline_is_not_written_behind_a_link(root: Path) -> None:
    linked(root / "build/acme")
    order = RedlineOrder(
        root=root,
        home=ROOT,
        filing=FILING,
        base=None,
        head=None,
        build=root / "build",
        out=None,
        today=date(2026, 5, 10),
        author="Redwell",
    )
    with pytest.raises(Misuse) as refused:
        redline(order)
    assert str(refused.value) == MESSAGE.format("build/acme")


def test_a_link_above_the_repository_is_the_users_own(root: Path) -> None:
    (root.parent / "here").symlink_to(root.parent)
    output.refuse_links(root.parent / "here/elsewhere/made", root)


def test_check_keeps_no_cache_behind_a_link(root: Path) -> None:
    linked(root / "build")
    time.sleep(0.05)  # files that changed just now are not kept
    record.check_record(root, ROOT, root / "filings", ())
    assert [path.name for path in sorted((root.parent / "elsewhere").iterdir())] == [
        "2026-05-04-doe-form3",
        "theirs.txt",
    ]


@pytest.mark.parametrize("suffix", [output.OLD, output.NEW, output.GONE])
def test_a_link_with_the_name_of_a_hidden_folder_is_removed_and_not_followed(root: Path, suffix: str) -> None:
    (root / "build/acme/form").mkdir(parents=True)
    link = linked(root / f"build/acme/.form{suffix}")
    output.recover(root / "build")
    assert not link.is_symlink()
    assert (root.parent / "elsewhere/theirs.txt").read_text("utf-8") == "theirs"
    assert not any((root / "build/acme/form").iterdir())


def test_hidden_folders_behind_a_link_stay(root: Path) -> None:
    theirs = root.parent / "elsewhere" / f".form{output.NEW}"
    theirs.mkdir()
    linked(root / "build/acme")
    output.recover(root / "build")
    assert theirs.is_dir()


def test_folders_behind_a_link_are_not_taken_for_old_output(root: Path) -> None:
    (root.parent / "elsewhere/2026-05-04-doe-form3" / output.MANIFEST).write_text('{"outputs": {}}', "ascii")
    linked(root / "build/acme")
    assert [*output.others(root / "build", ())] == []
