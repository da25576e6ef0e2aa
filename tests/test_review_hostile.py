"""Whatever a request makes of a filing, its review is a page: no traceback, no address, no page too long."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import redwell
from redwell.review.compare import compared, summary
from redwell.review.compare.compared import Pair
from redwell.review.model import Review, Revision
from redwell.review.read import looks
from redwell.review.show.data import from_json, to_json
from redwell.review.show.markdown import markdown
from redwell.review.show.page import page
from redwell.review.show.sarif import sarif
from redwell.review.sides import Side
from tests.test_random_edits import GOOD, edited

TODAY = date(2026, 5, 12)
COUNT = int(os.environ.get("REDWELL_EDITS", "150"))
LONGEST = 60_000


def side(root: Path) -> Side:
    return Side(revision=Revision(name=root.name), tree="", root=root)


def written(side: Side, source: Path, text: str) -> str:
    """The filing in a folder of its own, beside the files that it may name; its name."""
    folder = side.root / "filings" / "acme"
    folder.mkdir(parents=True, exist_ok=True)
    for other in source.parent.iterdir():
        if other.is_file() and other.suffix != ".yaml" and not (folder / other.name).exists():
            (folder / other.name).write_bytes(other.read_bytes())
    (folder / "x.yaml").write_text(text, "utf-8", "surrogatepass")
    return "filings/acme/x.yaml"


def reviewed(pair: Pair) -> Review:
    home = redwell.home()
    return Review(
        base=Revision(name="main", commit="0" * 40),
        head=Revision(name="a branch", commit="1" * 40, url="https://forge.example/r/blob/1"),
        today=TODAY.isoformat(),
        verdict="x",
        filings=(compared.compared(pair, TODAY, home),),
    )


def streets(text: str) -> list[str]:
    """What stands for a street in a good filing, where it is long enough to be known again."""
    lines = [line.strip(' -"') for line in text.splitlines()]
    found = [line.partition(":")[2].strip(' "') for line in lines if line.startswith("street:")]
    return [street for street in found if len(street) > 9 and not street.startswith(("[", "{"))]


@pytest.mark.parametrize("seed", range(3))
def test_a_review_of_any_edit_of_a_filing_can_be_shown_in_every_format(tmp_path: Path, seed: int) -> None:
    chance, seen = random.Random(seed), Counter[str]()
    base, head = side(tmp_path / "base"), side(tmp_path / "head")
    home = redwell.home()
    for _ in range(COUNT // 3):
        source = chance.choice(GOOD)
        text = source.read_text("utf-8")
        then = edited(text, chance) if chance.random() < 0.4 else text
        now = edited(then, chance)
        before = looks.look(base, written(base, source, then), home)
        after = looks.look(head, written(head, source, now), home)
        review = reviewed(Pair(change="changed", before=before, now=after))
        seen[review.filings[0].state] += 1
        shown = [markdown(review, LONGEST), page(review, {}, home), to_json(review), sarif(review)]
        assert from_json(shown[2]) == review
        assert len(shown[0]) <= LONGEST
        if before.filing and after.filing and before.filing.reporting_owners == after.filing.reporting_owners:
            for street in streets(text):
                assert not any(street in each for each in shown), (street, then, now)
    assert "has errors" in seen
    assert len(seen) > 1


def test_filings_by_the_thousand_fit_into_one_comment_that_says_what_it_leaves_out(tmp_path: Path) -> None:
    head = side(tmp_path / "head")
    source = next(path for path in GOOD if path.name == "full.yaml")
    now = looks.look(head, written(head, source, source.read_text("utf-8")), redwell.home())
    one = reviewed(Pair(change="added", before=None, now=now)).filings[0]
    many = tuple(replace(one, file=f"filings/acme/{n}.yaml") for n in range(3000))
    review = Review(
        base=Revision(name="main"),
        head=Revision(name="a branch"),
        today=TODAY.isoformat(),
        verdict=summary.verdict(many),
        filings=many,
    )
    comment = markdown(review, LONGEST)
    assert len(comment) <= LONGEST
    assert "3000 filings added" in comment
