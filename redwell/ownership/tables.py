"""The cells of both tables with their paths, for rules that look at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from redwell.model import DerivativeHolding, Filing, Footnoted, NonDerivativeHolding
from redwell.problems import Path

Row = NonDerivativeHolding | DerivativeHolding
TABLES = {"non_derivative": "Table I", "derivative": "Table II"}


def rows(filing: Filing) -> Iterator[tuple[Path, Row]]:
    """The rows of Table I, then of Table II."""
    for n, row in enumerate(filing.non_derivative):
        yield ("non_derivative", n), row
    for n, derivative in enumerate(filing.derivative):
        yield ("derivative", n), derivative


def cells(filing: Filing) -> Iterator[tuple[Path, Footnoted[Any]]]:
    """Every value of a table that can carry footnotes."""
    for path, row in rows(filing):
        yield from _cells_of(path, row)


def _cells_of(path: Path, holder: Any) -> Iterator[tuple[Path, Footnoted[Any]]]:
    for name in holder.__dataclass_fields__:
        value = getattr(holder, name)
        if isinstance(value, Footnoted):
            yield (*path, name), value
        elif name == "underlying":
            yield from _cells_of((*path, name), value)
