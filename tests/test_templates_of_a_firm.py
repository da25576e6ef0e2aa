"""A firm's own templates: a file of the same name replaces Redwell's, and nothing else changes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from redwell.commands import program
from redwell.documents import text
from redwell.files.reader import digest
from redwell.files.templates import SEALED
from tests import warm
from tests.plain import PLAIN, plain_pages
from tests.repositories import history
from tests.sample import some

ROOT = Path(__file__).resolve().parent.parent
SEED = "filings/tecogen/2013-10-01-panora-form3.yaml"
TASKS = ROOT / "redwell/repository/files/tasks.txt"
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
    shutil.copy(TASKS, folder / "tasks.py")
    return folder


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `redwell` in this process, in the repository; return exit code, output and errors."""

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
    assert names == [f"  {name}" for name in sorted(ours) if not name.startswith(SEALED)]


def test_a_copied_template_is_redwells_to_the_byte_and_its_hash_is_kept(root: Path, run: Run) -> None:
    said = (
        "wrote templates/form3/form3.css: from now on, documents are made with it\n"
        "form3/form3.html.j2 goes with it: an upgrade may change both, so copy it too, or take "
        "changes over\n"
    )
    assert run("templates", "copy", "form3/form3.css") == (0, said, "")
    assert (root / "templates/form3/form3.css").read_bytes() == CSS.read_bytes()
    record = json.loads((root / RECORD).read_text("utf-8"))
    assert record == {"form3/form3.css": digest(CSS.read_bytes())}
    refused = "templates/form3/form3.css exists already: nothing was written\n"
    assert run("templates", "copy", "templates\\form3\\form3.css") == (2, "", refused)


def test_of_a_page_and_its_style_sheet_the_second_goes_with_none(run: Run) -> None:
    assert "form3/form3.css goes with it: " in run("templates", "copy", "form3/form3.html.j2")[1]
    for name in ("form3/form3.css", "shared/page.css", "form3/form3.docx"):
        said = f"wrote templates/{name}: from now on, documents are made with it\n"
        assert run("templates", "copy", name) == (0, said, "")


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


# --- what they change ---

ACME = "filings/acme/2026-05-04-doe-jane-form3.yaml"
NEW = ("new", "--client", "acme", "--owner", "Doe Jane", "--date", "2026-05-04")


def built(root: Path) -> dict[str, str]:
    """The hashes of the documents of the seed."""
    folder = root / "build/tecogen/2013-10-01-panora-form3"
    return {path.name: digest(path.read_bytes()) for path in folder.iterdir() if path.suffix != ".json"}


def without_power(root: Path) -> None:
    """Leave the documents of its power out of the seed, for tests that build it several times."""
    text, _, _ = (root / SEED).read_text("utf-8").partition("powers_of_attorney:")
    (root / SEED).write_text(text, "utf-8")


def template(name: str) -> str:
    return (ROOT / "templates" / name).read_text("utf-8")


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The hashes of the documents of the seed by Redwell's own templates."""
    folder = tmp_path_factory.mktemp("ours")
    (folder / SEED).parent.mkdir(parents=True)
    shutil.copy(ROOT / SEED, folder / SEED)
    shutil.copy(TASKS, folder / "tasks.py")
    assert warm.invoke(folder, "build", "--jobs", "1", "--quiet").returncode == 0
    return built(folder)


EDITS: dict[str, tuple[str, Callable[[str], str], set[str]]] = {
    "a style sheet": (
        "form3/form3.css",
        lambda text: f"{text}\nbody {{ color: #222 }}\n",
        {"form3.pdf"},
    ),
    "a page": (
        "form3/form3.html.j2",
        lambda text: text.replace("Officer (give title below)", "Officer (give title)"),
        {"form3.pdf"},
    ),
    "what pages share": (
        "shared/page.css",
        lambda text: f"{text}\nbody {{ color: #222 }}\n",
        {"form3.pdf", "power-of-attorney.pdf", "authentication.pdf"},
    ),
    "a text": (
        "power_of_attorney/power_of_attorney.txt.j2",
        lambda text: f"{text}FIRM LLP\n",
        {"ex24.txt"},
    ),
}


