"""The way back: what a document of EDGAR says, as the YAML that a careful person would write."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import redwell
from redwell.check.filing import check_filing
from redwell.commands import import_
from redwell.documents.renderer import render
from redwell.edgar import yaml_writer
from redwell.edgar.footnote_labels import labels
from redwell.edgar.signatures import signature_of
from redwell.files import discovery
from redwell.files.discovery import Misuse
from redwell.forms import FORMS, form3
from redwell.forms.form3.tables import Form3
from redwell.model import Filing, Signature
from redwell.ownership.parse import parse_filing
from redwell.ownership.signatures import signature_line
from redwell.ownership.split import parts
from redwell.problems import FilingError
from redwell.schema import validation
from redwell.source import loader
from tests import corpus
from tests.edgar import HOLDING, OPTION, document
from tests.sample import tries

Golden = Callable[[str, str], None]
GOOD = sorted((Path(__file__).parent / "filings" / "good").glob("*.yaml"))
of_corpus = pytest.mark.skipif(not corpus.FORM3, reason=corpus.ABSENT)


def read(xml: str) -> import_.Imported:
    return import_.import_filing(xml.encode(), "doc3.xml")


def filing(xml: str) -> Form3:
    return parsed(read(xml).yaml)


def parsed(text: str) -> Form3:
    return parse_filing(loader.read(text.encode(), "f.yaml"), Form3)


def our_xml(said: Filing) -> bytes:
    return render(
        "form3.xml", "form3/form3.xml.j2", form3.documents.context(said, "Redwell"), home=redwell.home()
    )


def written(said: Filing) -> str:
    form = FORMS[said.form]
    keys = validation.load_schema(form.schema, redwell.home())["properties"]
    return yaml_writer.joined(yaml_writer.blocks(said, form, list(keys)), form)


# --- what is written ---


@of_corpus
@pytest.mark.parametrize(
    "name", ["2011-05-18-linkedin-corp-hoffman-reid", "2020-09-15-snowflake-inc-garrett-mark"]
)
def test_a_real_filing_is_written_as_a_careful_person_would(golden: Golden, name: str) -> None:
    found = import_.import_filing(
        (corpus.SHARED / "corpus" / "form3" / f"{name}.xml").read_bytes(), f"{name}.xml"
    )
    assert found.notes == ()
    golden(f"import/{name}.yaml", found.yaml)


@of_corpus
@pytest.mark.parametrize("path", corpus.FORM3, ids=lambda path: path.stem)
def test_our_own_xml_with_the_names_that_edgar_adds_gives_the_same_yaml(path: Path) -> None:
    first = corpus.as_filing(path)
    said = parsed(first)
    assert import_.import_filing(with_names(our_xml(said), said), path.name).yaml == first


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_the_xml_of_every_good_filing_is_imported_and_comes_out_the_same(path: Path) -> None:
    whole = parsed(path.read_text("utf-8"))
    for part in parts(whole):
        xml = our_xml(part.filing)
        again = parsed(import_.import_filing(with_names(xml, part.filing), path.name).yaml)
        assert our_xml(again) == xml
        assert again.non_derivative == unlabelled(part.filing, again).non_derivative
        assert again.reporting_owners == part.filing.reporting_owners


def with_names(xml: bytes, said: Filing) -> bytes:
    """The XML with what EDGAR adds to it."""
    root = ET.fromstring(xml)
    owners = zip(root.iterfind("reportingOwner/reportingOwnerId"), said.reporting_owners, strict=True)
    for element, owner in owners:
        ET.SubElement(element, "rptOwnerName").text = owner.name
    for element in root.iterfind("issuer"):
        ET.SubElement(element, "issuerName").text = said.issuer.name
    return ET.tostring(root)


def unlabelled(said: Form3, other: Form3) -> Form3:
    """The filing with the labels that *other* gives to the same footnotes."""
    new = {old: label for (old, _), (label, _) in zip(said.footnotes, other.footnotes, strict=True)}

    def cell(value: Any) -> Any:
        return replace(value, footnotes=tuple(new[label] for label in value.footnotes))

    rows = [
        replace(row, **{name: cell(getattr(row, name)) for name in fields if getattr(row, name)})
        for row in said.non_derivative
        for fields in [row.__dataclass_fields__]
    ]
    return replace(said, non_derivative=tuple(rows))


def test_a_document_without_names_says_that_they_must_be_written_in() -> None:
    found = read(re.sub("<(issuerName|rptOwnerName)>.*?</.*?>", "", document()))
    assert found.notes == (
        "the document does not name the owner with CIK 0001700001 (EDGAR adds names): write it under"
        " reporting_owners",
        "the document does not name the issuer (EDGAR adds names): write issuer.name",
    )
    assert parsed(found.yaml).issuer.name == "ISSUER NAME"


def test_numbers_lose_meaningless_zeros_and_nothing_else() -> None:
    for filed, written in (
        ("134018.0", "134018"),
        ("2.60", "2.6"),
        ("0.0001", "0.0001"),
        ("0", "0"),
        (".5", "0.5"),
    ):
        text = read(document(HOLDING.replace("<value>1000<", f"<value>{filed}<"))).yaml
        assert f"    amount: {written}\n" in text


def test_an_old_document_gives_a_country_by_name_for_a_code_that_moved_in_2026() -> None:
    for code, country in (
        ("X0", "UNITED KINGDOM"),
        ("A6", "ONTARIO, CANADA"),
        ("D8", "VIRGIN ISLANDS, BRITISH"),
    ):
        found = read(document(HOLDING).replace("<rptOwnerState>MA<", f"<rptOwnerState>{code}<"))
        assert f"      country: {country}\n" in found.yaml
        assert "state:" not in found.yaml
        address = parsed(found.yaml).reporting_owners[0].address
        assert address
        assert (address.country, address.state) == (code, None)


def test_a_day_may_have_a_time_zone_and_a_box_any_spelling() -> None:
    xml = (
        document(HOLDING)
        .replace("2013-10-01<", "2013-10-01-05:00<")
        .replace("<isDirector>1<", "<isDirector> TRUE <")
    )
    said = filing(xml.replace("<signatureDate>2013-10-02<", "<signatureDate>2013-10-02Z<"))
    assert (f"{said.date_of_event}", f"{said.signatures[0].signed}") == ("2013-10-01", "2013-10-02")
    assert said.reporting_owners[0].relationship.director


def test_empty_elements_say_nothing() -> None:
    xml = document(HOLDING).replace("</issuer>", "<issuerForeignTradingSymbol/></issuer>")
    xml = xml.replace(
        "<rptOwnerStreet1>1 MAIN ST.</rptOwnerStreet1>",
        "<rptOwnerStreet1/><rptOwnerStreet2> </rptOwnerStreet2>",
    )
    xml = xml.replace(
        "</ownershipNature>", "<natureOfOwnership><value/></natureOfOwnership></ownershipNature>"
    )
    text = read(xml.replace("<footnotes>", "<footnotes/><remarks> </remarks><footnotes>")).yaml
    for key in ("foreign_trading_symbol", "street", "nature_of_ownership", "remarks"):
        assert key not in text


def test_the_edition_is_written_only_where_no_date_of_filing_tells_it() -> None:
    assert filing(document(HOLDING)).edition == "7-02"
    new = (
        document(HOLDING)
        .replace("2013-10-0", "2026-04-0")
        .replace(
            "<rptOwnerStreet1>", "<rptOwnerNonUSAddressFlag>0</rptOwnerNonUSAddressFlag><rptOwnerStreet1>"
        )
    )
    assert filing(new).edition is None


def test_a_missing_value_is_reported_and_not_invented() -> None:
    found = read(document("<nonDerivativeTable><nonDerivativeHolding/></nonDerivativeTable>"))
    assert "non_derivative:\n  - {}\n" in found.yaml
    assert found.notes[0].startswith("check will refuse non_derivative[0]: ")


def test_a_reference_without_its_footnote_stays_and_is_reported() -> None:
    found = read(document(OPTION))
    assert "    date_exercisable:\n      footnotes: [f1]\n" in found.yaml
    assert any("f1" in note and note.startswith("check will refuse ") for note in found.notes)


def test_an_amendment_says_what_it_amends() -> None:
    xml = document(HOLDING).replace("<documentType>3<", "<documentType>3/A<")
    xml = xml.replace(
        "<issuer>", "<dateOfOriginalSubmission>2013-10-04</dateOfOriginalSubmission><issuer>", 1
    )
    found = read(xml)
    assert found.yaml.startswith(
        '# yaml-language-server: $schema=../../schemas/form3.schema.json\nform: "3/A"\nedition: "7-02"\n'
        "amendment:\n  original_filed: 2013-10-04\ndate_of_event: 2013-10-01\n\nissuer:\n"
    )
    assert found.name == "2013-10-01-doe-jane-form3a.yaml"
    assert found.notes == ()


def test_a_footnote_that_is_too_long_is_kept_and_reported() -> None:
    long = "The option vests. " * 60
    found = read(document(OPTION, footnotes=[long.strip()]))
    assert parsed(found.yaml).footnotes == (("vesting", long.strip()),)
    assert len(found.notes) == 1
    assert found.notes[0].startswith("check will refuse footnotes.vesting: ")


def test_footnotes_out_of_order_keep_the_order_of_their_numbers() -> None:
    xml = document(OPTION, footnotes=["The option vests."])
    other = '<footnotes><footnote id="F3">Not applicable.</footnote>'
    found = read(xml.replace("<footnotes>", other))
    assert [label for label, _ in parsed(found.yaml).footnotes] == ["vesting", "not_applicable"]
    assert "the footnotes were not numbered 1, 2, 3 ..: they are renumbered" in found.notes


def test_text_around_an_unknown_element_is_not_joined_to_one_word() -> None:
    remarks = "<remarks>x<b>bold</b>tail</remarks>"
    xml = document(HOLDING).replace("<ownerSignature>", f"{remarks}<ownerSignature>", 1)
    found = read(xml)
    assert parsed(found.yaml).remarks == "x tail"
    assert any("bold" in note for note in found.notes)


def test_a_contradictory_address_is_reported() -> None:
    xml = re.sub("<rptOwnerStreet1>.*?</rptOwnerStreet1>", "", document(HOLDING))
    xml = xml.replace("<rptOwnerCity>", "<rptOwnerStreet2>1 BUSH ST</rptOwnerStreet2><rptOwnerCity>")
    flag = "<rptOwnerNonUSAddressFlag>true</rptOwnerNonUSAddressFlag>"
    assert read(xml.replace("<reportingOwnerAddress>", f"<reportingOwnerAddress>{flag}")).notes == (
        'rptOwnerStreet2 is "1 BUSH ST" and rptOwnerStreet1 is empty: imported as the first line',
        "an address is marked as non-US and has no country: write its country",
    )


def test_xml_without_a_key_is_reported_with_its_line() -> None:
    xml = document(HOLDING).replace("</issuer>", "<issuerColour>green</issuerColour></issuer>")
    xml = xml.replace("<isOther>0</isOther>", "<isOther>0</isOther><officerTitle>President</officerTitle>")
    xml = xml.replace("<periodOfReport>", "<periodOfReport>2013-10-01</periodOfReport>\n<periodOfReport>")
    assert read(xml).notes == (
        'officerTitle says "President", but the box is not ticked: left out, although the SEC prints it; '
        "write officer: if the box was forgotten",
        'line 5: periodOfReport (a second one) is "2013-10-01", and a filing has no key for it: left out',
        'line 9: issuer/issuerColour is "green", and a filing has no key for it: left out',
    )


def test_nothing_that_the_sec_prints_or_edgar_says_vanishes_without_a_note() -> None:
    xml = document(HOLDING).replace("</issuer>", "</issuer>\n<aff10b5One>0</aff10b5One>")
    xml = xml.replace("<isOther>0</isOther>", "<isOther>0</isOther><otherText>Trustee</otherText>")
    mark = '<footnoteId id="F1"/>'
    xml = xml.replace("<securityTitle>", f"<securityTitle>{mark}{mark}", 1)
    xml = xml.replace(
        "<ownerSignature>", f'<footnotes><footnote id="F1"></footnote></footnotes><ownerSignature>{mark}'
    )
    xml = xml.replace("<periodOfReport>", "<noSecuritiesOwned>1</noSecuritiesOwned><periodOfReport>")
    xml = xml.replace("<documentType>3<", "<documentType>3 <")
    found = read(xml)
    assert found.notes == (
        "footnote F1 is empty",
        'otherText says "Trustee", but the box is not ticked: left out, although the SEC prints it; write '
        "other: if the box was forgotten",
        "securityTitle has footnote F1 2 times: imported once",
        'noSecuritiesOwned is "1", but there are lines in the tables: imported as the tables have it',
        'line 9: aff10b5One is "0", and a filing has no key for it: left out',
        'line 34: ownerSignature/footnoteId is "F1", and a filing has no key for it: left out',
    )
    assert 'footnotes:\n  note: ""\n' in found.yaml


@of_corpus
def test_no_element_of_the_form_vanishes_without_a_note() -> None:
    """Each element of the SEC's schema, with a text that no filing has there."""
    with (corpus.SHARED / "edgar" / "elements.csv").open(encoding="utf-8", newline="") as file:
        paths = [row["path"] for row in csv.DictReader(file) if row["form"] == "3"]
    leaves = [path for path in paths if not any(other.startswith(f"{path}/") for other in paths)]
    assert len(leaves) > 60
    vanished = []
    for path in (path for path in leaves if "@" not in path):
        element = root = ET.fromstring(document(HOLDING))
        for tag in path.split("/")[1:]:
            found = element.find(tag)
            element = ET.SubElement(element, tag) if found is None else found
        element.text = "Zqx7"
        try:
            said = import_.import_filing(ET.tostring(root), "doc3.xml")
        except FilingError:
            continue  # refused, and not for nothing
        if "zqx7" not in f"{said.yaml} {said.notes}".lower():
            vanished.append(path)
    assert vanished == []


