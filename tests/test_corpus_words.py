"""Every word and number of the SEC's own rendering of a real form is in our PDF and our Word document.

Each is counted as often as it stands there, and so is every sign; the two signs that differ are counted too.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import redwell
from redwell.builds.rendering import each_rendered
from redwell.forms import FORMS
from redwell.forms.form3.tables import Form3
from redwell.model import Filing
from redwell.source import loader
from tests import corpus
from tests.page_texts import page_texts
from tests.plain import laid_out_once
from tests.sample import some

pytestmark = pytest.mark.skipif(not corpus.FORM3, reason=corpus.ABSENT)

HOME = redwell.home()
WORD = re.compile(r"[A-Za-z0-9]+(?:[.,'/-][A-Za-z0-9]+)*|[^\w\s]")
"""A word, a number or a date; or a sign alone. The lines before a box are none."""
FOOTER = re.compile(r"\n[^\n]*Page [0-9]+ of [0-9]+\Z")
ZEROS = re.compile(r"(?<=[0-9])(\.[0-9]*?)0+\Z")
"""The last zeros of a number with a point."""
HEADING = "Rule 10b5-1(c) Transaction Indication"
"""Words over the box only from April to July 2023; our paper is that of the edition that followed."""
BY_CODE = {
    "2020-12-15-abcellera-biologics-inc-thiel-peter": ({"A1"}, {"BRITISH", "COLUMBIA", "CANADA"}),
    "2024-07-19-american-resources-corp-golden-properties-ltd": (
        {"A1", ":", "00/2024", "07/19-05"},
        {"BRITISH", "COLUMBIA", "CANADA", "07/19/2024"},
    ),
    "2024-12-09-better-home-finance-holding-co-softbank-group-corp": (
        {"M0", "X0", "Y9", "U0", "E9"},
        {"JAPAN", "UNITED", "KINGDOM", "JERSEY", "SINGAPORE", "CAYMAN", "ISLANDS"},
    ),
}
"""Codes of places that the SEC's page prints; ours prints the names. The dates of one have a time zone."""
LOOKED = [*some(corpus.FORM3, 16), *some(corpus.FORMS_4_AND_5, 120)]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def words(text: str) -> Counter[str]:
    found = WORD.findall(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    # The SEC's older pages print 45.20 where the form says so; ours prints the number, 45.2.
    return Counter(ZEROS.sub(r"\1", each).rstrip(".") or each for each in found)


def of_sec(page: str) -> Counter[str]:
    page = re.sub(r"(?s)<(style|script|title).*?</\1>", "", page)
    page = re.sub(r"<(?!/?(?:a|b|i|u|sup|font|span)\b)[^>]*>", " ", page)
    # Its stylesheet forgot a space.
    return words(html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("1.Title", "1. Title"))


def of_pdf(content: bytes) -> Counter[str]:
    pages = page_texts(content)
    # A line may end at the hyphen or slash of a word.
    return words(re.sub(r"([-/])\n", r"\1", "\n".join(FOOTER.sub("", page) for page in pages)))


def of_docx(content: bytes) -> Counter[str]:
    said = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        document = ET.fromstring(archive.read("word/document.xml"))
    for paragraph in document.iter(f"{W}p"):
        runs = (" " if each.tag in {f"{W}tab", f"{W}br"} else each.text for each in paragraph.iter())
        said.append("".join(run for run in runs if run))
    # A box is ticked by a sign of its own.
    return words("\n".join(said).replace("\N{BALLOT BOX WITH X}", " X ").replace("\N{BALLOT BOX}", " "))


def differing(filing: Filing, page: str, name: str) -> Counter[str]:
    """Return signs that only the SEC prints: a comma between street lines; in Word, a $ without a price."""
    first = filing.reporting_owners[0].address
    # Also before a second line that is blank. Since 2026 its stylesheet breaks the line there.
    lines = [f"{html.escape(line, quote=False)},\N{NO-BREAK SPACE}" for line in first.street] if first else []
    commas = sum(line in page for line in lines)
    dollars = 0
    if isinstance(filing, Form3):
        dollars = sum(row.conversion_or_exercise_price.value is None for row in filing.derivative)
    return +Counter({",": commas, "$": dollars if name.endswith(".docx") else 0})


@pytest.mark.parametrize("path", LOOKED, ids=lambda path: path.stem)
def test_every_word_of_the_sec_s_rendering_is_in_our_pdf_and_word_document(path: Path) -> None:
    page = path.with_suffix(".sec.html").read_text("utf-8", errors="replace")
    theirs = of_sec(page)
    assert sum(theirs.values()) > 400
    if HEADING in page:
        theirs -= words(HEADING)
    codes, names = BY_CODE.get(path.stem, (set(), set()))
    source = loader.read(corpus.as_filing(path).encode(), f"{path.stem}.yaml")
    filing = FORMS[source.data["form"]].parse(source)
    documents = laid_out_once(FORMS[filing.form].documents(filing, "Redwell"))
    for document, made in zip(documents, each_rendered(documents, HOME, HOME).values(), strict=True):
        if document.name.endswith(".xml"):
            continue
        ours = of_pdf(made) if document.name.endswith(".pdf") else of_docx(made)
        # A second page repeats the head of a table, with its signs, and says so; the SEC's page is endless.
        missing = theirs - ours - differing(filing, page, document.name)
        assert set(missing) == codes, (document.name, missing)
        # So does an amendment, which the SEC's page tells by the date in its box alone.
        assert set(ours) - {"continued", "AMENDMENT"} - names <= set(theirs), document.name
