"""`new --fills`: the lines of a sale from its trades, and what `check` proves against these."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import redwell
from redwell.check.filing import Checked, check_filing
from redwell.commands import edge, new
from redwell.commands.new import NewOptions
from redwell.files import discovery
from redwell.files.discovery import Misuse
from redwell.forms.changes import fills
from redwell.ownership import trade_notes
from redwell.problems import FilingError
from tests.sample import tries

CSV = """\
Day,Quantity,Price,Holder
2025-01-23,835,$42.00,By Farnam
01/24/2025,"1,000",41.00,By Farnam

01/24/2025,436,41.75,By Farnam
2025-01-24,100,43.10,direct
2025-01-24,50,44.10,
2025-01-24,50,44.1001,D
"""
FORM_3 = """\
form: "3"
date_of_event: 2025-01-06
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE
    cik: "456"
    address: {street: 1 MAIN ST., city: BOSTON, state: MA, zip: "02110"}
    relationship: {director: true}
non_derivative:
  - {title: Common Stock, amount: 900, ownership: direct}
  - {title: Common Stock, amount: 335481, ownership: indirect, nature_of_ownership: By Farnam}
signatures:
  - {signer: Jane Doe, signed: 2025-01-08}
"""


def project(root: Path) -> edge.Project:
    (root / "filings").mkdir(exist_ok=True)
    return edge.Project(root=root, home=redwell.home(), program="redwell")


def make(root: Path, content: bytes, **flags: object) -> int:
    """Run `new --fills` in the repository *root*."""
    (root / "trades").mkdir(exist_ok=True)
    path = root / "trades" / "fills.csv"
    path.write_bytes(content)
    given: Any = {
        **dict.fromkeys(("title", "from_", "amend", "date"), ""),
        **dict.fromkeys(("code", "owned", "line"), ()),
        **{"client": "acme", "owner": "DOE JANE", "form": "4", "filings": "filings", "fills": str(path)},
        **flags,
    }
    options = NewOptions(**given)
    return new.run(project(root), options)


def made(root: Path) -> Path:
    (path,) = (root / "filings" / "acme").glob("*form4.yaml")
    return path


def checked(root: Path, path: Path) -> Checked:
    return check_filing(discovery.entry(path, root), root, redwell.home())


def differing(root: Path, old: str, new_: str) -> list[str]:
    """Return what check says of fills once the filing, or else the file of trades, is edited."""
    path = made(root)
    path = path if old in path.read_text("utf-8") else path.parent / "fills.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace(old, new_), "utf-8")
    found = checked(root, made(root))
    path.write_text(text, "utf-8")
    return [
        f"{each.place.file.rpartition('/')[2] if each.place else ''}:{each.place.line if each.place else 0} "
        f"{each.severity} [{each.code}] {each.message}"
        for each in found.problems
        if each.severity != "not ready"
    ]


def test_fills_become_a_line_for_each_day_holder_and_dollar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(tmp_path, CSV.encode(), title="Common Stock", owned=("By Farnam=335,481", "direct=900")) == 0
    assert capsys.readouterr().out == (
        "wrote filings/acme/2025-01-23-doe-jane-form4.yaml\n"
        "  6 fills make 4 lines, each of a day, a holder and at most a dollar; averages are rounded half up "
        "to four decimals\n"
        "  1. Fill it in: the comments and the editor explain every key.\n"
        "  2. redwell check filings/acme/2025-01-23-doe-jane-form4.yaml\n"
    )
    text = made(tmp_path).read_text("utf-8")
    assert re.findall(r"(?:disposed|price|value|owned_after|nature_of_ownership): (.+)", text) == [
        *("835", "42", "334646", "By Farnam"),
        *("1436", "41.2277", "333210", "By Farnam"),
        *("150", "43.4333", "750"),
        *("50", "44.1001", "700"),
    ]
    assert text.partition("footnotes:\n")[2].startswith(
        "  average_1: {model: weighted_average, from: 41, to: 41.75}\n"
        "  average_2: {model: weighted_average, from: 43.1, to: 44.1}\n"
        "\nsources:\n  - fills.csv\n"
    )
    assert (made(tmp_path).parent / "fills.csv").read_bytes() == CSV.encode()
    found = checked(tmp_path, made(tmp_path))
    assert {each.severity for each in found.problems} == {"not ready"}
    assert found.filing
    assert "from $43.10 to $44.10, inclusive" in dict(found.filing.footnotes)["average_2"]


def test_balances_and_the_title_come_from_the_previous_filing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = tmp_path / "filings" / "acme" / "2025-01-06-doe-form3.yaml"
    earlier.parent.mkdir(parents=True)
    earlier.write_text(FORM_3, "utf-8")
    assert make(tmp_path, CSV.encode(), owner="", client="", from_=str(earlier)) == 0
    assert (
        "  what was owned comes from 2025-01-06-doe-form3.yaml and the filings before it\n"
        in capsys.readouterr().out
    )
    text = made(tmp_path).read_text("utf-8")
    assert re.findall(r"owned_after: (\d+)", text) == ["334646", "333210", "750", "700"]
    assert text.count("title: Common Stock\n") == 4
    found = checked(tmp_path, made(tmp_path))
    assert {each.code for each in found.problems} == {"signature-undated"}


def test_what_is_not_known_is_left_out_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make(tmp_path, b"date;qty;share price\n2025-01-24;100;43.10\n", code=("P",)) == 0
    assert (
        "  1 fill makes 1 line\n"
        '  what is owned after the lines of "direct" is left out: --owned says what was before\n'
    ) in capsys.readouterr().out
    text = made(tmp_path).read_text("utf-8")
    assert "acquired: 100" in text
    assert "owned_after" not in text
    assert "title: TITLE OF SECURITY" in text


def test_more_than_thirty_lines_are_split(tmp_path: Path) -> None:
    rows = "".join(f"2025-01-24,1,{2 * n + 1}\n" for n in range(31))
    assert make(tmp_path, b"day,quantity,price\n" + rows.encode()) == 0
    assert "\nsplit: true\n\nnon_derivative:" in made(tmp_path).read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new_", "said"),
    [
        (
            "disposed: 1436",
            "disposed: 1400",
            "2025-01-23-doe-jane-form4.yaml:38 warning [fills-differ] the fills are 1,436 securities in 2 "
            "fills, and this line has 1,400: which is right?",
        ),
        (
            "value: 41.2277",
            "value: 41.24",
            "2025-01-23-doe-jane-form4.yaml:39 warning [fills-differ] the fills have the weighted average "
            "$41.2277, and this line $41.24: which is right?",
        ),
        (
            "price: 42",
            "price: 42.01",
            "2025-01-23-doe-jane-form4.yaml:31 warning [fills-differ] the fill has the price $42.00, and "
            "this line $42.01: which is right?",
        ),
        (
            "to: 41.75",
            "to: 41.8",
            "2025-01-23-doe-jane-form4.yaml:63 warning [fills-differ] the highest fill of this line is at "
            "$41.75: write 41.75",
        ),
        (
            "01/24/2025,436,41.75",
            "01/25/2025,436,41.75",
            "fills.csv:5 warning [fills-differ] no line reports 436 securities in 1 fill of 2025-01-25 at "
            '$41.75, owned indirectly, "By Farnam": add the line; or does a line have another day or holder?',
        ),
        (
            "2025-01-23,835",
            "2025-01-23,,835",
            'fills.csv:2 warning [fills-row] the quantity "" is no number: write it as 1436 or 41.44',
        ),
    ],
)
def test_check_proves_the_lines_against_the_fills(tmp_path: Path, old: str, new_: str, said: str) -> None:
    make(tmp_path, CSV.encode(), title="Common Stock", owned=("By Farnam=335,481", "direct=900"))
    assert said in differing(tmp_path, old, new_)


def test_an_average_may_be_rounded_to_cents(tmp_path: Path) -> None:
    make(tmp_path, CSV.encode(), title="Common Stock")
    assert differing(tmp_path, "value: 41.2277", "value: 41.23") == []


def test_a_line_without_fills_is_asked_about(tmp_path: Path) -> None:
    make(tmp_path, CSV.encode(), title="Common Stock")
    assert differing(tmp_path, "2025-01-23,835,$42.00,By Farnam\n", "") == [
        "2025-01-23-doe-jane-form4.yaml:27 warning [fills-differ] no fill of 2025-01-23 is at $42.00: what "
        "does this line report?"
    ]


ONE_SALE = FORM_3.replace('"3"\ndate_of_event: 2025-01-06', '"4"\nplan_10b5_1: false').replace(
    """\
  - {title: Common Stock, amount: 900, ownership: direct}
  - {title: Common Stock, amount: 335481, ownership: indirect, nature_of_ownership: By Farnam}
