"""Render the EDGAR ownership document as it is sent, without the CCC."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from redwell.documents.environment import environment


def render(
    template: str, context: Mapping[str, Any], *, home: Path, attachment: tuple[str, bytes] | None = None
) -> bytes:
    """Return the document in ASCII. EDGAR names no encoding, so other characters become references."""
    text = environment(home).get_template(template).render(context)
    return text.encode("ascii", "xmlcharrefreplace")
