"""A firm's own templates: a file of the same name replaces Redwell's, and nothing else changes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from redwell.commands import program
from redwell.files.reader import digest

ROOT = Path(__file__).resolve().parent.parent
SEED = "filings/tecogen/2013-10-01-panora-form3.yaml"
CSS = ROOT / "templates/form3/form3.css"
Run = Callable[..., tuple[int, str, str]]
RECORD = "templates/.redwell.json"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A firm's repository with one filing and no templates."""
    folder = tmp_path / "Firm LLP"
    (folder / SEED).parent.mkdir(parents=True)
    shutil.copy(ROOT / SEED, folder / SEED)
    (folder / "pyproject.toml").write_text("[tool.redwell]\n", "utf-8")
    return folder


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `redwell` in this process, in the repository; returns exit code, output and errors."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(root)
        code = program.main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def write(root: Path, name: str, text: str) -> None:
    (root / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
    (root / "templates" / name).write_text(text, "utf-8")


# --- which are whose ---


def test_without_own_templates_all_are_redwells_and_a_review_is_not_listed(run: Run) -> None:
    code, output, errors = run("templates")
    assert (code, errors) == (0, "")
    head, *names = output.splitlines()
    assert head == "Redwell's own (redwell templates copy NAME makes one yours):"
    ours = {path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.*")}
    assert names == [f"  {name}" for name in sorted(ours) if not name.startswith("review/")]


def test_a_copied_template_is_redwells_to_the_byte_and_its_hash_is_kept(root: Path, run: Run) -> None:
    said = "wrote templates/form3/form3.css: from now on, documents are made with it\n"
    assert run("templates", "copy", "form3/form3.css") == (0, said, "")
    assert (root / "templates/form3/form3.css").read_bytes() == CSS.read_bytes()
    record = json.loads((root / RECORD).read_text("utf-8"))
    assert record == {"form3/form3.css": digest(CSS.read_bytes())}
    refused = "templates/form3/form3.css exists already: nothing was written\n"
    assert run("templates", "copy", "templates\\form3\\form3.css") == (2, "", refused)


def test_the_list_says_of_each_file_how_it_stands_to_redwells(root: Path, run: Run) -> None:
    for name in ("form3/form3.css", "form3/form3.docx", "shared/page.css"):
        run("templates", "copy", name)
    write(root, "form3/form3.css", "/* ours */\n")
    record = json.loads((root / RECORD).read_text("utf-8"))
    # As after an upgrade: Redwell's file is not the one that was copied.
    (root / RECORD).write_text(json.dumps({**record, "form3/form3.docx": "0" * 64}), "utf-8")
    write(root, "form3/form3.docx", "ours")
    write(root, "power_of_attorney/wording.yaml", "title: ours\n")
    write(root, "power_of_attorney/wording-acme.yaml", "title: ours\n")
    write(root, "form3/form3.cs", "a {}\n")
    write(root, "review/review.css", "body {display: none}\n")
    write(root, "form3/~$form3.docx", "")
    code, output, errors = run("templates")
    assert (code, errors) == (0, "")
    assert output.partition("Redwell's own (")[0] == (
        "Your templates/ replaces these of Redwell's:\n"
        "  form3/form3.css\n"
        "  form3/form3.docx: Redwell's has changed since; redwell templates diff form3/form3.docx shows how\n"
        "  power_of_attorney/wording.yaml: not copied by redwell templates, so compare it: redwell templates "
        "diff power_of_attorney/wording.yaml\n"
        "  shared/page.css: the same as Redwell's; remove it to have later changes\n"
        "Files of your own, used only where a filing names them:\n"
        '  form3/form3.cs; did you mean "form3/form3.css"?\n'
        "  power_of_attorney/wording-acme.yaml\n"
        "Not used, because the page of a review judges the other templates and stays as it is:\n"
        "  review/review.css\n"
    )
    said = "noted: templates/form3/form3.docx takes Redwell's file of this version into account\n"
    assert run("templates", "keep", "form3/form3.docx") == (0, said, "")
    assert "  form3/form3.docx\n" in run("templates")[1]


def test_a_difference_goes_from_the_firms_template_to_redwells(root: Path, run: Run) -> None:
    run("templates", "copy", "form3/form3.css")
    assert run("templates", "diff", "form3/form3.css") == (
        0,
        "form3/form3.css is the same as Redwell's\n",
        "",
    )
    text = CSS.read_text("utf-8")
    write(root, "form3/form3.css", f"/* ours */\n{text}")
    code, output, errors = run("templates", "diff", "form3/form3.css")
    assert (code, errors) == (0, "")
    lines = output.splitlines()
    assert lines[0] == "--- templates/form3/form3.css"
    assert re.fullmatch(r"\+\+\+ form3/form3\.css of Redwell [\d.]+", lines[1])
    assert [line for line in lines[2:] if line.startswith(("-", "+"))] == ["-/* ours */"]
    run("templates", "copy", "form3/form3.docx")
    place = ROOT / "templates/form3/form3.docx"
    message = f"form3/form3.docx is no text: compare it with {place}, for example in Word\n"
    assert run("templates", "diff", "form3/form3.docx") == (2, "", message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("copy", "form3.css"), 'form3.css: no such template; did you mean "form3/form3.css"?'),
        (("copy", "../pyproject.toml"), "../pyproject.toml: no such template; redwell templates lists them"),
        (("copy",), "name one template: redwell templates copy shared/page.css"),
        (("copy", "a", "b"), "name one template: redwell templates copy shared/page.css"),
        (("copi", "a"), 'copi: templates knows no such word; did you mean "copy"?'),
        (
            ("form3/form3.css",),
            "form3/form3.css: templates knows no such word: write copy, diff, keep "
            "and the name of a template",
        ),
        (
            ("copy", "review/review.css"),
            "review/review.css: the page of a review judges the other templates, and stays as it is",
        ),
        (
            ("diff", "form3/form3.css"),
            "templates/form3/form3.css: there is no such file: Redwell's own is used",
        ),
        (
            ("keep", "form3/form3.css"),
            "templates/form3/form3.css: there is no such file: redwell templates copy form3/form3.css "
            "makes one",
        ),
    ],
)
def test_misuse_exits_2_and_writes_nothing(
    root: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    assert run("templates", *arguments) == (2, "", f"{message}\n")
    assert not (root / "templates").exists()


def test_nothing_is_copied_through_a_link_out_of_the_repository(root: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    (root / "templates").symlink_to(tmp_path / "away")
    message = "templates/form3/form3.css: its folder leads out of this repository: nothing was written\n"
    assert run("templates", "copy", "form3/form3.css") == (2, "", message)


@pytest.mark.parametrize("record", ["[]", "{", '{"form3/form3.css": 1}', "[" * 9999])
def test_a_damaged_record_is_none(root: Path, run: Run, record: str) -> None:
    write(root, "form3/form3.css", "/* ours */\n")
    write(root, ".redwell.json", record)
    code, output, _ = run("templates")
    assert code == 0
    assert "  form3/form3.css: not copied by redwell templates, so compare it: " in output


def test_in_redwells_own_repository_there_is_nothing_to_replace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert program.main(["templates"]) == 0
    assert capsys.readouterr().out.startswith("Redwell's own (")
    assert program.main(["templates", "copy", "form3/form3.css"]) == 2
    assert capsys.readouterr().err == "templates/ here are Redwell's own templates: edit them\n"
