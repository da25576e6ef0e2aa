"""Files that are not what EDGAR disseminates: one clear error each, and nothing fetched, shown or written."""

from __future__ import annotations

import random
import re
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest

from redwell.commands import import_, report
from redwell.edgar.xml import SECRET, WEB_PAGE
from redwell.files.discovery import Misuse
from redwell.problems import FilingError
from tests import corpus
from tests.edgar import EX24, HOLDING, OPTION, document, submission
from tests.sample import tries

CUT_OFF = "is the file cut off? fetch it again"

# No file of ours shows what looks like a secret, not even an invented one.
CCC, ROOT_OF_SECRETS = "a$3" + "cret1", "edgar" + "Submission"


def refused(content: bytes | str) -> str:
    """The report of what cannot be imported."""
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(FilingError) as error:
        import_.import_filing(raw, "doc3.xml")
    return report.text(error.value.problems)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1:1: error [file-empty]\n  this file is empty\n"),
        (b"\xef\xbb\xbf \n", "1:1: error [file-empty]\n  this file is empty\n"),
        (
            document(HOLDING).encode("utf-16"),
            '1:1: error [xml-encoding]\n  this is UTF-16 (what Windows calls "Unicode") or not text at all;'
            " save the file as UTF-8\n",
        ),
        (
            document(HOLDING).replace("ACME CORP", "ACMÉ").encode("latin-1"),
            "7:1: error [xml-encoding]\n"
            "  byte 226 (0xC9) is not a character of UTF-8; save the file as UTF-8\n",
        ),
        (
            document(HOLDING).replace("?>", ' encoding="utf-7"?>', 1),
            "1:1: error [xml-encoding]\n  the document declares the encoding utf-7; save the file as"
            " UTF-8, and declare utf-8 in it\n",
        ),
        (
            "\x89PNG\r\n\x1a\n\x00",
            "1:1: error [xml-broken]\n  this is not well-formed XML (not well-formed (invalid token)): fetch "
            "the file again\n"
            "       1 | \N{REPLACEMENT CHARACTER}PNG\n         | ^^^^\n",
        ),
        (
            "form: 3\n",
            "1:1: error [xml-broken]\n  XML begins with <: is this another file?\n"
            "       1 | form: 3\n         | ^^^^^^^\n",
        ),
        (
            "<ownershipDocument>\r<issuer>\r<name>A & B</name>\r</issuer>\r</ownershipDocument>",
            "3:9: error [xml-broken]\n  this is not well-formed XML: write < and & as &lt; and &amp;\n"
            "       3 | <name>A & B</name>\n         |         ^^^\n",
        ),
        (
            "<ownershipDocument>\n<nonDerivativeTable ativeTable>\n",
            '2:31: error [xml-broken]\n  only name="value" may follow <nonDerivativeTable, and "ativeTable" '
            "is something else: remove it, or fetch the file again\n"
            "       2 | <nonDerivativeTable ativeTable>\n         |                               ^\n",
        ),
        (
            document(HOLDING).replace("ACME CORP", "A & B"),
            "7:19: error [xml-broken]\n  this is not well-formed XML: write < and & as &lt; and &amp;\n"
            "       7 |     <issuerName>A & B</issuerName>\n         |                   ^^^\n",
        ),
        (
            document(HOLDING).replace("</issuer>", "</issuers>"),
            "8:54: error [xml-broken]\n  this end tag does not match its start tag: is something"
            " missing above?\n       8 |     <issuerTradingSymbol>ACME</issuerTradingSymbol></issuers>\n"
            f"         | {' ' * 53}^^^^^^^^\n",
        ),
        (
            document(HOLDING)[:-40],
            f"36:2: error [xml-broken]\n  the document is incomplete: {CUT_OFF}\n",
        ),
        (
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n' + document(HOLDING),
            "1:1: error [xml-doctype]\n  EDGAR's documents declare no document type and no entities: this"
            " file is not imported\n",
        ),
        (
            "<feed/>",
            "1:1: error [xml-root]\n  this document is <feed>, and an ownership form is <ownershipDocument>",
        ),
        ("<!DOCTYPE html><html></html>", f"1:1: error [xml-root]\n  {WEB_PAGE}\n"),
        ("<html><head><meta></head></html>", f"1:1: error [xml-root]\n  {WEB_PAGE}\n"),
        ("<a>" * 30, "1:61: error [xml-too-deep]\n  this is nested deeper than an ownership document can be"),
        (
            f"<ownershipDocument>{'<a/>' * 60_000}</ownershipDocument>",
            "1:200016: error [xml-too-large]\n  this is longer than an ownership document can be",
        ),
        (
            document(HOLDING).replace(">3<", ">10-K<"),
            'error [import-form]\n  the type of this document is "10-K": Redwell imports Form 3, 3/A, 4, '
            "4/A, 5 and 5/A\n",
        ),
        (
            document(HOLDING).replace("2013-10-01", "10/01/2013"),
            'error [import-date]\n  "10/01/2013" is not a date in the form 2026-05-08\n'
            "       4 |   <periodOfReport>10/01/2013</periodOfReport>\n"
            "         |   ^^^^^^^^^^^^^^^^^^^^^^^^^^\n",
        ),
        (
            document(HOLDING).replace("<value>1000<", "<value>1,000<"),
            'error [import-number]\n  "1,000" is not a number in digits\n',
        ),
        (
            document(HOLDING).replace("<value>1000<", "<value>\uff11\uff10<"),
            'error [import-number]\n  "\uff11\uff10" is not a number in digits\n',
        ),
        (
            document(HOLDING).replace("<isDirector>1<", "<isDirector>X<"),
            'error [import-boolean]\n  "x" is neither true (1) nor false (0)\n',
        ),
        (
            document(HOLDING).replace("<value>D<", "<value>Q<"),
            'error [import-ownership]\n  "Q" is neither D (direct) nor I (indirect)\n',
        ),
    ],
)
def test_a_file_that_is_not_a_form_3_gives_one_error_with_its_line(content: bytes | str, said: str) -> None:
    found = refused(content)
    assert found.startswith("doc3.xml:")
    assert said in found
    assert found.count(" error [") == 1


