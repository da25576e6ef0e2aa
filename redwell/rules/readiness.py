"""Rules about what is still missing before EDGAR accepts the form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from redwell.model import Filing
from redwell.ownership.signatures import name_behind_mark
from redwell.ownership.tables import cells
from redwell.ownership.texts import written_texts
from redwell.problems import dotted
from redwell.rules.registry import Violation, rule
from redwell.text.drafting import draft_mark, is_unfilled_name
from redwell.text.names import listed
from redwell.text.symbols import NO_SYMBOL

OWNER = "OWNER NAME"
"""The name that an import gives an owner whom the XML does not name."""
OFFICER = "OFFICER TITLE"
"""The title of an officer that `redwell new` writes."""
PLACEHOLDERS = {"name": "ISSUER NAME", "cik": "9999999999", "trading_symbol": "SYMBOL"}
"""The facts of an issuer that `redwell new` writes."""
EXPLANATION = "WHAT WAS WRONG AND WHAT IS CHANGED"
"""The explanation of an amendment that `redwell new` writes."""
ACCESSION_NUMBER = "0000000000-00-000000"
"""The accession number that `redwell new` writes for an original that it does not find."""
ORIGINAL_FILED = date(1900, 1, 1)
"""The filing date that `redwell new` writes for an original that it does not find."""
UNKNOWN_DAY = ORIGINAL_FILED
"""The day that `redwell new` writes for a transaction whose day it does not know."""
BLANKS = {
    "title": "TITLE OF SECURITY",
    "title_of_derivative": "TITLE OF DERIVATIVE SECURITY",
    "number": "999999999",
}
"""The title and the numbers that `redwell new` writes in a line."""
UNDATED = "WRITE THE DATE THE ORIGINAL WAS FILED IN original_filed, AND HERE WHAT IS CHANGED"
"""The same, where it does not know when the original was filed, and `original_filed` is a guess."""

_NAMES = frozenset({"name", "signer", "grantor", "company", "for"})
_LISTS = (("attorneys_in_fact",), ("for",))
_SHOWN = 60


@rule("placeholder", "not ready", "specification 4.3.1")
def placeholders_are_replaced(filing: Filing) -> Iterator[Violation]:
    """EDGAR needs the issuer's CIK and symbol, for example; `redwell new` writes placeholders for them."""
    for key, placeholder in PLACEHOLDERS.items():
        if getattr(filing.issuer, key) == placeholder:
            yield Violation(("issuer", key), f"the issuer's {key.replace('_', ' ')} is still {placeholder}")
    for n, owner in enumerate(filing.reporting_owners):
        if owner.name == OWNER:
            yield Violation(("reporting_owners", n, "name"), f"the owner's name is still {OWNER}")
        if owner.relationship.officer == OFFICER:
            path = ("reporting_owners", n, "relationship", "officer")
            yield Violation(path, f"the officer's title is still {OFFICER}")
    amendment = filing.amendment
    if amendment and amendment.amends == ACCESSION_NUMBER:
        message = f"the accession number of the filing that is amended is still {ACCESSION_NUMBER}"
        yield Violation(("amendment", "amends"), message)
    if amendment and amendment.original_filed == ORIGINAL_FILED:
        message = f"the date on which the original was filed is still {ORIGINAL_FILED}"
        yield Violation(("amendment", "original_filed"), message)
    if amendment and amendment.explanation in (EXPLANATION, UNDATED):
        message = f"the explanation of the amendment is still {amendment.explanation}"
        yield Violation(("amendment", "explanation"), message)


@rule("placeholder", "not ready", "specification 4.3.3 and 4.3.4")
def blanks_of_lines_are_filled_in(filing: Filing) -> Iterator[Violation]:
    """`redwell new` writes blanks for the titles, days and numbers of a transaction."""
    unfilled = {BLANKS["title"], BLANKS["title_of_derivative"], Decimal(BLANKS["number"]), UNKNOWN_DAY}
    for path, cell in cells(filing):
        if cell.value in unfilled:
            yield Violation(path, f"{dotted(path)} is still {cell.value}")


@rule("placeholder", "not ready", "practice")
def names_are_filled_in(filing: Filing) -> Iterator[Violation]:
    """A template asks for "Name of Owner" or LAST FIRST MIDDLE, and nobody has that name."""
    for path, text in written_texts(filing):
        is_name = path[-1] in _NAMES or path[-2:-1] in _LISTS
        if is_name and is_unfilled_name(text) and text not in (OWNER, PLACEHOLDERS["name"]):
            yield Violation(path, f'{dotted(path)} is still "{text}"')


@rule("drafting-left-in", "not ready", "practice")
def drafting_is_finished(filing: Filing) -> Iterator[Violation]:
    """Blanks, notes to the drafter, and marks of a template or of Word are not for the public."""
    for path, text in written_texts(filing):
        mark = None if NO_SYMBOL.fullmatch(text.lower()) else draft_mark(text)
        if mark:
            kind, words = mark
            message = f'{dotted(path)} still has {kind} "{words[:_SHOWN]}"'
            yield Violation(path, message, words=words)


@rule("owner-cik-missing", "not ready", "specification 4.3.2")
def each_owner_has_a_cik(filing: Filing) -> Iterator[Violation]:
    """EDGAR needs the CIK of each owner, who gets one when the Form ID is accepted."""
    for n, owner in enumerate(filing.reporting_owners):
        if owner.cik is None:
            is_alone = len(filing.reporting_owners) == 1
            subject = "the owner's CIK" if is_alone else f"the CIK of {owner.name}"
            yield Violation(("reporting_owners", n), f"{subject} is missing", on="name")


@rule("signature-missing", "not ready", "specification 4.3.7")
def a_form_has_signatures(filing: Filing) -> Iterator[Violation]:
    """The form is a draft until the file lists who signs it."""
    if not filing.signatures:
        yield Violation((), "no signatures are listed (the form is a DRAFT)")


@rule("signature-undated", "not ready", "specification 4.3.7")
def everybody_has_signed(filing: Filing) -> Iterator[Violation]:
    """The form is filed when everyone listed has signed."""
    signers = [line.signer or name_behind_mark(line.text or "") for line in filing.signatures]
    lines = [*zip(signers, filing.signatures, strict=True)]
    unsigned = Counter(signer for signer, line in lines if line.signed is None)
    for n, (signer, line) in enumerate(lines):
        if line.signed is None:
            # Equal sentences say nothing about which of the lines is missing.
            whom = f" for {listed(line.on_behalf_of)}" if line.on_behalf_of and unsigned[signer] > 1 else ""
            yield Violation(("signatures", n), f"{signer} has not signed{whom} (no date)", on="signer")


def has_blanks(filing: Filing) -> bool:
    """Return True for a draft with what `redwell new` writes to be replaced."""
    rules = (placeholders_are_replaced, blanks_of_lines_are_filled_in)
    return filing.filed is None and any(True for rule in rules for _ in rule(filing))
