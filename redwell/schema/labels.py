"""Find the label of a footnote that a mark or a word means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from redwell.problems import nearest
from redwell.schema.values import Remedy, Value, write
from redwell.source.errors import as_label


def footnote_remedy(it: Value, label: str) -> Remedy:
    """Return how a footnote takes the place of a value that was written as a list with its label."""
    known, is_certain = label_for(label, it.labels)
    if known and is_certain:
        return write(f"{{footnotes: [{known}]}}")
    known = known or nearest(label, it.labels)
    return Remedy(f"write {{footnotes: [{known}]}}" if known else "")


def label_for(mark: str, labels: Sequence[str]) -> tuple[str | None, bool]:
    """Return the label that a mark means, if any, and whether that is certain."""
    meant = {as_label(label) or label for label in labels}
    if (as_label(mark) or mark) in meant:
        return as_label(mark) or mark, True
    number = mark.lstrip("Ff")
    if not number.isdigit():
        return None, False
    numbered = [label for label in labels if re.fullmatch(rf"[A-Za-z_-]*0?{number}", label)]
    if len(numbered) != 1:
        n = int(number)
        numbered = [*labels[n - 1 : n]] if n else []
        return (as_label(numbered[0]) or numbered[0], len(labels) == 1) if numbered else (None, False)
    return as_label(numbered[0]) or numbered[0], True


def is_label(text: str) -> bool:
    """Return whether a text can be the label of a footnote."""
    return bool(re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", text))
