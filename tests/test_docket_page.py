"""The page of a docket in Chromium: quiet, sealed, no wider than the screen, without barriers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from redwell.docket.docket import DocketView
from redwell.docket.formats.html import html_page
from tests.chromium import Browser, browser
from tests.docket_filings import HOME, TODAY, docket_of, written
from tests.sample import some
from tests.test_review_page_shown import AXE


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = written(tmp_path_factory.mktemp("docket"))
    path = root / "docket.html"
    docket = docket_of(root, DocketView(today=TODAY, issuer="acme", is_all=True))
    path.write_text(html_page(docket, HOME), "utf-8")
    return path


@pytest.fixture(params=some([(360, "light"), (1280, "dark"), (360, "dark"), (1280, "light")], 2))
def width(chromium: Browser, page: Path, request: pytest.FixtureRequest) -> int:
    """The width of a screen that shows the page with everything unfolded."""
    width, scheme = request.param
    chromium.show(page, width=width, scheme=scheme)
    chromium.says("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert isinstance(width, int)
    return width


def test_it_loads_nothing_fits_the_screen_and_has_no_barrier_that_axe_knows_of(
    chromium: Browser, width: int
) -> None:
    assert chromium.complaints() == []
    assert chromium.requests() == []
    assert chromium.says("document.documentElement.scrollWidth") == width
    assert chromium.says("document.scripts.length") == 0
    beside = chromium.says(
        "document.querySelector('.when').offsetTop === document.querySelector('.duty').offsetTop"
    )
    assert beside is (width > 700)
    if not AXE.exists():
        if os.environ.get("CI") or os.environ.get("REDWELL_NO_SKIP"):
            pytest.fail("axe-core is missing: npm ci installs it")
        pytest.skip("needs axe-core (npm ci)")
    chromium.says(AXE.read_text("utf-8") + "; true")
    found: dict[str, Any] = chromium.says(
        "axe.run(document, {resultTypes: ['violations']}).then(found => ({"
        "violations: found.violations.map(each => [each.id, each.nodes.map(node => node.html)]),"
        "passes: found.passes.length}))"
    )
    assert found["violations"] == []
    assert found["passes"] > 30
