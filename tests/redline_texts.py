"""Filings before and after a change, as pairs of YAML, for the redlines in Word and on paper."""

from __future__ import annotations

from pathlib import Path

from tests.test_docx import EXTENDED, seed

GOOD = Path(__file__).with_name("filings") / "good"
HOLDING = "  - title: Common Stock\n    amount: 163350\n    ownership: direct\n"
SPOUSE = HOLDING + (
    "  - title: Preferred Stock\n    amount: 5000\n"
    "    ownership: indirect\n    nature_of_ownership: By spouse\n"
)
SIGNATURE = "  - signer: Robert A. Panora\n    signed: 2013-10-01\n"
OTHER = SIGNATURE.replace("Robert A. Panora", "John N. Hatsopoulos")
OWNER = "  - name: HATSOPOULOS JOHN N\n    relationship: {director: true}\n"


def edited(*edits: tuple[str, str]) -> str:
    """The seed with edits of its YAML."""
    text = seed()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def many(*order: int) -> str:
    """The seed with holdings in this order."""
    lines = [HOLDING.replace("Common", f"Class {n} Common").replace("163350", f"{1000 + n}") for n in order]
    return edited((HOLDING, "".join(lines)))


def good(name: str) -> str:
    """One of the filings that the rules are tested with."""
    return (GOOD / f"{name}.yaml").read_text("utf-8")


TEXTS = {
    "a number": (seed(), edited(("163350", "163500.25"))),
    "a title": (seed(), edited(("COO and President", "Chief Executive Officer"))),
    "the issuer": (seed(), edited(("TECOGEN INC.", "TECOGEN HOLDINGS INC."))),
    "a row more": (seed(), edited((HOLDING, SPOUSE))),
    "a row moved": (many(*range(38)), many(0, 1, 2, 25, *range(3, 25), *range(26, 38))),
    "another security": (seed(), edited((HOLDING, HOLDING.replace("Common Stock", "Series B Warrants")))),
    # A footnote that is typed on, and another behind it.
    "a footnote more": (
        seed(),
        edited(
            ("title: Common Stock\n", "title: {value: Common Stock, footnotes: [vesting, trust]}\n"),
            ("2014 and 2015.\n", "2014 and 2015, and then expires.\n  trust: Held by a trust.\n"),
        ),
    ),
    "another footnote": (
        seed(),
        edited(
            ("The option becomes exercisable in four equal installments on\n", "Held by a family trust,\n"),
            ("February 15, 2012, 2013, 2014 and 2015.", "whose beneficiary is a child."),
        ),
    ),
    "another signature": (seed(), edited(("signer: Robert A. Panora", "signer: Bonnie J. Brown"))),
    "another day": (seed(), edited(("signed: 2013-10-01", "signed: 2013-10-02"))),
    "two owners": (
        seed(),
        edited(("\nnon_derivative:", f"{OWNER}\nnon_derivative:"), (SIGNATURE, OTHER + SIGNATURE)),
    ),
    "no rows": (seed(), seed(without=("non_derivative", "derivative"))),
    "a draft": (seed(), seed(without=("signatures",))),
    "other people": (good("full"), good("joint")),
    "everything": (seed(), EXTENDED),
}
ATTORNEYS = {
    "an attorney": ("William Y. Mulligan", "John N. Hatsopoulos"),
    "attorneys more": ("Bonnie J. Brown", "Mark Vranesh", "Sara Stapleton"),
}
"""The attorneys of the seed's power after a change."""
