"""`redwell build --compare`: which documents differ from those of an earlier build."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests import warm

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
