"""Section 16(b): the most that pairs less than six months apart can come to, and what is not counted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import redwell
from redwell.account import cautions, flow, ledger, matching, pool
from redwell.account.flow import Offer
from redwell.account.matching import OwnerMatching
from redwell.account.pool import PooledTrade
from redwell.account.previous import NamedFiling
from redwell.account.questions import matching_questions, most_of
from redwell.deadlines import windows
from tests.histories import FUND, JANE, TRUST, held, moved, named, option, text
from tests.redwell_program import Run
from tests.sample import tries

# --- the maximum ---

Offers = Sequence[Offer]
Partners = Sequence[Sequence[int]]
OFFERS = st.lists(
    st.builds(Offer, amount=st.integers(1, 4).map(Decimal), price=st.integers(1, 9).map(Decimal)), max_size=4
)


def brute_force(purchases: Offers, sales: Offers, partners: Partners) -> Decimal:
    """The most that pairs come to, of all ways to pair whole securities."""
    edges = [(p, s) for p in range(len(purchases)) for s in partners[p]]

    @cache
    def best(n: int, left: tuple[int, ...], wanted: tuple[int, ...]) -> Decimal:
        if n == len(edges):
            return Decimal()
        p, s = edges[n]
        found = []
        for amount in range(min(left[p], wanted[s]) + 1):
            rest = (*left[:p], left[p] - amount, *left[p + 1 :])
            more = (*wanted[:s], wanted[s] - amount, *wanted[s + 1 :])
            found.append((sales[s].price - purchases[p].price) * amount + best(n + 1, rest, more))
        return max(found)

    return best(0, tuple(int(each.amount) for each in purchases), tuple(int(each.amount) for each in sales))


def greedy(purchases: Offers, sales: Offers, partners: Partners) -> Decimal:
    """Return what the lowest purchase and the highest sale come to, again and again."""
    left, wanted = [each.amount for each in purchases], [each.amount for each in sales]
    total = Decimal()
    for p in sorted(range(len(purchases)), key=lambda n: purchases[n].price):
        for s in sorted(partners[p], key=lambda n: -sales[n].price):
            amount, earned = min(left[p], wanted[s]), sales[s].price - purchases[p].price
            if earned > 0:
                left[p], wanted[s] = left[p] - amount, wanted[s] - amount
                total += amount * earned
    return total


@settings(max_examples=tries(60, 5000), deadline=None, derandomize=True)
@given(OFFERS, OFFERS, st.data())
def test_the_most_is_that_of_brute_force_and_never_less_than_greedy(
    purchases: list[Offer], sales: list[Offer], data: st.DataObject
) -> None:
    subsets = st.lists(st.booleans(), min_size=len(sales), max_size=len(sales))
    partners = [[n for n, is_in in enumerate(data.draw(subsets)) if is_in] for _ in purchases]
    pairs = flow.most_profitable(purchases, sales, partners)
    found = flow.profit(pairs, purchases, sales)
    assert found == brute_force(purchases, sales, partners)
    assert found >= greedy(purchases, sales, partners)
    for n, each in enumerate(purchases):
        assert sum(pair.amount for pair in pairs if pair.purchase == n) <= each.amount
    for n, each in enumerate(sales):
        assert sum(pair.amount for pair in pairs if pair.sale == n) <= each.amount
    assert all(pair.amount > 0 and pair.sale in partners[pair.purchase] for pair in pairs)


TRADES = st.tuples(st.integers(0, 500), st.sampled_from("PS"), st.integers(1, 4), st.integers(1, 9))


@settings(max_examples=tries(20, 1000), deadline=None, derandomize=True)
@given(st.lists(TRADES, min_size=2, max_size=6))
def test_the_most_of_a_history_is_that_of_brute_force(trades: list[tuple[int, str, int, int]]) -> None:
    """Each trade has the number of its day, its code, its amount and its price."""
    days = [date(2025, 1, 1) + timedelta(days=number) for number, *_ in trades]
    lines = [
        moved(f"{day}", code, f"{amount if code == 'P' else -amount}", "100", price=f"{price}")
        for day, (_, code, amount, price) in zip(days, trades, strict=True)
    ]
    filings = [
        named(f"f{n}", text(f"{day}", line, filed=f"{day}"))
        for n, (day, line) in enumerate(zip(days, lines, strict=True))
    ]
    bought, sold = (
        [
            (day, Offer(amount=Decimal(amount), price=Decimal(price)))
            for day, (_, code, amount, price) in zip(days, trades, strict=True)
            if code == side
        ]
        for side in "PS"
    )
    partners = [
        [n for n, (last, _) in enumerate(sold) if windows.is_within(first, last)] for first, _ in bought
    ]
    most = brute_force([each for _, each in bought], [each for _, each in sold], partners)
    assert matching.match_positions(ledger.positions_of(filings)).profit == most


def test_fractions_of_shares_and_cents_are_exact() -> None:
    purchases = [Offer(amount=Decimal("275.634"), price=Decimal("18.1417"))]
    sales = [Offer(amount=Decimal("1000000.0001"), price=Decimal("18.1418"))]
    pairs = flow.most_profitable(purchases, sales, [[0]])
    assert flow.profit(pairs, purchases, sales) == Decimal("0.0275634")


def test_the_rule_says_what_is_counted() -> None:
    assert matching.RULE == (
        "Section 16(b) of the Exchange Act: a purchase and a sale, or a sale and a purchase, within any "
        "period of less than six months. Counted here: the later trade is before the same day of the sixth "
        "month after the earlier one; all forms of ownership together, by class; the pairs that come to the "
        "most"
    )


# --- six months ---


@pytest.mark.parametrize(
    ("first", "last", "is_within"),
    [
        ("2026-01-05", "2026-07-04", True),
        ("2026-01-05", "2026-07-05", False),
        ("2026-08-31", "2027-02-28", True),
        ("2026-08-31", "2027-03-01", False),
        ("2026-02-28", "2026-08-27", True),
        ("2026-02-28", "2026-08-28", False),
    ],
)
def test_less_than_six_months_is_before_the_same_day(first: str, last: str, is_within: bool) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert windows.is_within(*days) is is_within
    assert windows.is_within(*reversed(days)) is is_within


# --- what is counted ---


def matched(*lines: str, derivative: tuple[str, ...] = (), owner: str = JANE) -> OwnerMatching:
    filing = named("a", text("2026-01-05", *lines, derivative=derivative, owners=(owner,)))
    return matching.match_positions(ledger.positions_of([filing]))


def test_the_most_where_greedy_finds_less() -> None:
    """The example of the statute's own arithmetic: greedy finds $1,000."""
    found = matched(
        moved("2026-01-05", "P", "100", "100", price="10"),
        moved("2026-02-02", "S", "-100", "0", price="19"),
        moved("2026-05-04", "S", "-100", "0", price="20"),
        moved("2026-08-03", "P", "100", "100", price="11"),
    )
    assert found.profit == Decimal(1800)
    (of_class,) = found.classes
    pairs = [(f"{each.purchase.day}", f"{each.sale.day}", f"{each.profit}") for each in of_class.pairs]
    assert pairs == [("2026-01-05", "2026-02-02", "900"), ("2026-08-03", "2026-05-04", "900")]


