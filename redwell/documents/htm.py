"""Render plain HTML for EDGAR: ASCII, with the few tags that EDGAR accepts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import fill
from typing import Any

from redwell.documents.environment import environment


def render(
    template: str, context: Mapping[str, Any], *, home: Path, attachment: tuple[str, bytes] | None = None
) -> bytes:
    """Return the document in ASCII and short lines. Quotes stay as typed: no value is in an attribute."""
    text = environment(home).get_template(template).render(context)
    text = text.replace("&#39;", "'").replace("&#34;", '"').replace("\t", "&nbsp;" * 6)
    lines = (fill(line, 80, break_long_words=False, break_on_hyphens=False) for line in text.splitlines())
    return ("\n".join(lines) + "\n").encode("ascii", "xmlcharrefreplace")
