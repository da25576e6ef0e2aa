"""Accounts: positions as statements of all filings, where balances do not join, and how they are shown."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import redwell
from redwell.account import ledger
from redwell.account.annual import FiscalYear, left_to_report
from redwell.account.chart import chart_of
from redwell.account.ledger import OwnerAccount, PositionAccount
from redwell.account.previous import NamedFiling
from redwell.check.filed import filing_in
from redwell.commands import account_data
from tests.corpus import ABSENT, FORMS_4_AND_5, as_filing
from tests.histories import DIRECT, FUND, JANE, TRUST, held, moved, named, option, text
from tests.redwell_program import Run
from tests.sample import FULL

START = named("a", text("2026-01-05", held("1000"), held("500", TRUST), form="3", filed="2026-01-09"))
BOUGHT = named("b", text("2026-02-02", moved("2026-02-02", "P", "200", "1200"), filed="2026-02-04"))


def positions(*filings: NamedFiling) -> tuple[PositionAccount, ...]:
    return ledger.positions_of(filings)


def rows(position: PositionAccount) -> list[tuple[str, str, str]]:
    """Return what each line of a position says: day, what happened, balance."""
    return [(f"{each.day}", each.what, f"{each.balance}") for each in position.lines]


def test_form_3_begins_an_account_and_each_form_goes_on_from_the_one_before() -> None:
    direct, trust = positions(BOUGHT, START)
    assert rows(direct) == [
        ("2026-01-05", "held", "1000"),
        ("2026-02-02", "bought at $10", "1200"),
    ]
    assert rows(trust) == [("2026-01-05", "held", "500")]
    assert [each.off for each in direct.lines] == [None, None]
    assert direct.lines[1].change == Decimal(200)
    assert (direct.balance, trust.balance) == (Decimal(1200), Decimal(500))


def test_a_balance_that_does_not_join_says_by_how_much_and_what_to_write() -> None:
    later = named("c", text("2026-03-02", moved("2026-03-02", "S", "-100", "1103"), filed="2026-03-04"))
    (line,) = positions(START, BOUGHT, later)[0].breaks
    assert (line.off, line.remedy) == (
        Decimal(3),
        "since_last: {added: 3, why: ...}",
    )
    assert line.line == "I.1"


def test_a_form_that_went_on_from_the_number_before_an_amendment_joins() -> None:
    sold = moved("2026-01-16", "S", "-50", "950"), moved("2026-01-16", "S", "-30", "970")
    first = named("c", text("2026-01-16", sold[0], filed="2026-01-20"))
    between = named("d", text("2026-01-25", moved("2026-01-25", "P", "40", "990"), filed="2026-01-27"))
    amendment = named("e", text("2026-01-16", sold[1], form="4/A", filed="2026-02-02", amends="2026-01-20"))
    later = named("f", text("2026-03-01", moved("2026-03-01", "P", "40", "1050")))
    before, after = (positions(START, first, between, amendment, *more)[0] for more in ((), (later,)))
    assert (before.breaks, after.breaks) == ((), ())
    line = before.lines[2]
    assert (line.balance, line.corrected, line.corrected_by) == (
        Decimal(990),
        Decimal(1010),
        "Form 4/A of 2026-01-16",
    )
    assert (before.balance, after.balance) == (Decimal(1010), Decimal(1050))


def test_what_since_last_says_joins() -> None:
    known = ", since_last: {added: 3, why: employee_plan}"
    later = named(
        "c", text("2026-03-02", moved("2026-03-02", "S", "-100", "1103", more=known), filed="2026-03-04")
    )
    position = positions(START, BOUGHT, later)[0]
    assert position.breaks == ()
    assert position.lines[2].moved_between == Decimal(3)


def test_a_note_that_speaks_of_a_transfer_explains_a_break() -> None:
    amount = "{value: 1103, footnotes: [moved]}"
    later = named("c", text("2026-03-02", moved("2026-03-02", "S", "-100", amount), filed="2026-03-04"))
    line = positions(START, BOUGHT, later)[0].lines[2]
    assert (line.off, line.is_explained) == (Decimal(3), True)
    assert positions(START, BOUGHT, later)[0].breaks == ()


def test_as_much_that_arrives_elsewhere_is_a_change_of_form() -> None:
    later = named("c", text("2026-03-02", held("900"), held("800", TRUST), filed="2026-03-04"))
    direct, trust = positions(START, BOUGHT, later)
    assert direct.breaks[0].remedy == "since_last: {removed: 300, why: change_of_form}"
    assert trust.breaks[0].remedy == "since_last: {added: 300, why: change_of_form}"


def test_a_split_is_named() -> None:
    later = named("c", text("2026-03-02", held("6000"), filed="2026-03-04"))
    assert positions(START, BOUGHT, later)[0].breaks[0].remedy == "since_last: {added: 4800, why: split}"


def test_several_filings_of_one_day_are_ordered_by_their_accession_numbers() -> None:
    first = named("z", text("2026-02-02", moved("2026-02-02", "P", "50", "1250"), filed="2026-02-04 7"))
    second = named("y", text("2026-02-02", moved("2026-02-02", "P", "50", "1300"), filed="2026-02-04 12"))
    bought = named("b", text("2026-02-02", moved("2026-02-02", "P", "200", "1200"), filed="2026-02-04 2"))
    position = positions(second, bought, first, START)[0]
    assert [each.balance for each in position.lines] == [1000, 1200, 1250, 1300]
    assert position.breaks == ()


def test_an_amendment_of_the_second_of_two_like_lines_leaves_the_first_as_it_is() -> None:
    lines = (moved("2026-02-02", "P", "100", "1100"), moved("2026-02-02", "P", "50", "1150"))
    bought = named("b", text("2026-02-02", *lines, filed="2026-02-04 2"))
    right = moved("2026-02-02", "P", "60", "1160")
    mended = named("c", text("2026-02-02", right, form="4/A", amends="2026-02-04", filed="2026-02-10 3"))
    after = named("d", text("2026-03-02", moved("2026-03-02", "P", "10", "1170"), filed="2026-03-03 4"))
    position = positions(START, bought, mended, after)[0]
    assert [each.balance for each in position.lines] == [1000, 1100, 1160, 1170]
    assert position.breaks == ()


def test_of_one_event_a_filing_without_an_accession_number_comes_after_those_of_its_day_with_one() -> None:
    second = named("c", text("2026-02-02", moved("2026-02-02", "P", "50", "1250"), filed="2026-02-04"))
    bought = named("d", text("2026-02-02", moved("2026-02-02", "P", "200", "1200"), filed="2026-02-04 2"))
    position = positions(second, bought, START)[0]
    assert [each.balance for each in position.lines] == [1000, 1200, 1250]
    assert position.breaks == ()


def test_a_filing_without_an_accession_number_of_an_earlier_event_comes_before_others_of_its_day() -> None:
    second = named("c", text("2026-02-03", moved("2026-02-03", "P", "50", "1250"), filed="2026-02-04 2"))
    bought = named("d", text("2026-02-02", moved("2026-02-02", "P", "200", "1200"), filed="2026-02-04"))
    position = positions(second, bought, START)[0]
    assert [each.balance for each in position.lines] == [1000, 1200, 1250]
    assert position.breaks == ()


def test_an_amendment_replaces_the_line_that_it_amends_and_is_never_the_newest_balance() -> None:
    wrong = named("b", text("2026-02-02", moved("2026-02-02", "P", "200", "1250"), filed="2026-02-04"))
    later = named("c", text("2026-03-02", moved("2026-03-02", "S", "-100", "1100"), filed="2026-03-04"))
    right = named(
        "d",
        text(
            "2026-02-02",
            moved("2026-02-02", "P", "200", "1200"),
            form="4/A",
            filed="2026-04-01",
            amends="2026-02-04",
        ),
    )
    assert len(positions(START, wrong, later)[0].breaks) == 2
    position = positions(START, wrong, later, right)[0]
    assert position.breaks == ()
    assert [each.balance for each in position.lines] == [1000, 1200, 1100]
    amended = position.lines[1]
    assert (amended.filing, amended.amends) == ("filings/acme/d.yaml", "filings/acme/b.yaml")


def test_an_amendment_adds_the_line_that_its_original_left_out() -> None:
    left_out = text(
        "2026-02-02",
        moved("2026-02-02", "P", "30", "1230", price="11"),
        form="4/A",
        filed="2026-04-01",
        amends="2026-02-04",
    )
    position = positions(START, BOUGHT, named("d", left_out))[0]
    assert [each.balance for each in position.lines] == [1000, 1200, 1230]
    assert position.lines[2].amends == ""


def test_a_position_in_other_words_is_the_same() -> None:
    other = "ownership: indirect, nature_of_ownership: by Trust"
    later = named(
        "c", text("2026-03-02", held("1200", title="Common"), held("500", other), filed="2026-03-04")
    )
    direct, trust = positions(START, BOUGHT, later)
    assert direct.spellings == ("Common Stock",)
    assert [each.balance for each in trust.lines] == [500, 500]


def test_a_nature_that_only_a_note_tells_is_the_same_if_its_balance_joins() -> None:
    other = "ownership: indirect, nature_of_ownership: See footnote"
    joins = named("c", text("2026-03-02", held("500", other), filed="2026-03-04"))
    assert len(positions(START, joins)) == 2
    another = named("c", text("2026-03-02", held("90", other), filed="2026-03-04"))
    assert len(positions(START, another)) == 3


def test_a_short_position_that_expired_counts_down_though_its_line_says_acquired() -> None:
    written = text("2026-02-02", derivative=(option("2026-02-02", "S", "-10", "10"),), filed="2026-02-04")
    expired = text("2026-06-15", derivative=(option("2026-06-15", "E", "10", "0"),), filed="2026-06-16")
    (found,) = positions(named("b", written), named("c", expired))
    assert rows(found)[1] == ("2026-06-15", "expired", "0")
    assert [(each.change, each.off) for each in found.lines] == [(Decimal(-10), None)] * 2


def test_two_grants_of_one_kind_are_two_positions() -> None:
    grants = [
        named(
            f"{year}",
            text(
                f"{year}-03-02",
                derivative=(option(f"{year}-03-02", "A", "100", "100"),),
                filed=f"{year}-03-04",
            ),
        )
        for year in (2024, 2025)
    ]
    exercised = named(
        "e", text("2025-06-02", derivative=(option("2025-06-02", "M", "-40", "60"),), filed="2025-06-04")
    )
    found = positions(*grants, exercised)
    assert [len(each.lines) for each in found] == [1, 2]
    assert list(found[0].terms) == ["at $5", "from 1 Jan 2024", "until 1 Jan 2034"]
    assert not any(each.breaks for each in found)


def test_a_derivative_on_form_3_shows_what_it_is_for() -> None:
    row = (
        "{title: Stock Option, conversion_or_exercise_price: 5, date_exercisable: 2024-01-01, "
        f"expiration_date: 2034-01-01, underlying: {{title: Common Stock, amount: 80000}}, {DIRECT}}}"
    )
    start = named("a", text("2026-01-05", form="3", derivative=(row,), filed="2026-01-09"))
    (position,) = positions(start)
    assert rows(position) == [("2026-01-05", "held, for 80,000 Common Stock", "None")]


def test_joint_filers_share_their_filings_and_each_has_an_account_of_its_own() -> None:
    joint = named("c", text("2026-03-02", held("1200"), filed="2026-03-04", owners=(JANE, FUND)))
    jane, fund = sorted(ledger.accounts([START, BOUGHT, joint]), key=lambda each: -len(each.filings))
    assert (jane.owner, len(jane.filings)) == ("DOE JANE M", 3)
    assert (fund.owner, fund.filings) == ("Acme Fund V L.P.", ("filings/acme/c.yaml",))
    (always,) = ledger.accounts([joint])
    assert always.owner == "DOE JANE M; Acme Fund V L.P."


def test_an_owner_without_a_cik_is_known_by_name() -> None:
    plain = "{name: Doe Jane M, relationship: {director: true}}"
    other = named("c", text("2026-03-02", held("1200"), filed="2026-03-04", owners=(plain,)))
    (account,) = ledger.accounts([START, BOUGHT, other])
    assert len(account.filings) == 3


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program, in a repository with three filings, of which one does not join."""
    folder = tmp_path / "filings" / "acme"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.redwell]\n")
    for name, yaml in {
        "a": text("2026-01-05", held("1000"), held("500", TRUST), form="3", filed="2026-01-09 1"),
        "b": text("2026-02-02", moved("2026-02-02", "P", "200", "1200"), filed="2026-02-04 2"),
        "c": text("2026-03-02", moved("2026-03-02", "S", "-100", "1103.5"), filed="2026-03-04 3"),
    }.items():
        (folder / f"{name}.yaml").write_text(yaml)
    return Run(tmp_path, monkeypatch, capsys)


