"""The workflows and recipes: they are valid, hold no more rights than they need, and do what they say."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from invoke.exceptions import ParseError
from invoke.loader import FilesystemLoader
from invoke.parser import Parser

from redwell.review.comment import CHANGED_CODE, ONE_OF_SEVERAL
from redwell.review.formats.json import dump
from redwell.review.formats.markdown import MARKER
from tests import warm
from tests.clones import LOCK, SEED, clone
from tests.programs import program
from tests.repositories import needs_git
from tests.sample import some
from tests.test_review_comment import COMMIT, no_review, review

ROOT = Path(__file__).resolve().parent.parent
FILINGS = ROOT / ".github/workflows/filings.yml"
COMMENT = ROOT / ".github/workflows/filings-comment.yml"
WORKFLOWS = sorted((ROOT / ".github/workflows").iterdir())
DEPENDABOT = ROOT / ".github/dependabot.yml"
GITLAB = ROOT / "redwell/repository/files/gitlab-ci.yml"
SHELL = ROOT / "docs/forge/review.sh"
MANUAL = ROOT / "docs/review.md"
ZIZMOR = Path(sys.executable).parent / "zizmor"
pytestmark = needs_git
TAKE = "Take the filings and templates of the request"


def loaded(path: Path) -> dict[Any, Any]:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in loaded(path)["jobs"].values():
        yield from job["steps"]


def scripts(path: Path) -> Iterator[str]:
    """Return the shell commands in a file."""
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
    assert unfit(path, schema) == ""


def unfit(path: Path, schema: str) -> str:
    """Return what a schema that check-jsonschema brings along finds wrong in a file."""
    # Imported here: it takes long, and every process of the tests imports this module.
    from check_jsonschema.cli import main  # type: ignore[import-untyped]  # it ships no types

    done = CliRunner().invoke(main, ["--builtin-schema", schema, f"{path}"])
    return "" if done.exit_code == 0 else done.output


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


def test_the_run_with_files_of_a_request_has_read_access_and_no_secrets() -> None:
    text = FILINGS.read_text("utf-8")
    workflow = loaded(FILINGS)
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["name"] == "Check, build and review", "the name that branches are protected by"
    assert job["permissions"] == {"contents": "read"}
    rights = r"secrets\b|github\.token|GITHUB_TOKEN|GH_TOKEN|pull_request_target|environment:|self-hosted"
    assert not re.search(rights, text)
    # YAML 1.1 reads the key `on` as true.
    assert workflow[True] == {"pull_request": {"types": ["opened", "synchronize", "reopened", "edited"]}}
    assert next(steps(FILINGS))["with"] == {
        "ref": "${{ github.event.pull_request.head.sha }}",
        "fetch-depth": 0,
        "persist-credentials": False,
    }


def test_the_run_with_write_access_uses_the_main_branch_and_one_file() -> None:
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
    assert [step["name"] for step in steps(COMMENT) if "GH_TOKEN" in step.get("env", {})] == ["Comment"]


def test_both_recipes_look_for_the_marker_that_a_comment_begins_with() -> None:
    for path in (COMMENT, GITLAB):
        assert f'startswith("{MARKER}")' in path.read_text("utf-8")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_ends_in_time_runs_once_for_each_request_and_pastes_no_value(path: Path) -> None:
    """A value of a stranger in a command would be a command."""
    assert not [script for script in scripts(path) if "${{" in script]
    workflow = loaded(path)
    (job,) = workflow["jobs"].values()
    assert job["timeout-minutes"] <= 30
    assert job["runs-on"] == "ubuntu-24.04"
    assert "group" in workflow["concurrency"]


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
    return Parser(contexts=module.namespace.to_contexts())


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_command_is_a_task_with_such_flags(path: Path, parser: Parser) -> None:
    commands = [
        shlex.split(re.split(r"\|\||&&|;|\|| >", found)[0], comments=True)
        for script in scripts(path)
        for found in re.findall(
            r'^\s*(?:if ! |write=\()?(?:timeout 120 )?(?:\.venv/bin/|"\$)?(?:invoke|redwell)"? (.+)$',
            script,
            re.MULTILINE,
        )
    ]
    wanted = {
        COMMENT: ["comment"],
        GITLAB: ["review", "check", "build", "comment", "comment"],
        MANUAL: ["review", "review", "review", "comment"],
        SHELL: ["check", "build", "review"],
    }.get(path, ["review", "check", "build"])
    assert [command[0] for command in commands] == wanted
    for command in commands:
        try:
            (parsed,) = parser.parse_argv([part for part in command if part[:2] not in {"$@", "${"}])
        except ParseError as error:
            pytest.fail(f"{' '.join(command)}: {error}")
        assert parsed.name == command[0]


def test_if_the_check_fails_there_is_a_review_and_the_job_fails() -> None:
    found = list(steps(FILINGS))
    names = [step["name"] for step in found]
    by_name = dict(zip(names, found, strict=True))
    assert [step["name"] for step in found if step.get("continue-on-error")] == ["Check", "Build"]
    assert "if" not in by_name["Review"]
    # Before any file of the request is laid beside the code.
    assert names.index("Set up") < names.index("Review") < names.index(TAKE) < names.index("Check")
    last = found[-1]
    assert last["env"] == {"CHECK": "${{ steps.check.outcome }}", "BUILD": "${{ steps.build.outcome }}"}
    good, bad = "success", "failure"
    for check, build, code in ((good, good, 0), (bad, good, 1), (good, bad, 1)):
        assert run(last["run"], ROOT, CHECK=check, BUILD=build)[0] == code


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
    env = {"RUNNER_TEMP": f"{tmp_path}/temp", "GITHUB_STEP_SUMMARY": f"{tmp_path}/summary"}
    assert run(step["run"], tmp_path, **env) == (0, "")
    assert (tmp_path / "summary").read_text("utf-8").startswith(said)
    assert (tmp_path / "temp/review/documents/acme").is_dir()


def test_on_gitlab_the_job_with_the_token_loads_nothing_from_the_request() -> None:
    workflow = loaded(GITLAB)
    assert "environment" not in workflow["review"]
    comment = workflow["comment"]
    assert comment["environment"]["name"] == "review-comment"
    # Files and variables of the other job would come with its artifacts.
    assert comment["needs"] == [{"job": "review", "artifacts": False}]
    assert (comment["inherit"], comment["cache"]) == ({"default": False}, [])
    assert comment["variables"] == {"GIT_STRATEGY": "none", "GITLAB_HOST": "$CI_SERVER_URL"}
    script = comment["script"]
    at = script.index('cd "$(mktemp -d)"')
    assert all(line.startswith("apt-get ") for line in script[:at])
    assert script[at + 1].startswith(
        'git clone --quiet --depth 1 --no-tags --single-branch --branch "$CI_DEFAULT_BRANCH" '
    )
    assert "GITLAB_TOKEN" not in "".join(script)


# --- run as a forge would run them ---


def run(script: str, root: Path, *options: str, shell: str = "bash", **env: str) -> tuple[int, str]:
    """Exit code, and output with errors, of a script as a runner starts it."""
    done = subprocess.run(
        [shell, "-e", *options, "-c", script],
        cwd=root,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=True
    ).stdout.strip()


KEPT = {"review.html", "review.json", "review.md"}


def with_amount(folder: Path, amount: str) -> Path:
    """A clone at a request that reports another amount."""
    text = (ROOT / SEED).read_text("utf-8")
    assert "amount: 163350" in text
    return clone(folder, {SEED: text.replace("amount: 163350", f"amount: {amount}")})


@pytest.mark.parametrize(
    ("amount", "outcomes"),
    some(
        [
            pytest.param("163500", ("success", "success"), id="sound"),
            pytest.param("a lot", ("failure", "failure"), id="broken"),
        ]
    ),
)
def test_the_workflow_leaves_a_review_of_any_request(
    tmp_path: Path, amount: str, outcomes: tuple[str, str]
) -> None:
    root = with_amount(tmp_path, amount)
    temp = tmp_path / "temp"
    temp.mkdir()
    (job,) = loaded(FILINGS)["jobs"].values()
    base = job["env"]["BASE"].replace("${{ github.base_ref }}", "main")
    head = git(root, "rev-parse", "HEAD")
    environ = {
        "WARM_INVOKE": f"{warm.command()}",
        "RUNNER_TEMP": f"{temp}",
        "GITHUB_STEP_SUMMARY": f"{temp}/summary",
        "BASE": base,
        "HEAD": head,
        "GITHUB_REPOSITORY": "firm/matters",
        "GITHUB_RUN_ID": "4711",
    }
    # As anybody could who may push: with it as the base, nothing would have changed.
    git(root, "tag", "origin/main")
    codes = {}
    for step in steps(FILINGS):
        if "run" in step:
            environ |= {"CHECK": outcomes[0], "BUILD": outcomes[1]}
            codes[step["name"]], said = run(step["run"], root, **environ)
            may_fail = "continue-on-error" in step or step["name"].startswith("Fail")
            assert codes[step["name"]] == 0 or may_fail, said
    assert ["success" if codes[name] == 0 else "failure" for name in ("Check", "Build")] == [*outcomes]
    assert codes["Fail where the check or the build failed"] == (outcomes != ("success", "success"))
    assert {path.name for path in (temp / "review").iterdir()} > {*KEPT, "documents", "README.txt"}
    run_, beside = (
        "https://github.com/firm/matters/actions/runs/4711",
        (temp / "review/README.txt").read_text("utf-8"),
    )
    assert f"  run            {run_}\n" in beside
    assert f"  reviewed       {head}\n" in beside
    assert (temp / "summary").read_text("utf-8") == (temp / "review/review.md").read_text("utf-8")
    assert json.loads((temp / "review/review.json").read_text("utf-8"))["filings"][0]["file"] == SEED


def test_the_workflow_runs_no_code_of_the_request(tmp_path: Path) -> None:
    """Its filings and templates lie beside the code of the base branch, with the history of the request."""
    theft = "raise SystemExit('stolen')\n"
    names = ("tasks.py", "redwell/__init__.py", "yaml.py", "sitecustomize.py", "schemas/form3.schema.json")
    root = clone(
        tmp_path,
        {
            **dict.fromkeys(names, theft),
            "setup": "#!/bin/sh\necho stolen; exit 1\n",
            "filings/acme/new.yaml": "form: 3\n",
            "templates/new.txt": "new",
        },
        is_whole=True,
    )
    head = git(root, "rev-parse", "HEAD")
    environ = {"BASE": "refs/remotes/origin/main", "HEAD": head, "RUNNER_TEMP": f"{tmp_path}"}
    by_name = {step["name"]: step["run"] for step in steps(FILINGS) if "run" in step}
    for name in ("Switch to the base branch", "Set up", TAKE, "Check"):
        code, said = run(by_name[name], root, **environ)
        assert "stolen" not in said
        assert code == (name == "Check"), said
    assert "filings/acme/new.yaml" in said
    assert git(root, "rev-parse", "HEAD") == head
    assert (root / "templates/new.txt").exists()
    assert not [
        name for name in names if (root / name).exists() and "stolen" in (root / name).read_text("utf-8")
    ]


@pytest.mark.parametrize("code", [0, 1])
def test_what_a_build_says_is_no_command_to_the_forge(tmp_path: Path, code: int) -> None:
    invoke = tmp_path / ".venv/bin/invoke"
    invoke.parent.mkdir(parents=True)
    invoke.write_text(f"#!/bin/sh\necho ::notice::hello\nexit {code}\n", "utf-8")
    invoke.chmod(0o755)
    (build,) = [step["run"] for step in steps(FILINGS) if step["name"] == "Build"]
    its_code, said = run(build, tmp_path)
    assert re.fullmatch(r"::stop-commands::([0-9a-f]{32})\n::notice::hello\n::\1::\n", said)
    assert its_code == code


ATTRIBUTES = "filings/ and templates/ must not hold a .gitattributes: remove it"


@pytest.mark.parametrize("name", some(["filings/acme/.gitattributes", "templates/.gitattributes"]))
def test_attributes_of_git_among_filings_and_templates_fail_every_recipe(tmp_path: Path, name: str) -> None:
    root = clone(tmp_path, {name: "*.x ident\n"})
    head = git(root, "rev-parse", "HEAD")
    git(root, "switch", "--quiet", "--detach", "refs/remotes/origin/main")
    (take,) = [step["run"] for step in steps(FILINGS) if step["name"] == TAKE]
    script = loaded(GITLAB)["review"]["script"]
    (at,) = [number for number, line in enumerate(script) if ".gitattributes" in line]
    assert script[at + 1].startswith("git reset ")
    for shell, command in (("bash", take), ("sh", "\n".join(script[at : at + 3]))):
        code, said = run(command, root, shell=shell, HEAD=head, CI_COMMIT_SHA=head)
        assert (code, said.removeprefix("::error::")) == (1, f"{ATTRIBUTES}\n")
        assert not (root / name).exists()
    git(root, "switch", "--quiet", "--detach", head)
    done = subprocess.run(
        [SHELL, "HEAD", "review", "true"], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, f"{ATTRIBUTES}\n")


def test_the_shell_recipe_reviews_filings_with_errors_and_then_fails(tmp_path: Path) -> None:
    root = with_amount(tmp_path, "a lot")
    assert os.access(SHELL, os.X_OK)
    env = {**os.environ, "WARM_INVOKE": f"{warm.command()}"}
    done = subprocess.run(
        [SHELL, "origin/main", "review"], cwd=root, env=env, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert {path.name for path in (root / "review").iterdir()} > KEPT


def test_the_shell_recipe_says_what_it_lacks(tmp_path: Path) -> None:
    done = subprocess.run([SHELL], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "a branch or a commit to compare with, e.g. origin/main" in done.stderr


# --- one comment, posted by the forge's own tool ---

BOT = "github-actions[bot]"
OURS = f"{MARKER}\n\nas it was\n"
LOG = "https://github.example/firm/matters/actions/runs/4711#artifacts"
PULLS, FILES, NOTES = (
    f"repos/firm/matters/{name}" for name in ("pulls", "pulls/5/files", "issues/5/comments")
)
COMPARED = f"repos/firm/matters/compare/{'ba' * 20}...{COMMIT}"
REQUEST = "projects/77/merge_requests/12"
PIPELINE = "https://gitlab.example/firm/matters/-/pipelines/4711"


@dataclass(frozen=True)
class Forge:
    """A folder with a fake `gh` and `glab`, what they answer, and what they were asked."""

    folder: Path

    def answers(self, path: str, found: object) -> None:
        """Answer a GET of *path*; of a list, with its pages."""
        (self.folder / f"GET {path.replace('/', '.')}.json").write_text(json.dumps(found), "utf-8")

    def written(self) -> list[tuple[str, str, str]]:
        """The calls that write: method, path and text."""
        lines = (self.folder / "calls").read_text("utf-8").splitlines()
        calls = [json.loads(line) for line in lines]
        return [(method, path, fields["body"]) for method, path, fields in calls if method != "GET"]

    def asked(self, path: str) -> dict[str, str]:
        """The fields of the one GET of *path*."""
        lines = (self.folder / "calls").read_text("utf-8").splitlines()
        calls = [json.loads(line) for line in lines]
        (found,) = [fields for method, asked, fields in calls if (method, asked) == ("GET", path)]
        return dict(found)

    def environ(self) -> dict[str, str]:
        return {**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "FAKE_FORGE": f"{self.folder}"}


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    program("jq")
    made = Forge(tmp_path / "forge")
    made.folder.mkdir()
    (made.folder / "calls").touch()
    script = (ROOT / "tests/fake_forge.py").read_text("utf-8")
    for name in ("gh", "glab"):
        (made.folder / name).write_text(f"#!{sys.executable} -IS\n{script}", "utf-8")
    (made.folder / "apt-get").write_text("#!/bin/sh\n", "utf-8")
    for path in made.folder.iterdir():
        path.chmod(0o755)
    return made


def pull(number: int, commit: str = COMMIT) -> dict[str, Any]:
    return {"number": number, "head": {"sha": commit}}


def note(number: int, login: str, body: str | None, owner: int = 1) -> dict[str, Any]:
    return {"id": number, "body": body, "user": {"login": login}, "author": {"id": owner}}


def on_github(forge: Forge, folder: Path, data: str | None, before: str = "") -> tuple[int, str]:
    """Run the step that comments, with shell *before* each `invoke`; return its exit code and output."""
    (step,) = [step for step in steps(COMMENT) if step["name"] == "Comment"]
    event = {
        "github.token": "a-token",
        "github.event.workflow_run.head_sha": COMMIT,
        "github.event.workflow_run.head_repository.owner.login": "stranger",
        "github.event.workflow_run.head_branch": "fix/a&b=c #1",
        "github.event.workflow_run.id": "4711",
    }
    given = {
        name: re.sub(r"\$\{\{ (.+?) \}\}", lambda found: event[found[1]], value)
        for name, value in step["env"].items()
    }
    (folder / ".venv/bin").mkdir(parents=True)
    invoke = folder / ".venv/bin/invoke"
    invoke.write_text(f'#!/bin/sh\n{before}cd {ROOT} && exec "{warm.command()}" "$@"\n', "utf-8")
    invoke.chmod(0o755)
    if data is not None:
        (folder / "review").mkdir()
        (folder / "review/review.json").write_text(data, "utf-8")
    runner = {
        "RUNNER_TEMP": f"{folder}",
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_REPOSITORY": "firm/matters",
    }
    return run(step["run"], folder, **{**forge.environ(), **runner, **given})


@pytest.fixture
def open_request(forge: Forge) -> Forge:
    """A forge with the open request 5, of one changed filing and without comments."""
    forge.answers(PULLS, [[pull(3, "0" * 40)], [pull(5)]])
    for number in (5, 6):
        forge.answers(f"repos/firm/matters/pulls/{number}", {"base": {"sha": "ba" * 20}})
    forge.answers(COMPARED, {"merge_base_commit": {"sha": "c0" * 20}})
    forge.answers(FILES, [[{"filename": "filings/acme/doe.yaml"}]])
    forge.answers(NOTES, [[]])
    return forge


def test_the_first_review_of_a_request_becomes_a_comment(open_request: Forge, tmp_path: Path) -> None:
    assert on_github(open_request, tmp_path, dump(review())) == (0, "Commented on request 5.\n")
    ((method, path, text),) = open_request.written()
    assert (method, path) == ("POST", NOTES)
    assert text.startswith(f"{MARKER}\n\n## 1 filing changed, not ready to file\n")
    assert f"https://github.example/firm/matters/blob/{COMMIT}/filings/acme/doe.yaml#L12" in text
    assert f"[this run]({LOG})" in text.splitlines()[-1]
    # The request is looked for by what the event says, never by the data of the review.
    assert open_request.asked(PULLS) == {"state": "open", "per_page": "100", "head": "stranger:fix/a&b=c #1"}


def test_a_later_review_updates_only_our_own_comment(open_request: Forge, tmp_path: Path) -> None:
    others = [
        note(1, "stranger", OURS),
        note(2, BOT, f"another workflow quotes {MARKER}"),
        note(3, BOT, None),
        {"id": 4, "body": OURS, "user": None},
    ]
    open_request.answers(NOTES, [others, [note(7, BOT, OURS), note(8, BOT, "the newest of the bot")]])
    assert on_github(open_request, tmp_path, dump(review())) == (0, "Updated the comment on request 5.\n")
    ((method, path, text),) = open_request.written()
    assert (method, path) == ("PATCH", "repos/firm/matters/issues/comments/7")
    assert "not ready to file" in text


@pytest.mark.parametrize("pulls", [[[]], [[pull(5, "0" * 40)]]], ids=["closed", "a newer commit"])
def test_nothing_is_posted_unless_the_commit_is_the_newest_of_an_open_request(
    forge: Forge, tmp_path: Path, pulls: object
) -> None:
    forge.answers(PULLS, pulls)
    said = "No open request has this commit as its newest: nothing is posted.\n"
    assert on_github(forge, tmp_path, dump(review())) == (0, said)
    assert forge.written() == []


def test_each_open_request_of_the_commit_gets_the_comment(open_request: Forge, tmp_path: Path) -> None:
    open_request.answers(PULLS, [[pull(5), pull(6), pull(7, "0" * 40)]])
    for path in (FILES, NOTES):
        found = json.loads((open_request.folder / f"GET {path.replace('/', '.')}.json").read_text("utf-8"))
        open_request.answers(path.replace("5", "6"), found)
    said = "Commented on request 5.\nCommented on request 6.\n"
    assert on_github(open_request, tmp_path, dump(review())) == (0, said)
    assert [text.startswith(f"{MARKER}\n\n{ONE_OF_SEVERAL}") for *_, text in open_request.written()] == [
        True,
        True,
    ]


@pytest.mark.parametrize("name", some(["previous_filename", "filename"]))
def test_the_forges_file_list_decides_the_warning_about_trust(
    open_request: Forge, tmp_path: Path, name: str
) -> None:
    files = (
        [{"filename": "filings/acme/doe.yaml"}],
        [{"filename": "docs/x.md", name: "redwell/check/filing.py"}],
    )
    open_request.answers(FILES, files)
    assert on_github(open_request, tmp_path, dump(review()))[0] == 0
    assert open_request.written()[0][2].startswith(f"{MARKER}\n\n{CHANGED_CODE}\n\n")


@pytest.mark.parametrize("data", [None, '{"verdict": "all is well"}'], ids=["none", "unfit"])
def test_a_missing_or_broken_review_replaces_an_earlier_comment(
    open_request: Forge, tmp_path: Path, data: str | None
) -> None:
    open_request.answers(NOTES, [[note(7, BOT, OURS)]])
    code, said = on_github(open_request, tmp_path, data)
    assert (code, said.splitlines()[-1]) == (0, "Updated the comment on request 5.")
    assert open_request.written() == [("PATCH", "repos/firm/matters/issues/comments/7", no_review(run=LOG))]


@pytest.mark.parametrize("compared", some([{"merge_base_commit": {"sha": "1" * 40}}, None]))
def test_a_review_of_another_base_is_none(open_request: Forge, tmp_path: Path, compared: object) -> None:
    if compared is None:
        (open_request.folder / f"GET {COMPARED.replace('/', '.')}.json").unlink()
    else:
        open_request.answers(COMPARED, compared)
    code, said = on_github(open_request, tmp_path, dump(review()))
    assert (code, said.splitlines()[-1]) == (0, "Commented on request 5.")
    assert open_request.written() == [("POST", NOTES, no_review(run=LOG))]


def test_a_command_that_does_not_end_gives_the_comment_of_a_missing_review(
    open_request: Forge, tmp_path: Path
) -> None:
    # A clock that ends the command at once, if there is a review.
    clock = open_request.folder / "timeout"
    clock.write_text('#!/bin/sh\nshift\ncase "$*" in *review.json*) exit 124;; esac\nexec "$@"\n', "utf-8")
    clock.chmod(0o755)
    code, said = on_github(open_request, tmp_path, dump(review()))
    assert (code, said.splitlines()[-1]) == (1, "Commented on request 5.")
    assert open_request.written() == [("POST", NOTES, no_review(run=LOG))]


def test_a_command_that_fails_on_a_review_does_not_keep_an_earlier_comment(
    open_request: Forge, tmp_path: Path
) -> None:
    open_request.answers(NOTES, [[note(7, BOT, OURS)]])
    broken = 'case "$*" in *review.json*) exit 1;; esac; '
    code, said = on_github(open_request, tmp_path, dump(review()), broken)
    assert (code, said.splitlines()[-1]) == (1, "Updated the comment on request 5.")
    assert [text for *_, text in open_request.written()] == [no_review(run=LOG)]


def test_a_request_that_changes_no_filing_gets_no_comment(open_request: Forge, tmp_path: Path) -> None:
    open_request.answers(FILES, [[{"filename": "docs/rules.md"}]])
    nothing = dump(replace(review(), verdict="no filing changed", filings=()))
    said = "Request 5 changes no filing: nothing is posted.\n"
    assert on_github(open_request, tmp_path, nothing) == (0, said)
    assert open_request.written() == []


def test_a_forge_that_fails_fails_the_run(forge: Forge, tmp_path: Path) -> None:
    assert on_github(forge, tmp_path, dump(review())) == (1, "404 Not found\n")


# --- the job of GitLab that holds the token ---


VENV = f"""\
#!/bin/sh
[ "$*" = "-m venv .venv" ] || exit 1
mkdir -p .venv/bin
printf '#!/bin/sh\\ncp requirements.lock "$FAKE_FORGE/installed"\\n' >.venv/bin/pip
printf '#!/bin/sh\\nexec %s "$@"\\n' "${{WARM_INVOKE:-{sys.executable} -m invoke}}" >.venv/bin/redwell
chmod +x .venv/bin/pip .venv/bin/redwell
"""


@pytest.fixture(scope="module")
def stealing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone at a request that has its own idea of every command, and of what git does here."""
    theft = "#!/bin/sh\necho stolen $GITLAB_TOKEN; exit 1\n"
    folder = tmp_path_factory.mktemp("gitlab")
    names = ("tasks.py", "redwell/__init__.py", "setup", "requirements.lock")
    root = clone(folder, dict.fromkeys(names, theft), is_whole=True)
    # A tag of the name of the main branch, and of that of its copy, on a commit of the request.
    for tag in ("main", "origin/main"):
        for each in (folder / "main", root):
            git(each, "tag", tag, "request")
    for name in ("hooks/post-checkout", "hooks/reference-transaction"):
        (root / ".git" / name).write_text(theft, "utf-8")
        (root / ".git" / name).chmod(0o755)
    with (root / ".git/config").open("a", encoding="utf-8") as config:
        config.write(f'[core]\n\thooksPath = .git/hooks\n\tfsmonitor = "{root}/setup"\n')
    # What the job of the request left in the folder of the project is not read.
    (root / "review").mkdir()
    (root / "review/review.json").write_text(dump(review()), "utf-8")
    return root


