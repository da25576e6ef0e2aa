"""A review as one comment on its request, written once and then kept up to date.

The review is made where a stranger's code runs, without any right; the comment is written where there is a
token, and runs nobody's code but that of the main branch. What comes over from there to here is one file of
JSON, which anybody may have written: its shape is checked, its words are shown as text, and where its links
lead is said by the forge.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from pathlib import Path

from redwell.files.discovery import Misuse
from redwell.review.forge import forges
from redwell.review.forge.api import ATTEMPTS, BusyError, Clock, ForgeError
from redwell.review.forge.forges import Forge, Target
from redwell.review.model import Review, Revision
from redwell.review.show.data import from_json
from redwell.review.show.escaped import digits
from redwell.review.show.markdown import MARKER, markdown

LARGEST = 64 * 2**20
SPARE = 500
"""Characters of a comment that stay free for its marker, and for what `_without_orders` adds."""
HARMLESS = ("filings/", "templates/", "docs/", "tests/", "bench/")
"""Where a change cannot make a review say what is not so: nothing there runs while it is made."""
HARMFUL = ("templates/review/", "docs/forge/")
"""But for what shows a review, and what runs it."""
BESIDE = ("docs/", "tests/", "bench/")
"""Where a change does not concern a filing."""
CHANGED_CODE = """\
> **Before you trust what follows:** this request also changes the program that wrote it, or how it is run
> (files outside of `filings/`). Have those files approved by whoever looks after Redwell first."""
TOO_MANY = """\
> **Before you trust what follows:** this request changes more files than the forge lists, so it is unknown
> whether the program that wrote this is among them. Split the request."""
ONE_OF_SEVERAL = """\
> **This commit is the newest of several requests.** Each of them has this comment, which compares it with the
> base that is named below, whatever the base of this request is."""
NONE_LEFT = "its run ended without one"
UNFIT = "the file that its run left is no review of this version of Redwell"
UNSHOWN = "it cannot be shown in a comment"
ELSEWHERE = (
    f"{MARKER}\n\nOut of date: the first comment on this request that Redwell wrote is the one it keeps up.\n"
)
"""What becomes of a second comment of ours. It is not deleted, for that cannot be undone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What is to be written: the review in *file*, on the *request* of a *forge*.

    Without *request* and *commit* they are those that the forge's runner names. A *file* that is missing or
    no review is a mistake only where nothing but the file would name the commit.
    """

    file: Path
    forge: str
    request: int | None = None
    commit: str | None = None


def comment(order: Order, environ: Mapping[str, str], clock: Clock) -> str:
    """Writes the comment, and says so in a sentence. Raises `Misuse`, `ForgeError`.

    Where the file is missing or no review, the comment says that: else it would go on to praise a commit
    that is no longer the newest.
    """
    if order.commit is not None and not is_commit(order.commit):
        raise Misuse("--head must be a whole commit: 40 digits from 0 to f")
    forge = forges.of(environ, order.forge, clock)
    review = _review(order)
    request = order.request
    done = []
    try:
        targets = _targets(order, forge, review)
        for target in targets:
            request = target.request
            said = _Said(review, is_one_of_several=len(targets) > 1)
            done.append(_posted(forge, target, said, clock))
    except ForgeError as error:
        raise ForgeError(_why(error, forge, request), error.status) from None
    why = f" (there is no review: {review})" if isinstance(review, str) else ""
    return ("\n".join(done) or "no open request has this commit as its newest: nothing is posted") + why


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
    kept = _kept(target, "The page and the documents are kept as *review* by")
    room = forge.longest - len(warning) - len(kept) - SPARE
    shown = markdown(placed, limit=room).replace(MARKER, "").strip()
    return _without_orders("\n\n".join(filter(None, (MARKER, warning, shown, kept))) + "\n")


def none(target: Target, warning: str, why: str) -> str:
    """The comment where there is no review to show."""
    commit = f"commit {digits(target.commit)}" if is_commit(target.commit) else "the newest commit"
    told = f"**No review of {commit}:** {why}. Look at its log, and let it run again before you approve."
    return "\n\n".join(filter(None, (MARKER, warning, told, _kept(target, "Its log is that of")))) + "\n"


def _kept(target: Target, words: str) -> str:
    return f"{words} [this run]({target.run})." if target.run else ""


def _placed(revision: Revision, commit: str | None, forge: Forge) -> Revision:
    """*revision*, whose links lead to the forge's own page of *commit*, and else nowhere."""
    known = commit if commit and is_commit(commit) else None
    return replace(revision, commit=known, url=forge.files_at(known) if known else None)