STATEMENT = """\
DOE JANE M, in ACME, INC.: 3 filings

Common Stock, direct
Date        What happened  Change  Balance  Filing
5 Jan 2026  held                     1,000  a I.1
2 Feb 2026  bought at $10    +200    1,200  b I.1
2 Mar 2026  sold at $10      -100  1,103.5  c I.1
            does not join: +3.5 that no line reports
            since_last: {added: 3.5, why: ...}

Common Stock, indirect (By trust)
Date        What happened  Change  Balance  Filing
5 Jan 2026  held                       500  a I.2

1 balance does not go on from the one before: is a filing missing here? If no form reports what moved, \
write the words shown into the later filing, unless it is filed, with the reason for the dots (the editor \
lists them)
"""


@pytest.mark.parametrize("owner", ["DOE JANE M", "Jane Doe", "doe", "678901", "0000678901"])
def test_the_statement_of_an_owner_by_name_part_or_cik(run: Run, owner: str) -> None:
    assert run("account", owner) == (0, STATEMENT, "")


def test_without_an_owner_it_lists_the_accounts(run: Run) -> None:
    code, output, errors = run("account")
    assert (code, errors) == (0, "")
    heading, row, summary = output.splitlines()
    assert heading.split() == ["Issuer", "Owner", "Filings", "Positions", "Breaks"]
    assert row.split() == ["ACME,", "INC.", "DOE", "JANE", "M", "3", "2", "1"]
    assert summary == "1 account; redwell account OWNER shows one"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("account", "roe"), "roe: no filing of this record names this owner; redwell account lists all"),
        (
            ("account", "DOE JANE M JR"),
            'DOE JANE M JR: no filing of this record names this owner; did you mean "DOE JANE M"?',
        ),
        (
            ("account", "DOE JAN"),
            'DOE JAN: no filing of this record names this owner; did you mean "DOE JANE M"?',
        ),
        (
            ("account", "doe", "--issuer", "beta"),
            "beta: no filing of this owner names this issuer; redwell account lists all",
        ),
        (("account", "--format", "pdf"), "--format pdf: choose text, json, csv, html"),
    ],
)
def test_who_is_not_there_is_one_sentence(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    assert run(*arguments) == (2, "", f"{sentence}\n")


@pytest.mark.parametrize("issuer", ["ACME", "acme", "Acme Inc", "12345"])
def test_an_issuer_by_symbol_folder_name_or_cik(run: Run, issuer: str) -> None:
    assert run("account", "doe", "--issuer", issuer) == (0, STATEMENT, "")


BROKEN = "This account lacks filings/acme/d.yaml: it cannot be read (redwell check says where)."


@pytest.mark.parametrize(
    "broken", [b"form: '4'\nnothing: DOE\n", b"form: [DOE\n", b"", "DOE".encode("utf-16")]
)
def test_every_format_names_a_filing_that_cannot_be_read(run: Run, broken: bytes) -> None:
    (run.root / "filings" / "acme" / "d.yaml").write_bytes(broken)
    assert run("account", "doe") == (0, f"{BROKEN}\n\n{STATEMENT}", "")
    _, page, _ = run("account", "doe", "--format", "html")
    assert f'<p class="callout lacking"><bdi>{BROKEN}</bdi></p>' in page
    _, data, _ = run("account", "doe", "--format", "json")
    assert json.loads(data)["left_out"] == [{"filing": "filings/acme/d.yaml", "why": "errors"}]
    jsonschema.validate(json.loads(data), schema())
    _, cells, _ = run("account", "doe", "--format", "csv")
    *lines, last = csv.DictReader(StringIO(cells))
    assert len(lines) == 4
    assert {name: cell for name, cell in last.items() if cell} == {
        "what": "left out: it cannot be read",
        "filing": "filings/acme/d.yaml",
    }


SECRET = "zx4cv" + "@9q"


@pytest.mark.parametrize(
    "owned", [DIRECT, f"ownership: indirect, nature_of_ownership: 'By trust, ccc: {SECRET}'"]
)
@pytest.mark.parametrize("form", ["text", "json", "csv", "html"])
def test_a_filing_with_a_secret_is_left_out(run: Run, form: str, owned: str) -> None:
    line = held("5", owned, "Common Stock" if owned != DIRECT else f'"Common Stock CCC: {SECRET}"')
    (run.root / "filings" / "acme" / "d.yaml").write_text(text("2026-03-02", line, filed="2026-03-04"))
    for command in ("account", "matching") if form in ("text", "json") else ("account",):
        code, output, _ = run(command, "doe", "--format", form)
        assert (code, SECRET in output) == (0, False)
        assert "filings/acme/d.yaml" in output
    if form == "text":
        assert run("account", "doe")[1] == f"{BROKEN}\n\n{STATEMENT}"


@pytest.mark.parametrize(
    "name", [f"2026-03-02 ccc {SECRET}.yaml", f"CCC: {SECRET}.yaml", f"ccc-{SECRET}.yml"]
)
def test_a_secret_in_the_name_of_a_file_is_shown_nowhere(run: Run, name: str) -> None:
    (run.root / "filings" / "acme" / name).write_text(text("2026-03-02", held("5"), filed="2026-03-04"))
    stars = name.replace(SECRET, "*" * len(SECRET))
    for command, *formats in (
        ("account doe", "text", "json", "csv", "html"),
        ("matching doe", "text", "json"),
        ("docket --all", "text", "json", "html", "ics"),
        ("check", "text", "json", "github"),
    ):
        for form in formats:
            _, output, errors = run(*command.split(), "--format", form)
            assert SECRET not in output + errors
            assert SECRET.replace("@", "-") not in output
            is_misplaced = name.endswith(".yml")
            assert (command.startswith("docket") and (is_misplaced or form == "ics")) or stars in output


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "account|ccc: {}",
            "ccc: ********: no filing of this record names this owner; redwell account lists all",
        ),
        (
            "account|doe|--issuer|ccc: {}",
            "ccc: ********: no filing of this owner names this issuer; redwell account lists all",
        ),
        ("docket|--year|ccc: {}", "--year ccc: ********: write a whole number, 1 or more"),
        ("new|--form|4|--date|ccc:{}", "--date ccc:********: write year-month-day, e.g. 2013-10-08"),
        (
            "matching|doe|--if|my ccc is {}",
            '--if my ccc is ********: begin with buy or sell, not "my": write it as in '
            '--if "sell 500 at 41.44 on 2027-01-24"',
        ),
    ],
)
def test_a_secret_in_a_flag_has_stars(run: Run, line: str, said: str) -> None:
    assert run(*line.format(SECRET).split("|")) == (2, "", f"{said}\n")


