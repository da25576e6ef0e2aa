"""`comment`: a review as the text of the comment on its request."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from redwell.commands import edge
from redwell.commands.edge import Project
from redwell.files.discovery import Misuse
from redwell.review import comment as comments


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """The flags of the command, as they are typed."""

    from_: str
    forge: str
    request: str
    head: str
    files: str
    run: str
    several: bool
    existing: bool


def run(_: Project, options: Options) -> int:
    """Print the text. Raises `Misuse`."""
    edge.one_of("forge", options.forge, tuple(comments.FORGES))
    if not options.from_:
        raise Misuse("--from must be given: review.json, as invoke review writes it")
    edge.number("request", options.request)
    try:
        review = comments.load(Path(options.from_))
    except Misuse as error:
        # The comment then says that there is no review, if it is known of which commit.
        if not options.head:
            raise
        print(f"note: {error}", file=sys.stderr)
        review = None
    known = comments.request(
        os.environ,
        review,
        commit=options.head,
        files=Path(options.files) if options.files else None,
        run=options.run,
        is_one_of_several=options.several,
        has_comment=options.existing,
    )
    print(comments.comment(review, known, comments.FORGES[options.forge]), end="")
    return 0
