"""Which two revisions a request compares, by the names that people give them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from redwell.files.discovery import Misuse
from redwell.git import Answer, ask
from redwell.problems import did_you_mean
from redwell.review.model import Revision

Ask = Callable[..., Answer]
WORKING_TREE = "the working tree"
NOTHING = "nothing (there is no earlier commit)"
MAIN = ("origin/main", "main", "origin/master", "master")
"""Where the main branch is looked for, after `origin/HEAD`; what others have comes before what is here."""
_UNSHALLOW = "run git fetch --unshallow (in a workflow of GitHub, fetch-depth: 0)"
_TREES = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
"""Git's name of the tree without a file, by how long its names are: SHA-1 or SHA-256."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where in which repository we are: paths of git's own files, and of us below its *top*."""

    root: Path
    top: Path
    prefix: str
    index: Path
    objects: Path
    is_shallow: bool


def place(root: Path) -> Place:
    """The repository around *root*. Raises `Misuse` where there is none."""
    asked = ["rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix", "--show-cdup"]
    found = ask(root, [*asked, "--git-path", "index", "--git-path", "objects"])
    if found is None:
        raise Misuse("there is no git here, and the two sides are read from it: install git")
    if "dubious ownership" in found.complaint:
        remedy = f'git config --global --add safe.directory "{root}"'
        raise Misuse(f"git does not trust this folder, which belongs to another user: {remedy}")
    lines = found.said.decode("utf-8", "surrogateescape").split("\n")
    if found.code or lines[0] != "true" or len(lines) != 7:
        raise Misuse("this folder is no working tree of git, and the two sides are read from one")
    _, is_shallow, prefix, up, index, objects, _ = lines
    return Place(
        root=root,
        top=root / up,
        prefix=prefix.rstrip("/"),
        index=(root / index).absolute(),
        objects=(root / objects).absolute(),
        is_shallow=is_shallow == "true",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """The two revisions; a *head* without a commit is the working tree, such a *base* is empty."""

    base: Revision
    head: Revision
    notes: tuple[str, ...] = ()


def pair(here: Place, ask: Ask, base: str | None, head: str | None) -> Pair:
    """What is compared: the head with what it left the base at, as a forge shows a request.

    Without *head* that is the working tree; without *base*, the main branch. Raises `Misuse`.
    """
    asked = [("--base", base), ("--head", head)]
    for option, name in asked:
        if name is not None:
            _check(option, name)
            _check_alone(ask, option, name)
    commits = _commits(ask, ["HEAD", *(each for _, name in asked for each in _meant(name))])
    tip = _first(commits, _meant(head) if head is not None else ("HEAD",))
    if tip is None:
        raise _unknown(here, ask, "--head", head)
    ours = Revision(name=WORKING_TREE) if head is None else Revision(name=_short(head), commit=tip)
    found = (base, _first(commits, _meant(base))) if base is not None else _main(ask)
    name, commit = found or ("", None)
    if base is not None and commit is None:
        raise _unknown(here, ask, "--base", base)
    name = _short(name)
    notes = [_CUT] if here.is_shallow else []
    if commit is None:
        if here.is_shallow:
            raise Misuse(f"this clone is shallow and has no main branch: name --base, or {_UNSHALLOW}")
        why = f"there is no branch {MAIN[1]} or {MAIN[3]}"
        return _before(here, ask, ours, tip, (*notes, f"{why}: name what to compare with by --base"))
    parted = ask(["merge-base", commit, tip]).said.decode().strip()
    if base is None and head is not None and parted == tip:
        return _before(here, ask, ours, tip, (*notes, f"{name} holds {head} already"))
    if not parted or (base is not None and parted != commit):
        notes.append(_apart(here, name, ours.name, parted))
    return Pair(base=Revision(name=name, commit=parted or commit), head=ours, notes=tuple(notes))


_CUT = f"the history ends early here, for this clone is shallow: to have all of it, {_UNSHALLOW}"


def _before(here: Place, ask: Ask, ours: Revision, tip: str, notes: tuple[str, ...]) -> Pair:
    """The working tree with its commit, and any other head with the commit before it."""
    *others, why = notes
    if ours.commit is None:
        base = Revision(name="HEAD", commit=tip)
        return Pair(base=base, head=ours, notes=(*others, f"{why}; compared with HEAD"))
    (parent,) = _commits(ask, [f"{tip}^"]).values()
    if parent is None and here.is_shallow:
        raise Misuse(f"this clone is shallow and does not have the commit before {ours.name}: {_UNSHALLOW}")
    if parent is None:
        return Pair(base=Revision(name=NOTHING), head=ours, notes=(*others, f"{why}; it is the first commit"))
    base = Revision(name=f"{ours.name}^", commit=parent)
    return Pair(base=base, head=ours, notes=(*others, f"{why}; compared with the commit before it"))


def _apart(here: Place, name: str, ours: str, parted: str) -> str:
    if parted:
        return f"{name} has moved on since: compared with {parted[:10]}, where the two part"
    if here.is_shallow:
        return f"where {name} and {ours} part is not in this clone: what changed in {name} since may show too"
    return f"{name} and {ours} have no commit in common: compared as they are"


def trees(here: Place, ask: Ask, commits: Sequence[str]) -> list[str]:
    """Git's name of what our folder holds in each of *commits*; that of nothing where it was not there."""
    which = f":{here.prefix}" if here.prefix else "^{tree}"
    lines = _checked(ask, [f"{commit}{which}" for commit in commits])
    return [
        line[0] if line[1:] == ["tree"] else empty(commit)
        for line, commit in zip(lines, commits, strict=True)
    ]


