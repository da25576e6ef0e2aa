"""The commands around a filing's way to EDGAR: `new --from`, `open` and `filed`."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from redwell.check.filed import filing_in
from tests import warm
from tests.redwell_program import Run

ROOT = Path(__file__).resolve().parent.parent
DOE = "filings/example/2026-05-04-doe-form3.yaml"
SILVA = "filings/exemplo-sa/2026-04-02-silva-form3.yaml"
HOFFMAN = "filings/linkedin/2011-05-18-hoffman-form3.yaml"
BOTHA = "filings/xoom/2013-02-14-botha-form3.yaml"
NUMBER = "0009990001-26-000003"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program in a repository with a few of the examples."""
    for name in ("pyproject.toml", "tasks.py", DOE, SILVA, HOFFMAN, BOTHA):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, tmp_path / name)
    return Run(tmp_path, monkeypatch, capsys)


# --- new --from ---


def block(text: str, key: str) -> str:
    """The paragraph of a key."""
    return next(each for each in text.split("\n\n") if each.startswith(f"{key}:")).rstrip("\n")


def test_a_new_filing_takes_issuer_owners_signers_and_powers_of_an_earlier_one(run: Run) -> None:
    new = "filings/exemplo-sa/2026-09-01-silva-maria-helena-form3.yaml"
    assert run("new", "--from", SILVA, "--date", "2026-09-01") == (
        0,
        f"wrote {new}\n"
        f"  taken from {SILVA}: issuer, 1 owner, 1 signer, 1 power of attorney\n"
        "  check that title, address, powers of attorney and signers are still right\n"
        "  1. Fill it in: the comments and the editor explain every key.\n"
        f"  2. redwell check {new}\n",
        "",
    )
    earlier, text = ((run.root / name).read_text("utf-8") for name in (SILVA, new))
    for key in ("issuer", "reporting_owners"):
        assert block(text, key) == block(earlier, key)
    assert "date_of_event: 2026-09-01\n" in text
    assert text.endswith(
        "signatures:\n"
        "  - signer: Paulo Exemplo\n"
        "    for: Maria Helena Silva\n"
        "\n"
        "powers_of_attorney:\n"
        "  - grantor: Maria Helena Silva\n"
        "    attorneys_in_fact:\n"
        "      - Paulo Exemplo\n"
        "    signed: 2026-04-06\n"
        "    on_file:\n"
        "      date: 2026-04-09\n"
        "      accession_number: 0009990101-26-000002\n"
    )


def test_several_owners_and_signers_are_taken_without_the_dates_of_signing(run: Run) -> None:
    assert run("new", "--from", "2011-05-18-hoffman-form3", "--date", "2012-01-03")[0] == 0
    [path] = (run.root / "filings/linkedin").glob("2012-01-03-*.yaml")
    earlier, text = (run.root / HOFFMAN).read_text("utf-8"), path.read_text("utf-8")
    assert block(text, "reporting_owners") == block(earlier, "reporting_owners")
    old, new = (filing_in(each.encode(), ROOT) for each in (earlier, text))
    assert old
    assert new
    assert new.signatures == tuple(
        replace(each, signed=None, facts=None, words=None) for each in old.signatures
    )


@pytest.mark.parametrize(
    "written",
    [
        "- {signer: Jane M. Doe, signed: 2026-05-12}",
        "- {signed: 2026-05-12, signer: Jane M. Doe}",
        "- signed: 2026-05-12\n    signer: Jane M. Doe",
        "- signer: Jane M. Doe\n    signed:\n      2026-05-12  # in ink, by hand",
        '- signer: Jane M. Doe\n    "signed": 2026-05-12',
        "- {signer: Jane M. Doe,\n     signed: 2026-05-12}",
    ],
)
def test_a_date_of_signing_goes_however_it_is_written(run: Run, written: str) -> None:
    path = run.root / DOE
    text = path.read_text("utf-8")
    path.write_text(text.replace("- signer: Jane M. Doe\n    signed: 2026-05-12", written), "utf-8")
    assert run("new", "--from", DOE, "--date", "2026-09-01")[0] == 0
    made = filing_in((run.root / "filings/example/2026-09-01-doe-jane-m-form3.yaml").read_bytes(), ROOT)
    assert made
    assert [(each.signer, each.signed) for each in made.signatures] == [("Jane M. Doe", None)]


