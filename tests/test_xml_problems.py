"""XML that EDGAR would refuse is reported in a build, in a check, and by the SEC's schemas."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import redwell
from redwell.builds import rendering
from redwell.check import sec_schema
from redwell.check.filing import check_filing
from redwell.edgar import xsd
from redwell.files import discovery
from redwell.files.discovery import Misuse
from redwell.forms import FORMS
from redwell.problems import Problem
from tests import corpus
from tests.drafts import DRAFT
from tests.test_build import ROOT
from tests.test_tasks import invoke
from tests.test_templates import mistakes, replaced

XSD = corpus.SHARED / "edgar" / "xsd"
with_sec = pytest.mark.skipif(
    not XSD.is_dir(), reason="the SEC's schemas (../shared) are not beside this checkout"
)
LEAST = """\
<?xml version="1.0"?>
<ownershipDocument>
  <documentType>3</documentType>
  <periodOfReport>2026-05-04</periodOfReport>
  <issuer>
    <issuerCik>123</issuerCik>
    <issuerTradingSymbol>ACME</issuerTradingSymbol>
  </issuer>
  <reportingOwner>
    <reportingOwnerId>
      <rptOwnerCik>456</rptOwnerCik>
    </reportingOwnerId>
    <reportingOwnerRelationship>
      <isDirector>true</isDirector>
    </reportingOwnerRelationship>
  </reportingOwner>
  <nonDerivativeTable>
    <nonDerivativeHolding>
      <securityTitle>
        <value>Common Stock</value>
        <footnoteId id="F1"/>
      </securityTitle>
      <postTransactionAmounts>
        <sharesOwnedFollowingTransaction>
          <value>100</value>
        </sharesOwnedFollowingTransaction>
      </postTransactionAmounts>
      <ownershipNature>
        <directOrIndirectOwnership>
          <value>D</value>
        </directOrIndirectOwnership>
      </ownershipNature>
    </nonDerivativeHolding>
  </nonDerivativeTable>
  <footnotes>
    <footnote id="F1">Restricted.</footnote>
  </footnotes>
  <ownerSignature>
    <signatureName>/s/ Jane Doe</signatureName>
    <signatureDate>2026-05-05</signatureDate>
  </ownerSignature>
