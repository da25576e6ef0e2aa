"""The words of a page: what changed among them, and what the eye would not see, made visible."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from redwell.review.escaped import named
from redwell.review.model import Run

MOST = 90
"""Of more unchanged words than these, only those beside a change are shown; the others are folded."""
BESIDE = 30


def visible(value: Any) -> Any:
    """*value* with every character that hides, or turns the text around, by its name: `[U+202E]`.

    Goes through mappings and sequences; text that is ready for the page (`Markup`) stays as it is.
    """
    if isinstance(value, str):
        return value if hasattr(value, "__html__") else named(value)
    if isinstance(value, Mapping):
        return {key: visible(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [visible(each) for each in value]
    return value


def redline(runs: Sequence[Run]) -> list[dict[str, str]]:
    """The runs as pieces, long unchanged passages folded but for the words beside a change."""
    pieces: list[dict[str, str]] = []
    for place, run in enumerate(runs):
        words = re.findall(r"\s*\S+\s*", run.text) if run.kind == "same" else []
        if len(words) <= MOST:
            pieces.append({"kind": run.kind, "text": run.text})
            continue
        first = BESIDE if place > 0 else 0
        last = len(words) - (BESIDE if place < len(runs) - 1 else 0)
        middle = words[first:last]
        pieces += [
            {"kind": "same", "text": "".join(words[:first])},
            {"kind": "folded", "text": "".join(middle), "said": f"{len(middle)} words unchanged"},
            {"kind": "same", "text": "".join(words[last:])},
        ]
    return [each for each in pieces if each["text"]]