def test_a_byte_order_mark_and_old_encodings_are_no_matter() -> None:
    expected = import_.import_filing(document(HOLDING).encode(), "a").yaml
    assert import_.import_filing(b"\xef\xbb\xbf" + document(HOLDING).encode(), "a").yaml == expected
    declared = document(HOLDING).replace("?>", ' encoding="ISO-8859-1"?>', 1).replace("ACME CORP", "ACMÉ")
    assert "name: ACMÉ\n" in import_.import_filing(declared.encode("latin-1"), "a").yaml


@pytest.mark.parametrize(
    "content",
    [
        f"<{ROOT_OF_SECRETS}><ccc>{CCC}</ccc></{ROOT_OF_SECRETS}>",
        f'<?xml version="1.0"?>\n<p:{ROOT_OF_SECRETS} xmlns:p="a">\n<filerCcc>{CCC}',
        document(HOLDING).replace("<rptOwnerName>", f"<rptOwnerCcc>{CCC}</rptOwnerCcc><rptOwnerName>"),
        submission(document(HOLDING)).replace("ACCESSION NUMBER:", f"<FILER-CCC>{CCC}\nACCESSION NUMBER:"),
    ],
)
def test_a_file_with_a_ccc_is_refused_without_a_word_of_it(content: str) -> None:
    found = refused(content)
    assert f"error [import-secret]\n  {SECRET}\n" in found
    assert "3cret" not in found


def test_no_line_of_a_broken_file_with_a_ccc_is_shown() -> None:
    found = refused(document(HOLDING).replace("<rptOwnerName>DOE", f"<rptOwnerCcc>{CCC}</x>"))
    assert "error [xml-broken]" in found
    assert "3cret" not in found


def test_a_bomb_of_entities_takes_no_time_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 30))
    began = time.process_time()
    assert "[xml-doctype]" in refused(f'<!DOCTYPE a [<!ENTITY e0 "ha">{entities}]><a>&e29;</a>')
    assert "[xml-doctype]" in refused('<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>')
    assert time.process_time() - began < 1


def test_a_file_of_a_hundred_megabytes_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.xml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    began = time.process_time()
    with pytest.raises(FilingError) as error:
        import_.load_import(path, tmp_path)
    assert time.process_time() - began < 0.5
    assert report.text(error.value.problems) == (
        "huge.xml:1:1: error [file-too-large]\n"
        "  100,000,000 bytes: an import has at most 20,000,000; is this the right file?\n"
    )


def test_something_that_is_not_a_regular_file_is_not_opened(tmp_path: Path) -> None:
    for name, said in (("none.xml", "none.xml: no such file"), (".", ".: this is no file")):
        with pytest.raises(Misuse) as error:
            import_.load_import(tmp_path / name, tmp_path)
        assert f"{error.value}" == said
    with pytest.raises(Misuse, match="this is no file"):
        import_.load_import(Path("/dev/zero"), tmp_path)


MANY = tries(250, 5_000)


