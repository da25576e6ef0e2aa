"""Two revisions of a repository: which they are, what differs, and nothing of the repository that does."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from redwell.files.discovery import Misuse
from redwell.git.history import recorded
from redwell.git.repository import Changed, Comparison, Repository
from redwell.git.revisions import NamedCommit
from tests.repositories import ALONE, History, history, needs_git

pytestmark = needs_git
DOE = "filings/acme/2026-05-04-doe-form3.yaml"
ROE = "filings/acme/2026-05-05-roe-form3.yaml"
FILING = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "0000000123", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE
    address: {street: 1 King St., city: Campinas, country: BRAZIL}
    relationship: {director: true}
non_derivative:
  - {title: Common Stock, amount: 1000, ownership: direct}
signatures:
  - {signer: Jane Doe, signed: 2026-05-05}
"""
OTHER = FILING.replace("1000", "2000")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def here(tmp_path: Path) -> History:
    """One filing on the main branch, and a branch for a request on which nothing happened yet."""
    made = history(tmp_path / "Kanzlei: Müller")
    made.save({DOE: FILING})
    made.branch("request")
    return made


def compared(root: Path, base: str | None = None, head: str | None = None) -> Comparison:
    with Repository(root) as repository:
        return repository.resolve(base, head)


def changes(root: Path, base: str | None = None, head: str | None = None) -> list[tuple[str | None, ...]]:
    """Before and after of each file that differs."""
    with Repository(root) as repository:
        found = repository.resolve(base, head)
        return [(each.before, each.after) for each in repository.changed(found.base_tree, found.head_tree)]


def misuse(root: Path, base: str | None = None, head: str | None = None) -> str:
    with pytest.raises(Misuse) as caught:
        compared(root, base, head)
    return f"{caught.value}"


# --- which two revisions ---


def test_the_working_tree_is_compared_with_the_start_of_its_branch(here: History) -> None:
    left = here.head()
    here.save({ROE: FILING})
    here.switch("main")
    here.save({"README.md": "moved on"})
    here.switch("request")
    found = compared(here.root)
    assert (found.base, found.head) == (
        NamedCommit(name="main", commit=left),
        NamedCommit(name="the working tree"),
    )
    assert found.notes == ()
    assert changes(here.root) == [(None, ROE)]


def test_uncommitted_files_count_and_ignored_files_do_not(here: History) -> None:
    here.write({DOE: OTHER, ROE: FILING, ".gitignore": "*.pdf\n", "filings/acme/draft.pdf": "%PDF"})
    assert changes(here.root) == [(None, ".gitignore"), (DOE, DOE), (None, ROE)]


def test_on_the_main_branch_uncommitted_changes_are_compared_with_its_last_commit(
    here: History,
) -> None:
    here.switch("main")
    here.write({DOE: OTHER})
    assert compared(here.root).base == NamedCommit(name="main", commit=here.head())
    assert changes(here.root) == [(DOE, DOE)]


def test_the_main_branch_is_what_origin_says_it_is(here: History, tmp_path: Path) -> None:
    here.git("branch", "--move", "main", "trunk")
    here.switch("trunk")
    clone = here.clone(tmp_path / "clone")
    clone.branch("request")
    clone.save({ROE: FILING})
    assert compared(clone.root).base == NamedCommit(name="trunk", commit=here.head())


def test_unpushed_commits_of_the_main_branch_count_too(here: History, tmp_path: Path) -> None:
    here.switch("main")
    clone = here.clone(tmp_path / "clone")
    clone.save({ROE: FILING})
    assert changes(clone.root) == [(None, ROE)]


def test_a_head_on_the_main_branch_is_compared_with_its_parent(here: History) -> None:
    first = here.head()
    here.save({ROE: FILING})
    here.git("branch", "--force", "main")
    found = compared(here.root, head="HEAD")
    assert found.base == NamedCommit(name="HEAD^", commit=first)
    assert found.instead == "main holds HEAD already: compared with the commit before it alone"
    assert found.notes == ()


def test_the_first_commit_is_compared_with_nothing(here: History) -> None:
    found = compared(here.root, head="main")
    assert found.base == NamedCommit(name="nothing (there is no earlier commit)")
    assert found.instead == "main holds main already: this is the first commit"
    assert changes(here.root, head="main") == [(None, DOE)]


