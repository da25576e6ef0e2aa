"""Read the lines of a CSV file as Excel and others save it: a head that names the columns, then cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from redwell.problems import FilingError, Place, Problem, Severity

LARGEST = 1_000_000
"""Bytes of a file, about 25,000 lines."""
MOST_PROBLEMS = 20
_MOST_ABOVE = 50
"""Lines in which the names of the columns are looked for."""
_NUMBER = re.compile(r"\$?\s?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?|\$?\s?(\.\d+)", re.ASCII)
_TWO_READINGS = re.compile(r"([1-9]\d{0,2})([.,])(\d{3})", re.ASCII)
"""A number like 1.250: one and a quarter, or, where a point divides thousands, 1,250."""
_DASH = re.compile(r"\$?\s?[-\N{HYPHEN}-\N{EM DASH}\N{MINUS SIGN}]", re.ASCII)
"""A lone dash, as the accounting format of Excel writes zero."""
_NEGATIVE = re.compile(r"[-(\N{MINUS SIGN}]\s?\$?\s?[\d.,][\d.,\s]*\)?", re.ASCII)
"""A number with a sign, or in the parentheses of an accountant."""
_MOST_DIGITS = 12
_LONGEST_CELL = 20
_QUOTED = re.compile(r'(^|[,;\t]) *"(?:[^"]|"")*"')
_BREAKS = re.compile(r"[\r\n]+")
_UNIT = re.compile(r"[(\[]([^()\[\]]*)[)\]]|((?<!\d)'?000\S*|[€£¥%])")
"""The unit in the name of a column, as in `price (€)` or `shares 000`."""
_WORDS = re.compile(r"[$#\s]*[a-z][a-z$#\s]*", re.ASCII)
"""Words in brackets that may belong to a name, as in `number (of shares)`."""
_LONGEST_SHOWN = 40
_NO_CSV = "a quotation mark opens or closes in the midst of a name: write each name in one line"


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """The cells of a *line* by their columns; those of columns that the file does not have are left out."""

    line: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]
    """The place of each column."""
    delimiter: str

    @property
    def is_european(self) -> bool:
        """True if a semicolon divides the columns, and so perhaps a point thousands."""
        return self.delimiter == ";"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """The unit of a column: how it may be *written* in the name of the column, and a *remedy* for others."""

    written: Sequence[str]
    remedy: str


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
    units: Mapping[str, Unit] = field(default_factory=dict)
    """The units of columns; a strict file is refused if it has others."""

    def problem(self, line: int, message: str) -> Problem:
        """Return a problem of a line."""
        place = Place(file=self.name, line=line)
        return Problem(severity=self.severity, code=self.code, message=message, place=place)

    def columns(self, first: str) -> dict[str, int]:
        """Return the place of each known column in the first line of a file."""
        columns = self._places(self._words(_cells_of(first)))
        if not self.is_strict and not columns.keys() >= {*self.needed}:
            return self._places(self._words(first.split(_delimiter(first))))
        return columns

    def _places(self, given: Sequence[str]) -> dict[str, int]:
        """Return the place of each known column among the names that are given."""
        return {
            key: given.index(found)
            for key, names in self.names.items()
            if (found := next((name for name in names if name in given), None))
        }

    def _words(self, cells: Sequence[str]) -> list[str]:
        """Return the names of the columns, in small letters without marks and without their units."""
        written = [text for unit in self.units.values() for text in unit.written]
        return [_word(_without_unit(cell) if _unit(cell) in written else cell) for cell in cells]

    def _other_unit(self, first: str) -> str:
        """Return which column of the first line has another unit than it may have; empty if none."""
        for cell in _cells_of(first):
            given, name = _unit(cell), _word(_without_unit(cell))
            for key, unit in self.units.items():
                is_part = _word(cell) in self.names[key] and _WORDS.fullmatch(given)
                if name in self.names[key] and given not in ("", *unit.written) and not is_part:
                    shown = " ".join(cell.split())[:_LONGEST_SHOWN]
                    return f'the column "{shown}" has another unit: {unit.remedy}, and name it "{key}"'
        return ""

    def _twice(self, first: str) -> str:
        """Return which column the first line may name twice; empty if none."""
        for key, names in self.names.items():
            if len(found := [word for word in self._words(_cells_of(first)) if word in names]) > 1:
                return f'which column is the {key}, "{found[0]}" or "{found[1]}"? rename the other one'
        return ""

    def unread(self, content: bytes) -> list[str]:
        """Return the columns of a file that mean nothing here, in small letters. Raise `FilingError`."""
        known = {name for names in self.names.values() for name in names}
        words = self._words(_cells_of(self._lines(content)[0]))
        return [word for word in words if word and word not in known]

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
        width, delimiter = len(_cells_of(lines[0])), _delimiter(lines[0])
        for line, cells in self._cells(lines, problems):
            if len(cells) <= max(columns[key] for key in self.needed):
                message = (
                    f"this line has {_counted(len(cells))}, and the first line more: is a comma missing?"
                )
                problems.append(self.problem(line, message))
            elif self.is_strict and len(cells) > width:
                message = (
                    f"this line has {_counted(len(cells))}, and the first line {width}: put a text or number "
                    'with a comma in quotes, "1,000"'
                )
                at_end = "" if any(cells[width:]) else ", or remove what is too much at its end"
                problems.append(self.problem(line, message + at_end))
            else:
                given = {key: cells[n] if n < len(cells) else "" for key, n in columns.items()}
                yield Record(line=line, cells=given, columns=columns, delimiter=delimiter)
            if len(problems) >= MOST_PROBLEMS:
                return

    def _lines(self, content: bytes) -> list[str]:
        """Return the lines of a file with a text, with their line breaks. Raise `FilingError`."""
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
        return [*io.StringIO(text, newline="")]

    def _known_columns(self, lines: Sequence[str]) -> Mapping[str, int]:
        """Return the places of the columns, which the first line names. Raise `FilingError`."""
        columns, wrong = self.columns(lines[0]), ""
        if self.is_strict:
            wrong = _NO_CSV if _csv_cells(lines[0]) is None else self._other_unit(lines[0])
        if lacking := [key for key in self.needed if key not in columns]:
            message = wrong or f"the first line names the columns, {self.example}: {lacking[0]} is missing"
            below = (n for n, line in enumerate(lines[:_MOST_ABOVE], 1) if self.has_columns(line))
            if head := next(below, None):
                message = f"line {head} names the columns: remove the lines above it"
            raise FilingError([self.problem(1, message)])
        if self.is_strict and (wrong := wrong or self._twice(lines[0])):
            raise FilingError([self.problem(1, wrong)])
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
                yield before, [_BREAKS.sub(" ", cell.strip()) for cell in cells]


def _cells_of(first: str) -> list[str]:
    """Return the cells of the first line of a file."""
    cells = _csv_cells(first)
    return first.split(_delimiter(first)) if cells is None else cells


def _csv_cells(first: str) -> list[str] | None:
    """Return the cells of a line; None if it is not CSV by itself."""
    try:
        return next(csv.reader([first], delimiter=_delimiter(first), strict=True, skipinitialspace=True))
    except csv.Error:
        return None


def _word(name: str) -> str:
    """Return the name of a column in small letters without marks."""
    return " ".join(re.findall(r"[a-z]+", name.lower()))


def _unit(name: str) -> str:
    """Return the unit in the name of a column, in small letters; empty if none."""
    return " ".join(f"{found[1] or found[2] or ''}".strip() for found in _UNIT.finditer(name.lower()))


def _without_unit(name: str) -> str:
    return _UNIT.sub(" ", name)


def _counted(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"


def _delimiter(first: str) -> str:
    """Return the mark that divides the columns: the most frequent one outside of quoted cells."""
    bare = _QUOTED.sub(r"\1", first)
    return max(",;\t", key=lambda mark: (bare.count(mark), first.count(mark)))


def is_dash(text: str) -> bool:
    """Return True for a lone dash, as the accounting format of Excel writes zero and many write nothing."""
    return bool(_DASH.fullmatch(text))


def shortened(text: str) -> str:
    """Return a text as a message shows it; a longer one is cut, with dots in place of the rest."""
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}..."


def number_in(text: str, what: str, decimals: int, remedy: str) -> Decimal:
    """Return a number of at least zero, with or without $ and commas. Raise `ValueError` with a message.

    *what* names it, *decimals* is the most that it may have, and *remedy* says what to do with a sign. A lone
    dash is zero.
    """
    if is_dash(text):
        return Decimal()
    shown = shortened(text)
    if _NEGATIVE.fullmatch(text):
        raise ValueError(f"the {what} {shown} is below zero: write it without a sign; {remedy}")
    found = _NUMBER.fullmatch(text)
    if re.fullmatch(r"\d{1,3}(\s\d{3})+", text):
        raise ValueError(f"the {what} {shown} has spaces: write {''.join(text.split())}")
    if not found:
        raise ValueError(f'the {what} "{shown}" is no number: write it as 1436 or 41.44')
    whole, fraction = found[1] or "0", found[2] or found[3] or "."
    if len(whole.replace(",", "")) > _MOST_DIGITS or len(fraction) > decimals + 1:
        raise ValueError(f"the {what} {shown} has too many digits")
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
