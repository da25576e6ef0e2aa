"""Tracked changes between two documents: accepting all gives the later one, rejecting all the earlier."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from io import BytesIO
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx_revisions import RevisionDocument  # type: ignore[import-untyped]  # ships no types
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from redwell.redline.changes import make
from redwell.redline.package import tracked
from tests.powers import output, power
from tests.random_documents import changed, document_of, paragraph, random_blocks, table
from tests.redline_texts import ATTORNEYS, HOLDING, TEXTS, edited
from tests.redlines import W, changes, parts, resolved, roots, rows, values
from tests.sample import some, tries
from tests.test_docx import context, document, seed, word_of

NOON = datetime(2026, 5, 4, 12, 30)


def form(*edits: tuple[str, str]) -> bytes:
    """The Word form of the seed with edits of its YAML."""
    return word_of(edited(*edits))


@cache
def attorneys(*names: str) -> bytes:
    """The power of the seed, which appoints these."""
    changes = {"attorneys_in_fact": names} if names else {}
    return output(Path("/nowhere"), power(signed=None, **changes), suffix=".docx")


def redline(before: bytes | None, now: bytes | None) -> bytes:
    made = tracked(before, now, "Jane Roe", NOON)
    assert made is not None
    return made


def forms(before: str, after: str) -> tuple[bytes, bytes]:
    return word_of(before), word_of(after)


def powers(*names: str) -> tuple[bytes, bytes]:
    """The power of the seed before and after it appoints these."""
    return attorneys(), attorneys(*names)


EDITION = {"another edition": (seed(), seed(without=("edition",)))}
CASES: dict[str, Callable[[], tuple[bytes, bytes]]] = {
    **{name: partial(forms, *texts) for name, texts in (TEXTS | EDITION).items()},
    **{name: partial(powers, *names) for name, names in ATTORNEYS.items()},
}


def test_another_fingerprint_at_the_foot_is_no_change() -> None:
    before, now = (
        document(context(edited(*edits)) | {"fingerprint": digits})
        for edits, digits in (((), "4f2a91c0"), ((("amount: 163350", "amount: 163500"),), "0b3d77e1"))
    )
    made = redline(before, now)
    with ZipFile(BytesIO(made)) as package:
        foot = package.read("word/footer1.xml")
    assert b"fingerprint 0b3d77e1" in foot
    assert b"4f2a91c0" not in foot
    assert [text for _, text in changes(made)] == ["163,350", "163,500"]


@pytest.mark.parametrize(("case", "is_back"), some([*product(CASES, (False, True))], 5))
def test_accepting_all_gives_the_new_document_and_rejecting_all_the_old_one(
    case: str, is_back: bool, tmp_path: Path
) -> None:
    before, now = CASES[case]()
    if is_back:
        before, now = now, before
    made = redline(before, now)
    assert values(resolved(made, "ins")) == values(parts(now))
    assert values(resolved(made, "del")) == values(parts(before))
    assert tracked(before, now, "Jane Roe", NOON) == made, "the same bytes each time"
    path = tmp_path / "redline.docx"
    path.write_bytes(made)
    result = OpenXmlValidator().validate(path)
    assert (result.is_valid, result.errors) == (True, [])


@settings(max_examples=tries(20, 150))
@given(st.integers(min_value=0))
def test_both_documents_can_be_restored_from_a_redline(number: int) -> None:
    chance = random.Random(number)
    before = random_blocks(chance)
    now = changed(chance, before) if chance.random() < 0.8 else random_blocks(chance)
    old, new = document_of(before), document_of(now)
    made = tracked(old, new, "Jane Roe", NOON) or new
    assert values(resolved(made, "ins")) == values(parts(new))
    assert values(resolved(made, "del")) == values(parts(old))


def test_an_independent_library_agrees_on_the_power(tmp_path: Path) -> None:
    before, now = CASES["an attorney"]()
    path = tmp_path / "redline.docx"
    for decide, wanted in (("accept_all", now), ("reject_all", before)):
        path.write_bytes(redline(before, now))
        found = RevisionDocument(str(path))
        getattr(found, decide)()
        texts = [each.text for each in found.document.paragraphs]
        assert texts == [each.text for each in Document(BytesIO(wanted)).paragraphs]


# --- what a lawyer reads ---


def test_a_number_is_struck_as_a_whole_and_nothing_else_is() -> None:
    assert changes(redline(form(), form(("163350", "163500")))) == [("del", "163,350"), ("ins", "163,500")]


def test_another_attorney_is_named_instead_of_the_first() -> None:
    found = changes(redline(*CASES["an attorney"]()))
    assert found == [("del", "Bonnie J. Brown"), ("ins", "William Y. Mulligan")]


def test_words_that_are_equal_by_chance_are_struck_too() -> None:
    before, now = (
        document_of([paragraph(text)])
        for text in ("The option of the holder ends.", "It begins with a sale of all of the shares.")
    )
    assert changes(redline(before, now)) == [
        ("del", "The option of the holder ends"),
        ("ins", "It begins with a sale of all of the shares"),
    ]


def test_a_footnote_mark_changes_as_one() -> None:
    more = ("footnotes:\n", "footnotes:\n  trust: Held by a trust.\n")
    noted = ("title: Common Stock\n", "title: {value: Common Stock, footnotes: [trust]}\n")
    assert changes(redline(form(), form(more, noted))) == [
        ("ins", "(1)"),
        ("del", "(1)"),
        ("ins", "(2)"),
        ("ins", "(1)\tHeld by a trust."),
        ("del", "(1)"),
        ("ins", "(2)"),
    ]


def test_added_and_deleted_rows_are_tracked_as_rows() -> None:
    before, now = CASES["a row more"]()
    wanted = ["Preferred Stock", "5,000", "I", "By spouse"]
    assert rows(redline(before, now)) == [("ins", wanted)]
    assert rows(redline(now, before)) == [("del", wanted)]


def test_a_moved_row_is_deleted_and_inserted_and_no_other_row_changes() -> None:
    said = ["Class 25 Common Stock", "1,025", "D", ""]
    assert rows(redline(*CASES["a row moved"]())) == [("ins", said), ("del", said)]


def test_another_signer_has_a_new_row_and_no_name_changes_into_another() -> None:
    found = redline(*CASES["two owners"]())
    signers = [said[0] for kind, said in rows(found) if kind == "ins" and said[0].startswith("/s/")]
    assert signers == ["/s/ John N. Hatsopoulos**Signature of Reporting Person"]
    assert not [text for kind, text in changes(found) if kind == "del" and "Panora" in text]


@pytest.mark.parametrize(
    ("signer", "wanted"),
    [
        ("Bonnie J. Brown", "/s/ Bonnie J. Brown"),
        (
            "Bonnie J. Brown\n    capacity: Attorney-in-Fact for Robert A. Panora",
            "/s/ Bonnie J. Brown, Attorney-in-Fact for Robert A. Panora",
        ),
    ],
    ids=["another person", "an attorney-in-fact"],
)
def test_a_signature_that_replaces_another_has_a_new_row(signer: str, wanted: str) -> None:
    found = rows(redline(form(), form(("signer: Robert A. Panora", f"signer: {signer}"))))
    assert [(kind, said[0].partition("**")[0]) for kind, said in found] == [
        ("del", "/s/ Robert A. Panora"),
        ("ins", wanted),
    ]


def test_other_owners_with_other_signatures_have_rows_of_their_own() -> None:
    """Three and more sign side by side."""
    made = redline(*CASES["other people"]())
    signed = [
        (kind, said[0], *said[4:5]) for kind, said in rows(made) if said[0].endswith("Reporting Person")
    ]
    assert [(kind, *(each.partition("**")[0] for each in said)) for kind, *said in signed] == [
        (
            "del",
            "/s/ Robert A. Panora, individually",
            "AURORA GROWTH FUND LTD., By: Aurora GP LLC, its general partner, By: /s/ Bonnie J. Brown, "
            "Authorized Signatory",
        ),
        ("del", "/s/ John N. Hatsopoulos, Attorney-in-Fact for both reporting persons", ""),
        ("ins", "/s/ Sam Agent, Attorney-in-Fact for Jane M. Doe and Richard Roe"),
        ("ins", "DOE ROE VENTURES LLC, By: /s/ Jane M. Doe, Manager"),
    ]


def test_of_two_who_sign_side_by_side_another_one_changes_their_row_and_no_name() -> None:
    three = "signatures:\n" + "".join(
        f"  - signer: {name}\n    signed: 2013-10-01\n" for name in ("Robert A. Panora", "Ann Roe", "Sam Doe")
    )
    before = seed(without=("signatures",)) + three
    found = rows(redline(*forms(before, before.replace("Ann Roe", "Bob Poe"))))
    names = [(kind, *(said[n].partition("**")[0] for n in (0, 4))) for kind, said in found]
    assert names == [
        ("del", "/s/ Robert A. Panora", "/s/ Ann Roe"),
        ("ins", "/s/ Robert A. Panora", "/s/ Bob Poe"),
    ]


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        (("signed: 2013-10-01", "signed: 2013-10-02"), [("del", "10/01/2013"), ("ins", "10/02/2013")]),
        (("signer: Robert A. Panora", "signer: ROBERT A PANORA"), None),
    ],
    ids=["another day", "in capitals"],
)
def test_a_signature_of_the_same_person_is_the_same_row(
    edit: tuple[str, str], wanted: list[tuple[str, str]] | None
) -> None:
    found = redline(form(), form(edit))
    assert rows(found) == []
    assert wanted is None or changes(found) == wanted


def test_a_name_added_to_an_empty_signature_is_the_same_row() -> None:
    found = redline(*CASES["a draft"]()[::-1])
    assert rows(found) == []
    assert ("ins", "/s/ Robert A. Panora") in changes(found)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Common Stock", "Series B Warrants"),
        ("Common Stock", "Preferred Stock"),
        ("Class A Common Stock", "Class B Common Stock"),
        ("Series A-1 Preferred Stock", "Series A-2 Preferred Stock"),
        ("Warrants of 2013", "Warrants of 2014"),
    ],
)
def test_another_security_is_another_row(before: str, now: str) -> None:
    old, new = (form((HOLDING, HOLDING.replace("Common Stock", each))) for each in (before, now))
    assert [(kind, said[0]) for kind, said in rows(redline(old, new))] == [("del", before), ("ins", now)]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Comon Stock", "Common Stock"),
        ("Common Stock", "Common Stock, par value $.001 per share"),
        ("Warrant", "Warrants"),
        ("common stock", "Common Stock"),
    ],
)
def test_a_security_with_a_longer_title_is_the_same_row(before: str, now: str) -> None:
    old, new = (form((HOLDING, HOLDING.replace("Common Stock", each))) for each in (before, now))
    assert rows(redline(old, new)) == []


def test_a_document_of_one_side_is_inserted_or_deleted_as_a_whole() -> None:
    now = form()
    inserted, deleted = redline(None, now), redline(now, None)
    assert {kind for kind, _ in changes(inserted)} == {"ins"}
    assert {kind for kind, _ in changes(deleted)} == {"del"}
    assert values(resolved(inserted, "ins")) == values(parts(now))
    assert values(resolved(deleted, "del")) == values(parts(now))


def test_equal_documents_give_no_redline() -> None:
    assert tracked(form(), form(), "Jane Roe", NOON) is None


def test_a_change_of_format_alone_is_tracked_too() -> None:
    before, now = (document_of([paragraph("Title", style), paragraph("End")]) for style in ("Cell", "Note"))
    made = redline(before, now)
    assert changes(made) == []
    assert values(resolved(made, "del")) == values(parts(before))


def test_a_field_is_deleted_as_a_whole() -> None:
    before = document_of([paragraph("Page ", field=" PAGE "), paragraph("End")])
    made = redline(before, document_of([paragraph("Page "), paragraph("End")]))
    root = parts(made)["word/document.xml"]
    assert not list(root.iter(f"{W}instrText")), "accepted, it is gone"
    assert values(resolved(made, "del")) == values(parts(before))


# --- the file ---


def test_every_change_has_its_author_its_time_and_a_number_of_its_own() -> None:
    made = redline(*CASES["everything"]())
    found = [
        each
        for root in roots(made).values()
        for each in root.iter(f"{W}ins", f"{W}del", f"{W}pPrChange", f"{W}rPrChange", f"{W}tcPrChange")
    ]
    assert len(found) > 50
    said = {(each.get(f"{W}author"), each.get(f"{W}date")) for each in found}
    assert said == {("Jane Roe", "2026-05-04T12:30:00Z")}
    numbers = [each.get(f"{W}id") for each in found]
    assert len(set(numbers)) == len(numbers)


def test_the_properties_name_the_author_and_the_last_change() -> None:
    properties = Document(BytesIO(redline(form(), form(("163350", "163500"))))).core_properties
    assert properties.title == "Form 3 - PANORA ROBERT A - TECOGEN INC. [TGEN]"
    assert (properties.author, properties.last_modified_by) == ("Redwell", "Jane Roe")
    assert properties.modified is not None
    assert properties.modified.strftime("%Y-%m-%d %H:%M") == "2026-05-04 12:30"


def test_a_style_that_only_deleted_words_have_is_kept() -> None:
    before = document_of([paragraph("Gone", "Seal"), paragraph("End")], styles=("Seal",))
    made = redline(before, document_of([paragraph("End")]))
    assert "Seal" in [style.style_id for style in Document(BytesIO(made)).styles]


@pytest.mark.parametrize("name", ["</w:ins>", "Müller & Söhne", 'a"b'])
def test_any_name_of_an_author_is_a_text(name: str) -> None:
    made = tracked(form(), form(("163350", "163500")), name, NOON)
    assert made
    found = {each.get(f"{W}author") for each in roots(made)["word/document.xml"].iter(f"{W}ins")}
    assert found == {name}


def test_a_table_that_is_new_is_tracked_row_by_row() -> None:
    before = document_of([paragraph("End")])
    now = document_of([table([["a", "b"], ["c", "d"]]), paragraph("End")])
    assert rows(redline(before, now)) == [("ins", ["a", "b"]), ("ins", ["c", "d"])]


def test_content_controls_and_changes_of_the_template_itself_lose_no_words() -> None:
    before = document_of([paragraph("One of two."), paragraph("End")])
    now = paragraph("One of ")
    inner = paragraph("three.").find(f"{W}r")
    wrapped = make("sdt", make("sdtContent", make("ins", inner, id="7", author="x")))
    now.append(wrapped)
    block = make("sdt", make("sdtContent", now))
    found = redline(before, document_of([block, paragraph("End")]))
    assert changes(found) == [("del", "two"), ("ins", "three")]


def test_a_picture_of_before_is_left_out_and_no_link_is_broken() -> None:
    lost = paragraph("Seal ")
    lost.append(make("r", etree.fromstring(PICTURE)))
    found = redline(document_of([lost, paragraph("End")]), document_of([paragraph("End")]))
    assert changes(found) == [("del", "Seal ")]
    assert b"rId99" not in etree.tostring(roots(found)["word/document.xml"])


PICTURE = (
    f'<w:pict xmlns:w="{W[1:-1]}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<v:shape><v:imagedata r:id="rId99"/></v:shape></w:pict>'
)