def test_all_forms_of_ownership_are_one_pool() -> None:
    found = matched(
        moved("2026-01-05", "P", "100", "100"),
        moved("2026-02-02", "S", "-60", "40", price="12", owned=TRUST),
    )
    assert found.profit == Decimal(120)


def test_what_is_not_counted_says_why() -> None:
    found = matched(
        moved("2026-01-05", "A", "100", "100", price="0"),
        moved("2026-01-05", "F", "-40", "60"),
        moved("2026-02-02", "G", "-10", "50", price="0"),
        moved("2026-02-03", "S", "-10", "40", price="12"),
        moved("2026-02-04", "P", "10", "50", more=", exempt: 16b-3(d)"),
    )
    assert found.profit == 0
    of_16b_3 = "exempt if the conditions of Rule 16b-3 are met, for officers and directors only"
    assert [(each.code, each.count, each.why) for each in found.not_pooled] == [
        ("A", 1, of_16b_3),
        ("F", 1, of_16b_3),
        ("G", 1, "a gift: Rule 16b-5"),
        ("P", 1, "the filing names an exemption: Rule 16b-3(d)"),
    ]


SPLIT = moved("2026-02-02", "S", "-150", "50", price="6", more=", since_last: {added: 100, why: split}")
REVERSE = moved("2026-02-02", "S", "-5", "5", price="90", more=", since_last: {removed: 90, why: split}")


@pytest.mark.parametrize("sold", [SPLIT, REVERSE])
def test_trades_with_a_split_between_are_asked_about_and_not_compared(sold: str) -> None:
    bought = named("a", text("2026-01-05", moved("2026-01-05", "P", "100", "100"), filed="2026-01-07"))
    draft = named("b", text("2026-02-02", sold))
    found = matching.match_positions(ledger.positions_of([bought, draft]))
    (pair,) = found.pairs
    assert (pair.profit, pair.is_across_split, found.profit) == (None, True, Decimal())
    (question,) = matching_questions(draft, [bought])
    assert question.message == (
        "this sale and the purchase of 100 at $10 on 2026-01-05 (a.yaml, line I.1) are less than six months "
        "apart: the difference of their prices is not known here; a split lies between these trades: numbers "
        "and prices are not comparable as reported; ask counsel before it is filed (Section 16(b), 15 U.S.C. "
        "78p(b): a purchase and a sale, in either order, within any period of less than six months)"
    )


@pytest.mark.parametrize(
    ("day", "is_across"), [("2026-01-19", False), ("2026-01-20", True), ("2026-01-21", True)]
)
def test_a_split_with_a_date_lies_between_the_trades_before_and_after_it(day: str, is_across: bool) -> None:
    """The split is reported with the last line."""
    more = ", since_last: {added: 40, why: split, date: 2026-01-20}"
    found = matched(
        moved("2026-01-05", "P", "100", "100"),
        moved(day, "S", "-60", "40", price="12"),
        moved("2026-02-02", "S", "-10", "70", price="9", more=more),
    )
    pairs = [(f"{each.sale.day}", each.is_across_split) for each in found.pairs]
    assert sorted(pairs) == [(day, is_across), ("2026-02-02", True)]


def test_no_most_is_told_with_a_split_between(run: Run) -> None:
    (run.root / "filings" / "acme" / "b.yaml").write_text(text("2026-02-02", SPLIT))
    trade = "sell 50 at 7 on 2026-03-01"
    _, output, _ = run("matching", "doe", "--today", "2026-02-10", "--if", trade)
    said = "a split lies between these trades: numbers and prices are not comparable as reported"
    sold = "150 sold at $6 on 2 Feb 2026 (b I.1, not recorded as filed)"
    assert output.removesuffix(RULE).splitlines()[1:] == [
        "  Common Stock: 1 purchase and 1 sale counted",
        f"    100 bought at $10 on 5 Jan 2026 (a I.1), {sold}: {said}",
        "    less than six months apart, with a split between: ask counsel",
        "    until 4 Jul 2026, a sale matches 100 bought at $10 on 5 Jan 2026 (a I.1)",
        f"    until 1 Aug 2026, a purchase matches {sold}",
        "  if: 50 to be sold at $7 on 1 Mar 2026, Common Stock",
        f"    100 bought at $10 on 5 Jan 2026 (a I.1), 50 to be sold at $7 on 1 Mar 2026: {said}",
        "    with a split between, the most that pairs of this class can come to is not known: ask counsel "
        "first",
        "    from 5 Jul 2026 on it would match nothing that is reported so far",
        "    a purchase below $7 matches it until 31 Aug 2026",
    ]


def test_trades_of_a_form_stand_in_the_order_of_its_lines() -> None:
    sold = [moved("2026-01-05", "S", "-10", "100", price="12") for _ in range(11)]
    found = matched(moved("2026-01-05", "P", "110", "200"), *sold)
    (of_class,) = found.classes
    lines = [f"I.{n}" for n in range(1, 13)]
    assert [each.line for each in of_class.trades] == lines
    assert [each.sale.line for each in of_class.pairs] == lines[1:]


def test_a_10_percent_owner_alone_is_told_what_else_counts() -> None:
    found = matched(
        moved("2026-01-05", "P", "100", "100"), moved("2026-02-02", "S", "-60", "40", price="12"), owner=FUND
    )
    assert found.cautions == (cautions.TEN_PERCENT,)


def test_of_a_joint_form_the_owner_who_is_asked_about_counts(run: Run) -> None:
    for name in ("a", "b"):
        path = run.root / "filings" / "acme" / f"{name}.yaml"
        path.write_text(path.read_text().replace(f"  - {JANE}", f"  - {JANE}\n  - {FUND}"))
    _, fund, _ = run("matching", "fund")
    assert f"  note: {cautions.TEN_PERCENT}\n" in fund
    assert "does not name the owner as either: ask counsel" in fund
    _, jane, _ = run("matching", "doe")
    assert cautions.TEN_PERCENT not in jane
    assert "does not name the owner" not in jane


def test_a_month_end_is_told() -> None:
    found = matched(moved("2026-08-31", "P", "100", "100"), moved("2027-02-28", "S", "-100", "0", price="12"))
    assert found.profit == Decimal(200)
    assert found.classes[0].pairs[0].is_month_end
    assert found.cautions == (
        "the text does not say how months of different lengths are counted: 2026-08-31 has no same day six "
        "months later, or is the end of its month; counted to 2027-02-28: ask counsel",
    )


