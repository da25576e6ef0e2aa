"""What a request does to a filing that it does not edit, in the words of all that shows it."""

from __future__ import annotations

from redwell.review.model import FilingReview


def affected(filing: FilingReview) -> str:
    """That it comes out otherwise, or not at all any more."""
    if filing.state != "has errors" or any(each.now for each in filing.outputs):
        return "not edited, but made otherwise"
    # One that had errors before was made on neither side.
    return "not edited, but no longer made" if any(each.before for each in filing.outputs) else "not edited"
