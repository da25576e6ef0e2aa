"""What runs on a forge: workflows and recipes that are valid, hold no more rights than they need, and run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from invoke.exceptions import ParseError
from invoke.loader import FilesystemLoader
from invoke.parser import Parser
from invoke.parser.context import ParserContext
from invoke.tasks import Task

from tests.clones import SEED, clone

ROOT = Path(__file__).resolve().parent.parent
FILINGS = ROOT / ".github/workflows/filings.yml"
COMMENT = ROOT / ".github/workflows/filings-comment.yml"
WORKFLOWS = sorted((ROOT / ".github/workflows").iterdir())
DEPENDABOT = ROOT / ".github/dependabot.yml"
GITLAB = ROOT / "docs/forge/gitlab-ci.yml"
SHELL = ROOT / "docs/forge/review.sh"
MANUAL = ROOT / "docs/review.md"
ZIZMOR = Path(sys.executable).parent / "zizmor"


def loaded(path: Path) -> dict[Any, Any]:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in loaded(path)["jobs"].values():
        yield from job["steps"]


def scripts(path: Path) -> Iterator[str]:
    """What a file has a shell do."""
    if path == SHELL:
        yield path.read_text("utf-8")
    elif path == MANUAL:
        yield from re.findall(r"^```sh\n(.*?)^```$", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    elif path == GITLAB:
        yield from ("\n".join(job["script"]) for job in loaded(path).values())
    else:
        yield from (step["run"] for step in steps(path) if "run" in step)


ALL = [*WORKFLOWS, GITLAB, SHELL, MANUAL]


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        *((path, "vendor.github-workflows") for path in WORKFLOWS),
        (GITLAB, "vendor.gitlab-ci"),
        (DEPENDABOT, "vendor.dependabot"),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_a_file_fits_the_schema_of_its_forge(path: Path, schema: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_linter_of_security_finds_nothing_in_the_workflows() -> None:
    done = subprocess.run(
        [ZIZMOR, "--offline", "--persona", "pedantic", "--format", "json", ROOT / ".github"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == []


def test_an_action_is_named_by_its_whole_commit_and_says_its_version() -> None:
    used = [line for path in WORKFLOWS for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    assert len(used) == 5
    pins: dict[str, set[str]] = {}
    for line in used:
        found = re.fullmatch(r"        uses: (actions/[a-z-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)", line)
        assert found, line
        pins.setdefault(found[1], set()).add(found[2])
    assert all(len(each) == 1 for each in pins.values())


def test_the_run_of_a_strangers_code_may_read_and_has_no_secret() -> None:
    text = FILINGS.read_text("utf-8")
    workflow = loaded(FILINGS)
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"contents": "read"}
    rights = r"secrets\b|github\.token|GITHUB_TOKEN|pull_request_target|environment:|self-hosted"
    assert not re.search(rights, text)
    # YAML 1.1 reads the key `on` as true.
    assert workflow[True] == {"pull_request": {"types": ["opened", "synchronize", "reopened", "edited"]}}
    assert next(steps(FILINGS))["with"] == {
        "ref": "${{ github.event.pull_request.head.sha }}",
        "fetch-depth": 0,
        "persist-credentials": False,
    }


def test_the_run_that_may_write_takes_the_main_branch_and_one_file() -> None:
    workflow = loaded(COMMENT)
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"contents": "read", "actions": "read", "pull-requests": "write"}
    started_by = {"workflows": [loaded(FILINGS)["name"]], "types": ["completed"]}
    assert workflow[True] == {"workflow_run": started_by}
    assert "pull_request_target" not in COMMENT.read_text("utf-8")
    found = {step["name"]: step for step in steps(COMMENT)}
    assert found["Check out the main branch"]["with"] == {
        "ref": "refs/heads/${{ github.event.repository.default_branch }}",
        "persist-credentials": False,
    }
    data = found["Take the data of the review"]["with"]
    assert (data["name"], data["path"]) == ("review-data", "${{ runner.temp }}/review")
    # However the other run ended, there is a comment: what it left is taken last, and need not be there.
    assert job["if"] == "${{ github.event.workflow_run.event == 'pull_request' }}"
    assert [step["name"] for step in steps(COMMENT) if "if" in step] == []
    assert [step["name"] for step in steps(COMMENT) if step.get("continue-on-error")] == [
        "Take the data of the review"
    ]
    assert found["Take the data of the review"]["timeout-minutes"] < job["timeout-minutes"]
    assert list(found)[-2:] == ["Take the data of the review", "Comment"]
    assert [step["name"] for step in steps(COMMENT) if "GITHUB_TOKEN" in step.get("env", {})] == ["Comment"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_ends_in_time_and_runs_once_for_each_request(path: Path) -> None:
    workflow = loaded(path)
    (job,) = workflow["jobs"].values()
    assert job["timeout-minutes"] <= 30
    assert job["runs-on"] == "ubuntu-24.04"
    assert "group" in workflow["concurrency"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_value_of_a_stranger_is_pasted_into_a_command(path: Path) -> None:
    for script in scripts(path):
        assert "${{" not in script, script


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_script_is_a_shell_script(path: Path) -> None:
    shell = "bash" if path in WORKFLOWS else "sh"
    found = list(scripts(path))
    assert found
    for script in found:
        done = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), script


@pytest.fixture(scope="module")
def parser() -> Parser:
    module, _ = FilesystemLoader(start=f"{ROOT}").load("tasks")
    contexts = []
    for task in vars(module).values():
        if isinstance(task, Task):
            contexts.append(ParserContext(name=task.name.replace("_", "-"), args=task.get_arguments()))
    return Parser(contexts=contexts)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_command_is_a_task_with_such_flags(path: Path, parser: Parser) -> None:
    commands = [
        shlex.split(re.split(r"\|\||&&|;", found)[0], comments=True)
        for script in scripts(path)
        for found in re.findall(r'^(?:\.venv/bin/invoke|"\$invoke") (.+)$', script, re.MULTILINE)
    ]
    wanted = {COMMENT: ["comment"], MANUAL: ["review", "review", "comment"]}.get(
        path, ["check", "build", "review", *(["comment"] if path == GITLAB else [])]
    )
    assert [command[0] for command in commands] == wanted
    for command in commands:
        try:
            (parsed,) = parser.parse_argv(command)
        except ParseError as error:
            pytest.fail(f"{' '.join(command)}: {error}")
        assert parsed.name == command[0]


def test_a_review_is_made_where_the_check_fails_and_the_job_fails_all_the_same() -> None:
    found = list(steps(FILINGS))
    names = [step["name"] for step in found]
    by_name = dict(zip(names, found, strict=True))
    assert [step["name"] for step in found if step.get("continue-on-error")] == ["Check", "Build"]
    assert names.index("Review") > names.index("Build")
    assert "if" not in by_name["Review"]
    last = found[-1]
    assert last["env"] == {"CHECK": "${{ steps.check.outcome }}", "BUILD": "${{ steps.build.outcome }}"}
    good, bad = "success", "failure"
    for check, build, code in ((good, good, 0), (bad, good, 1), (good, bad, 1)):
        done = subprocess.run(
            ["bash", "-e", "-c", last["run"]],
            env={**os.environ, "CHECK": check, "BUILD": build},
            capture_output=True,
            check=False,
        )
        assert done.returncode == code


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (None, "There is no review: the log says why.\n"),
        (5, "aaaaa"),
        (1_000_001, "The review is too long for this page"),
    ],
)
def test_the_page_of_the_run_shows_a_review_that_fits(tmp_path: Path, size: int | None, said: str) -> None:
    (step,) = [step for step in steps(FILINGS) if step["name"].startswith("Show the review")]
    (tmp_path / "build/acme").mkdir(parents=True)
    if size is not None:
        (tmp_path / "temp/review").mkdir(parents=True)
        (tmp_path / "temp/review/review.md").write_text("a" * size, "utf-8")
    subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        cwd=tmp_path,
        env={**os.environ, "RUNNER_TEMP": f"{tmp_path}/temp", "GITHUB_STEP_SUMMARY": f"{tmp_path}/summary"},
        check=True,
    )
    assert (tmp_path / "summary").read_text("utf-8").startswith(said)
    assert (tmp_path / "temp/review/documents/acme").is_dir()


def test_on_gitlab_the_token_is_where_no_code_of_a_request_runs() -> None:
    workflow = loaded(GITLAB)
    assert "environment" not in workflow["review"]
    comment = workflow["comment"]
    assert comment["environment"]["name"] == "review-comment"
    # Files and variables of the other job would come with its artifacts.
    assert comment["needs"] == [{"job": "review", "artifacts": False}]
    assert (comment["inherit"], comment["cache"]) == ({"default": False}, [])
    assert comment["variables"] == {"GIT_STRATEGY": "none"}
    script = comment["script"]
    assert script[0] == 'cd "$(mktemp -d)"'
    assert script[1].startswith(
        'git clone --quiet --depth 1 --no-tags --single-branch --branch "$CI_DEFAULT_BRANCH" '
    )
    assert "GITLAB_TOKEN" not in "".join(script)


def test_code_owners_are_named_for_what_is_there() -> None:
    lines = [
        line.split()
        for line in (ROOT / "docs/forge/CODEOWNERS.example").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    owners = {owner for _, *owners in lines for owner in owners}
    assert owners == {"@firm/redwell", "@firm/securities-partners"}
    missing = [pattern for pattern, *_ in lines[1:] if not (ROOT / pattern.strip("/")).exists()]
    assert missing == ["/.gitlab/", "/.gitlab-ci.yml"]


# --- run as a forge would run them ---

KEPT = {"review.html", "review.json", "review.md", "review.sarif"}


def with_amount(folder: Path, amount: str) -> Path:
    """A clone at a request that reports another amount."""
    text = (ROOT / SEED).read_text("utf-8")
    assert "amount: 163350" in text
    return clone(folder, {SEED: text.replace("amount: 163350", f"amount: {amount}")})


@pytest.mark.parametrize(
    ("amount", "outcomes"),
    [("163500", ("success", "success")), ("a lot", ("failure", "failure"))],
    ids=["sound", "broken"],
)
def test_the_workflow_leaves_a_review_of_any_request(
    tmp_path: Path, amount: str, outcomes: tuple[str, str]
) -> None:
    root = with_amount(tmp_path, amount)
    temp = tmp_path / "temp"
    temp.mkdir()
    (job,) = loaded(FILINGS)["jobs"].values()
    base = job["env"]["BASE"].replace("${{ github.base_ref }}", "main")
    environ = {"RUNNER_TEMP": f"{temp}", "GITHUB_STEP_SUMMARY": f"{temp}/summary", "BASE": base}
    # As anybody could who may push: with it as the base, nothing would have changed.
    subprocess.run(["git", "tag", "origin/main"], cwd=root, check=True)
    codes = {}
    for step in steps(FILINGS):
        if "run" in step:
            environ |= {"CHECK": outcomes[0], "BUILD": outcomes[1]}
            done = subprocess.run(
                ["bash", "-e", "-c", step["run"]],
                cwd=root,
                env={**os.environ, **environ},
                capture_output=True,
                text=True,
                check=False,
            )
            codes[step["name"]] = done.returncode
            may_fail = "continue-on-error" in step or step["name"].startswith("Fail")
            assert done.returncode == 0 or may_fail, done
    assert ["success" if codes[name] == 0 else "failure" for name in ("Check", "Build")] == [*outcomes]
    assert codes["Fail where the check or the build failed"] == (outcomes != ("success", "success"))
    assert {path.name for path in (temp / "review").iterdir()} > {*KEPT, "documents"}
    assert (temp / "summary").read_text("utf-8") == (temp / "review/review.md").read_text("utf-8")
    assert json.loads((temp / "review/review.json").read_text("utf-8"))["filings"][0]["file"] == SEED


def test_the_shell_recipe_reviews_also_what_has_errors_and_then_fails(tmp_path: Path) -> None:
    root = with_amount(tmp_path, "a lot")
    assert os.access(SHELL, os.X_OK)
    done = subprocess.run([SHELL, "origin/main", "review"], cwd=root, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert {path.name for path in (root / "review").iterdir()} > KEPT


def test_the_shell_recipe_says_what_it_lacks(tmp_path: Path) -> None:
    done = subprocess.run([SHELL], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "a branch or a commit to compare with, e.g. origin/main" in done.stderr
