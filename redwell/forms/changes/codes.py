"""Rules about transaction codes: the way they go, their price, their timing, and who may use them."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from redwell.deadlines.windows import is_within
from redwell.model import Filing
from redwell.ownership.known import NOTHING_BEFORE, FindBefore
from redwell.ownership.ledger import runs_on_from
from redwell.ownership.moves import (
    TABLE_ONE,
    TABLE_TWO,
    Transaction,
    are_insiders,
    coded,
    day_of,
    move_of,
    notes_of,
    notes_of_line,
    transactions,
)
from redwell.ownership.positions import Line, position_of
from redwell.ownership.tables import cited, columns_for
from redwell.ownership.transactions import DerivativeTransaction, StatementOfChanges
from redwell.problems import Path
from redwell.rules.readiness import BLANKS, UNKNOWN_DAY
from redwell.rules.registry import Violation, rule
from redwell.text.names import listed

NAMES = {
    "P": "a purchase",
    "S": "a sale",
    "A": "a grant",
    "D": "a disposition to the issuer",
    "F": "a withholding",
    "G": "a gift",
    "I": "a discretionary transaction",
    "L": "a small acquisition",
    "M": "an exempt exercise",
    "O": "an exercise out of the money",
    "U": "a tender",
    "C": "a conversion",
    "X": "an exercise in the money",
    "W": "an inheritance",
    "Z": "a voting trust",
}
GIFTS = date(2023, 2, 27)
"""Gifts made since this day are due in two days (Release 33-11138)."""
SMALL = Decimal(10_000)
"""Dollars that small acquisitions may reach in six months (Rule 16a-6)."""
_INSTEAD = {"A": "PJ", "D": "SJ", "F": "SJ", "I": "PSJ", "M": "CXJ"}
"""The codes of somebody who is no officer or director, for each code of those who are."""
LARGE = Decimal(1_000_000)
"""Dollars that no security of Table I costs."""
_BLANK = Decimal(BLANKS["number"])
_WAITING, _WAITING_UNDER = ("L", "W", "Z"), ("16b-7", "16b-8")
"""The codes, and the rules of an exemption, of transactions that wait for Form 5 (Rule 16a-3(f)(1))."""
EXERCISES = ("C", "M", "O", "X")
"""The codes of exercises and conversions, which are due in two days whatever exempts them."""
_DUE = (*"PSADFIU", *EXERCISES)
"""The codes of transactions that are due in two days though a line says `timing: early`."""
_FROM_ISSUER = re.compile(
    r"(purchas|acqui|issued|issuance|sold|sale|bought|repurchas|dispos)[^.;]{0,60}"
    r"\b(issuer|company|corporation|registrant)\b|16b-?\s?3|private placement|\boffering\b",
    re.IGNORECASE,
)
"""Words that say that a trade was one with the issuer."""
_SOLD = re.compile(r"\b(sold|sales?)\b(?! tax)", re.IGNORECASE)
_OFFICE = re.compile(
    r"officer|director|chief|president|secretary|treasurer|counsel|\bc[efost]o\b", re.IGNORECASE
)
"""Words in the box for other relationships that name an office."""
_BY_ISSUER = re.compile(
    r"(?<!not )withheld by the (?:issuer|company|registrant|corporation)"
    r"|(?:issuer|company) (?:has )?withheld",
    re.IGNORECASE,
)
_KEPT_BACK = re.compile(
    r"withh[eo]ld|surrender|tender|retain|forfeit|deliver|net (share|settle)|\bnot?\b.{0,40}\b(sold|sales?)",
    re.IGNORECASE,
)


@rule("code-side", "warning", "Form 4, column 3; Form 4, general instructions, transaction codes")
def a_code_goes_one_way(filing: Filing) -> Iterator[Violation]:
    """A purchase acquires, and a sale disposes."""
    for path, row in transactions(filing):
        move, code = move_of(row), row.code.value or ""
        usual = _usual(code, is_table_one=path[0] == TABLE_ONE)
        if move and usual and move.side != usual:
            right = move.key.replace(move.side, usual)
            message = (
                f"{NAMES[code]} ({code}) is {usual}, and this line says {move.side}: write {right}: "
                f"{move.amount:f}; or is the code another? "
                f"({cited(filing, path, columns_for(row, 'code')[0])})"
            )
            yield Violation((*path, move.key), message, on_key=True)


@rule(("moved-zero", "price-large"), "warning", "practice")
def a_number_that_cannot_be_is_asked_about(filing: Filing) -> Iterator[Violation]:
    """A transaction moves something, and no share costs millions."""
    for path, row in transactions(filing):
        move, price = move_of(row), row.price.value
        if move and move.amount == 0:
            message = "nothing moved: write the number, or remove the line"
            yield Violation((*path, move.key), message, code="moved-zero")
        if price is not None and price >= LARGE and path[0] == TABLE_ONE:
            message = f"${price:,.2f} for one security: is that the price of all of them?"
            yield Violation((*path, "price"), message, code="price-large")


@rule("exempt-trade", "warning", "Rule 16b-3(d) and (e)")
def a_trade_on_the_market_is_matched(filing: Filing) -> Iterator[Violation]:
    """Rule 16b-3 exempts what passes between the issuer and its insider, which a footnote says."""
    for path, row in coded(filing, "PS"):
        if (row.exempt or "").startswith("16b-3") and not _FROM_ISSUER.search(notes_of_line(filing, row)):
            message = (
                f"Rule {row.exempt} is for transactions with the issuer, and no footnote of this line says "
                "that it was one: add it, or remove exempt"
            )
            yield Violation((*path, "exempt"), message)


def _usual(code: str, *, is_table_one: bool) -> str:
    """Return the only way that a code goes; empty if it goes both ways."""
    if code == "F" or (code in "SDU" and is_table_one):
        return "disposed"
    return "acquired" if code in "PLAM" and is_table_one else ""


@rule(("price-not-paid", "gift-price"), "warning", "Form 4, Table I, column 4")
def a_purchase_or_sale_has_a_price(filing: Filing) -> Iterator[Violation]:
    """A purchase or sale has a price, or a footnote tells it; a gift has none."""
    for path, row in coded(filing, "PSFG", TABLE_ONE):
        code, source = row.code.value or "", cited(filing, path, columns_for(row, "paid")[0])
        if code != "G" and row.price.value == 0 and not row.price.footnotes:
            message = (
                f"{NAMES[code]} ({code}) for $0: what was the price? write it, or a footnote that says what "
                f"was given ({source})"
            )
            yield Violation((*path, "price"), message, code="price-not-paid")
        if code == "G" and row.price.value and not row.price.footnotes:
            message = f"nothing is paid for a gift (G): write price: 0; or is the code another? ({source})"
            yield Violation((*path, "price"), message, code="gift-price")


@rule(("code-not-deferred", "conversion-deferred"), "warning", "Rule 16a-3(f) and (g)")
def what_is_due_in_two_days_does_not_wait_for_form_5(filing: StatementOfChanges) -> Iterator[Violation]:
    """Only some transactions wait for Form 5, or are reported before it of free will."""
    said = set[tuple[str, bool]]()
    lines = [(path, row.code.value or "", row.timing) for path, row in coded(filing, "PSADFIMOUCX")]
    asked = [
        (path, code, timing == "early")
        for path, code, timing in lines
        if timing == "early" or (filing.NUMBER == 5 and timing is None)
    ]
    for path, code, is_early in asked:
        if (code, is_early) in said:
            continue
        said.add((code, is_early))
        count = sum((code, is_early) == each[1:] for each in asked)
        also = f" ({count} lines here)" if count > 1 else ""
        what = f"{NAMES[code]} ({code}) is due on Form 4, in two business days{also}"
        name = "conversion-deferred" if code in "CX" else "code-not-deferred"
        if is_early:
            message = f"{what}, so it is not early: remove timing (Rule 16a-3(g))"
            yield Violation((*path, "timing"), message, code=name)
        else:
            message = f"{what}: write timing: missed_form_4, or is the code another? (Rule 16a-3(g))"
            yield Violation(path, message, on="code", code=name)


@rule("missed-not-due", "warning", "Rule 16a-3(f)")
def what_waits_for_form_5_is_not_missed_on_form_4(filing: StatementOfChanges) -> Iterator[Violation]:
    """`missed_form_4` marks a line that was due on Form 4; Item 405 counts it as late."""
    may_wait = waiting(filing)
    for path, row in transactions(filing):
        if row.timing != "missed_form_4" or path not in may_wait:
            continue
        code = row.code.value or ""
        name = NAMES.get(code, "an exempt transaction")
        name = f"{name} received" if code == "G" and day_of(row) >= GIFTS else name
        large = "; accept this if a sale or a sum over $10,000 made it due (Rule 16a-6(b))"
        message = (
            f"{name} ({code}) may wait for Form 5 and was not missed on Form 4: remove timing, or Item 405 "
            f"counts the line as late (Rule 16a-3(f)){large if code == 'L' else ''}"
        )
        yield Violation((*path, "timing"), message)


@rule("gift-timing", "warning", "Release 33-11138; Rule 16a-3(f) and (g)")
def a_gift_is_reported_in_its_time(filing: StatementOfChanges) -> Iterator[Violation]:
    """A gift given since 27 February 2023 is due in two days; a gift received waits for Form 5."""
    between = _between_holders(filing)
    for path, row in coded(filing, "G"):
        move = move_of(row)
        if move is None or day_of(row) < GIFTS:
            continue
        if move.side == "disposed" and row.timing == "early":
            message = (
                "a gift given since 27 February 2023 is due on Form 4, in two business days, so it is not "
                "early: remove timing (Release 33-11138)"
            )
            yield Violation((*path, "timing"), message)
        elif move.side == "disposed" and filing.NUMBER == 5 and row.timing is None:
            message = (
                "a gift given since 27 February 2023 is due on Form 4, in two business days: write timing: "
                "missed_form_4 (Release 33-11138)"
            )
            yield Violation(path, message, on="code")
        elif move.side == "acquired" and filing.NUMBER == 4 and row.timing is None and path not in between:
            message = (
                "a gift received is due on Form 5 only: to report it now, write timing: early (Rule 16a-3(f))"
            )
            yield Violation(path, message, on="code")


@rule("expiration-short", "warning", "Form 4, general instructions, transaction codes")
def an_expiration_is_of_a_short_position(
    filing: StatementOfChanges, find_before: FindBefore
) -> Iterator[Violation]:
    """E is the expiration of what the insider wrote; of what was bought or granted it is H, or no line."""
    found = [*coded(filing, "E", TABLE_TWO)]
    before = runs_on_from(filing, find_before) if found else NOTHING_BEFORE
    for path, row in found:
        expires = row.expiration_date.value if isinstance(row, DerivativeTransaction) else None
        if expires and expires != UNKNOWN_DAY and expires != day_of(row):
            message = (
                f"code E says that this expired, by its terms on {expires}, and the line is of another day: "
                "which is right? what was bought back before is P"
            )
            yield Violation((*path, "date"), message)
        known = before.of.get(position_of(filing, path, row))
        first = known.book.first if known else None
        if first and (move := move_of(first)) and move.side == "acquired":
            message = (
                f"code E is for a short position, and this one began with what was acquired on "
                f"{day_of(first)}: is it H, for which something was received? where nothing was, no line is "
                "needed (Rule 16a-4(d))"
            )
            yield Violation((*path, "code"), message)


def waiting(filing: StatementOfChanges) -> set[Path]:
    """Return the lines that are not due in two days, but may wait for Form 5 (Rule 16a-3(f) and (g)).

    These are inheritances (W), small acquisitions (L), voting trusts (Z), gifts received (G), all gifts
    before `GIFTS`, and what Rule 16b-7 or 16b-8 exempts, but for small acquisitions that together are too
    large. `timing: early` counts on other codes alone (E, H, J). A gift from another holder whom the form
    reports is due with what that holder gave.
    """
    between, outgrown = _between_holders(filing), small_acquisitions_due(filing)
    return {
        path
        for path, row in transactions(filing)
        if path not in outgrown and _waits(row, is_between=path in between)
    }


def _between_holders(filing: Filing) -> set[Path]:
    """Return the gifts received that match a gift by another holder of the form on the same day."""
    given: dict[tuple[date, Decimal], set[object]] = {}
    gifts = [(path, row, move) for path, row in coded(filing, "G") if (move := move_of(row))]
    for _, row, move in gifts:
        given.setdefault((day_of(row), -move.signed), set()).add(_holder(row))
    return {
        path
        for path, row, move in gifts
        if move.signed > 0 and given.get((day_of(row), move.signed), set()) - {_holder(row)}
    }


def _holder(row: Transaction) -> object:
    """Return what tells the holder of a line from others."""
    return row.ownership.value, row.nature_of_ownership


def _waits(row: Transaction, *, is_between: bool) -> bool:
    """Return True if a line may wait for Form 5; *is_between* for a gift from another holder of the form."""
    code = row.code.value or ""
    if code == "G":
        move = move_of(row)
        is_received = move is not None and move.side == "acquired" and not is_between
        return is_received or day_of(row) < GIFTS
    if code in _WAITING or (row.exempt in _WAITING_UNDER and code not in EXERCISES):
        return True
    return row.timing == "early" and code not in _DUE


@rule("other-unexplained", "warning", "Form 4, general instructions, transaction codes")
def another_transaction_is_described(filing: Filing) -> Iterator[Violation]:
    """Code J says nothing by itself; a footnote says what happened."""
    for path, row in coded(filing, "J"):
        if not notes_of_line(filing, row):
            message = (
                "what happened? code J asks for a description: write code: {value: J, footnotes: [label]}, "
                f"and the footnote ({cited(filing, path, columns_for(row, 'code')[0])})"
            )
            yield Violation((*path, "code"), message)


@rule("code-of-insiders", "warning", "Rule 16b-3(a)")
def transactions_with_the_issuer_are_those_of_its_insiders(filing: StatementOfChanges) -> Iterator[Violation]:
    """Rule 16b-3, to which A, D, F, I and M refer, exempts officers and directors alone."""
    titles = " ".join(each.relationship.other or "" for each in filing.reporting_owners)
    if are_insiders(filing) or filing.no_longer_subject or _OFFICE.search(titles):
        return
    found = [*coded(filing, "ADFIM")]
    codes = dict.fromkeys(row.code.value or "" for _, row in found)
    if found:
        names = listed([f"{NAMES[code]} ({code})" for code in codes])
        others = dict.fromkeys(other for code in codes for other in _INSTEAD[code])
        message = (
            f"{names} {'is' if len(codes) == 1 else 'are'} for officers and directors, and no owner is one: "
            f"is a box of the relationship missing, or is the code {listed([*others], 'or')}? (Rule 16b-3(a))"
        )
        yield Violation((*found[0][0], "code"), message)


@rule(("withheld-sold", "sale-withheld"), "warning", "Form 4, general instructions, transaction codes")
def what_a_broker_sold_is_a_sale(filing: Filing) -> Iterator[Violation]:
    """F is what the issuer kept back; shares that a broker sold to pay tax are S."""
    for path, row in coded(filing, "S", TABLE_ONE):
        text = notes_of(filing, row.code, row.title, row.disposed, row.price)
        if _BY_ISSUER.search(text) and not _SOLD.search(text):
            message = (
                "a footnote says that the issuer withheld these: that is code F; S is for a sale on the "
                f"market or in private ({cited(filing, path, columns_for(row, 'code')[0])})"
            )
            yield Violation((*path, "code"), message, code="sale-withheld")
    for path, row in coded(filing, "F"):
        text = notes_of_line(filing, row)
        sold = _SOLD.search(text)
        if sold and not _KEPT_BACK.search(text):
            message = (
                f'a footnote says "{sold[0]}": shares that a broker sold to pay tax are code S; F is what '
                f"the issuer withheld ({cited(filing, path, columns_for(row, 'code')[0])})"
            )
            yield Violation((*path, "code"), message, code="withheld-sold")


@rule(("small-acquisitions", "small-then-sold"), "note", "Rule 16a-6")
def small_acquisitions_are_small(filing: Filing) -> Iterator[Violation]:
    """Acquisitions that wait for Form 5 are worth at most $10,000 in six months, without a sale."""
    found = [*coded(filing, "L", TABLE_ONE)]
    if found and any(coded(filing, "S", TABLE_ONE)):
        message = (
            "a sale within six months of a small acquisition (L) makes that due on Form 4, in two business "
            "days: was there one? (Rule 16a-6(b))"
        )
        yield Violation((*found[0][0], "code"), message, code="small-then-sold")
    outgrown = small_acquisitions_due(filing)
    if outgrown:
        first, day = min(outgrown.items(), key=lambda each: (each[1], each[0]))
        title = dict(found)[first].title.value
        small = [row for path, row in found if outgrown.get(path) == day and row.title.value == title]
        message = (
            f"these small acquisitions (L) come to ${sum(map(_worth, small)):,.2f} in six months, and Rule "
            "16a-6 takes $10,000: all of them are purchases (P), due on Form 4, two business days after "
            f"{day} (Rule 16a-6(b))"
        )
        yield Violation((*first, "code"), message, code="small-acquisitions")


def small_acquisitions_due(filing: Filing) -> dict[Path, date]:
    """Return the small acquisitions (L) that may not wait for Form 5, with the day from which two days count.

    It is the day on which the acquisitions of a class within six months pass `SMALL` (Rule 16a-6(b)).
    """
    due: dict[Path, date] = {}
    windows: dict[str | None, deque[Line]] = {}
    totals: dict[str | None, Decimal] = defaultdict(Decimal)
    for path, row in sorted(coded(filing, "L", TABLE_ONE), key=lambda each: day_of(each[1])):
        title, day = row.title.value, day_of(row)
        window = windows.setdefault(title, deque())
        window.append((path, row))
        totals[title] += _worth(row)
        while not is_within(day_of(window[0][1]), day):
            totals[title] -= _worth(window.popleft()[1])
        if totals[title] > SMALL:
            for each, _ in reversed(window):
                if each in due:
                    break  # as are all before it
                due[each] = day
    return due


def _worth(row: Transaction) -> Decimal:
    """Return the dollars that a line comes to; nothing without a number or a price, or with a blank."""
    move, price = move_of(row), row.price.value
    if not move or not price or _BLANK in (move.amount, price):
        return Decimal()
    return move.amount * price
