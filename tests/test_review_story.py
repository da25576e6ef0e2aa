"""The comments on each request of an invented record, as golden text."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import redwell
from redwell.review import review as reviewing
from redwell.review.formats.markdown import markdown
from tests.repositories import needs_git
from tests.sample import FULL
from tests.story import ROOT, Step, tell

NAMES = (
    "a Form 3",
    "a correction of a number",
    "a moved row",
    "a new attorney-in-fact",
    "signed and filed",
    "an amendment after filing",
    "an edit of the wording under a signed power",
    "a broken filing",
)
SAMPLE = ("a correction of a number", "a broken filing")
CHOSEN = NAMES if FULL or os.environ.get("REDWELL_UPDATE_GOLDEN") else SAMPLE
"""The requests that are reviewed: each makes the documents of both sides."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Step]]:
    root = tmp_path_factory.mktemp("story") / "record"
    _, steps = tell(root)
    return root, {step.name: step for step in steps}


def without_versions(text: str) -> str:
    """The comment with one word for commits, hashes and versions, which follow from our own code."""
    text = re.sub(r"\b[0-9a-f]{6}<wbr>[0-9a-f]{6}\b", "HASH", text)
    text = re.sub(r"\b[0-9a-f]{12,64}\b", "HASH", text)
    return re.sub(r"redwell [\d.]+, python .*?(?=<)", "VERSIONS", text)


@needs_git
@pytest.mark.parametrize("name", CHOSEN)
def test_each_request_of_the_story_has_its_exact_comment(
    told: tuple[Path, dict[str, Step]], name: str, golden: Callable[[str, str], None]
) -> None:
    root, steps = told
    step = steps[name]
    job = reviewing.Job(root=root, home=redwell.home(), base=step.base, head=step.head, today=step.today)
    comment = markdown(reviewing.review(job).review)
    golden(f"review/{NAMES.index(name) + 1} {name}.md".replace(" ", "-"), without_versions(comment))


@needs_git
def test_every_request_of_the_story_has_its_golden_comment(told: tuple[Path, dict[str, Step]]) -> None:
    assert tuple(told[1]) == NAMES


def test_the_readme_shows_the_comment_as_it_is() -> None:
    golden = (ROOT / "tests/golden/review/2-a-correction-of-a-number.md").read_text("utf-8")
    _, _, readme = (ROOT / "README.md").read_text("utf-8").partition("## In a pull request")
    section, _, _ = readme.partition("\n## ")
    verdict, *quoted = [line[2:] for line in section.splitlines() if line.startswith("> ")]
    assert verdict.strip("*") == golden.splitlines()[2].removeprefix("## ")
    assert len(quoted) > 8
    assert set(quoted) <= set(golden.splitlines())