def on_gitlab(forge: Forge, stealing: Path, **given: str) -> tuple[int, str]:
    """Run the job as GitLab does: in one bash with errexit and pipefail, in the folder of the project.

    In the place of `python3 -m venv` stands a program that makes an environment without a download: its `pip`
    keeps the lock that it is given, and its `redwell` is that of the tests.
    """
    python = forge.folder / "python3"
    python.write_text(VENV, "utf-8")
    python.chmod(0o755)
    job = loaded(GITLAB)["comment"]
    runner = {
        "GITLAB_TOKEN": "a-token",
        "CI_PROJECT_ID": "77",
        "CI_PROJECT_URL": "https://gitlab.example/firm/matters",
        "CI_MERGE_REQUEST_IID": "12",
        "CI_COMMIT_SHA": COMMIT,
        "CI_PIPELINE_ID": "4711",
        "CI_PIPELINE_URL": PIPELINE,
        "CI_REPOSITORY_URL": (stealing.parent / "main").as_uri(),
        "CI_DEFAULT_BRANCH": "main",
        "TMPDIR": f"{forge.folder}",
    }
    env = {**forge.environ(), "WARM_INVOKE": f"{warm.command()}", **runner, **given}
    code, said = run("\n".join(job["script"]), stealing, "-o", "pipefail", **env)
    assert "stolen" not in said
    assert (forge.folder / "installed").read_text("utf-8") == LOCK
    return code, said


