"""`redwell build --compare` and `--verify`: what differs from an earlier build, or from the filings."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from tests import warm
from tests.plain import plain_pages

ROOT = Path(__file__).resolve().parent.parent
SEED = "filings/tecogen/2013-10-01-panora-form3.yaml"
FILED = "filings/example/2026-05-04-doe-form3.yaml"
NEW = "filings/acme/2013-10-01-panora-form3.yaml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a filed filing and one that is not, and their documents in `build/`."""
    root = tmp_path_factory.mktemp("built")
    for name in (SEED, FILED):
        (root / name).parent.mkdir(parents=True)
        shutil.copy(ROOT / name, root / name)
    shutil.copy(ROOT / "tasks.py", root)
    (root / "pyproject.toml").write_text("[tool.redwell]\n", "utf-8")
    plain_pages(root)
    assert build(root)[0] == 0
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "root"))


def build(root: Path, *arguments: str) -> tuple[int, list[str], str]:
    done = warm.invoke(root, "build", "--jobs", "1", "--today", "2026-05-20", *arguments)
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_a_build_of_the_same_inputs_differs_in_nothing(root: Path) -> None:
    shutil.copytree(root / "build", root / "build-before")
    code, lines, errors = build(root, "--compare", "build-before")
    assert (code, errors) == (0, "")
    assert lines[-1] == "compared with build-before: 0 of 2 filings have other documents"


def test_filings_with_other_documents_are_named_filed_ones_first(root: Path) -> None:
    (root / "build").rename(root / "build-before")
    (root / "pyproject.toml").write_text('[tool.redwell]\nauthor = "Firm LLP"\n', "utf-8")
    (root / NEW).parent.mkdir()
    shutil.copy(root / SEED, root / NEW)
    before = root / "build-before/tecogen/2013-10-01-panora-form3"
    manifest = json.loads((before / "manifest.json").read_text("utf-8"))
    for name in ("form3.docx", "ex24.txt"):
        # As if the earlier version had made no Word file, and the text of the exhibit was lost.
        (before / name).unlink()
    del manifest["outputs"]["form3.docx"]
    manifest["outputs"]["form3.rtf"] = "0" * 64
    (before / "form3.rtf").write_bytes(b"{}")
    (before / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    code, lines, errors = build(root, "--compare", "build-before")
    assert (code, errors) == (0, "")
    of_seed = "authentication.pdf, ex24.txt (new), form3.docx (new), form3.pdf, form3.rtf (gone), "
    assert lines[-4:] == [
        f"filed, differs: {FILED}: authentication.pdf, form3.docx, form3.pdf",
        f"differs: {SEED}: {of_seed}power-of-attorney.docx, power-of-attorney.pdf",
        f"no earlier documents: {NEW}",
        "compared with build-before: 2 (1 filed) of 2 filings have other documents",
    ]


def test_a_filing_that_cannot_be_built_any_more_differs(root: Path) -> None:
    (root / "build").rename(root / "build-before")
    text = (root / FILED).read_text("utf-8")
    (root / FILED).write_text(text.replace("trading_symbol: EXRB", "trading_symbol: [EXRB]"), "utf-8")
    code, lines, _ = build(root, "--compare", "build-before")
    assert code == 1
    assert lines[-2:] == [
        f"filed, differs: {FILED}: it cannot be built any more",
        "compared with build-before: 1 (1 filed) of 2 filings have other documents",
    ]


def test_documents_whose_filing_is_gone_are_named_unless_only_some_filings_were_built(root: Path) -> None:
    shutil.copytree(root / "build", root / "build-before")
    (root / SEED).unlink()
    code, lines, _ = build(root, "--compare", "build-before")
    assert code == 0
    assert lines[-2:] == [
        "no filing any more: tecogen/2013-10-01-panora-form3",
        "compared with build-before: 0 of 1 filings have other documents",
    ]
    shares = [build(root, "--compare", "build-before", "--shard", f"{each}/2")[1] for each in (1, 2)]
    assert [line for each in shares for line in each if "any more" in line] == lines[-2:-1]
    _, lines, _ = build(root, "--filing", FILED, "--compare", "build-before")
    assert not any("any more" in line for line in lines)


def test_a_comparison_stays_off_the_standard_output_of_json(root: Path) -> None:
    shutil.copytree(root / "build", root / "build-before")
    code, lines, errors = build(root, "--format", "json", "--compare", "build-before")
    assert (code, json.loads("\n".join(lines)).keys()) == (0, {"problems", "due"})
    assert errors.endswith("\ncompared with build-before: 0 of 2 filings have other documents\n")


def test_documents_can_be_built_beside_the_earlier_ones(root: Path) -> None:
    code, lines, _ = build(root, "--out", "build-new", "--compare", "build")
    assert (code, lines[-1]) == (0, "compared with build: 0 of 2 filings have other documents")


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("nowhere", "no such folder"),
        ("filings", "no build wrote documents into this folder"),
        ("build", "this is the folder that is built into: name a copy of it"),
    ],
)
def test_a_folder_without_earlier_documents_is_refused(root: Path, folder: str, message: str) -> None:
    assert build(root, "--compare", folder) == (2, [], f"--compare {folder}: {message}\n")


