"""The summary of a review in a terminal: short, no wider than it, and safe whatever stands in the review."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len

from redwell.commands.program import main
from redwell.review.formats.terminal import MOST, summary
from redwell.review.model import Review
from redwell.text.characters import UNSEEN
from tests.repositories import history, needs_git
from tests.reviews import AFFECTED, BROKEN, FILING, NEW, REVIEW, amounts, filled, many
from tests.story import FIRST, FORM, ROOT, changed
from tests.terminals import on_a_terminal
from tests.test_review_page import HOSTILE

WHOLE = "redwell review --out review"


def shown(review: Review, width: int = 80, *, is_colored: bool = False) -> str:
    return summary(review, width, WHOLE, is_colored=is_colored)


def plain(said: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", said)


@pytest.mark.parametrize("width", [80, 120])
def test_the_summary_is_as_expected(width: int, golden: Callable[[str, str], None]) -> None:
    golden(f"review/terminal-{width}.txt", shown(REVIEW, width))


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize(
    "text", [*HOSTILE, "\x1b[31mred\x1b]0;title\x07", "[bold]x[/bold] :smile:", "\u202ex", ""]
)
def test_no_text_colors_the_terminal_or_leaves_its_width(text: str, width: int) -> None:
    said = shown(filled(REVIEW, text), width)
    assert not UNSEEN.search(said.replace("\n", ""))
    assert max(map(cell_len, said.splitlines())) <= width
    assert "[bold]x[/bold] :smile:" in said or "[bold]" not in text


def test_without_colors_the_words_are_the_same() -> None:
    colored = shown(REVIEW, is_colored=True)
    assert "\x1b" not in shown(REVIEW)
    assert [line.rstrip() for line in plain(colored).splitlines()] == shown(REVIEW).splitlines()


def test_overdue_and_errors_are_red_and_said_in_words() -> None:
    said = shown(replace(REVIEW, filings=(NEW, FILING)), is_colored=True)
    assert "\x1b[1;31moverdue\x1b[0m" in said
    assert "\x1b[1;31mhas errors\x1b[0m" in said


def test_a_number_is_never_cut() -> None:
    before, now = 10**40, 10**41 + 1
    row = replace(FILING.tables[0].rows[0], **amounts(before, now))
    wide = replace(FILING, tables=(replace(FILING.tables[0], rows=(row,), totals=()),))
    said = shown(replace(REVIEW, filings=(wide,)), 60)
    table = said[said.index("Table I") : said.index("Other facts")]
    assert "…" not in table
    assert len(re.findall(r"\d", table)) == sum(len(f"{number}") for number in (before, now, now - before))


def test_many_filings_and_many_lines_are_counted() -> None:
    tasks = tuple(f"task {number}" for number in range(25))
    filings = (replace(FILING, tasks=tasks), *many(MOST).filings, AFFECTED)
    said = shown(replace(REVIEW, filings=filings))
    assert "[ ] task 15\n  and 9 more\n" in said
    assert "\nFurther filings\n  not ready to file · Form 3 · Panora / Tecogen [TGEN] · common" in said
    assert "\nNot edited\n  filed · Form 3 · Hegde / SunPower [SPWR] · holdings unchanged" in said
    assert said.endswith(f"\n{WHOLE} shows every row, word and page.\n")


def test_a_file_that_cannot_be_read_shows_its_changed_lines() -> None:
    said = shown(replace(REVIEW, filings=(BROKEN,)))
    assert "  Lines of the file\n  - issuer: {name: ACME}\n  + issuer: {name: ACME\n" in said


# --- the command ---


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    told = history(tmp_path / "r")
    told.save({FORM: FIRST})
    told.write({FORM: changed(FIRST, "18420", "18240")})
    return told.root


FLAGS = ("review", "--no-build", "--today", "2026-05-18")


@needs_git
def test_a_summary_keeps_the_width_of_its_terminal(edited: Path) -> None:
    command = [sys.executable, "-m", "redwell", *FLAGS]
    code, said = on_a_terminal(command, edited, 72, {"PYTHONPATH": f"{ROOT}"})
    assert code == 0
    assert "\x1b[1;31moverdue\x1b[0m" in said
    assert "\nthe working tree compared with main, as of 18 May 2026" in plain(said)
    assert 60 < max(map(len, plain(said).splitlines())) <= 72


class Screen(StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        return True


@needs_git
def test_a_person_sees_a_summary_and_everything_else_markdown(
    edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on(stream: StringIO, *flags: str) -> str:
        with monkeypatch.context() as patch:
            patch.chdir(edited)
            patch.setenv("NO_COLOR", "1")
            patch.setattr("sys.stdout", stream)
            assert main([*FLAGS, *flags]) == 0
        return stream.getvalue()

    said = on(Screen())
    assert said.startswith("1 filing changed, 1 not ready to file, documents not compared\n")
    assert not {"\x1b", "<"} & {*said}
    asked = on(Screen(), "--format", "markdown")
    assert asked.startswith("<!-- redwell-review -->\n")
    assert on(StringIO()) == asked


def test_only_a_person_at_a_terminal_loads_what_colors_it() -> None:
    at_once = re.compile(r"^(?:from|import) (?:rich|redwell\.review\.formats\.terminal)\b", re.MULTILINE)
    found = [
        path.name for path in (ROOT / "redwell").rglob("*.py") if at_once.search(path.read_text("utf-8"))
    ]
    assert sorted(found) == ["account_text.py", "columns.py", "due.py", "terminal.py", "text.py"]
