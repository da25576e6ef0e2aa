"""Write the comment on a request: a review as Markdown, within the forge's length limit.

The data of a review are not trusted: anybody may have written them. Their shape is checked, their texts are
escaped, and the commit, the changed files and web addresses come from the forge. The forge's command-line
tool posts the text: see `filings-comment.yml` and `gitlab-ci.yml` of `redwell/repository/files/`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from redwell.files import disk
from redwell.files.discovery import Misuse
from redwell.files.disk import LargeFileError, NoFileError
from redwell.review.formats import escape
from redwell.review.formats.escape import digits
from redwell.review.formats.json import LARGEST
from redwell.review.formats.json import load as parse
from redwell.review.formats.markdown import MARKER, markdown
from redwell.review.model import Review, Revision


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The most *characters* a comment may have, and the most changed *files* that the forge lists."""

    characters: int
    files: int


FORGES = {
    "github": Limits(characters=65_536, files=3_000),
    "gitlab": Limits(characters=1_000_000, files=1_000),
}
SPARE = 500
"""Characters kept free for the marker and for the additions of `_without_commands`."""
HARMLESS = ("filings/", "templates/", "docs/", "tests/", "bench/")
"""Folders whose files cannot change what a review says about a filing."""
HARMFUL = ("templates/review/", "docs/forge/", "docs/CODEOWNERS")
"""Exceptions to `HARMLESS`: the layout of a review, the recipes that run it, and who must approve."""
NAMED = {
    "the pin of Redwell and its packages": ("requirements.lock", "wheels/"),
    "workflows": (".github/", ".gitlab-ci.yml", ".gitlab/", "docs/forge/"),
    "commands of invoke": ("tasks.py",),
    "hooks and editor settings, which run on your own machine": (".pre-commit-config.yaml", ".vscode/"),
    "rules on who must approve": ("CODEOWNERS", "docs/CODEOWNERS"),
    "settings": ("pyproject.toml",),
}
"""Beginnings of the names of files that a warning lists by kind; the others come last."""
MOST_NAMED, LONGEST_NAME = 5, 100
"""The most names of a kind that are listed, and the most characters of a name."""
OF_GIT = frozenset({".gitattributes", ".gitmodules"})
"""Files that change, in any folder, what git writes when it checks a commit out."""
BESIDE = ("docs/", "tests/", "bench/")
"""Folders whose files are not part of a filing."""
CHANGED_CODE = """\
> **Before you trust what follows:** this request also changes files outside of filings and document
> templates, such as Redwell itself or the workflow that ran this review. Have those files approved by
> whoever looks after Redwell first."""
UNKNOWN_FILES = """\
> **Before you trust what follows:** the list of files that this request changes is not complete, so Redwell
> itself or the workflow that ran this review may be among them. Look at them first, or split the request."""
ONE_OF_SEVERAL = """\
> **This commit is the newest of several requests.** Each of them has this comment, which compares it with the
> base that is named below, whatever the base of this request is."""
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_ADDRESS = re.compile(r"https?://[\w.:-]+/[\w./#-]+", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """The forge's data about a request. *base* is the commit to compare with; any if it is "".

    *files* are the names that it changes, old and new; None if unknown. *files_url* is the start of a file's
    address, up to the commit; *run* is the page of the run that made the review. *has_comment* is true if
    there is an earlier comment to update.
    """

    commit: str
    base: str = ""
    files: tuple[str, ...] | None = None
    files_url: str | None = None
    run: str | None = None
    is_one_of_several: bool = False
    has_comment: bool = False


def load(path: Path) -> Review:
    """Read a review from an untrusted file. Raises `Misuse` if it is not a review."""
    try:
        # A link could lead to any file on this machine.
        return parse(disk.read_file(path, LARGEST, follow=False))
    except NoFileError:
        is_there = os.path.lexists(path)
        what = "this is not a regular file" if is_there else "there is no such file"
        raise Misuse(f"--from {path.name}: {what}") from None
    except LargeFileError as error:
        raise Misuse(f"--from {path.name}: it has {error}?") from None


def request(
    environ: Mapping[str, str],
    review: Review | None,
    *,
    commit: str = "",
    base: str = "",
    files: Path | None = None,
    run: str = "",
) -> Request:
    """Return the forge's data about the request; without --head, the commit comes from the review.

    Raises `Misuse` for an invalid commit or address.
    """
    commit = commit or (review.head.commit if review else None) or ""
    if not commit:
        raise Misuse("this is a review of the working tree, which is no commit: review --head HEAD")
    if not _COMMIT.fullmatch(commit):
        raise Misuse("--head must be a whole commit: 40 digits from 0 to f")
    if base and not _COMMIT.fullmatch(base):
        raise Misuse("--base must be a whole commit: 40 digits from 0 to f")
    if run and not _ADDRESS.fullmatch(run):
        raise Misuse("--run must be the address of a page: https://host/path")
    return Request(
        commit=commit,
        base=base,
        files=tuple(_text(files).splitlines()) if files else None,
        files_url=files_url(environ),
        run=run or None,
    )


def _text(path: Path) -> str:
    try:
        return disk.read_file(path, LARGEST).decode("utf-8", errors="replace")
    except LargeFileError as error:
        raise Misuse(f"{path.name} has {error}?") from None


def files_url(environ: Mapping[str, str]) -> str | None:
    """Return the start of a file's address on this run's forge, up to the commit; None outside a run."""
    if project := environ.get("CI_PROJECT_URL"):
        return f"{project}/-/blob"
    server, repository = environ.get("GITHUB_SERVER_URL"), environ.get("GITHUB_REPOSITORY")
    return f"{server}/{repository}/blob" if server and repository else None


def comment(review: Review | None, request: Request, limits: Limits) -> str:
    """Return the comment with its marker; *review* is None if it is missing or cannot be used.

    A review of another base counts as missing. Empty if the request changes no filing and has no comment yet.
    """
    if review and request.base and review.base.commit != request.base:
        review = None
    warning = _warning(request.files, limits)
    is_needed = bool(warning) or not all(map(_is_beside, request.files or ())) or _has_content(review)
    if not (is_needed or request.has_comment):
        return ""
    text = _reviewed(review, request, limits, warning) if review else ""
    return text if 0 < len(text) <= limits.characters else _missing(request, warning)


def _reviewed(review: Review, request: Request, limits: Limits, warning: str) -> str:
    placed = replace(
        review,
        base=_placed(review.base, review.base.commit, request),
        head=_placed(review.head, request.commit, request),
        origin=None,
    )
    above = _paragraphs(warning, ONE_OF_SEVERAL if request.is_one_of_several else "")
    below = (
        f"The page and the documents are kept as *review* by [this run]({request.run}) of the request, "
        "which made them by its own recipe."
        if request.run
        else ""
    )
    room = limits.characters - len(above) - len(below) - SPARE
    shown = markdown(placed, limit=room).replace(MARKER, "").strip()
    return _without_commands(_paragraphs(MARKER, above, shown, below) + "\n")


def _missing(request: Request, warning: str) -> str:
    why = "its run left none, or none that this version of Redwell can read and show"
    told = f"**No review of commit {digits(request.commit)}:** {why}. Run it again before you approve."
    below = f"Its log is that of [this run]({request.run})." if request.run else ""
    return _paragraphs(MARKER, warning, told, below) + "\n"


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))