@pytest.fixture
def merge_request(forge: Forge) -> Forge:
    """A GitLab with an open merge request of one filing, whose pipeline left a review."""
    forge.answers(REQUEST, {"state": "opened", "sha": COMMIT, "diff_refs": {"base_sha": "c0" * 20}})
    jobs = [[{"name": "comment", "id": 10}, {"name": "review", "id": 8}], [{"name": "review", "id": 9}]]
    forge.answers("projects/77/pipelines/4711/jobs", jobs)
    forge.answers("projects/77/jobs/9/artifacts/review/review.json", json.loads(dump(review())))
    forge.answers(f"{REQUEST}/diffs", [[{"new_path": "filings/a.yaml", "old_path": "filings/b.yaml"}], []])
    forge.answers("user", {"id": 1})
    forge.answers(f"{REQUEST}/notes", [[note(6, "", OURS, owner=2)], [note(7, "", "a word")]])
    return forge


def test_on_gitlab_the_comment_is_written_by_the_code_of_the_main_branch(
    merge_request: Forge, stealing: Path
) -> None:
    assert on_gitlab(merge_request, stealing, WARM_INVOKE="") == (0, "Commented.\n")
    ((method, path, text),) = merge_request.written()
    assert (method, path) == ("POST", f"{REQUEST}/notes")
    assert text.startswith(f"{MARKER}\n\n## 1 filing changed, not ready to file\n")
    assert f"https://gitlab.example/firm/matters/-/blob/{COMMIT}/filings/acme/doe.yaml#L12" in text
    assert f"[this run]({PIPELINE})" in text.splitlines()[-1]