def test_a_secret_in_a_supposed_trade_has_stars(run: Run) -> None:
    code, output, _ = run("matching", "doe", "--if", f"sell 5 ccc: {SECRET} at 41 on 2027-01-24")
    assert (code, SECRET in output) == (0, False)
    assert "if: 5 to be sold at $41 on 24 Jan 2027, ccc: ********\n" in output


def test_a_look_alike_of_a_secret_that_a_filing_accepts_leaves_it_in(run: Run) -> None:
    content = text("2026-03-02", held("5", title=f'"Stock CCC: {SECRET}"'), form="3", filed="2026-03-04")
    for accept, is_lacking in (("", True), ("accept: {secret-ccc: the name of a plan}\n", False)):
        (run.root / "filings" / "acme" / "d.yaml").write_text(content + accept)
        assert (BROKEN in run("account", "doe")[1]) is is_lacking


def test_a_filing_of_others_that_cannot_be_read_is_not_missing_here(run: Run) -> None:
    (run.root / "filings" / "acme" / "d.yaml").write_text("form: '4'\nnothing: ROE\n")
    assert run("account", "doe") == (0, STATEMENT, "")
    _, output, _ = run("account")
    assert BROKEN in output


def test_drafts_with_blanks_and_files_with_other_names_are_left_out(run: Run) -> None:
    folder = run.root / "filings" / "acme"
    for name in ("d.yaml", "e.yaml", "f.yml"):
        (folder / name).write_text(text("2026-04-01", moved("2026-04-01", "S", "-999999999", "0")))
    assert run("account", "doe") == (
        0,
        "This account lacks 2 filings that still have blanks (redwell check says where): "
        "filings/acme/d.yaml, filings/acme/e.yaml.\n"
        "This account lacks filings/acme/f.yml: its name or folder is not that of a filing (redwell check "
        f"says where).\n\n{STATEMENT}",
        "",
    )


