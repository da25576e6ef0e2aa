"""The text of the comment on a request: what it says, how long it is, and what it refuses."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from redwell.files.discovery import Misuse
from redwell.review.comment import (
    CHANGED_CODE,
    FORGES,
    ONE_OF_SEVERAL,
    UNKNOWN_FILES,
    Request,
    comment,
    files_url,
    load,
    request,
)
from redwell.review.formats.json import dump
from redwell.review.formats.markdown import MARKER
from redwell.review.model import Elsewhere, FilingReview, Review, ReviewProblem, Revision
from tests.sample import some
from tests.warm import invoke

ROOT = Path(__file__).resolve().parent.parent
COMMIT = "5f" * 20
FILES = ("filings/acme/doe.yaml",)
RUN = "https://github.example/firm/matters/actions/runs/4711#artifacts"
ON_GITHUB = {"GITHUB_SERVER_URL": "https://github.example", "GITHUB_REPOSITORY": "firm/matters"}


def review(url: str | None = None, message: str = "the owner's CIK is missing") -> Review:
    problem = ReviewProblem(
        code="cik-missing",
        severity="warning",
        message=message,
        file="filings/acme/doe.yaml",
        line=12,
        column=5,
        end_column=9,
    )
    filing = FilingReview(
        file="filings/acme/doe.yaml",
        change="changed",
        line="Form 3 · Doe / Acme [ACME]",
        state="not ready to file",
        problems=(problem,),
    )
    return Review(
        base=Revision(name="main", commit="c0" * 20, url=url),
        head=Revision(name="HEAD", commit="ab" * 20, url=url),
        today=date(2026, 5, 5),
        verdict="1 filing changed, not ready to file",
        filings=(filing,),
    )


NOTHING = replace(
    review(),
    verdict="no filing changed",
    filings=(),
    elsewhere=(Elsewhere(what="other files", files=("docs/rules.md",)),),
)


def text(what: Review | None, forge: str = "github", **known: object) -> str:
    given = {"commit": COMMIT, "files": FILES, **known}
    return comment(what, Request(**given), FORGES[forge])  # type: ignore[arg-type]  # by name


def no_review(warning: str = "", run: str = "") -> str:
    told = (
        f"**No review of commit <code>{COMMIT[:12]}</code>:** its run left none, or none that this version "
        "of Redwell can read and show. Run it again before you approve."
    )
    log = f"Its log is that of [this run]({run})." if run else ""
    return "\n\n".join(filter(None, (MARKER, warning, told, log))) + "\n"


# --- what the comment says ---


def test_a_comment_begins_with_its_only_marker() -> None:
    said = text(review(message=f"a message that quotes {MARKER}"), run=RUN)
    assert said.startswith(f"{MARKER}\n\n## 1 filing changed, not ready to file\n")
    assert said.count(MARKER) == 1
    assert said.endswith(
        f"\n\nThe page and the documents are kept as *review* by [this run]({RUN}) of the request, "
        "which made them by its own recipe.\n"
    )


def test_links_always_lead_to_the_forge() -> None:
    said = text(review("https://evil.example/phish"), files_url=files_url(ON_GITHUB))
    assert "evil" not in said
    assert f"https://github.example/firm/matters/blob/{COMMIT}/filings/acme/doe.yaml#L12" in said


@pytest.mark.parametrize(
    "name",
    [
        "redwell/check/filing.py",
        ".github/workflows/filings.yml",
        ".github/x.md",
        "schemas/form3.schema.json",
        "tasks.py",
        "templates/review/review.js",
        "docs/forge/review.sh",
        "filings/acme/.gitattributes",
        "templates/.gitattributes",
        "docs/.gitmodules",
    ],
)
@pytest.mark.parametrize("what", [review(), NOTHING, None], ids=["review", "of nothing", "none"])
def test_a_changed_file_outside_filings_and_document_templates_gives_a_warning(
    name: str, what: Review | None
) -> None:
    said = text(what, files=("filings/acme/doe.yaml", "README.md", "docs/review.md", name))
    assert said.startswith(f"{MARKER}\n\n{CHANGED_CODE}\n\n")


def test_the_warning_names_the_pin_first_then_workflows_and_what_else_is_not_a_filing() -> None:
    files = (
        "tasks.py",
        *(f"src/{number}.py" for number in range(7)),
        "requirements.lock",
        "filings/acme/doe.yaml",
        "wheels/redwell-9.9-py3-none-any.whl",
        ".github/workflows/@firm.yml",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        ".vscode/settings.json",
        "docs/CODEOWNERS",
        "pyproject.toml",
        "tasks.py",
    )
    said = text(review(), files=files).removeprefix(f"{MARKER}\n\n{CHANGED_CODE}\n\n")
    assert said.partition("\n\n")[0] == (
        "- **the pin of Redwell and its packages**: requirements.lock, wheels/redwell-9.9-py3-none-any.whl\n"
        "- **workflows**: .github/workflows/@&#8203;firm.yml, .gitlab-ci.yml\n"
        "- **commands of invoke**: tasks.py\n"
        "- **hooks and editor settings, which run on your own machine**: .pre-commit-config.yaml, "
        ".vscode/settings.json\n"
        "- **rules on who must approve**: docs/CODEOWNERS\n"
        "- **settings**: pyproject.toml\n"
        "- **other files**: src/0.py, src/1.py, src/2.py, src/3.py, src/4.py and 2 more"
    )


@pytest.mark.parametrize(
    "name", ["templates/form3/form3.css", "README.md", "docs/x.md", "tests/x.py", "filings/a/b.yaml"]
)
def test_other_files_give_no_warning(name: str) -> None:
    assert "Before you trust" not in text(review(), files=(name,))


@pytest.mark.parametrize(
    ("files", "warning"),
    [
        (None, UNKNOWN_FILES),
        (tuple(f"filings/acme/{n}.yaml" for n in range(1000)), UNKNOWN_FILES),
        (tuple(f"filings/acme/{n}.yaml" for n in range(999)), ""),
    ],
    ids=["no list", "as many as GitLab lists", "one fewer"],
)
def test_an_incomplete_list_of_files_gives_a_warning(files: tuple[str, ...] | None, warning: str) -> None:
    after = text(review(), "gitlab", files=files).removeprefix(f"{MARKER}\n\n")
    assert after.startswith(warning or "## 1 filing changed")


def test_the_comment_on_one_of_several_requests_says_so() -> None:
    assert text(review(), is_one_of_several=True).startswith(f"{MARKER}\n\n{ONE_OF_SEVERAL}\n\n## ")


def test_a_request_that_changes_no_filing_gets_no_comment_but_keeps_one_up_to_date() -> None:
    files = ("docs/rules.md", "README.md", "tests/test_x.py")
    assert text(NOTHING, files=files) == ""
    assert "no filing changed" in text(NOTHING, files=files, has_comment=True)


@pytest.mark.parametrize("name", ["filings/acme/poa.txt", "templates/power_of_attorney/wording.yaml"])
def test_a_changed_file_of_the_record_always_gets_a_comment(name: str) -> None:
    assert "no filing changed" in text(NOTHING, files=("docs/rules.md", name))


def test_a_review_of_another_base_counts_as_missing() -> None:
    assert text(review(), base="0" * 40) == no_review()
    assert text(review(), base="c0" * 20) == text(review())


def test_a_missing_review_gives_a_comment_with_a_link_to_the_log() -> None:
    assert text(None) == no_review()
    warning = f"{CHANGED_CODE}\n\n- **commands of invoke**: tasks.py"
    assert text(None, files=("tasks.py",), run=RUN) == no_review(warning, RUN)


# --- how long it is, and what no line of it does ---


@pytest.mark.parametrize("forge", some([*FORGES]))
def test_a_comment_is_never_longer_than_the_forge_takes(forge: str) -> None:
    (filing,) = review().filings
    many = tuple(
        replace(filing, file=f"filings/acme/{n}.yaml", problems=filing.problems * 9) for n in range(1200)
    )
    said = text(replace(review(), filings=many), forge, files=("setup",))
    most = FORGES[forge].characters
    assert 0.9 * most < len(said) <= most


@pytest.mark.parametrize("sign", ["$", "@", "#"])
def test_a_review_made_to_be_too_long_is_shortened_too(sign: str) -> None:
    (filing,) = review().filings
    many = tuple(replace(filing, file=f"filings/acme/{n}.yaml", line=sign * 480) for n in range(40))
    assert len(text(replace(review(), filings=many))) <= 65_536


def test_no_line_is_a_command_to_gitlab() -> None:
    said = text(review(message="/merge\n/close\n  /approve"), "gitlab")
    assert "/merge" in said.replace("&#47;", "/")
    assert not [line for line in said.splitlines() if line.lstrip(" >").startswith("/")]


# --- data that anybody may have written ---


@pytest.mark.parametrize("written", [" ", dump(review()).replace('"not ready to file"', '"approved"')])
def test_a_file_that_is_no_review_is_refused(tmp_path: Path, written: str) -> None:
    path = tmp_path / "review.json"
    path.write_text(written, "utf-8")
    with pytest.raises(Misuse, match=r"^this file is not a review that this version of Redwell wrote: "):
        load(path)


def test_a_link_and_a_pipe_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "review.json"
    path.write_text(dump(review()), "utf-8")
    assert load(path) == review()
    (tmp_path / "link.json").symlink_to(path)
    os.mkfifo(tmp_path / "pipe.json")
    for name, why in (
        ("link.json", "this is not a regular file"),
        ("pipe.json", "this is not a regular file"),
        ("none.json", "there is no such file"),
    ):
        with pytest.raises(Misuse) as error:
            load(tmp_path / name)
        assert f"{error.value}" == f"--from {name}: {why}"


def test_no_more_than_the_largest_review_is_read(tmp_path: Path) -> None:
    with (tmp_path / "review.json").open("wb") as file:
        file.truncate(64 * 2**20 + 2)
    with pytest.raises(Misuse, match="it has 67,108,866 bytes: at most 67,108,864 are read here"):
        load(tmp_path / "review.json")


def test_an_invalid_commit_or_address_is_refused() -> None:
    working = replace(review(), head=Revision(name="the working tree"))
    for what, given, why in (
        (working, {}, "this is a review of the working tree, which is no commit: review --head HEAD"),
        (review(), {"commit": "main"}, "--head must be a whole commit: 40 digits from 0 to f"),
        (review(), {"run": "javascript:x"}, "--run must be the address of a page: https://host/path"),
        (review(), {"run": "https://h/p) [x](y"}, "--run must be the address of a page: https://host/path"),
    ):
        with pytest.raises(Misuse) as error:
            request({}, what, **given)  # type: ignore[arg-type]  # by name
        assert f"{error.value}" == why


def test_without_head_the_commit_comes_from_the_review() -> None:
    assert request({}, review()).commit == "ab" * 20
    assert request({}, review(), commit=COMMIT).commit == COMMIT


# --- the command ---


def run(*arguments: str) -> tuple[int, str, str]:
    done = invoke(ROOT, "comment", *arguments, env=ON_GITHUB)
    return done.returncode, done.stdout, done.stderr


def test_the_command_prints_the_comment(tmp_path: Path) -> None:
    path = tmp_path / "review.json"
    path.write_text(dump(review()), "utf-8")
    (tmp_path / "files").write_text("filings/acme/doe.yaml\nsetup\n", "utf-8")
    said = text(review(), files=("setup",), files_url=files_url(ON_GITHUB), run=RUN, is_one_of_several=True)
    flags = ("--forge", "github", "--request", "12", "--head", COMMIT, "--run", RUN, "--several")
    assert run("--from", f"{path}", *flags, "--files", f"{tmp_path / 'files'}") == (0, said, "")


def test_a_missing_review_is_a_comment_if_head_is_given_and_else_misuse(
    tmp_path: Path,
) -> None:
    (tmp_path / "files").write_text("filings/acme/doe.yaml\n", "utf-8")
    missing = f"{tmp_path / 'none.json'}"
    why = "--from none.json: there is no such file\n"
    known = ("--head", COMMIT, "--files", f"{tmp_path / 'files'}")
    assert run("--from", missing, *known) == (0, no_review(), f"note: {why}")
    assert run("--from", missing) == (2, "", why)
    assert run() == (2, "", "--from must be given: review.json, as redwell review writes it\n")
    assert run("--from", missing, "--forge", "gitlub") == (
        2,
        "",
        '--forge gitlub: choose github, gitlab; did you mean "gitlab"?\n',
    )