# --- against the filings ---

VERIFIED = "build/ is what the filings give (2 filings compared)"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_documents_that_a_build_made_are_what_the_filings_give_and_nothing_is_written(root: Path) -> None:
    before = contents(root)
    code, lines, errors = build(root, "--verify")
    assert (code, errors, lines[-1]) == (0, "", VERIFIED)
    assert contents(root) == before


def test_forged_documents_are_named_though_their_manifest_has_their_hashes(root: Path) -> None:
    folder = root / "build/example/2026-05-04-doe-form3"
    forged = folder / "form3.xml"
    forged.write_bytes(forged.read_bytes().replace(b"EXRB", b"EVIL"))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["outputs"]["form3.xml"] = sha256(forged.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")
    (folder / "payment.pdf").write_bytes(b"%PDF")
    (folder / "form3.docx").unlink()
    (folder / "form3.docx").symlink_to(root / SEED)
    (folder / "form3.pdf").unlink()
    (root / SEED).unlink()
    (root / NEW).parent.mkdir()
    shutil.copy(ROOT / SEED, root / NEW)
    code, lines, errors = build(root, "--verify")
    assert (code, errors) == (1, "")
    assert lines[-8:] == [
        f"{FILED}: form3.docx: is a link, and no document",
        f"{FILED}: form3.pdf: is missing",
        f"{FILED}: form3.xml: is not what the filing gives",
        f"{FILED}: manifest.json: is not what the filing gives",
        f"{FILED}: payment.pdf: no build wrote this",
        f"{NEW}: has no documents yet",
        "build/tecogen/2013-10-01-panora-form3: no filing gives these documents",
        "build/ is not what the filings give (1 filing compared)",
    ]


def test_documents_in_git_are_named(root: Path) -> None:
    name = "example/2026-05-04-doe-form3/form3.xml"
    for arguments in (["init", "-q"], ["add", "-f", f"build/{name}"]):
        subprocess.run(["git", *arguments], cwd=root, check=True)
    code, lines, errors = build(root, "--verify")
    assert (code, errors) == (1, "")
    assert lines[-2:] == [
        f"build/{name}: is in git, and only a build may write documents there",
        "build/ is not what the filings give (2 filings compared)",
    ]


def test_whatever_lies_beside_documents_and_no_build_wrote_is_named(root: Path) -> None:
    folder = root / "build/example/2026-05-04-doe-form3"
    (folder / "extra").mkdir()
    (folder / "extra/form3.pdf").write_bytes(b"%PDF")
    (folder / "final.pdf").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.pdf")
    (root / "build/example/latest").mkdir()
    (root / "build/example/latest/form3.xml").write_bytes(b"<x/>")
    (root / "build/acme").mkdir()
    (root / "build/form3.pdf").write_bytes(b"%PDF")
    code, lines, errors = build(root, "--verify")
    assert (code, errors) == (1, "")
    assert lines[-7:] == [
        f"{FILED}: extra: no build wrote this",
        f"{FILED}: final.pdf: no build wrote this",
        f"{FILED}: pipe.pdf: no build wrote this",
        "build/acme: no filing gives these documents",
        "build/example/latest: no filing gives these documents",
        "build/form3.pdf: no filing gives these documents",
        "build/ is not what the filings give (2 filings compared)",
    ]


def test_verify_needs_documents_and_no_other_comparison(root: Path) -> None:
    message = "--verify builds everything anew and compares it: leave --compare and --force out\n"
    assert build(root, "--verify", "--force") == (2, [], message)
    assert build(root, "--verify", "--compare", "build") == (2, [], message)
    message = "--verify: there is no elsewhere/ to compare with the filings: build first\n"
    assert build(root, "--verify", "--out", "elsewhere") == (2, [], message)