def test_an_owner_of_whom_no_filing_can_be_read_is_not_there_and_the_filing_is_named(run: Run) -> None:
    (run.root / "filings" / "acme" / "d.yaml").write_text("form: '4'\nnothing: ROE\n")
    assert run("account", "roe") == (
        2,
        "",
        "roe: no filing of this record names this owner; redwell account lists all. No account has "
        "filings/acme/d.yaml: it cannot be read (redwell check says where).\n",
    )


def schema() -> Any:
    return json.loads((redwell.home() / "schemas" / "review/account.schema.json").read_text())


def test_json_fits_its_schema(run: Run) -> None:
    code, output, _ = run("account", "--format", "json")
    data = json.loads(output)
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(data, schema())
    assert code == 0
    line = data["accounts"][0]["positions"][0]["lines"][2]
    assert line == {
        "date": "2026-03-02",
        "what": "sold at $10",
        "code": "S",
        "change": "-100",
        "price": "10",
        "balance": "1103.5",
        "moved_between": "0",
        "off": "3.5",
        "is_explained": False,
        "remedy": "since_last: {added: 3.5, why: ...}",
        "filing": "filings/acme/c.yaml",
        "line": "I.1",
        "form": "4",
        "filed": "2026-03-04",
        "accession_number": "0000000000-26-000003",
        "amends": None,
        "corrected": None,
        "corrected_by": None,
        "question": "",
    }


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@A1", "  =1"])
def test_no_text_of_a_filing_is_a_formula_in_a_spreadsheet(title: str) -> None:
    filing = named("a", text("2026-01-05", held("1000", title=f'"{title}"'), form="3"))
    (row,) = csv.DictReader(StringIO(account_data.as_csv(ledger.accounts([filing]))))
    assert row["title"] == f"'{title}"
    assert (row["balance"], row["change"], row["filed"]) == ("1000", "", "")


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("Stock;=1+1", "Stock;'=1+1"),
        ("Stock; @A1; -2", "Stock; '@A1; '-2"),
        ('Stock;"=1+1"', 'Stock;"\'=1+1"'),
        ("=1;=2", "'=1;'=2"),
        ("Stock; Class A-1 = B", "Stock; Class A-1 = B"),
    ],
)
def test_no_text_is_a_formula_where_semicolons_divide_the_columns(title: str, cell: str) -> None:
    filing = named("a", text("2026-01-05", held("1000", title=f"'{title}'"), form="3"))
    (row,) = csv.DictReader(StringIO(account_data.as_csv(ledger.accounts([filing]))))
    assert row["title"] == cell


