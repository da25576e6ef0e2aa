"""The fingerprint of what a form reports: recipe 1, which never changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import redwell
from redwell.check.filed import filing_in
from redwell.check.signed import fingerprint_of
from redwell.edgar.fingerprint import Fingerprint, fingerprint
from redwell.model import Filing
from tests.test_import import our_xml

ROOT = Path(__file__).resolve().parent.parent
XML = """<?xml version="1.0"?>
<ownershipDocument>
  <schemaVersion>X0607</schemaVersion>
  <documentType>4</documentType>
  <issuer><issuerCik>0001234567</issuerCik><issuerName>ACME CORP</issuerName></issuer>
  <reportingOwner><reportingOwnerId><rptOwnerCik>7</rptOwnerCik><rptOwnerName>DOE</rptOwnerName></reportingOwnerId>
    <reportingOwnerRelationship><isOfficer>true</isOfficer></reportingOwnerRelationship></reportingOwner>
  <reportingOwner><reportingOwnerId><rptOwnerCik>8</rptOwnerCik></reportingOwnerId></reportingOwner>
  <nonDerivativeTable>
    <nonDerivativeTransaction>
      <securityTitle><value>Common
        Stock</value><footnoteId id="F1"/></securityTitle>
      <transactionAmounts><transactionShares><value>12.50</value></transactionShares></transactionAmounts>
    </nonDerivativeTransaction>
  </nonDerivativeTable>
  <footnotes><footnote id="F1">By   trust.</footnote></footnotes>
  <remarks>None.</remarks>
  <ownerSignature><signatureName>/s/ J</signatureName>
    <signatureDate>2026-05-05</signatureDate></ownerSignature>
