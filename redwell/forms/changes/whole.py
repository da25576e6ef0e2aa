"""Tell an amendment that repeats all lines of its original from one that repeats only some."""

from __future__ import annotations

from typing import cast

from redwell.form import Amended
from redwell.model import Filing
from redwell.ownership.moves import transactions


def is_whole(filing: Filing, amended: Amended) -> bool:
    """Return False for an amendment that repeats only some lines, or of an original that is not known.

    Its lines are not all that happened, so that they do not add up.
    """
    if filing.amendment is None:
        return True
    is_known = isinstance(amended, Filing) and amended != filing
    return is_known and len([*transactions(filing)]) >= len([*transactions(cast(Filing, amended))])