def test_a_number_stays_a_number_in_a_spreadsheet(run: Run) -> None:
    _, output, _ = run("account", "doe", "--format", "csv")
    lines = [*csv.DictReader(StringIO(output))]
    assert [each["change"] for each in lines] == ["", "200", "-100", ""]
    assert [each["off"] for each in lines] == ["", "", "3.5", ""]


# --- late lines ---

LATE = (
    START,
    named("b", text("2026-11-20", moved("2026-11-20", "P", "100", "1100"), filed="2026-11-23")),
    named("c", text("2026-10-05", moved("2026-10-05", "S", "-50", "950"), filed="2026-11-30")),
)


def test_a_late_line_says_what_was_owned_on_its_day_and_what_is_owned_now() -> None:
    later = named("d", text("2026-12-01", moved("2026-12-01", "S", "-10", "1040"), filed="2026-12-02"))
    found = positions(*LATE)[0]
    said = "late: 950 was owned on 5 Oct 2026; 1,050 is owned now"
    assert (found.balance, found.breaks, found.lines[-1].question) == (Decimal(1050), (), said)
    assert positions(*LATE, later)[0].breaks == ()
    chart = chart_of(found, date(2026, 1, 5), date(2026, 11, 20))
    assert chart
    assert chart.words == (
        "Common Stock, direct: from 1,000 on 5 Jan 2026 to 1,050 on 20 Nov 2026, between 1,000 and 1,100; "
        "the table below has every step"
    )