def test_a_call_is_a_purchase_of_its_shares_and_a_put_a_sale_without_a_price() -> None:
    sold = moved("2026-02-02", "S", "-60", "40", price="12")
    call = matched(sold, derivative=(option("2026-01-05", "P", "50", "50", title="Call Option"),))
    shares = next(each for each in call.classes if each.title == "Common Stock")
    assert [(each.amount, each.profit) for each in shares.without_price] == [(Decimal(50), None)]
    assert not any("not pooled" in each for each in call.cautions)
    put = matched(sold, derivative=(option("2026-01-05", "P", "50", "50", title="Put Option"),))
    assert not any(each.is_asked for each in put.classes)


def test_equal_trades_of_joint_owners_in_two_positions_both_count() -> None:
    bought = moved("2026-01-05", "P", "100", "100")
    twice = [bought, bought.replace("ownership: direct", TRUST)]
    sold = moved("2026-02-02", "S", "-200", "0", price="12")
    filing = named("a", text("2026-01-05", *twice, sold, owners=(JANE, FUND)))
    found = matching.match_positions(ledger.positions_of([filing]))
    assert found.profit == Decimal(400)
    assert found.not_pooled == ()
    assert cautions.ALIKE.format(count=2) in found.cautions
    alone = named("a", text("2026-01-05", *twice, sold))
    assert not matching.match_positions(ledger.positions_of([alone])).cautions


def test_a_line_that_joint_owners_report_again_in_another_filing_counts_once() -> None:
    bought = moved("2026-01-05", "P", "100", "100")
    sold = moved("2026-02-02", "S", "-200", "0", price="12")
    filings = [
        named("a", text("2026-01-05", bought, filed="2026-01-06 1")),
        named("b", text("2026-01-05", bought, filed="2026-01-07 2", owners=(JANE, FUND))),
        named("c", text("2026-02-02", sold, filed="2026-02-03 3")),
    ]
    found = matching.match_positions(ledger.positions_of(filings))
    assert found.profit == Decimal(200)
    assert [(each.code, each.count, each.why) for each in found.not_pooled] == [("P", 1, pool.AGAIN)]
    other = named("b", text("2026-01-05", bought.replace("after: 100", "after: 200"), owners=(JANE, FUND)))
    assert matching.match_positions(ledger.positions_of([filings[0], other, filings[2]])).profit == 400


def test_two_files_with_one_accession_number_are_one_filing() -> None:
    bought = text("2026-01-05", moved("2026-01-05", "P", "100", "100"), filed="2026-01-07 1")
    sold = text("2026-02-02", moved("2026-02-02", "S", "-160", "0", price="12"), filed="2026-02-04 2")
    record = [named("b", bought), named("a", bought), named("c", sold)]
    found = matching.match_positions(ledger.positions_of(record))
    assert found.profit == Decimal(200)
    assert [(each.code, each.count, each.why) for each in found.not_pooled] == [
        (
            "P",
            1,
            "filings/acme/b.yaml and filings/acme/a.yaml have the same accession number, "
            "0000000000-26-000001: one filing, counted once",
        )
    ]


def test_check_may_ask_at_the_line_that_matches() -> None:
    bought = named("a", text("2026-01-05", moved("2026-01-05", "P", "100", "100"), filed="2026-01-07"))
    sold = named("b", text("2026-02-02", moved("2026-02-02", "S", "-60", "40", price="12")))
    (question,) = matching_questions(sold, [bought, sold])
    assert question.path == ("non_derivative", 0)
    assert question.message == (
        "this sale and the purchase of 100 at $10 on 2026-01-05 (a.yaml, line I.1) are less than six months "
        "apart: at most $120 on 60 of them; ask counsel before it is filed (Section 16(b), 15 U.S.C. 78p(b): "
        "a purchase and a sale, in either order, within any period of less than six months)"
    )
    stranger = named("c", text("2026-01-05", moved("2026-01-05", "P", "100", "100"), owners=(FUND,)))
    assert not matching_questions(sold, [stranger])


def test_one_question_is_asked_of_a_line_however_many_trades_it_matches() -> None:
    bought = [
        named(name, text(day, moved(day, "P", "40", "40", price=price)))
        for name, day, price in (("a", "2026-01-05", "10"), ("b", "2026-01-06", "11"))
    ]
    sold = named("c", text("2026-02-02", moved("2026-02-02", "S", "-60", "20", price="12.50")))
    (question,) = matching_questions(sold, bought)
    assert question.said == (
        "this sale and the purchase of 40 at $10 on 2026-01-05 (a.yaml, line I.1, not recorded as filed), "
        "and 1 more, are less than six months apart: at most $130 on 60 of them"
    )


def test_a_pair_within_a_form_is_asked_about_at_its_later_line() -> None:
    both = moved("2026-02-02", "P", "40", "40"), moved("2026-02-03", "S", "-40", "0", price="12")
    (question,) = matching_questions(named("c", text("2026-02-02", *both)), [])
    assert question.path == ("non_derivative", 1)


def test_trades_of_a_foreign_private_issuer_and_drafts_with_blanks_are_not_asked_about() -> None:
    bought = text("2026-01-05", moved("2026-01-05", "P", "100", "100"))
    sold = text("2026-02-02", moved("2026-02-02", "S", "-60", "40", price="12"))
    assert matching_questions(named("b", sold), [named("a", bought)])
    assert not matching_questions(named("b", foreign(sold)), [named("a", foreign(bought))])
    (question,) = matching_questions(named("b", foreign(sold)), [named("a", bought)])
    assert question.cautions == (cautions.AT_TIMES_FOREIGN,)
    assert not matching_questions(named("b", sold), [named("a", bought.replace("100,", "999999999,"))])


def test_check_asks_about_each_joint_owner_as_matching_does() -> None:
    """The fund bought alone; the sale is reported with its director, who is the first owner."""
    bought = named(
        "a", text("2026-01-05", moved("2026-01-05", "P", "100", "100"), owners=(FUND,), filed="2026-01-07")
    )
    sold = named(
        "b", text("2026-02-02", moved("2026-02-02", "S", "-60", "40", price="12"), owners=(JANE, FUND))
    )
    (question,) = matching_questions(sold, [bought])
    assert question.cautions == (cautions.TEN_PERCENT,)
    assert question.message == (
        "this sale and the purchase of 100 at $10 on 2026-01-05 (a.yaml, line I.1) are less than six months "
        "apart: at most $120 on 60 of them; not every form names the owner an officer or director: who is a "
        "10% owner alone must be one at both ends, and the purchase that crosses 10% is not matched "
        "(Foremost-McKesson v. Provident, 423 U.S. 232); ask counsel before it is filed (Section 16(b), 15 "
        "U.S.C. 78p(b): a purchase and a sale, in either order, within any period of less than six months)"
    )
    jane, fund = ledger.accounts([bought, sold])[::-1]
    assert fund.owner == "Acme Fund V L.P."
    of_fund = matching.match_positions(fund.positions, owners=fund.owners)
    assert (of_fund.profit, of_fund.cautions) == (Decimal(120), (cautions.TEN_PERCENT,))
    assert not matching.match_positions(jane.positions, owners=jane.owners).profit


