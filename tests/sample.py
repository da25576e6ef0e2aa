"""The size of test samples: a fixed sample, or everything with `invoke test --full`.

A whole test that takes long, and whose behavior others show too, is marked `@pytest.mark.full`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
FULL = bool(os.environ.get("REDWELL_FULL"))


def tries(sample: int, full: int) -> int:
    """Return how many examples, mutants or edits a test tries."""
    return full if FULL else sample


def some(items: Sequence[Item], step: int = 2) -> Sequence[Item]:
    """Return every *step*-th item, or all of them."""
    return items if FULL else items[::step]