def test_a_late_line_with_another_number_does_not_join() -> None:
    wrong = named("c", text("2026-10-05", moved("2026-10-05", "S", "-50", "870"), filed="2026-11-30"))
    assert len(positions(*LATE[:2], wrong)[0].breaks) == 1


def test_a_form_with_a_late_line_goes_on_from_what_is_owned_now() -> None:
    rows = moved("2026-10-05", "S", "-50", "950"), moved("2026-11-25", "P", "10", "1060")
    found = positions(*LATE[:2], named("c", text("2026-10-05", *rows, filed="2026-11-30")))[0]
    assert (found.balance, found.breaks) == (Decimal(1060), ())


# --- amendments that can be read in several ways ---

TWO_BOUGHT = [moved("2026-02-02", "P", "400", "1400"), moved("2026-02-03", "P", "100", "1500", "8")]
UNSURE = (
    START,
    named("b", text("2026-02-02", *TWO_BOUGHT, filed="2026-02-04")),
    named("c", text("2026-02-02", TWO_BOUGHT[0], form="4/A", filed="2026-02-12", amends="2026-02-04")),
)
ASKED = (
    "the Form 4/A of 2026-02-02 can be read in more than one way: does the line of 100 on 2026-02-03 "
    "(I.2) in the Form 4 of 2026-02-02 still stand?"
)


def test_a_balance_that_depends_on_how_an_amendment_is_read_is_asked_about() -> None:
    direct, trust = positions(*UNSURE)
    assert (direct.balance, direct.doubt) == (None, f"{ASKED} 1,500 is owned if it does, 1,400 if not")
    assert (trust.balance, trust.doubt) == (Decimal(500), "")
    assert [each.question for each in direct.lines] == ["", "", ""]


def amended(original: str, amendment: str) -> list[tuple[str, tuple[Decimal | None, ...]]]:
    """Return what may be owned after a form and its amendment, by position."""
    found = positions(START, named("b", original), named("c", amendment))
    return [(f"{each.title}, {each.terms}", each.may_own) for each in found if each.question]