def test_on_gitlab_our_note_is_updated_in_place(merge_request: Forge, stealing: Path) -> None:
    notes = [[note(6, "", OURS, owner=2), note(7, "", OURS)], [note(8, "", "a word"), note(9, "", None)]]
    merge_request.answers(f"{REQUEST}/notes", notes)
    merge_request.answers(f"{REQUEST}/diffs", [[{"new_path": "a.py", "old_path": "b.py"}]])
    assert on_gitlab(merge_request, stealing) == (0, "Updated the comment.\n")
    ((method, path, text),) = merge_request.written()
    assert (method, path) == ("PUT", f"{REQUEST}/notes/7")
    assert text.startswith(f"{MARKER}\n\n{CHANGED_CODE}\n\n")


@pytest.mark.full
def test_on_gitlab_a_merged_result_is_of_the_commit_of_its_branch(
    merge_request: Forge, stealing: Path
) -> None:
    given = {"CI_COMMIT_SHA": "0" * 40, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": COMMIT}
    assert on_gitlab(merge_request, stealing, **given) == (0, "Commented.\n")


@pytest.mark.full
@pytest.mark.parametrize(("state", "commit"), [("opened", "0" * 40), ("merged", COMMIT), ("closed", COMMIT)])
def test_on_gitlab_nothing_is_posted_on_a_closed_request_or_of_an_older_commit(
    merge_request: Forge, stealing: Path, state: str, commit: str
) -> None:
    merge_request.answers(REQUEST, {"state": state, "sha": commit})
    said = "The request is closed or has a newer commit: nothing is posted.\n"
    assert on_gitlab(merge_request, stealing) == (0, said)
    assert merge_request.written() == []


@pytest.mark.parametrize("job", some([[{"name": "review", "id": 5}], []]), ids=some(["no file", "no job"]))
def test_on_gitlab_a_missing_review_replaces_an_earlier_note(
    merge_request: Forge, stealing: Path, job: list[object]
) -> None:
    merge_request.answers("projects/77/pipelines/4711/jobs", [job])
    merge_request.answers(f"{REQUEST}/notes", [[note(7, "", OURS)]])
    code, said = on_gitlab(merge_request, stealing)
    assert (code, said.splitlines()[-1]) == (0, "Updated the comment.")
    assert merge_request.written() == [("PUT", f"{REQUEST}/notes/7", no_review(run=PIPELINE))]


@pytest.mark.full
def test_on_gitlab_a_review_that_is_too_large_replaces_an_earlier_note(
    merge_request: Forge, stealing: Path
) -> None:
    merge_request.answers("projects/77/jobs/9/artifacts/review/review.json", "a" * (80 << 20))
    merge_request.answers(f"{REQUEST}/notes", [[note(7, "", OURS)]])
    code, said = on_gitlab(merge_request, stealing)
    assert (code, said.splitlines()[-1]) == (0, "Updated the comment.")
    assert merge_request.written() == [("PUT", f"{REQUEST}/notes/7", no_review(run=PIPELINE))]


@pytest.mark.parametrize("refs", some([{"base_sha": "1" * 40}, None]))
def test_on_gitlab_a_review_of_another_base_is_none(
    merge_request: Forge, stealing: Path, refs: object
) -> None:
    merge_request.answers(REQUEST, {"state": "opened", "sha": COMMIT, "diff_refs": refs})
    assert on_gitlab(merge_request, stealing) == (0, "Commented.\n")
    assert merge_request.written() == [("POST", f"{REQUEST}/notes", no_review(run=PIPELINE))]


def test_on_gitlab_a_forge_that_fails_fails_the_job(merge_request: Forge, stealing: Path) -> None:
    (merge_request.folder / "GET projects.77.pipelines.4711.jobs.json").unlink()
    assert on_gitlab(merge_request, stealing) == (1, "404 Not found\n")
    assert merge_request.written() == []