@pytest.mark.parametrize(
    "content",
    [
        document(HOLDING).replace("Common Stock", "A" + " " * 180 * MANY + "B"),
        document(HOLDING).replace("/s/ Jane Doe", "/s/ Jane Doe," + " for A" * 40 * MANY),
        document(HOLDING * (MANY * 3 // 10)),
        document(OPTION, footnotes=["held by the " + "A B. of and (THE) " * 10 * MANY]),
        submission(document(HOLDING)).replace("</SEC-HEADER>", "<DOCUMENT>\n" * 80 * MANY),
        submission(document(HOLDING), ("GRAPHIC", "a.jpg", "A" + " " * 600 * MANY + "#\n")),
        submission(f"<XML>{' ' * 600 * MANY}"),
    ],
    ids=["spaces", "for", "rows", "names", "documents", "picture", "wrap"],
)
def test_no_file_holds_up_the_import(content: str) -> None:
    began = time.process_time()
    with suppress(FilingError):
        import_.import_filing(content.encode(), "doc3.xml")
    # Five times what it takes on an idle machine; what grows with the square takes far longer.
    assert time.process_time() - began < MANY / 250


# --- submission text files ---


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda text: text[: text.index("Jane Doe appoints")],
            f"error [full-text-broken]\n  document 2 of this submission has no end: {CUT_OFF}\n",
        ),
        (
            lambda text: text[: text.index("</SEC-DOCUMENT>")],
            f"error [full-text-broken]\n  this submission has no end: {CUT_OFF}\n",
        ),
        (
            lambda text: text[: text.index("<DOCUMENT>")],
            f"error [full-text-broken]\n  this submission has no document: {CUT_OFF}\n",
        ),
        (
            lambda text: text.replace("</TEXT>", "", 1),
            f"error [full-text-broken]\n  this document has no complete <TEXT>: {CUT_OFF}\n",
        ),
        (
            lambda text: text.replace("FILED AS OF DATE:\t\t20131003", "FILED AS OF DATE:\t\t20131399"),
            "error [import-date]\n  this is not a date\n",
        ),
        (
            lambda text: text.replace("<XML>\n", "").replace("</XML>\n", ""),
            "error [import-form]\n  this Form 3 was filed as text, as before mid-2003: enter it by hand"
            " (redwell new)\n",
        ),
        (
            lambda text: text.replace("<TYPE>3\n", "<TYPE>8-K\n"),
            "error [import-form]\n  no Form 3, 3/A, 4, 4/A, 5 or 5/A in XML found among the documents (8-K, "
            "EX-24)\n",
        ),
        (
            lambda text: text.replace("</issuer>", "</issuers>"),
            "doc3.xml:29:54: error [xml-broken]\n  this end tag does not match its start tag",
        ),
        (
            lambda text: text.replace("POWER OF ATTORNEY\n\n", "begin 644 a.jpg\n#0V%T\n"),
            "error [full-text-broken]\n  this picture or document (EX-24) cannot be decoded",
        ),
    ],
)
def test_an_incomplete_submission_gives_one_error(change: object, said: str) -> None:
    assert callable(change)
    found = refused(change(submission(document(HOLDING), ("EX-24", "poa.txt", EX24))))
    assert said in found
    assert found.count(" error [") == 1


# --- random edits ---

VALUES = [
    b"",
    b"0",
    b"-1",
    b"9999-99-99",
    b"1e9",
    b"&#9;",
    b"&amp;",
    b"x" * 3000,
    b"F100",
    b"\xc3\xa9",
    b"&x;",
]
VALUES += [b"2013-02-30", b"true", b"A6", b"9" * 50, b"&#13;", b"<a/>", b"\xff", b"\x00", b"{_{", b"]]>"]


def edited(chance: random.Random, content: bytes) -> bytes:
    """The document after one slip of a hand, of a program or of the line."""
    start = chance.randrange(len(content))
    stop = min(len(content), start + chance.randrange(1, 200))
    value = chance.choice([*re.finditer(rb">([^<]*)<", content)] or [None])
    elements = [*re.finditer(rb"<(\w+)>[^<]*</\1>\s*", content)]
    kind = chance.choice(
        ["cut", "twice", "byte", "end", "value", "value", "value", "value", "element", "element"]
    )
    if kind == "cut":
        return content[:start] + content[stop:]
    if kind == "twice":
        return content[:stop] + content[start:]
    if kind == "byte":
        return content[:start] + bytes([chance.randrange(256)]) + content[start + 1 :]
    if kind == "element" and elements:
        element = chance.choice(elements)
        return content[: element.start()] + chance.choice([b"", element[0] * 2]) + content[element.end() :]
    if kind == "value" and value:
        return content[: value.start(1)] + chance.choice(VALUES) + content[value.end(1) :]
    return content[: max(start, 1)]


@pytest.mark.parametrize("seed", range(2))
def test_random_edits_give_a_filing_or_an_error_with_its_line(seed: int) -> None:
    chance = random.Random(seed)
    text = submission(document(HOLDING), ("EX-24", "poa.txt", EX24))
    whole = [document(HOLDING + OPTION, footnotes=["It vests."]).encode(), text.encode()]
    whole += [path.read_bytes() for path in corpus.FORM3[::5]]
    count, total = 0, tries(50, 500)
    for _ in range(total):
        content = chance.choice(whole)
        for _ in range(chance.randrange(1, 4)):
            content = edited(chance, content)
        try:
            count += bool(import_.import_filing(content, "doc3.xml").yaml)
        except FilingError as error:
            problems = error.problems
        else:
            continue
        assert problems
        assert all(problem.message and problem.place and problem.place.line >= 1 for problem in problems)
    assert count > total // 10
