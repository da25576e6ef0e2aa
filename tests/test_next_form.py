"""A new form needs one folder and one line: an invented form passes through every command."""

from __future__ import annotations

import os
import re
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree as ET

import pytest

import redwell
from generators import reference
from redwell.builds import builder, record
from redwell.check.dependencies import dependencies
from redwell.check.filing import Checked, check_filing
from redwell.commands import import_, new_draft, report, submission
from redwell.commands.submission import SubmissionOrder
from redwell.deadlines.standing import Due
from redwell.edgar import yaml_writer
from redwell.files import discovery
from redwell.forms import FORMS
from redwell.model import Filing, Footnoted
from redwell.ownership.columns import fact
from redwell.ownership.tables import period_of, period_path
from redwell.power_of_attorney import authentication
from redwell.problems import FilingError
from redwell.redline.redlines import RedlineOrder, redline
from redwell.review import rendering
from redwell.review.review import Job, review
from redwell.rules import owners, registry
from redwell.rules.registry import REGISTERED, Violation, rule, rules_of
from redwell.settings import Settings
from redwell.source import loader
from tests import next_form
from tests.next_form import NextFiling, Position, Transaction
from tests.repositories import History, needs_git
from tests.submissions import CCC
from tests.test_build import Silent, settle

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAME = "2026-05-04-doe-jane-form8.yaml"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one filing of the invented form, which is registered by one line."""
    monkeypatch.setitem(FORMS, next_form.FORM.name, next_form.FORM)
    home = next_form.home(tmp_path / "home")
    monkeypatch.setattr(redwell, "home", lambda: home)
    folder = tmp_path / "root"
    (folder / "filings" / "acme").mkdir(parents=True)
    (folder / "filings" / "acme" / NAME).write_text(next_form.filing(), "utf-8")
    return folder


def checked(root: Path, name: str = NAME) -> Checked:
    entry = discovery.entry(root / "filings" / "acme" / name, root)
    return check_filing(entry, root, redwell.home())


def said(root: Path, old: str, new: str) -> str:
    """Return the report on the filing with *old* replaced by *new*."""
    path = root / "filings" / "acme" / NAME
    text = next_form.filing()
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return report.text(checked(root).problems)


def test_a_filing_is_read_into_rows_of_both_kinds_in_their_order(root: Path) -> None:
    found = checked(root)
    assert report.text(found.problems) == ""
    assert isinstance(found.filing, NextFiling)
    assert found.filing.under_a_plan
    first, second, third = found.filing.securities
    assert isinstance(first, Transaction)
    assert isinstance(second, Position)
    assert isinstance(third, Transaction)
    assert (first.acquired, first.disposed) == (Footnoted(value=Decimal(240)), None)
    assert (third.acquired, third.disposed) == (None, Footnoted(value=Decimal(124), footnotes=("vesting",)))
    assert (first.timing, third.timing) == ("on_time", "early")
    assert second.amount.value == Decimal("2170.3157")


def test_its_own_rules_and_those_of_every_form_check_it(root: Path) -> None:
    assert said(root, "    acquired: 240\n", "") == (
        "filings/acme/2026-05-04-doe-jane-form8.yaml:18:5: error [a-code] securities[0]\n"
        "  write acquired: or disposed:\n"
        "      18 |   - title: Common Stock\n"
        "         |     ^^^^^^^^^^^^^^^^^^^\n"
    )
    without = said(root, "    nature_of_ownership: By trust\n", "")
    assert "error [nature-missing] securities[1]\n" in without
    assert "(Form 8, Table I, column 6; specification 3.3 cm(5))" in without


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "    acquired: 240\n",
            "    acquired: 240\n    amount: 5\n",
            '22:5: error [unknown-key] securities[0].amount\n  "amount" is for another kind of line; did you '
            'mean "owned_after"?\n',
        ),
        (
            "    amount: 2170.3157\n",
            "    amount: 2170.3157\n    price: 2\n",
            '28:5: error [unknown-key] securities[1].price\n  "price" belongs in a row with date: add that, '
            "or remove price\n",
        ),
        (
            "    price:\n      footnotes: [vesting]\n",
            "",
            "18:5: error [missing-key] securities[0]\n  price is missing: the price (Form 3, Table II, "
            "column 4)\n",
        ),
        (
            "    owned_after: 38953\n",
            "",
            "18:5: error [missing-key] securities[0]\n  owned_after is missing: owned_after (Form 3, Table "
            "I, column 2)\n",
        ),
    ],
    ids=["amount in a transaction", "price in a holding", "no price", "no balance"],
)
def test_a_row_has_the_keys_of_its_own_kind(root: Path, old: str, new: str, problem: str) -> None:
    found = said(root, old, new)
    assert problem in found
    assert found.count("error [") == 1


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        (
            "trading_symbol: ACME",
            'trading_symbol: "[ACME]"',
            ['box 2 takes the symbol alone, not "[ACME]": did you mean ACME? (Form 8, box 2)'],
        ),
        (
            "director: true",
            "director: false",
            [
                "give the owner's relationship to the issuer: write director: true, officer: with the "
                "title, ten_percent_owner: true, or other: (Form 8, box 5; specification 3.3 cm(1))"
            ],
        ),
        (
            "director: true",
            "other: Director",
            ['"Director" has a checkbox of its own in box 5: did you mean director: true? (Form 8, box 5)'],
        ),
        (
            "director: true",
            "ten_percent_owner: true",
            [
                "a person who is only a 10% owner of a foreign private issuer does not file Form 8: is DOE "
                "JANE also a director or officer? (Rule 3a12-3(b); Release 34-104903)"
            ],
        ),
        (
            "period: 2026-05-04",
            "period: 1926-05-04",
            [
                "is the year right? Section 16 reports began in 1934, and Redwell knows no due date for "
                "1926 (Form 8, box 3)"
            ],
        ),
        # The form has no table of derivative securities to which a row could move.
        ("title: Common Stock\n    amount", "title: Warrants\n    amount", []),
    ],
    ids=["symbol", "no relationship", "relationship", "10% owner", "year", "warrants"],
)
def test_a_message_names_the_boxes_of_its_own_form(
    root: Path, old: str, new: str, messages: list[str]
) -> None:
    text = next_form.filing().replace("ACME\n\n", "ACME\n  foreign_private_issuer: true\n\n")
    assert old in text
    (root / "filings" / "acme" / NAME).write_text(text.replace(old, new, 1), "utf-8")
    assert [problem.message for problem in checked(root).problems if problem.code != "fpi-title"] == messages


def test_a_row_with_a_misspelt_key_has_one_problem(root: Path) -> None:
    found = said(root, "    date: 2026-05-04\n", "    dat: 2026-05-04\n")
    assert 'unknown key "dat"; did you mean "date"?' in found
    assert found.count("error [") == 1


def balances_follow_on(filing: NextFiling, previous: NextFiling | None) -> Iterator[Violation]:
    """Yield a line if an amount before the first transaction is not the last one of the previous filing."""
    first = filing.securities[0]
    if previous and isinstance(first, Transaction) and first.acquired:
        *_, last = (row for row in previous.securities if isinstance(row, Transaction))
        assert first.owned_after.value is not None
        assert first.acquired.value is not None
        assert last.owned_after.value is not None
        if first.owned_after.value - first.acquired.value != last.owned_after.value:
            yield Violation(("securities", 0), f"{last.owned_after.value} were owned before", on="title")


@pytest.fixture
def previous(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place of an earlier filing of the same owner, with which a rule of the form compares."""
    monkeypatch.setattr(registry, "REGISTERED", {**REGISTERED})
    compared = rule("not-continued", "warning", "practice")(balances_follow_on)
    form = replace(next_form.FORM, rules=(*next_form.FORM.rules, compared))
    monkeypatch.setitem(FORMS, form.name, form)
    return root / "filings" / "acme" / "2026-04-07-doe-jane-form8.yaml"


