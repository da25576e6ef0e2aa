"""A review as one comment on its request, written once and then kept up to date.

The review is made where a stranger's code runs, without any right; the comment is written where there is a
token, and runs nobody's code but that of the main branch. What comes over from there to here is one file of
JSON, which anybody may have written: its shape is checked, its words are shown as text, and where its links
lead is said by the forge.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from redwell.filings import Misuse
from redwell.review.forge import forges
from redwell.review.forge.api import ATTEMPTS, BusyError, Clock, ForgeError
from redwell.review.forge.forges import Forge, Target
from redwell.review.model import Review, Revision
from redwell.review.show.data import from_json
from redwell.review.show.markdown import MARKER, markdown

LARGEST = 64 * 2**20
SPARE = 500
"""Characters of a comment that stay free for its marker, and for what `_without_orders` adds."""
HARMLESS = ("filings/", "templates/", "docs/", "tests/", "bench/")
"""Where a change cannot make a review say what is not so: nothing there runs while it is made."""
CHANGED_CODE = """\
> **Before you trust what follows:** this request also changes the program that wrote it, or how it is run
> (files outside of `filings/`). Have those files approved by whoever looks after Redwell first."""
TOO_MANY = """\
> **Before you trust what follows:** this request changes more files than the forge lists, so it is unknown
> whether the program that wrote this is among them. Split the request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What is to be written: the review in *file*, on the *request* of a *forge*.

    Without *request* and *commit* they are those that the forge's runner names.
    """

    file: Path
    forge: str
    request: int | None = None
    commit: str | None = None


def comment(order: Order, environ: Mapping[str, str], clock: Clock) -> str:
    """Writes the comment, and says so in a sentence. Raises `Misuse`, `ForgeError`."""
    if order.commit is not None and not is_commit(order.commit):
        raise Misuse("--head must be a whole commit: 40 digits from 0 to f")
    forge = forges.of(environ, order.forge, clock)
    review = read(order.file)
    target = None
    try:
        target = _target(order, forge, review)
        if target is None:
            return "no open request has this commit as its newest: nothing is posted"
        return _post(forge, target, review, clock)
    except ForgeError as error:
        raise ForgeError(_said(error, forge, target), error.status) from None


def read(path: Path) -> Review:
    """The review that a file holds, which anybody may have written. Raises `Misuse`."""
    try:
        # A link could lead to any file of this machine, and a pipe has no end.
        if not stat.S_ISREG(path.lstat().st_mode):
            raise Misuse(f"{path.name} is no plain file: a review is read from review.json")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Misuse(f"--from {path.name}: there is no such file") from None
    if len(content) > LARGEST:
        raise Misuse(f"{path.name} has more than {LARGEST // 2**20} MiB: no review is as long")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Misuse(f"{path.name} is no review: it is not UTF-8") from None
    return from_json(text)


def is_commit(text: str) -> bool:
    """Whether *text* is the whole name of a commit, by SHA-1 or SHA-256."""
    return re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", text) is not None


def body(forge: Forge, review: Review, target: Target, warning: str) -> str:
    """The comment: the marker, a *warning* where there is one, the review, and where its page is kept."""
    placed = replace(
        review,
        base=_placed(review.base, review.base.commit, forge),
        head=_placed(review.head, target.commit, forge),
    )
    kept = (
        f"The page and the documents are kept as *review* by [this run]({target.run})." if target.run else ""
    )
    room = forge.longest - len(warning) - len(kept) - SPARE
    shown = markdown(placed, limit=room).replace(MARKER, "").strip()
    return _without_orders("\n\n".join(filter(None, (MARKER, warning, shown, kept))) + "\n")


def _placed(revision: Revision, commit: str | None, forge: Forge) -> Revision:
    """*revision*, whose links lead to the forge's own page of *commit*, and else nowhere."""
    known = commit if commit and is_commit(commit) else None
    return replace(revision, commit=known, url=forge.files_at(known) if known else None)


def _without_orders(text: str) -> str:
    """*text*, in which no line is an order to GitLab, as `/merge` is one: whoever wrote it."""
    return re.sub(r"^([ \t>]*)/(?=\w)", r"\1&#47;", text, flags=re.MULTILINE)


def _target(order: Order, forge: Forge, review: Review) -> Target | None:
    if order.request is None:
        found = forge.target()
        return replace(found, commit=order.commit) if found and order.commit else found
    return Target(request=order.request, commit=order.commit or review.head.commit or "")


def _post(forge: Forge, target: Target, review: Review, clock: Clock) -> str:
    warning = _warning(forge, target.request)
    text = body(forge, review, target, warning)
    where = f"request {target.request} of {forge.place}"
    for attempt in range(ATTEMPTS):
        ours = (given for given in forge.own(target.request) if given.body.lstrip().startswith(MARKER))
        given = next(ours, None)
        if given is None and not warning and not _says_anything(review):
            return f"nothing of filings changes in {where}: nothing is posted"
        if given and _bare(given.body) == _bare(text):
            return f"the comment on {where} says this already"
        if given:
            forge.update(target.request, given, text)
            return f"updated the comment on {where}"
        try:
            forge.create(target.request, text)
        except BusyError:
            # It may be there all the same: only the answer is lost. So it is looked for again.
            if attempt == ATTEMPTS - 1:
                raise
            clock.sleep(2.0**attempt)
            continue
        return f"commented on {where}"
    raise AssertionError("the last attempt returns or raises")


def _warning(forge: Forge, request: int) -> str:
    """What must be said before a review of this request is believed; empty where nothing must."""
    names = tuple(forge.changed(request))
    if not all(map(_is_harmless, names)):
        return CHANGED_CODE
    return TOO_MANY if len(names) >= forge.most_files else ""


def _is_harmless(name: str) -> bool:
    return name.startswith(HARMLESS) or ("/" not in name and name.endswith(".md"))


def _says_anything(review: Review) -> bool:
    return bool(review.filings) or any(each.what != "other files" for each in review.elsewhere)


def _bare(text: str) -> str:
    """*text* without what a forge changes in it when it keeps it."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _said(error: ForgeError, forge: Forge, target: Target | None) -> str:
    """In one sentence, what is wrong, and what is to be done."""
    if error.status == 401:
        return f"{forge.token} is not accepted (401): it is wrong, or its time is over"
    if error.status == 403 and not isinstance(error, BusyError):
        return f"{forge.token} may not do this (403): {forge.permission}"
    if error.status == 404:
        what = f"request {target.request} of {forge.place}" if target else forge.place
        return f"there is no {what}, or {forge.token} may not see it (404)"
    return f"{error}"