def test_an_officer_or_director_needs_to_be_one_at_one_of_the_trades_only() -> None:
    """No caution about 10% owners is raised by a line that is not counted."""
    grant = moved("2026-01-05", "A", "100", "100", price="0")
    filings = [
        named("a", text("2026-01-05", grant, owners=(FUND,), filed="2026-01-07")),
        named("b", text("2026-02-02", moved("2026-02-02", "S", "-60", "40"), owners=(FUND.replace(
            "ten_percent_owner", "director"),))),
    ]  # fmt: skip
    assert matching.match_positions(ledger.positions_of(filings)).cautions == ()


def test_trades_before_form_3_and_after_leaving_are_told() -> None:
    start = named("a", text("2026-01-05", held("100"), form="3", filed="2026-01-09"))
    early = named("b", text("2026-01-02", moved("2026-01-02", "P", "10", "110"), filed="2026-01-09 2"))
    sold = text("2026-02-02", moved("2026-02-02", "S", "-10", "100", price="12"))
    found = matching.match_positions(ledger.positions_of([start, early, named("c", sold)]))
    assert found.profit == Decimal(20)
    assert found.cautions == (
        "2026-01-02 is before 2026-01-05, the date of event of the Form 3: of the trades before it, only "
        "some by officers and directors are subject to Section 16 (Rule 16a-2(a)): ask counsel",
    )
    left = named("c", "no_longer_subject: true\n" + sold)
    (question,) = matching_questions(left, [start, early])
    assert question.cautions == (found.cautions[0], cautions.AFTER)
    assert cautions.AFTER == (
        "a form with these trades says that the owner is no longer subject to Section 16: after leaving, "
        "only a trade of an officer or director is matched, with an opposite one made before leaving (Rule "
        "16a-2(b)): ask counsel"
    )


def test_two_trades_after_leaving_are_not_matched(run: Run) -> None:
    tick = "no_longer_subject: true\n"
    bought = named("a", text("2026-01-12", moved("2026-01-12", "P", "100", "1100"), filed="2026-01-14"))
    box = named("b", tick + text("2026-03-10", moved("2026-03-10", "F", "-50", "1050"), filed="2026-03-12"))
    sold = named(
        "c",
        tick + text("2026-05-11", moved("2026-05-11", "S", "-50", "1000", price="15"), filed="2026-05-13"),
    )
    again = named("d", tick + text("2026-09-14", moved("2026-09-14", "P", "10", "1010", price="9")))
    record = [bought, box, sold, again]
    found = matching.match_positions(ledger.positions_of(record))
    assert found.profit == Decimal(250)
    assert [(pair.purchase.filing, pair.sale.filing) for pair in found.pairs] == [(bought[0], sold[0])]
    assert matching_questions(again, record[:3]) == ()
    # The first form with the tick may have a trade made before leaving.
    assert matching.match_positions(ledger.positions_of([sold, again])).profit == Decimal(60)
    thought_of = matching.suppose(ledger.accounts(record[:3])[0], "Common Stock", supposed("2026-10-01"))
    assert (thought_of.pairs, thought_of.after) == ((), Decimal(250))


def test_trades_before_leaving_match_though_a_later_form_reports_them() -> None:
    tick = "no_longer_subject: true\n"
    box = named("b", tick + text("2026-05-01", moved("2026-05-01", "F", "-50", "1050"), filed="2026-05-04"))
    trades = (
        moved("2026-03-02", "P", "100", "1100", more=", timing: missed_form_4"),
        moved("2026-04-01", "S", "-100", "1000", price="20", more=", timing: missed_form_4"),
    )
    year = named("c", tick + text("2026-12-31", *trades, form="5"))
    assert matching.match_positions(ledger.positions_of([box, year])).profit == Decimal(1000)


def test_nothing_is_the_most_where_another_pair_has_no_price() -> None:
    lines = (
        moved("2026-02-02", "P", "60", "1060", price="18"),
        moved("2026-02-03", "P", "500", "1560", price="{footnotes: [x]}"),
        moved("2026-03-02", "S", "-600", "960", price="20"),
    )
    record = [named("b", text("2026-02-02", *lines) + "footnotes: {x: The price is not known yet.}\n")]
    (found,) = matching.match_positions(ledger.positions_of(record)).classes
    assert most_of([*found.pairs, *found.without_price]) == (
        "$120 on 60, and more if pairs without a price earn something"
    )


def test_forms_without_a_line_begin_and_end_what_is_subject(run: Run) -> None:
    folder = run.root / "filings" / "acme"
    (folder / "b.yaml").unlink()
    nothing = "no_securities_owned: true\n" + text("2026-01-08", form="3", filed="2026-01-09")
    (folder / "form3.yaml").write_text(nothing)
    tick = "no_longer_subject: true\n"
    (folder / "exit.yaml").write_text(tick + text("2026-03-10", filed="2026-03-12"))
    sold = tick + text("2026-05-11", moved("2026-05-11", "S", "-50", "50", price="15"), filed="2026-05-13")
    (folder / "sold.yaml").write_text(sold)
    (folder / "again.yaml").write_text(
        tick + text("2026-09-14", moved("2026-09-14", "P", "10", "60", price="9"), filed="2026-09-15")
    )
    before = cautions.BEFORE.format(day="2026-01-05", since="2026-01-08")
    _, output, _ = run("matching", "doe", "--today", "2026-10-01", "--if", "sell 5 at 20 on 2026-10-02")
    assert output.removesuffix(RULE) == (
        "DOE JANE M, in ACME, INC.: 5 filings\n"
        "  Common Stock: 2 purchases and 1 sale counted\n"
        "    100 bought at $10 on 5 Jan 2026 (a I.1), 50 sold at $15 on 11 May 2026 (sold I.1): "
        "50 x $5.00 = $250.00\n"
        "    at most $250.00: ask counsel\n"
        f"  note: {before}\n"
        f"  note: {cautions.AFTER}\n"
        "  if: 5 to be sold at $20 on 2 Oct 2026, Common Stock\n"
        "    matches nothing that is reported so far\n"
    )
    record = [named(path.stem, path.read_text()) for path in folder.iterdir()]
    drafted = sold.partition("filed:")[0]
    (question,) = matching_questions(named("sold", drafted), record)
    assert question.cautions == (before, cautions.AFTER)


