"""The words of a page: what changed among them, and what the eye would not see, made visible."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from redwell.review.model import Run
from redwell.review.show.escaped import named


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fold:
    """Of more unchanged parts than *most*, only those *beside* a change are shown; the others are folded."""

    part: re.Pattern[str]
    noun: str
    most: int
    beside: int


_WORDS = _Fold(part=re.compile(r"\s*\S+\s*"), noun="words", most=90, beside=30)
_LINES = _Fold(part=re.compile(r"[^\n]*\n|[^\n]+"), noun="lines", most=12, beside=4)


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


def redline(runs: Sequence[Run], *, by_lines: bool = False) -> list[dict[str, str]]:
    """The runs as pieces, long unchanged passages folded but for the words, or lines, beside a change."""
    what = _LINES if by_lines else _WORDS
    pieces: list[dict[str, str]] = []
    for place, run in enumerate(runs):
        parts = what.part.findall(run.text) if run.kind == "same" else []
        if len(parts) <= what.most:
            pieces.append({"kind": run.kind, "text": run.text})
            continue
        first = what.beside if place > 0 else 0
        last = len(parts) - (what.beside if place < len(runs) - 1 else 0)
        middle = parts[first:last]
        pieces += [
            {"kind": "same", "text": "".join(parts[:first])},
            {"kind": "folded", "text": "".join(middle), "said": f"{len(middle)} {what.noun} unchanged"},
            {"kind": "same", "text": "".join(parts[last:])},
        ]
    return [each for each in pieces if each["text"]]
