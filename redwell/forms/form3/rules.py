"""Rules about the box that says that no securities are owned, which only Form 3 has."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.forms.form3.tables import Form3
from redwell.rules.registry import Violation, rule


@rule("none-owned-contradicted", "error", "specification 4.3, noSecuritiesOwned")
def no_securities_owned_means_none(filing: Form3) -> Iterator[Violation]:
    """A filing that says that nothing is owned lists nothing."""
    if filing.no_securities_owned and (filing.non_derivative or filing.derivative):
        message = "the tables list securities: remove this line, or the lines of the tables"
        yield Violation(("no_securities_owned",), message)


@rule("no-holdings", "warning", "specification 4.3, noSecuritiesOwned")
def empty_tables_are_intended(filing: Form3) -> Iterator[Violation]:
    """A form that lists nothing says that nothing is owned; the author of the file should say so too."""
    if not (filing.no_securities_owned or filing.non_derivative or filing.derivative):
        message = (
            "no securities are listed, so the form will say that none are owned: is that right? if so, write "
            "no_securities_owned: true"
        )
        yield Violation((), message)
