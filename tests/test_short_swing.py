"""The question of Section 16(b) in a check and a review: asked of what is not filed, and never kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import redwell
from redwell.builds import parcels
from redwell.builds.record import check_record
from redwell.builds.worker import Attempt, BuildTask
from redwell.check.filing import Checked, check_filing
from redwell.files import discovery
from redwell.review.model import FilingReview
from redwell.review.review import Job, review
from tests.histories import DIRECT, FUND, JANE, TRUST, held, moved, option, text
from tests.repositories import history, needs_git
from tests.test_build import settle

BOUGHT = text("2026-01-05", moved("2026-01-05", "P", "100", "100"), filed="2026-01-07")
SOLD = text("2026-02-02", moved("2026-02-02", "S", "-60", "40", price="12"))
NAMES = "2026-01-07-doe-form4.yaml", "2026-02-03-doe-form4.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A record with a purchase that is filed, and a sale that is not."""
    (tmp_path / "filings" / "acme").mkdir(parents=True)
    (tmp_path / "build").mkdir()
    for name, yaml in zip(NAMES, (BOUGHT, SOLD), strict=True):
        write(tmp_path, name, yaml)
    return tmp_path


def write(root: Path, name: str, yaml: str) -> Path:
    path = root / "filings" / "acme" / name
    path.write_text(yaml, "utf-8")
    return path


def checked(root: Path, name: str = NAMES[1]) -> Checked:
    entry = discovery.entry(root / "filings" / "acme" / name, root)
    return check_filing(entry, root, redwell.home())


def asked(found: Checked) -> list[str]:
    return [problem.message for problem in found.problems if problem.code == "short-swing"]


def test_a_draft_asks_about_the_trade_of_the_record_that_it_matches(root: Path) -> None:
    (question,) = asked(checked(root))
    assert question.startswith(
        f"this sale and the purchase of 100 at $10 on 2026-01-05 ({NAMES[0]}, line I.1) are less than six "
        "months apart: at most $120 on 60 of them; ask counsel before it is filed (Section 16(b)"
    )
    assert "liable" not in question
    assert asked(checked(root, NAMES[0])) == []


def test_what_is_filed_is_not_asked_about(root: Path) -> None:
    write(root, NAMES[1], SOLD + "filed: {date: 2026-02-04}\n")
    assert asked(checked(root)) == []


MARK = "1:ad33915029884bb8f74d90c6dabb6312"
ANSWER = f'accept: {{short-swing: {{reason: "Counsel answered on 3 February.", of: "{MARK}"}}}}\n'


def test_the_question_ends_with_the_entry_to_write(root: Path) -> None:
    (question,) = asked(checked(root))
    assert question.endswith(
        "within any period of less than six months); once counsel has answered, write "
        f'accept: {{short-swing: {{reason: "the answer of counsel", of: "{MARK}"}}}}'
    )


def test_an_answer_for_these_pairs_answers_it(root: Path) -> None:
    write(root, NAMES[1], SOLD + ANSWER)
    found = checked(root)
    assert [each.code for each in found.problems if each.code.startswith(("short", "accept"))] == []
    assert found.accepted["short-swing"] == "Counsel answered on 3 February."
    (root / "filings" / "acme" / NAMES[0]).rename(root / "filings" / "acme" / "renamed.yaml")
    assert asked(checked(root)) == []


@pytest.mark.parametrize(
    "sold",
    [
        SOLD + "accept: {short-swing: Counsel answered on 3 February.}\n",
        SOLD.replace("disposed: 60", "disposed: 90").replace("owned_after: 40", "owned_after: 10") + ANSWER,
        SOLD.replace("price: 12", "price: 13") + ANSWER,
        SOLD.replace("date: 2026-02-02", "date: 2026-02-03") + ANSWER,
    ],
)
def test_an_answer_is_of_the_pairs_that_it_was_given_for(root: Path, sold: str) -> None:
    write(root, NAMES[1], sold)
    assert len(asked(checked(root))) == 1


