"""The table of alarm rates names every warning, with what the corpus of real filings gives."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from bench import alarms

GOLDEN = Path(__file__).with_name("golden")


def test_the_table_names_every_warning_and_none_that_is_gone() -> None:
    named = re.findall(r"(?m)^\| `([a-z0-9-]+)` \|", alarms.PAGE.read_text("utf-8"))
    assert named == alarms.warnings_known()


def test_the_figures_are_those_of_the_corpus() -> None:
    """Its questions are in two golden files, which tests of the corpus keep true."""
    form3, changes = (_counted(name) for name in ("corpus-questions", "corpus-questions-of-changes"))
    assert alarms.table(*form3, *changes) == alarms.PAGE.read_text("utf-8")


def _counted(name: str) -> tuple[Counter[str], int]:
    lines = (GOLDEN / f"{name}.txt").read_text("utf-8").splitlines()
    return Counter(code for line in lines for code in {*line.partition(": ")[2].split(", ")}), len(lines)
