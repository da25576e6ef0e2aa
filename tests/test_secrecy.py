"""Text that looks like a secret is found in any file and never shown.

Fake secrets are put together here, so that the hook lets these tests be committed.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import struct
import subprocess
import sys
import tarfile
import tracemalloc
import zlib
from base64 import b64encode, encodebytes, urlsafe_b64encode
from collections.abc import Mapping
from functools import reduce
from io import BytesIO
from pathlib import Path
from random import Random
from time import process_time
from unicodedata import category
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, BadZipFile, ZipFile

import pytest
from docx import Document
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from weasyprint import HTML, Attachment  # type: ignore[import-untyped]  # it ships no types

import redwell
from redwell import hook
from redwell.builds import record
from redwell.check.filing import check_filing
from redwell.commands import report
from redwell.files import discovery, disk
from redwell.fixes.files import difference, fix
from redwell.problems import Problem
from redwell.review.problems import without_addresses
from redwell.review.sides import Look
from redwell.rules.text import _ascii_remedy
from redwell.secrets import keys, letters, packed, patterns, scan
from redwell.secrets.accepted import mark_of
from redwell.source import loader
from tests.corpus import ABSENT, SHARED
from tests.previews import unserved
from tests.sample import some, tries

ROOT = Path(__file__).resolve().parent.parent
CCC = "ab1#" + "Cd2$"
SSN = "078-05" + "-1120"
OFFICER = (ROOT / "tests/cases/base/officer.yaml").read_text("utf-8")
LETTERS = "qwert" + "zui"
KEY = "PRIVATE" + " KEY"
JWT = "eyJhbGciOiJI" + ".eyJzdWIiOiIxMjM0" + ".c2lnbmF0dXJl"
TOKEN = "Zm9vYmFyMTIz" + "NDU2Nzg5MGFiY2Q="
SUBMISSION = "<edgarSubmission>" + "\n  <submissionType>3</submissionType>\n</edgarSubmission>\n"
OWNER = f"<ownershipDocument><rptOwnerCik>1</rptOwnerCik><rptOwnerCcc>{CCC}</rptOwnerCcc></ownershipDocument>"


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    """A place for a filing, where the hook reads what it accepts."""
    (tmp_path / "filings/acme").mkdir(parents=True)
    return tmp_path / "filings/acme/doe.yaml"


def codes(text: str) -> list[str]:
    return [each.code for each in patterns.find_matches(text)]


# --- what is found ---


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"ccc: {CCC}", "secret-ccc"),
        (f"# Her CCC is {CCC}.", "secret-ccc"),
        (f"the CCC {CCC} of Jane", "secret-ccc"),
        (f"CCC (Jane Doe): {CCC}", "secret-ccc"),
        (f'"rptOwnerCcc": "{CCC}"', "secret-ccc"),
        (f"<filerCcc>{CCC}</filerCcc>", "secret-ccc"),
        ("<rptOwnerCcc>" + "abcdefgh</rptOwnerCcc>", "secret-ccc"),
        ("<rptOwnerCcc>" + "ab,d12.4</rptOwnerCcc>", "secret-ccc"),
        ("<x:rptOwnerCcc>\n  " + "abcd12.4 </x:rptOwnerCcc>", "secret-ccc"),
        (f"REDWELL_CCC_0001234567={CCC}", "secret-ccc"),
        ("ccc: " + "12345678", "secret-ccc"),
        (f"CCC:\n  {CCC}", "secret-ccc"),
        (f"SSN {SSN}", "secret-ssn"),
        (f"({SSN})", "secret-ssn"),
        ("Social Security No. " + SSN.replace("-", " "), "secret-ssn"),
        ("ssn: " + SSN.replace("-", ""), "secret-ssn"),
        (f"Authorization: Bearer {TOKEN}", "secret-token"),
        (f"filer token = '{TOKEN}'", "secret-token"),
        (JWT, "secret-token"),
        (f"CIK Confirmation Code: {CCC}", "secret-ccc"),
        (f"CCC ({CCC})", "secret-ccc"),
        (f"CCC [{CCC}]", "secret-ccc"),
        *((f"CCC {mark} {CCC}", "secret-ccc") for mark in ("-", "\u2013", "\u2014", "->", "=>", "\u2192")),
        (f"CCC \u201c{CCC}\u201d", "secret-ccc"),
        (f"Her CCC is \u2018{CCC}\u2019", "secret-ccc"),
        (f"**CCC**: `{CCC}`", "secret-ccc"),
        (f"CCC No. {CCC}", "secret-ccc"),
        (f"CCC of the filer (Jane Doe, CIK 0001234567): {CCC}", "secret-ccc"),
        (f"CCC,{CCC}", "secret-ccc"),
        (f"CIK,CCC\n1234567,{CCC}\n", "secret-ccc"),
        (f"Name;CCC;CIK\nDoe;x;1\nRoe;{CCC};2", "secret-ccc"),
        (f"CIK\tCCC\r\n1234567\t{LETTERS}", "secret-ccc"),
        (f"| CIK | CCC |\n| --- | --- |\n| 1234567 | {CCC} |", "secret-ccc"),
        (f"Name      CCC       CIK\nJane Doe  {CCC}  1234567", "secret-ccc"),
        (f"CCC: {LETTERS}", "secret-ccc"),
        (f"Filer CCC = {LETTERS.upper()}\n", "secret-ccc"),
        (f"CCC ({LETTERS})", "secret-ccc"),
        (f"EDGAR password: {LETTERS}", "secret-password"),
        (f"Passphrase: {LETTERS}7", "secret-password"),
        (f"PMAC: {CCC}", "secret-password"),
        (f"password={CCC}", "secret-password"),
        *(
            (SSN.replace("-", dash), "secret-ssn")
            for dash in "\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\u202f"
        ),
        (SSN.replace("-", " \u2013 "), "secret-ssn"),
        (f"SS# {SSN.replace('-', ' ')}", "secret-ssn"),
        (f"-----BEGIN RSA {KEY}-----\nMIIEpAIBAAKCAQEAx1234\n", "secret-token"),
        (f'"-----BEGIN {KEY}-----\\nMIIEpAIBAAKCAQEAx1234\\n"', "secret-token"),
        ("gh" + "p_" + "a1B2" * 9, "secret-token"),
        ("github" + "_pat_" + "a1B2c3" * 8, "secret-token"),
        ("AK" + "IA" + "ABCD2345EFGH6723", "secret-token"),
        ("aws_secret" + "_access_key = " + "a1B2/" * 8, "secret-token"),
        (f"The CCC for Jane is {CCC}", "secret-ccc"),
        (f"the CCC of Jane Q. Doe, the filer, was {CCC}", "secret-ccc"),
        (f"CCC is {LETTERS}", "secret-ccc"),
        (f"CCC {LETTERS.upper()}", "secret-ccc"),
        (f"CCC = {LETTERS.capitalize()}", "secret-ccc"),
        (f"CCC . . . . {CCC}", "secret-ccc"),
        (f"CCC.....{CCC}", "secret-ccc"),
        (f"CCC \uff02{CCC}\uff02", "secret-ccc"),
        *(
            (f"CCC{mark}{word}", "secret-ccc")
            for mark in (": ", "=", " is ", " No. ")
            for word in ("ESPP" + "2024", "Abcd" + "1234")
        ),
        *(
            (f"CCC {word}", "secret-ccc")
            for word in ("abcd" + "1234", "US$" + "1a000", "ES$P" + "2024", "Rule#" + "163", "JD$" + "12345")
        ),
        (f"CCC: \u300c{LETTERS}\u300d", "secret-ccc"),
        *(
            (said.format(CCC), "secret-ccc")
            for said in ("{} is her ccc", "{} (CCC)", "{}=ccc", "ccc_{}", "CCC / {}", "{} was the filer CCC")
        ),
        (f"PMAC {CCC}", "secret-password"),
        (f"The EDGAR password is {CCC}", "secret-password"),
        ("passphrase: " + "correct horse battery", "secret-password"),
        (SUBMISSION, "secret-submission"),
        ('<?xml version="1.0"?><a:edgarSubmission xmlns:a="b">\n <a:c/>', "secret-submission"),
    ],
)
def test_secrets_are_found(text: str, code: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "2013-10-01 to 2036-05-04",
        "617-555-0100, (617) 555-01-00",
        "0001193125-26-389339",
        "02110-1234",
        "cik: 0001234567",
        "CCC Holdings, CCC Intelligent Solutions",
        "notes rated CCC 12/31/25",
        "CCC: 10000000 shares of the class",
        "the CCC is required, the CCC: required, ccc: null",
        "000-12-3456 and 666-12-3456",
        "each token is one share; 5,000,000 tokens",
        "the token 0x52908400098527886E0F7030069857D2E4169EE7",
        "wording_hash: 17e3974c9bdb87346e47d4efaa57015d4a86c932e49934425216e882ed3e213b",
        "the notes are rated CCC - negative, CCC (Delaware), CCC+, CCC: 12.5%",
        "Rating,CCC,B\n2025,12345678,3\n2026,$1234567,4",
        "| Rating | CCC |\n| --- | --- |\n| Negative | Holdings |",
        "CCC: ********, CCC: xxxxxxxx, the CCC (see below)",
        "a { color: #ccc; width: 12345678 }",
        "obtain codes and passwords enabling the undersigned; password: required; password = getpass()",
        f"a key begins with -----BEGIN {KEY}-----",
        "confirmation code: to be obtained",
        "an edgarSubmission has documents",
        "<xs:element name='edgarSubmission'>",
        "CCC is followed\nCCC is computed.\nthe CCC of a filer is secret",
        "CCC HOLDINGS\nCCC NEGATIVE\nCCC = Callable\nCCC = Delaware\nCCC ..... 12.5%",
        "passphrase: enter the new one\npassphrase: required for each login",
        "| What | CCC |\n| --- | --- |\n| stopping | stopping |\n| names | included |",
        "PMAC and password\nthe password is 8-10 characters\nPMAC required",
        "Notes of CCC: US$10000 in principal, HK$10000 each, CCC=HK$10000, CCC A$100000",
        "under the CCC 2021Plan, the CCC RSU-2024 award, CCC: Class-A1 common, CCC Rule16b3",
        "CUSIP 12345AB6 (CCC rated), US$10000 (CCC), Tier1+#2 is rated CCC, B3/CCC+, 1a2b3c4d (CCC)",
        "CCC ESPP2024, CCC (ESPP2024), CCC, ESPP2024, CCC: May-2026",
    ],
)
def test_similar_harmless_text_is_not_a_secret(text: str) -> None:
    assert codes(text) == []


def test_a_masked_secret_keeps_its_length_and_context() -> None:
    assert patterns.masked(f"by {SSN}, ccc: {CCC}!") == f"by {'*' * 11}, ccc: {'*' * 8}!"


# --- files ---


def test_a_secret_is_found_in_every_encoding_at_its_place() -> None:
    text = f"caf\u00e9\n  ccc: {CCC}\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"):
        [found] = scan.search(text.encode(encoding)).secrets
        assert (found.code, found.line, found.column) == ("secret-ccc", 2, 8), encoding


@pytest.mark.parametrize("before", ["", "x", "xy"])
@pytest.mark.parametrize("document", [OWNER, SUBMISSION])
@pytest.mark.parametrize(
    "layout",
    [
        lambda block: block,
        lambda block: "\n".join(f"      {line}" for line in block.split("\n")),
        lambda block: block.replace("\n", ""),
        lambda block: "".join(f'    "{line}"\n' for line in block.split("\n")),
        lambda block: block.replace("\n", "\\n"),
        lambda block: "".join(f"> {line}\r\n" for line in block.split("\n")),
    ],
)
def test_base64_hides_neither_a_submission_nor_a_ccc(before: str, document: str, layout: object) -> None:
    assert callable(layout)
    block = encodebytes((before + document).encode()).decode("ascii")
    found = scan.search(f"one\ntwo: |\n{layout(block)}".encode()).secrets
    assert {each.code for each in found} == {"secret-base64"}
    assert min(each.line for each in found) >= 3


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def word_file(*paragraphs: str) -> bytes:
    document = Document()
    for each in paragraphs:
        paragraph = document.add_paragraph()
        for run in each.split("~"):
            paragraph.add_run(run)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("CIK", "CCC", "1234567", CCC), strict=True):
        cell.text = text
    packed = BytesIO()
    document.save(packed)
    return packed.getvalue()


SAID = {
    "secret-ccc": f"Her CCC is {CCC}.",
    "secret-ssn": f"SSN {SSN}",
    "secret-password": f"EDGAR password: {CCC}",
    "secret-token": "gh" + "p_" + "a1B2" * 9,
    "secret-submission": SUBMISSION,
}
TEXT = "\n".join(SAID.values()).encode()


def found(content: bytes) -> set[str]:
    return {each.code for each in scan.search(content).secrets}


@pytest.mark.parametrize(
    "archive",
    [
        zipped({"a.txt": TEXT}),
        gzip.compress(TEXT),
        gzip.compress(b"x") + gzip.compress(TEXT),
        zipped({"a.zip": zipped({"b.gz": gzip.compress(TEXT)})}),
        zipped({"a.txt": TEXT.decode().encode("utf-16")}),
        zipped({"a.bin": b"\x89PNG\0" * 9, "folder/b.txt": TEXT}),
        bz2.compress(TEXT),
        lzma.compress(TEXT),
        b"MZ\x90\0program" + zipped({"a.txt": TEXT}),
    ],
)
def test_no_archive_hides_a_secret(archive: bytes) -> None:
    assert found(archive) == set(SAID)
    assert {(each.line, each.column) for each in scan.search(archive).secrets} == {(1, 1)}
    assert scan.search(archive).unread == ()


def pdf(text: str, password: str = "") -> bytes:
    """A PDF with a page of text, and a file attached to it."""
    page = HTML(string=f"<pre>{text}</pre>").render().write_pdf(attachments=[Attachment(string=text)])
    writer = PdfWriter(clone_from=BytesIO(page))
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_pdf_hides_no_secret_in_its_pages() -> None:
    statement = pdf(f"Account of Jane Doe\nSSN {SSN}\nCCC: {CCC}\n")
    assert found(statement) == {"secret-ssn", "secret-ccc"}
    assert scan.search(statement).unread == ()
    assert scan.search(pdf(" ")).unread == (packed.NO_TEXT,)
    assert scan.search(pdf("SSN", password="x")).unread == (packed.ENCRYPTED,)
    assert scan.search(statement[:900]).unread == (packed.DAMAGED,)


def test_a_damaged_pdf_is_no_failure() -> None:
    random, statement = Random(8), pdf(f"SSN {SSN}")
    for _ in range(tries(3, 500)):
        content = bytearray(statement)
        for _ in range(20):
            content[random.randrange(4, len(content))] = random.randrange(256)
        assert found(bytes(content)) <= {"secret-ssn"}


def pdf_of(*objects: bytes) -> bytes:
    """A PDF with these objects, the first of which is its catalog."""
    numbered = b"".join(b"%d 0 obj\n%b\nendobj\n" % each for each in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + numbered + b"trailer<</Size 99/Root 1 0 R>>\n%%EOF\n"


def stream(keys: bytes, content: bytes) -> bytes:
    packed_content = zlib.compress(content, 9)
    head = b"<<%b/Filter/FlateDecode/Length %d>>stream\n" % (keys, len(packed_content))
    return head + packed_content + b"\nendstream"


def test_a_pdf_cannot_take_the_time_and_memory_of_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MAX_SECONDS", 2)
    levels = [
        stream(
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % n, b"/X Do " * 10
        )
        for n in range(6, 15)
    ]
    resources = b"/Resources<</XObject<</X 5 0 R>>>>"
    document = pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R%b>>" % resources,
        stream(b"", b"/X Do"),
        *levels,
        stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 m 1 1 l S"),
    )
    assert len(document) < 3_000
    assert scan.search(document).hidden == (packed.TOO_HARD,)


def test_a_large_file_in_a_pdf_is_not_unpacked() -> None:
    document = pdf_of(
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>",
        stream(b"/Type/EmbeddedFile", bytes(packed.MAX_UNPACKED + 1)),
    )
    assert scan.search(document).hidden == (packed.TOO_LARGE,)


def test_a_note_a_field_and_a_bookmark_of_a_pdf_hide_no_secret() -> None:
    document = pdf_of(
        b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R/AcroForm<</Fields[5 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[4 0 R 5 0 R]>>",
        b"<</Type/Annot/Subtype/FreeText/Rect[0 0 9 9]/Contents<%b>>>"
        % f"CCC: {CCC}".encode().hex().encode(),
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]/V<%b>>>"
        % f"SSN {SSN}".encode().hex().encode(),
        b"<</Type/Outlines/First 7 0 R/Last 7 0 R>>",
        b"<</Title<%b>/Parent 6 0 R>>" % f"password: {CCC}".encode().hex().encode(),
    )
    assert found(document) == {"secret-ccc", "secret-ssn", "secret-password"}


def encrypted(archive: bytes) -> bytes:
    """A zip archive whose one file says that it is encrypted."""
    content = bytearray(archive)
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


UNREAD = {
    "encrypted": (encrypted(zipped({"a.txt": TEXT})), packed.ENCRYPTED),
    "too large": (zipped({"a.bmp": bytes(packed.MAX_UNPACKED + 1)}), packed.TOO_LARGE),
    "too many": (zipped({f"{n}": b"" for n in range(packed.MAX_MEMBERS + 1)}), packed.TOO_LARGE),
    "too deep": (reduce(lambda inner, _: gzip.compress(inner), range(6), TEXT), packed.TOO_DEEP),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", packed.UNKNOWN),
    "RAR": (b"Rar!\x1a\x07\x01\0", packed.UNKNOWN),
    "a program with 7z": (b"MZ\x90\0" + b"7z\xbc\xaf\x27\x1c\0\4", packed.INSIDE),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", packed.OLD_OFFICE),
    "damaged": (zipped({"a.txt": TEXT})[:60], packed.DAMAGED),
    "cut": (gzip.compress(TEXT)[:60], packed.DAMAGED),
    "a picture": (b"\x89PNG\r\n\x1a\n\0", packed.NO_TEXT),
}


@pytest.mark.parametrize("name", UNREAD)
def test_the_search_says_where_it_could_not_look(name: str) -> None:
    content, why = UNREAD[name]
    assert scan.search(content).unread == (why,)
    assert why == packed.TOO_LARGE or scan.search(zipped({"a": content})).unread == (why,)


IS_NOTED = frozenset({"7z", "RAR", "a program with 7z", "old Word", "damaged", "a picture"})
"""The contents whose note is true at any depth."""


def four_archives_around(content: bytes) -> bytes:
    return reduce(lambda inner, _: zipped({"a": inner}), range(packed.MAX_DEPTH), content)


@pytest.mark.parametrize("name", UNREAD)
def test_the_search_says_what_lies_too_deep(name: str) -> None:
    content, why = UNREAD[name]
    # The largest do not fit in what may be unpacked.
    expected = {why} if name in IS_NOTED else {packed.TOO_DEEP, packed.TOO_LARGE}
    noted = set(scan.search(four_archives_around(content)).unread)
    assert noted
    assert noted <= expected


def test_what_is_packed_within_four_archives_is_noted() -> None:
    for content in (
        *(b"%PDF-1.7\n", BINARY + gzip.compress(ONE), zlib.compress(ONE), lzma.compress(ONE)),
        *(lzma.compress(ONE, lzma.FORMAT_ALONE), b"One line.\n" + encodebytes(ONE * 2), zipped({"a": ONE})),
    ):
        assert scan.search(four_archives_around(content)).unread == (packed.TOO_DEEP,), content
    assert scan.search(four_archives_around(b"x of them, internationalization\n")).unread == ()
    assert found(four_archives_around(ONE)) == {"secret-ssn"}


def test_an_empty_archive_behind_a_pdf_does_not_hide_it() -> None:
    statement = pdf(f"SSN {SSN}") + b"PK\x05\x06" + bytes(18)
    assert found(statement) == {"secret-ssn"}
    assert scan.search(statement).unread == (packed.GAP,)


ONE = f"SSN {SSN}\n".encode()
BINARY = bytes(range(128, 256))


@pytest.mark.parametrize(
    "content",
    [
        b"#!/bin/sh\ntail -n +3 $0 | gunzip\n" + gzip.compress(ONE),
        b"MZ\x90\0" + BINARY + gzip.compress(ONE),
        BINARY + lzma.compress(ONE),
        gzip.compress(b"a") + ONE,
        gzip.compress(b"a") + bytes(512) + gzip.compress(ONE),
        bz2.compress(b"") + bz2.compress(ONE),
        lzma.compress(ONE, lzma.FORMAT_ALONE),
        zlib.compress(ONE),
        zipped({"a": b"a"}) + ONE,
    ],
    # Not their bytes: gzip has the time in them.
    ids=[
        *("a script and gzip", "a program and gzip", "xz behind others", "text behind gzip"),
        *("two of gzip with zeros between", "an empty bzip2 first", "lzma", "zlib", "text behind zip"),
    ],
)
def test_data_hide_no_secret_wherever_they_are_packed(content: bytes) -> None:
    assert found(content) == {"secret-ssn"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x1f\x9d\x90", packed.UNKNOWN),
        (b"\x04\x22\x4d\x18", packed.UNKNOWN),
        (b"MSCF\0\0\0\0", packed.UNKNOWN),
        (BINARY + b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", packed.INSIDE),
        (BINARY + b"7z\xbc\xaf\x27\x1c", packed.INSIDE),
        (BINARY + zipped({"a": ONE}) + bytes(70_000), packed.INSIDE),
    ],
)
def test_what_is_packed_in_another_way_is_noted(content: bytes, why: str) -> None:
    assert scan.search(content).unread == (why,)


def test_packed_data_behind_each_other_take_little_time() -> None:
    begin = process_time()
    for count in (100, 1_990, 2_100):
        searched = scan.search((BINARY + gzip.compress(b"a")) * count + BINARY + gzip.compress(ONE))
        assert [each.code for each in searched.secrets] == ["secret-ssn"] * (count < packed.MAX_MEMBERS)
        assert searched.unread == (() if count < packed.MAX_MEMBERS else (packed.TOO_LARGE,))
    assert scan.search(BINARY + b"\x1f\x8b\x08\0" * 100_000).unread == (packed.INSIDE,)
    scan.search(b"".join(gzip.compress(b"a") for _ in range(1_900)) + bytes(tries(1_000_000, 200_000_000)))
    assert process_time() - begin < 5


@pytest.mark.parametrize("count", range(1, 9))
def test_of_many_packed_files_in_a_tar_archive_each_is_searched(count: int) -> None:
    written = BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for n in range(count):
            content = gzip.compress(ONE if n == count - 1 else b"a")
            info = tarfile.TarInfo(f"{n}.gz")
            info.size = len(content)
            archive.addfile(info, BytesIO(content))
    for content in (written.getvalue(), gzip.compress(written.getvalue())):
        searched = scan.search(content)
        assert ({each.code for each in searched.secrets}, searched.unread) == ({"secret-ssn"}, ())


@pytest.mark.parametrize(
    "text",
    [
        f'{{"\\u0043CC": "{CCC}"}}',
        f"C=\nCC: {CCC}",
        f'"C\\x43C": "{CCC}"',
        f"C&#67;C: {CCC}",
        f"C=43C: {CCC}",
        f"C%43C: {CCC}",
        f"{{\\rtf1 CCC\\'3a {CCC}}}",
        f"C\u200bC\u200bC: {CCC}",
        f"\uff23\uff23\uff23: {CCC}",
        f"C\\u{{43}}C: {CCC}",
        f"C\\x{{43}}C: {CCC}",
        f"C\\U00000043C: {CCC}",
        f"C\\103C: {CCC}",
        f"CCC&colon;&nbsp;{CCC}",
        f"C&#x43;C: {CCC}",
        f"C\u034fC\U000e0101C: {CCC}",
    ],
)
def test_no_way_to_write_letters_hides_a_secret(text: str) -> None:
    secrets = scan.search(f"One line.\n{text}\nAnother\u00bd line.\n".encode()).secrets
    assert [(each.code, each.line) for each in secrets] == [("secret-ccc", 2)]


def test_no_letter_that_only_says_how_to_show_a_text_hides_a_secret() -> None:
    unseen = [each for each in map(chr, range(sys.maxunicode + 1)) if category(each) == "Cf"]
    assert len(unseen) > 150
    assert letters.folded(f"C{''.join(unseen)}CC") == "CCC"


def test_an_entity_of_many_digits_is_no_failure() -> None:
    for before in ("", "</a>"):
        assert found(f"{before}&#{'1' * 5_000}; SSN {SSN}".encode()) == {"secret-ssn"}
    assert found(f"&#10;&#10;C&#67;C: {CCC}".encode()) == {"secret-ccc"}


def test_of_two_archives_in_a_row_one_is_noted() -> None:
    two = zipped({"a.txt": TEXT}) + zipped({"b.txt": b"b"})
    assert scan.search(two).unread == (packed.GAP,)


def test_the_name_and_the_comment_in_an_archive_hide_no_secret() -> None:
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        archive.writestr(f"SSN {SSN}.txt", "")
        archive.comment = f"CCC: {CCC}".encode()
    assert found(written.getvalue()) == {"secret-ssn", "secret-ccc"}


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
def test_a_small_archive_of_any_kind_takes_little_memory(method: int) -> None:
    written = BytesIO()
    with ZipFile(written, "w", method) as archive:
        archive.writestr("a", bytes(24_000_000))
    left = packed.Left(size=100_000)
    tracemalloc.start()
    assert [len(each) for each in packed.unpacked(written.getvalue(), left)] == [1, 0, 0, 100_000]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 12_000_000
    assert [*left.unread] == [packed.TOO_LARGE]
    with ZipFile(BytesIO(written.getvalue())) as archive, pytest.raises(BadZipFile) as refused:
        disk.unzipped_size(archive)
    assert str(refused.value) == "a part of it is neither stored nor deflated"


def test_base64_hides_no_secret() -> None:
    visible = set(SAID) - {"secret-ccc", "secret-submission"} | {"secret-base64"}
    for content in (TEXT, gzip.compress(TEXT), zipped({"a.txt": TEXT}), b64encode(TEXT)):
        assert found(b"One line.\n" + encodebytes(content) + b"\nAnother line.\n") == visible
        assert found(b"data:text/plain;base64," + urlsafe_b64encode(content)) == visible
    for code, text in SAID.items():
        hidden = code in ("secret-ccc", "secret-submission")
        assert found(b64encode(text.encode())) == {"secret-base64" if hidden else code}


def test_a_word_file_hides_no_secret_in_its_runs_and_tables() -> None:
    assert found(word_file()) == {"secret-ccc"}
    assert found(word_file(f"S~SN: {SSN[:5]}~{SSN[5:]}", f"EDGAR pass~word: {CCC[:3]}~{CCC[3:]}")) == {
        "secret-ccc",
        "secret-ssn",
        "secret-password",
    }


@pytest.mark.parametrize(
    "page",
    [
        "<tr>\n <th>CIK</th>\n <th>CCC</th>\n</tr>\n<tr>\n <td>1234567</td>\n <td>{}</td>\n</tr>",
        "<table><tr><td>CCC</td><td>{}</td></tr></table>",
        "<table><tr><td><p>CCC</p></td>\n<td><p><b>{}</b></p></td></tr></table>",
        "<p>CCC:&nbsp;<b>{}</b></p>",
        "<dl><dt>CCC</dt>: <dd>{}</dd></dl>",
    ],
)
def test_a_ccc_is_found_in_the_cells_of_a_page_at_its_place(page: str) -> None:
    for ccc in (CCC, CCC.replace("#", "<i>&#35;</i>")):
        text = "<html>\n" + page.format(ccc)
        [secret] = scan.search(text.encode()).secrets
        line = text.split("\n")[secret.line - 1]
        assert (secret.code, line[secret.column - 1 :][:3]) == ("secret-ccc", CCC[:3])


def test_what_is_packed_too_often_or_unpacks_to_too_much_takes_little_time() -> None:
    bomb = gzip.compress(bytes(tries(1_000_000, 400_000_000)), 1)
    nested = TEXT
    for _ in range(30):
        nested = gzip.compress(nested)
    start = process_time()
    for content in (bomb, zipped({f"{n}": bomb for n in range(3)}), nested, b"PK\x03\x04", b"\x1f\x8b\x08"):
        assert found(content) == set()
    assert process_time() - start < 30
    assert found(zipped({"a.bmp": bytes(2 * packed.MAX_UNPACKED), "b.txt": TEXT})) == set(SAID)
    assert len(b"".join(packed.unpacked(bomb + bomb, packed.Left(size=1_000)))) == 1_000


def test_no_member_of_an_archive_is_read_beyond_what_is_left() -> None:
    # A long word looks like base64, and fills what is left before the largest file.
    word, large = b"A" * 9_000, bytes(200_000)
    left = packed.Left(size=10_000)
    assert [*scan._found(zipped({"a.txt": word, "b.txt": word, "c.bin": large}), 0, left)] == []
    assert left.size == 0


def test_an_archive_that_begins_beyond_all_places_is_no_failure() -> None:
    content = bytearray(zipped({"a.txt": TEXT}))
    extra = struct.pack("<HHQ", 1, 8, 2**63 + 5)
    at = content.index(b"PK\x01\x02")
    content[at + 30 : at + 32] = struct.pack("<H", len(extra))
    content[at + 42 : at + 46] = b"\xff" * 4
    content[at + 46 + 5 : at + 46 + 5] = extra
    end = content.index(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<I", end - at)
    assert found(bytes(content)) == set()


def test_a_damaged_archive_is_no_failure() -> None:
    random = Random(7)
    for packing in (ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA):
        packed = BytesIO()
        with ZipFile(packed, "w", packing) as archive:
            archive.writestr("a.txt", TEXT)
        for _ in range(tries(300, 6_000)):
            content = bytearray(packed.getvalue())
            content[random.randrange(4, len(content))] = random.randrange(256)
            assert found(bytes(content)) <= set(SAID)


def test_a_real_submission_is_refused_whichever_way_it_is_wrapped() -> None:
    block = encodebytes(OWNER.encode()).decode("ascii")
    file = f"<edgarSubmission>\n<edgarDocument>\n{block}</edgarDocument>\n</edgarSubmission>\n"
    assert {each.code for each in scan.search(file.encode()).secrets} == {
        "secret-submission",
        "secret-base64",
    }
    assert {each.code for each in scan.search(b64encode(file.encode())).secrets} == {"secret-base64"}


def test_binary_data_give_no_false_alarm() -> None:
    content = b"\x89PNG\0" + f"ccc={CCC} {SSN}".encode()
    assert scan.search(content).secrets == ()
    assert [each.code for each in scan.search(content + SUBMISSION.encode()).secrets] == ["secret-submission"]


# --- beside filings ---


def test_check_finds_secrets_in_files_that_lie_beside_filings(tmp_path: Path) -> None:
    folder = tmp_path / "filings/acme"
    folder.mkdir(parents=True)
    (folder / "sent.xml").write_text(f"\n{SUBMISSION}", "ascii")
    (folder / "statement.zip").write_bytes(UNREAD["encrypted"][0])
    (folder / "scan.png").write_bytes(UNREAD["a picture"][0])
    (folder / f"ccc={CCC}.txt").write_text(f"SSN {SSN}", "ascii")
    problems = record.check_record(tmp_path, redwell.home(), tmp_path / "filings", ()).problems
    said = [
        f"{problem.place and problem.place.file}:{problem.place and problem.place.line} {problem.code}"
        for problem in problems
        if problem.code != "stray-file"
    ]
    assert said == [
        "filings/acme/ccc=" + "********.txt:1 secret-ssn",
        "filings/acme/sent.xml:2 secret-submission",
        "filings/acme/statement.zip:1 secret-unread",
    ]


def test_a_secret_in_a_line_of_a_filing_is_hidden_by_every_report(tmp_path: Path) -> None:
    path = tmp_path / "filings/acme/2026-05-04-doe-form3.yaml"
    path.parent.mkdir(parents=True)
    for text in (f"form: 3\nissuer: {SSN}\n", f'form: "3"\nname: [ccc is {CCC}\n', f'fro: "ccc {CCC}"\n'):
        path.write_text(text, "utf-8")
        problems = record.check_record(tmp_path, redwell.home(), tmp_path / "filings", ()).problems
        said = [report.report(problems, form) for form in ("text", "json", "github")]
        assert problems
        assert not [each for each in said if CCC in each or SSN in each]


HUNTER = "hunter2" + "hunter2X"
GITHUB = "gh" + "p_" + "a1B2" * 9


@pytest.mark.parametrize(
    ("secret", "written"),
    [
        (CCC, "ccc {}: 5"),
        (CCC, '"ccc {}": 5'),
        (CCC, "my ccc is {}: x"),
        (CCC, "filer_ccc {}: x"),
        (CCC, "ccc-{}: {{a: 1}}"),
        (CCC, "{} ccc: x"),
        (CCC, "{}: ccc"),
        (CCC, "{}: CCC code"),
        (CCC, "{}: my ccc"),
        (CCC, "{}: {{ccc: }}"),
        (CCC, "{}: &ccc"),
        (CCC, "{}: &ccc x"),
        (CCC, "{}: *ccc"),
        (CCC, "{}: [ccc]"),
        (CCC, "{}: x # my ccc"),
        (CCC, "# my ccc\n{}: x"),
        (CCC, "ccc:\n{}: x"),
        (CCC, "remarks: my ccc\n{}: x"),
        (CCC, "{}: x\n# my ccc"),
        (CCC, "{}:\n  ccc:"),
        (CCC, "{}: |\n  ccc"),
        (CCC, "a: &{} ccc"),
        (CCC, "? {}\n: ccc"),
        (LETTERS + "5", "{}: my ccc"),
        (LETTERS, "{}1x: the ccc code"),
        (CCC, "a: b: c\n{} ccc: x"),
        (CCC, "a: b: c\n? {}\n: my ccc"),
        (CCC, "? [ccc {}]\n: x"),
        (CCC, "remarks: the ccc is\n  {} ok"),
        (CCC, "accept: {{ccc {}: x}}"),
        (HUNTER, "password {}: x"),
        (HUNTER, "password a1b2c3d4: {}"),
        (HUNTER, "password {}:\n  a: 1"),
        (HUNTER, '"pass\\x77ord {}": x'),
        (HUNTER, "reporting_owners: [{{password {}: x}}]"),
        (HUNTER, "footnotes: {{password {}: x}}"),
        (HUNTER, "remarks: {{password {0}: x, password {0}: y}}"),
        (HUNTER, "x: {{password {}, b: 1}}"),
        (HUNTER, "? [password {}]\n: x"),
        (JWT, "token-{}: x"),
        (GITHUB, "{}: x"),
        (SSN, "{}: x"),
        (SSN, "ssn {}: x"),
        (SSN, "x: {{a: 1, {0}: 2, {0}: 3}}"),
        (SSN, "footnotes: {{a {}: x}}"),
    ],
)
@pytest.mark.parametrize("end", ["", "zz: [\n"], ids=["readable", "broken"])
def test_a_secret_typed_as_a_key_is_in_no_output(filing: Path, secret: str, written: str, end: str) -> None:
    root = filing.parents[2]
    before = 'form: "3"\nissuer:\n  address: {street: 1 MAIN ST}\nfro: x\nsplit : True'
    text = f"{before}\n{written.format(secret)}\n{end}"
    filing.write_text(text, "utf-8")
    entry = discovery.entry(filing, root)
    checked = check_filing(entry, root, redwell.home())
    problems = checked.problems
    page = unserved(root, "acme/doe.yaml").message
    outputs = {
        **{form: report.report(problems, form) for form in ("text", "json", "github")},
        "problems": "".join(map(repr, problems)),
        "live page": page.head + page.side,
        "lines of a review": without_addresses(
            Look(entry=entry, content=text.encode(), checked=checked, filing=None)
        ),
        "fix": "".join([*fix(entry, root, redwell.home()), *difference(b"", text.encode(), "doe.yaml")]),
        "hook": "".join(hook.searched(filing)[0]),
    }
    assert problems
    assert "doe.yaml" in outputs["fix"]
    assert [name for name, said in outputs.items() if secret.lower() in said.lower()] == []


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("filer_ccc", "filer_ccc"),
        ("owner-password", "owner-password"),
        ("ssn 1", "ssn *"),
        (f"my ccc is {CCC}", "** ccc ** ********"),
        ("street2", "street2"),
        ("Accession Number 0001234567-26-000001", "Accession Number 0001234567-26-000001"),
    ],
)
def test_a_key_has_stars_only_for_what_may_be_a_secret(key: str, shown: str) -> None:
    assert keys.shown(key) == shown


@pytest.mark.parametrize(
    "text",
    [
        "street2: CCC Plaza",
        "line_2: Token Systems Inc",
        "Address Line 2: 1 Password Way",
        "remarks: US$10000 was paid, with a token",
        "notes: the token\nprice: US$10000",
        "remarks: Rule 16b-3(d) and the password policy of 2024",
    ],
)
def test_ordinary_words_beside_the_name_of_a_secret_are_shown(text: str) -> None:
    assert loader.masked(text) == text


def test_a_code_without_its_colon_moves_no_stars_of_later_lines() -> None:
    text = f"ccc abcdefgh   \n{CCC}: ccc\n"
    assert loader.masked(text) == f"ccc ********   \n{'*' * len(CCC)}: ccc\n"


# --- the hook ---


def run(*names: object) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "redwell.hook", *map(str, names)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_the_hook_says_where_a_secret_stands_and_not_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"form: 3\n# ccc {CCC}\nremarks: {SSN}\n", "utf-8")
    assert run(path, tmp_path / "gone.yaml") == (
        1,
        f"{path}:2:7: error [secret-ccc] this looks like a filer's CCC, and filings are kept in git, "
        "where many people can read them: remove it; if it was committed or sent, replace the CCC on the "
        f"EDGAR Filer Management dashboard\n{path}:3:10: error [secret-ssn] this looks like a Social "
        "Security number, and filings are kept in git, where many people can read them: remove it; if it was "
        "committed or sent, remove it from the history too, and tell the person whose number it is\n"
        f"{tmp_path}/gone.yaml:1:1: error [file-unreadable] no such file or directory\n",
        "",
    )


def test_the_hook_notes_what_it_could_not_search(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.7z").write_bytes(UNREAD["7z"][0])
    (tmp_path / "b.png").write_bytes(UNREAD["a picture"][0])
    assert hook.main([str(tmp_path / "a.7z"), str(tmp_path / "b.png")]) == 0
    assert capsys.readouterr().out == (
        f"{tmp_path}/a.7z:1:1: note [secret-unread] not searched for secrets: it is packed as 7z, RAR, "
        "Zstandard, LZ4, CAB or .Z, which Redwell cannot unpack; look at it yourself: "
        "git keeps it forever\n"
        f"{tmp_path}/b.png:1:1: note [secret-unread] not searched for secrets: it has pages or pictures "
        "without text; look at it yourself: git keeps it forever\n"
    )


def test_the_hook_passes_what_a_filing_says_is_no_secret(filing: Path) -> None:
    accept = "accept:\n  no-holdings: None.\n  secret-ssn: The number of the plan.\n"
    text = f"form: 3\nremarks: Plan {SSN}\n{accept}"
    filing.write_text(text, "utf-8")
    assert hook.searched(filing)[0] == []
    filing.write_text(text.replace("accept:\n  no-h", "accepted:\n  no-h"), "utf-8")
    assert len(hook.searched(filing)[0]) == 1
    filing.write_text(f"{text}footnotes: {{a: <rptOwnerCcc>{CCC}</rptOwnerCcc>}}\n", "utf-8")
    assert len(hook.searched(filing)[0]) == 2


@pytest.mark.parametrize(
    ("written", "is_accepted"),
    [
        ("<rptOwner\\x43cc>{}</rptOwner\\x43cc>", False),
        ("\\u003crptOwnerCcc>{}</rptOwnerCcc>", False),
        ("<rptOwner\\\n  Ccc>{}</rptOwnerCcc>", False),
        ("rated C\\x43C: {}", True),
    ],
)
def test_an_escape_of_yaml_hides_no_secret_from_the_hook(
    filing: Path, written: str, is_accepted: bool
) -> None:
    text = f'form: 3\nremarks: "{written.format(CCC)}"\n'
    filing.write_text(text, "utf-8")
    said = f"{filing}:2:10: error [secret-ccc] {patterns.MESSAGES['secret-ccc']}"
    assert said in hook.searched(filing)[0]
    filing.write_text(f"{text}accept: {{secret-ccc: It is the rating.}}\n", "utf-8")
    assert (said in hook.searched(filing)[0]) is not is_accepted


def test_an_accepted_look_alike_covers_no_other_words(tmp_path: Path) -> None:
    path = tmp_path / "filings/acme/doe.yaml"
    path.parent.mkdir(parents=True)
    text = OFFICER.replace("annual installments.", f"annual installments (Plan {SSN}).")

    def found(text: str) -> list[tuple[int, str]]:
        """Return the line and message of each secret, and compare with the hook."""
        path.write_text(text, "utf-8")
        checked = check_filing(discovery.entry(path, tmp_path), tmp_path, redwell.home())
        secrets = [each for each in checked.problems if each.code == "secret-ssn"]
        assert len(hook.searched(path)[0]) == len(secrets)
        return [(each.place.line, each.message) for each in secrets if each.place]

    [(line, message)] = found(text)
    entry = message.partition("write accept: {")[2].removesuffix("}")
    assert entry.startswith('secret-ssn: {reason: "your reason", of: "1:')
    accepted = f"{text}  {entry}\n"
    assert found(accepted) == []
    other = accepted.replace(SSN, f"{SSN[:-1]}9")
    assert [at for at, _ in found(other)] == [line]
    elsewhere = accepted.replace("100 MAIN ST", f"100 MAIN ST {SSN}")
    assert elsewhere != accepted
    assert [at for at, _ in found(elsewhere)] != [line]
    assert len(found(elsewhere)) == 1
    assert found(re.sub(', of: "[^"]*"', "", elsewhere)) == []


ESCAPED = [
    'remarks: "\\x43CC: {}"',
    '"\\x43CC": "{}"',
    'remarks: \'{{"\\u0043CC": "{}"}}\'',
    "remarks: C=43C%3A {}",
    "# C&#67;C: {}",
    "\uff23\uff23\uff23: {}",
    "remarks: |\n  C\\103C: {}",
]


@pytest.mark.parametrize("written", ESCAPED)
def test_an_escape_of_any_kind_hides_no_secret_in_a_filing(filing: Path, written: str) -> None:
    text = f"form: 3\n{written.format(CCC)}\n"
    for end in ("", "zz: [\n"):
        filing.write_text(text + end, "utf-8")
        assert [each.partition("error ")[2][:12] for each in hook.searched(filing)[0]] == ["[secret-ccc]"]
    filing.write_text(f"{text}accept: {{secret-ccc: It is the rating.}}\n", "utf-8")
    assert hook.searched(filing)[0] == []


@pytest.mark.parametrize("written", ["C=43C%3A {}", "'C&#67;C: {}'", "'C\\103C: {}'", '"\\x43CC: {}"'])
def test_a_check_finds_the_escapes_that_the_hook_finds_and_shows_none(filing: Path, written: str) -> None:
    root = filing.parents[2]

    def found(text: str) -> list[str]:
        filing.write_text(text, "utf-8")
        problems = check_filing(discovery.entry(filing, root), root, redwell.home()).problems
        secrets = [each for each in problems if each.code == "secret-ccc"]
        assert len(hook.searched(filing)[0]) == len(secrets)
        assert CCC not in report.report(problems, "text")
        return [each.pasted[0] for each in secrets]

    given = OFFICER.replace("\naccept:", f"\nremarks: {written.format(CCC)}\naccept:", 1)
    assert given != OFFICER
    [entry] = found(given)
    assert found(f"{given}  {entry.removeprefix('accept: {')[:-1]}\n") == []


def full_width(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (f"CCC: {CCC}", "secret-ccc"),
        (f"CCC:\n    {CCC}", "secret-ccc"),
        (f"<td>CCC</td><td>{CCC}</td>", "secret-ccc"),
        (full_width(f"CCC: {CCC}"), "secret-ccc"),
        (full_width(f"SSN {SSN}"), "secret-ssn"),
        (b64encode(f"this is SSN {SSN} in words".encode()).decode(), "secret-ssn"),
        (b64encode(f"The CCC is {CCC}, keep it safe.".encode()).decode(), "secret-base64"),
    ],
)
def test_a_check_and_the_hook_find_the_same_secrets_at_the_same_places(
    filing: Path, written: str, code: str
) -> None:
    root = filing.parents[2]
    given = OFFICER.replace("\naccept:", f'\nremarks: "{written}"\naccept:', 1)

    def found(text: str) -> list[Problem]:
        filing.write_text(text, "utf-8")
        problems = check_filing(discovery.entry(filing, root), root, redwell.home()).problems
        secrets = [each for each in problems if each.code.startswith("secret-")]
        places = [(each.place.line, each.place.column) for each in secrets if each.place]
        hooked = [line.removeprefix(f"{filing}:").split(":")[:2] for line in hook.searched(filing)[0]]
        assert [[f"{line}", f"{column}"] for line, column in places] == hooked
        shown = report.report(problems, "text")
        assert not {CCC, SSN} & {*re.findall(r"[\w$-]+", shown)}
        return secrets

    [problem] = found(given)
    assert problem.code == code
    if problem.pasted:
        entry = problem.pasted[0].removeprefix("accept: {")[:-1]
        assert found(f"{given}  {entry}\n") == []


def test_no_plain_form_is_offered_of_letters_that_hold_a_secret() -> None:
    for text in (full_width(f"SSN {SSN}"), full_width(SSN), f"The number is {full_width(f'SSN {SSN}')}."):
        assert _ascii_remedy(text) == "use English letters and digits"
    assert _ascii_remedy(full_width("12 shares")) == 'write "12 shares"'


def test_a_secret_that_nothing_accepts_offers_nothing_to_paste(filing: Path) -> None:
    filing.write_text(OFFICER.replace("annual installments.", f"annual installments ({JWT})."), "utf-8")
    root = filing.parents[2]
    problems = check_filing(discovery.entry(filing, root), root, redwell.home()).problems
    [secret] = [each for each in problems if each.code == "secret-token"]
    assert (secret.is_acceptable, secret.pasted) == (False, ())


def test_a_mark_tells_too_little_of_a_secret_to_confirm_a_guess() -> None:
    numbers = [f"SSN 078-05-{n:04}" for n in range(1, 2_000)]
    marks = {mark_of("SSN ***-**-****", each) for each in numbers}
    assert {each[:30] for each in marks} == {mark_of("SSN ***-**-****", "")[:30]}
    assert len(marks) > 1_500
    assert {len(each) for each in marks} == {34}


def test_only_a_known_form_among_the_filings_accepts_its_own_secrets(tmp_path: Path, filing: Path) -> None:
    text = f"form: 3\nremarks: Plan {SSN}\naccept: {{secret-ssn: It is a plan.}}\n"
    for path, written, count in (
        (filing, text, 0),
        (filing, text.replace("form: 3", "form: memo"), 1),
        (filing, text.replace("form: 3", "form: [3]"), 1),
        (tmp_path / "notes.yaml", text, 1),
    ):
        path.write_text(written, "utf-8")
        assert len(hook.searched(path)[0]) == count


def test_the_hook_reads_a_filing_with_many_look_alikes_in_little_time(filing: Path) -> None:
    count = 10_000
    line = f"# {f'SSN {SSN}; ' * count}\n"
    filing.write_text(f"form: 3\naccept: {{secret-ssn: It is a plan.}}\n{line}", "utf-8")
    begin = process_time()
    assert hook.searched(filing)[0] == []
    assert process_time() - begin < 5


def test_what_a_filing_accepts_of_a_file_ends_with_another_file(tmp_path: Path) -> None:
    path = tmp_path / "filings/acme/doe.yaml"
    path.parent.mkdir(parents=True)
    statement = path.with_name("statement.zip")
    given = OFFICER.replace("\naccept:", "\nsources: [statement.zip]\naccept:", 1)
    assert given != OFFICER

    def found(text: str, content: bytes) -> list[str]:
        path.write_text(text, "utf-8")
        statement.write_bytes(content)
        problems = check_filing(discovery.entry(path, tmp_path), tmp_path, redwell.home()).problems
        return [each.message for each in problems if each.code in ("secret-ssn", "secret-unread")]

    for content, other in (
        (zipped({"a.txt": f"SSN {SSN}".encode()}), zipped({"a.txt": f"SSN {SSN[:-1]}9".encode()})),
        (UNREAD["encrypted"][0], encrypted(zipped({"a.txt": b"b"}))),
    ):
        [message] = found(given, content)
        entry = message.partition("write accept: {")[2].removesuffix("}")
        accepted = f"{given}  {entry}\n"
        assert found(accepted, content) == []
        assert len(found(accepted, other)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.md", "form: 3\naccept: {{secret-password: x}}\n{}"),
        ("parties.yaml", "accept: {{secret-password: x}}\n{}"),
        ("form.yaml", "accept: {{secret-password: x}}\nremarks: |\n  form: 3\n# {}"),
        ("a.yaml", "form: 3\naccept:\n  no-holdings: 'None, as of secret-password: x'\n# {}"),
        ("b.yaml", "form: 3\naccept:\n  # secret-password: x\n  secret-password: # why?\n# {}"),
        ("c.yaml", "form: 3\naccept: {{}}\nsources:\n  secret-password: x\n# {}"),
    ],
)
def test_only_the_reason_in_a_filing_says_to_the_hook_what_is_no_secret(
    filing: Path, name: str, text: str
) -> None:
    filing.with_name(name).write_text(text.format("EDGAR password: hunt" + "er22"), "utf-8")
    assert len(hook.searched(filing.with_name(name))[0]) == 1


@pytest.mark.parametrize(
    "accept",
    [
        '{secret-password: "x"}',
        "{no-holdings: y,\n  secret-password: x}",
        '{\n  "secret-password": x\n}',
        "# why\n\n  # two\n  no-holdings: y\n\n  secret-password: x",
    ],
)
def test_the_hook_reads_each_way_to_write_a_reason(filing: Path, accept: str) -> None:
    said = "password: hunt" + "er22"
    filing.write_text(f"\ufeffform: 3\nremarks: '{said}'\naccept: {accept}\n", "utf-8")
    assert hook.searched(filing)[0] == []


def test_the_hook_passes_clean_files_and_loads_no_heavy_module(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    assert run(ROOT / "README.md", tmp_path / "link") == (0, "", "")
    script = "import redwell.hook, sys; print({'yaml', 'lxml', 'keyring', 'jinja2'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_the_hook_reads_a_large_file_in_little_time(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    lines = tries(20_000, 400_000)
    path.write_bytes(b"It is a line of an exhibit, and another one.\n" * lines + f"ccc: {CCC}\n".encode())
    code, output, _ = run(path)
    assert (code, output.partition(" error")[0]) == (1, f"{path}:{lines + 1}:6:")


def test_only_the_secret_cases_of_this_repository_give_an_alarm() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    alarms = {name for name in names if scan.search((ROOT / name).read_bytes()).secrets}
    assert len(names) > 200
    assert alarms <= {"tests/cases/secrets.md"}


def test_no_real_document_raises_an_alarm() -> None:
    files = [path for folder in ("corpus", "poa") for path in (SHARED / folder).rglob("*") if path.is_file()]
    if not files:
        pytest.skip(ABSENT)
    assert len(files) > 20
    assert [path.name for path in some(sorted(files), 4) if scan.search(path.read_bytes()).secrets] == []


SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789@#$*"
SOME_CCC = st.text(SIGNS, min_size=8, max_size=8).filter(
    lambda said: re.search(r"\d", said) and re.search(r"[A-Za-z]", said)
)
AROUND = st.text(st.characters(codec="utf-8"), max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    secret=SOME_CCC,
    before=AROUND,
    after=AROUND,
    key=st.sampled_from(["ccc: ", "CCC is ", "rptOwnerCcc=", "filer_ccc ", "<rptOwnerCcc>"]),
)
@example(secret=CCC, before="", after="", key="ccc: ")
def test_no_secret_is_ever_in_the_output_of_the_hook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], secret: str, before: str, after: str, key: str
) -> None:
    assume(secret not in before + after)
    (tmp_path / "a.txt").write_text(f"{before}\n{key}{secret}\n{after}", "utf-8", newline="")
    named = tmp_path / f"ccc={secret}.txt"
    named.write_text("x", "utf-8")
    assert hook.main([str(tmp_path / "a.txt"), str(named), str(tmp_path / f"ccc={secret}")]) == 1
    shown = capsys.readouterr()
    assert "[secret-ccc]" in shown.out
    assert secret not in shown.out + shown.err
    named.unlink()


ACCEPTING = "form: 3\naccept: {secret-ccc: it is a rating}\n# rated CCC: abcd" + "123$\n"
BOMB = "".join(f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 27))


def test_a_filing_accepts_in_the_hook_as_in_a_check(filing: Path) -> None:
    filing.write_text(ACCEPTING, "utf-8")
    assert hook.searched(filing)[0] == []


@pytest.mark.parametrize(
    "text",
    [
        f"{ACCEPTING}x: {'[' * 200_000}\n",
        f"{ACCEPTING}a0: &a0 {{b: 1}}\n{BOMB}",
        f"{ACCEPTING}x: !!int ''\n",
        f"{ACCEPTING}x: !!timestamp foo\n",
        ACCEPTING.replace("it is a rating", "''"),
        ACCEPTING.replace("{secret-ccc: it is a rating}", '{other: "a, secret-ccc: b"}'),
        ACCEPTING.replace("form: 3\n", ""),
        ACCEPTING + "remarks: <filerCcc>efgh" + "567#</filerCcc>\n",
        "\ufeff" + ACCEPTING,
    ],
    ids=["deep", "bomb", "int", "timestamp", "no reason", "quoted", "no filing", "element", "UTF-16"],
)
def test_what_is_no_readable_filing_with_a_reason_accepts_nothing(filing: Path, text: str) -> None:
    encoding = "utf-16-le" if text.startswith("\ufeff") else "utf-8"
    filing.write_text(text, encoding)
    assert "[secret-ccc]" in "".join(hook.searched(filing)[0])
