"""A power of attorney that was executed elsewhere: its text as it goes to EDGAR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
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
    if not name.endswith(".txt"):
        message = f"{name} must be a .txt file with the text of the power: EDGAR accepts no PDF as Exhibit 24"
        return [Problem(code="document-kind", message=message, path=("document",))]
    try:
        content = files.beside(name)
    except (OSError, ValueError) as error:
        return [missing_file("document", name, files.folder, error)]
    text = _decoded(content)
    if not text.strip():
        return [Problem(code="document-empty", message=f"{name} is empty", path=("document",))]
    source = lines_of(text, _shown(name, files))
    found = [problem for n, line in enumerate(source.data) for problem in _line_problems(line, n)]
    return seen_elsewhere(placed(source, found), "document")


def executed_hash(name: str, files: Files) -> str:
    """Return the fingerprint of the text *name*, the same for all kinds of line ends."""
    return sha256(_text(name, files).encode()).hexdigest()


def executed(name: str, files: Files) -> dict[str, Any]:
    """Return the values for the templates of Exhibit 24: the whole text, and its lines by paragraph."""
    text = _text(name, files)
    paragraphs = [block.split("\n") for block in re.split(r"\n\s*\n", text.rstrip("\n"))]
    return {
        "text": text,
        "title": " ".join(" ".join(paragraphs[0]).split()),
        "paragraphs": [[_kept_spaces(line) for line in lines] for lines in paragraphs],
    }


def _text(name: str, files: Files) -> str:
    return _decoded(files.beside(name)).strip("\n") + "\n"


def _decoded(content: bytes) -> str:
    """Return the text with simple line ends, without tabs; bytes that are not UTF-8 count as not ASCII."""
    text = content.decode("utf-8-sig", errors="surrogateescape")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.expandtabs().rstrip(" ") for line in lines)


def _kept_spaces(line: str) -> str:
    """Return a line with spaces that HTML keeps, at its start and after another space."""
    return re.sub(r"^ +| {2,}", lambda match: "\u00a0" * len(match.group()), line)


def _line_problems(line: str, n: int) -> Iterator[Problem]:
    for character, message in not_ascii(line):
        yield Problem(code="ascii-only", message=message, path=(n,), words=character)
    if len(line) > COLUMNS:
        message = (
            f"this line has {len(line)} characters, and EDGAR accepts {COLUMNS}: break it into two lines"
        )
        yield Problem(code="document-columns", message=message, path=(n,))


def not_ascii(text: str) -> Iterator[tuple[str, str]]:
    """Yield each character of a text that EDGAR does not accept in Exhibit 24, and the message for it."""
    for character in dict.fromkeys(re.findall(r"[^ -~]", text)):
        plain = (to_ascii(character) or "").strip() if character.isprintable() else ""
        remedy = f"write {plain}" if plain else "write it in plain letters"
        yield (
            character,
            f"EDGAR accepts Exhibit 24 in plain ASCII only, and {name_of(character)} is not: {remedy}",
        )


def _shown(name: str, files: Files) -> str:
    folder = disk.real(files.folder)
    root = disk.real(files.root)
    return (folder / name).relative_to(root).as_posix() if folder.is_relative_to(root) else name
