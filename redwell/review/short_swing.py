"""Show which purchases and sales of a filing and the record are less than six months apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from redwell.account.matching import MatchedPair
from redwell.account.pair_words import pair_words
from redwell.account.questions import most_of
from redwell.check.short_swing import CODE
from redwell.model import Filing
from redwell.review.headline import counted
from redwell.review.model import FilingReview


def said_of_pairs(pairs: Sequence[MatchedPair]) -> tuple[str, ...]:
    """Return what the pairs come to and under which law, then each pair; nothing without a pair."""
    if not pairs:
        return ()
    return (f"Section 16(b): {most_of(pairs)}; ask counsel", *map(pair_words, pairs))


def of_short_swing(review: FilingReview, after: Filing) -> Iterator[str]:
    """Yield the task to ask counsel, unless the filing has the answer for these pairs, or is filed."""
    _, *pairs = review.short_swing or ("",)
    is_answered = CODE in dict(after.accept) and CODE not in {each.code for each in review.problems}
    if pairs and not after.filed and not is_answered:
        yield f"ask counsel about Section 16(b) before this is filed: {counted(len(pairs), 'pair')} of trades"
