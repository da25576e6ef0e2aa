"""Tests of what a page and an artifact say of the run that made them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import redwell
from redwell.review import formats
from redwell.review.formats.html import page
from redwell.review.formats.markdown import markdown
from redwell.review.model import Origin, Reviewed
from redwell.review.origin import origin
from tests.reviews import REVIEW

ON_GITHUB = {
    "GITHUB_SERVER_URL": "https://git.example.com",
    "GITHUB_REPOSITORY": "firm/filings",
    "GITHUB_RUN_ID": "7",
    "GITHUB_WORKFLOW_REF": "firm/filings/.github/workflows/filings.yml@refs/pull/12/merge",
    "GITHUB_WORKFLOW_SHA": "5e0b" * 10,
}
ON_GITLAB = {
    "CI_JOB_URL": "https://git.example.com/firm/filings/-/jobs/7",
    "CI_CONFIG_PATH": "gitlab-ci.yml@firm/ci",
    "CI_COMMIT_SHA": "5e0b" * 10,
}


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        (ON_GITHUB, REVIEW.origin),
        (
            ON_GITLAB,
            Origin(
                run="https://git.example.com/firm/filings/-/jobs/7",
                recipe="gitlab-ci.yml@firm/ci",
                commit="5e0b" * 10,
            ),
        ),
        ({"GITHUB_REPOSITORY": "firm/filings"}, None),
        ({}, None),
    ],
)
def test_a_run_of_a_forge_is_known_by_its_environment(environ: dict[str, str], found: Origin | None) -> None:
    assert origin(environ) == found


def test_the_files_of_a_run_say_which_run_recipe_and_commits_made_them(tmp_path: Path) -> None:
    reviewed = Reviewed(review=REVIEW, pictures={})
    formats.write(reviewed, ("markdown", "json"), tmp_path / "review")
    assert (
        (tmp_path / "review/README.txt").read_text("utf-8")
        == f"""\
A run of the request itself made these files, and the documents beside them.

  run            https://git.example.com/firm/filings/actions/runs/7
  recipe         .github/workflows/filings.yml@refs/pull/12/merge
  commit of it   {"5e0b" * 10}
  Redwell        0.1.0
  reviewed       {"9c1d" * 10}
  compared with  {"4f2a" * 10}

The request can change that recipe: whoever may push to it could have made other files of
these names. Approve what the request changes, and file what a build of the main branch makes.
"""
    )
    # The folder is still ours: the next review replaces it.
    formats.refuse(tmp_path / "review", tmp_path)


def test_a_review_on_somebodys_own_machine_names_no_run(tmp_path: Path) -> None:
    own = replace(REVIEW, origin=None)
    formats.write(Reviewed(review=own, pictures={}), ("markdown",), tmp_path / "review")
    assert {each.name for each in (tmp_path / "review").iterdir()} == {"manifest.json", "review.md"}
    for text in (page(own, {}, redwell.home()), markdown(own)):
        assert "recipe" not in text
    assert "recipe that the request can change" in page(REVIEW, {}, redwell.home())
    assert "Made by a run of the request, which can change its recipe" in markdown(REVIEW)
