"""Resolve the names of two revisions to commits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from redwell.files.discovery import Misuse
from redwell.git.command import Answer, refuse_distrust, run
from redwell.problems import did_you_mean

Git = Callable[..., Answer]
WORKING_TREE = "the working tree"
NOTHING = "nothing (there is no earlier commit)"
MAIN = ("origin/main", "main", "origin/master", "master")
"""The names tried for the main branch, after `origin/HEAD`; remote branches come before local ones."""
_UNSHALLOW = "run git fetch --unshallow (in a workflow of GitHub, fetch-depth: 0)"
_SHALLOW = f"the history ends early here, for this clone is shallow: to have all of it, {_UNSHALLOW}"
_EMPTY_TREES = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
"""The hash of the empty tree, by the length of hashes: SHA-1 or SHA-256."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedCommit:
    """A revision by its given *name*, and its full *commit*; None for the working tree and for nothing."""

    name: str
    commit: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """The paths of a repository: *root* is our folder, *prefix* its path below the *top* of the work tree."""

    root: Path
    top: Path
    prefix: str
    index: Path
    objects: Path
    is_shallow: bool


def locate(root: Path) -> Location:
    """Return the repository around *root*. Raises `Misuse` if there is none."""
    asked = ["rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix", "--show-cdup"]
    answer = run(root, [*asked, "--git-path", "index", "--git-path", "objects"])
    if answer is None:
        raise Misuse("there is no git here, and the two sides are read from it: install git")
    refuse_distrust(answer, root)
    lines = answer.output.decode("utf-8", "surrogateescape").split("\n")
    if answer.code or lines[0] != "true" or len(lines) != 7:
        raise Misuse("this folder is no working tree of git, and the two sides are read from one")
    _, is_shallow, prefix, up, index, objects, _ = lines
    return Location(
        root=root,
        top=root / up,
        prefix=prefix.rstrip("/"),
        index=(root / index).absolute(),
        objects=(root / objects).absolute(),
        is_shallow=is_shallow == "true",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """Two revisions. A *head* without a commit is the working tree; a *base* without one is empty."""

    base: NamedCommit
    head: NamedCommit
    notes: tuple[str, ...] = ()
    """Notes for the reader."""
    instead: str = ""
    """The reason why the base is not the main branch, and what it is; empty if it is, or is named."""


def resolve(here: Location, git: Git, base: str | None, head: str | None) -> Resolved:
    """Return the head, and the commit where it left the base, as a forge shows a request.

    Without *head*, the working tree; without *base*, the main branch. Raises `Misuse`.
    """
    asked = [("--base", base), ("--head", head)]
    for option, name in asked:
        if name is not None:
            _check(option, name)
            _check_is_unique(git, option, name)
    commits = _commits(git, ["HEAD", *(each for _, name in asked for each in _candidates(name))])
    tip = _first(commits, _candidates(head) if head is not None else ("HEAD",))
    if tip is None:
        raise _unknown(here, git, "--head", head)
    after = NamedCommit(name=WORKING_TREE) if head is None else NamedCommit(name=_short(head), commit=tip)
    found = (base, _first(commits, _candidates(base))) if base is not None else _main(git)
    name, commit = found or ("", None)
    if base is not None and commit is None:
        raise _unknown(here, git, "--base", base)
    name = _short(name)
    notes = [_SHALLOW] if here.is_shallow else []
    if commit is None:
        if here.is_shallow:
            raise Misuse(f"this clone is shallow and has no main branch: name --base, or {_UNSHALLOW}")
        why = f"no branch {MAIN[1]} or {MAIN[3]}"
        return _with_parent(here, git, after, tip, why, (*notes, f"there is {why}: {_advice(git, tip)}"))
    parted = git(["merge-base", commit, tip]).output.decode().strip()
    if base is None and head is not None and parted == tip:
        why = f"{name} holds {after.name} already"
        return _with_parent(here, git, after, tip, why, tuple(notes))
    if not parted or (base is not None and parted != commit):
        notes.append(_parted_note(here, name, after.name, parted))
    return Resolved(base=NamedCommit(name=name, commit=parted or commit), head=after, notes=tuple(notes))


def _with_parent(
    here: Location, git: Git, head: NamedCommit, tip: str, why: str, notes: tuple[str, ...]
) -> Resolved:
    """Compare the working tree with its commit, and any other head with the commit before it."""
    if head.commit is None:
        base = NamedCommit(name="HEAD", commit=tip)
        return Resolved(
            base=base, head=head, notes=notes, instead=f"{why}: compared with the last commit alone"
        )
    (parent,) = _commits(git, [f"{tip}^"]).values()
    if parent is None and here.is_shallow:
        raise Misuse(f"this clone is shallow and does not have the commit before {head.name}: {_UNSHALLOW}")
    if parent is None:
        base = NamedCommit(name=NOTHING)
        return Resolved(base=base, head=head, notes=notes, instead=f"{why}: this is the first commit")
    base = NamedCommit(name=f"{head.name}^", commit=parent)
    instead = f"{why}: compared with the commit before it alone"
    return Resolved(base=base, head=head, notes=notes, instead=instead)


def _advice(git: Git, tip: str) -> str:
    """Return what to type where there is no main branch: another branch, else an earlier commit."""
    output = git(["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/remotes"]).output
    refs = (line.split(" ") for line in output.decode("utf-8", "replace").split("\n")[:-1])
    others = [_short(ref) for ref, commit in refs if commit != tip and not ref.endswith("/HEAD")]
    (parent,) = _commits(git, [f"{tip}^"]).values()
    if not others and parent is None:
        return "name what to compare with by --base"
    return f"name what to compare with, for example --base {others[0] if others else 'HEAD^'}"


def _parted_note(here: Location, name: str, head: str, parted: str) -> str:
    if parted:
        return f"{name} has moved on since: compared with {parted[:10]}, where the two part"
    if here.is_shallow:
        return f"where {name} and {head} part is not in this clone: what changed in {name} since may show too"
    return f"{name} and {head} have no commit in common: compared as they are"


def trees(here: Location, git: Git, commits: Sequence[str]) -> list[str]:
    """Return git's name of our folder in each of *commits*; the empty tree where it does not exist."""
    path = f":{here.prefix}" if here.prefix else "^{tree}"
    lines = _objects(git, [f"{commit}{path}" for commit in commits])
    return [
        line[0] if line[1:] == ["tree"] else empty_tree(commit)
        for line, commit in zip(lines, commits, strict=True)
    ]


def empty_tree(like: str) -> str:
    """Return the hash of the empty tree, in a repository with hashes such as *like*."""
    return _EMPTY_TREES[len(like)]


def _check(option: str, name: str) -> None:
    if not name or name.startswith("-") or not name.isprintable():
        raise Misuse(f"{option} takes a branch, a tag or a commit")
    if ".." in name:
        raise Misuse(f"{option} {name}: name one revision, not a range: --base A --head B")


def _check_is_unique(git: Git, option: str, name: str) -> None:
    """Refuse the name of a branch, or the beginning of a commit, that is also the name of a tag.

    Git prefers the tag, and on many forges anybody who may push may create one: a tag `origin/main` would
    hide from a review every change between it and the main branch.
    """
    name = re.split(r"[\^~@]", name, maxsplit=1)[0]
    if name == "HEAD":
        return
    refs = [f"refs/{kind}/{each}" for each in _candidates(name) for kind in ("heads", "remotes", "tags")]
    output = git(["for-each-ref", "--format=%(refname)", *refs]).output.decode("utf-8", "surrogateescape")
    # A pattern of git also matches everything below it.
    found = [ref for ref in refs if ref in output.split("\n")]
    tags = [ref for ref in found if ref.startswith("refs/tags/")]
    if tags and len(tags) < len(found):
        full = " or ".join((*(ref for ref in found if ref not in tags), *tags))
        raise Misuse(f"{option} {name}: both a tag and a branch are called so: write {full}")
    if tags and re.fullmatch("[0-9a-f]{4,39}", name) and git(["rev-parse", f"--disambiguate={name}"]).output:
        full = f"{tags[0]}, or the whole commit"
        raise Misuse(f"{option} {name}: both a tag and a commit are called so: write {full}")


def _short(name: str) -> str:
    """Return *name* for people. A tag keeps the prefix that tells it from a branch."""
    return name.removeprefix("refs/heads/").removeprefix("refs/remotes/")


def _candidates(name: str | None) -> tuple[str, ...]:
    """Return the revisions that a name may mean; the clone of a build server has only remote branches."""
    if name is None:
        return ()
    return (name,) if name == "HEAD" or set(name) & set("^~@{}") else (name, f"origin/{name}")


def _first(commits: dict[str, str | None], names: tuple[str, ...]) -> str | None:
    return next((commit for name in names if (commit := commits[name])), None)


def _commits(git: Git, names: Sequence[str]) -> dict[str, str | None]:
    names = list(dict.fromkeys(names))
    lines = _objects(git, [f"{name}^{{commit}}" for name in names])
    return {
        name: line[0] if line[1:] == ["commit"] else None for name, line in zip(names, lines, strict=True)
    }


def _objects(git: Git, names: Sequence[str]) -> list[list[str]]:
    """Return hash and type of each object; anything else if it is missing or ambiguous."""
    lines = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
    output = git(["cat-file", "--batch-check=%(objectname) %(objecttype)"], lines).output
    return [line.split(" ") for line in output.decode("utf-8", "surrogateescape").split("\n")[:-1]]


def _main(git: Git) -> tuple[str, str] | None:
    """Return the main branch, by its short name, and its commit."""
    refs = ["refs/remotes/origin/HEAD"]
    refs += [f"refs/remotes/{each}" if "/" in each else f"refs/heads/{each}" for each in MAIN]
    output = git(["for-each-ref", "--format=%(refname)%00%(symref)%00%(objectname)", *refs]).output
    lines = (line.split("\0") for line in output.decode("utf-8", "surrogateescape").split("\n")[:-1])
    found = {ref: (target or ref, commit) for ref, target, commit in lines}
    ref, commit = next((found[ref] for ref in refs if ref in found), ("", ""))
    name = ref.removeprefix("refs/heads/").removeprefix("refs/remotes/origin/")
    return (name, commit) if commit else None


def _unknown(here: Location, git: Git, option: str, name: str | None) -> Misuse:
    if name is None:
        return Misuse("there is no commit here yet, and so nothing to compare with")
    if here.is_shallow:
        return Misuse(f"{option} {name}: this clone is shallow and does not have it: {_UNSHALLOW}")
    return Misuse(f"{option} {name}: no such revision{did_you_mean(name, _branches_and_tags(git))}")


def _branches_and_tags(git: Git) -> Iterator[str]:
    output = git(["for-each-ref", "--format=%(refname)", "refs/heads", "refs/tags", "refs/remotes"]).output
    for ref in output.decode("utf-8", "replace").split("\n")[:-1]:
        yield ref.split("/", 2)[2]