def earlier(balance: int, owner: str = "DOE JANE") -> str:
    """Return a filing of April after which *balance* is owned."""
    text = next_form.filing('"0001700002"' if owner != "DOE JANE" else '"0001700001"')
    for old, new_ in {"2026-05": "2026-04", "DOE JANE": owner, "38829": f"{balance}"}.items():
        text = text.replace(old, new_)
    return text


def test_a_rule_compares_a_filing_with_the_previous_one_of_its_owner(root: Path, previous: Path) -> None:
    assert checked(root).problems == ()
    previous.write_text(earlier(38713), "utf-8")
    assert checked(root).problems == ()
    previous.write_text(earlier(38700), "utf-8")
    [problem] = checked(root).problems
    assert (problem.code, problem.message) == ("not-continued", "38700 were owned before")
    previous.write_text(earlier(38700, owner="ROE RICHARD"), "utf-8")
    assert checked(root).problems == ()


def test_a_result_is_kept_until_the_filing_compared_with_changes(root: Path, previous: Path) -> None:
    (root / "build").mkdir()

    def messages() -> list[str]:
        settle()
        found = record.check_record(root, redwell.home(), root / "filings", (f"{root}/filings/acme/{NAME}",))
        assert NAME in (root / "build" / ".cache.json").read_text("ascii")
        return [problem.message for problem in found.problems]

    assert messages() == []
    previous.write_text(earlier(38700), "utf-8")
    assert messages() == ["38700 were owned before"]
    previous.write_text(earlier(38600), "utf-8")
    assert messages() == ["38600 were owned before"]
    previous.unlink()
    assert messages() == []


