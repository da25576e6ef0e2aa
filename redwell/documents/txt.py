"""Plain text for EDGAR: ASCII, never more than 72 columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from textwrap import TextWrapper
from typing import Any

from jinja2 import Environment

from redwell.documents.environment import environment

COLUMNS = 72
"""EDGAR takes 80; the rest is room for a mail program that quotes."""


def render(
    template: str, context: Mapping[str, Any], *, home: Path, attachment: tuple[str, bytes] | None = None
) -> bytes:
    """The document in ASCII with simple line ends. A template lays out paragraphs with the filters below."""
    text = _environment(home).get_template(template).render(context)
    return text.encode("ascii")


@lru_cache(maxsize=4)
def _environment(home: Path) -> Environment:
    """Nothing is escaped: plain text has no markup."""
    made = environment(home).overlay(autoescape=False)
    made.filters = {**made.filters, "columns": columns, "centered": centered, "words": words}
    return made


def words(runs: Iterable[Mapping[str, Any]]) -> str:
    """The text of a paragraph's runs."""
    return "".join(run["text"] for run in runs)


def columns(text: str, indent: int = 0) -> str:
    """The paragraph in lines of 72 columns, each *indent* spaces in."""
    return _filled(text, indent)


def centered(text: str) -> str:
    """Each line of a heading in the middle."""
    return "\n".join(line.center(COLUMNS).rstrip() for line in _filled(text, 0).split("\n"))


def _filled(text: str, indent: int) -> str:
    """Words are never broken, not even at a hyphen: `attorney-in-fact` stays whole."""
    wrapper = TextWrapper(
        width=COLUMNS,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        tabsize=COLUMNS // 2,
    )
    return wrapper.fill(text)
