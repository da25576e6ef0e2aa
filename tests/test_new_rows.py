"""`new --rows` and `new --form 5 --year`: a filing for each owner, and what is left of a year."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

import redwell
from redwell.commands import edge, new
from redwell.commands.new import NewOptions
from redwell.files.discovery import Misuse
from tests.redwell_program import Run

NAMES = (
    "DOE JANE",
    "ROE RICHARD A",
    "SMITH ADAM",
    "POE EDGAR ALLAN",
    "KANT IMMANUEL",
    "HUME DAVID",
    "LOCKE JOHN",
    "MILL HARRIET T",
    "BURKE EDMUND",
)
"""The directors. The last one owned nothing on the day of the Form 3."""
HEAD = """\
issuer: {{name: ACME CORP, cik: "0001234567", trading_symbol: ACME, fiscal_year_end: "12-31"}}
reporting_owners:
  - name: {name}
    cik: "{cik}"
    address: {{street: 1 MAIN ST., city: BOSTON, state: MA, zip: "02110"}}
    relationship: {{director: true}}
signatures:
  - {{signer: Jane Roe, capacity: as attorney-in-fact, signed: 2025-06-12}}
filed: {{date: {filed}}}
"""
OWNED = """\
non_derivative:
  - {title: Common Stock, amount: 1000, ownership: direct}
  - {title: Common Stock, amount: 50, ownership: indirect, nature_of_ownership: By spouse}
  - {title: Preferred Stock, amount: 7, ownership: direct}
"""
GRANTS = 'owner,number,price,note\n"Doe, Jane","1,250",,Vests on the day of the next annual meeting.\n'


def head(name: str, filed: str = "2025-06-12") -> str:
    return HEAD.format(name=name, cik=7654301 + 10 * NAMES.index(name), filed=filed)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "filings" / "acme"
    folder.mkdir(parents=True)
    for name in NAMES:
        owned = "no_securities_owned: true\n" if name == NAMES[-1] else OWNED
        text = f'form: "3"\ndate_of_event: 2025-06-10\n{owned}{head(name)}'
        slug = name.split()[0].lower()
        (folder / f"2025-06-10-{slug}-form3.yaml").write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(root, monkeypatch, capsys)


def call(root: Path, **flags: Any) -> int:
    texts = dict.fromkeys(("owner", "date", "form", "fills", "title", "from_", "amend"), "")
    lists = dict.fromkeys(("code", "owned", "line"), ())
    given: Any = {**texts, **lists, "client": "acme", "filings": "filings", **flags}
    return new.run(edge.Project(root=root, home=redwell.home()), NewOptions(**given))


def rows(root: Path, content: str | bytes, **flags: Any) -> int:
    """Run `new --rows` with a list of this content."""
    path = root / "grants.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return call(
        root, **{"rows": str(path), "date": "2026-06-10", "title": "Common Stock", "code": (), **flags}
    )


def forms(root: Path, stem: str = "form4") -> list[Path]:
    return sorted((root / "filings" / "acme").glob(f"*-{stem}.yaml"))


def test_nine_directors_have_a_filing_each_and_check_writes_what_they_own(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"{name.title()};1250;0;" for name in NAMES]
    content = "\ufeffOwner;Number;Price;Note\r\n" + "\r\n".join(lines) + "\r\n"
    assert rows(root, content.encode()) == 0
    said = capsys.readouterr().out
    assert f"wrote 9 filings in filings/acme/, one for each owner of {root / 'grants.csv'}:\n" in said
    assert (
        "  2026-06-10-doe-jane-form4.yaml         1,250 acquired   1,000 before, by 2025-06-10-doe-" in said
    )
    assert " 1,250 acquired   nothing owned before, by 2025-06-10-burke-form3.yaml\n" in said
    assert "  1. redwell check 'filings/acme/2026-06-10-*-form4.yaml' --fix   # writes" in said
    assert "  2. redwell build 'filings/acme/2026-06-10-*-form4.yaml'\n" in said
    assert len(forms(root)) == 9
    text = (root / "filings/acme/2026-06-10-doe-jane-form4.yaml").read_text("utf-8")
    assert (
        """\
non_derivative:
  - title: Common Stock
    date: 2026-06-10
    code: A
    acquired: 1250
    price: 0
    # owned_after: ...             # 1,000 before, by the Form 3 of 2025-06-10; check --fix adds up
    ownership: direct
  # As the last form left it. Correct what has moved since.
  - title: Common Stock
    amount: 50
    ownership: indirect
    nature_of_ownership: By spouse

signatures:
"""
        in text
    )
    burke = (root / "filings/acme/2026-06-10-burke-edmund-form4.yaml").read_text("utf-8")
    assert "    owned_after: 1250   # nothing was owned before, by the Form 3 of 2025-06-10\n" in burke


def test_a_missing_balance_is_not_ready_and_written_from_the_filing_that_has_the_position(
    root: Path, run: Run
) -> None:
    # The previous filing is about another class.
    between = """\
form: "4"
plan_10b5_1: false
non_derivative:
  - title: Preferred Stock
    date: 2025-09-01
    code: P
    acquired: 3
    price: 5
    owned_after: 10
    ownership: direct