def test_only_filings_of_a_form_that_compares_depend_on_their_folder(previous: Path) -> None:
    source = loader.read(next_form.filing().encode(), NAME)
    assert dependencies(source, FORMS["8"]).is_on_folder
    alone = replace(next_form.FORM, rules=rules_of(owners))
    assert not dependencies(source, alone).is_on_folder
    assert not dependencies(source, None).is_on_folder


def test_it_is_due_by_its_own_rule(root: Path) -> None:
    standing = checked(root).standing
    assert standing
    assert standing.due == Due(day=date(2026, 5, 6), reason="two business days after the transaction")


def test_a_build_makes_its_documents(root: Path) -> None:
    job = builder.BuildJob(root=root, home=redwell.home(), record=root / "filings", out=root / "build")
    [outcome] = builder.build_record(job, Silent()).outcomes
    assert report.text(outcome.problems) == ""
    assert sorted(outcome.files) == ["authentication.pdf", "form8.docx", "form8.pdf", "form8.xml"]
    xml = ET.fromstring((outcome.folder / "form8.xml").read_bytes())
    amounts = [
        (row.findtext("transactionShares/value"), row.findtext("acquiredDisposedCode/value"))
        for row in xml.iterfind("securitiesTable/transaction/transactionAmounts")
    ]
    assert amounts == [("240", "A"), ("124", "D")]
    assert [row.tag for row in xml.iterfind("securitiesTable/*")] == ["transaction", "holding", "transaction"]


def test_what_was_built_is_imported_as_it_was_written(root: Path) -> None:
    job = builder.BuildJob(root=root, home=redwell.home(), record=root / "filings", out=root / "build")
    [outcome] = builder.build_record(job, Silent()).outcomes
    xml = (outcome.folder / "form8.xml").read_text("ascii")
    named = xml.replace("<issuerCik>", "<issuerName>ACME CORP</issuerName><issuerCik>")
    named = named.replace("<rptOwnerCik>", "<rptOwnerName>DOE JANE</rptOwnerName><rptOwnerCik>")
    found = import_.import_filing(named.encode(), "form8.xml")
    assert found.notes == ()
    assert found.name == NAME
    # An import keeps what was signed.
    as_typed = re.sub(r'    (facts|words): ".*"\n', "", found.yaml)
    assert as_typed == next_form.filing().partition("\naccept:")[0]
    assert len(found.yaml.splitlines()) == len(as_typed.splitlines()) + 2


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedFiling(NextFiling):
    """A filing with a flag that must be given, and a number."""

    planned: bool = field(metadata=fact(label="planned", kind="flag"))
    share: Decimal | None = field(default=None, metadata=fact(label="share", kind="number"))