@pytest.mark.parametrize("kind", some([*EDITS]))
def test_a_firms_template_takes_the_place_of_redwells_and_of_no_other(
    root: Path, ours: dict[str, str], kind: str
) -> None:
    name, edit, changed = EDITS[kind]
    write(root, name, edit(template(name)))
    done = warm.invoke(root, "build", "--jobs", "1", "--quiet")
    assert done.returncode == 0, done.stdout
    assert {each for each, sha in built(root).items() if sha != ours[each]} == changed


def test_a_word_template_of_a_firm_is_used(root: Path, ours: dict[str, str]) -> None:
    made = docx.Document(str(ROOT / "templates/form3/form3.docx"))
    made.add_paragraph("Prepared by Firm LLP")
    (root / "templates/form3").mkdir(parents=True)
    made.save(str(root / "templates/form3/form3.docx"))
    assert warm.invoke(root, "build", "--jobs", "1", "--quiet").returncode == 0
    assert {each for each, sha in built(root).items() if sha != ours[each]} == {"form3.docx"}
    words = text.file_text(root / "build/tecogen/2013-10-01-panora-form3/form3.docx")
    assert "Prepared by Firm LLP" in words


def test_a_template_that_comes_changes_or_goes_makes_its_documents_anew(root: Path) -> None:
    without_power(root)
    plain_pages(root)

    def states() -> str:
        done = warm.invoke(root, "build", "--jobs", "1")
        assert done.returncode == 0
        return done.stdout.splitlines()[-1].partition(" (")[0]

    assert states() == "1 filing: 1 written, 1 not ready to file"
    assert states() == "1 filing: 1 unchanged, 1 not ready to file"
    ours = built(root)
    css = template("form3/form3.css")
    for added in ("\nbody { color: #222 }\n", "\nbody { color: #333 }\n"):
        write(root, "form3/form3.css", css + added)
        assert states() == "1 filing: 1 written, 1 not ready to file"
        assert states() == "1 filing: 1 unchanged, 1 not ready to file"
    # A template of another form, or one for new filings, is no input of this one.
    write(root, "new/form3.yaml", template("new/form3.yaml"))
    write(root, "form4/form4.css", "p {}\n")
    assert states() == "1 filing: 1 unchanged, 1 not ready to file"
    (root / "templates/form3/form3.css").unlink()
    assert states() == "1 filing: 1 written, 1 not ready to file"
    assert built(root) == ours


def test_a_file_of_another_folder_that_a_firms_template_includes_makes_its_documents_anew(root: Path) -> None:
    without_power(root)
    page = PLAIN.replace("<body>", "<body>{% include 'mine/note' %}")
    write(root, "form3/form3.html.j2", page)
    for note in ("<p>One.</p>", "<p>Two.</p>"):
        write(root, "mine/note", note)
        done = warm.invoke(root, "build", "--jobs", "1")
        assert done.stdout.splitlines()[-1].startswith("1 filing: 1 written")
    hidden = page.replace("mine/note", "mine/.note")
    write(root, "mine/.note", "<p>Three.</p>")
    write(root, "form3/form3.html.j2", hidden)
    done = warm.invoke(root, "build", "--jobs", "1")
    assert (
        "the name begins with a period or a tilde, and builds do not notice such files: give it another name"
        in done.stdout
    )


