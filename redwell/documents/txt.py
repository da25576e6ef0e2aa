"""Render plain text for EDGAR: ASCII, at most 72 columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from textwrap import TextWrapper
from typing import Any

from jinja2 import Environment

from redwell.documents.environment import environment

COLUMNS = 72
"""EDGAR accepts 80; the rest leaves room for a mail program that quotes."""


def render(
    template: str, context: Mapping[str, Any], *, home: Path, attachment: tuple[str, bytes] | None = None
) -> bytes:
    """Return the document in ASCII with LF line ends. Templates lay out paragraphs with the filters below."""
    text = _environment(home).get_template(template).render(context)
    return text.encode("ascii")


@lru_cache(maxsize=4)
def _environment(home: Path) -> Environment:
    """Return the environment without escaping, because plain text has no markup."""
    made = environment(home).overlay(autoescape=False)
    made.filters = {**made.filters, "columns": columns, "centered": centered, "words": words}
    return made


def words(runs: Iterable[Mapping[str, Any]]) -> str:
    """Return the text of a paragraph's runs."""
    return "".join(run["text"] for run in runs)


def columns(text: str, indent: int = 0) -> str:
    """Return the paragraph in lines of 72 columns, each indented by *indent* spaces."""
    return _filled(text, indent)


def centered(text: str) -> str:
    """Return a heading with each line centered."""
    return "\n".join(line.center(COLUMNS).rstrip() for line in _filled(text, 0).split("\n"))


def _filled(text: str, indent: int) -> str:
    """Wrap the text without breaking a word, even at a hyphen: `attorney-in-fact` stays whole."""
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
