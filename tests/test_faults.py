"""Whatever call to the disk kills a command or fails: nothing is torn or lost, and the next one is right."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

import redwell
from redwell.repository.pin import wheel_name
from tests import faults, submissions, warm
from tests.clones import SEED
from tests.drafts import DRAFT, SIGNED
from tests.plain import plain_pages
from tests.repositories import ALONE, history
from tests.sample import FULL

DOE = "filings/acme/doe.yaml"
"""It has one document less to draw."""
XML = (redwell.home() / "templates/form3/form3.xml.j2").read_text("utf-8")
WHATS = {"kill": 50, "full": 30, "once": 70, "error": 60}
"""The faults, and at how many percent of the calls each is tried where it is tried once."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command, and the repository that it finds."""

    prepare: Callable[[Path], object]
    arguments: tuple[str, ...]
    out: str = ""
    """The file of the user's, outside of the repository, that it writes."""
    env: dict[str, str] = field(default_factory=dict)
    sample: tuple[str, ...] = ("kill", "full", "once", "error")
    """Faults that are tried once where not all are."""


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def run(root: Path, *arguments: str, **env: str) -> warm.Done:
    return warm.invoke(root, *arguments, env={**ALONE, **submissions.NO_KEYRING, **env}, is_program=True)


def built_and_changed(root: Path) -> None:
    """A filing that was changed after a build, an edited document, a file of a stranger, and three filings:
    one new, one unchanged, one gone."""
    plain_pages(root)
    write(root, {DOE: DRAFT, "filings/acme/same.yaml": DRAFT, "filings/gone/old.yaml": DRAFT})
    write(root, {"templates/form3/form3.xml.j2": XML.replace("?>", "?><!-- of the firm -->", 1)})
    assert run(root, "build", "--jobs", "1").returncode == 0
    write(root, {DOE: DRAFT.replace("MAIN", "HIGH"), "filings/new/first.yaml": DRAFT})
    (root / "filings/gone/old.yaml").unlink()
    (root / "filings/gone").rmdir()
    write(root, {"build/acme/doe/form3.docx": "mine", "build/acme/doe/notes.txt": "mine too"})
    write(root, {"build/acme/doe/form3.edited.docx": "mine of last week"})


def with_a_folder_of_documents(root: Path) -> None:
    """Make the folder for documents, where a check keeps a cache if it exists."""
    write(root, {DOE: SIGNED, "filings/acme/same.yaml": SIGNED})
    (root / "build").mkdir()


def recorded(root: Path) -> None:
    made = history(root)
    made.save({".gitignore": "build/\n", DOE: SIGNED})
    made.branch("request")
    made.save({DOE: SIGNED.replace("MAIN", "HIGH")})


def published(root: Path) -> None:
    plain_pages(root)
    write(root, {DOE: SIGNED})
    assert run(root, "build", "--jobs", "1").returncode == 0
    shutil.move(root / "build/acme/doe/form3.xml", root / "form3.xml")
    shutil.rmtree(root / "build")
    shutil.rmtree(root / "filings")


COMMANDS = {
    "build": Command(prepare=built_and_changed, arguments=("build", "--jobs", "1"), sample=("kill", "full")),
    "check": Command(prepare=with_a_folder_of_documents, arguments=("check",)),
    "fix": Command(
        prepare=lambda root: write(root, {DOE: SIGNED.replace("2026-05-04\nissuer", "05/14/2026\nissuer")}),
        arguments=("check", "--fix"),
    ),
    "new": Command(
        prepare=lambda root: write(root, {DOE: SIGNED}),
        arguments=("new", "--client", "acme", "--owner", "ROE MARY", "--date", "2026-05-04"),
    ),
    "filed": Command(
        prepare=lambda root: write(root, {DOE: SIGNED}),
        arguments=("filed", "--filing", DOE, "--accession", "0001209191-26-047456", "--date", "2026-05-05"),
    ),
    "sign": Command(
        prepare=lambda root: write(root, {DOE: f"{DRAFT}signatures:\n- signer: DOE JANE\n"}),
        arguments=("sign", DOE, "--signer", "DOE JANE", "--date", "2026-05-04"),
        sample=("kill", "full"),
    ),
    "import": Command(
        prepare=published, arguments=("import", "--from", "form3.xml", "--out", "filings/acme")
    ),
    "init": Command(
        prepare=history,
        arguments=("init", "--wheel", f"https://releases.example/{wheel_name()}#sha256={'0' * 64}"),
        sample=("kill", "once"),
    ),
    "submission": Command(
        prepare=submissions.repository,
        arguments=("submission", "--filing", SEED, "--test", "--out", "../sent.xml"),
        out="sent.xml",
        env={f"REDWELL_CCC_{submissions.CIK}": submissions.CCC},
    ),
    "redline": Command(prepare=recorded, arguments=("redline", "--filing", DOE, "--base", "main"), sample=()),
    "review": Command(
        prepare=recorded,
        arguments=(
            "review",
            "--base",
            "main",
            "--out",
            "build/review",
            "--jobs",
            "1",
            "--today",
            "2026-05-10",
        ),
        sample=(),
    ),
}


