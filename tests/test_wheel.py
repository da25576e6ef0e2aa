"""A whole day with the wheel alone, in a firm's own repository in a folder with a space in its name."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import redwell
from redwell.repository.pin import wheel_name
from tests.repositories import history, needs_git
from tests.sample import FULL
from tests.wheels import Installed, install, wheel

ROOT = Path(__file__).resolve().parent.parent
NAME = "filings/acme/2026-05-04-doe-jane-form3.yaml"
DOCUMENTS = [
    "authentication.pdf",
    "form3.docx",
    "form3.pdf",
    "form3.xml",
    "manifest.json",
    "power-of-attorney.docx",
    "power-of-attorney.pdf",
]


def from_the_lock(folder: Path, root: Path) -> Installed:
    """Return an environment with what the lock of the repository pins, as its README says."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "--require-hashes"]
    subprocess.run([*pip, "-r", "requirements.lock"], cwd=root, check=True)
    return Installed(folder=folder)


@needs_git
def test_a_whole_day_from_an_empty_folder_to_a_test_submission(tmp_path: Path) -> None:
    root = tmp_path / "Firm LLP" / "Section 16"
    root.mkdir(parents=True)
    made = history(root)
    installed = install(tmp_path / "venv", wheel())

    def redwell_(*arguments: str) -> str:
        today = ("--today", "2026-05-12") if arguments[0] in {"check", "build", "review"} else ()
        # Those that start with nothing loaded; what the others load, these do too.
        is_cold = FULL or arguments[0] in {"init", "build", "review"}
        done = (installed.redwell if is_cold else installed.warm)(root, *arguments, *today)
        assert (done.code, done.errors) == (0, ""), done
        return done.output

    # In the morning: a repository, and the first filing.
    redwell_("init")
    if FULL:
        installed = from_the_lock(root / ".venv", root)
    assert "invoke" not in redwell_("new", "--client", "acme", "--owner", "Doe Jane", "--date", "2026-05-04")
    path = root / NAME
    path.write_text(filled(path.read_text("utf-8")).replace("amount: 1000 ", "amount: 1,000 "), "utf-8")
    assert "+    amount: 1000 " in redwell_("check", "--fix", NAME)
    assert (
        redwell_("check").splitlines()[-1]
        == "1 warning in 1 file; 1 filing not ready to file; 2 filings checked"
    )
    built = redwell_("build", "--jobs", "1")
    assert built.splitlines()[-1].startswith("2 filings: 2 written, 1 not ready to file (")
    assert sorted(each.name for each in (root / "build/acme" / path.stem).iterdir()) == DOCUMENTS[:5]
    assert sorted(each.name for each in (root / "build/example/2020-05-04-doe-form3").iterdir()) == DOCUMENTS
    made.save({}, "Begin")
    tracked = made.git("ls-files").splitlines()
    assert f"wheels/{wheel_name()}" in tracked
    assert not [name for name in tracked if name.startswith(("build/", "review/", ".venv/"))]

    # At noon: a correction, for a partner to approve.
    made.branch("correction")
    path.write_text(path.read_text("utf-8").replace("amount: 1000 ", "amount: 1200 "), "utf-8")
    made.save({}, "Correct an amount")
    commits = {"refs/heads/main": made.head("main"), "HEAD": made.head()}
    told = redwell_(
        "review", "--base", commits["refs/heads/main"], "--head", commits["HEAD"], "--out", "review"
    )
    assert told.endswith("wrote review.md, review.html, review.json into review\n")
    review = (root / "review/review.md").read_text("utf-8")
    assert "| Common Stock | direct | 1,000 | 1,200 | **\\+200** |" in review
    # Nothing tells of another code base: the schemas in the repository are those of the wheel.
    assert json.loads((root / "review/review.json").read_text("utf-8"))["notes"] == []
    told = redwell_("redline", NAME, "--base", "main")
    folder = f"build/acme/{path.stem}-redline"
    assert told == f"wrote {folder}/form3.redline.docx, {folder}/form3.redline.pdf\n"
    (root / "files.txt").write_text(f"{NAME}\nrequirements.lock\n", "utf-8")
    comment = redwell_("comment", "--from", "review/review.json", "--files", "files.txt")
    assert "- **the pin of Redwell and its packages**: requirements.lock\n" in comment
    (root / "files.txt").unlink()

    # In the evening: the file for EDGAR, as a test.
    settings = root / "pyproject.toml"
    text = re.sub(r"^# (?=contact|notification)", "", settings.read_text("utf-8"), flags=re.MULTILINE)
    settings.write_text(text, "utf-8")
    out = tmp_path / "test.xml"
    os.environ["REDWELL_CCC_123456"] = "a1bcde$f"
    try:
        told = redwell_("submission", NAME, "--test", "--out", str(out))
    finally:
        del os.environ["REDWELL_CCC_123456"]
    assert f"wrote {out} (TEST): form3.xml\n" in told
    assert installed.run(root, "python", "-m", "redwell.hook", str(out)).code == 1
    assert installed.run(root, "python", "-m", "redwell.hook", NAME, "README.md").code == 0
    assert made.git("status", "--porcelain").splitlines() == [" M pyproject.toml"]


def filled(text: str) -> str:
    """Return a new filing with what is in capitals, a row and a signature filled in."""
    for before, after in (
        ("ISSUER NAME", "ACME CORP"),
        ("9999999999", "0000654321"),
        (": SYMBOL", ": ACME"),
        ('    # cik: "0001234567"', '    cik: "0000123456"'),
        ("officer: OFFICER TITLE ", "officer: Chief Executive Officer "),
        ("# non_derivative:\n#   - title", "non_derivative:\n  - title"),
        ("#     amount: 1000 ", "    amount: 1000 "),
        ("#     ownership: direct            #", "    ownership: direct            #"),
        ("# signatures: ", "signatures: "),
        ("#   - signer: Jane Doe\n#     signed:", "  - signer: Jane Doe\n    signed:"),
    ):
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def test_the_wheel_holds_all_that_a_firm_needs_and_no_test() -> None:
    with zipfile.ZipFile(wheel()) as parts:
        names = set(parts.namelist())
        (record,) = [name for name in names if name.endswith("/METADATA")]
        said = [line for line in parts.read(record).decode().splitlines() if "extra ==" not in line]
        requires = [found[1] for line in said if (found := re.match(r"Requires-Dist: ([a-z0-9-]+)", line))]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert sorted(requires) == sorted(re.split("[>=]", each)[0] for each in project["dependencies"])
    for folder in ("templates", "schemas"):
        ours = {f"redwell/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / folder).rglob("*.*")}
        assert ours <= names
    texts = ROOT / "redwell/repository/files"
    assert {f"redwell/repository/files/{path.name}" for path in texts.iterdir()} <= names
    assert {name.partition("/")[0] for name in names} == {
        "redwell",
        f"redwell-{redwell.__version__}.dist-info",
    }


def test_the_same_source_gives_the_same_wheel(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        env={**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"},
        check=True,
        capture_output=True,
    )
    assert (tmp_path / wheel_name()).read_bytes() == wheel().read_bytes()
