"""The table of alarm rates names every warning, with what the corpus of real filings gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import alarms
from tests import corpus
from tests.sample import FULL

GOLDEN = Path(__file__).with_name("golden")


def test_the_table_names_every_warning_and_none_that_is_gone() -> None:
    named = re.findall(r"(?m)^\| `([a-z0-9-]+)` \|", alarms.PAGE.read_text("utf-8"))
    assert named == alarms.warnings_known()


def test_the_figures_are_those_of_the_corpus() -> None:
    """Its questions are in golden files, which tests of the corpus keep true."""
    form3, changes, links = (_counted(f"corpus-questions{of}") for of in ("", "-of-changes", "-of-links"))
    assert alarms.table(*form3, *changes, *links) == alarms.PAGE.read_text("utf-8")


LINKS = "corpus-questions-of-links.txt"


@pytest.mark.skipif(not corpus.FORMS_4_AND_5, reason=corpus.ABSENT)
def test_forms_that_follow_others_in_a_record_raise_only_reviewed_questions(
    tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    """Two owners unless `--full`, which writes the file anew."""
    documents = [*corpus.FORM3, *corpus.FORMS_4_AND_5]
    sample = [each for each in documents if each.stem.endswith(("-rabois-keith", "-sacks-david-o"))]
    found = alarms.linked(documents if FULL else sample, tmp_path)
    lines = [
        f"{stem}: {', '.join(sorted(each.code for each in problems)) or 'nothing'}\n"
        for stem, problems in sorted(found.items())
    ]
    if FULL:
        golden(LINKS, "".join(lines))
    known = (GOLDEN / LINKS).read_text("utf-8").splitlines(keepends=True)
    assert lines
    assert {*lines} <= {*known}


def _counted(name: str) -> tuple[Counter[str], int]:
    lines = (GOLDEN / f"{name}.txt").read_text("utf-8").splitlines()
    return Counter(code for line in lines for code in {*line.partition(": ")[2].split(", ")}), len(lines)