def test_check_takes_the_direction_of_a_derivative_from_its_side_as_matching_does() -> None:
    """Who closes a call that was written acquires it, and some write the code S."""
    closed = named(
        "a",
        text(
            "2026-01-05",
            derivative=(option("2026-01-05", "S", "50", "50", title="Call Option"),),
            filed="2026-01-07",
        ),
    )
    sold = named("b", text("2026-02-02", moved("2026-02-02", "S", "-50", "0", price="12")))
    (question,) = matching_questions(sold, [closed])
    assert question.cautions == (cautions.DERIVATIVE,)
    bought = named("b", text("2026-02-02", moved("2026-02-02", "P", "50", "50")))
    assert not matching_questions(bought, [closed])


def test_two_derivatives_with_opposite_effect_are_a_pair_and_one_derivative_is_not_told_twice() -> None:
    call = option("2026-01-05", "P", "50", "50", title="Call Option")
    put = option("2026-02-02", "P", "50", "50", title="Put Option")
    (shares,) = [each for each in matched(derivative=(call, put)).classes if each.title == "Common Stock"]
    assert [pair.profit for pair in shares.without_price] == [None]
    sold = option("2026-02-02", "S", "-50", "0", title="Call Option")
    found = matched(derivative=(call, sold))
    assert [len(each.without_price) for each in found.classes] == [0, 0]
    unpriced = matched(derivative=(call, sold.replace("price: 1,", "price: {footnotes: [moved]},")))
    assert [len(each.without_price) for each in unpriced.classes] == [1, 0]


def test_classes_that_are_kept_apart_are_told(run: Run) -> None:
    shares = moved("2026-01-05", "P", "300", "300").replace("Common Stock", "Ordinary Shares")
    sold = moved("2026-02-02", "S", "-300", "0", price="12").replace("Common Stock", "ADS")
    found = matched(shares, sold)
    assert not found.profit
    assert found.cautions == ("ADS and Ordinary Shares are not pooled here: ask counsel",)
    assert not matched(shares, sold.replace("2026-02-02", "2026-07-05")).cautions
    day = "--today", "2026-03-01"
    _, output, _ = run("matching", "doe", *day, "--if", "sell 300 ADS at 41.44 on 2026-06-24")
    assert output.removesuffix(RULE).splitlines()[-5:] == [
        "  if: 300 to be sold at $41.44 on 24 Jun 2026, ADS",
        "    no form of this account reports ADS, only Common Stock",
        "    matches nothing that is reported so far",
        "    a purchase below $41.44 matches it until 23 Dec 2026",
        "    note: ADS and Common Stock are not pooled here: ask counsel",
    ]
    _, output, _ = run("matching", "doe", *day, "--if", "sell 300 Common Stock at 41.44 on 2026-06-24")
    assert "no form of this account" not in output


def test_nothing_is_matched_in_a_foreign_private_issuer(run: Run) -> None:
    folder = run.root / "filings" / "acme"
    whole = (folder / "a.yaml").read_text()
    (folder / "a.yaml").write_text(foreign(whole))
    _, output, _ = run("matching", "doe", "--today", "2026-03-01")
    assert f"  note: {cautions.AT_TIMES_FOREIGN}\n" in output
    assert "at most $150.00" in output
    (folder / "b.yaml").write_text(foreign((folder / "b.yaml").read_text()))
    _, output, _ = run("matching", "doe", "--if", "buy 10 at 1 on 2026-02-04")
    assert output == f"DOE JANE M, in ACME, INC.: 2 filings\n  note: {cautions.FOREIGN}\n{RULE}"
    _, output, _ = run("matching", "doe", "--format", "json")
    (account,) = json.loads(output)["accounts"]
    assert (account["profit"], account["notes"]) == ("0", [cautions.FOREIGN])


def foreign(yaml: str) -> str:
    return yaml.replace("trading_symbol: ACME", "trading_symbol: ACME, foreign_private_issuer: true")


def supposed(day: str) -> PooledTrade:
    return PooledTrade(
        side="sale",
        day=date.fromisoformat(day),
        amount=Decimal(60),
        price=Decimal(12),
        code="S",
    )


@pytest.mark.parametrize("day", ["9999-12-31", "9999-07-01", "0001-01-01"])
def test_the_first_and_the_last_day_of_all_raise_nothing(run: Run, day: str) -> None:
    for name, line in (("a", moved(day, "P", "100", "100")), ("b", moved(day, "S", "-50", "50", "12"))):
        (run.root / "filings" / "acme" / f"{name}.yaml").write_text(text(day, line))
    code, output, _ = run("matching", "doe", "--today", day, "--if", f"sell 5 at 20 on {day}")
    assert code == 0
    assert "  Common Stock: 1 purchase and 1 sale counted\n" in output


def test_a_trade_that_is_thought_of_matches_until_six_months_after_the_last_that_it_could() -> None:
    filing = named("a", text("2026-01-05", moved("2026-01-05", "P", "100", "100")))
    (known,) = ledger.accounts([filing])
    now = matching.suppose(known, "Common Stock", supposed("2026-07-04"))
    assert (now.before, now.after, now.free_from) == (Decimal(), Decimal(120), date(2026, 7, 5))
    assert now.matched_until == date(2027, 1, 3)
    later = matching.suppose(known, "Common Stock", supposed("2026-07-05"))
    assert (later.after, later.pairs, later.free_from) == (Decimal(), (), None)


# --- amendments that can be read in several ways ---

ROWS = moved("2026-02-02", "P", "400", "400"), moved("2026-02-03", "P", "100", "500", "8")
MORE_ROWS = moved("2026-03-02", "P", "30", "530"), moved("2026-03-03", "P", "50", "580", "9")
UNSURE = (
    named("b", text("2026-02-02", *ROWS, filed="2026-02-04")),
    named("c", text("2026-02-02", ROWS[0], form="4/A", filed="2026-02-12", amends="2026-02-04")),
)
ASKED = (
    "the Form 4/A of 2026-02-02 can be read in more than one way: does the line of 100 on 2026-02-03 "
    "(I.2) in the Form 4 of 2026-02-02 still stand?"
)


def test_the_most_is_told_of_each_way_to_read_an_amendment() -> None:
    sold = named("d", text("2026-03-02", moved("2026-03-02", "S", "-450", "50", "12")))
    (account,) = ledger.accounts([*UNSURE, sold])
    found = matching.match_account(account)
    assert (found.profit, found.cautions) == (
        Decimal(1100),
        (f"{ASKED} If it does, at most $1,100.00 (counted here); if not, at most $800.00: ask counsel",),
    )
    (account,) = ledger.accounts(UNSURE)
    told = f"{ASKED} By either answer, the pairs come to nothing: ask counsel"
    assert matching.match_account(account).cautions == (told,)
    thought_of = matching.suppose(account, "Common Stock", supposed("2026-03-02"))
    assert (thought_of.after, thought_of.free_from) == (Decimal(240), date(2026, 8, 3))
    assert thought_of.cautions == (
        f"{ASKED} If it does, at most $240.00 (counted here); if not, at most $120.00: ask counsel",
    )


