"""`new --form 4 --from`: the next form begins where the earlier ones ended."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import redwell
from redwell.check.filing import Checked, check_filing
from redwell.commands import edge, new
from redwell.commands.new import NewOptions
from redwell.commands.new_exercise import EXPIRATIONS
from redwell.commands.new_lines import KINDS
from redwell.files import discovery
from redwell.files.discovery import Misuse
from redwell.forms.changes.carried import holding_of
from redwell.forms.changes.codes import EXERCISES
from redwell.forms.form4.tables import Form4
from redwell.model import Footnoted
from redwell.ownership.parse import parse_filing
from redwell.ownership.transactions import DerivativePosition, DerivativeTransaction
from redwell.source.loader import read
from tests.case_files import FOLDER
from tests.histories import TRUST, held, moved, text
from tests.story import ROOT

FORM_3 = """\
form: "3"
date_of_event: 2026-01-05
issuer: {name: ACME CORP, cik: "0001234567", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE
    cik: "7654321"
    relationship: {officer: Chief Financial Officer}
non_derivative:
  - {title: Common Stock, amount: 40000, ownership: direct}
  - title: Common Stock
    amount: {value: 2000, footnotes: [units]}
    ownership: indirect
    nature_of_ownership: By spouse
  - {title: Preferred Stock, amount: 10, ownership: direct}
derivative:
  - title: Stock Option
    date_exercisable: {footnotes: [vesting]}
    expiration_date: 2034-03-01
    underlying: {title: Common Stock, amount: 80000}
    conversion_or_exercise_price: 14.75
    ownership: direct
footnotes:
  units: "Includes units, see note {note vesting}."
  vesting: In four equal annual installments.
signatures:
  - {signer: Jane Doe, signed: 2026-01-08}
"""
SALE = (FOLDER / "base" / "sale.yaml").read_text("utf-8")
FORM_4 = SALE.replace("2026-06-1", "2026-03-1")
TABLES = re.compile(r"^(?:non_derivative|derivative|footnotes):.*?(?=^\w+:|\Z)", re.MULTILINE | re.DOTALL)
HEAD = TABLES.sub("", SALE.replace("2026-06-1", "2026-03-2"))


def make(root: Path, **flags: Any) -> str:
    """Return the filing that the command writes after a Form 3 and a Form 4."""
    folder = root / "filings" / "acme"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "2026-01-05-doe-form3.yaml").write_text(FORM_3, "utf-8")
    (folder / "2026-03-15-doe-form4.yaml").write_text(FORM_4, "utf-8")
    given = dict.fromkeys(("client", "owner", "fills", "title", "amend"), "")
    lists = dict.fromkeys(("code", "owned", "line"), ())
    own = {"date": "2026-09-01", "form": "4", "from_": "2026-03-15-doe-form4", "filings": "filings"}
    assert (
        new.run(
            edge.Project(root=root, home=redwell.home()), NewOptions(**{**given, **lists, **own, **flags})
        )
        == 0
    )
    return made(root).read_text("utf-8")


def made(root: Path) -> Path:
    (path,) = (path for path in (root / "filings" / "acme").glob("*.yaml") if "doe-form" not in path.name)
    return path


def checked(root: Path) -> Checked:
    return check_filing(discovery.entry(made(root), root), root, redwell.home())


def tables(text: str) -> str:
    """Return the lines of a filing, from the remark above its tables to its notes."""
    found = re.search(
        r"(?:^#[^\n]*\n)*\n?^non_derivative:.*?(?=\n\nsignatures)", text, re.MULTILINE | re.DOTALL
    )
    assert found
    return found[0]


def test_the_positions_of_all_earlier_forms_are_there_with_their_last_balances_and_notes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = make(tmp_path)
    assert "what was owned comes from 2026-03-15-doe-form4.yaml and the filings before it\n" in (
        capsys.readouterr().out
    )
    assert (
        tables(text)
        == """\
# What the Form 4 of 2026-03-15 and the forms before it left. Put the line of a transaction in place of the
# position that it changed: redwell new --code S writes the line of a sale, each other code its own.
# Delete the classes in which nothing was transacted.

non_derivative:
  - title: Common Stock
    amount: 38713
    ownership: direct
  - title: Common Stock
    amount: 2000
    ownership: indirect
    nature_of_ownership: By spouse
  - title: Preferred Stock
    amount: 10
    ownership: direct

derivative:
  - title: Stock Option
    conversion_or_exercise_price: 14.75
    date_exercisable:
      footnotes: [vesting]
    expiration_date: 2034-03-01
    underlying:
      title: Common Stock
      amount: 80000
    amount: 999999999
    ownership: direct

footnotes:
  vesting: In four equal annual installments."""
    )
    assert {each.severity for each in checked(tmp_path).problems} == {"not ready"}


@pytest.mark.parametrize("code", [code for code in KINDS if code not in EXPIRATIONS])
def test_a_transaction_stands_with_the_other_positions_of_its_class(tmp_path: Path, code: str) -> None:
    text = make(tmp_path, code=(code,), title="Common Stock")
    before = r"^    # owned_after: \.\.\. +# [\d,]+ before, by the Form 4 of 2026-03-15; check --fix adds up$"
    assert re.search(before, text, re.MULTILINE)
    assert len(re.findall(r"^ .*title: Common Stock$", text, re.MULTILINE)) == (3 if code in EXERCISES else 2)
    assert "Preferred" not in text
    assert (
        "  # As the last form left it. Correct what has moved since.\n"
        "  - title: Common Stock\n"
        "    amount: 2000\n"
        "    ownership: indirect\n"
    ) in text
    assert ("title: Stock Option\n" in text) == (code in EXERCISES)
    assert {each.severity for each in checked(tmp_path).problems} == {"not ready"}


UNITS = """\
  - title: Restricted Stock Unit
    conversion_or_exercise_price: {footnotes: [unit]}
    date_exercisable: {footnotes: [vesting]}
    expiration_date: {footnotes: [vesting]}
    date: 2026-03-20
    code: A
    acquired: 960
    underlying: {title: Common Stock, amount: 960}
    price: 0
    owned_after: 960
    ownership: direct
"""


def test_an_exercise_is_written_from_the_only_position_that_it_may_be_of(tmp_path: Path) -> None:
    text = make(tmp_path, code=("F", "M"), title="Common Stock")
    assert (
        tables(text).partition("\nderivative:")[0].partition("--code F.\n")[2]
        == """\
  - title: Common Stock
    date: 2026-09-01
    code: M
    acquired: 999999999
    price: 14.75
    # owned_after: ...             # what is owned after this line; check computes it where it can
    ownership: direct
  # As the last form left it. Correct what has moved since.
  - title: Common Stock
    amount: 2000
    ownership: indirect
    nature_of_ownership: By spouse
"""
    )
    assert (
        tables(text).partition("\nderivative:\n")[2]
        == """\
  - title: Stock Option
    conversion_or_exercise_price: 14.75
    date: 2026-09-01
    code: M
    disposed: 999999999
    date_exercisable:
      footnotes: [vesting]
    expiration_date: 2034-03-01
    underlying:
      title: Common Stock
      amount: 999999999
    price: 0
    # owned_after: ...             # the number of units or options that are left; 0 if none
    ownership: direct

footnotes:
  withheld: {model: tax_withheld}  # award: restricted stock units, if that is what vested
                                   # or withheld: Shares withheld by the issuer to pay the exercise price.
  vesting: In four equal annual installments."""
    )


@pytest.mark.parametrize(
    ("code", "remark"), [("C", "a conversion:"), ("X", "an exercise in or at the money:")]
)
def test_a_conversion_or_exercise_by_another_code_has_its_lines_in_both_tables(
    tmp_path: Path, code: str, remark: str
) -> None:
    text = make(tmp_path, code=(code,), title="Common Stock")
    assert f"  # The shares of {remark} what was " in text
    # What Rule 16b-3 exempts is M, as the lines without an earlier form say.
    assert "Rule 16b-3" in text
    assert re.findall(r"^    code: (\w)$", text, re.MULTILINE) == [code, code]
    assert re.findall(r"^    (acquired|disposed|price): ", text, re.MULTILINE) == [
        *("acquired", "price"),
        *("disposed", "price"),
    ]
    assert "    amount: 38713\n" not in text
    assert "  - title: Stock Option\n    conversion_or_exercise_price: 14.75\n    date: 2026-09-01\n" in text


def test_an_expiration_for_value_has_one_line_in_table_ii_and_moves_no_shares(tmp_path: Path) -> None:
    text = make(tmp_path, code=("H",), title="Common Stock")
    assert "non_derivative:" not in text
    assert (
        """\
  - title: Stock Option
    conversion_or_exercise_price: 14.75
    date: 2026-09-01
    code: H
    disposed: 999999999
    date_exercisable:
      footnotes: [vesting]
    expiration_date: 2034-03-01
    underlying:
      title: Common Stock
      amount: 999999999
    price: 999999999
    # owned_after: ...             # the number of units or options that are left; 0 if none
    ownership: direct
"""
        in text
    )
    assert {each.severity for each in checked(tmp_path).problems} == {"not ready"}


CALL = """\
  - title: Call Option (obligation to sell)
    conversion_or_exercise_price: 5
    date: 2026-03-20
    code: S
    disposed: 10
    date_exercisable: 2026-03-20
    expiration_date: 2026-09-01
    underlying: {title: Common Stock, amount: 1000}
    price: 1
    owned_after: 10
    ownership: direct
"""


def with_call(root: Path, line: str = CALL) -> None:
    """Write a Form 4 on a call beside a Form 3 that holds an option."""
    folder = root / "filings" / "acme"
    folder.mkdir(parents=True)
    (folder / "2026-03-20-doe-form4.yaml").write_text(f"{HEAD}derivative:\n{line}", "utf-8")


def test_a_short_position_that_expires_is_acquired_and_fewer_are_left(tmp_path: Path) -> None:
    with_call(tmp_path)
    text = make(tmp_path, from_="2026-03-20-doe-form4", code=("E",))
    remark = "# 10 before, by the Form 4 of 2026-03-20; check --fix takes off what expired"
    assert (
        f"""\
  # An option that the insider wrote, and that expired: acquired, because the line that reported the writing
  # says disposed.
  - title: Call Option (obligation to sell)
    conversion_or_exercise_price: 5
    date: 2026-09-01
    code: E
    acquired: 999999999
    date_exercisable: 2026-03-20
    expiration_date: 2026-09-01
    underlying:
      title: Common Stock
      amount: 999999999
    price: 0
    # owned_after: ...             {remark}
    ownership: direct
"""
        in text
    )
    filled = text.replace("acquired: 999999999", "acquired: 10").replace("999999999", "1000")
    made(tmp_path).write_text(filled, "utf-8")
    (asked,) = (each for each in checked(tmp_path).problems if each.code == "owned-after-missing")
    assert asked.message == (
        "owned_after is missing (Table II, line 1): 10 (Form 4 of 2026-03-20, not recorded as filed) - 10 = 0"
    )
    for left, is_asked in (("0", False), ("20", True)):
        stated = re.sub("# owned_after: .*", f"owned_after: {left}", filled)
        made(tmp_path).write_text(stated, "utf-8")
        codes = [each.code for each in checked(tmp_path).problems]
        assert ("balance-since-last" in codes) == is_asked


def test_a_short_position_that_was_reported_as_none_owned_is_none_after_it_expired(tmp_path: Path) -> None:
    with_call(tmp_path, CALL.replace("owned_after: 10", "owned_after: 0"))
    text = make(tmp_path, from_="2026-03-20-doe-form4", code=("E",))
    assert "    # acquired: 999999999 " in text
    line = CALL.replace("2026-03-20\n    code: S\n    disposed", "2026-09-01\n    code: E\n    acquired")
    line = line.replace("owned_after: 10", "owned_after: 0")
    made(tmp_path).write_text(f"{HEAD}derivative:\n{line}", "utf-8")
    assert not [each for each in checked(tmp_path).problems if each.code.startswith("balance")]


def test_the_expiration_of_what_was_acquired_or_of_another_day_is_asked_about(tmp_path: Path) -> None:
    with_call(tmp_path, CALL.replace("code: S\n    disposed", "code: A\n    acquired"))
    line = CALL.replace("2026-03-20\n    code: S", "2026-08-31\n    code: E")
    make(tmp_path, from_="2026-03-20-doe-form4", code=("E",))
    made(tmp_path).write_text(f"{HEAD}derivative:\n{line}", "utf-8")
    asked = [each.message for each in checked(tmp_path).problems if each.code == "expiration-short"]
    assert asked == [
        "code E says that this expired, by its terms on 2026-09-01, and the line is of another day: which is "
        "right? what was bought back before is P",
        "code E is for a short position, and this one began with what was acquired on 2026-03-20: is it H, "
        "for which something was received? where nothing was, no line is needed (Rule 16a-4(d))",
    ]


def test_an_option_whose_record_begins_with_an_exercise_is_not_a_short_one(tmp_path: Path) -> None:
    with_call(tmp_path, CALL.replace("code: S", "code: M").replace("owned_after: 10", "owned_after: 900"))
    text = make(tmp_path, from_="2026-03-20-doe-form4", code=("M",))
    assert "  - title: Call Option (obligation to sell)\n" in text
    made(tmp_path).unlink()
    text = make(tmp_path, from_="2026-03-20-doe-form4", code=("E",))
    assert "  - title: TITLE OF DERIVATIVE SECURITY\n" in text


@pytest.mark.parametrize(("code", "side", "left"), [("S", "disposed", 15), ("P", "acquired", 5)])
def test_no_sum_is_told_of_a_position_that_may_be_short(
    tmp_path: Path, code: str, side: str, left: int
) -> None:
    """10 calls written and 5 more are 15, and 5 bought back leave 5: against the side of each line."""
    with_call(tmp_path)
    line = CALL.replace(
        "2026-03-20\n    code: S\n    disposed: 10", f"2026-06-01\n    code: {code}\n    {side}: 5"
    )
    path = tmp_path / "filings" / "acme" / "2026-06-01-doe-form4.yaml"
    for after in (f"owned_after: {left}", ""):
        path.write_text(f"{HEAD}derivative:\n{line.replace('owned_after: 10', after)}", "utf-8")
        found = check_filing(discovery.entry(path, tmp_path), tmp_path, redwell.home()).problems
        said = [each for each in found if each.code.startswith(("balance", "owned-after"))]
        assert [each.mend for each in said if each.mend] == []
        assert [each.code for each in said] == ([] if after else ["owned-after-missing"])


def test_a_long_option_is_not_taken_for_the_short_one_that_expired(tmp_path: Path) -> None:
    with_call(tmp_path, CALL.replace("code: S\n    disposed", "code: A\n    acquired"))
    text = make(tmp_path, from_="2026-03-20-doe-form4", code=("E",))
    assert "  - title: TITLE OF DERIVATIVE SECURITY\n" in text
    assert (
        """\
    code: E
    # acquired: 999999999      # if the line that reported the writing says disposed
    # disposed: 999999999      # if that line says acquired
"""
        in text
    )


@pytest.mark.parametrize("code", ["M", "E"])
def test_a_code_that_is_typed_twice_is_one_and_the_terms_of_its_position_stay(
    tmp_path: Path, code: str
) -> None:
    once = make(tmp_path, code=(code,), title="Common Stock")
    assert "    conversion_or_exercise_price: 14.75\n" in once
    made(tmp_path).unlink()
    assert make(tmp_path, code=(code, code.lower()), title="Common Stock") == once


def test_of_two_kinds_of_exercises_none_is_written_from_the_only_position(tmp_path: Path) -> None:
    text = make(tmp_path, code=("M", "X"), title="Common Stock")
    assert text.count("  - title: TITLE OF DERIVATIVE SECURITY\n") == 2
    assert "Which one moved above?" in text


def with_units(root: Path, under: str) -> None:
    """Write a Form 4 that holds units under a class of securities."""
    folder = root / "filings" / "acme"
    folder.mkdir(parents=True)
    text = f"{HEAD}derivative:\n{UNITS}footnotes:\n  unit: {{model: rsu_unit}}\n  vesting: Every June.\n"
    (folder / "2026-03-20-doe-form4.yaml").write_text(text.replace("Common", under), "utf-8")


def test_an_exercise_runs_on_from_its_position_and_its_notes_stand_in_the_order_of_use(
    tmp_path: Path,
) -> None:
    with_units(tmp_path, "Preferred")
    text = make(tmp_path, from_="2026-03-20-doe-form4", code=("M", "F"), title="Preferred Stock")
    assert "# 960 before, by the Form 4 of 2026-03-20; check --fix adds up\n    ownership: direct\n" in text
    assert [*re.findall(r"^  (\w+):", text.partition("\nfootnotes:\n")[2], re.MULTILINE)] == [
        "unit",
        "withheld",
        "vesting",
        "vesting_2",
    ]


def test_an_exercise_of_units_of_another_holder_runs_on_from_what_that_one_owns(tmp_path: Path) -> None:
    with_units(tmp_path, "Preferred")
    path = tmp_path / "filings/acme/2026-03-20-doe-form4.yaml"
    held = "ownership: indirect, nature_of_ownership: By spouse"
    text = path.read_text("utf-8").replace(
        "    ownership: direct\n", "    ownership: indirect\n    nature_of_ownership: By spouse\n"
    )
    preferred = f"non_derivative:\n  - {{title: Preferred Stock, amount: 30, {held}}}\nderivative:"
    path.write_text(text.replace("derivative:", preferred, 1), "utf-8")
    text = make(tmp_path, from_="2026-03-20-doe-form4", code=("M",), title="Preferred Stock")
    assert (
        """\
    # owned_after: ...             # 30 before, by the Form 4 of 2026-03-20; check --fix adds up
    ownership: indirect
    nature_of_ownership: By spouse
  # As the last form left it. Correct what has moved since.
  - title: Preferred Stock
    amount: 10
    ownership: direct
"""
        in text
    )


def test_where_an_exercise_may_be_of_several_positions_they_stand_below_it(tmp_path: Path) -> None:
    with_units(tmp_path, "Common")
    text = make(tmp_path, from_="2026-03-20-doe-form4", code=("M",), title="Common Stock")
    assert "  - title: TITLE OF DERIVATIVE SECURITY\n" in text
    assert (
        """\
  # As the last form left it. Which one moved above? Put its title, terms and notes there, and delete it here.
  - title: Stock Option
"""
        in text
    )
    assert "  - title: Restricted Stock Unit\n" in text


def test_of_several_classes_all_positions_stand_until_one_is_picked(tmp_path: Path) -> None:
    text = make(tmp_path, code=("S",))
    assert "title: TITLE OF SECURITY\n" in text
    assert re.findall(r"amount: (\d+)", text) == ["38713", "2000", "10"]


def test_an_earlier_form_may_be_named_by_its_owner_alone(tmp_path: Path) -> None:
    assert "amount: 38713" in make(tmp_path, from_="previous", client="acme")
    made(tmp_path).unlink()
    assert "amount: 38713" in make(tmp_path, from_="previous", client="acme", owner="Doe Jane")


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"from_": "previous"}, "--from previous: add --client, the folder in which to look"),
        (
            {"from_": "previous", "client": "acme", "owner": "ROE"},
            "--from previous: acme/ has no filing of ROE",
        ),
        ({"date": ""}, "--date must be given: the day of the first transaction, e.g. 2026-06-15"),
        (
            {"date": "", "form": "5"},
            "--date must be given: the end of the issuer's fiscal year, e.g. 2026-12-31",
        ),
    ],
)
def test_what_is_lacking_is_asked_for(tmp_path: Path, flags: dict[str, str], said: str) -> None:
    with pytest.raises(Misuse) as caught:
        make(tmp_path, **flags)
    assert f"{caught.value}" == said


def test_fills_run_on_from_the_last_form_and_the_other_holders_stand_below(tmp_path: Path) -> None:
    fills = tmp_path / "fills.csv"
    fills.write_text("day,quantity,price\n2026-09-01,100,41.44\n2026-09-01,100,41.50\n", "utf-8")
    text = make(tmp_path, date="", fills=str(fills), title="Common Stock")
    assert re.findall(r"(?:owned_after|amount): (\d+)", text) == ["38513", "2000"]
    assert {each.severity for each in checked(tmp_path).problems} == {"not ready"}


def test_fills_of_a_year_are_lines_that_a_form_4_should_have_had(tmp_path: Path) -> None:
    fills = tmp_path / "fills.csv"
    fills.write_text("day,quantity,price\n2026-09-01,100,41.44\n", "utf-8")
    with pytest.raises(Misuse, match=r"^--date must be given: the end of the issuer's fiscal year"):
        make(tmp_path, date="", form="5", fills=str(fills))
    text = make(tmp_path, date="2026-12-31", form="5", fills=str(fills), title="Common Stock")
    assert "\nperiod: 2026-12-31\n" in text
    assert "    date: 2026-09-01\n    code: S\n    timing: missed_form_4\n" in text
    assert {each.severity for each in checked(tmp_path).problems} == {"not ready"}


def test_an_amendment_keeps_the_date_of_its_original(tmp_path: Path) -> None:
    text = make(tmp_path, from_="", form="", amend="2026-03-15-doe-form4", date="2026-04-02", line=("I.2",))
    assert made(tmp_path).name == "2026-04-02-doe-jane-form4a.yaml"
    assert "\nperiod: 2026-03-15               # as the original has it\n" in text


def test_every_class_is_there_when_asked_for(tmp_path: Path) -> None:
    text = make(tmp_path, code=("S",), title="Common Stock", all=True)
    assert re.findall(r"amount: (\d+)\n    ownership", text) == ["2000", "10", "999999999"]


def test_a_class_that_nobody_owns_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misuse) as caught:
        make(tmp_path, title="Warrants")
    assert f"{caught.value}" == (
        '--title Warrants: earlier filings left nothing of such a class; write "Common Stock", "Preferred '
        'Stock" or "Stock Option"'
    )


def test_the_last_filing_by_the_day_is_taken_and_later_ones_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = make(tmp_path, from_="previous", client="acme", date="2026-02-02")
    assert "amount: 40000\n" in text
    said = capsys.readouterr().out
    assert (
        "  taken from filings/acme/2026-01-05-doe-form3.yaml: issuer, 1 owner, 1 signer, 4 positions\n"
        in said
    )
    assert (
        "  2026-03-15-doe-form4.yaml is later than 2026-02-02, and was not used: is the date right? If this "
        "form is late, --from 2026-03-15-doe-form4.yaml takes title, address, powers and signers from there\n"
    ) in said
    made(tmp_path).unlink()
    assert "amount: 40000\n" in make(tmp_path, date="2026-02-02")
    said = capsys.readouterr().out
    assert "  taken from filings/acme/2026-03-15-doe-form4.yaml: " in said
    assert "  what was owned comes from 2026-01-05-doe-form3.yaml and the filings before it\n" in said
    assert "  2026-03-15-doe-form4.yaml is later than 2026-02-02: is the date right?\n" in said


def test_notes_refer_to_each_other_as_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = make(tmp_path, date="2026-02-02", all=True)
    assert "  units: Includes units, see note {note vesting}.\n" in text
    assert "  check that title, address, footnotes, powers of attorney and signers are still right\n" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("flags", "number"),
    [
        ({}, "4 positions"),
        ({"title": "common stock"}, "2 positions"),
        ({"title": "common stock", "code": ("S",)}, "1 position"),
        ({"title": "common stock", "all": True}, "4 positions"),
    ],
    ids=["all classes", "one class", "beside a sale", "all"],
)
def test_the_positions_that_are_written_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: dict[str, Any], number: str
) -> None:
    text = make(tmp_path, **flags)
    assert f": issuer, 1 owner, 1 signer, {number}\n" in capsys.readouterr().out
    assert len(re.findall(r"^    amount: \d|^    amount:\n", text, re.MULTILINE)) == int(number[0])


PURCHASE = """\
non_derivative:
  - title: Common Stock
    date: 2026-03-20
    code: {value: P, footnotes: [plan]}
    acquired: {value: 100, footnotes: [plan, bought]}
    price: {value: 20, footnotes: [price]}
    owned_after: {value: 38813, footnotes: [bought, units]}
    ownership: direct
  - title: Common Stock
    amount: {value: 2500, footnotes: [added]}
    ownership: indirect
    nature_of_ownership: {value: By spouse, footnotes: [disclaimer]}
    since_last: {added: 500, why: employee_plan}
footnotes:
  plan: "Under a sales plan, see note {note units}."
  bought: Bought for cash.
  price: Without commissions.
  units: Includes 100 restricted stock units.
  added: Includes 500 shares of a plan.
  disclaimer: {model: pecuniary_disclaimer}
"""


def test_notes_on_a_transaction_or_on_what_since_last_explains_stay_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "filings" / "acme"
    folder.mkdir(parents=True)
    (folder / "2026-03-20-doe-form4.yaml").write_text(HEAD + PURCHASE, "utf-8")
    text = make(tmp_path, from_="2026-03-20-doe-form4", title="Common Stock")
    assert (
        tables(text).partition("non_derivative:")[2]
        == """
  - title: Common Stock
    amount:
      value: 38813
      footnotes: [units]
    ownership: direct
  - title: Common Stock
    amount: 2500
    ownership: indirect
    nature_of_ownership:
      value: By spouse
      footnotes: [disclaimer]

footnotes:
  units: Includes 100 restricted stock units.
  disclaimer: {model: pecuniary_disclaimer}"""
    )
    assert (
        "  left behind, because no later form repeats it: the note bought of 2026-03-20-doe-form4.yaml\n"
        "  left behind, because no later form repeats it: the note added of 2026-03-20-doe-form4.yaml\n"
    ) in capsys.readouterr().out


def test_notes_that_an_amendment_adds_stay_behind_but_for_those_on_the_nature(tmp_path: Path) -> None:
    folder = tmp_path / "filings" / "acme"
    folder.mkdir(parents=True)
    amended = FORM_3.replace('form: "3"', 'form: "3/A"').replace(
        "{title: Common Stock, amount: 40000, ownership: direct}",
        "{title: {value: Common Stock, footnotes: [why]}, amount: 40000, ownership: direct}",
    )
    amended = amended.replace("By spouse", "{value: By spouse, footnotes: [disclaimer]}")
    amended = amended.replace(
        "footnotes:\n  units:",
        "footnotes:\n  why: Its number was wrong.\n  disclaimer: {model: pecuniary_disclaimer}\n  units:",
    )
    amended += (
        "amendment: {original_filed: 2026-01-08, amends: 2026-01-05-doe-form3.yaml, explanation: Wrong.}\n"
    )
    (folder / "2026-02-01-doe-form3a.yaml").write_text(amended + "filed: {date: 2026-02-01}\n", "utf-8")
    text = make(tmp_path, from_="2026-02-01-doe-form3a", title="Common Stock", date="2026-02-15")
    assert re.findall(r"^  (\w+):", text.partition("\nfootnotes:\n")[2], re.MULTILINE) == [
        "units",
        "disclaimer",
    ]


def test_an_amendment_is_never_the_newest_balance(tmp_path: Path) -> None:
    folder = tmp_path / "filings" / "acme"
    folder.mkdir(parents=True)
    amended = FORM_3.replace('form: "3"', 'form: "3/A"').replace("40000", "38953")
    amended += "amendment: {original_filed: 2026-01-08, explanation: The number was wrong.}\n"
    (folder / "2026-04-01-doe-form3a.yaml").write_text(amended + "filed: {date: 2026-04-01}\n", "utf-8")
    text = make(tmp_path, from_="previous", client="acme", owner="doe")
    assert "amount: 38713\n" in text


@pytest.mark.parametrize(
    ("under", "owned_after", "carried"),
    [
        ("240", "1676", Decimal(1676)),
        ("480", "1676", Decimal(3352)),
        ("100", "1676", None),
        ("480", "999999999", Decimal(999_999_999)),
    ],
    ids=["one for each", "two for each", "not a whole number", "a blank stays one"],
)
def test_what_is_under_a_holding_is_counted_by_what_was_under_the_units_that_moved(
    under: str, owned_after: str, carried: Decimal | None
) -> None:
    text = (ROOT / "filings/apple/2026-06-15-borders-form4.yaml").read_text("utf-8")
    text = text.replace("      amount: 240\n", f"      amount: {under}\n")
    (line,) = parse_filing(read(text.encode(), "filing.yaml"), Form4).derivative
    assert isinstance(line, DerivativeTransaction)
    held = holding_of(line, Decimal(owned_after), is_in_dollars=False)
    assert isinstance(held, DerivativePosition)
    assert held.underlying.amount == (Footnoted(value=carried) if carried else None)


ASKED = (
    "the Form 4/A of 2026-02-02 can be read in more than one way: does the line of 100 on 2026-02-03 "
    "(I.2) in the Form 4 of 2026-02-02 still stand?"
)


def written_after(root: Path, *texts: str) -> str:
    """Return the sale that the command writes after these filings."""
    folder = root / "filings" / "acme"
    folder.mkdir(parents=True)
    for n, each in enumerate(texts):
        (folder / f"2026-0{n + 1}-01-doe-form.yaml").write_text(each)
    given: dict[str, Any] = dict.fromkeys(("client", "owner", "fills", "amend"), "")
    own = {
        "date": "2026-12-01",
        "form": "4",
        "from_": f"2026-0{len(texts)}-01-doe-form",
        "filings": "filings",
    }
    flags = {**given, **dict.fromkeys(("owned", "line"), ()), **own, "title": "Common Stock", "code": ("S",)}
    assert new.run(edge.Project(root=root, home=redwell.home()), NewOptions(**flags)) == 0
    (path,) = (each for each in folder.glob("*.yaml") if not each.name.endswith("-01-doe-form.yaml"))
    return path.read_text("utf-8")


def test_a_position_that_an_amendment_may_change_is_written_with_its_question(tmp_path: Path) -> None:
    """The amendment repeats the first of three lines."""
    first = moved("2026-02-02", "P", "400", "1400")
    more = moved("2026-02-03", "P", "100", "1500"), moved("2026-02-03", "P", "100", "600", owned=TRUST)
    for name, line, remark in (
        (
            "direct",
            more[0],
            f"# not known before: {ASKED} 1,500 is owned if it does, 1,400 if not; type the number\n",
        ),
        (
            "trust",
            more[1],
            f"  # Common Stock (By trust): {ASKED} 600 is owned if it does, 500 if not\n  - title: Common ",
        ),
    ):
        assert remark in written_after(
            tmp_path / name,
            text("2026-01-05", held("1000"), held("500", TRUST), form="3", filed="2026-01-09"),
            text("2026-02-02", first, line, filed="2026-02-04"),
            text("2026-02-02", first, form="4/A", filed="2026-02-12", amends="2026-02-04"),
        )


def test_what_was_owned_before_names_the_late_line_that_it_counts(tmp_path: Path) -> None:
    assert (
        "# 1,050 before, by the Form 4 of 2026-11-20 and the line of 2026-10-05; check --fix adds up\n"
        in (
            written_after(
                tmp_path,
                text("2026-01-05", held("1000"), form="3", filed="2026-01-09"),
                text("2026-11-20", moved("2026-11-20", "P", "100", "1100"), filed="2026-11-23"),
                text("2026-10-05", moved("2026-10-05", "S", "-50", "950"), filed="2026-11-30"),
            )
        )
    )


SECRET = "zx4cv" + "@9q"


@pytest.mark.parametrize(
    ("file", "edit"),
    [
        ("2026-03-15-doe-form4", ("title: Common Stock", f"title: 'Common Stock CCC: {SECRET}'")),
        ("2026-03-15-doe-form4", ("signer: Jane Doe", f"signer: 'Jane Doe ccc: {SECRET}'")),
        ("2026-01-05-doe-form3", ("By spouse", f"'By spouse, ccc: {SECRET}'")),
    ],
)
@pytest.mark.parametrize("named", ["", "previous"])
def test_a_secret_in_any_filing_of_the_owner_is_not_copied(
    tmp_path: Path, file: str, edit: tuple[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path)
    made(tmp_path).unlink()
    path = tmp_path / "filings" / "acme" / f"{file}.yaml"
    content = path.read_text("utf-8")
    assert edit[0] in content
    monkeypatch.setitem(globals(), "FORM_3" if "form3" in file else "FORM_4", content.replace(*edit, 1))
    with pytest.raises(Misuse) as refused:
        make(tmp_path, **({"from_": "previous", "client": "acme"} if named else {}))
    begin = "--from " if "form4" in file else ""
    name = f"filings/acme/{file}.yaml"
    assert f"{refused.value}" == (f"{begin}{name}: it has errors: correct them first (redwell check {name})")
    assert len([*path.parent.iterdir()]) == 2


@pytest.mark.parametrize("flag", ["title", "owner", "client"])
def test_a_secret_in_a_flag_is_not_written(tmp_path: Path, flag: str) -> None:
    with pytest.raises(Misuse) as refused:
        make(tmp_path, **{flag: f"ccc: {SECRET}"})
    assert f"{refused.value}" == (
        f"--{flag}: nothing was written: this looks like a filer's CCC, and filings are kept in git, where "
        "many people can read them: remove it; if it was committed or sent, replace the CCC on the EDGAR "
        "Filer Management dashboard"
    )
    assert len([*(tmp_path / "filings").rglob("*.yaml")]) == 2