</ownershipDocument>
"""
FACTS = """\
ownershipDocument/documentType=4
ownershipDocument/issuer/issuerCik=1234567
ownershipDocument/reportingOwner/reportingOwnerId/rptOwnerCik=7
ownershipDocument/reportingOwner/reportingOwnerRelationship/isOfficer=true
ownershipDocument/reportingOwner[2]/reportingOwnerId/rptOwnerCik=8
ownershipDocument/nonDerivativeTable/nonDerivativeTransaction/securityTitle/value=Common Stock
ownershipDocument/nonDerivativeTable/nonDerivativeTransaction/transactionAmounts/transactionShares/value=12.50
"""
WORDS = """\
ownershipDocument/nonDerivativeTable/nonDerivativeTransaction/securityTitle/footnoteId=F1
ownershipDocument/footnotes/footnote=F1 By trust.
ownershipDocument/remarks=None.
"""
PINNED = {
    "filings/example/2026-05-04-doe-form3.yaml": (
        "1:bf643e0fd2c602e5f71036d819d6d7cb",
        "1:7d33252446f9c650b0651343bc370d8c",
    ),
    "filings/example/2026-05-04-doe-form3a.yaml": (
        "1:1033b9c6e6b667c6ecb42d6d6de1306d",
        "1:396b0678b6df2ffd7eb5345cc7cf3bf4",
    ),
    "filings/exemplo-sa/2026-04-02-silva-form3.yaml": (
        "1:8f53387b94a442ec3e12282b2e4097cd",
        "1:6bb510aed22177819bdcab726d972bff",
    ),
    "filings/linkedin/2011-05-18-hoffman-form3.yaml": (
        "1:5b80b1f518643b3719949e07b5472477",
        "1:08af093029b34cbb72ac262718088f91",
    ),
    "filings/sunpower/2021-12-31-hegde-form3.yaml": (
        "1:6f8d4edbf330a0b4b759fafb0acaf182",
        "1:f149de40ae6afa3ad93b7c9685cb692a",
    ),
    "filings/tecogen/2013-10-01-panora-form3.yaml": (
        "1:b88f44c44458b46fafaf77143f589a52",
        "1:2185a405e2b0976a4286118071fb8f3f",
    ),
    "filings/xoom/2013-02-14-botha-form3.yaml": (
        "1:de2b38e12fa3610a2ba9ef5e40fc8f0d",
        "1:8694f562eea8c0bd05173bf13d49d322",
    ),
    "tests/filings/good/full.yaml": (
        "1:41a76786f21f49cd4d66448e5348fc25",
        "1:0eac5adae7c7745291bba92d488c501d",
    ),
    "tests/filings/good/none-owned.yaml": (
        "1:01d82edc6ffd99727b6a3642518e8fae",
        "1:e3b0c44298fc1c149afbf4c8996fb924",
    ),
    "tests/filings/good/split-rows.yaml": (
        "1:9df06ec4ef7be464599628d6325f0e06",
        "1:0c87e12c9e2a05f81af90a955c21f3a0",
    ),
    "tests/filings/good/whole-amendment.yaml": (
        "1:cb0e4934f6e78ff5b206ad0d0fee6e42",
        "1:04ca363b0cdab4dbfa012386b05cc53f",
    ),
}
"""The result of recipe 1, forever: a change here would make every signature of every firm an error."""


def printed(text: str) -> str:
    return f"1:{sha256(text.encode()).hexdigest()[:32]}"


def read(name: str) -> Filing:
    found = filing_in((ROOT / name).read_bytes(), redwell.home())
    assert found
    return found


@pytest.mark.parametrize("name", PINNED)
def test_recipe_one_gives_what_it_always_gave(name: str) -> None:
    found = fingerprint_of(read(name), redwell.home())
    assert (found.facts, found.words) == PINNED[name]


def test_the_recipe_is_a_line_for_each_value_of_any_form() -> None:
    expected = Fingerprint(facts=printed(FACTS), words=printed(WORDS))
    assert fingerprint([XML.encode()]) == expected
    assert (expected.facts, expected.words) == (
        "1:c633ea6e616945f29528f7538ec88004",
        "1:2df4070d236678736bfa0986013c8d3c",
    )


def test_the_parts_of_a_split_filing_are_numbered_documents() -> None:
    second = FACTS.replace("ownershipDocument/", "ownershipDocument[2]/")
    assert fingerprint([XML.encode()] * 2).facts == printed(FACTS + second)


def program() -> Callable[..., tuple[str, str]]:
    """The program of the page, run as it stands there."""
    page = (ROOT / "docs" / "evening.md").read_text("utf-8")
    (text,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Callable[..., tuple[str, str]]] = {}
    exec(text, names)
    return names["fingerprint"]


def test_the_page_tells_a_stranger_how_to_come_to_the_same() -> None:
    recompute = program()
    for name in PINNED:
        filing = read(name)
        if not filing.split:
            assert recompute(ET.fromstring(our_xml(filing))) == PINNED[name]
    assert recompute(ET.fromstring(XML)) == (printed(FACTS), printed(WORDS))


INSTEAD = XML.replace("<value>12.50</value>", '<footnoteId id="F2"/><footnoteId id="F1"/>').replace(
    "true</isOfficer>", "true</isOfficer><officerTitle>SEE REMARKS below</officerTitle>"
)
INSTEAD = INSTEAD.replace("</footnotes>", '<footnote id="F2">A  half of them.</footnote></footnotes>')
SHARES = "ownershipDocument/nonDerivativeTable/nonDerivativeTransaction/transactionAmounts/transactionShares"
OFFICER = "ownershipDocument/reportingOwner/reportingOwnerRelationship/officerTitle"


def test_words_that_stand_for_a_value_are_facts_too() -> None:
    facts = FACTS.replace("=12.50", "").replace(
        f"{SHARES}/value\n", f"{SHARES}/footnoteId=A half of them.\n{SHARES}/footnoteId[2]=By trust.\n"
    )
    facts = facts.replace(
        "isOfficer=true\n", f"isOfficer=true\n{OFFICER}=SEE REMARKS below\n{OFFICER}=None.\n"
    )
    words = WORDS.replace(
        "ownershipDocument/footnotes/",
        f"{SHARES}/footnoteId=F2\n{SHARES}/footnoteId[2]=F1\nownershipDocument/footnotes/",
    ).replace("By trust.\n", "By trust.\nownershipDocument/footnotes/footnote[2]=F2 A half of them.\n")
    assert fingerprint([INSTEAD.encode()]) == Fingerprint(facts=printed(facts), words=printed(words))
    assert program()(ET.fromstring(INSTEAD)) == (printed(facts), printed(words))


@pytest.mark.parametrize(
    ("old", "new", "is_fact"),
    [
        ("By   trust.", "By a trust.", True),
        ("A  half", "A third", True),
        ("A  half", "A half", False),
        ("None.", "Chief Executive Officer", True),
        ("SEE REMARKS below", "See the remarks.", True),
        ('<value>Common\n        Stock</value><footnoteId id="F1"/>', "<value>Common Stock</value>", False),
    ],
)
def test_a_change_of_words_that_stand_for_a_value_changes_the_facts(
    old: str, new: str, is_fact: bool
) -> None:
    """In law they are the number, the date or the title."""
    assert old in INSTEAD
    before, after = fingerprint([INSTEAD.encode()]), fingerprint([INSTEAD.replace(old, new).encode()])
    assert (before.facts != after.facts) is is_fact


NATURE = "<natureOfOwnership><value>By trust</value></natureOfOwnership></nonDerivativeTransaction>"
NATURES = XML.replace("</nonDerivativeTransaction>", NATURE).replace(
    "</footnotes>", '<footnote id="F2">The  A Trust.</footnote></footnotes>'
)
F1, F2, R = "By trust.", "The A Trust.", "None."


@pytest.mark.parametrize(
    ("value", "notes", "lines"),
    [
        ("By trust", "F2", []),
        ("5% Notes, as I see them", "F2", []),
        ("Remarketed", "", []),
        ("See footnote (2)", "F2", ["footnoteId=" + F2]),
        ("SEE  FOOTNOTES", "F2F1", ["footnoteId=" + F2, "footnoteId[2]=" + F1]),
        ("See Note 2", "F2", ["footnoteId=" + F2]),
        ("By trust, see the notes", "F2", ["footnoteId=" + F2]),
        # A number that is only typed may mean any of them.
        ("See footnote (2)", "", ["value=" + F1, "value=" + F2]),
        ("See Remark", "", ["value=" + R]),
        ("By trust (remarks)", "F2", ["value=" + R]),
        ("See Explanation of Responses", "F2", ["value=" + R, "footnoteId=" + F2]),
        ("See explanation", "", ["value=" + F1, "value=" + F2, "value=" + R]),
    ],
)
def test_words_to_which_a_value_refers_are_facts(value: str, notes: str, lines: list[str]) -> None:
    """In law they are the answer: the trust that owns the shares is in the note."""
    marks = "".join(f'<footnoteId id="{each}"/>' for each in re.findall("F.", notes))
    text = NATURES.replace("<value>By trust</value>", f"<value>{value}</value>{marks}")
    at = "ownershipDocument/nonDerivativeTable/nonDerivativeTransaction/natureOfOwnership"
    said = [f"value={' '.join(value.split())}", *lines]
    expected = printed(FACTS + "".join(f"{at}/{line}\n" for line in said))
    assert fingerprint([text.encode()]).facts == expected
    assert program()(ET.fromstring(text))[0] == expected


@pytest.mark.parametrize(
    ("first", "second", "remarks", "followed"),
    [
        ("See note 2.", "The A Trust.", "None.", ["See note 2.", "The A Trust."]),
        ("See footnote (2).", "See note 1.", "None.", ["See footnote (2).", "See note 1."]),
        ("See Remarks.", "The A Trust.", "As in note 2.", ["See Remarks.", "As in note 2."]),
        (
            "See Remarks.",
            "The A Trust.",
            "See note 2.",
            ["See Remarks.", "See note 2.", "The A Trust."],
        ),
        ("By trust.", "See note 1.", "None.", ["By trust."]),
    ],
)
def test_a_note_that_refers_to_another_is_followed(
    first: str, second: str, remarks: str, followed: list[str]
) -> None:
    """Notes that refer to each other end, because each stands once."""
    text = INSTEAD.replace('<footnoteId id="F2"/><footnoteId id="F1"/>', '<footnoteId id="F1"/>')
    text = text.replace("By   trust.", first).replace("A  half of them.", second).replace("None.", remarks)
    text = text.replace("SEE REMARKS below", "CEO")
    facts = FACTS.replace("=12.50", "").replace(
        f"{SHARES}/value\n", "".join(f"{SHARES}/footnoteId={each}\n" for each in followed)
    )
    facts = facts.replace("isOfficer=true\n", f"isOfficer=true\n{OFFICER}=CEO\n")
    assert fingerprint([text.encode()]).facts == printed(facts)
    assert program()(ET.fromstring(text))[0] == printed(facts)


@pytest.mark.parametrize("title", ["See Remark", "See Remarks", "CEO; see remarks"])
def test_the_remarks_are_the_title_to_which_they_are_the_answer(title: str) -> None:
    before = INSTEAD.replace("SEE REMARKS below", title)
    after = before.replace("None.", "Chief Executive Officer")
    assert fingerprint([before.encode()]).facts != fingerprint([after.encode()]).facts


def test_a_footnote_fills_the_cells_of_its_own_part() -> None:
    other = INSTEAD.replace("A  half", "A third").encode()
    twice = [fingerprint([INSTEAD.encode(), each]).facts for each in (INSTEAD.encode(), other)]
    assert twice[0] != twice[1]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("12.50", "12.51", "facts"),
        ("true</isOfficer>", "false</isOfficer>", "facts"),
        (">4<", ">4/A<", "facts"),
        ("0001234567", "1234567", ""),
        ("ACME CORP", "ACME INC", ""),
        ("X0607", "X0508", ""),
        ("/s/ J", "/s/ K", ""),
        ("2026-05-05", "2026-05-06", ""),
        ("Common\n        Stock", "Common Stock", ""),
        ("None.", "Nothing.", "words"),
        ("By   trust.", "By a trust.", "words"),
        ('<footnoteId id="F1"/></securityTitle>', "</securityTitle>", "words"),
    ],
)
def test_facts_and_words_are_told_apart(old: str, new: str, kind: str) -> None:
    before, after = fingerprint([XML.encode()]), fingerprint([XML.replace(old, new).encode()])
    assert old in XML
    assert [name for name in ("facts", "words") if getattr(before, name) != getattr(after, name)] == (
        [kind] if kind else []
    )


def test_no_two_documents_give_the_same_lines() -> None:
    """A box of the second owner is not one of the first, and no value can hold a line of its own."""
    moved = XML.replace(
        "<reportingOwnerRelationship><isOfficer>true</isOfficer></reportingOwnerRelationship></reportingOwner>",
        "</reportingOwner>",
    ).replace(
        "<rptOwnerCik>8</rptOwnerCik></reportingOwnerId>",
        "<rptOwnerCik>8</rptOwnerCik></reportingOwnerId>"
        "<reportingOwnerRelationship><isOfficer>true</isOfficer></reportingOwnerRelationship>",
    )
    forged = XML.replace(">4<", ">4\nownershipDocument/issuer/issuerCik=1234567<")
    found = {fingerprint([each.encode()]).facts for each in (XML, moved, forged)}
    assert len(found) == 3