def test_a_signature_that_is_quoted_from_a_filing_is_not_taken_over(run: Run) -> None:
    assert run("new", "--from", BOTHA, "--date", "2026-09-01")[0] == 0
    [path] = (run.root / "filings/xoom").glob("2026-*.yaml")
    made = filing_in(path.read_bytes(), ROOT)
    assert made
    assert made.signatures == ()


def test_a_title_with_the_word_signed_in_it_stays_whole(run: Run) -> None:
    path = run.root / DOE
    title = '    title: "Officer, signed: by hand"\n    by: [DOE CORP]\n'
    path.write_text(
        path.read_text("utf-8").replace("    signed: 2026-05-12\n", title + "    signed: 2026-05-12\n"),
        "utf-8",
    )
    assert run("new", "--from", DOE, "--date", "2026-09-01")[0] == 0
    made = filing_in((run.root / "filings/example/2026-09-01-doe-jane-m-form3.yaml").read_bytes(), ROOT)
    assert made
    assert [(each.title, each.signed) for each in made.signatures] == [("Officer, signed: by hand", None)]


def test_an_amendment_amends_the_filing_that_it_is_taken_from(run: Run) -> None:
    cfo = "filings/example/2026-05-04-cfo-form3.yaml"
    shutil.copy(run.root / DOE, run.root / cfo)
    assert run("new", "--from", cfo, "--form", "3a")[0] == 0
    text = (run.root / "filings/example/2026-05-04-doe-jane-m-form3a.yaml").read_text("utf-8")
    assert "  amends: 2026-05-04-cfo-form3.yaml\n" in text
    assert run("new", "--from", cfo, "--form", "3/A", "--client", "other")[0] == 0
    text = (run.root / "filings/other/2026-05-04-doe-jane-m-form3a.yaml").read_text("utf-8")
    assert f"  amends: {NUMBER}\n" in text
    assert "  original_filed: 2026-05-13 " in text


def test_thousands_of_comments_in_a_block_are_copied_at_once(run: Run) -> None:
    path = run.root / DOE
    comments = "# why\n" * 20_000
    path.write_text(
        path.read_text("utf-8").replace("  trading_symbol: EXRB\n", f"  trading_symbol: EXRB\n{comments}"),
        "utf-8",
    )
    assert run("new", "--from", DOE, "--date", "2026-09-01")[0] == 0


def test_an_amendment_from_a_filing_needs_no_date(run: Run) -> None:
    code, output, _ = run("new", "--from", DOE, "--form", "3/A")
    assert (code, output.splitlines()[0]) == (0, "wrote filings/example/2026-05-04-doe-jane-m-form3a.yaml")
    text = (run.root / "filings/example/2026-05-04-doe-jane-m-form3a.yaml").read_text("utf-8")
    assert "  original_filed: 2026-05-13 " in text
    assert "  amends: 2026-05-04-doe-form3.yaml\n" in text
    # What is owned is reported again, or the amendment would state that nothing is.
    earlier = (run.root / DOE).read_text("utf-8")
    for key in ("non_derivative", "derivative", "footnotes"):
        assert block(text, key) == block(earlier, key)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--from", DOE],
            "--date must be given: the date of event of the new filing, e.g. 2013-10-01",
        ),
        (
            ["--from", DOE, "--owner", "ROE"],
            "--owner: --from takes the owners of the earlier filing: leave out one of the two",
        ),
        (["--from", "exampl", "--date", "2026-09-01"], 'exampl: no such filing; did you mean "example"?'),
        (
            ["--from", "broken", "--date", "2026-09-01"],
            "--from filings/example/broken.yaml: it has errors: correct them first "
            "(redwell check filings/example/broken.yaml)",
        ),
    ],
)
def test_from_says_what_it_needs(run: Run, arguments: list[str], sentence: str) -> None:
    (run.root / "filings/example/broken.yaml").write_text('form: "3"\n', "utf-8")
    if "exampl" in arguments:
        (run.root / "filings/example/broken.yaml").unlink()
    assert run("new", *arguments) == (2, "", f"{sentence}\n")