def test_without_a_main_branch_the_working_tree_is_compared_with_its_commit(tmp_path: Path) -> None:
    made = history(tmp_path / "repository", "trunk")
    made.save({DOE: FILING})
    made.write({DOE: OTHER})
    found = compared(made.root)
    assert found.base == NamedCommit(name="HEAD", commit=made.head())
    assert found.instead == "no branch main or master: compared with the last commit alone"
    assert found.notes == ("there is no branch main or master: name what to compare with by --base",)
    made.save({})
    assert compared(made.root).notes == (
        "there is no branch main or master: name what to compare with, for example --base HEAD^",
    )
    made.git("checkout", "--quiet", "-b", "doe")
    made.save({DOE: FILING})
    assert compared(made.root).notes == (
        "there is no branch main or master: name what to compare with, for example --base trunk",
    )
    assert compared(made.root, "trunk").instead == ""


def test_the_base_is_the_merge_base_as_on_a_forge(here: History) -> None:
    left = here.head()
    tip = here.save({ROE: FILING})
    here.switch("main")
    here.save({DOE: OTHER})
    found = compared(here.root, "main", "request")
    assert (found.base.commit, found.head) == (left, NamedCommit(name="request", commit=tip))
    assert found.notes == (f"main has moved on since: compared with {left[:10]}, where the two part",)
    assert changes(here.root, "main", "request") == [(None, ROE)]


def test_a_merge_of_the_main_branch_into_the_request_shows_the_request_alone(here: History) -> None:
    here.save({ROE: FILING})
    here.switch("main")
    here.save({DOE: OTHER})
    here.switch("request")
    here.merge("main")
    assert changes(here.root) == [(None, ROE)]
    assert changes(here.root, "main", "HEAD") == [(None, ROE)]


def test_a_detached_head_and_tags_and_short_names_of_commits_are_understood(here: History) -> None:
    first = here.head()
    here.git("tag", "--annotate", "--message", "Filed", "filed")
    here.save({ROE: FILING})
    here.git("checkout", "--quiet", "--detach")
    assert changes(here.root) == [(None, ROE)]
    assert compared(here.root, "filed").base == NamedCommit(name="filed", commit=first)
    assert compared(here.root, first[:8]).base.commit == first


def test_a_branch_that_only_origin_has_is_found_by_its_short_name(here: History, tmp_path: Path) -> None:
    here.git("branch", "release")
    clone = here.clone(tmp_path / "clone")
    assert compared(clone.root, "release").base == NamedCommit(name="release", commit=here.head())
    assert misuse(clone.root, "HEAD~1") == "--base HEAD~1: no such revision"


@pytest.mark.parametrize(
    ("tag", "asked", "full"),
    [
        ("origin/main", "origin/main", "refs/remotes/origin/main or refs/tags/origin/main"),
        ("main", "main", "refs/heads/main or refs/remotes/origin/main or refs/tags/main"),
        ("release", "release", "refs/remotes/origin/release or refs/tags/release"),
        ("origin/release", "release", "refs/remotes/origin/release or refs/tags/origin/release"),
    ],
)
def test_a_tag_does_not_stand_for_a_branch_of_the_same_name(
    here: History, tmp_path: Path, tag: str, asked: str, full: str
) -> None:
    here.git("branch", "release")
    clone = here.clone(tmp_path / "clone", "--branch=main")
    clone.branch("mine")
    clone.save({ROE: FILING})
    clone.git("tag", tag)
    sentence = f"{asked}: both a tag and a branch are called so: write {full}"
    assert misuse(clone.root, asked, "mine") == f"--base {sentence}"
    assert misuse(clone.root, f"{asked}~1", "mine") == f"--base {sentence}"
    assert misuse(clone.root, None, asked) == f"--head {sentence}"
    branch, tagged = full.split(" or ")[-2:]
    named = NamedCommit(name=branch.removeprefix("refs/remotes/"), commit=here.head())
    assert compared(clone.root, branch, "mine").base == named
    assert changes(clone.root, branch, "mine") == [(None, ROE)]
    assert compared(clone.root, tagged, "mine").base == NamedCommit(name=tagged, commit=clone.head())


def test_a_tag_does_not_stand_for_a_commit_whose_name_begins_so(here: History) -> None:
    first = here.head()
    here.save({ROE: FILING})
    here.git("tag", first[:8])
    sentence = f"both a tag and a commit are called so: write refs/tags/{first[:8]}, or the whole commit"
    assert misuse(here.root, first[:8]) == f"--base {first[:8]}: {sentence}"
    assert compared(here.root, first).base.commit == first
    here.git("tag", "cafe")
    assert compared(here.root, "cafe").base == NamedCommit(name="cafe", commit=here.head())


