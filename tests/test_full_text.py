"""EDGAR's complete submission text file: the form as a filing, and beside it what was sent with it."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

import pytest

from redwell.check.filing import check_filing
from redwell.commands import import_
from redwell.files import discovery
from tests import warm
from tests.edgar import EX24, HOLDING, document, submission

ROOT = Path(__file__).resolve().parents[1]
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) + b"\xff\xd9"
NAME = "2013-10-01-doe-jane-form3.yaml"


def read(*others: tuple[str, str, str]) -> import_.Imported:
    return import_.import_filing(
        submission(document(HOLDING), *others).encode("latin-1"), "0001234567-13-000042.txt"
    )


def uuencoded(content: bytes, name: str) -> str:
    lines = [binascii.b2a_uu(content[n : n + 45]).decode() for n in range(0, len(content), 45)]
    return f"begin 644 {name}\n{''.join(lines)}`\nend\n"


def test_the_header_says_when_it_was_filed_so_that_no_edition_is_needed() -> None:
    found = read(("EX-24", "poa.txt", EX24))
    assert "edition" not in found.yaml
    assert found.yaml.endswith(
        "signatures:\n"
        "  - signer: Jane Doe\n"
        "    signed: 2013-10-02\n"
        "\n"
        "exhibits:\n"
        "  - type: EX-24\n"
        "    file: poa.txt\n"
        "    description: EX-24 OF JANE DOE\n"
        "\n"
        "filed:\n"
        "  date: 2013-10-03\n"
        "  accession_number: 0001234567-13-000042\n"
    )
    assert found.exhibits == {"poa.txt": EX24.encode()}
    assert found.notes == ()


def test_the_written_filing_passes_check(tmp_path: Path) -> None:
    out = tmp_path / "filings" / "acme"
    paths = import_.write_import(read(("EX-24", "poa.txt", EX24)), out)
    assert [path.name for path in paths] == [NAME, "poa.txt"]
    checked = check_filing(discovery.entry(paths[0], tmp_path), tmp_path, ROOT)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []


def test_pictures_come_as_they_were(tmp_path: Path) -> None:
    page = '<html><body><p>Letter</p><img src="logo.jpg"></body></html>\n'
    found = read(
        ("EX-99.1", "letter.htm", page),
        ("GRAPHIC", "logo.jpg", uuencoded(JPEG, "logo.jpg")),
        ("GRAPHIC", "plain.jpg", base64.encodebytes(JPEG).decode()),
        ("GRAPHIC", "named.jpg", f"begin-base64 644 named.jpg\n{base64.encodebytes(JPEG).decode()}====\n"),
    )
    assert found.exhibits == {
        "letter.htm": page.encode(),
        "logo.jpg": JPEG,
        "plain.jpg": JPEG,
        "named.jpg": JPEG,
    }
    assert found.notes == tuple(
        f'{name} was sent as "GRAPHIC": its type is now EX-99'
        for name in ("logo.jpg", "plain.jpg", "named.jpg")
    )


def test_a_hostile_or_repeated_file_name_is_replaced(tmp_path: Path) -> None:
    found = read(
        ("EX-24", "../../../outside.txt", EX24),
        ("EX-24.2", "/etc/passwd", EX24),
        ("EX-24.2", "C:\\POA\\Second Power.TXT", EX24),
        ("EX-99", "outside.txt", "<HTML>A</HTML>\n"),
        ("EX-99", "", "text\n"),
        ("EX-99", ".hidden.txt", "text\n"),
    )
    assert [*found.exhibits] == [
        "outside.txt",
        "ex242.txt",
        "ex242-2.txt",
        "ex99.htm",
        "ex99.txt",
        "ex99-2.txt",
    ]
    assert found.notes == (
        '"../../../outside.txt" is called outside.txt here',
        '"/etc/passwd" is called ex242.txt here',
        '"C:\\POA\\Second Power.TXT" is called ex242-2.txt here',
        '"outside.txt" is called ex99.htm here',
        "a document without a name (EX-99) is called ex99.txt here",
        '".hidden.txt" is called ex99-2.txt here',
    )
    out = tmp_path / "filings" / "acme"
    import_.write_import(found, out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["filings"]
    assert sorted(path.name for path in out.iterdir()) == sorted([NAME, *found.exhibits])


def test_no_name_moves_the_cursor_of_a_terminal() -> None:
    found = read(("EX-24", "\x1b[2Jpoa.txt", EX24))
    assert found.notes == ('"\N{REPLACEMENT CHARACTER}[2Jpoa.txt" is called ex24.txt here',)
    assert "\x1b" not in found.yaml


def test_a_pdf_is_left_out_and_told() -> None:
    found = read(("EX-99", "form3.pdf", f"<PDF>\n{uuencoded(b'%PDF-1.4', 'form3.pdf')}</PDF>\n"))
    assert found.exhibits == {}
    assert found.notes == ('"form3.pdf" was left out: an ownership form has no PDF exhibits',)


def test_nothing_is_written_if_one_of_the_files_exists(tmp_path: Path) -> None:
    (tmp_path / "poa.txt").write_text("another")
    found = read(("EX-24", "poa.txt", EX24))
    with pytest.raises(discovery.Misuse) as error:
        import_.write_import(found, tmp_path)
    assert f"{error.value}" == f"--out {tmp_path}: poa.txt already exists: nothing was written"
    assert [path.name for path in tmp_path.iterdir()] == ["poa.txt"]


# --- the command ---


def invoke(*arguments: str) -> tuple[int, str, str]:
    done = warm.invoke(ROOT, "import", *arguments)
    return done.returncode, done.stdout, done.stderr


def test_the_command_prints_the_filing_or_writes_it_and_says_what_comes_next(tmp_path: Path) -> None:
    file = tmp_path / "0001234567-13-000042.txt"
    file.write_text(submission(document(HOLDING), ("EX-24", "poa.txt", EX24)), "utf-8")
    expected = read(("EX-24", "poa.txt", EX24)).yaml
    note = f"note: poa.txt ({len(EX24)} bytes) is written with --out\n"
    assert invoke("--from", str(file)) == (0, expected, note)
    out = tmp_path / "filings" / "acme"
    said = f"wrote {out}/{NAME}, {out}/poa.txt; next: invoke check --filing {out}/{NAME}\n"
    assert invoke("--from", str(file), "--out", str(out)) == (0, said, "")
    assert (out / NAME).read_text("utf-8") == expected
    code, output, errors = invoke("--from", str(file), "--out", str(out))
    assert (code, output) == (2, "")
    assert errors == f"--out {out}: {NAME} already exists: nothing was written\n"


def test_the_command_shows_what_it_cannot_read_and_exits_with_1(tmp_path: Path) -> None:
    file = tmp_path / "doc4.xml"
    file.write_text(document(HOLDING).replace(">3<", ">10-K<"), "utf-8")
    code, output, errors = invoke("--from", str(file))
    assert (code, output) == (1, "")
    assert errors.startswith(f"{file}:3:")
    assert 'error [import-form]\n  the type of this document is "10-K": ' in errors
    assert invoke("--from", str(tmp_path / "none.xml")) == (2, "", f"{tmp_path}/none.xml: no such file\n")
    said = "--from must be given: an ownership XML, or a complete submission text file\n"
    assert invoke() == (2, "", said)