def test_a_firms_wording_is_that_of_every_new_power(root: Path) -> None:
    name = "power_of_attorney/wording.yaml"
    wording = template(name)
    assert "necessary or desirable" in wording
    draft = (ROOT / "redwell/repository/files/example.yaml").read_text("utf-8")
    path = root / "filings/example/2026-05-04-doe-form3.yaml"
    path.parent.mkdir()
    path.write_text(draft, "utf-8")
    write(root, name, wording.replace("necessary or desirable", "necessary, useful or desirable"))
    assert warm.invoke(root, "build", "--jobs", "1", "--quiet", "--filing", str(path)).returncode == 0
    words = text.file_text(root / "build/example/2026-05-04-doe-form3/power-of-attorney.docx")
    assert "necessary, useful or desirable" in words


def test_a_new_filing_is_written_from_the_firms_own_beginning(root: Path, run: Run) -> None:
    ours = template("new/form3.yaml").replace(
        "\n\nissuer:", "\n\n# Firm LLP {asks} for the CIK first.\nissuer:"
    )
    write(root, "new/form3.yaml", ours)
    assert run(*NEW)[0] == 0
    written = (root / ACME).read_text("utf-8")
    assert "\n# Firm LLP {asks} for the CIK first.\nissuer:\n  name: ISSUER NAME " in written
    assert run("check", "acme")[0] == 0


BROKEN: dict[str, tuple[str, Callable[[str], str], str, str]] = {
    "a name that is none": (
        "form3/form3.xml.j2",
        lambda text: text.replace("date_of_event", "date_of_evnt"),
        "templates/form3/form3.xml.j2:{line}:1: error [template]\n"
        "  form3.xml cannot be made: 'date_of_evnt' is undefined\n",
        "date_of_event",
    ),
    "an element that is none": (
        "form3/form3.xml.j2",
        lambda text: text.replace("periodOfReport>", "periodofReport>"),
        "templates/form3/form3.xml.j2:{line}:1: error [xml-schema]\n",
        "<periodOfReport>",
    ),
    "a property that is none": (
        "shared/page.css",
        lambda text: f"p {{ colour: red }}\n{text}",
        "templates/shared/page.css:1:1: error [template]\n"
        "  form3.pdf cannot be made: Ignored `colour: red ` at 1:5, unknown property.\n",
        "",
    ),
    "a wording without its title": (
        "power_of_attorney/wording.yaml",
        lambda text: text.replace("\ntitle:", "\ntitel:"),
        "templates/power_of_attorney/wording.yaml:{line}:1: error [wording-key]",
        "title:",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_template_of_a_firm_is_named_with_its_line(root: Path, kind: str) -> None:
    name, edit, said, near = BROKEN[kind]
    draft = (ROOT / "redwell/repository/files/example.yaml").read_text("utf-8")
    path = root / "filings/example/2026-05-04-doe-form3.yaml"
    path.parent.mkdir()
    path.write_text(draft, "utf-8")
    whole = template(name)
    write(root, name, edit(whole))
    done = warm.invoke(root, "build", "--jobs", "1", "--quiet", "--filing", str(path))
    line = next(
        n
        for n, each in enumerate(whole.splitlines(), start=1)
        if each.strip().startswith(near) or near in each
    )
    assert done.returncode == 1
    assert said.format(line=line) in done.stdout, done.stdout


def test_a_template_lays_the_xml_out_and_changes_nothing_that_it_reports(root: Path) -> None:
    name = "form3/form3.xml.j2"
    ours = (ROOT / "templates" / name).read_text("utf-8")
    write(root, name, ours.replace("<periodOfReport>", "\n<periodOfReport>"))
    assert warm.invoke(root, "build", "--jobs", "1").returncode == 0
    write(root, name, ours.replace("{{ date_of_event | iso_date }}", "2013-10-02"))
    done = warm.invoke(root, "build", "--jobs", "1")
    line = next(n for n, each in enumerate(ours.splitlines(), 1) if "<periodOfReport" in each)
    message = (
        f'templates/{name}:{line}:1: error [template]\n  form3.xml reports "2013-10-02" as periodOfReport, '
        'and the filing says "2013-10-01": a template may only lay out what the filing says\n'
    )
    assert done.returncode == 1
    assert message in done.stdout + done.stderr


def test_a_page_that_others_extend_is_named_with_its_line(root: Path) -> None:
    base = template("shared/base.html.j2")
    write(root, "shared/base.html.j2", base.replace("</body>", "</div></body>"))
    done = warm.invoke(root, "build", "--jobs", "1", "--quiet")
    assert done.returncode == 1
    line = base.splitlines().index("</body>") + 1
    assert f"templates/shared/base.html.j2:{line}:1: error [template]\n" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"form: [\n", "templates/new/form3.yaml:1: "),
        (b"form: \xe9\n", "templates/new/form3.yaml: the file is not text in UTF-8"),
        (None, "templates/new/form3.yaml: the file cannot be read: no such file or directory"),
    ],
)
def test_a_broken_beginning_of_a_new_filing_is_named(
    root: Path, run: Run, content: bytes | None, message: str
) -> None:
    path = root / "templates/new/form3.yaml"
    path.parent.mkdir(parents=True)
    if content is None:
        path.symlink_to("nowhere")
    else:
        path.write_bytes(content)
    code, output, errors = run(*NEW)
    assert (code, output) == (2, "")
    assert errors.startswith(message)
    assert not (root / ACME).exists()