def test_a_grant_on_other_terms_does_not_make_the_first_one_vanish() -> None:
    def form(title: str, price: str, **more: str) -> str:
        granted = option("2026-02-02", "A", "1000", "1000", price, title)
        return text("2026-02-02", derivative=(granted,), **more)  # type: ignore[arg-type]  # by name

    original = form("Stock Option", "50", filed="2026-02-04")
    for title, price in (("Stock Option", "60"), ("Restricted Stock Units", "1")):
        amendment = form(title, price, form="4/A", filed="2026-02-12", amends="2026-02-04")
        ((label, may_own),) = amended(original, amendment)
        assert "at $50" in label
        assert may_own == (Decimal(1000), None)


def test_a_line_of_another_holder_does_not_make_a_position_vanish() -> None:
    direct, trust = positions(
        named("a", text("2026-01-05", held("1000"), form="3", filed="2026-01-09")),
        named(
            "b", text("2026-02-02", moved("2026-02-02", "P", "100", "100", owned=TRUST), filed="2026-02-04")
        ),
        named(
            "c",
            text(
                "2026-02-02",
                moved("2026-02-02", "P", "100", "1100"),
                form="4/A",
                filed="2026-02-12",
                amends="2026-02-04",
            ),
        ),
    )
    assert (direct.may_own, trust.may_own) == ((), (Decimal(100), None))


def test_a_sale_at_another_price_that_goes_on_from_the_last_balance_may_be_a_second_one() -> None:
    rows = moved("2026-02-02", "S", "-100", "900", "10"), moved("2026-02-02", "P", "100", "1000", "11")
    sold = moved("2026-02-02", "S", "-100", "900", "12")
    amendment = text("2026-02-02", sold, form="4/A", filed="2026-02-12", amends="2026-02-04")
    original = text("2026-02-02", *rows, filed="2026-02-04")
    assert [may_own for _, may_own in amended(original, amendment)] == [(Decimal(1000), Decimal(900))]


LEFT_OUT = [
    moved("2026-02-04", "P", "50", "1550", "9"),
    moved("2026-02-05", "P", "20", "1570"),
    moved("2026-02-06", "P", "30", "1600"),
]


def leaves_out(count: int) -> tuple[NamedFiling, ...]:
    """Return a form, and an amendment that repeats its first line and leaves out *count* lines."""
    rows = [*TWO_BOUGHT, *LEFT_OUT][: count + 1]
    return START, named("b", text("2026-02-02", *rows, filed="2026-02-04")), UNSURE[2]


def test_each_line_that_an_amendment_leaves_out_may_stand_alone() -> None:
    found = positions(*leaves_out(2))[0]
    assert found.doubt == (
        "the Form 4/A of 2026-02-02 can be read in more than one way: which of the lines of 100 on "
        "2026-02-03 (I.2) and of 50 on 2026-02-04 (I.3) in the Form 4 of 2026-02-02 still stand? "
        "1,550, 1,450, 1,500 or 1,400 is owned"
    )
    assert len(positions(*leaves_out(3))[0].may_own) == 8
    sold = moved("2026-04-06", "S", "-100", "1350")
    assert positions(*leaves_out(2), named("d", text("2026-04-06", sold)))[0].breaks == ()


def test_of_many_lines_that_an_amendment_leaves_out_all_or_none_are_tried() -> None:
    found = positions(*leaves_out(4))[0]
    assert found.doubt == (
        "the Form 4/A of 2026-02-02 can be read in more than one way: which of the lines of 100 on "
        "2026-02-03 (I.2), of 50 on 2026-02-04 (I.3), of 20 on 2026-02-05 (I.4) and of 30 on 2026-02-06 "
        "(I.5) in the Form 4 of "
        "2026-02-02 still stand? "
        "1,600, 1,400 or a number that no form gives is owned"
    )
    sold = named("d", text("2026-04-06", moved("2026-04-06", "S", "-100", "1470")))
    found = positions(*leaves_out(4), sold)[0]
    assert found.lines[-1].question.startswith("not proved: the Form 4/A of 2026-02-02 can be read in more ")
    assert found.breaks == ()


@pytest.mark.parametrize("after", ["1300", "1200"])
def test_a_draft_does_not_answer_how_an_amendment_is_read_and_a_filed_form_does(after: str) -> None:
    sold = moved("2026-03-02", "S", "-200", after)
    draft = positions(*UNSURE, named("d", text("2026-03-02", sold)))[0]
    filed = positions(*UNSURE, named("d", text("2026-03-02", sold, filed="2026-03-04")))[0]
    assert [each.question for each in draft.lines] == ["", "", ASKED, f"not proved: {ASKED}"]
    assert [each.question for each in filed.lines] == ["", "", ASKED, ""]
    for each in (draft, filed):
        assert (each.balance, each.doubt, each.breaks) == (Decimal(after), "", ())
    wrong = moved("2026-03-02", "S", "-200", "1000")
    for standing in ("", "2026-03-04"):
        found = positions(*UNSURE, named("d", text("2026-03-02", wrong, filed=standing)))[0]
        assert (found.lines[-1].question, found.lines[-1].remedy) == (
            f"not proved, and no answer fits: {ASKED}",
            "",
        )
        assert found.breaks == ()