def test_a_later_and_bigger_match_is_asked_about_although_a_smaller_one_was_answered(root: Path) -> None:
    write(root, NAMES[1], SOLD + ANSWER)
    assert asked(checked(root)) == []
    cheaper = text("2026-01-12", moved("2026-01-12", "P", "500", "600", price="8"), filed="2026-01-14")
    write(root, "2026-01-14-doe-form4.yaml", cheaper)
    (question,) = asked(checked(root))
    assert "at most $240 on 60 of them" in question


OPTION = option("2026-01-05", "P", "100", "100")


@pytest.mark.parametrize(
    ("bought", "changes"),
    [
        (BOUGHT, [("director: true", "ten_percent_owner: true")]),
        (BOUGHT, [("Common Stock", "Class B Common Stock")]),
        (BOUGHT, [("0000678901", "0000678999")]),
        (BOUGHT, [("0000012345", "0000012399")]),
        (BOUGHT, [("code: P", "code: L")]),
        (BOUGHT, [(DIRECT, TRUST)]),
        (OPTION, [("conversion_or_exercise_price: 5", "conversion_or_exercise_price: 1")]),
        (OPTION, [("price: 1,", "price: 2,")]),
        (OPTION, [("Stock Option", "Put Option"), ("code: P, acquired", "code: S, disposed")]),
    ],
)
def test_an_answer_does_not_hold_once_a_fact_on_which_it_rests_changes(
    root: Path, bought: str, changes: list[tuple[str, str]]
) -> None:
    first = bought if bought == BOUGHT else text("2026-01-05", derivative=(bought,), filed="2026-01-07")
    write(root, NAMES[0], first)
    (question,) = asked(checked(root))
    entry = "accept: " + question.rpartition("accept: ")[2] + "\n"
    write(root, NAMES[1], SOLD + entry)
    assert asked(checked(root)) == []
    changed = first, SOLD + entry
    for old, new in changes:
        changed = changed[0].replace(old, new), changed[1].replace(old, new)
    for name, yaml in zip(NAMES, changed, strict=True):
        write(root, name, yaml)
    assert len(asked(checked(root))) == 1


def test_an_answer_is_for_the_pairs_of_each_joint_owner(root: Path) -> None:
    """The second owner's own purchase comes to less than the first one's."""
    second = '{name: ROE RICHARD, cik: "0000678902", relationship: {director: true}}'
    sold = text("2026-02-02", moved("2026-02-02", "S", "-60", "40", price="12"), owners=(JANE, second))
    write(root, NAMES[1], sold)
    (question,) = asked(checked(root))
    answered = sold + "accept: " + question.rpartition("accept: ")[2] + "\n"
    write(root, NAMES[1], answered)
    assert asked(checked(root)) == []
    dearer = moved("2026-01-12", "P", "100", "100", price="10.5")
    write(root, "roe.yaml", text("2026-01-12", dearer, filed="2026-01-14", owners=(second,)))
    assert len(asked(checked(root))) == 1


def test_of_equal_purchases_the_name_of_a_file_does_not_choose(root: Path) -> None:
    for name, number in (("a.yaml", "100"), ("b.yaml", "50")):
        write(root, name, text("2026-01-05", moved("2026-01-05", "P", number, number), filed="2026-01-07"))
    (root / "filings" / "acme" / NAMES[0]).unlink()
    write(root, NAMES[1], SOLD.replace("disposed: 60", "disposed: 120"))
    (question,) = asked(checked(root))
    (root / "filings" / "acme" / "a.yaml").rename(root / "filings" / "acme" / "c.yaml")
    (again,) = asked(checked(root))
    assert again.rpartition("accept: ")[2] == question.rpartition("accept: ")[2]


