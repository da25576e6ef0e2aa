"""The power of attorney in its four layouts."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import docx
import pdfua
import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from redwell import home
from redwell.documents.environment import environment
from redwell.documents.renderer import render
from redwell.exhibits import enclosed_html
from redwell.power_of_attorney import instrument
from tests.powers import NAMES, drafted, files, output, outputs, power
from tests.sample import tries

FOLDER = "power_of_attorney/power_of_attorney"
ALLOWED = {"html", "head", "title", "body", "div", "h1", "p", "br", "b", "hr"}
LOOKS = {
    ("lang", "en-US"),
    ("style", "max-width: 40em; margin: 0 auto; line-height: 1.4"),
    ("align", "center"),
    ("style", "font-size: 1.1em"),
    ("style", "margin-left: 2.5em"),
}
"""The attributes of Exhibit 24: as in powers that EDGAR has taken."""
PAGE_NAME = "[Signature Page to Limited Power of Attorney]"


class Reader(HTMLParser):
    """The tags, attributes and words of an HTML document."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[object] = []
        self.text = ""
        self.is_title = False
        self.feed(content.decode("ascii"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        self.is_title = tag == "title"
        self.text += "" if tag == "b" else "\n"

    def handle_endtag(self, tag: str) -> None:
        self.is_title = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self.is_title else data


def words(text: str) -> list[str]:
    """The words of a text, whatever its spaces and line ends."""
    return text.replace("\u00a0", " ").split()


def straight(text: str) -> str:
    """The text with straight quotation marks."""
    return text.translate(str.maketrans("\u2018\u2019\u201c\u201d", "''\"\""))


def docx_text(content: bytes) -> str:
    """The words of a power in Word with straight quotation marks, without the name of its last page."""
    text = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)
    assert text.endswith(f"\n{PAGE_NAME}")
    return straight(text.removesuffix(PAGE_NAME))


SIGNED = power(clauses=("form_144", "form_id", "indemnity"), notary="notary.txt")


def folder_of(root: Path) -> Path:
    """A folder with the words of a notary."""
    (root / "notary.txt").write_text("State of Ohio     )\n\nBefore me came {{ grantor }}.\n", "utf-8")
    return root


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The documents of a signed power."""
    return outputs(folder_of(tmp_path_factory.mktemp("power")), SIGNED)


def test_every_layout_says_the_same_words(made: dict[str, bytes], tmp_path: Path) -> None:
    text = words(instrument.draft(SIGNED, files(folder_of(tmp_path))).text)
    assert list(made) == ["power-of-attorney.pdf", "power-of-attorney.docx", "ex24.txt", "ex24.htm"]
    assert words(made["ex24.txt"].decode("ascii")) == text
    assert words(Reader(made["ex24.htm"]).text) == text
    assert words(docx_text(made["power-of-attorney.docx"])) == text
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(made["power-of-attorney.pdf"])).pages]
    said = re.sub(r"Limited Power of Attorney of Robert A\. Panora\s*Page \d of \d", "", "\n".join(pages))
    assert said.count(PAGE_NAME) == 1
    assert "".join(words(straight(said.replace(PAGE_NAME, "")))) == "".join(text)


@pytest.mark.parametrize("signed", [None, date(2013, 9, 23)])
def test_every_layout_says_how_an_entity_signs(tmp_path: Path, signed: date | None) -> None:
    chain = ("Aurora GP LLC, its general partner",)
    entity = power(grantor="AURORA LP", by=chain, signer="Jane Doe", title="Manager", signed=signed)
    made = outputs(tmp_path, entity)
    hand = "By: /s/ Jane Doe" if signed else "By:"
    block = f"AURORA LP By: Aurora GP LLC, its general partner {hand} Jane Doe Manager"
    (*_, last) = pypdf.PdfReader(BytesIO(made["power-of-attorney.pdf"])).pages
    texts = [docx_text(made["power-of-attorney.docx"]), last.extract_text()]
    if signed:
        assert "\n\n" + block.replace(" By", "\nBy").replace(" Jane Doe M", "\nJane Doe\nM") + "\n" in (
            made["ex24.txt"].decode("ascii")
        )
        texts += [made["ex24.txt"].decode("ascii"), Reader(made["ex24.htm"]).text]
    for text in texts:
        assert block in " ".join(words(text))


def test_the_signature_page_stands_by_itself_in_the_pdf(tmp_path: Path) -> None:
    made = output(tmp_path, power(signed=None), suffix=".pdf")
    first, second = [page.extract_text() for page in pypdf.PdfReader(BytesIO(made)).pages]
    assert first.startswith("LIMITED POWER OF ATTORNEY")
    assert "[SIGNATURE PAGE FOLLOWS]" in first
    assert second.startswith("IN WITNESS WHEREOF")
    assert PAGE_NAME in second.splitlines()
    assert "/s/" not in second


def test_the_signature_page_begins_a_page_in_word(tmp_path: Path) -> None:
    made = output(tmp_path, power(signed=None), suffix=".docx")
    breaks = [
        paragraph.text[:10]
        for paragraph in docx.Document(BytesIO(made)).paragraphs
        if paragraph.style and paragraph.style.paragraph_format.page_break_before
    ]
    assert breaks == ["IN WITNESS"]


def test_the_files_are_sound(made: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    assert OpenXmlValidator().validate(tmp_path / "power-of-attorney.docx").errors == []
    with pikepdf.open(tmp_path / "power-of-attorney.pdf") as of_pdf:
        assert of_pdf.check_pdf_syntax() == []
    assert pdfua.validate(f"{tmp_path / 'power-of-attorney.pdf'}").findings == ()


def test_properties_name_the_instrument_and_the_firm(made: dict[str, bytes]) -> None:
    of_pdf = pypdf.PdfReader(BytesIO(made["power-of-attorney.pdf"])).metadata
    of_word = docx.Document(BytesIO(made["power-of-attorney.docx"])).core_properties
    assert of_pdf
    assert (of_pdf.title, of_pdf.author) == ("Limited Power of Attorney - Robert A. Panora", "Redwell")
    assert (of_word.title, of_word.author) == ("Limited Power of Attorney - Robert A. Panora", "Redwell")


def test_equal_input_gives_equal_bytes(made: dict[str, bytes], tmp_path: Path) -> None:
    assert outputs(folder_of(tmp_path), SIGNED) == made


@pytest.mark.parametrize("count", [1, 2, 7])
def test_the_html_has_only_tags_that_edgar_takes(tmp_path: Path, count: int) -> None:
    (tmp_path / "notary.txt").write_text("Notary & <Public>\n", "utf-8")
    every = ("form_144", "form_id", "indemnity", "revokes_earlier")
    given = power(attorneys_in_fact=NAMES[:count], clauses=every, notary="notary.txt")
    read = Reader(output(tmp_path, given, suffix=".htm"))
    assert read.tags == ALLOWED
    assert set(read.attributes) == LOOKS
    assert "Notary & <Public>" in read.text


def test_plain_text_centers_the_heading_and_indents_the_powers(tmp_path: Path) -> None:
    lines = output(tmp_path, power(), suffix=".txt").decode("ascii").split("\n")
    assert lines[:2] == [
        "                       LIMITED POWER OF ATTORNEY",
        "                  FOR SECTION 16 REPORTING OBLIGATIONS",
    ]
    assert "     execute for and on behalf of the undersigned, in the undersigned's" in lines
    assert lines[-4:] == ["", "/s/ Robert A. Panora", "Robert A. Panora", ""]


def test_an_executed_text_goes_out_as_it_is_and_as_plain_html(tmp_path: Path) -> None:
    executed = 'POWER OF ATTORNEY\n\n  1)\tI, "A & B",\n     appoint  C.\n\n/s/ A\n'
    (tmp_path / "poa.txt").write_bytes(executed.replace("\n", "\r\n").encode())
    made = outputs(tmp_path, power(document="poa.txt"))
    assert made == {
        "ex24.txt": b'POWER OF ATTORNEY\n\n  1)    I, "A & B",\n     appoint  C.\n\n/s/ A\n',
        "ex24.htm": b'<HTML LANG="en-US">\n<HEAD>\n<TITLE>POWER OF ATTORNEY</TITLE>\n</HEAD>\n<BODY>\n'
        b'<DIV STYLE="max-width: 40em; margin: 0 auto; line-height: 1.4">\n'
        b'<H1 ALIGN="center" STYLE="font-size: 1.1em">POWER OF ATTORNEY</H1>\n'
        b'<P>&#160;&#160;1)&#160;&#160;&#160;&#160;I, "A &amp; B",<BR>\n'
        b"&#160;&#160;&#160;&#160;&#160;appoint&#160;&#160;C.</P>\n<P>/s/ A</P>\n</DIV>\n</BODY>\n</HTML>\n",
    }


def test_an_executed_text_has_a_heading_where_it_begins_with_capitals(tmp_path: Path) -> None:
    for first, tags in (("  POWER OF\n  ATTORNEY", {"h1"}), ("Power of attorney of A.", set())):
        (tmp_path / "poa.txt").write_text(f"{first}\n\nI appoint C.\n", "utf-8")
        read = Reader(outputs(tmp_path, power(document="poa.txt"))["ex24.htm"])
        assert read.tags & {"h1"} == tags
        assert words(read.text) == words(f"{first} I appoint C.")


# --- any name survives ---

PRINTABLE = st.characters(min_codepoint=32, max_codepoint=126)
NAME = st.text(PRINTABLE, min_size=1, max_size=60).map(str.strip).filter(bool)
ANY_NAME = (
    st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool)
)


@settings(max_examples=tries(25, 300))
@given(
    grantor=NAME, company=NAME, capacity=NAME, attorneys=st.lists(NAME, min_size=1, max_size=5, unique=True)
)
def test_any_ascii_name_survives_in_exhibit_24(
    grantor: str, company: str, capacity: str, attorneys: list[str]
) -> None:
    made = drafted(grantor=grantor, company=company, capacity=capacity, attorneys_in_fact=tuple(attorneys))
    context = instrument.context(made, "Redwell")
    text = render("ex24.txt", f"{FOLDER}.txt.j2", context, home=home()).decode("ascii")
    page = Reader(render("ex24.htm", f"{FOLDER}.htm.j2", context, home=home()))
    assert words(text) == words(made.text) == words(page.text)
    assert max(map(len, text.split("\n"))) <= 72
    assert page.tags == ALLOWED
    for name in (grantor, company, capacity, *attorneys):
        assert name in made.text


@settings(max_examples=tries(10, 80))
@given(grantor=ANY_NAME, company=ANY_NAME, attorneys=st.lists(ANY_NAME, min_size=1, max_size=3, unique=True))
def test_any_name_survives_in_word_and_in_the_page_of_the_pdf(
    grantor: str, company: str, attorneys: list[str]
) -> None:
    made = drafted(grantor=grantor, company=company, attorneys_in_fact=tuple(attorneys))
    context = instrument.context(made, "Redwell")
    word = render("power-of-attorney.docx", f"{FOLDER}.docx", context, home=home())
    assert docx_text(word).split() == straight(made.text).split()
    page = environment(home()).get_template(f"{FOLDER}.html.j2").render(context)
    body = straight(unescape(re.sub(r"<[^>]*>", "", page.partition("<body")[2])))
    for name in (grantor, company, *attorneys):
        assert straight(name) in body
    assert straight(grantor) in straight(docx.Document(BytesIO(word)).sections[0].footer.paragraphs[0].text)


def test_an_unknown_html_declaration_is_a_warning() -> None:
    faults, _ = enclosed_html.page_problems(b"<html><body><![foo[x]]><p>text</p></body></html>", ())
    assert [fault[:2] for fault in faults] == [("warning", "exhibit-html")]
