"""Read the lines of a CSV file as Excel and others save it: a head that names the columns, then cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from redwell.problems import FilingError, Place, Problem, Severity
from redwell.text.lines import LINE_BREAK

LARGEST = 1_000_000
"""Bytes of a file, about 25,000 lines."""
MOST_PROBLEMS = 20
_MOST_ABOVE = 50
"""Lines in which the names of the columns are looked for."""
_NUMBER = re.compile(r"\$?\s?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?|\$?\s?(\.\d+)", re.ASCII)
_TWO_READINGS = re.compile(r"([1-9]\d{0,2})([.,])(\d{3})", re.ASCII)
"""A number like 1.250: one and a quarter, or, where a point divides thousands, 1,250."""
_MOST_DIGITS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """The cells of a *line* by their columns; those of columns that the file does not have are left out."""

    line: int
    cells: Mapping[str, str]
    is_european: bool
    """True if a semicolon divides the columns, and so perhaps a point thousands."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spreadsheet:
    """A kind of CSV file: *names* gives the names that each column may have, the surest first.

    Messages call the file *name*, what it holds *what*, and have the *code*; *example* is a first line.
    """

    name: str
    what: str
    code: str
    severity: Severity
    names: Mapping[str, Sequence[str]]
    needed: Sequence[str]
    example: str
    is_strict: bool = False
    """True to refuse a line with more cells than the first, where a comma may divide thousands, and two
    columns that may be the same."""

    def problem(self, line: int, message: str) -> Problem:
        """Return a problem of a line."""
        place = Place(file=self.name, line=line)
        return Problem(severity=self.severity, code=self.code, message=message, place=place)

    def columns(self, first: str) -> dict[str, int]:
        """Return the place of each known column in the first line of a file."""
        given = _words(first)
        return {
            key: given.index(found)
            for key, names in self.names.items()
            if (found := next((name for name in names if name in given), None))
        }

    def _twice(self, first: str) -> str:
        """Return which column the first line may name twice; empty if none."""
        for key, names in self.names.items():
            if len(found := [word for word in _words(first) if word in names]) > 1:
                return f'which column is the {key}, "{found[0]}" or "{found[1]}"? rename the other one'
        return ""

    def unread(self, content: bytes) -> list[str]:
        """Return the columns of a file that mean nothing here, in small letters. Raise `FilingError`."""
        known = {name for names in self.names.values() for name in names}
        return [word for word in _words(self._lines(content)[0]) if word and word not in known]

    def has_columns(self, first: str) -> bool:
        """Return True if a line names the columns that are needed."""
        return self.columns(first).keys() >= {*self.needed}

    def check(self, content: bytes) -> None:
        """Raise `FilingError` if *content* is no text, or its first line does not name the columns."""
        self._known_columns(self._lines(content))

    def records(self, content: bytes, problems: list[Problem]) -> Iterator[Record]:
        """Yield the lines that are not empty, and add what is wrong with others. Raise `FilingError`."""
        lines = self._lines(content)
        columns = self._known_columns(lines)
        width = lines[0].count(_delimiter(lines[0])) + 1
        for line, cells in self._cells(lines, problems):
            if len(cells) <= max(columns[key] for key in self.needed):
                message = (
                    f"this line has {_counted(len(cells))}, and the first line more: is a comma missing?"
                )
                problems.append(self.problem(line, message))
            elif self.is_strict and any(cells[width:]):
                message = (
                    f"this line has {_counted(len(cells))}, and the first line {width}: put a text or number "
                    'with a comma in quotes, "1,000"'
                )
                problems.append(self.problem(line, message))
            else:
                given = {key: cells[n] if n < len(cells) else "" for key, n in columns.items()}
                yield Record(line=line, cells=given, is_european=_delimiter(lines[0]) == ";")
            if len(problems) >= MOST_PROBLEMS:
                return

    def _lines(self, content: bytes) -> list[str]:
        """Return the lines of a file with a text. Raise `FilingError`."""
        if len(content) > LARGEST:
            message = f"the file has {len(content):,} bytes, and {self.what} at most {LARGEST:,}"
            raise FilingError([self.problem(1, message)])
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            message = "this is not text in UTF-8: save it as CSV UTF-8"
            raise FilingError([self.problem(line, message)]) from None
        if not text.strip():
            message = f"this file is empty: its first line names the columns, {self.example}"
            raise FilingError([self.problem(1, message)])
        return LINE_BREAK.split(text)

    def _known_columns(self, lines: Sequence[str]) -> Mapping[str, int]:
        """Return the places of the columns, which the first line names. Raise `FilingError`."""
        columns = self.columns(lines[0])
        if lacking := [key for key in self.needed if key not in columns]:
            message = f"the first line names the columns, {self.example}: {lacking[0]} is missing"
            below = (n for n, line in enumerate(lines[:_MOST_ABOVE], 1) if self.has_columns(line))
            if head := next(below, None):
                message = f"line {head} names the columns: remove the lines above it"
            raise FilingError([self.problem(1, message)])
        if self.is_strict and (message := self._twice(lines[0])):
            raise FilingError([self.problem(1, message)])
        return columns

    def _cells(self, lines: Sequence[str], problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
        """Yield the cells of each line that is not empty, with the number of the line."""
        reader = csv.reader(lines[1:], delimiter=_delimiter(lines[0]), strict=True, skipinitialspace=True)
        number = 1
        while True:
            before = number + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                problems.append(self.problem(before, f"this line cannot be read as CSV: {error}"))
                return
            number = reader.line_num + 1
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield before, [cell.strip() for cell in cells]


def _words(first: str) -> list[str]:
    """Return the names in the first line of a file, in small letters without marks."""
    return [" ".join(re.findall(r"[a-z]+", name.lower())) for name in first.split(_delimiter(first))]


def _counted(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"


def _delimiter(first: str) -> str:
    return max(",;\t", key=first.count)


def number_in(text: str, what: str, decimals: int, remedy: str) -> Decimal:
    """Return a number of at least zero, with or without $ and commas. Raise `ValueError` with a message.

    *what* names it, *decimals* is the most that it may have, and *remedy* says what to do with a sign.
    """
    if re.match(r"[-(\N{MINUS SIGN}]", text):
        raise ValueError(f"the {what} {text[:20]} is below zero: write it without a sign; {remedy}")
    found = _NUMBER.fullmatch(text)
    if re.fullmatch(r"\d{1,3}(\s\d{3})+", text):
        raise ValueError(f"the {what} {text[:20]} has spaces: write {''.join(text.split())}")
    if not found:
        raise ValueError(f'the {what} "{text[:20]}" is no number: write it as 1436 or 41.44')
    whole, fraction = found[1] or "0", found[2] or found[3] or "."
    if len(whole.replace(",", "")) > _MOST_DIGITS or len(fraction) > decimals + 1:
        raise ValueError(f"the {what} {text[:20]} has too many digits")
    return Decimal(whole.replace(",", "") + (fraction if fraction != "." else ""))


def refuse_two_readings(text: str, what: str, marks: str) -> None:
    """Raise `ValueError` with a message for a number like 1.250, whose mark may divide thousands or decimals.

    *marks* are those that may: a point, a comma or both.
    """
    found = _TWO_READINGS.fullmatch(text)
    if found and found[2] in marks:
        whole, fraction = found[1], found[3]
        small = Decimal(f"{whole}.{fraction}").normalize()
        raise ValueError(
            f'the {what} "{text}" can be read as {whole},{fraction} or as {small:f}: write {whole}{fraction} '
            f"or {whole}.{fraction}0"
        )