def test_an_import_writes_a_required_flag_that_is_false_and_a_number_that_is_zero(root: Path) -> None:
    plain = checked(root).filing
    assert plain
    held = {each.name: getattr(plain, each.name) for each in fields(plain)}
    said = PlannedFiling(**{**held, "under_a_plan": False}, planned=False, share=Decimal(0))
    form = replace(next_form.FORM, filing=PlannedFiling)
    keys = ["form", "period", "under_a_plan", "planned", "share", "issuer"]
    text = yaml_writer.joined(yaml_writer.blocks(said, form, keys), form)
    assert text.startswith(
        f"{next_form.filing().partition(chr(10))[0]}\n"
        'form: "8"\nperiod: 2026-05-04\nplanned: false\nshare: 0\n\nissuer:\n'
    )


def test_a_word_that_no_code_stands_for_is_told_at_its_element(root: Path) -> None:
    job = builder.BuildJob(root=root, home=redwell.home(), record=root / "filings", out=root / "build")
    [outcome] = builder.build_record(job, Silent()).outcomes
    xml = (outcome.folder / "form8.xml").read_text("ascii")
    with pytest.raises(FilingError) as error:
        import_.import_filing(
            xml.replace(">4</transactionFormType>", ">7</transactionFormType>").encode(), "form8.xml"
        )
    [problem] = error.value.problems
    assert problem.code == "import-choice"
    assert problem.message == '"7" is neither 4 (on_time) nor 5 and E (early)'


def test_a_new_one_is_written_from_its_skeleton(root: Path) -> None:
    path = new_draft.write_new(
        root / "filings", new_draft.Draft(client="beta", owner="Roe John", day="2026-05-04", form="8"), root
    ).path
    assert path.name == "2026-05-04-roe-john-form8.yaml"
    assert path.read_text("utf-8") == (
        "# yaml-language-server: $schema=../../schemas/next.schema.json\n"
        'form: "8"\n'
        "period: 2026-05-04\n"
        'issuer: {name: ISSUER NAME, cik: "9999999999", trading_symbol: SYMBOL}\n'
        "reporting_owners:\n"
        '  - {name: "ROE JOHN", relationship: {director: true}}\n'
    )
    found = check_filing(discovery.entry(path, root), root, redwell.home())
    assert {problem.severity for problem in found.problems} == {"not ready"}