"""
    path = root / "filings/acme/2025-09-01-doe-form4.yaml"
    path.write_text(between + head("DOE JANE", "2025-09-02"), "utf-8")
    rows(root, GRANTS)
    _, out, _ = run("check", "2026-06-10-doe-jane-form4", "--fix")
    assert "owned_after is missing (Table I, line 1): 1,000 (Form 3 of 2025-06-10) + 1,250 = 2,250\n" in out
    assert "not ready to file: Jane Roe has not signed" in out
    made = (root / "filings/acme/2026-06-10-doe-jane-form4.yaml").read_text("utf-8")
    assert "    price: 0\n    owned_after: 2250\n    ownership: direct\n" in made
    assert "      value: 1250\n      footnotes: [note]\n" in made
    assert "  note: Vests on the day of the next annual meeting.\n" in made


def test_a_balance_that_an_amendment_leaves_out_is_told_as_not_known(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sale = (
        'form: "{form}"\nplan_10b5_1: false\n{more}non_derivative:\n  - {{title: Common Stock, '
        "date: 2025-07-30, code: S, disposed: {number}, price: 40{after}, ownership: direct}}\n"
    )
    more = "period: 2025-07-30\namendment: {original_filed: 2025-08-01, explanation: 110 were sold.}\n"
    original = sale.format(form="4", more="", number=100, after=", owned_after: 900")
    amended = sale.format(form="4/A", more=more, number=110, after="")
    folder = root / "filings/acme"
    (folder / "2025-08-01-doe-form4.yaml").write_text(original + head("DOE JANE", "2025-08-01"), "utf-8")
    (folder / "2025-08-08-doe-form4a.yaml").write_text(amended + head("DOE JANE", "2025-08-08"), "utf-8")
    assert rows(root, GRANTS) == 0
    assert "1,250 acquired   not known before: 2025-08-08-doe-form4a.yaml lacks owned_after\n" in (
        capsys.readouterr().out
    )
    (form,) = [path for path in forms(root) if path.name.startswith("2026")]
    told = "# not known before: the Form 4/A of 2025-07-30 lacks owned_after; type the number\n"
    assert f"    # owned_after: ...             {told}" in form.read_text("utf-8")
    form.unlink()
    flags = {"date": "2026-06-10", "code": ("S",), "title": "Common Stock"}
    assert call(root, form="4", from_="previous", owner="doe", **flags) == 0
    assert "what was owned comes from 2025-08-08-doe-form4a.yaml and the filings before it\n" in (
        capsys.readouterr().out
    )
    (form,) = [path for path in forms(root) if path.name.startswith("2026")]
    assert told in form.read_text("utf-8")


def test_a_blank_of_a_draft_is_no_balance(root: Path) -> None:
    path = root / "filings/acme/2025-06-10-doe-form3.yaml"
    text = path.read_text("utf-8").replace("amount: 1000,", "amount: 999999999,")
    path.write_text(text.replace("filed: {date: 2025-06-12}\n", ""), "utf-8")
    flags = {"date": "2026-06-10", "code": ("S",), "title": "Common Stock"}
    assert call(root, form="4", from_=str(path), client="", **flags) == 0
    (form,) = forms(root)
    assert "# not known before: the Form 3 of 2025-06-10 does not tell; type the number\n" in (
        form.read_text("utf-8")
    )


def test_what_is_disposed_of_is_no_example_of_what_is_owned_after(root: Path) -> None:
    assert rows(root, "owner,number,price\nBURKE EDMUND,1250,5\n", code=("S",)) == 0
    text = (root / "filings/acme/2026-06-10-burke-edmund-form4.yaml").read_text("utf-8")
    assert "    # owned_after: ...             # what is owned after this line; check computes it" in text
    assert "# owned_after: 1250" not in text


@pytest.mark.parametrize("code", ["S", "P"])
def test_a_trade_on_the_market_has_a_price(root: Path, capsys: pytest.CaptureFixture[str], code: str) -> None:
    assert rows(root, "owner,number,price\nDOE JANE,5,0\n", code=(code,)) == 1
    assert f"the price is 0: write what was paid for one share (code {code})" in capsys.readouterr().err
    assert forms(root) == []


@pytest.mark.parametrize("ticked", [True, False])
def test_who_is_no_longer_subject_is_asked_about(
    root: Path, capsys: pytest.CaptureFixture[str], ticked: bool
) -> None:
    sale = "{title: Common Stock, date: 2026-02-02, code: S, disposed: 100, price: 5, owned_after: 900"
    text = (
        f'form: "4"\nplan_10b5_1: false\nno_longer_subject: {str(ticked).lower()}\n'
        f"non_derivative:\n  - {sale}, ownership: direct}}\n{head('LOCKE JOHN', '2026-02-03')}"
    )
    (root / "filings/acme/2026-02-02-locke-john-form4.yaml").write_text(text, "utf-8")
    said = "  LOCKE JOHN is no longer subject since the Form 4 of 2026-02-02: is this form due?\n"
    assert rows(root, "owner,number\nLocke John,5\nDoe Jane,5\n") == 0
    out = capsys.readouterr().out
    assert (said in out, out.count("no longer subject")) == (ticked, int(ticked))
    assert call(root, from_="previous", owner="LOCKE JOHN", form="4", date="2026-07-01", rows="") == 0
    out = capsys.readouterr().out
    # The form that the list has just begun is a draft, and does not take it back.
    assert (said in out, out.count("no longer subject")) == (ticked, int(ticked))


def test_of_all_classes_the_positions_are_there_when_asked_for(root: Path) -> None:
    rows(root, GRANTS, all=True)
    assert "title: Preferred Stock\n    amount: 7\n" in forms(root)[0].read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1: error: this file is empty: its first line names the columns, owner,number,price,note"),
        (b"owner,number\n", "1: error: there is no owner below the names of the columns"),
        (
            b"name,price\nDoe,1\n",
            "1: error: the first line names the columns, owner,number,price,note: number",
        ),
        (
            b"owner,number\nDoe Jim,5\n",
            '2: error: acme/ has no finished filing of "Doe Jim"; did you mean "DOE',
        ),
        (
            b"owner,number\nDoe,1,000\n",
            "2: error: this line has 3 cells, and the first line 2: put a text or",
        ),
        (
            b"owner,number,price,note\nDoe,1,000,0\n",
            '2: error: is 1,000 one number? put it in quotes, "1,000", or leave the comma out',
        ),
        (
            b"owner;number\nDoe;1.250\n",
            '2: error: the number "1.250" can be read as 1,250 or as 1.25: write 1250 or 1.2500',
        ),
        (
            b"owner,number\nDoe,-5\n",
            "2: error: the number -5 is below zero: write it without a sign; --code says",
        ),
        (
            b"owner,number\n,5\n",
            "2: error: whose is this line? write the owner as in the filings, or the CIK",
        ),
        (
            b"owner,number\nDoe,1.250\n",
            '2: error: the number "1.250" can be read as 1,250 or as 1.25: write 1250 or 1.2500',
        ),
        (
            b"owner;number;price\nDoe;5;41,443\n",
            '2: error: the price "41,443" can be read as 41,443 or as 41.443: write 41443 or 41.4430',
        ),
        (b"owner,number\nDoe,1 250\n", "2: error: the number 1 250 has spaces: write 1250\n"),
        (b'owner,number\nDoe,"(1,250)"\n', "2: error: the number (1,250) is below zero: write it without"),
        (b'owner,number\nDoe,"$150,000"\n', '2: error: the number "$150,000" is in dollars: write how many'),
        (b"owner,number\nDoe,-1 250\n", "2: error: the number -1 250 is below zero: write it without a sign"),
        (b"owner,number\nDoe,--\n", '2: error: the number "--" is no number: write it as 1436 or 41.44\n'),
        (b"owner,number\nDoe,(tbd)\n", '2: error: the number "(tbd)" is no number: write it as 1436 or'),
        (
            b"owner,number\nDoe," + b"9" * 40 + b"\n",
            f"2: error: the number {'9' * 20}... has too many digits\n",
        ),
        (b"owner,amount ($)\nDoe,150000\n", "1: error: the first line names the columns, owner,number"),
        (
            b"number,owner,shares\n1,Doe,1250\n",
            '1: error: which column is the number, "number" or "shares"? rename the other one\n',
        ),
        (b"owner,number\nDoe,=A1\n", '2: error: the number "=A1" is no number: write it as 1436 or 41.44\n'),
        (b"owner,number\nDoe,5\nTotal,5\n", '3: error: "Total" is no owner: remove the line of the sum\n'),
        (b"owner,number\nDoe\n", "2: error: this line has 1 cell, and the first line more: is a comma"),
        (b'owner,number\n"Doe,5\n', "2: error: this line cannot be read as CSV: unexpected end of data\n"),
        (
            b"owner,number\nDoe,5\nDOE JANE,6\n",
            "3: error: DOE JANE is in line 2 already: one line for each owner",
        ),
        (b"owner,number\nDoe,5\n\xff,6\n", "3: error: this is not text in UTF-8: save it as CSV UTF-8"),
    ],
)
def test_what_is_wrong_in_a_list_is_told_by_its_line_and_nothing_is_written(
    root: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    assert rows(root, content) == 1
    err = re.sub(r"^.*grants\.csv:(\d+):1: error \[rows-line\]\n  ", r"\1: error: ", capsys.readouterr().err)
    assert err.startswith(said)
    assert err.endswith("nothing was written: correct these lines first\n")
    assert forms(root) == []


@pytest.mark.parametrize("typed", ["DOE JANE JR", "Doe Jane III", "Doe Jane, Jr.", "Jane Doe Sr"])
def test_a_junior_is_not_the_owner_whom_the_record_knows(
    root: Path, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    assert rows(root, f'owner,number\n"{typed}",100\n') == 1
    assert capsys.readouterr().err == (
        f"{root / 'grants.csv'}:2:1: error [rows-line]\n"
        f'  acme/ has no finished filing of "{typed}", but one of DOE JANE: if that is the same person, '
        "write DOE JANE; if not, begin with a filing of this owner: redwell new --client acme, or redwell "
        "import\n"
        "nothing was written: correct these lines first\n"
    )
    assert forms(root) == []
    refused = (
        f"^--from previous: acme/ has no filing of {re.escape(typed)}, but one of DOE JANE: if that is the "
        "same person, write DOE JANE$"
    )
    with pytest.raises(Misuse, match=refused):
        call(root, form="4", from_="previous", owner=typed, date="2026-06-10")
    assert forms(root) == []


def test_the_owner_who_was_taken_for_a_longer_name_is_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = '  took DOE JANE for "Doe Jane Alberta": is that the same person?\n'
    assert rows(root, "owner,number\nDoe Jane Alberta,100\nRichard A. Roe,5\nsmith,5\n7654331,5\n") == 0
    out = capsys.readouterr().out
    assert (said in out, out.count("  took ")) == (True, 1)
    assert call(root, form="4", from_="previous", owner="Doe Jane Alberta", date="2026-06-11") == 0
    assert said in capsys.readouterr().out


def test_a_junior_who_was_taken_for_a_name_without_jr_is_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "filings/acme/2025-06-10-doe-form3.yaml"
    path.write_text(path.read_text("utf-8").replace("DOE JANE", "DOE JANE JR"), "utf-8")
    assert rows(root, "owner,number\nJane Doe,100\n") == 0
    said = '  took DOE JANE JR for "Jane Doe": is that the same person?\n'
    assert said in capsys.readouterr().out
    forms(root)[0].unlink()
    assert rows(root, "owner,number\nDoe,100\n") == 0
    assert "  took " not in capsys.readouterr().out


def test_all_that_is_wrong_in_a_list_is_told_at_once_by_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ("Hegel,5,", "Doe,1.250,abc", "Roe,5,", "ROE RICHARD A,6,", ",5,")
    assert rows(root, "owner,number,price\n" + "\n".join(lines)) == 1
    file = root / "grants.csv"
    assert capsys.readouterr().err == (
        f"{file}:2:1: error [rows-line]\n"
        '  acme/ has no finished filing of "Hegel"; begin with a filing of this owner: redwell new --client '
        "acme, or redwell import\n"
        f"{file}:3:1: error [rows-line]\n"
        '  the number "1.250" can be read as 1,250 or as 1.25: write 1250 or 1.2500\n'
        f"{file}:3:1: error [rows-line]\n"
        '  the price "abc" is no number: write it as 1436 or 41.44\n'
        f"{file}:5:1: error [rows-line]\n"
        "  ROE RICHARD A is in line 4 already: one line for each owner who files\n"
        f"{file}:6:1: error [rows-line]\n"
        "  whose is this line? write the owner as in the filings, or the CIK; remove the line of a sum\n"
        "nothing was written: correct these lines first\n"
    )
    assert forms(root) == []


@pytest.mark.parametrize(
    "content",
    [
        'Owner\tNumber\tPrice\r\nDoe\t"1,250"\t41.44\r\n'.encode("utf-16"),
        b'PRICE PER SHARE , Shares,Director\n$41.44, "1,250",  Doe \n,,\n\n',
        b'"owner"\t"number"\t"price"\n"Doe, Jane"\t1250.00\t41.440\n',
        b"owner,number,price\nJane Doe Esq.,1250,$ 41.44\n",
        b'"Doe, or who",owner,"Comment, internal",number,price\nRoe,Doe,x,1250,41.44\n',
        b'owner;"number";"price, of one share, in all"; price\nDoe;1250;99;41.44\n',
        b'owner,number,price\r\n"DOE\r\nJANE",1250,41.44\r\n',
        b"owner,Shares (#),Price (USD)\nDoe,1250,41.44\n",
        b"owner,number (of shares),price per share ($)\nDoe,1250,41.44\n",
    ],
    ids=[
        *("UTF-16 from Excel", "other order", "tabs", "a name with a title", "commas in names of columns"),
        *("commas in a name between semicolons", "a name with a line break", "units", "words in brackets"),
    ],
)
def test_a_list_is_read_as_a_spreadsheet_writes_it(root: Path, content: bytes) -> None:
    assert rows(root, content) == 0
    (path,) = forms(root)
    assert "    acquired: 1250\n    price: 41.44\n" in path.read_text("utf-8")


def test_columns_that_are_not_read_are_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rows(root, "Owner,Number,FMV on grant,Note,\nDoe,5,41.44,,\n") == 0
    said = '  not read: "fmv on grant"; the columns that are read: owner,number,price,note\n'
    assert said in capsys.readouterr().out


def test_a_price_may_have_three_decimals(root: Path) -> None:
    assert rows(root, "owner,number,price\nDoe,5,1.250\n") == 0
    assert "    acquired: 5\n    price: 1.25\n" in forms(root)[0].read_text("utf-8")


@pytest.mark.parametrize("code", ["S", "F", "G"])
def test_more_than_is_owned_is_told_at_once_and_by_check(
    root: Path, run: Run, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    assert rows(root, "owner,number,price\nDoe,1250,5\n", code=(code,)) == 0
    assert (
        "2026-06-10-doe-jane-form4.yaml  1,250 disposed at $5   only 1,000 before, by 2025-06-10-doe-form3"
        ".yaml: is the number right, or is a form missing here?\n"
    ) in capsys.readouterr().out
    _, out, _ = run("check", "2026-06-10-doe-jane-form4", "--fix")
    assert (
        "owned_after is missing (Table I, line 1): 1,000 (Form 3 of 2025-06-10) - 1,250 = -250, below zero: "
        "is the number right, or is a form missing here?"
    ) in out
    assert "    # owned_after: ... " in forms(root)[0].read_text("utf-8")


def test_filings_later_than_the_list_are_not_used_and_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sold(root)
    assert rows(root, "owner,number\nDoe,5\n", date="2025-07-01") == 0
    said = capsys.readouterr().out
    assert "  5 acquired   1,000 before, by 2025-06-10-doe-form3.yaml\n" in said
    assert (
        "  2025-08-01-doe-form4.yaml is later than 2025-07-01, and was not used: is the date right? If this "
        "form is late, --from 2025-08-01-doe-form4.yaml takes title, address, powers and signers from there\n"
    ) in said
    assert rows(root, "owner,number\nDoe,5\nRoe,5\n", date="2025-06-01") == 1
    assert (
        "  acme/ has no filing of DOE JANE by 2025-06-01: correct --date, or leave this line out\n"
    ) in capsys.readouterr().err


def test_nothing_is_overwritten_and_no_other_filing_written(root: Path) -> None:
    rows(root, GRANTS)
    before = forms(root)[0].read_bytes()
    with pytest.raises(Misuse) as caught:
        rows(root, GRANTS + "ROE RICHARD A,5,,\n")
    assert f"{caught.value}" == (
        "2026-06-10-doe-jane-form4.yaml already exists in acme/: nothing was written; "
        "2026-06-10-roe-richard-a-form4.yaml is missing: to write it, take the owners of the filings that "
        "exist out of the list"
    )
    assert [path.read_bytes() for path in forms(root)] == [before]
    rows(root, "owner,number\nROE RICHARD A,5\n")
    with pytest.raises(Misuse) as caught:
        rows(root, "owner,number\nDoe,5\nHume,5\nRoe,5\nSmith,5\n")
    assert f"{caught.value}" == (
        "2026-06-10-doe-jane-form4.yaml and 2026-06-10-roe-richard-a-form4.yaml already exist in acme/: "
        "nothing was written; 2026-06-10-hume-david-form4.yaml and 2026-06-10-smith-adam-form4.yaml are "
        "missing: to write them, take the owners of the filings that exist out of the list"
    )
    with pytest.raises(Misuse) as caught:
        rows(root, GRANTS)
    assert f"{caught.value}" == "2026-06-10-doe-jane-form4.yaml already exists in acme/: nothing was written"


def test_a_line_break_in_a_note_is_a_space(root: Path) -> None:
    assert rows(root, 'owner,number,note\r\nDoe,5,"Vests on 1\r\n2 May."\r\nRoe,5,\r\n') == 0
    assert "  note: Vests on 1 2 May.\n" in forms(root)[0].read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            'owner,number\nDoe,"1\n250"\nRoe,"1\n25"\n',
            "2 the number 1 250 has spaces: write 1250\n"
            '4 the number "1 25" is no number: write it as 1436 or 41.44\n',
        ),
        (
            "owner,number,price,note\nDoe,1,250,,\nRoe,1,250,\n",
            "2 this line has 5 cells, and the first line 4: put a text or number with a comma in quotes, "
            '"1,000", or remove what is too much at its end\n'
            '3 is 1,250 one number? put it in quotes, "1,250", or write the price as 250.00\n',
        ),
        (
            "owner,number,price\nDoe,1,250\nRoe,1,250.00\nHume,1,$250\nMill,1250,250\nSmith,1,25\n,1,250\n",
            '2 is 1,250 one number? put it in quotes, "1,250", or write the price as 250.00\n'
            "7 whose is this line? write the owner as in the filings, or the CIK; remove the line of a sum\n"
            '7 is 1,250 one number? put it in quotes, "1,250", or write the price as 250.00\n',
        ),
        (
            "owner,price,number\nDoe,41,250\n",
            '2 is 41,250 one number? put it in quotes, "41,250", or write the price as 41.00\n',
        ),
        (
            "owner,Shares (000),price\nDoe,5,1\n",
            '1 the column "Shares (000)" has another unit: write how many shares, one by one, and name it '
            '"number"\n',
        ),
        (
            "owner,shares (thousands)\nDoe,5\n",
            '1 the column "shares (thousands)" has another unit: write how many shares, one by one, and name '
            'it "number"\n',
        ),
        (
            "owner,shares ($)\nDoe,5\n",
            '1 the column "shares ($)" has another unit: write how many shares, one by one, and name it '
            '"number"\n',
        ),
        *(
            (
                f"owner,number,{name}\nDoe,5,1\n",
                f'1 the column "{name}" has another unit: write the dollars for one share, and name it '
                '"price"\n',
            )
            for name in (
                *("price (€)", "price (EUR)", "price per share ($000)", "price €", "price ($) (000)"),
                *("price (€ per share)", "Price [in thousands]"),
            )
        ),
        (
            'owner,"number\nof shares",price\nDoe,5,1\n',
            "1 a quotation mark opens or closes in the midst of a name: write each name in one line\n",
        ),
        (
            "\nfoo\n",
            "1 the first line names the columns, owner,number,price,note: owner is missing\n",
        ),
        (
            "owner,number,price\nHegel,x,1\nDoe,5,1\nDOE JANE,-,y\nTotal,$6,\n",
            '2 the number "x" is no number: write it as 1436 or 41.44\n'
            '2 acme/ has no finished filing of "Hegel"; begin with a filing of this owner: redwell new '
            "--client acme, or redwell import\n"
            "4 the number is zero: remove the line, or correct it\n"
            '4 the price "y" is no number: write it as 1436 or 41.44\n'
            "4 DOE JANE is in line 3 already: one line for each owner who files\n"
            '5 "Total" is no owner: remove the line of the sum\n',
        ),
    ],
)
def test_a_doubtful_list_is_asked_about_whole(
    root: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    assert rows(root, content, code=("P",) if "price" in content else ()) == 1
    problem = re.compile(r"^.*grants\.csv:(\d+):1: error \[rows-line\]\n  ", re.MULTILINE)
    assert problem.sub(r"\1 ", capsys.readouterr().err) == (
        f"{said}nothing was written: correct these lines first\n"
    )
    assert forms(root) == []


DASHES = ("-", "$-", "$ -", "\N{EN DASH}", "\N{EM DASH}", "$\N{MINUS SIGN}")


@pytest.mark.parametrize("dash", DASHES)
def test_a_lone_dash_for_a_price_is_an_empty_cell(
    root: Path, capsys: pytest.CaptureFixture[str], dash: str
) -> None:
    content = f"owner,number,price\nDoe,5, {dash} \n"
    for code in ("P", "F"):
        assert rows(root, content, code=(code,)) == 1
        assert capsys.readouterr().err == (
            f"{root / 'grants.csv'}:2:1: error [rows-line]\n"
            f"  the price is missing: write what was paid for one share (code {code})\n"
            "nothing was written: correct these lines first\n"
        )
    assert rows(root, content) == 0
    assert "    acquired: 5\n    price: 0\n" in forms(root)[0].read_text("utf-8")


@pytest.mark.parametrize(
    "flags",
    [
        {"rows": "grants.csv", "date": "2026-06-10"},
        {"form": "5", "year": "2025"},
        {"form": "4", "from_": "previous", "date": "2026-06-10"},
    ],
)
def test_a_client_without_a_folder_is_named_once(
    root: Path, monkeypatch: pytest.MonkeyPatch, flags: dict[str, str]
) -> None:
    monkeypatch.chdir(root)
    Path("grants.csv").write_text("owner,number\nDoe Jane,5\nRoe,5\n", "utf-8")
    with pytest.raises(Misuse) as caught:
        call(root, **{**flags, "client": "acmee"})
    assert f"{caught.value}" == ('--client acmee: there is no folder filings/acmee/; did you mean "acme"?')


def test_a_client_whose_folder_has_none_of_the_owners_is_asked_about_once(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "filings/beta").mkdir()
    assert rows(root, "owner,number\nDoe Jane,5\nRoe,x\n", client="beta") == 1
    file = root / "grants.csv"
    assert capsys.readouterr().err == (
        f"{file}:1:1: error [rows-line]\n"
        "  --client beta: beta/ has no finished filing of any of these owners: is it the folder of another "
        "client?\n"
        f"{file}:3:1: error [rows-line]\n"
        '  the number "x" is no number: write it as 1436 or 41.44\n'
        "nothing was written: correct these lines first\n"
    )


def test_a_client_whose_folder_lacks_the_only_owner_is_asked_about_at_the_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "filings/beta").mkdir()
    assert rows(root, "owner,number\nDoe Jane,5\n", client="beta") == 1
    assert capsys.readouterr().err == (
        f"{root / 'grants.csv'}:2:1: error [rows-line]\n"
        '  --client beta: beta/ has no finished filing of "Doe Jane": is it the folder of another client? If '
        "not, begin with a filing of this owner: redwell new --client beta, or redwell import\n"
        "nothing was written: correct these lines first\n"
    )


@pytest.mark.parametrize("dash", DASHES)
def test_a_lone_dash_for_a_note_is_none(root: Path, dash: str) -> None:
    assert rows(root, f"owner,number,note\nDoe,5,{dash}\n") == 0
    assert "footnotes" not in forms(root)[0].read_text("utf-8")


def test_an_owner_with_only_drafts_is_told_which_are_not_finished(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "filings/acme/2025-06-10-doe-form3.yaml"
    text = path.read_text("utf-8").replace("filed: {date: 2025-06-12}\n", "")
    path.write_text(text.replace("amount: 1000,", "amount: 999999999,"), "utf-8")
    assert rows(root, "owner,number\nDOE JANE,5\n") == 1
    assert capsys.readouterr().err == (
        f"{root / 'grants.csv'}:2:1: error [rows-line]\n"
        '  acme/ has no finished filing of "DOE JANE"; 2025-06-10-doe-form3.yaml is not finished: fill it in '
        "first\n"
        "nothing was written: correct these lines first\n"
    )
    flags = {"from_": "previous", "form": "4", "date": "2026-06-10"}
    with pytest.raises(Misuse) as caught:
        call(root, owner="DOE JANE", **flags)
    assert f"{caught.value}" == (
        "--from previous: acme/ has no finished filing of DOE JANE; 2025-06-10-doe-form3.yaml is not "
        "finished: fill it in first"
    )
    for name in ("2025-06-11-doe-form3.yaml", "2025-06-12-doe-form3.yaml", "2025-06-13-doe-form3.yaml"):
        (path.parent / name).write_bytes(path.read_bytes())
    with pytest.raises(Misuse) as caught:
        call(root, owner="DOE JANE", **flags)
    assert f"{caught.value}" == (
        "--from previous: acme/ has no finished filing of DOE JANE; 2025-06-11-doe-form3.yaml, "
        "2025-06-12-doe-form3.yaml and 2025-06-13-doe-form3.yaml and others are not finished: fill them in "
        "first"
    )


def test_a_list_that_is_no_file_is_told_as_what_it_is(root: Path) -> None:
    os.mkfifo(root / "pipe.csv")
    flags = {"date": "2026-06-10", "title": "Common Stock"}
    for file, said in (
        (root, "this is a folder"),
        (root / "pipe.csv", "this is a pipe or a device, and only files are read"),
        (Path("/dev/null"), "this is a pipe or a device, and only files are read"),
        (root / "none.csv", "there is no such file"),
    ):
        with pytest.raises(Misuse) as caught:
            call(root, rows=f"{file}", **flags)
        assert f"{caught.value}" == f"--rows {file}: {said}"


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"title": ""}, '--title must be given: the class of the lines, "Common Stock" or "Preferred Stock"'),
        (
            {"date": ""},
            "--date must be given: the folder of the issuer, and the day of the transactions, e.g. 2026",
        ),
        ({"form": "5"}, "--form 5: --rows writes Form 4: leave it out"),
        ({"code": ("M",)}, "--code M: --rows writes one line for each owner: of A, P, S, F or G"),
        ({"owner": "DOE"}, "--owner: --rows takes no such flag: leave it out"),
    ],
)
def test_the_flags_of_a_list_are_checked(root: Path, flags: dict[str, Any], said: str) -> None:
    with pytest.raises(Misuse) as caught:
        rows(root, GRANTS, **flags)
    assert f"{caught.value}".startswith(said)


# --- the fiscal year ---

SALE = """\
form: "4"
plan_10b5_1: false
non_derivative:
  - title: Common Stock
    date: 2025-07-30
    code: S
    disposed: 100
    price: 40
    owned_after: 1400
    ownership: direct
    since_last: {added: 500, why: other, note: A gift from her mother, date: 2025-07-04}
  - {title: Common Stock, amount: 66, ownership: indirect, nature_of_ownership: By spouse}
  - title: Common Stock
    date: 2025-07-20
    code: G
    timing: early
    acquired: 10
    price: 0
    owned_after: 30
    ownership: indirect
    nature_of_ownership: By trust
