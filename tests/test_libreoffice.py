"""LibreOffice shows our Word documents, and decides on our tracked changes; started once for all."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from redwell.documents.fonts import folders
from tests.changes import FORM_4
from tests.corpus import ABSENT, FORM3, as_filing
from tests.programs import missing, program
from tests.sample import FULL
from tests.test_docx import seed, word_of
from tests.test_pages import documents, filled
from tests.test_paper_of_changes import ANNUAL, made
from tests.test_redline import CASES, redline
from tests.test_typography import rendered

OFFICE = Path(__file__).with_name("libreoffice_decides.py")
DECIDED = tuple(CASES) if FULL else ("a row moved", "two owners", "everything", "an attorney")

REAL = [path for path in FORM3 if FULL or "ase-technology" in path.name]
"""Real filings. That of the ordinary run has the fullest page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The decisions that were printed, the pages of each document, and fonts."""

    decided: list[str]
    pages: dict[str, list[str]]
    real: dict[str, bytes]
    """The real forms, as PDF."""
    fonts: set[str]
    """Those of the signed form."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    program("soffice")
    python = shutil.which("python3", path=os.pathsep.join(("/usr/bin", "/usr/lib/libreoffice/program")))
    if (
        not python
        or subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode
    ):
        missing("there is no LibreOffice that Python can ask: install python3-uno")
    folder = tmp_path_factory.mktemp("office")
    unsigned = seed(without=("edition",)).replace("    signed: 2013-10-01\n", "")
    for name, content in (
        ("signed", word_of(seed())),
        ("unsigned", documents(unsigned)[1]),
        ("redline", redline(*CASES["two owners"]())),
        ("power", rendered("entity")["power-of-attorney.docx"]),
        ("form 4", made(FORM_4, ".docx")),
        ("form 5A", made(ANNUAL, ".docx")),
    ):
        (folder / f"{name}.shown.docx").write_bytes(content)
    for path in REAL:
        (folder / f"{path.stem}.shown.docx").write_bytes(documents(as_filing(path))[1])
    for n, case in enumerate(DECIDED):
        before, now = CASES[case]()
        for name, content in (("before", before), ("now", now), ("redline", redline(before, now))):
            (folder / f"{n}.{name}.docx").write_bytes(content)
    # Only the fonts for rare letters, so that the form shows its own.
    rare = "".join(f"<dir>{path}</dir>" for path in folders() if "noto" in f"{path}")
    (folder / "fonts.conf").write_text(
        f"<fontconfig>{rare}<cachedir>{folder}</cachedir></fontconfig>", "utf-8"
    )
    command = [f"{python}", f"{OFFICE}", f"{folder}"]
    env = {**os.environ, "FONTCONFIG_FILE": f"{folder / 'fonts.conf'}"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180, env=env)
    assert (done.stderr, done.returncode) == ("", 0)
    pages = {
        path.name.partition(".")[0]: [page.extract_text() for page in PdfReader(path).pages]
        for path in folder.glob("*.shown.pdf")
    }
    first: Any = PdfReader(folder / "signed.shown.pdf").pages[0]
    fonts = {
        each.get_object()["/BaseFont"].partition("+")[2] for each in first["/Resources"]["/Font"].values()
    }
    real = {path.stem: (folder / f"{path.stem}.shown.pdf").read_bytes() for path in REAL}
    return Shown(decided=done.stdout.splitlines(), pages=pages, real=real, fonts=fonts)


def test_libreoffice_shows_the_document(shown: Shown) -> None:
    (page,) = shown.pages["signed"]
    wanted = ["FORM 3", "PANORA ROBERT A", "Officer (give title below)", "163,350", "$2.6", "/s/ Robert"]
    assert [words for words in wanted if words not in page] == []


def test_libreoffice_shows_forms_4_and_5_on_a_page_with_no_word_of_a_head_broken(shown: Shown) -> None:
    heads = "Transaction Execution (Month/Day/Year) (Instr.\xa08) (Instr.\xa03,\xa04\xa0and\xa05) Exercisable"
    own = {"form 4": "FORM 4 1,240 Transaction(s)", "form 5A": "FORM 5 AMENDMENT G5 Issuer's"}
    for name, values in own.items():
        (page,) = shown.pages[name]
        words = [*heads.split(" "), *values.split(" ")]
        assert [each for each in words if each not in page.replace(" ", "\xa0")] == []


def test_libreoffice_takes_the_fonts_from_the_document(shown: Shown) -> None:
    """It has no others but Noto, for the boxes to check."""
    faces = {"Regular", "Bold", "Italic", "BoldItalic", "Narrow", "NarrowBold"}
    assert shown.fonts - {"NotoSans-Regular"} == {f"PTSans-{face}" for face in faces}


def test_an_ordinary_filing_yet_to_be_signed_fits_on_one_page(shown: Shown) -> None:
    """Use the edition of 2026, which is taller, with a signature line above the name."""
    assert len(shown.pages["unsigned"]) == 1


@pytest.mark.skipif(not FORM3, reason=ABSENT)
def test_real_forms_take_as_many_pages_in_word_as_in_the_pdf_and_none_ends_nearly_empty(shown: Shown) -> None:
    assert shown.real
    for path in REAL:
        form, _ = documents(as_filing(path))
        assert len(shown.pages[path.stem]) == len(PdfReader(BytesIO(form)).pages), path.stem
        assert filled(shown.real[path.stem]) > 0.25, path.stem


def test_a_power_of_an_entity_with_a_clause_is_a_page_and_a_signature_page(shown: Shown) -> None:
    text, signing = shown.pages["power"]
    assert "[SIGNATURE PAGE FOLLOWS]" in text
    assert signing.split()[:3] == ["IN", "WITNESS", "WHEREOF,"]
    assert "[Signature Page to Limited Power of Attorney]" in signing


def test_libreoffice_shows_both_the_old_and_the_new_text(shown: Shown) -> None:
    assert "HATSOPOULOS JOHN N" in shown.pages["redline"][0]
    assert "PANORA ROBERT A" in shown.pages["redline"][0]


def test_libreoffice_accepts_and_rejects_to_the_same_words(shown: Shown) -> None:
    assert shown.decided == [f"{n} accept True reject True" for n in range(len(DECIDED))]