def test_a_submission_holds_it_under_its_own_type(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("REDWELL_CCC_0001700001", CCC)
    settings = Settings(contact_name="Jane Doe", contact_phone="1", contact_email="a@example.com")
    out = root.parent / "submission.xml"
    order = SubmissionOrder(
        root=root,
        home=redwell.home(),
        record=root / "filings",
        filing=f"{root}/filings/acme/{NAME}",
        mode="TEST",
        out=out,
        build=root / "build",
    )
    prepared = submission.prepare(order, settings, can_ask=False)
    assert (prepared.problems, prepared.missing) == ((), ())
    assert submission.write_submission(order, settings, prepared) == ("form8.xml",)
    sent = ET.fromstring(out.read_bytes())
    assert sent.findtext("submissionType") == "8"
    assert b"<documentType>8</documentType>" in b64decode(sent.findtext(".//documentMimeBlock", ""))
    assert os.path.lexists(out)


def test_the_manual_explains_its_keys(root: Path) -> None:
    page = reference.markdown(redwell.home())
    assert "| `under_a_plan` | `true` or `false` |" in page
    assert "| `disposed` | number, with footnotes |" in page


def test_a_form_that_nobody_registered_is_a_problem_with_its_place(root: Path) -> None:
    assert said(root, 'form: "8"', 'form: "9"') == (
        "filings/acme/2026-05-04-doe-jane-form8.yaml:2:7: error [not-a-choice] form\n"
        '  Redwell does not support Form 9: write form: "3", "3/A", "4", "4/A", "5", "5/A" or "8"\n'
        '       2 | form: "9"\n'
        "         |       ^^^\n"
    )


def test_a_filing_without_a_form_is_judged_by_the_one_whose_keys_it_has(root: Path) -> None:
    found = said(root, 'form: "8"\n', "")
    assert "[missing-key]" in found
    assert "unknown key" not in found


@dataclass(frozen=True, kw_only=True, slots=True)
class ComputedFiling(Filing):
    """A filing of a form that computes the date it reports on."""

    NUMBER: ClassVar[int] = 8
    AMENDMENT: ClassVar[str] = "8/A"

    @property
    def period_of_report(self) -> date:
        """The date of the earliest transaction."""
        return date(1930, 5, 4)


def test_a_form_may_compute_the_date_it_reports_on(root: Path) -> None:
    read = checked(root).filing
    assert read
    said = ComputedFiling(form="8", issuer=read.issuer, reporting_owners=read.reporting_owners)
    assert (period_of(said).label, period_path(said)) == ("period of report", ())
    [problem] = owners.the_event_follows_the_exchange_act(said)
    assert (problem.code, problem.path) == ("event-year", ())
    assert problem.message.endswith("Redwell knows no due date for 1930 (Form 8)")
    signed = replace(said, signatures=read.signatures)
    [page] = authentication.authentication_pages(signed, "Jane Doe", "Invented Statement")
    assert page.context["period_of_report"] == {"label": "Period of report", "date": date(1930, 5, 4)}
    assert "" not in page.context


@pytest.fixture
def request_of(root: Path) -> Path:
    """The repository with two commits: the filing, and one that changes a number, a date and the plan."""
    history = History(root=root)
    history.git("init", "--quiet", "--initial-branch", "main")
    history.save({})
    changes = {
        "period: 2026-05-04": "period: 2026-05-05",
        "under_a_plan: true\n": "",
        "value: 124": "value: 140",
        "timing: early": "timing: on_time",
        "owned_after: 38829": "owned_after: 38813",
    }
    text = next_form.filing()
    for old, new_ in changes.items():
        text = text.replace(old, new_)
    history.save({f"filings/acme/{NAME}": text})
    return root


@needs_git
def test_a_review_shows_rows_by_their_columns_and_facts_by_their_labels(request_of: Path) -> None:
    job = Job(
        root=request_of,
        home=redwell.home(),
        base="HEAD~1",
        head="HEAD",
        today=date(2026, 5, 6),
        is_built=False,
        is_pictured=False,
    )
    [filing] = review(job).review.filings
    assert [(fact.what, fact.before, fact.after) for fact in filing.facts] == [
        ("date of earliest transaction", "4 May 2026", "5 May 2026"),
        ("under a plan", "yes", "no"),
    ]
    [table] = filing.tables
    assert (table.label, table.securities) == ("Table I", "securities")
    [row] = [row for row in table.rows if row.change == "changed"]
    assert row.before
    assert row.after
    assert (row.before.value, row.after.value) == (Decimal(38829), Decimal(38813))
    assert [note.text for note in row.notes] == ["timing was early", "disposed was 124"]


@needs_git
def test_a_redline_marks_what_changed_in_its_documents(
    request_of: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each side is rendered by a process of its own, which learns of the form by this function.
    monkeypatch.setattr(rendering, "drafts", next_form.drafts)
    order = RedlineOrder(
        root=request_of,
        home=redwell.home(),
        filing=f"filings/acme/{NAME}",
        base="HEAD~1",
        head="HEAD",
        build=request_of / "build",
        out=None,
        today=date(2026, 5, 6),
        author="Jane Doe",
    )
    found = redline(order)
    assert found.errors == ()
    word, page = found.written
    assert (word.name, page.name) == ("form8.redline.docx", "form8.redline.pdf")
    document = ET.fromstring(zipfile.ZipFile(word).read("word/document.xml"))
    # A space between two numbers is in neither document.
    deleted = [each.text for each in document.iter(f"{W}delText") if each.text and not each.text.isspace()]
    inserted = [text.text for element in document.iter(f"{W}ins") for text in element.iter(f"{W}t")]
    assert deleted == ["05/04/2026", "38,829"]
    assert inserted == ["05/05/2026", "38,813"]