def _without_orders(text: str) -> str:
    """*text*, in which no line is an order to GitLab, as `/merge` is one: whoever wrote it."""
    return re.sub(r"^([ \t>]*)/(?=\w)", r"\1&#47;", text, flags=re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is told: a *review*, or why there is none."""

    review: Review | str
    is_one_of_several: bool


def _review(order: Order) -> Review | str:
    """The review, or why there is none, which is told where it is known of which commit."""
    try:
        return read(order.file)
    except Misuse:
        if order.request is not None and order.commit is None:
            raise
        return UNFIT if os.path.lexists(order.file) else NONE_LEFT


def _targets(order: Order, forge: Forge, review: Review | str) -> tuple[Target, ...]:
    """The requests that are open, and have not gone on since."""
    if order.request is None:
        found = forge.targets()
        found = tuple(replace(each, commit=order.commit or each.commit) for each in found)
    else:
        commit = order.commit or (review.head.commit if isinstance(review, Review) else None)
        if commit is None:
            raise Misuse("this is a review of the working tree, which is no commit: review --head HEAD")
        found = (Target(request=order.request, commit=commit),)
    return tuple(each for each in found if forge.newest(each.request) == each.commit)


def _posted(forge: Forge, target: Target, said: _Said, clock: Clock) -> str:
    try:
        return _post(forge, target, said, clock)
    except ForgeError:
        raise
    except Exception:
        # Whoever finds a bug of ours must not keep the comment on an earlier commit by a file that meets it.
        _post(forge, target, replace(said, review=UNSHOWN), clock)
        raise


def _post(forge: Forge, target: Target, said: _Said, clock: Clock) -> str:
    names = tuple(forge.changed(target.request))
    warning = _warning(forge, names)
    text = _text(forge, said, target, warning)
    is_needed = bool(warning) or not all(map(_is_beside, names)) or _says_anything(said.review)
    where = f"request {target.request} of {forge.place}"
    for attempt in range(ATTEMPTS):
        own = [given for given in forge.own(target.request) if given.body.lstrip().startswith(MARKER)]
        if not own and not is_needed:
            return f"nothing of filings changes in {where}: nothing is posted"
        stale = [
            (given, wanted)
            for given, wanted in zip(own, chain([text], repeat(ELSEWHERE)), strict=False)
            if _bare(given.body) != _bare(wanted)
        ]
        for given, wanted in stale:
            forge.update(target.request, given, wanted)
        if own:
            return f"updated the comment on {where}" if stale else f"the comment on {where} says this already"
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


def _text(forge: Forge, said: _Said, target: Target, warning: str) -> str:
    """The comment, which is never too long for the forge."""
    if isinstance(said.review, str):
        return none(target, warning, said.review)
    several = ONE_OF_SEVERAL if said.is_one_of_several else ""
    text = body(forge, said.review, target, "\n\n".join(filter(None, (warning, several))))
    return text if len(text) <= forge.longest else none(target, warning, UNSHOWN)


def _warning(forge: Forge, names: Sequence[str]) -> str:
    """What must be said before a review of these files is believed; empty where nothing must."""
    if not all(map(_is_harmless, names)):
        return CHANGED_CODE
    return TOO_MANY if len(names) >= forge.most_files else ""


def _is_harmless(name: str) -> bool:
    return (name.startswith(HARMLESS) and not name.startswith(HARMFUL)) or _is_beside(name)


def _is_beside(name: str) -> bool:
    is_below = name.startswith(BESIDE) and not name.startswith(HARMFUL)
    return is_below or ("/" not in name and name.endswith(".md"))


def _says_anything(review: Review | str) -> bool:
    return (
        isinstance(review, str)
        or bool(review.filings)
        or any(each.what != "other files" for each in review.elsewhere)
    )


def _bare(text: str) -> str:
    """*text* without what a forge changes in it when it keeps it."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _why(error: ForgeError, forge: Forge, request: int | None) -> str:
    """In one sentence, what is wrong, and what is to be done."""
    if error.status == 401:
        return f"{forge.token} is not accepted (401): it is wrong, or its time is over"
    if error.status == 403 and not isinstance(error, BusyError):
        return f"{forge.token} may not do this (403): {forge.permission}"
    if error.status == 404:
        what = f"request {request} of {forge.place}" if request else forge.place
        return f"there is no {what}, or {forge.token} may not see it (404)"
    return f"{error}"