</ownershipDocument>
"""
CIK, TITLE = "      <rptOwnerCik>456</rptOwnerCik>\n", "nonDerivativeTable/nonDerivativeHolding/securityTitle"
AMOUNT = "nonDerivativeTable/nonDerivativeHolding/postTransactionAmounts/sharesOwnedFollowingTransaction"
SIGNED = LEAST[LEAST.index("  <ownerSignature>") : LEAST.index("</ownershipDocument>")]


def said(old: str, new: str, *, lacks: tuple[str, ...] = (), by_schema: bool = False) -> list[str]:
    """Return the faults of the document above after one change."""
    assert LEAST.count(old) == 1
    judge = xsd.schema_problems if by_schema else xsd.xml_problems
    found = judge(LEAST.replace(old, new).encode(), redwell.home(), lacks)
    return [f"{each.line}: {each.element}: {each.message}" for each in found]


def test_a_valid_document_has_no_problems() -> None:
    assert xsd.xml_problems(LEAST.encode(), redwell.home()) == ()


# --- by our schema ---

FAULTS = {
    "an element that is none": (
        "<issuer>",
        "<issuerr/><issuer>",
        "5: issuerr: <issuerr> does not belong here: expected noSecuritiesOwned or issuer",
    ),
    "one that is missing": (CIK, "", "10: reportingOwner/reportingOwnerId: rptOwnerCik is missing"),
    "one that stands twice": (
        CIK,
        2 * CIK,
        "12: reportingOwner/reportingOwnerId/rptOwnerCik[2]: <rptOwnerCik> does not belong here: "
        "expected rptOwnerCcc or rptOwnerName",
    ),
    "a date that is none": (
        "2026-05-04",
        "05/04/2026",
        '4: periodOfReport: "05/04/2026" is not allowed: this element takes a date, as 2026-05-04',
    ),
    "an empty date": (
        "2026-05-04",
        "",
        "4: periodOfReport: it is empty: this element takes a date, as 2026-05-04",
    ),
    "a figure with a comma": (
        ">100<",
        ">1,000<",
        f"25: {AMOUNT}/value: "
        '"1,000" is not allowed: this element takes a figure from 0 to 999999999999.9999 with at most four '
        "decimals and without commas or signs",
    ),
    "a box that is not true or false": (
        "<isDirector>true",
        "<isDirector>yes",
        '14: reportingOwner/reportingOwnerRelationship/isDirector: "yes" is not allowed: '
        "this element takes true or false (or 1 or 0)",
    ),
    "a title that is too long": (
        "Common Stock",
        "x" * 61,
        f'20: {TITLE}/value: "{"x" * 60}..." of 61 characters is not allowed: '
        "this element takes 1 to 60 characters",
    ),
    "the type of another form": (
        "<documentType>3<",
        "<documentType>144<",
        '3: documentType: "144" is not allowed: this element takes 3, 3/A, 4, 4/A, 5 or 5/A',
    ),
    "an amendment without the date of what it amends": (
        "<documentType>3<",
        "<documentType>3/A<",
        "5: issuer: <issuer> does not belong here: expected dateOfOriginalSubmission",
    ),
    "a mark with a zero": (
        '<footnote id="F1">',
        '<footnote id="F01">',
        '36: footnotes/footnote: "F01" is not allowed: the attribute "id" takes F1 to F99, each once',
    ),
    "a footnote without its mark": (
        '<footnote id="F1">',
        "<footnote>",
        '36: footnotes/footnote: the attribute "id" is missing',
    ),
    "an attribute of nobody": (
        "<issuer>",
        '<issuer id="F1">',
        '5: issuer: the attribute "id" does not belong here: remove it',
    ),
    "text between elements": (
        "</issuer>",
        "text</issuer>",
        "5: issuer: there is text between its elements: remove it",
    ),
    "a reference with text": (
        '<footnoteId id="F1"/>',
        '<footnoteId id="F1">1</footnoteId>',
        f"21: {TITLE}/footnoteId: it must be empty: remove its content",
    ),
    "markup in a footnote": (
        "Restricted.",
        "<b>Restricted.</b>",
        "36: footnotes/footnote: it contains an element, and may contain only text",
    ),
    "another document": (
        LEAST,
        "<html/>",
        "1: (root): the document is <html>: EDGAR accepts no such document",
    ),
    "no document": (LEAST, "", "1: (root): it is not well-formed XML: Document is empty"),
    "an element that is not closed": (
        "</issuer>",
        "",
        "42: (root): it is not well-formed XML: Opening and ending tag mismatch: issuer line 5 and "
        "ownershipDocument",
    ),
    "a processing instruction": (
        "<ownershipDocument>",
        '<?xml-stylesheet href="a.xsl"?><ownershipDocument>',
        "2: (root): remove the processing instruction <?xml-stylesheet?>: EDGAR suspends a filing with one",
    ),
    "a DOCTYPE": (
        "<ownershipDocument>",
        "<!DOCTYPE ownershipDocument><ownershipDocument>",
        "1: (root): the document has a DOCTYPE: remove it",
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_problem_has_its_line_its_element_and_the_remedy(kind: str) -> None:
    old, new, message = FAULTS[kind]
    assert said(old, new, by_schema=True) == [message]


def test_no_part_of_a_ccc_is_shown() -> None:
    place = "12: reportingOwner/reportingOwnerId/rptOwnerCcc"
    takes = "its value is not allowed: this element takes a CCC of eight characters"
    assert said(CIK, f"{CIK}      <rptOwnerCcc>{'secret'}</rptOwnerCcc>\n") == [f"{place}: {takes}"]
    said_of_cik = said(CIK, "<rptOwnerCik>secret#1</rptOwnerCik>")
    assert said_of_cik == [
        "11: reportingOwner/reportingOwnerId/rptOwnerCik: its value is not allowed: "
        "this element takes a CIK of one to ten digits"
    ]


def test_a_document_reads_no_file_beside_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", "utf-8")
    doctype = f'<!DOCTYPE ownershipDocument [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n<ownershipDocument>'
    document = LEAST.replace("<ownershipDocument>", doctype).replace("Restricted.", "&x;")
    found = xsd.schema_problems(document.encode(), redwell.home())
    assert found[0].message == "the document has a DOCTYPE: remove it"
    assert not any("secret" in each.message for each in found)


# --- what EDGAR asks for besides ---

BEYOND = {
    "a reference to nothing": (
        '<footnoteId id="F1"/>',
        '<footnoteId id="F1"/><footnoteId id="F2"/>',
        f"21: {TITLE}/footnoteId[2]: it refers to F2, and there is no such footnote (specification 4.3.6)",
    ),
    "two references to one": (
        '<footnoteId id="F1"/>',
        '<footnoteId id="F1"/><footnoteId id="F1"/>',
        f"19: {TITLE}: it refers to F1 2 times: once is enough (specification 4.3.6)",
    ),
    "a footnote of nothing": (
        '        <footnoteId id="F1"/>\n',
        "",
        "35: footnotes/footnote: nothing refers to F1: EDGAR suspends such a filing (specification 5)",
    ),
    "a footnote that is too long": (
        "Restricted.",
        "x" * 1001,
        "36: footnotes/footnote: it has 1,001 characters; EDGAR accepts at most 1,000 (specification 3.5)",
    ),
    "the code of a former country": (
        "    </reportingOwnerId>\n",
        "    </reportingOwnerId>\n    <reportingOwnerAddress>"
        "<rptOwnerCountry>C2</rptOwnerCountry></reportingOwnerAddress>",
        '13: reportingOwner/reportingOwnerAddress/rptOwnerCountry: "C2" is the code of a former country '
        "(specification, appendix H)",
    ),
}


@pytest.mark.parametrize("kind", BEYOND)
def test_some_rules_of_edgar_are_not_in_its_schema(kind: str) -> None:
    old, new, message = BEYOND[kind]
    assert said(old, new) == [message]
    assert said(old, new, by_schema=True) == []


# --- what is not ready ---


def test_elements_missing_from_a_draft_are_not_problems_of_its_xml() -> None:
    assert said(CIK, "", lacks=(xsd.CIK,)) == []
    assert said(SIGNED, "", lacks=(xsd.SIGNATURE,)) == []


def test_a_placeholder_for_one_element_hides_no_other_problem() -> None:
    assert said(CIK, "", lacks=(xsd.SIGNATURE,)) == [
        "10: reportingOwner/reportingOwnerId: rptOwnerCik is missing"
    ]
    assert said(SIGNED, "", lacks=(xsd.CIK,)) == ["2: (root): ownerSignature is missing"]
    assert said("    <issuerCik>123</issuerCik>\n", "", lacks=(xsd.CIK, xsd.SIGNATURE)) == [
        "6: issuer/issuerTradingSymbol: <issuerTradingSymbol> does not belong here: expected issuerCik"
    ]


# --- templates ---

XML, HEAD = "form3/form3.xml.j2", "shared/ownership.xml.j2"
CAUSE = "the template is wrong, not the filing: correct it here"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A draft without CIK and signatures, beside templates to be changed."""
    for name in ("schemas", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy2(ROOT / "tasks.py", tmp_path)
    folder = tmp_path / "filings" / "acme"
    folder.mkdir(parents=True)
    (folder / "2026-05-04-doe-form3.yaml").write_text(DRAFT.replace('  cik: "2"\n', ""), "utf-8")
    return tmp_path


def test_a_draft_is_built_and_is_not_ready(repository: Path) -> None:
    assert mistakes(repository) == []
    xml = next((repository / "build").rglob("form3.xml")).read_text("utf-8")
    assert "rptOwnerCik" not in xml
    assert "ownerSignature" not in xml


def line_of(text: str, template: str = XML) -> str:
    lines = (ROOT / "templates" / template).read_text("utf-8").splitlines()
    return f"{template}:{next(n for n, line in enumerate(lines, start=1) if text in line)}"


TEMPLATES = {
    "an element by a wrong name": (
        "<periodOfReport>{{ date_of_event | iso_date }}</periodOfReport>",
        "<dateOfEvent>{{ date_of_event | iso_date }}</dateOfEvent>",
        line_of("<periodOfReport>"),
        "line 4, dateOfEvent: <dateOfEvent> does not belong here: expected periodOfReport",
    ),
    "a value in another shape": (
        "{{ date_of_event | iso_date }}",
        "{{ date_of_event | us_date }}",
        line_of("<periodOfReport>"),
        'line 4, periodOfReport: "05/04/2026" is not allowed: this element takes a date, as 2026-05-04',
    ),
    "an element that is left out": (
        "<issuerTradingSymbol>{{ issuer.trading_symbol }}</issuerTradingSymbol>",
        "",
        line_of("<issuer>", HEAD),
        "line 5, issuer: issuerTradingSymbol is missing",
    ),
    "markup that is not closed": (
        "  </issuer>\n",
        "",
        f"{XML}:1",
        "line 22, (root): it is not well-formed XML: Opening and ending tag mismatch: issuer line 5 and "
        "ownershipDocument",
    ),
}


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_template_that_writes_invalid_xml_is_a_problem_of_the_template(kind: str, repository: Path) -> None:
    old, new, place, message = TEMPLATES[kind]
    changed = XML if old in (ROOT / "templates" / XML).read_text("utf-8") else HEAD
    replaced(old, new)(repository / "templates" / changed)
    problem = f"EDGAR would refuse form3.xml, {message}; {CAUSE}"
    assert mistakes(repository) == [f"templates/{place}: {problem}"]
    assert not list((repository / "build").rglob("form3.*"))


def test_a_repeated_fault_is_reported_ten_times_at_most(repository: Path) -> None:
    row = "- {title: Common Stock, amount: 1, ownership: indirect, nature_of_ownership: By trust %d}\n"
    filing = next((repository / "filings").rglob("*.yaml"))
    holdings = "non_derivative:\n" + "".join(row % n for n in range(20))
    filing.write_text(filing.read_text("utf-8").replace("no_securities_owned: true\n", holdings), "utf-8")
    replaced("footnoted('securityTitle', row", "footnoted('title', row")(repository / "templates" / XML)
    assert len(mistakes(repository)) == 10


# --- by the SEC's own schemas ---


@pytest.fixture
def sec(tmp_path: Path) -> Path:
    """The SEC's schemas as they are unpacked by some: in a folder below, less the second suffix."""
    folder = tmp_path / "downloads" / "v5.5"
    folder.mkdir(parents=True)
    for path in XSD.glob("*.xml"):
        (folder / path.name.removesuffix(".xml")).write_bytes(path.read_bytes())
    return tmp_path / "downloads"


@with_sec
@pytest.mark.parametrize("is_renamed", [False, True])
def test_the_secs_schemas_find_nothing_in_a_draft(repository: Path, sec: Path, is_renamed: bool) -> None:
    folder = sec if is_renamed else XSD
    known = sec_schema.read_sec_schemas(folder, "downloads")
    assert len({id(known.of(form)) for form in FORMS.values()}) == 6
    code, output, errors = invoke(repository, "check", "--sec-schema", str(folder))
    assert (code, errors) == (0, "")
    assert "sec-schema" not in output


@with_sec
def test_the_secs_schemas_accept_the_good_filings() -> None:
    folder = ROOT / "tests" / "filings" / "good"
    known = sec_schema.read_sec_schemas(XSD, "xsd")
    entries = [discovery.entry(path, ROOT) for path in sorted(folder.glob("*.yaml"))]
    assert len(entries) > 7
    found: list[Problem] = []
    for entry in entries:
        checked = check_filing(entry, ROOT, redwell.home())
        assert checked.filing, entry.name
        documents = rendering.xml_documents(checked)
        found += sec_schema.check_with_sec_schemas(entry.name, checked.form, documents, known)
    assert found == []


@with_sec
def test_a_fault_found_by_the_secs_schema_is_a_problem_of_the_filing(repository: Path, sec: Path) -> None:
    common = sec / "v5.5" / "ownershipDocumentCommon.xsd"
    text = common.read_text("utf-8")
    changed = '<xs:element name="issuerTradingSymbol" type="CIK"/><xs:element name="was" minOccurs="0">'
    common.write_text(text.replace('<xs:element name="issuerTradingSymbol">', changed), "utf-8")
    code, output, errors = invoke(repository, "check", "--sec-schema", str(sec))
    assert (code, errors) == (1, "")
    assert (
        "filings/acme/2026-05-04-doe-form3.yaml:1:1: error [sec-schema]\n"
        "  form3.xml does not fit the SEC's ownership3Document.xsd: line 7, issuer/issuerTradingSymbol: "
        "[facet 'pattern'] The value 'ACME' is not accepted by the pattern '[0-9]+'\n"
    ) in output


def test_a_folder_without_the_secs_schemas_is_a_misuse(repository: Path) -> None:
    code, output, errors = invoke(repository, "check", "--sec-schema", "schemas")
    assert (code, output) == (2, "")
    assert " ".join(errors.split()) == (
        "--sec-schema schemas: none of ownership3Document.xsd, ownership3ADocument.xsd, "
        "ownership4Document.xsd, ownership4ADocument.xsd, ownership5Document.xsd and "
        "ownership5ADocument.xsd (or the same name with .xml) is in this folder or below it: unpack the "
        "SEC's schemas there "
        "(sec.gov, EDGAR Ownership XML Technical Specification)"
    )


@with_sec
def test_only_the_schemas_of_the_chosen_filings_are_needed(repository: Path, sec: Path) -> None:
    (sec / "v5.5" / "ownership3ADocument.xsd").unlink()
    assert invoke(repository, "check", "--sec-schema", str(sec))[::2] == (0, "")
    with pytest.raises(Misuse) as missing:
        sec_schema.read_sec_schemas(sec, "downloads").of(FORMS["3/A"])
    assert str(missing.value) == (
        "--sec-schema downloads: ownership3ADocument.xsd (or the same name with .xml) is not in this folder "
        "or below it: unpack the SEC's schemas there (sec.gov, EDGAR Ownership XML Technical Specification)"
    )


@with_sec
def test_an_invalid_or_incomplete_schema_is_misuse(sec: Path) -> None:
    (sec / "v5.5" / "ownershipDocumentCommon.xsd").rename(sec / "elsewhere.txt")
    with pytest.raises(Misuse) as missing:
        sec_schema.read_sec_schemas(sec, "downloads").of(FORMS["3"])
    assert str(missing.value) == (
        "--sec-schema downloads: ownershipDocumentCommon.xsd, which the other schemas include, "
        "is not in this folder"
    )
    (sec / "v5.5" / "ownership3Document.xsd").write_text("<html><p></html>", "utf-8")
    with pytest.raises(Misuse) as broken:
        sec_schema.read_sec_schemas(sec, "downloads").of(FORMS["3"])
    assert str(broken.value).startswith(
        "--sec-schema downloads: ownership3Document.xsd cannot be read as a schema: "
        "Opening and ending tag mismatch"
    )
