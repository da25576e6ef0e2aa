"""Programs that some tests need and that a machine may lack."""

from __future__ import annotations

import os
import shutil

import pytest


def program(*names: str) -> str:
    """Return the path of the first of these programs; skip the test if there is none."""
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        missing(f"{names[0]} is not installed")
    return found or ""


def missing(reason: str) -> None:
    """Skip the test, or fail where no test may be skipped."""
    if os.environ.get("CI") or os.environ.get("REDWELL_NO_SKIP"):
        pytest.fail(reason)
    pytest.skip(reason)