def test_what_edgar_adds_is_noted_if_it_does_not_fit_the_rest() -> None:
    added = "<rptOwnerStateDescription>MAINE</rptOwnerStateDescription>"
    added += "<rptOwnerGoodAddress>0</rptOwnerGoodAddress>"
    xml = document(HOLDING).replace("</reportingOwnerAddress>", f"{added}</reportingOwnerAddress>")
    assert read(xml).notes == (
        'rptOwnerStateDescription says "MAINE", and the code is MA: left out',
        'rptOwnerGoodAddress is "0": does EDGAR doubt this address?',
    )
    assert (
        read(xml.replace("MAINE", "MASSACHUSETTS").replace(">0</rptOwnerG", ">true</rptOwnerG")).notes == ()
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "nonDerivativeHolding",
            "nonDerivativeTransaction",
            "this document calls itself Form 3, and <nonDerivativeTransaction> belongs to Form 4 or 5: is "
            "its documentType right?",
        ),
        (
            "<issuer>",
            "<notSubjectToSection16>0</notSubjectToSection16><issuer>",
            "this document calls itself Form 3, and <notSubjectToSection16> belongs to Form 4 or 5: is its "
            "documentType right?",
        ),
        (
            "<issuer>",
            "<form3HoldingsReported>1</form3HoldingsReported><issuer>",
            "this document calls itself Form 3, and <form3HoldingsReported> belongs to Form 5: is its "
            "documentType right?",
        ),
    ],
)
def test_the_body_of_another_form_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(FilingError) as error:
        read(document(HOLDING).replace("<documentType>3<", "<documentType>3 <").replace(old, new))
    (problem,) = error.value.problems
    assert (problem.code, problem.message) == ("import-form", said)