"""


def sold(root: Path) -> None:
    path = root / "filings/acme/2025-08-01-doe-form4.yaml"
    path.write_text(SALE + head("DOE JANE", "2025-08-01"), "utf-8")


def test_a_year_without_anything_left_says_so_and_what_to_ask(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(root, form="5", year="2025", owner="roe") == 0
    assert capsys.readouterr().out == (
        "fiscal year 1 Jan 2025 to 31 Dec 2025; Form 5 is due Tue 17 Feb 2026\n"
        "\nROE RICHARD A\n"
        "  nothing is left to report, as far as this record shows\n"
        "\nWhat no file shows, only the insider knows: gifts received, inheritances, small acquisitions "
        "(Rule 16a-6).\n"
        "Ask. Who has none is asked for a written statement that no Form 5 is due, on which the issuer may "
        "rely (Regulation S-K, Item 405).\n"
    )
    assert forms(root, "form5") == []


def test_a_gift_that_no_form_reports_is_written_and_what_is_doubtful_is_asked(
    root: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    sold(root)
    assert call(root, form="5", year="2025") == 0
    said = capsys.readouterr().out
    assert (
        "Fill in what is still blank, and check that each gift is one. Then:\n"
        "  redwell check 2025-12-31-doe-jane-form5 --fix   # writes what is owned after each line\n"
    ) in said
    doe = said.partition("\nDOE JANE\n")[2].partition("\n\n")[0].split("\n")
    told = [
        "  wrote filings/acme/2025-12-31-doe-jane-form5.yaml with 1 gift that no form reports",
        "  ? Common Stock, indirect (By spouse): 2025-08-01-doe-form4.yaml, I.2, starts with 16 m",
        "  ? Common Stock, indirect (By trust): 2025-08-01-doe-form4.yaml, I.3, is the first to sho",
        "  - reported early, and not again: received as a gift, 10, 20 Jul 2025: Common Stock, indi",
    ]
    assert len(doe) == len(told)
    assert [line for line, start in zip(doe, told, strict=True) if not line.startswith(start)] == []
    assert said.count("nothing is left to report") == 8
    (path,) = forms(root, "form5")
    assert """\
