"""What Markdown is made of in a comment: lists, tables, folds, and words struck out and put in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from redwell.review.model import Run
from redwell.review.show import escaped
from redwell.review.show.escaped import text

IN_CELL, IN_LINE, IN_RUN, AROUND = 300, 1_000, 3_000, 140
"""How many characters of a text are said: in a cell, in a line, of words with one fate, and around them."""
MOST_ROWS, MOST_LINES = 60, 20
ELSEWHERE = "in the HTML page"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 row`, `12 rows`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def bold(said: str) -> str:
    """A name or the like, in bold; of nothing, that it has none."""
    return f"**{text(said, IN_CELL) or 'without a name'}**"


def more(count: int, one: str) -> str:
    """`and 3 more rows in the HTML page`."""
    return f"and {counted(count, f'more {one}')} {ELSEWHERE}"


def listed(items: Sequence[str], what: str, most: int = MOST_LINES) -> str:
    """A list of Markdown, of more than *most* items these, and that there are more."""
    lines = [f"- {item}" for item in items[:most]]
    if len(items) > most:
        lines.append(f"- {more(len(items) - most, what)}")
    return "\n".join(lines)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], what: str = "row") -> str:
    """Cells that are Markdown already; a column whose name begins with `>` holds numbers.

    The last column is left out where it is empty; of more than `MOST_ROWS` rows it is said how many more.
    """
    width = len(columns) if any(row[-1] for row in rows) else len(columns) - 1
    names = [name.lstrip(">") for name in columns]
    rule = ["---:" if name.startswith(">") else "---" for name in columns]
    lines = [f"| {' | '.join(cells[:width])} |" for cells in (names, rule, *rows[:MOST_ROWS])]
    cut = f"\n\n{more(len(rows) - MOST_ROWS, what)}" if len(rows) > MOST_ROWS else ""
    return "\n".join(lines) + cut


def folded(summary: str, content: str) -> str:
    """*content* behind a click; *summary* is a sentence of ours."""
    return f"<details><summary>{escaped.html(summary)}</summary>\n\n{content}\n\n</details>"


def redline(runs: Iterable[Run]) -> str:
    """Words struck out and words put in, in one line; of what stayed, as much as leads up to them."""
    runs = tuple(runs)
    said, was_gone = "", False
    for at, run in enumerate(runs):
        words = run.text
        if run.kind == "same":
            words = _around(words, is_first=at == 0, is_last=at == len(runs) - 1)
        marked = _marked(run.kind, words)
        # Words in place of others touch them in the text: struck out and put in, they are two.
        if words[:1].isspace() or (was_gone and run.kind in ("inserted", "moved_to")):
            marked = f" {marked}"
        said += f"{marked} " if words[-1:].isspace() else marked
        was_gone = run.kind in ("deleted", "moved_from")
    return re.sub(" {2,}", " ", said).strip()


def _marked(kind: str, words: str) -> str:
    shown = "<br><br>".join(filter(None, (text(part, IN_RUN) for part in re.split(r"\n\s*\n", words))))
    if not shown:
        return ""
    return {
        "same": shown,
        "deleted": f"<del>{shown}</del>",
        "inserted": f"<ins><b>{shown}</b></ins>",
        "moved_from": f"<del>{shown}</del> <i>(moved away)</i>",
        "moved_to": f"<ins>{shown}</ins> <i>(moved here)</i>",
    }[kind]


def _around(words: str, *, is_first: bool, is_last: bool) -> str:
    """The beginning and the end of words that stayed: what stands beside a change."""
    if len(words) <= 2 * AROUND + 40:
        return words
    before = "" if is_first else words[:AROUND].rpartition(" ")[0]
    after = "" if is_last else words[len(words) - AROUND :].partition(" ")[2]
    return f"{before} … {after}"