def test_the_questions_about_powers_are_answered_by_what_was_filed() -> None:
    found = read(document(HOLDING).replace("/s/ Jane Doe", "/s/ John Roe, Attorney-in-Fact for Jane Doe"))
    assert found.yaml.endswith("\naccept:\n  poa-missing: This is what was filed on EDGAR.\n")


def test_an_answer_stays_where_an_earlier_filing_of_the_record_answers_the_question_too(
    tmp_path: Path,
) -> None:
    text = document(HOLDING).replace("/s/ Jane Doe", "/s/ John Roe, Attorney-in-Fact for Jane Doe")
    folder = tmp_path / "filings" / "acme"
    folder.mkdir(parents=True)
    later = text.replace(">2013-", ">2014-")
    assert later != text
    for each in (text, later):
        found = read(each)
        (folder / found.name).write_text(found.yaml)
    paths = sorted(folder.iterdir())
    assert len(paths) == 2
    for path in paths:
        checked = check_filing(discovery.entry(path, tmp_path), tmp_path, redwell.home())
        assert [each.code for each in checked.problems if each.code.startswith("accept")] == []


def test_invisible_characters_are_replaced_and_reported() -> None:
    found = read(document(HOLDING).replace("Common Stock", "Common\u00a0Stock&#9;A\u200b"))
    assert "  - title: Common Stock A\n" in found.yaml
    assert found.notes == ("tabs and other invisible characters were replaced by spaces, or left out",)