# --- filed ---


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the documents of a filing that is not recorded as filed."""
    root = tmp_path_factory.mktemp("built")
    (root / DOE).parent.mkdir(parents=True)
    text = (ROOT / DOE).read_text("utf-8")
    (root / DOE).write_text(text[: text.index("\nfiled:")], "utf-8")
    shutil.copy2(ROOT / "tasks.py", root)
    assert warm.invoke(root, "build", "--quiet").returncode == 0
    return root


@pytest.fixture
def sent(run: Run, built: Path) -> Run:
    """The repository, with a filing that is sent and not recorded, and what EDGAR published of it."""
    shutil.rmtree(run.root / "filings")
    for folder in ("filings", "build"):
        shutil.copytree(built / folder, run.root / folder)
    return run


PUBLISHED = "build/example/2026-05-04-doe-form3/form3.xml"
ARGUMENTS = ("filed", DOE, "--accession", NUMBER.replace("-", ""), "--date", "2026-05-13")


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_an_accepted_filing_is_recorded_at_its_end_and_nothing_else_changes(sent: Run, end: str) -> None:
    path = sent.root / DOE
    before = path.read_text("utf-8").rstrip("\n").replace("\n", end or "\n") + end
    path.write_bytes(before.encode("utf-8"))
    path.chmod(0o640)
    assert sent(*ARGUMENTS) == (0, f"wrote filed: 2026-05-13, {NUMBER} into {DOE}\n", "")
    new = f"\nfiled:\n  date: 2026-05-13\n  accession_number: {NUMBER}\n".replace("\n", end or "\n")
    assert path.read_bytes().decode("utf-8") == before.rstrip("\r\n") + (end or "\n") + new
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    sentence = f"{DOE} already has filed: (2026-05-13): nothing was written\n"
    assert sent(*ARGUMENTS) == (2, "", sentence)


def test_an_accepted_test_is_recorded_apart_and_only_the_last_one(sent: Run) -> None:
    path = sent.root / DOE
    before = path.read_text("utf-8").rstrip("\n")
    for number in ("0009990001-26-000001", "0009990001-26-000002"):
        arguments = ("filed", DOE, "--test", "--accession", number, "--date", "2026-05-12")
        assert sent(*arguments) == (0, f"wrote tested: 2026-05-12, {number} into {DOE}\n", "")
    tested = "\n\ntested:\n  date: 2026-05-12\n  accession_number: 0009990001-26-000002\n"
    assert path.read_text("utf-8") == before + tested
    assert sent(*ARGUMENTS)[0] == 0
    text = path.read_text("utf-8")
    assert text == before + tested + f"\nfiled:\n  date: 2026-05-13\n  accession_number: {NUMBER}\n"
    made = filing_in(path.read_bytes(), ROOT)
    assert made
    assert made.tested
    assert made.tested.accession_number == "0009990001-26-000002"


def named(sent: Run) -> str:
    """Return what EDGAR publishes: the XML that it got, with the names that EDGAR knows."""
    text = (sent.root / PUBLISHED).read_text("utf-8")
    text = text.replace("</issuerCik>", "</issuerCik><issuerName>Example Robotics Inc</issuerName>")
    return text.replace("</rptOwnerCik>", "</rptOwnerCik><rptOwnerName>Doe Jane Mary</rptOwnerName>")


def test_what_edgar_published_is_compared_first(sent: Run) -> None:
    (sent.root / "edgar.xml").write_text(named(sent), "utf-8")
    without = ("filed", DOE, "--accession", NUMBER, "--xml", "edgar.xml")
    sentence = "--date must be given: this document does not say on which day EDGAR accepted it\n"
    assert sent(*without) == (2, "", sentence)
    assert sent(*ARGUMENTS, "--xml", "edgar.xml") == (
        0,
        f"wrote filed: 2026-05-13, {NUMBER} into {DOE}\n"
        f"no fact of {DOE} differs from edgar.xml; edgar.xml does not name {NUMBER}, so that was not "
        "compared\n",
        "",
    )


def test_a_fact_that_differs_from_what_edgar_published_is_shown_and_nothing_is_written(sent: Run) -> None:
    path = sent.root / DOE
    path.write_text(path.read_text("utf-8").replace("48500", "48050").replace("14.75", "15"), "utf-8")
    before = path.read_bytes()
    shutil.copy(sent.root / PUBLISHED, sent.root / "edgar.xml")
    assert sent(*ARGUMENTS, "--xml", "edgar.xml") == (
        1,
        "non_derivative[0].amount: this filing says 48050, EDGAR published 48500\n"
        "derivative[0].conversion_or_exercise_price: this filing says 15, EDGAR published 14.75\n",
        f"nothing was written: 2 facts differ between {DOE} and edgar.xml: make the filing say what EDGAR "
        "published, and correct what is wrong there by an amendment\n",
    )
    assert path.read_bytes() == before


def test_the_filing_date_comes_from_a_submission_text_file(sent: Run) -> None:
    xml = (sent.root / PUBLISHED).read_text("utf-8")
    text = (
        f"<SEC-DOCUMENT>{NUMBER}.txt\nACCESSION NUMBER:\t\t{NUMBER}\nFILED AS OF DATE:\t\t20260513\n"
        f"<DOCUMENT>\n<TYPE>3\n<SEQUENCE>1\n<FILENAME>form3.xml\n<TEXT>\n<XML>\n{xml}</XML>\n</TEXT>\n"
        "</DOCUMENT>\n</SEC-DOCUMENT>\n"
    )
    (sent.root / "edgar.txt").write_text(text, "utf-8")
    other = ("filed", DOE, "--accession", "0009990001-26-000004", "--xml", "edgar.txt")
    sentence = f"--xml edgar.txt: this is the filing {NUMBER}, not 0009990001-26-000004\n"
    assert sent(*other) == (2, "", sentence)
    code, output, _ = sent("filed", DOE, "--accession", NUMBER, "--xml", "edgar.txt")
    assert (code, output.splitlines()[0]) == (0, f"wrote filed: 2026-05-13, {NUMBER} into {DOE}")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--accession", "12"], "--accession 12: write it as EDGAR shows it, e.g. 0001209191-13-047456"),
        (["--accession", NUMBER, "--date", "May 13"], "--date May 13: write year-month-day, e.g. 2013-10-08"),
        (
            ["--accession", NUMBER, "--date", "2999-01-01"],
            "--date 2999-01-01: nothing was written: this date is in the future",
        ),
        (
            ["--accession", NUMBER, "--xml", PUBLISHED],
            f"--xml {PUBLISHED}: this is Redwell's own document: download the one that EDGAR published",
        ),
        (["--accession", NUMBER, "--xml", "gone.xml"], "gone.xml: no such file"),
        (
            ["--accession", NUMBER, "--test", "--xml", "gone.xml"],
            "--xml: EDGAR publishes nothing of a test filing: leave it out with --test",
        ),
        (["--accession", NUMBER, "--xml", DOE], f"--xml {DOE}: this is not well-formed XML"),
    ],
)
def test_filed_says_what_it_needs(sent: Run, arguments: list[str], sentence: str) -> None:
    before = (sent.root / DOE).read_bytes()
    code, output, errors = sent("filed", DOE, *arguments)
    assert (code, output) == (2, "")
    assert errors.startswith(sentence)
    assert (sent.root / DOE).read_bytes() == before


def test_the_number_of_a_test_or_of_another_filing_is_refused(sent: Run) -> None:
    path = sent.root / DOE
    assert sent("filed", DOE, "--test", "--accession", NUMBER)[0] == 0
    before = path.read_bytes()
    sentence = (
        f"nothing was written: {NUMBER} is the test filing under tested:, and a test files nothing: give the "
        "number of the live filing\n"
    )
    assert sent(*ARGUMENTS) == (2, "", sentence)
    other = path.with_name("2026-06-01-doe-form3.yaml")
    other.write_bytes(before.partition(b"\ntested:")[0])
    sentence = f"nothing was written: {DOE} already has the number {NUMBER}\n"
    assert sent("filed", other.stem, "--accession", NUMBER) == (2, "", sentence)
    assert path.read_bytes() == before


def test_a_draft_is_not_recorded_as_filed(sent: Run) -> None:
    path = sent.root / DOE
    path.write_text(path.read_text("utf-8").replace("    signed: 2026-05-12", ""), "utf-8")
    sentence = (
        f"nothing was written: EDGAR cannot have accepted {DOE} as it is: "
        "Jane M. Doe has not signed (no date)\n"
    )
    assert sent(*ARGUMENTS) == (2, "", sentence)


def test_the_document_of_somebody_else_and_a_pdf_are_refused(sent: Run) -> None:
    (sent.root / "edgar.xml").write_text(named(sent).replace("0009990002", "0009990009"), "utf-8")
    sentence = (
        "nothing was written: this is the filing of Doe Jane Mary on Example Robotics Inc: give the document "
        "of this one\n"
    )
    assert sent(*ARGUMENTS, "--xml", "edgar.xml") == (2, "", sentence)
    shutil.copy((sent.root / PUBLISHED).with_suffix(".pdf"), sent.root / "edgar.pdf")
    sentence = "--xml edgar.pdf: this is a PDF: give the .xml or .txt file, downloaded from EDGAR\n"
    assert sent(*ARGUMENTS, "--xml", "edgar.pdf") == (2, "", sentence)


def test_a_filing_with_errors_is_not_recorded(sent: Run) -> None:
    path = sent.root / DOE
    path.write_text(path.read_text("utf-8").replace("ownership: direct", "ownership: mine"), "utf-8")
    before = path.read_bytes()
    code, output, errors = sent(*ARGUMENTS)
    assert (code, errors) == (1, "nothing was written: correct these errors first\n")
    assert "error [" in output
    assert path.read_bytes() == before


def test_writing_follows_no_link(sent: Run) -> None:
    path = sent.root / DOE
    real = path.rename(sent.root / "real.yaml")
    path.symlink_to(real)
    before = real.read_bytes()
    code, output, errors = sent(*ARGUMENTS)
    assert (code, errors) == (1, "nothing was written: correct these errors first\n")
    assert "error [" in output
    assert path.is_symlink()
    assert real.read_bytes() == before


# --- open ---


@pytest.fixture
def viewer(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in which a viewer writes what it opens; the viewer fails for a name with "xml"."""
    folder = tmp_path_factory.mktemp("viewer")
    program = folder / "xdg-open"
    program.write_text(f'#!/bin/sh\ncase "$1" in *xml) exit 4;; esac\necho "$1" >>{folder}/opened\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder / "opened"


def test_a_document_opens_in_the_viewer_of_the_computer(sent: Run, viewer: Path) -> None:
    folder = sent.root / "build/example/2026-05-04-doe-form3"
    assert sent("open") == (0, "opened build/example/2026-05-04-doe-form3/form3.pdf\n", "")
    assert sent("open", "example", "--what", "docx")[0] == 0
    assert sent("open", "2026-05-04-doe-form3", "--what", "folder")[0] == 0
    assert viewer.read_text("utf-8").splitlines() == [
        str(each) for each in (folder / "form3.pdf", folder / "form3.docx", folder)
    ]
    path = folder / "form3.xml"
    sentence = f"no viewer starts on this computer: open {path} yourself\n"
    assert sent("open", "--what", "xml") == (1, "", sentence)


def test_a_built_document_opens_by_its_own_name(sent: Run, viewer: Path) -> None:
    name = "build/example/2026-05-04-doe-form3/form3.docx"
    assert sent("open", name) == (0, f"opened {name}\n", "")
    assert viewer.read_text("utf-8") == f"{sent.root / name}\n"


def test_open_says_that_the_filing_has_changed_since_its_build(sent: Run, viewer: Path) -> None:
    path = sent.root / DOE
    path.write_text(path.read_text("utf-8").replace("48500", "48050"), "utf-8")
    note = f"note: {DOE} has changed since this build: redwell build {DOE}\n"
    assert sent("open") == (0, "opened build/example/2026-05-04-doe-form3/form3.pdf\n", note)