def test_histories_without_a_commit_in_common_are_compared_as_they_are(here: History) -> None:
    here.git("checkout", "--quiet", "--orphan", "elsewhere")
    here.save({ROE: FILING})
    here.git("rm", "--quiet", DOE)
    here.commit()
    found = compared(here.root, "main", "elsewhere")
    assert found.base == NamedCommit(name="main", commit=here.head("main"))
    assert found.notes == ("main and elsewhere have no commit in common: compared as they are",)


# --- what is refused ---


@pytest.mark.parametrize(
    ("base", "head", "sentence"),
    [
        ("mian", None, '--base mian: no such revision; did you mean "main"?'),
        (None, "reqest", '--head reqest: no such revision; did you mean "request"?'),
        ("0" * 40, None, f"--base {'0' * 40}: no such revision"),
        ("HEAD:filings", None, "--base HEAD:filings: no such revision"),
        ("--output=x", None, "--base takes a branch, a tag or a commit"),
        ("", None, "--base takes a branch, a tag or a commit"),
        (None, "main\nrequest", "--head takes a branch, a tag or a commit"),
        ("main..request", None, "--base main..request: name one revision, not a range: --base A --head B"),
    ],
)
def test_an_unknown_revision_is_refused_in_one_sentence(
    here: History, base: str | None, head: str | None, sentence: str
) -> None:
    assert misuse(here.root, base, head) == sentence


def test_a_folder_without_git_or_without_a_commit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = "this folder is no working tree of git, and the two sides are read from one"
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", f"{tmp_path}")
    (tmp_path / "plain").mkdir()
    assert misuse(tmp_path / "plain") == none
    made = history(tmp_path / "new")
    made.write({DOE: FILING})
    assert misuse(made.root) == "there is no commit here yet, and so nothing to compare with"
    assert misuse(made.root / ".git") == none
    monkeypatch.setenv("PATH", f"{tmp_path}")
    assert misuse(made.root) == "there is no git here, and the two sides are read from it: install git"


UNSHALLOW = "run git fetch --unshallow (in a workflow of GitHub, fetch-depth: 0)"


def test_a_shallow_clone_says_what_it_lacks(here: History, tmp_path: Path) -> None:
    first = here.head()
    here.save({ROE: FILING})
    here.switch("main")
    clone = here.clone(tmp_path / "shallow", "--depth=1", "--branch=request", "--single-branch")
    assert misuse(clone.root) == (
        f"this clone is shallow and has no main branch: name --base, or {UNSHALLOW}"
    )
    assert misuse(clone.root, first) == (
        f"--base {first}: this clone is shallow and does not have it: {UNSHALLOW}"
    )
    assert misuse(clone.root, head="HEAD") == (
        f"this clone is shallow and has no main branch: name --base, or {UNSHALLOW}"
    )


def test_a_shallow_clone_that_has_both_sides_compares_them(here: History, tmp_path: Path) -> None:
    here.save({ROE: FILING})
    here.switch("main")
    base = here.save({DOE: OTHER})
    clone = here.clone(tmp_path / "shallow", "--depth=1", "--branch=request", "--no-single-branch")
    found = compared(clone.root)
    assert found.base == NamedCommit(name="main", commit=base)
    assert found.notes == (
        f"the history ends early here, for this clone is shallow: to have all of it, {UNSHALLOW}",
        "where main and the working tree part is not in this clone: what changed in main since may show too",
    )
    assert misuse(clone.root, head="origin/main") == (
        f"this clone is shallow and does not have the commit before origin/main: {UNSHALLOW}"
    )


def test_a_clone_without_the_contents_of_files_says_so(here: History, tmp_path: Path) -> None:
    here.git("config", "uploadpack.allowFilter", "true")
    clone = here.clone(tmp_path / "partial", "--filter=blob:none", "--no-checkout")
    with Repository(clone.root) as repository:
        tree = repository.resolve(None, "HEAD").head_tree
        with pytest.raises(Misuse, match="does not hold the content of every file: clone it as a whole"):
            repository.export(tree, tmp_path / "out", [DOE])


# --- what differs ---


