"""Rules about what Form 3 alone has: the box that says that nothing is owned."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.form import Rule
from redwell.forms.form3.tables import Form3
from redwell.problems import Problem
from redwell.rules import shared


def no_securities_owned_means_none(filing: Form3) -> Iterator[Problem]:
    """A filing that says that nothing is owned lists nothing (specification 4.3: `noSecuritiesOwned`)."""
    if filing.no_securities_owned and (filing.non_derivative or filing.derivative):
        message = "the tables list securities: remove this line, or the lines of the tables"
        yield Problem(code="none-owned-contradicted", message=message, path=("no_securities_owned",))


def empty_tables_are_meant(filing: Form3) -> Iterator[Problem]:
    """A form that lists nothing says that nothing is owned (specification 4.3); its author should say so."""
    if not (filing.no_securities_owned or filing.non_derivative or filing.derivative):
        message = (
            "no securities are listed, and the form will say that none are owned: is that so? "
            "then write no_securities_owned: true"
        )
        yield Problem(severity="warning", code="no-holdings", message=message)


RULES: tuple[Rule, ...] = (
    *shared.SECTION_16,
    *shared.HOLDINGS,
    no_securities_owned_means_none,
    empty_tables_are_meant,
)