def test_a_position_that_only_one_reading_has_may_not_be_there() -> None:
    rows = TWO_BOUGHT[0], moved("2026-02-03", "P", "100", "600", owned=TRUST)
    first = named("b", text("2026-02-02", *rows, filed="2026-02-04"))
    trust = positions(first, UNSURE[2])[1]
    assert trust.balance is None
    assert trust.doubt.endswith("still stand? 600 is owned if it does, a number that no form gives if not")
    assert positions(START, first, UNSURE[2])[1].doubt.endswith(
        "still stand? 600 is owned if it does, 500 if not"
    )


def test_a_form_5_asks_how_an_amendment_is_to_be_read() -> None:
    found = left_to_report(UNSURE, FiscalYear(first=date(2026, 1, 1), last=date(2026, 12, 31)))
    assert found.questions == (f"Common Stock, direct: {ASKED} 1,500 is owned if it does, 1,400 if not",)


def test_every_format_asks_how_an_amendment_is_to_be_read(run: Run) -> None:
    folder = run.root / "filings" / "acme"
    (folder / "b.yaml").write_text(text("2026-02-02", *TWO_BOUGHT, filed="2026-02-04"))
    (folder / "c.yaml").write_text(
        text("2026-02-02", TWO_BOUGHT[0], form="4/A", filed="2026-02-12", amends="2026-02-04")
    )
    doubt = f"{ASKED} 1,500 is owned if it does, 1,400 if not"
    _, output, _ = run("account", "doe")
    assert f"Common Stock, direct\n{doubt}\nDate " in output
    _, output, _ = run("account", "doe", "--format", "csv")
    assert [each["question"] for each in csv.DictReader(StringIO(output))] == ["", "", doubt, ""]
    _, output, _ = run("account", "doe", "--format", "json")
    jsonschema.validate(json.loads(output), schema())
    direct = json.loads(output)["accounts"][0]["positions"][0]
    assert (direct["balance"], direct["question"], direct["may_own"]) == (None, ASKED, ["1500", "1400"])
    _, output, _ = run("account", "doe", "--format", "html")
    assert f'<p class="callout">{doubt}</p>' in output
    assert "from 1,000 on 5 Jan 2026 to 1,500 or 1,400 on 3 Feb 2026" in output
    sold = moved("2026-03-02", "S", "-200", "1200")
    (folder / "d.yaml").write_text(text("2026-03-02", sold))
    _, output, _ = run("account", "doe")
    assert f"not recorded as filed\n{' ' * 12}not proved: {ASKED}\n" in output
    _, output, _ = run("account", "doe", "--format", "html")
    assert f'<span class="question">not proved: {ASKED}</span>' in output
    _, output, _ = run("account", "doe", "--format", "csv")
    asked = [each["question"] for each in csv.DictReader(StringIO(output))]
    assert asked == ["", "", ASKED, f"not proved: {ASKED}", ""]


# --- real filings ---

CHAINS = ("zynga", "mongodb", "linkedin", "endeavor", "solarcity")
"""Issuers of the ordinary run."""
COUNTED = (224, 23, 42) if FULL else (16, 0, 6)
"""Between 36 of the 42 that break the corpus lacks filings; four are slips of the filers; the others stand in
filings of one day, whose order the corpus does not tell."""


@pytest.mark.skipif(not FORMS_4_AND_5, reason=ABSENT)
def test_most_balances_of_real_chains_join_or_say_why_not() -> None:
    chosen = [each for each in FORMS_4_AND_5 if FULL or any(name in each.name for name in CHAINS)]
    found = [(f"{each.stem}", filing_in(as_filing(each).encode(), redwell.home())) for each in chosen]
    assert counted(ledger.accounts([(name, filing) for name, filing in found if filing])) == COUNTED


def counted(accounts: tuple[OwnerAccount, ...]) -> tuple[int, int, int]:
    """Count the lines that go on from an earlier filing: those that join, say why they do not, and break."""
    links = [
        line
        for account in accounts
        for position in account.positions
        for before, line in pairwise(position.lines)
        if line.filing != before.filing and line.balance is not None
    ]
    joined = sum(line.off is None for line in links)
    explained = sum(line.off is not None and line.is_explained for line in links)
    return joined, explained, len(links) - joined - explained