def test_files_come_and_go_and_change_their_names(here: History) -> None:
    moved = "filings/acme corp/doe.yaml"
    here.save({ROE: OTHER.replace("DOE", "ROE"), "exhibit.png": b"\x89PNG\0"})
    here.git("branch", "--force", "main")
    here.write({DOE: None, moved: FILING.replace("1000", "1500"), "exhibit.png": None, "note.txt": "new"})
    with Repository(here.root) as repository:
        found = repository.resolve(None, None)
        differ = repository.changed(found.base_tree, found.head_tree)
    assert [(each.kind, each.before, each.after) for each in differ] == [
        ("removed", "exhibit.png", None),
        ("renamed", DOE, moved),
        ("added", None, "note.txt"),
    ]


HOSTILE = (
    "filings/acme/näme ☃.yaml",
    "filings/acme/two\nlines\t.yaml",
    "filings/acme/-rf.yaml",
    "filings/acme/:(top)*.yaml",
    'filings/acme/"quoted" \\ $(x) `y`.yaml',
    os.fsdecode(b"filings/acme/caf\xe9.yaml"),
)


def test_names_may_hold_anything(here: History, tmp_path: Path) -> None:
    here.write(dict.fromkeys(HOSTILE, OTHER))
    with Repository(here.root) as repository:
        found = repository.resolve(None, None)
        differ = repository.changed(found.base_tree, found.head_tree)
        assert {each.after for each in differ} == set(HOSTILE)
        assert set(repository.names(found.head_tree, "filings/acme")) == {DOE, *HOSTILE}
        assert set(repository.search(found.head_tree, ["2000"], "filings")) == set(HOSTILE)
        assert repository.read(found.head_tree, HOSTILE[1]) == OTHER.encode()
        assert repository.export(found.head_tree, tmp_path / "out", ["filings/acme"]) == ()
    written = {f"{path.relative_to(tmp_path / 'out')}" for path in (tmp_path / "out").rglob("*.yaml")}
    assert written == {DOE, *HOSTILE}


def test_during_a_conflicted_merge_the_files_on_disk_count(here: History) -> None:
    here.save({DOE: OTHER})
    here.switch("main")
    here.save({DOE: FILING.replace("1000", "3000")})
    here.switch("request")
    here.merge("main")
    assert here.git("ls-files", "--unmerged")
    before = here.state()
    with Repository(here.root) as repository:
        found = repository.resolve("main", None)
        text = repository.read(found.head_tree, DOE)
    assert text == (here.root / DOE).read_bytes()
    assert b"<<<<<<< HEAD" in text
    assert here.state() == before


def test_an_unreadable_file_is_noted_and_the_others_count(here: History) -> None:
    here.write({ROE: FILING})
    history(here.root / "inner")
    found = compared(here.root)
    assert found.notes == (
        "git cannot read all of the working tree: 'inner/' does not have a commit checked out",
    )
    assert changes(here.root) == [(None, ROE)]


def test_a_working_tree_that_git_cannot_read_is_refused(here: History) -> None:
    here.git("config", "filter.broken.clean", "false")
    here.git("config", "filter.broken.required", "true")
    here.write({".gitattributes": "*.bin filter=broken\n", "a.bin": "1"})
    assert (
        misuse(here.root) == "git cannot take the working tree as it is: a.bin: clean filter 'broken' failed"
    )


def test_a_folder_of_a_larger_repository_has_paths_of_its_own(here: History) -> None:
    here.save({f"law/{DOE}": FILING, "law/redwell/code.py": "1"})
    here.git("branch", "--force", "main")
    here.write({f"law/{DOE}": OTHER, "elsewhere.txt": "2"})
    with Repository(here.root / "law") as repository:
        found = repository.resolve(None, None)
        assert repository.changed(found.base_tree, found.head_tree) == (Changed(before=DOE, after=DOE),)
        assert repository.names(found.head_tree, "filings") == (DOE,)
        assert repository.search(found.head_tree, ["2000"], "filings") == (DOE,)
        assert repository.read(found.base_tree, DOE) == FILING.encode()
    # A folder that the base does not have, and one that nobody has.
    (here.root / "new").mkdir()
    assert changes(here.root / "new") == []
    here.write({f"new/{DOE}": FILING})
    assert changes(here.root / "new") == [(None, DOE)]


