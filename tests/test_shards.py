"""Shards: a stable share of the filings for each machine, and all shards together are one run."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

import redwell
from redwell.builds import builder, record
from redwell.builds.builder import BuildJob, Result
from redwell.builds.spread import Shard, Spread, read_shard
from redwell.problems import Problem
from tests.plain import plain_pages
from tests.redwell_program import Run
from tests.sample import FULL

ROOT = Path(__file__).resolve().parent.parent
SHARDS = [Spread(shard=Shard(number=number, count=3)) for number in (1, 2, 3)]
DRAFT = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "1", trading_symbol: ACME}
reporting_owners:
- {name: DOE JANE, cik: "2", relationship: {director: true}}
no_securities_owned: true
"""
EXHIBIT = "exhibits: [{type: EX-99, file: note.txt}]\n"


class Silent:
    """Hears what a build tells."""

    def waiting(self) -> None:
        pass

    def progress(self, done: int, total: int, name: str) -> None:
        pass


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository without filings, with plain pages."""
    (tmp_path / "filings" / "acme").mkdir(parents=True)
    plain_pages(tmp_path)
    return tmp_path


def write(root: Path, name: str, text: str = DRAFT) -> None:
    path = root / "filings" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def build(root: Path, spread: Spread, out: str = "build") -> Result:
    job = BuildJob(root=root, home=redwell.home(), record=root / "filings", out=root / out)
    return builder.build_record(replace(job, spread=spread), Silent())


def check(root: Path, spread: Spread) -> list[Problem]:
    return record.check_record(root, redwell.home(), root / "filings", (), None, spread).problems


def contents(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder, less the cache."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".cache.json")
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def in_order(problems: list[Problem]) -> list[str]:
    return sorted(f"{problem}" for problem in problems)


def test_three_shards_of_the_examples_together_are_one_run(root: Path) -> None:
    for client in sorted((ROOT / "filings").iterdir()) if FULL else [ROOT / "filings" / "tecogen"]:
        shutil.copytree(client, root / "filings" / client.name)
    for name in "abh":
        write(root, f"beta/2026-05-04-{name}-form3.yaml")
    write(root, "acme/stray.txt", "a note")
    write(root, "acme/broken.yml", "a")
    write(root, "acme/2026-05-04-doe-form3.yaml", DRAFT.replace("ACME CORP", "[]"))
    (root / "filings" / "linked").symlink_to(root / "filings" / "acme")
    whole = build(root, Spread(), "whole")
    parts = [build(root, spread, "parts") for spread in SHARDS]
    assert contents(root / "parts") == contents(root / "whole")
    assert [len(part.outcomes) > 0 for part in parts] == [True] * 3
    names = Counter(outcome.entry.name for part in parts for outcome in part.outcomes)
    assert names == Counter(outcome.entry.name for outcome in whole.outcomes)
    found = in_order([problem for part in parts for problem in builder.problems_of(part)])
    assert found == in_order(builder.problems_of(whole))
    codes = {problem.code for problem in builder.problems_of(whole)}
    assert {"stray-file", "folder-link", "filing-suffix", "wrong-type"} <= codes
    assert found == in_order([problem for spread in SHARDS for problem in check(root, spread)])


def test_the_shard_of_a_filing_depends_on_its_name_alone(root: Path) -> None:
    names = [f"acme/2026-05-04-owner{number}-form3.yaml" for number in range(12)]

    def shares() -> dict[str, int]:
        found = record.choose(root / "filings", (), root)
        parts = [Shard(number=n, count=8).part_of(found, root / "filings", root) for n in range(1, 9)]
        return {each.name: n for n, part in enumerate(parts, 1) for each in part.entries}

    for name in names:
        write(root, name)
    before = shares()
    # The same on every machine and with every version: these never change.
    assert [before[f"filings/{name}"] for name in names] == [5, 6, 3, 7, 7, 8, 1, 7, 3, 4, 5, 4]
    write(root, "acme/2026-05-04-aaa-form3.yaml")
    write(root, "beta/2026-05-04-zzz-form3.yaml")
    after = shares()
    assert len(after) == 14
    assert after.items() >= before.items()


def test_a_file_that_a_filing_of_another_shard_names_is_no_stray(root: Path) -> None:
    for number in range(6):
        write(root, f"acme/2026-05-04-owner{number}-form3.yaml", DRAFT + EXHIBIT.replace("note", f"{number}"))
        write(root, f"acme/{number}.txt", "a note")
    for spread in SHARDS:
        assert [problem for problem in check(root, spread) if problem.code == "stray-file"] == []


def test_beside_a_filing_of_another_shard_that_cannot_be_read_nothing_is_a_stray(root: Path) -> None:
    write(root, "acme/2026-05-04-doe-form3.yaml", "a: b: c\n")
    write(root, "acme/note.txt", "a note")
    codes = [problem.code for spread in SHARDS for problem in check(root, spread)]
    assert "stray-file" not in codes
    assert in_order(check(root, Spread())) == in_order([p for each in SHARDS for p in check(root, each)])


def test_a_shard_keeps_the_folders_of_other_shards_and_one_removes_that_of_a_deleted_filing(
    root: Path,
) -> None:
    for name in "abc":
        write(root, f"acme/2026-05-04-{name}-form3.yaml")
    build(root, Spread())
    (root / "filings/acme/2026-05-04-b-form3.yaml").unlink()
    removed = [line for spread in SHARDS for line in build(root, spread).removed]
    assert removed == ["build/acme/2026-05-04-b-form3/: removed, because its filing no longer exists"]
    left = {path.name for path in (root / "build/acme").iterdir()}
    assert left == {"2026-05-04-a-form3", "2026-05-04-c-form3"}
    assert [outcome.state for each in SHARDS for outcome in build(root, each).outcomes] == ["unchanged"] * 2


def test_a_shard_is_written_as_its_number_and_how_many_there_are(root: Path) -> None:
    assert read_shard("2/8") == Shard(number=2, count=8)
    assert read_shard("1/1") == read_shard("") == Shard()


@pytest.mark.parametrize(
    "wrong", ["0/8", "9/8", "2", "2/", "/8", "2/0", "-1/8", "2/8 ", "two/eight", "１/２"]
)
def test_another_shard_is_misuse(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    write(root, "acme/2026-05-04-doe-form3.yaml")
    run = Run(root, monkeypatch, capsys)
    message = f"--shard {wrong}: write which share of how many, e.g. 2/8 for the second of eight\n"
    for command in ("check", "build"):
        assert run(command, "--shard", wrong) == (2, "", message)


def test_the_commands_take_a_shard(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in "abcdef":
        write(root, f"acme/2026-05-04-{name}-form3.yaml")
    run = Run(root, monkeypatch, capsys)
    ends = [run("check", "acme", "--shard", f"{number}/2")[1].splitlines()[-1] for number in (1, 2)]
    assert ends == [
        "3 filings not ready to file; 3 filings checked",
        "3 filings not ready to file; 3 filings checked",
    ]
