"""The workflows of a firm's repository are Redwell's own, but for how Redwell is set up and called."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from redwell.repository import layout
from redwell.repository.layout import Forge
from redwell.repository.pin import Pin
from tests.repositories import history
from tests.test_forge import ZIZMOR, unfit

ROOT = Path(__file__).resolve().parent.parent
SET_UP = """\
python3 -m venv .venv
.venv/bin/pip install -q --require-hashes -r requirements.lock
"""
PANGO = """\
apt-get -qq update
apt-get -qq install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
"""
PINNED = Pin(place="./wheels/redwell.whl", sha256="ab" * 32)


def written(folder: Path, forge: Forge) -> Path:
    """Write the files of a repository, and return its folder."""
    for name, text in layout.contents(forge, PINNED).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def loaded(path: Path) -> dict[Any, Any]:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("name", ["filings.yml", "filings-comment.yml"])
def test_a_firms_workflow_is_ours_with_redwell_from_the_lock(tmp_path: Path, name: str) -> None:
    theirs = loaded(written(tmp_path, "github") / ".github/workflows" / name)
    ours = loaded(ROOT / ".github/workflows" / name)
    pango = PANGO.replace("apt-get", "sudo apt-get") if name == "filings.yml" else ""
    for workflow in (theirs, ours):
        (job,) = workflow["jobs"].values()
        for step in job["steps"]:
            if step["name"] == "Set up":
                assert step.pop("run") == ("./setup" if workflow is ours else f"{pango}{SET_UP}")
            elif workflow is ours and "run" in step:
                step["run"] = step["run"].replace(".venv/bin/invoke", ".venv/bin/redwell")
    assert theirs == ours


def test_the_recipe_for_gitlab_sets_redwell_up_from_the_lock(tmp_path: Path) -> None:
    recipe = loaded(written(tmp_path, "gitlab") / ".gitlab-ci.yml")
    set_up = [*SET_UP.splitlines()]
    review, comment = (recipe[name]["script"] for name in ("review", "comment"))
    at = next(n for n, line in enumerate(review) if line.startswith("git switch --quiet --detach FETCH_HEAD"))
    assert review[at + 1 : at + 5] == [*PANGO.splitlines(), *set_up]
    at = comment.index("cd redwell")
    assert comment[at + 1 : at + 3] == set_up


@pytest.mark.parametrize("forge", layout.FORGES)
def test_a_firms_workflow_never_calls_invoke(forge: Forge) -> None:
    for name, text in layout.contents(forge, PINNED).items():
        if name.endswith(".yml"):
            assert "invoke" not in text, name


@pytest.mark.parametrize(
    ("forge", "name", "schema"),
    [
        ("github", ".github/workflows/filings.yml", "github-workflows"),
        ("github", ".github/workflows/filings-comment.yml", "github-workflows"),
        ("gitlab", ".gitlab-ci.yml", "gitlab-ci"),
    ],
)
def test_a_file_fits_the_schema_of_its_forge(tmp_path: Path, forge: Forge, name: str, schema: str) -> None:
    path = written(tmp_path, forge) / name
    assert unfit(path, f"vendor.{schema}") == ""


def test_a_linter_of_security_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    folder = written(tmp_path, "github") / ".github"
    done = subprocess.run(
        [ZIZMOR, "--offline", "--persona", "pedantic", "--format", "json", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == []


def test_the_hook_is_the_one_of_the_installed_redwell(tmp_path: Path) -> None:
    for forge in layout.FORGES:
        (repository,) = loaded(written(tmp_path, forge) / ".pre-commit-config.yaml")["repos"]
        assert repository["repo"] == "local"
        (hook,) = repository["hooks"]
        assert (hook["entry"], hook["language"]) == (".venv/bin/python -P -m redwell.hook", "system")


@pytest.mark.parametrize("forge", layout.FORGES)
def test_code_owners_are_named_for_what_an_approval_is_about(tmp_path: Path, forge: Forge) -> None:
    text = (written(tmp_path, forge) / f".{forge}/CODEOWNERS.example").read_text("utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    assert [pattern for pattern, *_ in lines] == [
        "*",
        "/filings/",
        "/filings/example/",
        "/filings/example/power-*.txt",
        "/filings/example/power-*.htm",
        "/templates/",
        "/templates/power_of_attorney/",
    ]
    assert {owner for _, *owners in lines for owner in owners} == {
        "@firm/redwell",
        "@firm/securities-partners",
        "@firm/example-partners",
        "@firm/signing",
    }


@pytest.mark.parametrize("has_templates", [False, True])
def test_the_recipes_take_filings_and_templates_where_there_are_any(
    tmp_path: Path, has_templates: bool
) -> None:
    made = history(tmp_path / "repository")
    made.save({"filings/acme/a.yaml": "before\n"})
    base = made.head()
    after: dict[str, str | bytes | None] = {
        "filings/acme/a.yaml": None,
        "filings/acme/b.yaml": "after\n",
        "tasks.py": "theft\n",
    }
    made.save({**after, **({"templates/form3/form3.css": "p {}\n"} if has_templates else {})})
    head = made.head()
    (take,) = [
        step["run"]
        for step in loaded(ROOT / ".github/workflows/filings.yml")["jobs"]["review"]["steps"]
        if step["name"].startswith("Take the filings")
    ]
    script = loaded(ROOT / "redwell/repository/files/gitlab-ci.yml")["review"]["script"]
    at = next(n for n, line in enumerate(script) if line.startswith("git reset"))
    for shell, command in (("bash", take), ("sh", "\n".join(script[at : at + 2]))):
        made.git("switch", "--quiet", "--detach", base)
        done = subprocess.run(
            [shell, "-e", "-c", command],
            cwd=made.root,
            env={**os.environ, "HEAD": head, "CI_COMMIT_SHA": head},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        names = {
            path.relative_to(made.root).as_posix()
            for path in made.root.rglob("*.*")
            if ".git" not in path.parts
        }
        assert names == {"filings/acme/b.yaml"} | ({"templates/form3/form3.css"} if has_templates else set())
        made.git("reset", "--quiet", "--hard", head)


def test_the_shell_recipe_takes_the_redwell_of_the_environment(tmp_path: Path) -> None:
    made = history(tmp_path / "repository")
    made.save({"filings/acme/a.yaml": "a\n"})
    redwell = made.root / ".venv/bin/redwell"
    redwell.parent.mkdir(parents=True)
    redwell.write_text('#!/bin/sh\necho "$@"\n', "utf-8")
    redwell.chmod(0o755)
    done = subprocess.run(
        [ROOT / "docs/forge/review.sh", "main", "review"],
        cwd=made.root,
        capture_output=True,
        text=True,
        check=False,
    )
    said = "check\nbuild --force --quiet\nreview --base main --head HEAD --out review\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