non_derivative:
  # since_last in 2025-08-01-doe-form4.yaml, I.1: "A gift from her mother". Is it a gift?
  - title: Common Stock
    date: 2025-07-04
    code: G
    acquired: 500
    price: 0
    ownership: direct
    since_last: {removed: 500, why: correction, note: the Form 4 of 2025-07-30 counts this gift already}
""" in path.read_text("utf-8")
    _, out, _ = run("check", path.stem, "--fix")
    assert "1,400 (Form 4 of 2025-07-30) - 500 (since_last) + 500 = 1,400\n" in out
    assert "warning" not in out
    assert call(root, form="5", year="2025", owner="doe") == 0
    assert (
        "2025-12-31-doe-jane-form5.yaml is the Form 5 for this year: correct it while it is a draft; once "
        in (capsys.readouterr().out)
    )


@pytest.mark.parametrize(
    ("number", "day", "is_reported"),
    [(500, "2025-07-04", True), (500, "2025-07-05", False), (501, "2025-07-04", False)],
    ids=["this gift", "of another day", "of another number"],
)
def test_a_gift_that_a_later_form_reports_is_not_gathered(
    root: Path, capsys: pytest.CaptureFixture[str], number: int, day: str, is_reported: bool
) -> None:
    sold(root)
    line = (
        f"{{title: Common Stock, date: {day}, code: G, timing: early, acquired: {number}, price: 0, "
        "owned_after: 1400, ownership: direct}"
    )
    text = f'form: "4"\nplan_10b5_1: false\nnon_derivative:\n  - {line}\n{head("DOE JANE", "2025-09-02")}'
    (root / "filings/acme/2025-09-01-doe-form4.yaml").write_text(text, "utf-8")
    assert call(root, form="5", year="2025", owner="doe") == 0
    told = (
        "  - reported in 2025-09-01-doe-form4.yaml, and not again: the gift of 500 that "
        "2025-08-01-doe-form4.yaml, I.1, tells\n"
    )
    assert (told in capsys.readouterr().out) == is_reported
    assert len(forms(root, "form5")) == 1 - is_reported


def test_a_form_that_is_begun_is_left_as_it_is(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sold(root)
    path = root / "filings/acme/2025-08-01-doe-form4.yaml"
    path.write_text(path.read_text("utf-8").replace(", date: 2025-07-04", ""), "utf-8")
    assert call(root, form="5", year="2025") == 0
    (form,) = forms(root, "form5")
    before = form.read_bytes()
    assert capsys.readouterr().out.count("wrote ") == 1
    assert call(root, form="5", year="2025") == 0
    said = capsys.readouterr().out
    assert (
        "\nDOE JANE\n  filings/acme/2025-12-31-doe-jane-form5.yaml is begun, and was left as it is: 1 gift "
        "that no form reports\n"
    ) in said
    assert ("wrote" in said, "left out, because" in said, form.read_bytes()) == (False, False, before)


def test_movements_that_rules_exempt_are_not_left_to_report(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = SALE.replace("why: other, note: A gift from her mother,", "why: dividend_reinvestment,")
    path = root / "filings/acme/2025-08-01-doe-form4.yaml"
    path.write_text(
        moved + head("DOE JANE", "2025-08-01").replace("filed: {date: 2025-08-01}\n", ""), "utf-8"
    )
    call(root, form="5", year="2025", owner="doe")
    said = capsys.readouterr().out
    assert "  nothing is certain to be left; answer first:\n" in said
    assert "  ? 2025-08-01-doe-form4.yaml is not recorded as filed: was it?" in said
    assert said.endswith(
        "  redwell new --form 5 --code G --from previous --client acme --owner NAME --date 2025-12-31\n"
    )
    assert (
        "  - no form reports it if Rule 16a-11 exempts it: 500 added, dividend reinvestment, 4 Jul 2025: "
        "Common Stock, direct (2025-08-01-doe-form4.yaml, I.1)\n"
    ) in said
    assert forms(root, "form5") == []


def test_of_a_form_that_was_not_filed_only_the_lines_due_on_it_were_missed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sold(root)
    path = root / "filings/acme/2025-08-01-doe-form4.yaml"
    text = path.read_text("utf-8").replace("filed: {date: 2025-08-01}\n", "")
    path.write_text(text.replace("    timing: early\n", ""), "utf-8")
    call(root, form="5", year="2025", owner="doe")
    assert (
        "  ? 2025-08-01-doe-form4.yaml is not recorded as filed: was it? Then record it (redwell filed). If "
        "not: I.1 was due on Form 4: file one now, although late, or report it on the Form 5 with timing: "
        "missed_form_4; I.3 may wait for the Form 5: report it there without timing\n"
    ) in capsys.readouterr().out


def test_a_gift_that_was_given_may_be_reported_late_on_form_4(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = SALE.replace("added: 500", "removed: 500").replace("owned_after: 1400", "owned_after: 400")
    path = root / "filings/acme/2025-08-01-doe-form4.yaml"
    path.write_text(given + head("DOE JANE", "2025-08-01"), "utf-8")
    assert call(root, form="5", year="2025", owner="doe") == 0
    assert (
        "  1 gift given was due on Form 4, in two business days: file it now on a late Form 4, as is usual, "
        "and delete its line on the Form 5; or leave it on the Form 5\n"
    ) in capsys.readouterr().out
    (form,) = forms(root, "form5")
    assert """\
  # since_last in 2025-08-01-doe-form4.yaml, I.1: "A gift from her mother". Is it a gift?
  # It was due on Form 4, in two business days. If a late Form 4 reports it, delete this line.
  - title: Common Stock
    date: 2025-07-04
    code: G
    timing: missed_form_4
    disposed: 500
