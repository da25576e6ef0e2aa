"""`words`: print the text of a Word or PDF file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from redwell.commands.edge import Project
from redwell.documents import text


@dataclass(frozen=True, kw_only=True, slots=True)
class WordsOptions:
    """The flags of the command, as they are typed."""

    file: str


def run(_: Project, options: WordsOptions) -> int:
    """Print the text. Raises `Misuse`, and `OSError` if there is no such file."""
    print(text.file_text(Path(options.file)), end="")
    return 0
