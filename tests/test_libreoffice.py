"""LibreOffice shows our Word documents, and decides on our tracked changes; started once for all."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.programs import missing, program
from tests.sample import FULL
from tests.test_docx import seed, word_of
from tests.test_redline import CASES, redline
from tests.test_typography import rendered

OFFICE = Path(__file__).with_name("libreoffice_decides.py")
DECIDED = tuple(CASES) if FULL else ("a row moved", "two owners", "everything", "an attorney")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The decisions that were printed, and the pages of each document."""

    decided: list[str]
    pages: dict[str, list[str]]


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
        ("unsigned", word_of(unsigned)),
        ("redline", redline(*CASES["two owners"]())),
        ("power", rendered("entity")["power-of-attorney.docx"]),
    ):
        (folder / f"{name}.shown.docx").write_bytes(content)
    for n, case in enumerate(DECIDED):
        before, now = CASES[case]()
        for name, content in (("before", before), ("now", now), ("redline", redline(before, now))):
            (folder / f"{n}.{name}.docx").write_bytes(content)
    command = [f"{python}", f"{OFFICE}", f"{folder}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert (done.stderr, done.returncode) == ("", 0)
    pages = {
        path.name.partition(".")[0]: [page.extract_text() for page in PdfReader(path).pages]
        for path in folder.glob("*.shown.pdf")
    }
    return Shown(decided=done.stdout.splitlines(), pages=pages)


def test_libreoffice_shows_the_document(shown: Shown) -> None:
    (page,) = shown.pages["signed"]
    wanted = ["FORM 3", "PANORA ROBERT A", "Officer (give title below)", "163,350", "$2.6", "/s/ Robert"]
    assert [words for words in wanted if words not in page] == []


def test_an_ordinary_filing_yet_to_be_signed_fits_on_one_page(shown: Shown) -> None:
    """Use the edition of 2026, which is taller, with a signature line above the name."""
    assert len(shown.pages["unsigned"]) == 1


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
