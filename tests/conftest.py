"""What several tests need."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares a text with `tests/golden/<name>`; REDWELL_UPDATE_GOLDEN=1 writes it, for review."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if os.environ.get("REDWELL_UPDATE_GOLDEN"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        assert file.exists(), f"there is no {file}: run the test with REDWELL_UPDATE_GOLDEN=1 and review it"
        assert text == file.read_text("utf-8")

    return compare
