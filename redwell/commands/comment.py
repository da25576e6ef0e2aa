"""`comment`: print a review as the comment on its request; `gh` or `glab` posts it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from redwell.commands import edge
from redwell.commands.edge import Project
from redwell.files.discovery import Misuse
from redwell.review import comment


@dataclass(frozen=True, kw_only=True, slots=True)
class CommentOptions:
    """The flags of the command, as they are typed; the text does not depend on *request*."""

    from_: str
    forge: str
    request: str
    head: str
    base: str
    files: str
    run: str
    several: bool
    existing: bool


def run(_: Project, options: CommentOptions) -> int:
    """Print the text. Raise `Misuse` if the review cannot be read and --head does not name its commit."""
    edge.one_of("forge", options.forge, tuple(comment.FORGES))
    if not options.from_:
        raise Misuse("--from must be given: review.json, as redwell review writes it")
    edge.number("request", options.request)
    try:
        review = comment.load(Path(options.from_))
    except Misuse as error:
        if not options.head:
            raise
        print(f"note: {error}", file=sys.stderr)
        review = None
    request = comment.request(
        os.environ,
        review,
        commit=options.head,
        base=options.base,
        files=Path(options.files) if options.files else None,
        run=options.run,
    )
    request = replace(request, is_one_of_several=options.several, has_comment=options.existing)
    print(comment.comment(review, request, comment.FORGES[options.forge]), end="")
    return 0