# --- signature lines ---

DAY = date(2026, 5, 4)
OWNERS = ["DOE JANE M", "Acme Partners L.P.", "Reid Hoffman & Michelle Yee Living Trust"]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("/s/ Jane M. Doe", {"signer": "Jane M. Doe"}),
        ("/s/ Jane M. Doe, Jr.", {"signer": "Jane M. Doe, Jr."}),
        ("/s/ Roberta S. Matlin, Vice President", {"signer": "Roberta S. Matlin", "title": "Vice President"}),
        ("/s/ Travis Shrout, Attorney-in-Fact", {"signer": "Travis Shrout", "capacity": "Attorney-in-Fact"}),
        (
            "/s/ Sam Agent, Attorney-in-Fact for Jane M. Doe",
            {"signer": "Sam Agent", "on_behalf_of": ("Jane M. Doe",)},
        ),
        (
            "/s/ Sam Agent, as attorney-in-fact for Jane Doe and Acme Partners L.P.",
            {
                "signer": "Sam Agent",
                "capacity": "as attorney-in-fact",
                "on_behalf_of": ("Jane Doe", "Acme Partners L.P."),
            },
        ),
        (
            "/s/ Lora Blum, by power of attorney for the Reid Hoffman and Michelle Yee Living Trust",
            {
                "signer": "Lora Blum",
                "capacity": "by power of attorney",
                "on_behalf_of": ("the Reid Hoffman and Michelle Yee Living Trust",),
            },
        ),
        (
            "Acme Partners L.P., By: Acme GP LLC, its general partner, By: /s/ Jane Roe, Manager",
            {
                "signer": "Jane Roe",
                "title": "Manager",
                "by": ("Acme GP LLC, its general partner",),
                "on_behalf_of": ("Acme Partners L.P.",),
            },
        ),
    ],
)
def test_a_line_becomes_keys_if_they_give_the_same_line(line: str, parts: dict[str, object]) -> None:
    found = signature_of(line, DAY, OWNERS)
    assert found == Signature(signed=DAY, **parts)  # type: ignore[arg-type]
    assert signature_line(found) == line