def test_a_second_working_tree_and_a_submodule_are_repositories_too(here: History, tmp_path: Path) -> None:
    here.git("worktree", "add", "--quiet", "-b", "second", f"{tmp_path / 'second'}")
    second = History(root=tmp_path / "second")
    second.write({ROE: FILING})
    assert changes(second.root) == [(None, ROE)]
    outer = history(tmp_path / "outer")
    outer.save({"README.md": "outer"})
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", f"{here.root}", "law")
    with Repository(outer.root) as repository:
        found = repository.resolve(None, None)
        assert [each.after for each in repository.changed(found.base_tree, found.head_tree)] == [
            ".gitmodules",
            "law",
        ]
        assert repository.names(found.head_tree) == (".gitmodules", "README.md")
    inner = History(root=outer.root / "law")
    inner.write({ROE: FILING})
    assert changes(inner.root) == [(None, ROE)]


# --- what is read, and what stays ---


def test_only_the_requested_files_and_folders_are_exported(here: History, tmp_path: Path) -> None:
    here.save({ROE: FILING, "filings/other/x.yaml": OTHER, "templates/a/b.txt": "a", "templates.txt": "b"})
    with Repository(here.root) as repository:
        tree = repository.resolve(None, None).head_tree
        assert repository.export(tree, tmp_path / "out", ["filings/acme", "templates", "none"]) == ()
    assert sorted(f"{path.relative_to(tmp_path / 'out')}" for path in (tmp_path / "out").rglob("*.*")) == [
        DOE,
        ROE,
        "templates/a/b.txt",
    ]


def test_a_file_larger_than_any_exhibit_and_a_folder_too_deep_are_left_out_and_named(
    here: History, tmp_path: Path
) -> None:
    deep = f"filings/{'d/' * 60}x.yaml"
    here.save({"filings/film.mp4": b"0" * 20_000_001, deep: OTHER})
    with Repository(here.root) as repository:
        tree = repository.resolve(None, None).head_tree
        assert repository.export(tree, tmp_path / "out", ["filings"]) == (deep, "filings/film.mp4")
        assert repository.read(tree, "filings/film.mp4") is None
    assert (tmp_path / "out" / DOE).is_file()


def test_no_attribute_of_a_repository_hides_or_changes_a_file(here: History, tmp_path: Path) -> None:
    """Use attributes by which `git archive` or a checkout would omit, expand or convert files."""
    attributes = "filings export-ignore\n*.txt export-subst eol=crlf ident\n"
    here.save({"a.txt": "$Format:%H$ $Id$\n"})
    here.save({".gitattributes": attributes, "filings/.gitattributes": "*.yaml export-ignore filter=x\n"})
    with Repository(here.root) as repository:
        tree = repository.resolve("main", "request").head_tree
        assert repository.export(tree, tmp_path / "out", ["filings", "a.txt"]) == ()
    assert (tmp_path / "out" / DOE).read_text("utf-8") == FILING
    assert (tmp_path / "out" / "a.txt").read_bytes() == b"$Format:%H$ $Id$\n"