""" in form.read_text("utf-8")


def make_foreign(root: Path) -> None:
    """Make the issuer a foreign private issuer, and Roe only a 10% owner of it."""
    for path in (root / "filings/acme").glob("*.yaml"):
        text = path.read_text("utf-8").replace(
            "trading_symbol: ACME,", "trading_symbol: ACME, foreign_private_issuer: true,"
        )
        if "roe" in path.name:
            text = text.replace("{director: true}", "{ten_percent_owner: true}")
        path.write_text(text, "utf-8")


def test_insiders_of_a_foreign_private_issuer_have_no_form_5_for_years_before_they_reported(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sold(root)
    make_foreign(root)
    assert call(root, form="5", year="2025") == 0
    assert capsys.readouterr().out == (
        "fiscal year 1 Jan 2025 to 31 Dec 2025: no Form 5 was due, because insiders of a foreign private "
        "issuer report since 18 Mar 2026 (Release 34-104903)\n"
    )
    assert forms(root, "form5") == []


def test_a_foreign_private_issuer_asks_nobody_for_a_statement_and_its_10_percent_owners_for_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_foreign(root)
    assert call(root, form="5", year="2026") == 0
    said = capsys.readouterr().out
    assert (
        "left out, because who is only a 10% owner of a foreign private issuer does not report (Rule "
        "3a12-3(b)): ROE RICHARD A\n"
    ) in said
    assert "\nROE RICHARD A\n" not in said
    assert said.count("nothing is left to report") == 8
    assert said.endswith(
        "\nWhat no file shows, only the insider knows: gifts received, inheritances, small acquisitions "
        "(Rule 16a-6).\nAsk.\n"
    )


def test_who_became_an_insider_after_a_year_is_not_asked_for_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(root, form="5", year="2024", owner="roe") == 0
    assert "ROE" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"year": "26"}, "--year 26: write the year in which the fiscal year ends, e.g. 2026"),
        ({"form": "4"}, "--year gathers what is left for a Form 5: add --form 5"),
        ({"client": ""}, "--client must be given: the folder of the issuer"),
        (
            {"owner": "DOE JIM"},
            '--owner DOE JIM: acme/ has no finished filing of this owner; did you mean "DOE',
        ),
        ({"date": "2024-09-30"}, "--date 2024-09-30: this is no day of --year 2025: correct one of them"),
    ],
)
def test_the_flags_of_a_year_are_checked(root: Path, flags: dict[str, Any], said: str) -> None:
    with pytest.raises(Misuse) as caught:
        call(root, **{"form": "5", "year": "2025", **flags})
    assert f"{caught.value}".startswith(said)


def test_a_year_whose_end_is_not_known_is_asked_for(root: Path) -> None:
    for path in (root / "filings/acme").glob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(', fiscal_year_end: "12-31"', ""), "utf-8")
    with pytest.raises(
        Misuse, match=r"^the filings in filings/acme/ do not say when the fiscal year ends: add"
    ):
        call(root, form="5", year="2025")
    assert call(root, form="5", year="2025", date="2025-09-30") == 0


def test_what_joint_filers_report_is_gathered_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sold(root)
    path = root / "filings/acme/2025-08-01-doe-form4.yaml"
    trust = '  - {name: DOE TRUST, cik: "8888888", relationship: {ten_percent_owner: true}}\nsignatures:\n'
    path.write_text(path.read_text("utf-8").replace("signatures:\n", trust), "utf-8")
    assert call(root, form="5", year="2025") == 0
    assert capsys.readouterr().out.count("1 gift that no form reports") == 1
    assert [each.name for each in forms(root, "form5")] == ["2025-12-31-doe-jane-form5.yaml"]


SECRET = "zx4cv" + "@9q"


@pytest.mark.parametrize(
    "line",
    [
        f"DOE JANE,1250,,ccc {SECRET}",
        f'"DOE JANE, ccc: {SECRET}",1250,,',
        f"DOE JANE,ccc: {SECRET},,",
    ],
)
def test_a_list_with_a_secret_makes_no_filing(
    root: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rows(root, f"owner,number,price,note\n{line}\n") == 1
    output = capsys.readouterr().err
    column = line.index(SECRET) + 1
    place = f"{root / 'grants.csv'}:2:{column}"
    assert output.startswith(f"{place}: error [secret-ccc]\n  this looks like a filer's CCC, and filings ")
    assert SECRET not in output
    assert forms(root) == []
