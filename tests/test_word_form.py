"""The Word document of Form 3 looks like the PDF: its styles, steps, columns and headings."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree

from redwell.documents import docx as engine
from redwell.documents.renderer import BrokenTemplate
from tests.test_docx import EXTENDED, TEMPLATE, W, all_states, context, document, seed, text_of, tree, word_of


def style_of(paragraph: Any) -> str:
    return str(paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val"))


def styles_of(content: bytes) -> dict[str, Any]:
    return {each.get(f"{W}styleId"): each for each in tree(content, "styles").iterfind(f"{W}style")}


def inherited(styles: dict[str, Any], name: str, path: str) -> Any:
    """Return what a style says, or the one on which it is based."""
    style = styles[name]
    found = style.find(path)
    if found is None and (based := style.find(f"{W}basedOn")) is not None:
        return inherited(styles, based.get(f"{W}val"), path)
    return found


def spacing(content: bytes, name: str) -> tuple[str, ...]:
    found = styles_of(content)[name].find(f"{W}pPr/{W}spacing")
    return tuple(found.get(f"{W}{each}") for each in ("before", "after", "line"))


def filing_with(*, notes: int = 1, signers: int = 1, signed: bool = False) -> str:
    """The seed with so many notes, and so many signers."""
    said = "".join(f'  n{n}: "Note {n} of the holding, in a sentence."\n' for n in range(notes))
    labels = ", ".join(f"n{n}" for n in range(notes))
    dated = "    signed: 2013-10-01\n" if signed else ""
    lines = "".join(f"  - signer: Signer {n}\n{dated}" for n in range(signers))
    text = seed(without=("footnotes", "signatures", "derivative"))
    held = f"amount: {{value: 163350, footnotes: [{labels}]}}"
    return text.replace("amount: 163350", held) + f"footnotes:\n{said}signatures:\n{lines}"


def test_every_letter_has_seven_points() -> None:
    for content in all_states():
        styles = styles_of(content)
        for paragraph in tree(content).iter(f"{W}p"):
            if text_of(paragraph).strip():
                size = inherited(styles, style_of(paragraph), f"{W}rPr/{W}sz")
                assert size is None or int(size.get(f"{W}val")) >= 14, text_of(paragraph)
        assert int(styles["Footer"].find(f"{W}rPr/{W}sz").get(f"{W}val")) >= 14


def test_a_style_of_a_step_gives_its_spacing_to_the_style_without_its_name() -> None:
    given = context(EXTENDED)
    usual, tight = document(given), document({**given, "step": "tight"})
    assert spacing(usual, "Cell") == ("30", "50", "220")
    assert spacing(tight, "Cell") == ("20", "20", "210")
    for content in (usual, tight):
        assert not [name for name in styles_of(content) if name.endswith("Tight")]
    assert [name for name in styles_of(TEMPLATE.read_bytes()) if name.endswith("Tight")]


def test_a_style_of_a_step_that_changes_what_its_style_leaves_out_is_a_mistake() -> None:
    styles = etree.fromstring(
        f'<w:styles xmlns:w="{W[1:-1]}"><w:style w:styleId="Cell"><w:name w:val="Cell"/></w:style>'
        '<w:style w:styleId="T"><w:name w:val="Cell (tight)"/><w:basedOn w:val="Cell"/>'
        '<w:pPr><w:spacing w:before="0"/></w:pPr></w:style></w:styles>'
    )
    said = r'^the style "Cell \(tight\)" changes what the style on which it is based leaves out$'
    with pytest.raises(BrokenTemplate, match=said):
        engine._take_step(deepcopy(styles), ("tight",), "tight")
    etree.strip_elements(styles, f"{W}basedOn")
    with pytest.raises(BrokenTemplate, match=said):
        engine._take_step(styles, ("tight",), "tight")


def test_a_table_to_which_a_firm_added_a_column_keeps_its_widths() -> None:
    table = etree.fromstring(
        f'<w:tbl xmlns:w="{W[1:-1]}"><w:tblPr><w:tblCaption w:val="Held"/></w:tblPr><w:tblGrid>'
        '<w:gridCol w:w="10"/><w:gridCol w:w="20"/></w:tblGrid><w:tr><w:tc><w:p/></w:tc><w:tc><w:tcPr>'
        '<w:tcW w:w="20"/></w:tcPr><w:p><w:pPr><w:tabs><w:tab w:val="decimal" w:pos="5"/></w:tabs></w:pPr>'
        "</w:p></w:tc></w:tr></w:tbl>"
    )

    def said(widths: tuple[int, ...]) -> list[str]:
        form = engine._Document(BytesIO(TEMPLATE.read_bytes()))
        form.init_docx()
        form.widths, form.points = {"Held": widths}, {"Held": {2: 7}}
        made = form.fix_tables(etree.tostring(table).decode())
        places = [each.get(f"{W}w") for tag in ("gridCol", "tcW") for each in made.iter(f"{W}{tag}")]
        return [*places, *(each.get(f"{W}pos") for each in made.iter(f"{W}tab"))]

    assert said((30, 40)) == ["600", "800", "800", "140"]
    assert said((30,)) == said((30, 40, 50)) == ["10", "20", "20", "5"]


def test_few_notes_stand_in_one_column_and_many_in_two() -> None:
    def columns(content: bytes) -> list[str]:
        found = [each.find(f"{W}cols") for each in tree(content).iter(f"{W}sectPr")]
        return ["1" if each is None else each.get(f"{W}num") for each in found]

    few, many = word_of(filing_with(notes=2)), word_of(filing_with(notes=12))
    assert (columns(few), columns(many)) == (["1"], ["1", "2", "1"])
    notes = [style_of(each) for each in tree(many).iter(f"{W}p") if text_of(each).startswith("(1")]
    assert notes == ["NoteInColumns"] * 4
    styles = styles_of(many)
    for style in ("Note", "NoteInColumns"):
        assert inherited(styles, style, f"{W}pPr/{W}ind").get(f"{W}hanging")
        assert inherited(styles, style, f"{W}pPr/{W}keepNext") is None, "a page may end between notes"
    references = [len(each.findall(f"{W}footerReference")) for each in tree(many).iter(f"{W}sectPr")]
    assert references == [1, 1, 1], "the foot is the same in each section"


def signature_rows(content: bytes) -> list[list[list[str]]]:
    """Return the texts of each cell of each row of signatures."""
    (table,) = (
        each
        for each in tree(content).iter(f"{W}tbl")
        if each.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") == "Signatures"
    )
    return [
        [[text_of(p) for p in cell.iter(f"{W}p") if text_of(p)] for cell in row.iterfind(f"{W}tc")]
        for row in table.iterfind(f"{W}tr")
    ]


def test_a_copy_for_signature_has_room_for_a_pen_over_each_line() -> None:
    content = word_of(filing_with(signers=2))
    blank = [style_of(each) for each in tree(content).iter(f"{W}p")].count("SignatureBlank")
    assert blank == 4, "the signature and the date of each signer"
    assert int(spacing(content, "SignatureBlank")[0]) >= 30 * 20
    caption = "**Signature of Reporting Person"
    assert signature_rows(content) == [[[f"Signer {n}", caption], [], ["Date"]] for n in range(2)]


@pytest.mark.parametrize("signers", [2, 3])
def test_the_date_of_a_signature_stands_at_its_rule(signers: int) -> None:
    """A line may take two lines of text, and its date one."""
    content = tree(word_of(filing_with(signers=signers, signed=True)))
    dates = [each for each in content.iter(f"{W}tc") if text_of(each).startswith("10/01/2013")]
    lines = [each for each in content.iter(f"{W}tc") if text_of(each).startswith("/s/ Signer")]
    assert (len(dates), len(lines)) == (signers, signers)
    assert {each.find(f"{W}tcPr/{W}vAlign").get(f"{W}val") for each in (*dates, *lines)} == {"bottom"}


def test_three_and_more_sign_side_by_side() -> None:
    caption = "**Signature of Reporting Person"
    blocks = [[[f"Signer {n}", caption], [], ["Date"]] for n in range(3)]
    rows = [[*blocks[0], [], *blocks[1]], [*blocks[2], [], [], [], []]]
    assert signature_rows(word_of(filing_with(signers=3))) == rows
    (first, _) = signature_rows(word_of(filing_with(signers=3, signed=True)))
    assert first[4:] == [["/s/ Signer 1", caption], [], ["10/01/2013", "Date"]]


def test_boxes_and_sections_are_headings_and_no_heading_is_empty() -> None:
    content = word_of(seed(without=("edition",)))
    styles = styles_of(content)
    found = [
        (int(level.get(f"{W}val")), text_of(each))
        for each in tree(content).iter(f"{W}p")
        if (level := inherited(styles, style_of(each), f"{W}pPr/{W}outlineLvl")) is not None
    ]
    assert found == [
        (1, "1. Name and Address of Reporting Person *"),
        (1, "2. Date of Event Requiring Statement (Month/Day/Year)"),
        (1, "3. Issuer Name and Ticker or Trading Symbol"),
        (1, "3a. Foreign Trading Symbol"),
        (1, "4. Relationship of Reporting Person(s) to Issuer (Check all applicable)"),
        (1, "5. If Amendment, Date Original Filed (Month/Day/Year)"),
        (1, "6. Individual or Joint/Group Filing (Check Applicable Line)"),
        (0, "Table I - Non-Derivative Securities Beneficially Owned"),
        (0, "Table II - Derivative Securities Beneficially Owned (e.g., puts, calls, warrants, options, "
         "convertible securities)"),
        (0, "Reporting Owners"),
        (0, "Signatures"),
        (0, "Explanation of Responses:"),
    ]  # fmt: skip


def test_see_is_in_italics_that_the_fonts_have() -> None:
    """There is no italic PT Sans Narrow."""
    for step in ("", "tight"):
        slanted = [
            (text_of_run(run), run.find(f"{W}rPr/{W}rFonts"))
            for run in tree(document({**context(seed()), "step": step})).iter(f"{W}r")
            if run.find(f"{W}rPr/{W}i") is not None
        ]
        assert [text for text, _ in slanted] == ["e.g.", "see", "See", "See"]
        closing = slanted[-1][1]
        assert closing.get(f"{W}ascii") == "PT Sans"


def text_of_run(run: Any) -> str:
    return "".join(each.text or "" for each in run.iter(f"{W}t"))


CHANGES = TEMPLATE.parents[1] / "changes" / "changes.docx"
OTHER_WORDS = {
    " Instruction 5(b)(v).": " Instruction 4(b)(v).",
    "one of which must be manually signed. If space is": (
        "one of which must be manually signed. If space {{ 'provided ' if is_annual }}is"
    ),
    ">See<": ">see<",
    "* Form 3: {{ form_number }}.": "* Form {{ number }}: SEC {{ '2770T' if is_annual else '1474' }} (03-26)",
}
"""Words of the explanation and of the foot on Form 3, and on Forms 4 and 5."""
OTHER_STYLES = {"Title", "OMB", "Statement"}
"""The styles of the head of the form; those of a step are closer on Forms 4 and 5."""


def parts_of(template: Path) -> dict[str, bytes]:
    with ZipFile(template) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(element: Any) -> str:
    """An element without what looks alike: the kind of space in a text, and margins of the page."""
    element = deepcopy(element)
    for each in element.iter(f"{W}t"):
        each.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
    for each in element.iter(f"{W}pgMar"):
        each.attrib.clear()
    return etree.tostring(element, method="c14n").decode()


def tables_named(body: Any, name: str) -> list[Any]:
    captions = [each for each in body.iter(f"{W}tblCaption") if each.get(f"{W}val") == name]
    return [each.getparent().getparent() for each in captions]


def test_the_word_template_of_forms_4_and_5_has_the_parts_of_form_3_that_both_print() -> None:
    """Whoever mends one mends the other: copy the part from `form3.docx`."""
    initial, changes = parts_of(TEMPLATE), parts_of(CHANGES)
    assert {name for name in initial if initial[name] != changes.get(name)} == {
        "word/document.xml",
        "word/styles.xml",
    }
    styles: list[dict[str, str]] = [
        {each.get(f"{W}styleId", ""): written(each) for each in etree.fromstring(parts["word/styles.xml"])}
        for parts in (initial, changes)
    ]
    other = {name for name, said in styles[0].items() if styles[1].get(name) != said}
    assert {name for name in other if not name.endswith("Tight")} == OTHER_STYLES
    bodies: list[Any] = [etree.fromstring(parts["word/document.xml"])[0] for parts in (initial, changes)]
    first, second = ([written(each) for each in tables_named(body, "Signatures")] for body in bodies)
    assert len(first) == 2
    assert first == second
    first, second = ([written(tables_named(body, "Boxes 1 to 6")[0].find(f"{W}tr/{W}tc"))] for body in bodies)
    assert first == second
    first, second = (explanation(body) for body in bodies)
    assert len(first) > 30
    assert first == second


def explanation(body: Any) -> list[str]:
    """The paragraphs after the signatures; Form 3's own are left out, and its words are those of Form 4."""
    found: list[str] = []
    for each in list(body)[list(body).index(tables_named(body, "Signatures")[-1]) + 1 :]:
        said = written(each)
        for one, other in OTHER_WORDS.items():
            said = said.replace(one, other)
        found.append(said)
    texts = [text_of(each) for each in list(body)[-len(found) :]]
    own = "{%p if no_securities_owned %}"
    if own in texts:
        start = texts.index(own)
        del found[start : start + 3]
    return found