class Place:
    """A folder in which a command runs again and again, from the same beginning."""

    def __init__(self, folder: Path, command: Command) -> None:
        self.command, self.folder, self.kept = command, folder / "work", folder / "kept"
        self.root = self.folder / "firm"
        self.root.mkdir(parents=True)
        (self.folder / "tmp").mkdir()
        command.prepare(self.root)
        settle()
        shutil.copytree(self.folder, self.kept, symlinks=True)

    def begin(self) -> None:
        """Have the files of the beginning."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.kept, self.folder, symlinks=True)

    def run(self, fault: str = "", log: str = "") -> warm.Done:
        wanted = {"FAULT": fault, "FAULT_BELOW": f"{self.folder}", "FAULT_LOG": log} if fault else {}
        temporary = {"TMPDIR": f"{self.folder / 'tmp'}"}
        return run(self.root, *self.command.arguments, **self.command.env, **temporary, **wanted)

    def files(self) -> dict[str, str]:
        """The hash of every file but git's and those in the temporary folder."""
        found = {}
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            is_counted = path.is_file() and not name.startswith(("tmp/", "firm/.git/"))
            if is_counted and not name.endswith(".cache.json"):
                found[name] = sha256(path.read_bytes()).hexdigest()
        return found


def settle() -> None:
    time.sleep(0.05)


def points(calls: list[str], what: str, command: Command) -> dict[int, str]:
    """Return at which calls a fault is tried: at each that it can concern, or at one of them."""
    if what != "error":
        calls = [call for call in calls if call.startswith("write")]
    found = dict(enumerate(calls, start=1))
    if FULL:
        # Of equal calls that read, such as those for each part of a path, the first.
        first = {call: at for at, call in reversed(found.items())}
        return {at: call for at, call in found.items() if call.startswith("write") or first[call] == at}
    at = 1 + len(calls) * WHATS[what] // 100
    return {at: found[at]} if what in command.sample else {}


@pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if FULL or command.sample])
def test_a_fault_at_any_call_tears_and_loses_nothing_and_the_next_run_is_right(
    tmp_path: Path, name: str
) -> None:
    place = Place(tmp_path, COMMANDS[name])
    before, log = place.files(), tmp_path / "log"
    done = place.run("count 0", f"{log}")
    after, code = place.files(), done.returncode
    assert (code, after != before) == (0, name != "check"), done.stderr
    calls = log.read_text("utf-8").splitlines()
    for what in WHATS:
        for at, call in points(calls, what, place.command).items():
            place.begin()
            failed = place.run(f"{what} {at}")
            where = f"{what} at {at}, {call}: {failed.returncode} {failed.stdout}{failed.stderr}"
            assert_nothing_is_torn_or_lost(place, before, after, where)
            assert_said(failed, what, where)
            for left in place.folder.rglob(".*.redwell-part"):
                os.utime(left, (0, 0))
            again = place.run()
            now = place.files()
            assert now == after, f"{sorted(now.items() ^ after.items())}: {where}, then {again}"


def assert_said(failed: warm.Done, what: str, where: str) -> None:
    """A command that fails says so in one sentence."""
    if what == "kill":
        assert failed.returncode in {faults.KILLED, 0}, where
    elif failed.returncode:
        assert failed.returncode in {1, 2}, where
        assert "Traceback" not in failed.stderr, where
        assert failed.stderr.strip() or "error" in failed.stdout, where
        assert len(failed.stderr.splitlines()) <= 3, where


def assert_nothing_is_torn_or_lost(
    place: Place, before: dict[str, str], after: dict[str, str], where: str
) -> None:
    now = place.files()
    for name, sha in now.items():
        if not any(part.startswith(".redwell") or ".redwell-" in part for part in name.split("/")):
            is_hidden_cache = name.endswith(".cache.json.new")
            assert sha in {before.get(name), after.get(name)} or is_hidden_cache, f"{name} is torn: {where}"
    gone = {name: sha for name, sha in before.items() if sha not in now.values()}
    made = {name for name in gone if name.startswith("firm/build/")}
    # A document that Redwell made may go where the finished command drops or replaces it too.
    lost = [name for name in gone if name not in made or after.get(name) == before[name]]
    replaced = [name for name in lost if name in now and now[name] == after.get(name)]
    assert not set(lost) - set(replaced), f"lost: {where}"
    for manifest in place.root.glob("build/*/[!.]*/manifest.json"):
        for name, sha in json.loads(manifest.read_text("utf-8"))["outputs"].items():
            path = manifest.parent / name
            # What somebody edited is set aside first.
            if path.exists() and "mine" not in path.read_text("utf-8", "replace")[:4]:
                assert sha256(path.read_bytes()).hexdigest() == sha, f"{path} is torn: {where}"
            else:
                assert name == "form3.docx", f"{path} is gone: {where}"