""",
    """\
  - {title: Common Stock, date: 2025-01-06, code: S, disposed: 100, price: 14, owned_after: 800,
     ownership: direct}
""",
)
NAMES = "day,quantity,price\n"
WRONG = "2025-01-06,500,11\n"


def proved(root: Path, text: str, content: bytes, name: str = "px.csv") -> list[str]:
    """Return the notes and warnings that check gives of a filing and its file of trades."""
    path = root / "filings" / "acme" / "doe.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(f"{text}sources: [{name}]\naccept: {{signed-facts-missing: On paper.}}\n", "utf-8")
    path.with_name(name).write_bytes(content)
    return [f"{each.severity} [{each.code}] {each.message}" for each in checked(root, path).problems]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ((NAMES + WRONG).encode("utf-16"), "this is not text in UTF-8: save it as CSV UTF-8"),
        (f"Account 123\n{NAMES}{WRONG}".encode(), "line 2 names the columns: remove the lines above it"),
        (
            f"day,qty,px\n{WRONG}".encode(),
            f"the first line names the columns, {fills.COLUMNS}: price is missing",
        ),
        (
            b"Trade Date\tQuantity\tAvg Price\n2025-01-06\t500\t11\n",
            f"the first line names the columns, {fills.COLUMNS}: price is missing",
        ),
        (
            f"day,quanti\0ty,price\n{WRONG}".encode(),
            f"the first line names the columns, {fills.COLUMNS}: quantity is missing",
        ),
    ],
)
def test_a_csv_file_that_is_not_read_as_fills_says_why(tmp_path: Path, content: bytes, said: str) -> None:
    assert proved(tmp_path, ONE_SALE, content) == [
        f"note [fills-unread] the lines of the form are not compared with this file: {said}"
    ]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (f"day,quantity,{'x' * 1100},price\n2025-01-06,500,,11\n", "px.csv"),
        (NAMES + WRONG, "px.txt"),
        (NAMES + WRONG, "px.CSV"),
    ],
)
def test_fills_are_found_by_the_names_of_their_columns(tmp_path: Path, content: str, name: str) -> None:
    assert len(proved(tmp_path, ONE_SALE, content.encode(), name)) == 2


WIDE = f"{NAMES}2025-01-06,60,10\n2025-01-06,40,20\n".encode()
NARROW = f"{NAMES}2025-01-06,60,13.60\n2025-01-06,40,14.60\n".encode()
PLAIN = "footnotes: {average: Weighted average price of trades at prices ranging from $%s to $%s.}\n"
NOTED = "price: {value: 14, footnotes: [average]}"


def test_one_line_for_fills_at_several_prices_says_so_in_a_note(tmp_path: Path) -> None:
    assert proved(tmp_path / "wide", ONE_SALE, WIDE) == [
        "warning [fills-differ] the fills of this line are at $10.00 to $20.00, and one line takes at most "
        "$1.00 between them: divide it (redwell new --fills writes the lines)"
    ]
    assert proved(tmp_path / "narrow", ONE_SALE, NARROW) == [
        "warning [fills-differ] the fills of this line are at $13.60 to $14.60: say that the price is an "
        "average, with footnotes: [average], and under footnotes: average: "
        '{model: weighted_average, from: "13.6", to: "14.6"}'
    ]


def test_the_range_of_a_note_in_plain_words_is_that_of_the_fills(tmp_path: Path) -> None:
    noted = ONE_SALE.replace("price: 14", NOTED)
    assert [
        each
        for each in proved(tmp_path / "wide", noted + PLAIN % ("13.60", "14.20"), WIDE)
        if "fills" in each
    ] == [
        "warning [fills-differ] no fill of 2025-01-06 is at $13.60 to $14.20: what does this line report?",
        "warning [fills-differ] no line reports 100 securities in 2 fills of 2025-01-06 at $10.00 to $20.00, "
        "owned directly: add the line; or does a line have another day or holder?",
    ]
    assert [
        each
        for each in proved(tmp_path / "off", noted + PLAIN % ("13.50", "14.60"), NARROW)
        if "fill" in each
    ] == ["warning [fills-differ] the lowest fill of this line is at $13.60, and this footnote says $13.50"]
    found = proved(tmp_path / "right", noted + PLAIN % ("13.60", "14.60"), NARROW)
    assert not [each for each in found if "fill" in each]


def test_many_holders_are_compared_in_little_time(tmp_path: Path) -> None:
    count = tries(2000, 8000)
    content = NAMES.replace("price", "price,holder") + "".join(
        f"2025-01-06,5,11,By Trust {n}\n" for n in range(count)
    )
    began = time.process_time()
    assert len(proved(tmp_path, ONE_SALE, content.encode())) == 101
    read = fills.read_fills(content.encode(), "fills.csv")
    assert len([*fills.trades_of(read)]) == count
    assert time.process_time() - began < count / 1600


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("1,1,By\ufeff Trust", "the holder has a character that cannot be seen, U+FEFF: type it anew"),
        (
            f"1,1,{'By Trust ' * 300}",
            'the holder "By Trust By Trust By..." has 2,699 characters, and EDGAR takes 100',
        ),
        ("\u0661\u0662,1,D", 'the quantity "\u0661\u0662" is no number: write it as 1436 or 41.44'),
        ("1,\uff11,D", 'the price "\uff11" is no number: write it as 1436 or 41.44'),
    ],
)
def test_a_cell_that_no_form_takes_is_refused(cells: str, said: str) -> None:
    with pytest.raises(FilingError) as caught:
        fills.read_fills(f"day,quantity,price,holder\n2025-01-06,{cells}\n".encode(), "fills.csv")
    assert [each.message for each in caught.value.problems] == [said]


def test_owned_is_written_in_plain_digits(tmp_path: Path) -> None:
    with pytest.raises(Misuse):
        make(tmp_path, CSV.encode(), owned=("direct=\u0661\u0662",))


def test_a_day_of_many_spaces_is_read_in_no_time() -> None:
    began = time.process_time()
    with pytest.raises(FilingError) as caught:
        fills.read_fills(f"{NAMES}2025-01-06{' ' * 100_000}x,1,1\n".encode(), "fills.csv")
    assert "is no day" in caught.value.problems[0].message
    assert time.process_time() - began < 1


def test_a_form_that_reports_no_trades_is_not_compared_with_any(tmp_path: Path) -> None:
    path = tmp_path / "filings" / "acme" / "doe.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(f"{FORM_3}sources: [fills.csv]\naccept: {{signed-facts-missing: On paper.}}\n", "utf-8")
    path.with_name("fills.csv").write_text(CSV, "utf-8")
    assert checked(tmp_path, path).problems == ()


BELOW_ZERO = (
    "is below zero: write it without a sign; --code says what it was, or buy and sell in a column side"
)
HEAD = b"day,quantity,price,holder\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1 this file is empty: its first line names the columns, day,quantity,price,holder"),
        (b"\xef\xbb\xbf" + HEAD, "1 there is no fill below the names of the columns"),
        (
            b"day,quantity\n",
            "1 the first line names the columns, day,quantity,price,holder: price is missing",
        ),
        (HEAD + b"2025-02-30,1,2,\n", "2 there is no day 2025-02-30"),
        (HEAD + b"24.01.2025,1,2,\n", '2 "24.01.2025" is no day: write it as 2025-01-24 or 01/24/2025'),
        (
            HEAD + b"\n\n24/01/2025,1,2,\n",
            "4 there is no day 24/01/2025; the month comes first, as in 01/24/2025",
        ),
        (
            HEAD + b"2025-01-24,-100,2,\n",
            f"2 the quantity -100 {BELOW_ZERO}",
        ),
        (
            HEAD + b'2025-01-24,"(100)",2,\n',
            f"2 the quantity (100) {BELOW_ZERO}",
        ),
        (b"Account,123\n" + HEAD, "1 line 2 names the columns: remove the lines above it"),
        (
            b"day;quantity;price\n2025-01-24;1.000;41\n",
            '2 the quantity "1.000" can be read as 1,000 or as 1: write 1000 or 1.0000',
        ),
        (
            HEAD + b"2025-01-24,12.500,41.250,\n",
            '2 the quantity "12.500" can be read as 12,500 or as 12.5: write 12500 or 12.5000',
        ),
        (
            b"day,side,quantity,price\n2025-01-24,sell,-1.250,41.250\n",
            '2 the quantity "1.250" can be read as 1,250 or as 1.25: write 1250 or 1.2500',
        ),
        (HEAD + b"2025-01-24,-,2,\n", "2 the quantity is zero: remove the line, or correct it"),
        (HEAD + b"2025-01-24,5,$-,\n", "2 the price is zero: remove the line, or correct it"),
        (HEAD + b"2025-01-24,0,2,\n", "2 the quantity is zero: remove the line, or correct it"),
        (
            HEAD + b'2025-01-24,100,"41,44",\n',
            '2 the price "41,44" is no number: write it as 1436 or 41.44',
        ),
        (
            HEAD + b"2025-01-24,1e5,2,\n",
            '2 the quantity "1e5" is no number: write it as 1436 or 41.44',
        ),
        (
            HEAD + b"2025-01-24,NaN,2,\n",
            '2 the quantity "NaN" is no number: write it as 1436 or 41.44',
        ),
        (HEAD + b"2025-01-24,1.00005,2,\n", "2 the quantity 1.00005 has too many digits"),
        (HEAD + b"2025-01-24,1\n", "2 this line has 2 cells, and the first line more: is a comma missing?"),
        (HEAD + b"2025-01-24," + b"9" * 40 + b",2\n", f"2 the quantity {'9' * 20}... has too many digits"),
        (HEAD + b'2025-01-24,"1,2\n', "2 this line cannot be read as CSV: unexpected end of data"),
        (HEAD + b"2025-01-24,1\xff,2\n", "2 this is not text in UTF-8: save it as CSV UTF-8"),
        (
            HEAD + b"2025-01-24,1,2,\n" * 70_000,
            "1 the file has 1,120,026 bytes, and fills at most 1,000,000",
        ),
    ],
)
def test_a_hostile_file_gives_one_message(content: bytes, said: str) -> None:
    with pytest.raises(FilingError) as caught:
        fills.read_fills(content, "fills.csv")
    assert [f"{each.place.line if each.place else 0} {each.message}" for each in caught.value.problems] == [
        said
    ]


def test_many_mistakes_are_not_all_shown() -> None:
    with pytest.raises(FilingError) as caught:
        fills.read_fills(HEAD + b"x,1,2,\n" * 100, "fills.csv")
    assert len(caught.value.problems) == 20


def test_a_bad_file_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make(tmp_path, HEAD + b"2025-01-24,-1,2,\n") == 1
    assert capsys.readouterr().err.endswith(
        "fills.csv:2:1: warning [fills-row]\n"
        f"  the quantity -1 {BELOW_ZERO}\n"
        "nothing was written: correct these lines first\n"
    )
    assert [*(tmp_path / "filings").iterdir()] == []


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (
            {"owned": ("12",)},
            '--owned 12: say of which holder, e.g. direct=34000: the fills are of "By Farnam" and "direct"',
        ),
        (
            {"owned": ("direct=lots",)},
            "--owned direct=lots: write how many were owned before, e.g. 34000 or direct=34000",
        ),
        (
            {"code": ("M",)},
            "--fills: these are the fills of a sale or a purchase: add --code S or --code P alone",
        ),
        ({"form": "3"}, "--fills: a Form 3 has no transactions: leave it out"),
        (
            {"fills": "", "title": "Common Stock"},
            "--title and --owned say more about --fills: add the file, or leave them out",
        ),
        ({"fills": "none.csv"}, "--fills none.csv: there is no such file"),
        (
            {"fills": "fills.txt"},
            "--fills fills.txt: name a .csv file, with letters, digits, spaces and any of . _ -",
        ),
    ],
)
def test_flags_that_do_not_fit_are_refused(tmp_path: Path, flags: dict[str, object], said: str) -> None:
    with pytest.raises(Misuse) as caught:
        make(tmp_path, CSV.encode(), **flags)
    assert str(caught.value) == said


def test_another_file_of_the_same_name_stays(tmp_path: Path) -> None:
    (tmp_path / "filings" / "acme").mkdir(parents=True)
    (tmp_path / "filings" / "acme" / "fills.csv").write_text("mine", "utf-8")
    with pytest.raises(Misuse, match=r"acme/ has another file fills\.csv: nothing was written; rename yours"):
        make(tmp_path, CSV.encode())
    assert [path.name for path in (tmp_path / "filings" / "acme").iterdir()] == ["fills.csv"]


def test_an_average_is_exact_until_it_is_rounded() -> None:
    rows = HEAD + b"2025-01-24,1,10.00005,\n2025-01-24,1,10.00005,\n2025-01-24,0.3333,10.0001,\n"
    (trades,) = fills.trades_of(fills.read_fills(rows, "fills.csv"))
    assert (trades.quantity, trades.price) == (Decimal("2.3333"), Decimal("10.0001"))
    assert (trades.low, trades.high) == (Decimal(10), Decimal("10.0001"))


def read(rows: str, head: str = "day,quantity,price") -> list[fills.Trades]:
    return [*fills.trades_of(fills.read_fills(f"{head}\n{rows}".encode(), "fills.csv"))]


@pytest.mark.parametrize(
    "day",
    [
        *(
            "2025-01-24",
            "20250124",
            "1/24/2025",
            "01/24/25",
            "24-Jan-2025",
            "Jan 24, 2025",
            "January 24 2025",
        ),
        *(
            "2025-01-24T10:32:01.5Z",
            "2025-01-24 10:32:01+00:00",
            "01/24/2025 02:05 PM ET",
            "1/24/25, 2:05 pm",
        ),
    ],
)
def test_a_day_is_read_as_brokers_write_it(day: str) -> None:
    (trades,) = read(f'"{day}",1,2\n')
    assert (f"{trades.fills[0].day}", trades.fills[0].other_day) == ("2025-01-24", None)


def test_a_day_that_may_be_another_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make(tmp_path, b"day,quantity,price\n03/03/2025,1,2\n03/04/2025,1,2\n") == 0
    assert "  check the days: line 3 of fills.csv was read as March 4, 2025\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "quantity", "price"),
    [
        (b"\xef\xbb\xbfday;quantity;price\r\n2025-01-24;1,436;$41.44\r\n\r\n", "1436", "41.44"),
        (b'"Trade Date","Qty.","Price ($)"\n"2025-01-24"," 1,436 ","$ 1,041.44"\n', "1436", "1041.44"),
        (b"day\tquantity\tprice\r2025-01-24\t1436\t.44\r", "1436", "0.44"),
        (b"Date,Trade Date,Amount,Shares,Price\n2025-01-27,2025-01-24,59.5,1436,41.44\n", "1436", "41.44"),
        (b'"Fees, in all",Day,Quantity,Price\n9,2025-01-24,1436,41.44\n', "1436", "41.44"),
        (b'day,price,"quantity, in shares"\n2025-01-24,41.44,1436,,\n', "1436", "41.44"),
        (b'day,quantity,price,"fees\n2025-01-24,1436,41.44,9\n', "1436", "41.44"),
        (b'5" disk\tday\t"in; all"\t"price"\tquantity\na\t2025-01-24\t9\t41.44\t1436\n', "1436", "41.44"),
        (b'"day;quantity;price"\n2025-01-24;1436;41.44\n', "1436", "41.44"),
    ],
)
def test_a_file_is_read_as_a_spreadsheet_writes_it(content: bytes, quantity: str, price: str) -> None:
    (fill,) = fills.read_fills(content, "fills.csv")
    assert (f"{fill.day}", fill.quantity, fill.price) == ("2025-01-24", Decimal(quantity), Decimal(price))


def test_a_line_spans_a_dollar_and_not_a_cent_more_with_the_decimals_of_its_note() -> None:
    found = read("2025-01-24,1,43.10\n2025-01-24,1,44.10\n2025-01-24,1,44.11\n")
    assert [(each.low, each.high) for each in found] == [
        (Decimal("43.1"), Decimal("44.1")),
        (Decimal("44.11"), Decimal("44.11")),
    ]
    found = read("2025-01-24,1,43.10005\n2025-01-24,1,44.10005\n")
    assert [each.high - each.low <= trade_notes.WIDEST for each in found] == [True, True]


def test_a_line_break_in_a_holder_is_a_space() -> None:
    (trades,) = read('2025-01-24,1,2,"By\r\nTrust"\n', "day,quantity,price,holder")
    assert (trades.fills[0].holder, trades.fills[0].line) == ("By Trust", 2)


def test_a_holder_may_be_spelled_in_several_ways() -> None:
    (trades,) = read("2025-01-24,1,2,By Trust\n2025-01-24,3,2,by  trust\n", "day,quantity,price,holder")
    assert (trades.quantity, trades.fills[1].holder) == (Decimal(4), "By Trust")


MIXED = b"""\
day,side,quantity,price
2025-01-24,Sell,-100,43.10
2025-01-24,Buy,300,43.10
2025-01-24,sold,50,43.20
"""


def test_purchases_and_sales_of_one_file_are_lines_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(tmp_path, MIXED, title="Common Stock", owned=("900",)) == 0
    text = made(tmp_path).read_text("utf-8")
    assert re.findall(r"code: (\w)\n    (\w+: \d+)", text) == [("S", "disposed: 150"), ("P", "acquired: 300")]
    assert re.findall(r"owned_after: (\d+)", text) == ["750", "1050"]
    found = checked(tmp_path, made(tmp_path)).problems
    assert {each.code for each in found if each.severity != "not ready"} == {"short-swing"}
    assert differing(tmp_path, "price: 43.1\n", "price: 43.2\n") == [
        "2025-01-24-doe-jane-form4.yaml:40 warning [fills-differ] the fill has the price $43.10, and this "
        "line $43.20: which is right?"
    ]
    with pytest.raises(Misuse) as caught:
        make(tmp_path, MIXED, code=("S",))
    assert f"{caught.value}" == (
        "--code S: the column of sides in this file has purchases too: leave --code out"
    )


def test_more_sold_than_owned_is_said_and_never_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = b"day,quantity,price\n2025-01-23,800,40\n2025-01-24,200,43\n2025-01-24,5,45\n"
    assert make(tmp_path, rows, title="Common Stock", owned=("900",)) == 0
    assert (
        '  "direct" owned 900, fewer than were sold: what is owned after is left out from there on; is that '
        "number right, or is a purchase missing?\n"
    ) in capsys.readouterr().out
    assert re.findall(r"owned_after: (.+)", made(tmp_path).read_text("utf-8")) == ["100"]
    assert {each.severity for each in checked(tmp_path, made(tmp_path)).problems} == {"not ready"}


SECRET = "zx4cv" + "@9q"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            f"day,quantity,price,holder\n2026-09-01,100,ccc: {SECRET},direct\n",
            'the price "ccc: ********" is no number: write it as 1436 or 41.44',
        ),
        (
            f"day,quantity,price,holder\n2026-09-01,her own number CCC: {SECRET},1,direct\n",
            'the quantity "her own number CCC: ..." is no number: write it as 1436 or 41.44',
        ),
        (
            f"day,quantity,price,holder\nccc: {SECRET},1,1,direct\n",
            '"ccc: ********" is no day: write it as 2025-01-24 or 01/24/2025',
        ),
        (
            f"day,quantity,price,side\n2026-09-01,1,1,Her own CCC {SECRET}\n",
            'the side "Her own CCC ********" is neither: write buy or sell',
        ),
    ],
)
def test_a_secret_in_a_cell_has_stars_and_makes_no_filing(
    tmp_path: Path, content: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(FilingError) as caught:
        fills.read_fills(content.encode(), "fills.csv")
    assert [each.message for each in caught.value.problems] == [said]
    assert make(tmp_path, content.encode(), title="Common Stock") == 1
    output = capsys.readouterr().err
    assert "error [secret-ccc]\n  this looks like a filer's CCC, and filings are kept in git" in output
    assert SECRET not in output


@pytest.mark.parametrize("name", ["CCC", "password"])
def test_a_code_has_stars_if_a_column_is_named_for_it(name: str) -> None:
    content = f"day,quantity,price,{name}\n2026-09-01,1,1,1\n2026-09-02,100,{SECRET},1\n"
    with pytest.raises(FilingError) as caught:
        fills.read_fills(content.encode(), "fills.csv")
    assert [each.message for each in caught.value.problems] == [
        'the price "********" is no number: write it as 1436 or 41.44'
    ]
