"""Exhibits that a firm encloses as files: checked against EDGAR's known rules, and copied unchanged.

The checks cover names, kinds, sizes, characters and lines; `enclosed_html` checks HTML.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from redwell.files import disk
from redwell.files.disk import LargeFileError
from redwell.files.reader import LARGEST_EXHIBIT, Files
from redwell.model import Exhibit, Filing
from redwell.problems import Path, Problem
from redwell.text.characters import name_of, to_ascii

if TYPE_CHECKING:
    from redwell.exhibits.enclosed_html import Fault

COLUMNS, TABLE_COLUMNS = 80, 132
"""Characters in the longest line of a text document, and of a table in it (Filer Manual II, chapter 5)."""
UNSHOWN = (
    "is a picture that no .htm exhibit shows, and EDGAR suspends a filing for that: show it with <img "
    'src="..">, or remove it'
)
DROPPED = (
    "is a PDF, and EDGAR drops it with a warning: can it be sent as text (.txt) or as a page (.htm)? "
    "(specification 4.2.1.2)"
)
SIGNATURES = {".jpg": b"\xff\xd8\xff", ".gif": b"GIF8"}
"""The first bytes of each kind of picture."""


def contents(filing: Filing, files: Files) -> dict[str, bytes]:
    """Return the enclosed files by name."""
    return {exhibit.file: files.beside(exhibit.file, LARGEST_EXHIBIT) for exhibit in filing.enclosed}


def enclosed_problems(filing: Filing, files: Files, made: Collection[str]) -> Iterator[Problem]:
    """Yield the problems of the enclosed files; *made* are the names of the documents that Redwell makes."""
    faults = _faults(filing, files, made)
    taken = dict.fromkeys(made, "has the name of a document that Redwell makes for this filing")
    places = _places(filing)
    for number, exhibit in enumerate(filing.enclosed):
        found = faults[exhibit.file]
        if exhibit.file in taken:
            found = [("error", "exhibit-name", f"{taken[exhibit.file]}: give the file another name")]
        taken.setdefault(exhibit.file, "is named by two exhibits of this filing")
        for severity, code, message in found:
            yield Problem(
                severity=severity, code=code, message=f"{exhibit.file} {message}", path=places[number]
            )


def _places(filing: Filing) -> list[Path]:
    """Return the place of each enclosed file in the filing."""
    powers = enumerate(filing.powers_of_attorney)
    return [
        *(("powers_of_attorney", n, "document") for n, power in powers if power.page and not power.on_file),
        *(("exhibits", n, "file") for n in range(len(filing.exhibits))),
    ]


def _faults(filing: Filing, files: Files, made: Collection[str]) -> dict[str, list[Fault]]:
    """Return the problems of each file: of the file itself, else of the page, or that no page shows it."""
    own = {exhibit.file: _of_file(exhibit, files) for exhibit in filing.enclosed}
    found: dict[str, list[Fault]] = {name: [fault] if fault else [] for name, fault in own.items()}
    sound = [name for name, fault in own.items() if fault is None]
    shown: set[str] = set()
    for name in sound:
        if PurePath(name).suffix == ".htm":
            # Most filings enclose no page, and the parser of HTML loads slowly.
            from redwell.exhibits import enclosed_html

            content = files.beside(name, LARGEST_EXHIBIT)
            found[name], names = enclosed_html.page_problems(content, [*made, *own])
            shown |= names
    for name in sound:
        if PurePath(name).suffix in SIGNATURES and name not in shown:
            found[name] = [("error", "exhibit-unshown", UNSHOWN)]
    return found


def _of_file(exhibit: Exhibit, files: Files) -> Fault | None:
    try:
        content = files.beside(exhibit.file, LARGEST_EXHIBIT)
    except LargeFileError as error:
        return "error", "exhibit-too-large", f"has {error}?"
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and disk.is_there(files.folder / exhibit.file):
            return (
                "error",
                "exhibit-missing",
                f"cannot be read: {disk.cause(error)}: put the file itself there",
            )
        return "error", "exhibit-missing", "is not in the folder of this filing: put it there"
    suffix = PurePath(exhibit.file).suffix
    if not content.strip():
        return "error", "exhibit-content", "is empty"
    if suffix == ".pdf":
        return "warning", "exhibit-pdf", DROPPED
    if suffix in SIGNATURES:
        is_picture = content.startswith(SIGNATURES[suffix])
        return None if is_picture else ("error", "exhibit-content", f"is not a {suffix[1:]} picture")
    return _of_text(content, is_plain=suffix == ".txt", is_signed=exhibit.is_power)


def _shown(odd: int, line: bytes, *, is_plain: bool, is_signed: bool) -> tuple[str, str]:
    """Return the name of the first byte of a line that EDGAR does not take, and what to do about it."""
    if odd < 128:
        return f"the byte 0x{odd:02X}", "remove it"
    encoding = "UTF-8"
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError:
        encoding = "Windows-1252"
        text = line.decode(encoding, "replace")
    character = next(each for each in text if not each.isascii())
    plain = (to_ascii(character) or "").strip()
    remedy = f"write {plain}" if plain else "write it in plain letters"
    if not is_plain:
        remedy = f"write it there as &#{ord(character)};"
    elif is_signed and character.isalpha():
        remedy = "keep the signed instrument as it is, and enclose a conformed copy in plain ASCII"
    return name_of(character) + (", saved in Windows-1252," if encoding != "UTF-8" else ""), remedy


def _of_text(content: bytes, *, is_plain: bool, is_signed: bool) -> Fault | None:
    for number, line in enumerate(content.splitlines(), start=1):
        odd = next((byte for byte in line if not 32 <= byte < 127 and byte != 9), None)
        if odd is not None:
            shown, remedy = _shown(odd, line, is_plain=is_plain, is_signed=is_signed)
            message = (
                f"has {shown} in line {number}, and EDGAR suspends a filing for that: {remedy} (Filer "
                "Manual II, chapter 5)"
            )
            return "error", "exhibit-ascii", message
        if is_plain and len(line) > COLUMNS:
            message = (
                f"has {len(line)} characters in line {number}, and EDGAR accepts {COLUMNS}, or "
                f"{TABLE_COLUMNS} in a table: should this line be shorter? (Filer Manual II, chapter 5)"
            )
            return "warning", "exhibit-line", message
    return None
