"""Rules for the box "no securities owned", which only Form 3 has."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.forms.form3.tables import Form3
from redwell.rules.registry import Violation, rule


@rule("none-owned-contradicted", "error", "specification 4.3, noSecuritiesOwned")
def no_securities_owned_means_none(filing: Form3) -> Iterator[Violation]:
    """A filing that states that no securities are owned lists none."""
    if filing.no_securities_owned and (filing.non_derivative or filing.derivative):
        message = "the tables list securities: remove this line, or the rows of the tables"
        yield Violation(("no_securities_owned",), message)


@rule("registration-differs", "warning", "Exchange Act, section 16(a)(2)(A)")
def a_first_registration_is_the_event(filing: Form3) -> Iterator[Violation]:
    """Box 2 of an insider at the time of the issuer's first registration is the day it becomes effective."""
    effective = filing.registration_effective
    if effective and filing.date_of_event < effective:
        message = (
            "box 2 of a form for a first registration is the day on which it becomes effective: write "
            f"date_of_event: {effective}, or is registration_effective wrong? (section 16(a)(2)(A))"
        )
        yield Violation(("date_of_event",), message)


@rule("holdings-unlisted", "not ready", "specification 4.3, noSecuritiesOwned")
def silence_does_not_state_that_nothing_is_owned(filing: Form3) -> Iterator[Violation]:
    """The form states that no securities are owned only where the filing says so itself."""
    is_said = filing.no_securities_owned or "no-holdings" in dict(filing.accept)
    if not (is_said or filing.non_derivative or filing.derivative):
        yield Violation((), "no securities are listed")


@rule("no-holdings", "warning", "specification 4.3, noSecuritiesOwned")
def empty_tables_are_intended(filing: Form3) -> Iterator[Violation]:
    """A filing that lists no securities states that none are owned."""
    if not (filing.no_securities_owned or filing.non_derivative or filing.derivative):
        message = (
            "no securities are listed, so the form will state that none are owned: write "
            "no_securities_owned: true, or list them"
        )
        yield Violation((), message)
