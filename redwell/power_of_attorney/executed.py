"""A power of attorney that was executed elsewhere: its text as it goes to EDGAR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from textwrap import wrap
from typing import Any

from redwell.files import disk
from redwell.files.reader import Files
from redwell.problems import Problem
from redwell.source.loader import placed
from redwell.source.named_files import lines_of, missing_file, seen_elsewhere
from redwell.text.characters import name_of, to_ascii

COLUMNS = 80
"""EDGAR suspends an ASCII document with longer lines (Filer Manual, volume II)."""


def executed_problems(name: str, files: Files) -> list[Problem]:
    """Return what EDGAR would refuse in the text *name* beside the filing."""
    if not name.endswith((".txt", ".htm")):
        return [_of_kind(f"{name} {_other_kind(name)}")]
    try:
        content = files.beside(name)
    except (OSError, ValueError) as error:
        return [missing_file("document", name, files.folder, error)]
    if kind := next((kind for kind in _KINDS if content.startswith(kind.first)), None):
        return [_of_kind(f"{name} {kind.said}, whatever its name says: {kind.remedy}")]
    text, encoding = _decoded(content)
    if not text.strip():
        return [Problem(code="document-empty", message=f"{name} is empty", path=("document",))]
    if name.endswith(".htm"):
        return _of_page(name, text)
    source = lines_of(text, _shown(name, files))
    found = [problem for n, line in enumerate(source.data) for problem in _line_problems(line, n)]
    first = next((problem for problem in found if problem.code == "ascii-only"), None)
    if first and encoding != "UTF-8":
        message = f"{first.message}; the file is in {encoding}: {_AS_TEXT}"
        found[found.index(first)] = replace(first, message=message)
    return seen_elsewhere(placed(source, found), "document")


_AS_TEXT = (
    "in Word, choose File, Save As, Plain Text (.txt); in the next window, choose Other encoding, US-ASCII, "
    "and tick Insert line breaks and Allow character substitution"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    """A kind of file that is no text: its suffixes and first bytes, and what to say of it and to do."""

    suffixes: tuple[str, ...]
    first: tuple[bytes, ...]
    said: str
    remedy: str


_KINDS = (
    _Kind(
        suffixes=("docx", "doc", "odt"),
        first=(b"PK\x03\x04", b"\xd0\xcf\x11\xe0"),
        said="is a Word file",
        remedy=f"EDGAR takes the text, or a page (.htm): {_AS_TEXT}",
    ),
    _Kind(
        suffixes=("pdf",),
        first=(b"%PDF",),
        said="is a PDF",
        remedy="EDGAR accepts no PDF as Exhibit 24: name the text as .txt, or as a page (.htm)",
    ),
    _Kind(
        suffixes=("rtf",),
        first=(b"{\\rtf",),
        said="is in Rich Text Format",
        remedy=f"EDGAR takes plain text, or a page (.htm): {_AS_TEXT}",
    ),
)


def _other_kind(name: str) -> str:
    """Return what a file is that is neither text nor a page, and how to get one."""
    stem, _, suffix = name.rpartition(".")
    if kind := next((kind for kind in _KINDS if suffix.lower() in kind.suffixes), None):
        return f"{kind.said}, and {kind.remedy}"
    if suffix.lower() in ("html", "htm", "txt") and stem:
        right = ".txt" if suffix.lower() == "txt" else ".htm"
        return f"must end in {right}: rename it to {stem}{right}"
    return "must be a .txt or .htm file with the text of the power"


def _of_kind(message: str) -> Problem:
    return Problem(code="document-kind", message=message, path=("document",))


def _of_page(name: str, text: str) -> list[Problem]:
    """Return what is wrong with a page that is sent as it is; `exhibits` checks its HTML."""
    if not _FILE_NAME.fullmatch(name):
        message = (
            f"{name} is sent under its own name, and EDGAR takes at most 32 characters: lowercase letters, "
            "digits, at most one _ and one -; begins with a letter: rename it (specification 4.2)"
        )
        return [_of_kind(message)]
    letter = next(filter(_is_foreign, text), None)
    if letter is None:
        return []
    message = f"{name} has {_conformed(letter)}, or write it there as &#{ord(letter)};"
    return [Problem(code="ascii-only", message=message, path=("document",))]


_FILE_NAME = re.compile(r"(?=.{5,32}\Z)(?!.*_.*_)(?!.*-.*-)[a-z][a-z0-9_-]*\.htm")


def executed_hash(name: str, files: Files) -> str:
    """Return the fingerprint of the text *name*, the same for all kinds of line ends."""
    return sha256(_text(name, files).encode()).hexdigest()


def executed(name: str, files: Files) -> dict[str, Any]:
    """Return the values for the templates of Exhibit 24: the whole text, and its lines by paragraph.

    The heading is the first paragraph, if it is in capitals.
    """
    text = _text(name, files)
    paragraphs = [block.split("\n") for block in re.split(r"\n\s*\n", text.rstrip("\n"))]
    title = " ".join(" ".join(paragraphs[0]).split())
    return {
        "text": text,
        "title": title,
        "heading": [line.strip() for line in paragraphs[0]] if title.isupper() else [],
        "paragraphs": [[_kept_spaces(line) for line in lines] for lines in paragraphs],
    }


def _text(name: str, files: Files) -> str:
    return _decoded(files.beside(name))[0].strip("\n") + "\n"


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the text with simple line ends, without tabs, and its encoding: UTF-8, or one of Windows."""
    encoding = "UTF-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "UTF-8"
    try:
        text = content.decode("utf-16" if encoding == "UTF-16" else "utf-8-sig")
    except UnicodeDecodeError:
        encoding = "Windows-1252"
        text = "".join(map(_of_windows, content))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.expandtabs().rstrip(" ") for line in lines), encoding