@pytest.mark.parametrize(
    "line",
    [
        "By: /s/ Jung Yeon Son, Attorney-in-fact for Roelof Botha",
        "/s/Christopher Ferro, attorney in fact to Roelof Frederik Botha",
        "/s/ Sharda Caro del Castillo as Attorney-in-Fact",
        "/s/ See Signatures Included in Exhibit 99.2",
        "/s/ Warren E. Buffett on behalf of himself and each other reporting person hereunder",
        "Deanna H. Lund, by Eva Yee, Attorney-In-Fact",
        "/S/ Jane Doe",
        "/s/  Jane Doe",
        "",
    ],
)
def test_any_other_signature_line_is_kept_unchanged(line: str) -> None:
    assert signature_of(line, DAY, OWNERS) == Signature(text=line, signed=DAY)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_every_signature_line_survives_import_unchanged(said: str) -> None:
    for line in (said, f"/s/ {said}", f"/s/ Jane Doe, {said}", f"DOE JANE M, By: {said}"):
        assert signature_line(signature_of(line, DAY, OWNERS)) == line


# --- labels ---


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The option becomes exercisable in four equal installments.", "vesting"),
        ("Not applicable.", "not_applicable"),
        ("The Reporting Person disclaims beneficial ownership of these securities.", "disclaimer"),
        ("The phantom stock does not expire.", "no_expiration"),
        ("Each share of Series E Preferred Stock will automatically convert into one share.", "conversion"),
        ("The shares are held by the Smith Family Trust.", "smith_family_trust"),
        ('The shares are directly held by Reinvent Sponsor LLC (the "Sponsor").', "sponsor"),
        ("Mr. Doe is a managing member of Acme Holdings, LLC.", "acme_holdings"),
        ("Purchased in 2019 at the market.", "purchased_market"),
        ("The price in Column 4 is a weighted average price.", "weighted_average"),
        ("Effected pursuant to a Rule 10b5-1 trading plan adopted on May 1, 2024.", "plan"),
        ("Shares withheld by Acme to satisfy tax withholding requirements on vesting of RSUs.", "withheld"),
        ("The shares were sold to cover the tax due on the vesting of RSUs.", "to_cover"),
        ('Each restricted stock unit ("RSU") represents the right to receive one share.', "unit"),
        ("Represents a bona fide gift to charity", "gift"),
        ("Includes shares acquired through quarterly dividend reinvestment.", "drip"),
        ("Includes 309 shares acquired under the Employee Stock Purchase Plan.", "espp"),
        ("Includes shares held in the 401(k) plan.", "savings_plan"),
        ("Reflects a two-for-one stock split.", "split"),
        ("Represents a pro rata in-kind distribution to the partners.", "distribution"),
        ("1234", "note"),
    ],
)
def test_a_label_tells_what_the_footnote_is_about(text: str, label: str) -> None:
    assert labels([text]) == [label]


