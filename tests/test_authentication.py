"""The page on which each signatory authenticates the typed signature (Rule 302(b) of Regulation S-T)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdfua
import pikepdf
import pypdf
import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

import redwell
from redwell.check.filed import filing_in
from redwell.documents.renderer import render
from redwell.forms import form3
from redwell.model import Amendment, Filing, Reauthorized, Relationship, ReportingOwner, Signature
from redwell.power_of_attorney import authentication
from tests import powers

FACTS = "1:4f2a91c07be38d5569f0c3b1e2a7d684"
HAND = Signature(signer="Robert A. Panora", signed=date(2013, 10, 1))
AGENT = Signature(signer="Sam Agent", on_behalf_of=("Jane M. Doe", "Richard Roe"), signed=date(2013, 10, 2))
MANAGER = Signature(signer="Jane M. Doe", on_behalf_of=("DOE ROE VENTURES LLC",), title="Manager")
CHAIN = Signature(
    signer="Nicholas P. Trevelyan-Smythe",
    on_behalf_of=("Aurora Growth Fund IX, L.P.", "Aurora Growth Fund IX-A, L.P."),
    by=(
        "Aurora Growth Associates IX, L.P., its general partner",
        "Aurora Growth Management Company LLC, its general partner",
    ),
    title="Managing Member",
    signed=date(2013, 10, 1),
)


def filing(*signatures: Signature, owners: int = 1) -> Filing:
    names = [f"AURORA GROWTH FUND {n}, L.P." for n in range(owners)] if owners > 1 else ["PANORA ROBERT A"]
    return replace(
        powers.filing(signatures=signatures),
        reporting_owners=tuple(
            ReportingOwner(name=name, cik="0001234567", relationship=Relationship(director=True))
            for name in names
        ),
    )


def pages(given: Filing) -> list[list[str]]:
    """The words of each page of the one document, line by line."""
    [content] = made(given).values()
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [[" ".join(line.split()) for line in page.extract_text().splitlines()] for page in reader.pages]


def made(given: Filing) -> dict[str, bytes]:
    return {
        each.name: render(each.name, each.template, each.context, home=redwell.home())
        for each in authentication.authentication_pages(given, "Redwell", form3.FORM.title, FACTS)
    }


def test_the_page_names_the_filing_and_signature_and_says_what_to_keep() -> None:
    [page] = pages(filing(HAND))
    said = " ".join(page)
    assert said == (
        "AUTHENTICATION OF SIGNATURES Rule 302(b) of Regulation S-T "
        "Filing Form 3, Initial Statement of Beneficial Ownership of Securities "
        "Issuer TECOGEN INC. [TGEN], CIK 0001537435 Reporting owner PANORA ROBERT A, CIK 0001234567 "
        "Date of event 10/01/2013 Fingerprint 1:4f2a91c07be3 of what the form reports "
        "No securities are beneficially owned. "
        "Each signatory below authenticates, acknowledges and otherwise adopts the signature that appears in "
        "typed form, as it is set out above the signatory’s line, within the electronic filing described "
        "above, which is made with the United States Securities and Exchange Commission. "
        "In typed form: /s/ Robert A. Panora (10/01/2013) Robert A. Panora Date and time (Eastern) "
        "Sign and keep. This page is signed, by hand or electronically, before or at the time the filing is "
        "made. The filer keeps it for five years and furnishes a copy to the Commission or its staff upon "
        "request. Signing electronically. A signatory first attests once, in a document signed by hand, that "
        "an electronic signature is the legal equivalent of a manual one. That document is kept for as long "
        "as the signatory may sign electronically, and for at least seven years after the last page so "
        "signed. Authentication of signatures · Form 3 · TECOGEN INC. [TGEN] "
        "PANORA ROBERT A · Date of event 10/01/2013 · Fingerprint 1:4f2a91c07be3 Page 1 of 1"
    )


@pytest.mark.parametrize(
    ("signature", "lines"),
    [
        (HAND, ["/s/ Robert A. Panora", "Robert A. Panora"]),
        (
            AGENT,
            [
                "/s/ Sam Agent, Attorney-in-Fact for Jane M. Doe and Richard Roe",
                "Sam Agent",
                "Attorney-in-Fact for Jane M. Doe and Richard Roe",
            ],
        ),
        (
            MANAGER,
            [
                "DOE ROE VENTURES LLC, By: /s/ Jane M. Doe, Manager",
                "Jane M. Doe",
                "Manager",
                "for DOE ROE VENTURES LLC",
            ],
        ),
        (
            replace(HAND, title="Trustee", capacity="as trustee of the Panora Trust"),
            [
                "/s/ Robert A. Panora, Trustee, as trustee of the Panora Trust",
                "Robert A. Panora",
                "Trustee",
                "as trustee of the Panora Trust",
            ],
        ),
        (
            Signature(text="/s/ Jo Roe, by power of attorney", signed=date(2013, 10, 1)),
            ["/s/ Jo Roe, by power of attorney", "Jo Roe, by power of attorney"],
        ),
    ],
)
def test_a_block_shows_the_typed_line_the_signer_and_the_owner(
    signature: Signature, lines: list[str]
) -> None:
    [document] = authentication.authentication_pages(filing(signature), "Redwell", form3.FORM.title)
    [block] = document.context["signatures"]
    assert [block["typed"], block["name"], *block["below"]] == lines


def test_there_is_room_for_a_date_and_a_time() -> None:
    """Two and a half inches, up to the margin on the right."""
    [content] = made(filing(HAND)).values()
    with pypdfium2.PdfDocument(content) as document:
        page = document[0].get_textpage()
        found = page.search("Date and time (Eastern)").get_next()
        assert found
        left, *_ = page.get_charbox(found[0])
        right = document[0].get_width() - 1.05 * 72
    assert right - left > 2.5 * 72


def test_an_unsigned_block_shows_the_line_to_be_typed() -> None:
    [page] = pages(filing(replace(HAND, signed=None)))
    assert "In typed form: /s/ Robert A. Panora" in page


def test_the_page_names_an_amendment_and_a_part() -> None:
    amended = replace(filing(HAND), form="3/A", amendment=Amendment(original_filed=date(2013, 10, 9)))
    [page] = pages(amended)
    assert "Form 3/A, Initial Statement of Beneficial Ownership of Securities" in " ".join(page)
    assert "Amendment of the form filed on 10/09/2013" in " ".join(page)
    split = made(replace(filing(CHAIN, owners=11), split=True))
    assert [*split] == ["authentication-1of2.pdf", "authentication-2of2.pdf"]
    text = pypdf.PdfReader(io.BytesIO(split["authentication-2of2.pdf"])).pages[0].extract_text()
    assert "Part 2 of 2" in text
    assert "AURORA GROWTH FUND 10, L.P." in text
    assert "AURORA GROWTH FUND 5, L.P." not in text


def test_a_draft_has_no_authentication_page() -> None:
    assert authentication.authentication_pages(filing(), "Redwell", form3.FORM.title) == ()


@pytest.mark.parametrize(
    ("signature", "count", "owners", "total"),
    [
        (HAND, 1, 1, 1),
        (AGENT, 3, 3, 1),
        (HAND, 4, 1, 1),
        (HAND, 5, 1, 1),
        (HAND, 6, 1, 2),
        (CHAIN, 4, 1, 2),
        (CHAIN, 10, 10, 3),
    ],
)
def test_no_signature_is_alone_on_a_page(signature: Signature, count: int, owners: int, total: int) -> None:
    found = pages(filing(*[signature] * count, owners=owners))
    assert len(found) == total
    foot = "Date of event 10/01/2013 · Fingerprint 1:4f2a91c07be3"
    assert all(foot in " ".join(page) for page in found)
    on_each = [" ".join(page).count("In typed form:") for page in found]
    assert sum(on_each) == count
    assert total == 1 or min(on_each) >= 2
    assert "Sign and keep." in " ".join(found[-1])


def good(name: str) -> Filing:
    """A good filing."""
    found = filing_in((Path(__file__).parent / f"filings/good/{name}.yaml").read_bytes(), redwell.home())
    assert found
    return found


def test_the_page_shows_each_line_with_its_amount() -> None:
    said = " ".join(line for page in pages(good("full")) for line in page)
    assert (
        "Fingerprint 1:4f2a91c07be3 of what the form reports "
        "Table I Amount Ownership "
        "Common Stock 163,350 direct "
        "Series A Preferred Stock 7,250.75 indirect: By Panora Family Trust "
        "5% Subordinated Notes due 2031 $2,500,000 indirect: By spouse "
        "6% Senior Notes due 2033 $1,750,000.25 direct "
        "Table II Amount Ownership "
        "Stock Option (Right to Buy), for Class A Common Stock, at $2.60 125,000 direct "
        "Warrant, for Class B Common Stock, at $11.125 31,250.5 indirect: By Aurora Holdings LP "
        "Phantom Stock, for Phantom Units $98,765.4321 direct "
        "Exchangeable Notes, for Depositary Shares, at $0.0001 $45,600 direct "
        "Each signatory below"
    ) in said
    assert said.count("Date and time (Eastern)") == 3


@pytest.mark.parametrize(("facts", "is_printed"), [(FACTS, True), (f"{FACTS[:-1]}5", False), (None, False)])
def test_the_page_says_reauthorized_only_of_what_was_agreed_to(facts: str | None, is_printed: bool) -> None:
    again = Reauthorized(by="Jane Doe", on=date(2013, 10, 2), how="telephone", facts=facts)
    [page] = pages(filing(replace(HAND, reauthorized=again)))
    assert ("Reauthorized on 10/02/2013 by Jane Doe (telephone)" in page) is is_printed
    assert ("Reauthorized" in " ".join(page)) is is_printed
    assert any(
        "Not signed again: keep this page with the one that was signed on" in each for each in page
    ) is (is_printed)
    assert any("Date and time (Eastern)" in each for each in page) is not is_printed


def test_the_parts_of_a_long_filing_have_their_own_lines_and_one_fingerprint() -> None:
    documents = made(good("split-rows"))
    read = {
        name: [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
        for name, content in documents.items()
    }
    assert {name: len(found) for name, found in read.items()} == {
        "authentication-1of2.pdf": 2,
        "authentication-2of2.pdf": 1,
    }
    rows = [sum(page.count("Class A Common Stock") for page in found) for found in read.values()]
    assert rows == [15 + 30, 4 + 2]
    assert all("1:4f2a91c07be3 of what the whole form reports" in found[0] for found in read.values())
    # The heads of a table stand on each of its pages.
    assert all("Amount" in page for found in read.values() for page in found)


def test_the_page_with_tables_is_accessible(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    [content] = made(good("full")).values()
    path.write_bytes(content)
    assert pdfua.validate(f"{path}").findings == ()


def test_the_page_is_accessible_and_made_for_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    [content] = made(filing(AGENT, MANAGER, CHAIN)).values()
    path.write_bytes(content)
    with pikepdf.open(path) as opened:
        assert opened.open_metadata().pdfa_status == "3A"
        assert opened.docinfo["/Title"] == (
            "Authentication of signatures - Form 3 - PANORA ROBERT A - TECOGEN INC. [TGEN]"
        )
    assert pdfua.validate(f"{path}").findings == ()
    assert [*made(filing(AGENT, MANAGER, CHAIN)).values()] == [content]
