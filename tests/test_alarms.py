"""The table of alarm rates names every warning, with what the corpus of real filings gives."""

from __future__ import annotations

import re

import pytest

from bench import alarms
from tests.corpus import ABSENT, SHARED


def test_the_table_names_every_warning_and_none_that_is_gone() -> None:
    named = re.findall(r"(?m)^\| `([a-z0-9-]+)` \|", alarms.PAGE.read_text("utf-8"))
    assert named == alarms.warnings_known()


@pytest.mark.skipif(not SHARED.is_dir(), reason=ABSENT)
def test_the_figures_are_those_of_the_corpus() -> None:
    assert alarms.page(SHARED / "corpus") == alarms.PAGE.read_text("utf-8")