def _placed(revision: Revision, commit: str | None, request: Request) -> Revision:
    """Return *revision* with links to the forge's pages for *commit*, or without links."""
    known = commit if commit and _COMMIT.fullmatch(commit) else None
    url = f"{request.files_url}/{known}" if known and request.files_url else None
    return replace(revision, commit=known, url=url)


def _without_commands(text: str) -> str:
    """Return *text* without lines that GitLab runs as commands, such as `/merge`."""
    return re.sub(r"^([ \t>]*)/(?=\w)", r"\1&#47;", text, flags=re.MULTILINE)


def _warning(files: Sequence[str] | None, limits: Limits) -> str:
    if harmful := [name for name in files or () if not _is_harmless(name)]:
        return _paragraphs(CHANGED_CODE, "\n".join(_by_kind(harmful)))
    return UNKNOWN_FILES if files is None or len(files) >= limits.files else ""


def _by_kind(names: Iterable[str]) -> Iterator[str]:
    """Yield a line for each kind of changed file, the pin of Redwell first."""
    found: dict[str, list[str]] = {kind: [] for kind in (*NAMED, "other files")}
    for name in dict.fromkeys(names):
        kinds = (kind for kind, beginnings in NAMED.items() if name.startswith(beginnings))
        found[next(kinds, "other files")].append(escape.text(name, LONGEST_NAME))
    for kind, shown in found.items():
        more = f" and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
        if shown:
            yield f"- **{kind}**: {', '.join(shown[:MOST_NAMED])}{more}"


def _is_harmless(name: str) -> bool:
    if name.rpartition("/")[2] in OF_GIT:
        return False
    return (name.startswith(HARMLESS) and not name.startswith(HARMFUL)) or _is_beside(name)


def _is_beside(name: str) -> bool:
    is_below = name.startswith(BESIDE) and not name.startswith(HARMFUL)
    return is_below or ("/" not in name and name.endswith(".md"))


def _has_content(review: Review | None) -> bool:
    return (
        review is None or bool(review.filings) or any(each.what != "other files" for each in review.elsewhere)
    )