def _of_windows(byte: int) -> str:
    """Return the character of a byte in Windows-1252; five bytes have none, and stay control characters."""
    try:
        return bytes([byte]).decode("windows-1252")
    except UnicodeDecodeError:
        return chr(byte)


def _kept_spaces(line: str) -> str:
    """Return a line with spaces that HTML keeps, at its start and after another space."""
    return re.sub(r"^ +| {2,}", lambda match: "\u00a0" * len(match.group()), line)


def _line_problems(line: str, n: int) -> Iterator[Problem]:
    for character, message in not_ascii(line, is_signed=True):
        yield Problem(code="ascii-only", message=message, path=(n,), words=character)
    if len(line) > COLUMNS:
        count = max(2, len(wrap(line, COLUMNS)))
        message = (
            f"this line has {len(line)} characters, and EDGAR accepts {COLUMNS}: break it into {count} lines"
        )
        yield Problem(code="document-columns", message=message, path=(n,))


def not_ascii(text: str, *, is_signed: bool = False) -> Iterator[tuple[str, str]]:
    """Yield each character of a text that EDGAR does not accept in Exhibit 24, and the message for it."""
    for character in dict.fromkeys(re.findall(r"[^ -~]", text)):
        if is_signed and _is_foreign(character):
            yield character, f"this line has {_conformed(character)}"
            continue
        plain = (to_ascii(character) or "").strip() if character.isprintable() else ""
        other = "write it in plain signs" if character.isprintable() else "remove it"
        yield (
            character,
            f"EDGAR accepts Exhibit 24 in plain ASCII only, and {name_of(character)} is not: "
            f"{f'write {plain}' if plain else other}",
        )


def _is_foreign(character: str) -> bool:
    """Return True for a letter of another alphabet, or with an accent."""
    return character.isalpha() and not character.isascii()


def _conformed(letter: str) -> str:
    """Return the end of a message about a letter: a signed instrument keeps its letters."""
    return (
        f"{name_of(letter)}, and EDGAR accepts Exhibit 24 in plain ASCII only: keep the signed instrument as "
        "it is, and name a conformed copy in plain ASCII under document:"
    )


def _shown(name: str, files: Files) -> str:
    folder = disk.real(files.folder)
    root = disk.real(files.root)
    return (folder / name).relative_to(root).as_posix() if folder.is_relative_to(root) else name