@pytest.mark.parametrize(
    "bought",
    [
        BOUGHT.replace("2026-01-05", "2025-08-01"),
        BOUGHT.replace("price: 10", "price: 13"),
        BOUGHT.replace("code: P", "code: A"),
        BOUGHT.replace("code: P", 'exempt: "16b-3(d)", code: P'),
        text("2026-01-05", moved("2026-01-05", "P", "100", "100"), owners=(FUND,)),
        text("2026-01-05", held("100"), form="3"),
    ],
)
def test_nothing_is_asked_where_nothing_matches(root: Path, bought: str) -> None:
    write(root, NAMES[0], bought)
    assert asked(checked(root)) == []


def test_a_kept_answer_is_given_up_when_the_other_filing_changes(root: Path) -> None:
    def messages() -> list[str]:
        settle()
        found = check_record(root, redwell.home(), root / "filings", ())
        return [problem.message for problem in found.problems if problem.code == "short-swing"]

    assert "at most $120 on 60" in messages()[0]
    assert "at most $120 on 60" in messages()[0]
    write(root, NAMES[0], BOUGHT.replace("price: 10", "price: 11"))
    assert "at most $60 on 60" in messages()[0]
    (root / "filings" / "acme" / NAMES[0]).unlink()
    assert messages() == []
    write(root, "2026-01-08-doe-form4.yaml", BOUGHT)
    assert "2026-01-08-doe-form4.yaml" in messages()[0]


def test_another_machine_gets_the_filings_that_it_asks_about(root: Path, tmp_path: Path) -> None:
    amendment = "amendment: {original_filed: 2026-02-04, explanation: A price was wrong.}\n"
    path = write(root, NAMES[1], SOLD.replace('form: "4"', 'form: "4/A"') + amendment)
    here = Attempt(root=root, home=redwell.home(), author="")
    task = BuildTask(entry=discovery.entry(path, root), is_made=False)
    parcel = parcels.pack(task, here)
    assert parcel
    assert {Path(name).name for name in parcel.files} == {*NAMES}
    made = parcels.unpacked(parcel, f"{tmp_path}")
    assert "short-swing" in [each.code for each in made.problems]  # type: ignore[union-attr]


# --- in a review ---


def reviewed(folder: Path, sold: str) -> FilingReview:
    told = history(folder)
    told.save({f"filings/acme/{NAMES[0]}": BOUGHT})
    told.write({f"filings/acme/{NAMES[1]}": sold})
    day = date(2026, 2, 3)
    job = Job(root=told.root, home=redwell.home(), base="HEAD", head=None, today=day, is_built=False)
    (found,) = review(job).review.filings
    return found


@needs_git
def test_a_review_shows_the_pairs_below_the_transactions_and_asks_for_counsel(tmp_path: Path) -> None:
    found = reviewed(tmp_path / "open", SOLD)
    assert found.short_swing == (
        "Section 16(b): at most $120 on 60; ask counsel",
        "100 bought at $10 on 5 Jan 2026 (2026-01-07-doe-form4 I.1), 60 sold at $12 on 2 Feb 2026 "
        "(2026-02-03-doe-form4 I.1, not recorded as filed): 60 x $2.00 = $120.00",
    )
    task = "ask counsel about Section 16(b) before this is filed: 1 pair of trades"
    assert task in found.tasks
    split = SOLD.replace("price: 12", "price: 6, since_last: {added: 100, why: split}")
    assert reviewed(tmp_path / "split", split).short_swing == (
        "Section 16(b): the difference of their prices is not known here; ask counsel",
        "100 bought at $10 on 5 Jan 2026 (2026-01-07-doe-form4 I.1), 60 sold at $6 on 2 Feb 2026 "
        "(2026-02-03-doe-form4 I.1, not recorded as filed): a split lies between these trades: numbers and "
        "prices are not comparable as reported",
    )
    answered = reviewed(tmp_path / "answered", SOLD + ANSWER)
    assert answered.short_swing == found.short_swing
    assert task not in answered.tasks
    unmarked = reviewed(tmp_path / "unmarked", SOLD + "accept: {short-swing: Counsel answered.}\n")
    assert task in unmarked.tasks