def bought_of_which_one_is_repeated(count: int) -> list[NamedFiling]:
    """Return purchases of which an amendment repeats the first alone, and a sale."""
    rows = [
        moved("2026-02-02", "P", "400", "400"),
        moved("2026-02-03", "P", "100", "500", "8"),
        moved("2026-02-04", "P", "50", "550", "9"),
        moved("2026-02-05", "P", "20", "570", "11"),
        moved("2026-02-06", "P", "30", "600", "13"),
    ][:count]
    sold = moved("2026-04-06", "S", "-100", "300", "12")
    return [
        named("b", text("2026-02-02", *rows, filed="2026-02-06")),
        named("c", text("2026-02-02", rows[0], form="4/A", filed="2026-03-12", amends="2026-02-06")),
        named("d", text("2026-04-06", sold)),
    ]


def test_each_of_two_lines_that_an_amendment_leaves_out_may_stand_alone() -> None:
    (account,) = ledger.accounts(bought_of_which_one_is_repeated(3))
    assert {each.profit for each in matching.match_ways(account)} == {400, 250, 200}
    (said,) = matching.match_account(account).cautions
    assert said == (
        "the Form 4/A of 2026-02-02 can be read in more than one way: which of the lines of 100 on "
        "2026-02-03 (I.2) and of 50 on 2026-02-04 (I.3) in the Form 4 of 2026-02-02 still stand? "
        "By the answers, the pairs come to at most "
        "$400.00 (counted here), at most $250.00 or at most $200.00: ask counsel"
    )


def test_of_many_lines_that_an_amendment_leaves_out_more_is_possible_than_is_told() -> None:
    (account,) = ledger.accounts(bought_of_which_one_is_repeated(5))
    assert account.is_cut
    asked, more = matching.match_account(account).cautions
    assert (
        "which of the lines of 100 on 2026-02-03 (I.2), of 50 on 2026-02-04 (I.3), of 20 on 2026-02-05 (I.4) "
        "and of 30 on 2026-02-06 (I.5) in the Form 4 of 2026-02-02 still stand?"
    ) in asked
    assert more == cautions.MORE_READINGS


def test_of_ways_that_come_to_the_same_the_sum_is_told_once() -> None:
    """The amendment repeats one of two equal purchases, and leaves out two lines."""
    rows = (
        moved("2026-02-02", "P", "100", "100"),
        moved("2026-02-02", "P", "100", "200"),
        moved("2026-02-03", "P", "10", "210", "12"),
        moved("2026-02-04", "S", "-20", "190", "12"),
    )
    first = named("b", text("2026-02-02", *rows, filed="2026-02-04"))
    again = named("c", text("2026-02-02", rows[0], form="4/A", filed="2026-03-12", amends="2026-02-04"))
    (account,) = ledger.accounts([first, again])
    assert len(matching.match_ways(account)) > 2
    (said,) = matching.match_account(account).cautions
    assert said.endswith(
        "By the answers, the pairs come to at most $40.00 (counted here) or nothing: ask counsel"
    )


def test_with_two_questions_the_pairs_may_be_the_same_by_any_answer() -> None:
    first = named("d", text("2026-03-02", *MORE_ROWS, filed="2026-03-04"))
    again = named("e", text("2026-03-02", MORE_ROWS[0], form="4/A", filed="2026-03-13", amends="2026-03-04"))
    (account,) = ledger.accounts([*UNSURE, first, again])
    (said,) = matching.match_account(account).cautions
    assert said.endswith("still stand? By any answer, the pairs come to nothing: ask counsel")


def test_a_way_that_a_later_filed_form_rules_out_is_not_counted() -> None:
    """The amendment may correct the code of the purchase; the sale goes on as if it did."""
    held_before = named("a", text("2026-01-05", held("1000"), form="3", filed="2026-01-09"))
    bought = moved("2026-02-02", "P", "50", "1050", "8")
    exercised = moved("2026-02-02", "M", "50", "1050", "5")
    filings = [
        held_before,
        named("b", text("2026-02-02", bought, filed="2026-02-04")),
        named("c", text("2026-02-02", exercised, form="4/A", filed="2026-03-12", amends="2026-02-04")),
    ]
    for standing, profits in (("", {200, 0}), ("2026-04-04", {0})):
        sold = named("d", text("2026-04-02", moved("2026-04-02", "S", "-60", "990", "12"), filed=standing))
        (account,) = ledger.accounts([*filings, sold])
        assert {each.profit for each in matching.match_ways(account)} == profits
        assert bool(matching.match_account(account).questions) == (not standing)


def test_a_line_that_an_amendment_leaves_out_and_nothing_matches_is_no_question() -> None:
    rows = [each.replace("code: P", "code: A") for each in ROWS]
    granted = named("b", text("2026-02-02", *rows, filed="2026-02-04"))
    again = named("c", text("2026-02-02", rows[0], form="4/A", filed="2026-02-12", amends="2026-02-04"))
    (account,) = ledger.accounts([granted, again])
    assert account.questions
    assert not matching.match_account(account).cautions


def test_the_most_is_that_of_the_reading_that_comes_to_the_most() -> None:
    """The amendment repeats either of two sales: the other one stands beside it, or is corrected."""
    old = [moved("2026-03-09", "S", "-100", "900", "10.26"), moved("2026-03-09", "S", "-100", "800", "10.23")]
    sold = named("b", text("2026-03-09", *old, filed="2026-03-10"))
    new = moved("2026-03-09", "S", "-100", "900", "10.23")
    amendment = named("c", text("2026-03-09", new, form="4/A", filed="2026-03-12", amends="2026-03-10"))
    bought = named("d", text("2026-04-09", moved("2026-04-09", "P", "500", "1300", "10")))
    (account,) = ledger.accounts([sold, amendment, bought])
    ways = matching.match_ways(account)
    found = matching.match_account(account)
    assert found.profit == max(each.profit for each in ways)
    assert {f"{each.profit}" for each in ways} == {"46.00", "23.00"}


def test_check_says_that_a_pair_depends_on_how_an_amendment_is_read() -> None:
    sold = named("d", text("2026-03-02", moved("2026-03-02", "S", "-50", "350", "9")))
    (question,) = matching_questions(sold, UNSURE)
    assert question.cautions == (f"{ASKED} The pairs depend on the answer: ask counsel",)
    assert "at most $50 on 50 of them" in question.message
    sold = named("d", text("2026-03-02", moved("2026-03-02", "S", "-50", "350", "12")))
    (question,) = matching_questions(sold, UNSURE)
    assert question.most == "at most $200 on 50 of them"
    gift = named("d", text("2026-03-02", moved("2026-03-02", "G", "-50", "350", "0")))
    assert not matching_questions(gift, UNSURE)


# --- splits of another class ---

OF_CLASS_B = "Class B Stock"


def class_b(line: str) -> str:
    return line.replace("Common Stock", OF_CLASS_B)