def test_no_link_of_a_repository_leads_out_of_the_folder(here: History, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", "utf-8")
    links = {
        "absolute": f"{tmp_path / 'secret'}",
        "up": "../secret",
        "a/b/top": "../..",
        "by-way-of": "a/b/top/../secret",
        "circle": "circle",
        "inside": DOE,
    }
    for name, target in links.items():
        (here.root / name).parent.mkdir(parents=True, exist_ok=True)
        (here.root / name).symlink_to(target)
    with Repository(here.root) as repository:
        tree = repository.resolve(None, None).head_tree
        left = repository.export(tree, tmp_path / "out", [*links, DOE])
        assert repository.read(tree, "up") is None
    assert left == ("absolute", "by-way-of", "circle", "up")
    assert (tmp_path / "out" / "inside").read_text("utf-8") == FILING


def test_a_missing_record_is_empty(here: History, tmp_path: Path) -> None:
    with Repository(here.root) as repository:
        tree = repository.resolve(None, None).head_tree
        assert repository.export(tree, tmp_path / "out", ["elsewhere/x.yaml"]) == ()
        assert repository.names(tree, "elsewhere") == ()
        assert repository.search(tree, ["doe"], "elsewhere") == ()
        assert repository.search(tree, [], "filings") == ()
        assert repository.search(tree, ["doe jane"], "filings") == (DOE,)
        assert repository.read(tree, "elsewhere/x.yaml") is None


def test_the_last_author_and_date_of_a_file_are_found(here: History) -> None:
    """On the author's own clock, the last first; not of commits that change other files."""
    base = here.head()
    here.author = "Rebecca Stone"
    here.save({DOE: OTHER})
    here.write({DOE: FILING})
    here.git("-c", "user.name=x", "commit", "-qam", "late", "--date", "2026-05-09T23:30:00-0400")
    here.author = "Somebody Else"
    here.save({"notes.txt": "of another matter"})
    late = datetime(2026, 5, 9, 23, 30, tzinfo=timezone(timedelta(hours=-4)))
    early = datetime(2026, 5, 4, here.hours + 11, tzinfo=UTC)
    with Repository(here.root) as repository:
        assert repository.commits(base, repository.head(), [DOE]) == (
            ("Rebecca Stone", late),
            ("Rebecca Stone", early),
        )
        assert repository.commit("HEAD")[0] == "Somebody Else"


def test_a_repository_is_never_changed(here: History, tmp_path: Path) -> None:
    here.git("config", "core.splitIndex", "true")
    here.git("config", "core.untrackedCache", "true")
    hook = here.root / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\ntouch "{tmp_path}/hooked"\n', "utf-8")
    hook.chmod(0o755)
    here.save({ROE: FILING})
    here.write({DOE: OTHER, "new.txt": "new", ROE: None})
    here.git("add", "new.txt")
    status, refs = here.git("status", "--porcelain"), here.git("for-each-ref")
    (tmp_path / "hooked").unlink()
    before = here.state()
    with Repository(here.root) as repository:
        temporary = repository._temporary
        found = repository.resolve(None, None)
        repository.changed(found.base_tree, found.head_tree)
        repository.export(found.head_tree, tmp_path / "out", [DOE])
        repository.search(found.head_tree, ["doe"], "filings")
    assert not temporary.exists()
    assert not (tmp_path / "hooked").exists()
    assert here.state() == before
    assert (here.git("status", "--porcelain"), here.git("for-each-ref")) == (status, refs)


# --- as it was filed ---

FILED = FILING + "filed: {date: 2026-05-06}\n"


def test_the_text_that_was_filed_is_found_through_renames_and_in_any_branch(here: History) -> None:
    here.save({DOE: FILED})
    moved = "filings/acme corp/doe.yaml"
    here.save({DOE: None, moved: FILED})
    here.save({moved: FILED.replace("1000", "2000")})
    here.switch("main")
    assert recorded(here.root, "filings", [moved], here.head("request"), here.root) == {moved: FILED.encode()}
    assert recorded(here.root, "filings", [moved], here.head("main"), here.root) == {}
    assert recorded(here.root, "filings", [], "HEAD", here.root) == {}


def test_links_in_a_circle_or_to_other_places_are_no_files(here: History) -> None:
    for name, target in {"a": "b", "b": "a", "c": "/etc/passwd", "d": "../../x", "e": "."}.items():
        (here.root / name).symlink_to(target)
    here.save({"x": "text"})
    with Repository(here.root) as repository:
        tree = repository.resolve("main", "HEAD").head_tree
        assert [repository.read(tree, name) for name in "abcd"] == [None] * 4
        assert repository.read(tree, "e/x") == b"text"


def test_a_replaced_object_hides_no_change(here: History) -> None:
    here.save({DOE: OTHER})
    here.git("replace", here.git("rev-parse", f"HEAD:{DOE}"), here.git("rev-parse", f"main:{DOE}"))
    here.git("replace", "HEAD", "main")
    assert changes(here.root, "main", "HEAD") == [(DOE, DOE)]
    with Repository(here.root) as repository:
        assert repository.read(repository.resolve("main", "HEAD").head_tree, DOE) == OTHER.encode()


def test_a_graft_changes_no_history(here: History) -> None:
    left = here.head()
    here.save({DOE: OTHER})
    here.save({ROE: FILING})
    here.git("switch", "--quiet", "main")
    (here.root / ".git/info").mkdir(exist_ok=True)
    (here.root / ".git/info/grafts").write_text(f"{here.head('request')}\n", "utf-8")
    found = compared(here.root, "main", "request")
    assert (found.base.commit, found.notes) == (left, ())
    assert changes(here.root, "main", "request") == [(DOE, DOE), (None, ROE)]


def test_settings_in_the_environment_change_nothing(here: History, monkeypatch: pytest.MonkeyPatch) -> None:
    here.save({DOE: OTHER})
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.compression")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "much")
    assert changes(here.root, "main", "HEAD") == [(DOE, DOE)]