def test_labels_differ_by_the_class_that_a_footnote_is_about() -> None:
    texts = [
        "Each share of Series A Preferred Stock converts into one share.",
        "Each share of Class B Common Stock converts into one share.",
        "In addition, it converts upon a transfer.",
        "(Continued from footnote 1) Nothing else.",
        "The option vests.",
        "The other option vests.",
    ]
    assert labels(texts) == [
        "series_a_conversion",
        "class_b_conversion",
        "class_b_conversion_continued",
        "series_a_conversion_continued",
        "vesting",
        "vesting_2",
    ]


@given(st.lists(st.text(max_size=80), max_size=12))
def test_footnote_labels_are_valid_and_unique(texts: list[str]) -> None:
    found = labels(texts)
    assert len({*found}) == len(texts)
    assert all(re.fullmatch("[a-z][a-z0-9_-]{0,39}", label) for label in found)


# --- YAML ---

SAID = st.text(
    st.characters(
        min_codepoint=32, max_codepoint=382, exclude_categories=["Cc", "Cf", "Zs"], include_characters=" "
    ),
    min_size=1,
    max_size=300,
)


@settings(max_examples=tries(15, 500))
@example("yes", "a: b")
@example("1e5", "ends in a colon:")
@example("0x1F", "a #b")
@example("2013-10-01", "- a")
@example("a  b " * 60, "line one\n\n  line three\n")
@example("'", "\"'\\")
@given(SAID.filter(str.strip), SAID.filter(str.strip))
def test_any_text_survives_a_round_trip_through_yaml(said: str, other: str) -> None:
    said, other = said.strip(), other.strip()
    whole = filing(document(OPTION, footnotes=["The option vests."]))
    issuer = replace(whole.issuer, name=said.replace("\n", " "), cik="0000000017")
    changed = replace(whole, issuer=issuer, footnotes=(("vesting", other),), remarks=said)
    text = written(changed)
    if not re.search(r"\{_\{|\}_\}|\{_%|%_\}", said + other):
        assert parsed(text) == changed
        assert not re.search(r"[ \t]\n", text)


def test_lines_are_folded_at_a_hundred_columns() -> None:
    text = read(document(OPTION, footnotes=["The option vests. " * 20])).yaml
    assert max(map(len, text.splitlines())) <= 100


# --- where it is written ---


def test_a_filing_is_written_under_its_date_and_owner_and_never_over_another(tmp_path: Path) -> None:
    found = read(document(HOLDING))
    out = tmp_path / "filings" / "acme"
    [path] = import_.write_import(found, out)
    assert path == out / "2013-10-01-doe-jane-form3.yaml"
    assert path.read_text("utf-8") == found.yaml
    with pytest.raises(Misuse) as error:
        import_.write_import(found, out)
    assert (
        f"{error.value}" == f"--out {out}: 2013-10-01-doe-jane-form3.yaml already exists: nothing was written"
    )


def test_no_link_is_followed(tmp_path: Path) -> None:
    found = read(document(HOLDING))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Misuse, match="this is a link, and builds do not follow links"):
        import_.write_import(found, tmp_path / "link")
    (tmp_path / found.name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(Misuse, match="already exists: nothing was written"):
        import_.write_import(found, tmp_path)
    assert not (tmp_path / "nowhere").exists()
    assert [*(tmp_path / "elsewhere").iterdir()] == []