def split_of_class_b() -> dict[str, str]:
    """Return a purchase of another class, and a sale of it after a split, by name."""
    since = ", since_last: {added: 100, why: split}"
    bought = class_b(moved("2026-01-06", "P", "100", "100"))
    sold = class_b(moved("2026-02-06", "S", "-50", "150", "12", more=since))
    return {
        "x": text("2026-01-06", bought, filed="2026-01-08"),
        "y": text("2026-02-06", sold, filed="2026-02-09"),
    }


def test_a_split_of_another_class_hides_nothing_of_a_trade_that_is_thought_of(run: Run) -> None:
    for name, content in split_of_class_b().items():
        (run.root / "filings" / "acme" / f"{name}.yaml").write_text(content)
    day = "--today", "2026-03-01"
    _, output, _ = run("matching", "doe", *day, "--if", "sell 50 Common Stock at 11 on 2026-03-01")
    assert (
        "    the most that pairs of this class can come to goes from $150.00 to $190.00 (+$40.00): ask "
        "counsel first\n"
    ) in output
    _, output, _ = run("matching", "doe", *day, "--if", f"sell 50 {OF_CLASS_B} at 11 on 2026-03-01")
    assert "the most that pairs of this class can come to is not known" in output


def test_a_derivative_has_the_splits_of_its_underlying_class_only() -> None:
    bought = option("2026-01-05", "P", "50", "50", title="Call Option")
    sold = option("2026-03-02", "S", "-50", "0", title="Call Option").replace("price: 1,", "price: 3,")
    calls = [
        named("b", text("2026-01-05", derivative=(bought,), filed="2026-01-07")),
        named("c", text("2026-03-02", derivative=(sold,), filed="2026-03-04")),
    ]
    split = [named(*each) for each in split_of_class_b().items()]
    found = matching.match_positions(ledger.positions_of([*calls, *split]))
    assert {each.title: f"{each.profit}" for each in found.classes if each.is_derivative} == {
        "Call Option, at $5, from 1 Jan 2024, until 1 Jan 2034": "100"
    }
    of_class_b = [
        named("b", class_b(text("2026-01-05", derivative=(bought,), filed="2026-01-07"))),
        named("c", class_b(text("2026-03-02", derivative=(sold,), filed="2026-03-04"))),
    ]
    found = matching.match_positions(ledger.positions_of([*of_class_b, *split]))
    assert [each.is_across_split for each in found.classes] == [True, True]


def test_no_most_is_told_where_another_pair_of_the_class_has_no_price(run: Run) -> None:
    call = option("2026-01-12", "P", "50", "50", title="Call Option")
    (run.root / "filings" / "acme" / "c.yaml").write_text(
        text("2026-01-12", derivative=(call,), filed="2026-01-14")
    )
    _, output, _ = run("matching", "doe", "--today", "2026-03-01", "--if", "buy 5 at 9 on 2026-03-01")
    assert (
        "    a price is missing, so the most that pairs of this class can come to is not known: ask counsel "
        "first\n"
    ) in output


# --- the command ---


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program, in a repository with a purchase that is filed, and a draft of a sale soon after it."""
    folder = tmp_path / "filings" / "acme"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.redwell]\n")
    lines = [
        moved("2026-02-02", "A", "500", "600", price="0"),
        moved("2026-02-03", "S", "-60", "540", "12.5"),
    ]
    bought = text("2026-01-05", moved("2026-01-05", "P", "100", "100"), filed="2026-01-07")
    (folder / "a.yaml").write_text(bought)
    (folder / "b.yaml").write_text(text("2026-02-02", *lines))
    return Run(tmp_path, monkeypatch, capsys)


RULE = f"\n{matching.RULE}.\nThis is arithmetic and no advice: ask counsel.\n"
MATCHED = """\
DOE JANE M, in ACME, INC.: 2 filings
  Common Stock: 1 purchase and 1 sale counted
    100 bought at $10 on 5 Jan 2026 (a I.1), 60 sold at $12.50 on 3 Feb 2026 (b I.2, not recorded as \
filed): 60 x $2.50 = $150.00
    at most $150.00: ask counsel
    until 4 Jul 2026, a sale above $10 matches 100 bought at $10 on 5 Jan 2026 (a I.1)
    until 2 Aug 2026, a purchase below $12.50 matches 60 sold at $12.50 on 3 Feb 2026 (b I.2, not recorded \
as filed)
  not counted:
    code A, 1 line: exempt if the conditions of Rule 16b-3 are met, for officers and directors only