def test_a_template_that_leads_out_of_the_folder_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "page.css").write_text("p {}", "utf-8")
    (root / "templates/shared").mkdir(parents=True)
    (root / "templates/shared/page.css").symlink_to(tmp_path / "page.css")
    done = warm.invoke(root, "build", "--jobs", "1", "--quiet")
    assert done.returncode == 1
    assert (
        "templates/shared/page.css:1:1: error [template]\n"
        "  form3.pdf cannot be made: the file is outside of templates/: a template reads only files in "
        "there\n"
    ) in done.stdout


def test_a_folder_of_templates_that_is_a_link_is_refused(root: Path) -> None:
    write(root, ".hidden/form3.xml.j2", (ROOT / "templates/form3/form3.xml.j2").read_text("utf-8"))
    (root / "templates/form3").symlink_to(".hidden")
    done = warm.invoke(root, "build", "--jobs", "1")
    message = (
        "form3.xml cannot be made: its folder is a link, and builds do not notice what changes behind it: "
        "put the folder itself there"
    )
    assert (done.returncode, message in done.stdout) == (1, True), done.stdout


def test_the_page_of_a_review_stays_redwells_whatever_the_repository_holds(tmp_path: Path) -> None:
    made = history(tmp_path / "firm")
    made.save({SEED: (ROOT / SEED).read_bytes(), "tasks.py": TASKS.read_bytes()})
    made.branch("request")
    text = (ROOT / SEED).read_text("utf-8").replace("amount: 163350", "amount: 163500")
    hiding = {f"templates/review/{name}": "nothing changes" for name in ("review.md.j2", "review.html.j2")}
    made.save({SEED: text, **hiding})
    done = warm.invoke(made.root, "review", "--base", "main", "--head", "HEAD", "--no-build")
    assert done.returncode == 0
    assert "nothing changes" not in done.stdout
    assert "163,350" in done.stdout


def test_a_review_shows_what_a_firms_template_changes(tmp_path: Path) -> None:
    made = history(tmp_path / "firm")
    made.save({SEED: (ROOT / SEED).read_bytes(), "tasks.py": TASKS.read_bytes()})
    made.branch("request")
    css = template("form3/form3.css")
    made.save({"templates/form3/form3.css": f"{css}\nbody {{ color: #222 }}\n"})
    done = warm.invoke(made.root, "review", "--base", "main", "--head", "HEAD", "--format", "json")
    review = json.loads(done.stdout)
    assert review["notes"] == []
    (found,) = review["filings"]
    changed = [each["name"] for each in found["outputs"] if each["before"] != each["after"]]
    assert changed == ["form3.pdf"]