def empty(like: str) -> str:
    """The tree without a file, in a repository that has names such as *like*."""
    return _TREES[len(like)]


def _check(option: str, name: str) -> None:
    if not name or name.startswith("-") or not name.isprintable():
        raise Misuse(f"{option} takes a branch, a tag or a commit")
    if ".." in name:
        raise Misuse(f"{option} {name}: name one revision, not a range: --base A --head B")


def _check_alone(ask: Ask, option: str, name: str) -> None:
    """Refuses the name of a branch, or the beginning of a commit, that is also that of a tag.

    Git takes the tag, and on many forges anybody who may push may make one: called `origin/main`, it would
    hide from a review whatever lies between it and the main branch.
    """
    name = re.split(r"[\^~@]", name, maxsplit=1)[0]
    if name == "HEAD":
        return
    refs = [f"refs/{kind}/{each}" for each in _meant(name) for kind in ("heads", "remotes", "tags")]
    said = ask(["for-each-ref", "--format=%(refname)", *refs]).said.decode("utf-8", "surrogateescape")
    # A pattern of git also stands for all that lies below it.
    found = [ref for ref in refs if ref in said.split("\n")]
    tags = [ref for ref in found if ref.startswith("refs/tags/")]
    if tags and len(tags) < len(found):
        full = " or ".join((*(ref for ref in found if ref not in tags), *tags))
        raise Misuse(f"{option} {name}: both a tag and a branch are called so: write {full}")
    if tags and re.fullmatch("[0-9a-f]{4,39}", name) and ask(["rev-parse", f"--disambiguate={name}"]).said:
        full = f"{tags[0]}, or the whole commit"
        raise Misuse(f"{option} {name}: both a tag and a commit are called so: write {full}")


def _short(name: str) -> str:
    """*name* for people. A tag keeps the name that tells it from a branch."""
    return name.removeprefix("refs/heads/").removeprefix("refs/remotes/")


def _meant(name: str | None) -> tuple[str, ...]:
    """What a name may stand for: a clone of a build server has branches of others only."""
    if name is None:
        return ()
    return (name,) if name == "HEAD" or set(name) & set("^~@{}") else (name, f"origin/{name}")


def _first(commits: dict[str, str | None], names: tuple[str, ...]) -> str | None:
    return next((commit for name in names if (commit := commits[name])), None)


def _commits(ask: Ask, names: Sequence[str]) -> dict[str, str | None]:
    names = list(dict.fromkeys(names))
    lines = _checked(ask, [f"{name}^{{commit}}" for name in names])
    return {
        name: line[0] if line[1:] == ["commit"] else None for name, line in zip(names, lines, strict=True)
    }


def _checked(ask: Ask, names: Sequence[str]) -> list[list[str]]:
    """The name and the kind of each object, or something else where there is none, or more than one."""
    given = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
    said = ask(["cat-file", "--batch-check=%(objectname) %(objecttype)"], given).said
    return [line.split(" ") for line in said.decode("utf-8", "surrogateescape").split("\n")[:-1]]


def _main(ask: Ask) -> tuple[str, str] | None:
    """The main branch, by the name that everybody calls it, and its commit."""
    refs = ["refs/remotes/origin/HEAD"]
    refs += [f"refs/remotes/{each}" if "/" in each else f"refs/heads/{each}" for each in MAIN]
    said = ask(["for-each-ref", "--format=%(refname)%00%(symref)%00%(objectname)", *refs]).said
    lines = (line.split("\0") for line in said.decode("utf-8", "surrogateescape").split("\n")[:-1])
    found = {ref: (leads_to or ref, commit) for ref, leads_to, commit in lines}
    ref, commit = next((found[ref] for ref in refs if ref in found), ("", ""))
    name = ref.removeprefix("refs/heads/").removeprefix("refs/remotes/origin/")
    return (name, commit) if commit else None


def _unknown(here: Place, ask: Ask, option: str, name: str | None) -> Misuse:
    if name is None:
        return Misuse("there is no commit here yet, and so nothing to compare with")
    if here.is_shallow:
        return Misuse(f"{option} {name}: this clone is shallow and does not have it: {_UNSHALLOW}")
    return Misuse(f"{option} {name}: no such revision{did_you_mean(name, _known(ask))}")


def _known(ask: Ask) -> Iterator[str]:
    """Branches and tags."""
    said = ask(["for-each-ref", "--format=%(refname)", "refs/heads", "refs/tags", "refs/remotes"]).said
    for ref in said.decode("utf-8", "replace").split("\n")[:-1]:
        yield ref.split("/", 2)[2]