"""


def test_the_question_names_pairs_windows_and_the_rule(run: Run) -> None:
    assert run("matching", "doe", "--today", "2026-03-01") == (0, MATCHED + RULE, "")
    _, later, _ = run("matching", "doe", "--today", "2026-09-01")
    assert "until" not in later
    assert "liable" not in MATCHED + RULE + later


def test_if_says_what_a_trade_would_match_and_until_when(run: Run) -> None:
    trade = "sell 500 at 41.44 on 2026-06-24"
    _, past, _ = run("matching", "doe", "--today", "2026-09-01", "--if", trade)
    assert "    24 Jun 2026 is past: report a trade that was made, and it is counted\n" in past
    _, output, _ = run("matching", "doe", "--today", "2026-06-24", "--if", trade)
    assert output.removesuffix(RULE).splitlines()[-5:] == [
        "  if: 500 to be sold at $41.44 on 24 Jun 2026, Common Stock",
        "    100 bought at $10 on 5 Jan 2026 (a I.1), 500 to be sold at $41.44 on 24 Jun 2026: "
        "100 x $31.44 = $3,144.00",
        "    the most that pairs of this class can come to goes from $150.00 to $3,144.00 (+$2,994.00, "
        "because earlier trades pair anew): ask counsel first",
        "    from 5 Jul 2026 on it would match nothing that is reported so far",
        "    a purchase below $41.44 matches it until 23 Dec 2026",
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("buy 1,000 at $9 on 2027-06-24", "1,000 to be bought at $9 on 24 Jun 2027"),
        ("Purchase 5 of Common Stock @ .5 on 2027-06-24", "5 to be bought at $0.50 on 24 Jun 2027"),
        ("SELL 5 shares @1,000.25 ON 2027-06-24.", "5 to be sold at $1,000.25 on 24 Jun 2027"),
        ("sell 5 shares of Common at 3 on 2027-06-24", "5 to be sold at $3 on 24 Jun 2027"),
        ("sold 5 of the shares at 3 on 2027-06-24", "5 to be sold at $3 on 24 Jun 2027"),
        ("sell 5 Common Stock at 1.125 on 2027-06-24", "5 to be sold at $1.125 on 24 Jun 2027"),
    ],
)
def test_a_trade_may_be_typed_in_several_ways(run: Run, typed: str, said: str) -> None:
    code, output, _ = run("matching", "doe", "--today", "2026-03-01", "--if", typed)
    assert code == 0
    title = "Common" if " of Common at " in typed else "Common Stock"
    assert f"  if: {said}, {title}\n" in output
    assert "no form of this account" not in output


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("sell 500", "the price is missing"),
        ("sell 500 on 2027-01-24", "the price is missing"),
        ("sell 500 for 41.44 on 2027-01-24", "the price is missing"),
        ("sell 500 at 41.44", "the day is missing"),
        ("give 500 at 41 on 2027-01-24", 'begin with buy or sell, not "give"'),
        ("sell five hundred at 41 on 2027-01-24", '"five" is not a number of securities'),
        ("sell 1,0 at 41 on 2027-01-24", '"1,0" is not a number of securities'),
        ("sell , at 41 on 2027-01-24", '"," is not a number of securities'),
        ("sell -5 at 41 on 2027-01-24", '"-5" is not a number of securities'),
        ("sell 0 at 1 on 2027-01-24", "the number of securities is 0"),
        ("sell 5 at 0 on 2027-01-24", "the price is 0"),
        ("sell 5 at $ on 2027-01-24", '"$" is not a price'),
        ("sell", "it is no trade"),
    ],
)
def test_a_trade_that_cannot_be_read_says_what_is_wrong_with_it(run: Run, typed: str, why: str) -> None:
    example = 'write it as in --if "sell 500 at 41.44 on 2027-01-24"'
    assert run("matching", "doe", "--if", typed) == (2, "", f"--if {typed}: {why}: {example}\n")


def test_a_number_of_securities_with_two_readings_is_asked_about(run: Run) -> None:
    typed = "sell 1.250 Common Stock at 1.250 on 2027-01-24"
    why = 'the number of securities "1.250" can be read as 1,250 or as 1.25: write 1250 or 1.2500'
    assert run("matching", "doe", "--if", typed) == (2, "", f"--if {typed}: {why}\n")


def test_a_class_of_table_ii_is_refused_and_one_that_begins_like_a_number_of_shares_is_whole(
    run: Run,
) -> None:
    call = option("2026-02-04", "P", "10", "10", title="Call Option (right to buy)")
    line = moved("2026-02-04", "P", "10", "10").replace("Common Stock", "Shares of Beneficial Interest")
    (run.root / "filings" / "acme" / "c.yaml").write_text(text("2026-02-04", line, derivative=(call,)))
    typed = "sell 5 Call Option (right to buy) at 3 on 2026-12-10"
    why = "Call Option (right to buy) is in Table II, and --if takes a class of Table I: ask counsel about it"
    assert run("matching", "doe", "--if", typed) == (2, "", f"--if {typed}: {why}\n")
    _, output, _ = run("matching", "doe", "--if", "sell 5 Shares of Beneficial Interest at 3 on 2026-12-10")
    assert ", Shares of Beneficial Interest\n" in output
    assert "no form of this account" not in output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "OWNER must be given: redwell matching --help has an example"),
        (("roe",), "roe: no filing of this record names this owner; redwell account lists all"),
        (("999",), "999: no filing of this record names this owner; redwell account lists all"),
        (("DOE JAN",), 'DOE JAN: no filing of this record names this owner; did you mean "DOE JANE M"?'),
        (("doe", "--if", "sell 5 at 1 on 6/24/2026"), "--if 6/24/2026: write 2026-06-24"),
        (("doe", "--if", "sell 5 at 1 on 2027-02-30"), "--if 2027-02-30: there is no such date"),
    ],
)
def test_misuse_is_one_sentence(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    assert run("matching", *arguments) == (2, "", f"{sentence}\n")


def test_a_trade_is_of_one_owner_one_issuer_and_one_class(run: Run) -> None:
    folder = run.root / "filings" / "acme"
    trade = "sell 5 at 12 on 2027-01-24"
    held_too = text("2026-02-02", held("5", title="Class B Stock"), filed="2026-02-04")
    (folder / "c.yaml").write_text(held_too)
    assert run("matching", "doe", "--if", trade)[2] == (
        f"--if {trade}: name the class, Common Stock or Class B Stock, as in "
        '--if "sell 500 Common Stock at 41.44 on 2027-01-24"\n'
    )
    (folder / "c.yaml").write_text(held_too.replace("DOE JANE M", "DOE JOHN").replace("678901", "678902"))
    assert run("matching", "doe", "--if", trade)[2] == (
        '--if is about one owner: write the whole name or the CIK: "DOE JANE M" or "DOE JOHN"\n'
    )
    (folder / "c.yaml").write_text(held_too.replace("ACME, INC.", "BETA, INC.").replace("012345", "012346"))
    assert run("matching", "doe", "--if", trade)[2] == (
        '--if is about one issuer: add --issuer "ACME, INC." or --issuer "BETA, INC."\n'
    )
    (folder / "c.yaml").unlink()
    for name in ("a", "b"):
        (folder / f"{name}.yaml").unlink()
    (folder / "a.yaml").write_text(text("2026-01-05", form="3"))
    assert run("matching", "doe", "--if", trade)[2] == (
        f"--if {trade}: no form reports a class: name it, as in "
        '--if "sell 500 Common Stock at 41.44 on 2027-01-24"\n'
    )


def test_matching_names_a_filing_that_cannot_be_read(run: Run) -> None:
    (run.root / "filings" / "acme" / "c.yaml").write_text("form: [DOE")
    said = "This matching lacks filings/acme/c.yaml: it cannot be read (redwell check says where).\n"
    assert run("matching", "doe", "--today", "2026-03-01") == (0, f"{said}\n{MATCHED}{RULE}", "")
    _, output, _ = run("matching", "doe", "--format", "json")
    assert json.loads(output)["left_out"] == [{"filing": "filings/acme/c.yaml", "why": "errors"}]


def test_json_has_the_pairs_and_the_rule(run: Run) -> None:
    code, output, _ = run("matching", "doe", "--format", "json")
    data = json.loads(output)
    schema = json.loads((redwell.home() / "schemas" / "review/matching.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    assert (code, data["format"], data["rule"]) == (0, "redwell-matching-1", matching.RULE)
    (account,) = data["accounts"]
    (pair,) = account["classes"][0]["pairs"]
    assert (account["profit"], pair["amount"], pair["profit"]) == ("150", "60", "150")
    assert pair["sale"]["matched_until"] == "2026-08-02"
    assert (pair["purchase"]["filed"], pair["sale"]["filed"]) == ("2026-01-07", None)
    assert account["if"] is None
    _, output, _ = run("matching", "doe", "--format", "json", "--if", "sell 500 at 41.44 on 2026-06-24")
    data = json.loads(output)
    jsonschema.validate(data, schema)
    supposed = data["accounts"][0]["if"]
    assert (supposed["trade"]["filing"], supposed["profit_after"]) == (None, "3144")
