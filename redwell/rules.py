"""Rules that several forms share: law and consistency, one fact each.

An error stands only where EDGAR suspends the filing or where the file contradicts itself; what merely looks
odd is a warning, worded as a question, which a filing can `accept` with a reason. The specification is
the EDGAR Ownership XML Technical Specification 5.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from redwell import rules_of_holdings, rules_of_text
from redwell.cells import cells, rows
from redwell.form import Rule
from redwell.model import Address, Filing
from redwell.problems import Problem, did_you_mean
from redwell.signing import signature_line

MAX_OWNERS, MAX_SIGNATURE = 10, 255


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
    defined = [label for label, _ in filing.footnotes]
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


# --- signatures ---


def signatures_are_for_owners_of_the_filing(filing: Filing) -> Iterator[Problem]:
    """Whoever is signed for is one of the reporting owners; order and middle names are free."""
    owners = [owner.name for owner in filing.reporting_owners]
    known = [_parts(name) for name in owners]
    for n, signature in enumerate(filing.signatures):
        for i, name in enumerate(signature.on_behalf_of):
            parts = _parts(name)
            if not any(parts <= owner or owner <= parts for owner in known):
                near = did_you_mean(name, owners) or f"; the owners are {', '.join(owners)}"
                message = f'"{name}" is none of the reporting owners{near}'
                step = (i,) if len(signature.on_behalf_of) > 1 else ()
                path = ("signatures", n, "for", *step)
                yield Problem(code="signature-for-unknown-owner", message=message, path=path)


def _parts(name: str) -> frozenset[str]:
    return frozenset(name.lower().replace(",", " ").replace(".", " ").split())


def a_signature_line_fits(filing: Filing) -> Iterator[Problem]:
    """EDGAR takes 255 characters of `signatureName` (specification 3.5)."""
    for n, signature in enumerate(filing.signatures):
        length = len(signature_line(signature))
        if length > MAX_SIGNATURE:
            message = (
                f"the composed line has {length} characters, {length - MAX_SIGNATURE} more than EDGAR takes "
                f"({MAX_SIGNATURE}; specification 3.5): sign for fewer owners in a line, or shorten the chain"
            )
            yield Problem(code="signature-line-too-long", message=message, path=("signatures", n))


def a_line_given_as_text_stands_alone(filing: Filing) -> Iterator[Problem]:
    """The parts of a signature are left out where its line is given as text."""
    for n, signature in enumerate(filing.signatures):
        parts = [key for key in ("signer", "capacity", "title", "by") if getattr(signature, key)]
        if signature.text is not None and parts:
            unused = " and ".join(parts)
            message = f"the line is given as text, so that {unused} will not be printed: is that meant?"
            yield Problem(
                severity="warning",
                code="signature-parts-unused",
                message=message,
                path=("signatures", n, "text"),
            )


def nobody_signs_before_the_event(filing: Filing) -> Iterator[Problem]:
    """A form reports what has happened."""
    for n, signature in enumerate(filing.signatures):
        if signature.signed and signature.signed < filing.date_of_event:
            message = f"signed before the event of {filing.date_of_event}: are both dates right?"
            path = ("signatures", n, "signed")
            yield Problem(severity="warning", code="signed-before-event", message=message, path=path)


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
    signatures_are_for_owners_of_the_filing,
    a_signature_line_fits,
    a_line_given_as_text_stands_alone,
    nobody_signs_before_the_event,
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
