"""Rules that several forms share: law and consistency, one fact each.

An error stands only where EDGAR suspends the filing or where the file contradicts itself; what merely looks
odd is a warning, worded as a question, which a filing can `accept` with a reason. The specification is
the EDGAR Ownership XML Technical Specification 5.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from redwell import rules_of_holdings, rules_of_signatures, rules_of_text
from redwell.cells import cells, rows
from redwell.editions import NEW_EDITION, edition_of
from redwell.form import Rule
from redwell.model import Address, Filing
from redwell.parts import MAX_OWNERS
from redwell.problems import Problem, did_you_mean

# --- owners ---


def at_most_ten_owners_share_a_filing(filing: Filing) -> Iterator[Problem]:
    """EDGAR takes ten reporting owners in one filing (specification 3.5)."""
    if len(filing.reporting_owners) > MAX_OWNERS:
        message = (
            f"not yet: EDGAR takes {MAX_OWNERS} reporting owners in one filing (specification 3.5), and "
            "Redwell does not split one; put the owners from here on into a second one, with the same tables"
        )
        yield Problem(
            code="owners-too-many", message=message, path=("reporting_owners", MAX_OWNERS), on="name"
        )


def each_owner_has_a_relationship(filing: Filing) -> Iterator[Problem]:
    """At least one box of box 4 is ticked (specification 3.3 cm(1))."""
    for n, owner in enumerate(filing.reporting_owners):
        stands = owner.relationship
        if not (stands.director or stands.ten_percent_owner or stands.officer or stands.other):
            message = (
                "say how the owner stands to the issuer: director: true, officer: and the title, "
                "ten_percent_owner: true, or other: (Form 3, box 4; specification 3.3 cm(1))"
            )
            path = ("reporting_owners", n, "relationship")
            yield Problem(code="relationship-missing", message=message, path=path, on_key=True)


def no_owner_stands_twice(filing: Filing) -> Iterator[Problem]:
    """EDGAR suspends a filing that names the CIK of an owner twice (specification 4.3.2)."""
    seen: dict[int, str] = {}
    for n, owner in enumerate(filing.reporting_owners):
        if owner.cik is None:
            continue
        first = seen.get(int(owner.cik))
        if first:
            message = f"{first} has this CIK already: each owner stands once (specification 4.3.2)"
            yield Problem(code="owner-cik-duplicate", message=message, path=("reporting_owners", n, "cik"))
        seen.setdefault(int(owner.cik), owner.name)


def the_owner_is_not_the_issuer(filing: Filing) -> Iterator[Problem]:
    """An issuer seldom reports on its own securities; a CIK copied to the wrong line is likelier."""
    for n, owner in enumerate(filing.reporting_owners):
        if owner.cik is not None and int(owner.cik) == int(filing.issuer.cik):
            message = "this is the CIK of the issuer: is it the owner's too?"
            path = ("reporting_owners", n, "cik")
            yield Problem(severity="warning", code="owner-is-issuer", message=message, path=path)


def an_address_is_in_one_country(filing: Filing) -> Iterator[Problem]:
    """A United States address has a state, any other a country (specification 3.3 cm(9) to cm(11))."""
    for n, owner in enumerate(filing.reporting_owners):
        fault = _fault_of(owner.address) if owner.address else None
        if fault:
            code, message, key = fault
            path = ("reporting_owners", n, "address")
            yield Problem(code=code, message=message, path=path, on=key)


def _fault_of(address: Address) -> tuple[str, str, str | None] | None:
    if address.state and address.country:
        message = "an address has a state, or outside the United States a country: remove one of the two"
        return "address-state-and-country", message, "country"
    if address.state and address.province:
        message = "a province belongs to an address outside the United States: remove it or the state"
        return "address-state-and-province", message, "province"
    if address.province and not address.country:
        message = "an address with a province needs its country (specification 3.3 cm(10))"
        return "address-country-missing", message, "province"
    if not address.state and not address.country:
        message = (
            "an address needs its state, or outside the United States its country (specification 3.3 cm(11))"
        )
        return "address-state-missing", message, None
    return None


def a_state_fits_its_city_and_zip(filing: Filing) -> Iterator[Problem]:
    """VI is the United States Virgin Islands, D8 the British ones; a zip code has five or nine digits."""
    for n, owner in enumerate(filing.reporting_owners):
        address = owner.address
        if not address or not address.state:
            continue
        path = ("reporting_owners", n, "address")
        if address.state == "VI" and (address.city or "").upper() in ("TORTOLA", "ROAD TOWN", "VIRGIN GORDA"):
            message = (
                f"{address.city} is in the British Virgin Islands, and VI are those of the United States: "
            )
            message += "did you mean country: D8?"
            yield Problem(severity="warning", code="state-or-country", message=message, path=(*path, "state"))
        digits = (address.zip or "00000").replace("-", "").replace(" ", "")
        if not digits.isdigit() or len(digits) not in (5, 9):
            message = f'a zip code has five or nine digits: is "{address.zip}" whole?'
            yield Problem(severity="warning", code="zip-digits", message=message, path=(*path, "zip"))


# --- footnotes and remarks ---


def each_footnote_that_is_used_is_defined(filing: Filing) -> Iterator[Problem]:
    """A reference needs its footnote (specification 4.3.6)."""
    defined = dict(filing.footnotes)
    for path, cell in cells(filing):
        for n, label in enumerate(cell.footnotes):
            if label not in defined:
                near = did_you_mean(label, defined) or "; write its text under footnotes"
                message = f'no footnote has the label "{label}"{near}'
                yield Problem(code="footnote-undefined", message=message, path=(*path, "footnotes", n))


def each_footnote_is_used(filing: Filing) -> Iterator[Problem]:
    """EDGAR suspends a filing with a footnote that nothing refers to (specification 4.3.6)."""
    used = {label for _, cell in cells(filing) for label in cell.footnotes}
    for label, _ in filing.footnotes:
        if label not in used:
            message = (
                f"nothing refers to this footnote: write footnotes: [{label}] at the value it explains, or "
                "remove it; what explains the whole form stands under remarks (specification 4.3.6)"
            )
            yield Problem(code="footnote-unused", message=message, path=("footnotes", label), on_key=True)


def see_remarks_leads_to_remarks(filing: Filing) -> Iterator[Problem]:
    """A title too long for box 4 stands under remarks, and box 4 says so."""
    for n, owner in enumerate(filing.reporting_owners):
        for key in ("officer", "other"):
            said: str = getattr(owner.relationship, key) or ""
            if "see remark" in said.lower() and not filing.remarks:
                message = "this refers to the remarks, and there are none: what should stand there?"
                path = ("reporting_owners", n, "relationship", key)
                yield Problem(severity="warning", code="remarks-missing", message=message, path=path)


def see_footnote_leads_to_a_footnote(filing: Filing) -> Iterator[Problem]:
    """A nature of ownership that refers to a footnote carries one."""
    for row_path, row in rows(filing):
        nature = row.nature_of_ownership
        if nature and "see footnote" in (nature.value or "").lower() and not nature.footnotes:
            message = "this refers to a footnote, and has none: which one explains it?"
            path = (*row_path, "nature_of_ownership")
            yield Problem(severity="warning", code="nature-footnote-missing", message=message, path=path)


def the_edition_prints_the_foreign_symbol(filing: Filing) -> Iterator[Problem]:
    """Box 3a came with the edition of March 2026; the older paper has no place for it."""
    if filing.issuer.foreign_trading_symbol and edition_of(filing) == "7-02":
        message = (
            "edition 7-02 has no box 3a, so that this will not be printed: is that meant? the box came with "
            f"edition 03-26, in force from {NEW_EDITION}"
        )
        path = ("issuer", "foreign_trading_symbol")
        yield Problem(severity="warning", code="foreign-symbol-unprinted", message=message, path=path)


# --- not ready: what EDGAR will ask for, and what the calendar has not brought yet ---


def each_owner_has_a_cik(filing: Filing) -> Iterator[Problem]:
    """EDGAR wants the CIK of each owner (specification 4.3.2); it exists once the Form ID is accepted."""
    for n, owner in enumerate(filing.reporting_owners):
        if owner.cik is None:
            whose = "the owner's CIK" if len(filing.reporting_owners) == 1 else f"the CIK of {owner.name}"
            path = ("reporting_owners", n)
            message = f"{whose} is missing"
            yield Problem(
                severity="not ready", code="owner-cik-missing", message=message, path=path, on="name"
            )


def everybody_has_signed(filing: Filing) -> Iterator[Problem]:
    """The form is filed when all who are listed have signed (specification 4.3.7)."""
    if not filing.signatures:
        message = "no signatures are listed (the form is a DRAFT)"
        yield Problem(severity="not ready", code="signature-missing", message=message)
    for n, signature in enumerate(filing.signatures):
        if signature.signed is None:
            message = f"{signature.signer} has not signed (no date)"
            path = ("signatures", n)
            yield Problem(
                severity="not ready", code="signature-undated", message=message, path=path, on="signer"
            )


SECTION_16: tuple[Rule, ...] = (
    at_most_ten_owners_share_a_filing,
    each_owner_has_a_relationship,
    no_owner_stands_twice,
    the_owner_is_not_the_issuer,
    an_address_is_in_one_country,
    a_state_fits_its_city_and_zip,
    each_footnote_that_is_used_is_defined,
    each_footnote_is_used,
    see_remarks_leads_to_remarks,
    see_footnote_leads_to_a_footnote,
    the_edition_prints_the_foreign_symbol,
    *rules_of_signatures.SIGNATURES,
    rules_of_text.text_for_edgar_is_ascii,
    rules_of_text.printed_names_have_glyphs,
    rules_of_text.placeholders_are_replaced,
    each_owner_has_a_cik,
    everybody_has_signed,
)
"""What Forms 3, 4 and 5 have in common."""

HOLDINGS = rules_of_holdings.HOLDINGS
"""The tables of Form 3, and the holdings in those of Form 5."""


def accepted(problems: Iterable[Problem], filing: Filing) -> tuple[list[Problem], dict[str, str]]:
    """The problems that remain, and the codes with the reasons of the warnings that the filing accepts."""
    reasons = dict(filing.accept)
    remaining: list[Problem] = []
    taken: dict[str, str] = {}
    severities: dict[str, str] = {}
    for problem in problems:
        severities[problem.code] = problem.severity
        if problem.severity == "warning" and problem.code in reasons:
            taken[problem.code] = reasons[problem.code]
        else:
            remaining.append(problem)
    remaining += (_not_acceptable(code, severities) for code in reasons if code not in taken)
    return remaining, taken


def _not_acceptable(code: str, severities: Mapping[str, str]) -> Problem:
    path = ("accept", code)
    severity = severities.get(code)
    if severity is None:
        warnings = [name for name, found in severities.items() if found == "warning"]
        message = f'this filing has no warning "{code}": remove this line{did_you_mean(code, warnings)}'
        return Problem(severity="warning", code="accept-unused", message=message, path=path, on_key=True)
    what = "it is an error" if severity == "error" else "EDGAR will ask for it"
    message = f'"{code}" cannot be accepted, for {what}: only warnings can; mend it, and remove this line'
    return Problem(code="accept-error", message=message, path=path, on_key=True)
