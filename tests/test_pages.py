"""Tests of the pages of a Form 3: one for an ordinary filing, and no last page that is nearly empty."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

import redwell
from redwell.builds.rendering import each_rendered
from redwell.documents import pdf
from redwell.forms import FORMS, form3
from redwell.forms.form3.tables import Form3
from redwell.ownership.parse import parse_filing
from redwell.source import loader
from tests.corpus import ABSENT, FORM3, as_filing
from tests.sample import FULL
from tests.test_docx import lines_of
from tests.test_pdf import SEED, pages

HOME = redwell.home()
DOE = HOME / "filings/example/2026-05-04-doe-form3.yaml"
QUICK = {"linkedin", "ase-technology"}
"""Real filings of the ordinary run: one that needs two pages, and one of 2026."""


@cache
def documents(text: str) -> tuple[bytes, bytes]:
    """Return the PDF and the Word document of a filing that is not split."""
    source = loader.read(text.encode(), "filing.yaml")
    form = FORMS[str(source.data["form"])]
    made = each_rendered(form.documents(parse_filing(source, form.filing), "Redwell"), HOME, HOME)
    found = {Path(name).suffix: content for name, content in made.items()}
    return found[".pdf"], found[".docx"]


def doe(*notes: str, remarks: str = "") -> str:
    """The example Doe with more notes to the title of her stock."""
    text = DOE.read_text("utf-8")
    if notes:
        labels = ", ".join(f"n{n}" for n in range(len(notes)))
        held = f"  - title: {{value: Common Stock, footnotes: [{labels}]}}\n"
        text = text.replace("  - title: Common Stock\n", held)
        said = "".join(f'  n{n}: "{note}"\n' for n, note in enumerate(notes))
        text = text.replace("footnotes:\n  units", f"footnotes:\n{said}  units")
    return text + (f'remarks: "{remarks}"\n' if remarks else "")


def filled(content: bytes) -> float:
    """Return the share of the last page above its last line of text, without the foot."""
    with pypdfium2.PdfDocument(content) as document:
        page = document[len(document) - 1]
        text = page.get_textpage()
        boxes = [text.get_charbox(n) for n in range(text.count_chars())]
        return float(1 - min(bottom for _, bottom, _, _ in boxes if bottom > 26) / page.get_height())


def test_an_ordinary_form_of_2026_is_one_page() -> None:
    form, word = documents(doe())
    assert len(pages(form)) == 1
    line = (
        "C/O EXAMPLE ROBOTICS, INC., 100 EXAMPLE WAY, SUITE 400, BOSTON, MASSACHUSETTS 02110, UNITED STATES"
    )
    assert line in " ".join(pages(form)[0].split())
    assert line in [" ".join(each.split()) for each in lines_of(word)], (
        "Word takes the step that the PDF took"
    )


def test_a_remark_and_five_notes_still_fit_one_page() -> None:
    note = (
        "The shares vest in three equal annual installments beginning on the first anniversary of the day on "
        "which they were granted, as long as the reporting person remains with the issuer."
    )
    form, _ = documents(doe(note, note, note, remarks="Exhibit 24.1 - Power of Attorney"))
    (page,) = pages(form)
    assert re.search(r"\(5\)\s+One quarter", page)
    assert "Exhibit 24.1" in page


def test_explanations_that_need_another_page_begin_there() -> None:
    """The break does not leave the first lines on a page with the signatures, and the rest alone."""
    form, _ = documents(doe(*("A long explanation of the shares. " * 14 for _ in range(3))))
    first, second = pages(form)
    assert "Explanation of Responses" not in first
    assert second.startswith("Explanation of Responses:")


def test_a_form_that_fits_at_once_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[object] = []
    laid_out = pdf._Engine.laid_out

    def counting(engine: Any, *given: Any) -> Any:
        counted.append(engine)
        return laid_out(engine, *given)

    monkeypatch.setattr(pdf._Engine, "laid_out", counting)
    documents.__wrapped__(SEED.read_text("utf-8"))
    assert len(counted) == 1
    documents.__wrapped__(doe())
    assert len(counted) == 3, "the Word document takes the step that is known"


def test_the_step_is_the_same_without_the_pdf_before_it() -> None:
    """As for a comparison of Word documents."""
    filing = parse_filing(loader.read(doe().encode(), "filing.yaml"), Form3)
    *_, word = form3.documents.documents(filing, "Redwell")
    pdf._engine.cache_clear()
    assert each_rendered([word], HOME, HOME) == {"form3.docx": documents(doe())[1]}


@pytest.mark.parametrize(
    "path", sorted((HOME / "filings").rglob("*.yaml")) if FULL else [DOE], ids=lambda path: path.stem
)
def test_no_example_ends_on_a_page_less_than_a_quarter_full(path: Path) -> None:
    assert filled(documents(path.read_text("utf-8"))[0]) > 0.25


@pytest.mark.skipif(not FORM3, reason=ABSENT)
@pytest.mark.parametrize(
    "path",
    [each for each in FORM3 if FULL or any(name in each.name for name in QUICK)],
    ids=lambda path: path.stem,
)
def test_no_real_form_ends_on_a_page_less_than_a_quarter_full(path: Path) -> None:
    assert filled(documents(as_filing(path))[0]) > 0.25
