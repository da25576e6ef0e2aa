"""The page of an account: steps that are steps, equal bytes, no network, for every screen and reader."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

import redwell
from redwell.account import ledger
from redwell.account.chart import chart_of
from redwell.account.ledger import OwnerAccount
from redwell.commands.account_page import page
from tests.chromium import Browser, browser
from tests.histories import TRUST, held, moved, named, text
from tests.sample import some

AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
HOSTILE = '"</title></svg><script>window.ran = 1</script><img src=https://evil.example/x.png>"'


def account(title: str = "Common Stock") -> tuple[OwnerAccount, ...]:
    """An account with a break, in a class of this title."""
    lines = [
        moved("2026-03-02", "S", "-100", "1103").replace("Common Stock", title),
        moved("2026-03-03", "S", "-900", "203").replace("Common Stock", title),
    ]
    return ledger.accounts(
        [
            named("a", text("2025-01-06", held("1000", title=title), held("500", TRUST), form="3")),
            named("c", text("2026-03-02", *lines, filed="2026-03-04 1")),
        ]
    )


def test_a_balance_moves_in_steps_and_never_in_between() -> None:
    position = account()[0].positions[0]
    days = [line.day for line in position.lines]
    chart = chart_of(position, min(days), max(days))
    assert chart
    assert chart.words == (
        "Common Stock, direct: from 1,000 on 6 Jan 2025 to 203 on 3 Mar 2026; the table below has every step"
    )
    assert [name for name, _ in chart.drawings] == ["wide", "narrow"]
    for _, drawn in chart.drawings:
        path = re.search(r' d="([^"]+)"', drawn)
        assert path
        corners = re.findall(r"[ML] (\S+) (\S+)", path[1])
        assert len(corners) > 4
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(corners))
        # A larger dot where the balance does not join.
        assert drawn.count('r="5"') == 1


@pytest.mark.parametrize("days", [0, 1, 2, 3, 4, 5])
def test_an_account_of_a_few_days_is_drawn(days: int) -> None:
    last = f"2026-03-0{2 + days}"
    lines = moved("2026-03-02", "S", "-100", "900"), moved(last, "S", "-50", "850")
    found = ledger.accounts([named("a", text("2026-03-02", *lines))])
    position = found[0].positions[0]
    chart = chart_of(position, position.lines[0].day, position.lines[-1].day)
    assert chart
    assert all("NaN" not in drawn and drawn.count("<circle") >= 3 for _, drawn in chart.drawings)
    for _, drawn in chart.drawings:
        assert drawn.count(">2 Mar 2026<") == 1
        assert drawn.count(f">{2 + days} Mar 2026<") == 1
    assert "<svg" in page(found, redwell.home())


def test_equal_accounts_give_equal_bytes() -> None:
    assert page(account(), redwell.home()) == page(account(), redwell.home())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.mark.parametrize(
    ("width", "scheme"), some([(1100, "light"), (420, "dark"), (1100, "dark"), (420, "light")], 3)
)
def test_the_page_is_sealed_fits_the_screen_and_has_no_barrier(
    chromium: Browser, tmp_path: Path, width: int, scheme: str
) -> None:
    file = tmp_path / "account.html"
    file.write_text(page(account(), redwell.home()), "utf-8")
    chromium.show(file, width=width, scheme=scheme)
    assert chromium.complaints() == []
    assert chromium.requests() == []
    assert chromium.says("document.documentElement.scrollWidth") == width
    shown = chromium.says(
        "[...document.querySelectorAll('.chart svg')].filter(each => each.checkVisibility()).length"
    )
    assert shown == 2
    corner = Image.open(BytesIO(chromium.picture(height=4))).convert("L").getpixel((2, 2))
    assert isinstance(corner, int)
    assert (corner < 60) is (scheme == "dark")
    if not AXE.exists():
        if os.environ.get("CI") or os.environ.get("REDWELL_NO_SKIP"):
            pytest.fail("axe-core is missing: npm ci installs it")
        pytest.skip("needs axe-core (npm ci)")
    chromium.says(AXE.read_text("utf-8") + "; true")
    found = chromium.says(
        "axe.run(document, {resultTypes: ['violations']})"
        ".then(found => found.violations.map(each => each.id))"
    )
    assert found == []


def test_a_hostile_title_runs_nothing_and_loads_nothing(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "account.html"
    file.write_text(page(account(HOSTILE), redwell.home()), "utf-8")
    chromium.show(file, width=420)
    assert chromium.says("window.ran") is None
    assert chromium.says("document.scripts.length") == 0
    assert chromium.complaints() == []
    assert chromium.requests() == []
    assert chromium.says("document.documentElement.scrollWidth") == 420
