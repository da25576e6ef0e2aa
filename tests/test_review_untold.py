"""Nothing that a filing says changes without being told: each value of it, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import redwell
from redwell.model import Amendment, Filing
from redwell.problems import Path as Steps
from redwell.problems import dotted
from redwell.review.compare.facts import facts
from redwell.review.compare.holdings import tables
from redwell.review.compare.signers import signers
from redwell.review.compare.texts import texts
from tests.looked import filing, good, look

AMENDED = Amendment(original_filed=date(2026, 5, 9), amends="a.yaml", explanation="It was wrong.")
FULL = replace(filing(good("full")), form="3/A", amendment=AMENDED)


def leaves(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """The way to each single value."""
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), (*steps, field.name))
    elif isinstance(value, tuple):
        for n, each in enumerate(value):
            yield from leaves(each, (*steps, n))
    elif value is not None:
        yield steps


def changed(value: Any, steps: Steps) -> Any:
    """The same with another value there."""
    if not steps:
        return another(value)
    step, *rest = steps
    if isinstance(step, int):
        return (*value[:step], changed(value[step], tuple(rest)), *value[step + 1 :])
    return replace(value, **{step: changed(getattr(value, step), tuple(rest))})


def another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, Decimal)):
        return value + 1
    if isinstance(value, date):
        return value + timedelta(days=1)
    others = {"direct": "indirect", "indirect": "direct", "7-02": "03-26", "03-26": "7-02", "3/A": "3"}
    if value in others:
        return others[value]
    return f"9{value}" if value.isalnum() and value[-1].isdigit() else f"{value} otherwise"


def is_unseen(steps: Steps) -> bool:
    """Whether it is in no document: the label of a footnote, or for whom a line is that says so itself."""
    is_label = steps[0] == "footnotes" and steps[2] == 0
    return is_label or steps[:3] == ("signatures", 2, "on_behalf_of")


@pytest.mark.parametrize("steps", [each for each in leaves(FULL) if not is_unseen(each)], ids=dotted)
def test_nothing_changes_untold(tmp_path: Path, steps: Steps) -> None:
    now: Filing = changed(FULL, steps)
    looks = [replace(look(tmp_path, good("full")), filing=each) for each in (FULL, now)]

    told: list[Any] = [*facts(FULL, now), *texts(looks[0], looks[1], redwell.home())]
    told += [row for table in tables(FULL, now) for row in table.rows if row.change != "same"]
    told += [each for each in signers(looks[0], looks[1]) if each.change != "same"]

    assert told
