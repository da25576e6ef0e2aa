"""The page of an account: steps that are steps, equal bytes, no network, for every screen and reader."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

import redwell
from redwell.account import ledger
from redwell.account.chart import Chart, chart_of
from redwell.account.ledger import OwnerAccount
from redwell.commands import account_text
from redwell.commands.account_page import page
from redwell.commands.looks import Looks
from tests.chromium import Browser, browser
from tests.histories import TRUST, held, moved, named, text
from tests.sample import some

AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
TODAY = date(2026, 12, 1)
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


def chart_of_first(accounts: tuple[OwnerAccount, ...]) -> Chart:
    """The chart of the first position of the first account."""
    position = accounts[0].positions[0]
    days = [line.day for line in position.lines]
    chart = chart_of(position, min(days), max(days))
    assert chart
    return chart


def paths(drawn: str, name: str) -> list[list[tuple[float, float]]]:
    """The corners of the paths of a class."""
    found = re.findall(rf'class="{name}" d="([^"]+)"', drawn)
    return [[(float(x), float(y)) for x, y in re.findall(r"[ML] (\S+) (\S+)", each)] for each in found]


def test_a_balance_moves_in_steps_and_never_in_between() -> None:
    chart = chart_of_first(account())
    assert chart.words == (
        "Common Stock, direct: from 1,000 on 6 Jan 2025 to 203 on 3 Mar 2026, between 203 and 1,203; "
        "1 balance does not join; the table below has every step"
    )
    assert [name for name, _ in chart.drawings] == ["wide", "narrow"]
    for _, drawn in chart.drawings:
        runs, (jump,) = paths(drawn, "run"), paths(drawn, "jump")
        assert [len(run) for run in runs] == [2, 4]
        assert all(a[0] == b[0] or a[1] == b[1] for run in runs for a, b in pairwise(run))
        # The jump that no line reports is no step: it joins two runs, with a larger dot at its end.
        assert jump == [runs[0][-1], runs[1][0]]
        assert drawn.count('r="5"') == 1
        assert re.findall(r'class="last"[^>]*>([^<]+)<', drawn) == ["203"]
        assert (
            "<title>Balance from 1,000 on 6 Jan 2025 to 203 on 3 Mar 2026, between 203 and 1,203; " in drawn
        )
        assert "<desc>The table below has every step.</desc>" in drawn


def test_a_dotted_line_goes_on_from_the_last_balance_to_the_end_of_the_account() -> None:
    found = ledger.accounts(
        [
            named("a", text("2025-01-06", held("1000"), held("500", TRUST), form="3")),
            named("c", text("2026-03-02", moved("2026-03-02", "S", "-100", "900"))),
        ]
    )
    trust = found[0].positions[1]
    chart = chart_of(trust, date(2025, 1, 6), date(2026, 3, 2))
    assert chart
    for _, drawn in chart.drawings:
        ((start, _), (end, _)) = paths(drawn, "carried")[0]
        assert end > 2 * start


@pytest.mark.parametrize("change", ["+500", "-500"])
def test_a_balance_before_the_first_line_is_drawn_unless_it_would_be_below_zero(change: str) -> None:
    """Who acquires 500 and owns 0 made a slip; the axis begins at zero, and no warning is raised."""
    slip = moved("2026-03-02", "P" if change == "+500" else "S", change, "0")
    later = moved("2026-04-02", "P", "200", "200")
    chart = chart_of_first(ledger.accounts([named("a", text("2026-03-02", slip, later))]))
    before = "500" if change == "-500" else "0"
    assert chart.words.startswith(f"Common Stock, direct: from {before} on 2 Mar 2026 to 200 on 2 Apr 2026")
    for _, drawn in chart.drawings:
        lowest = max(y for run in paths(drawn, "run") for _, y in run)
        (axis,) = re.findall(r'y1="([^"]+)"[^>]*/><text [^>]*>0<', drawn)
        assert lowest == pytest.approx(float(axis), abs=0.01)
        assert ">-" not in drawn


@pytest.mark.parametrize(
    ("balances", "labels"),
    [
        (("1", "60000000"), ["0", "20,000,000", "40,000,000", "60,000,000"]),
        (("0.25", "0.75"), ["0", "0.2", "0.4", "0.6", "0.8"]),
        (("5", "0"), ["0", "2", "4", "6"]),
        (("0", "0"), ["0", "1"]),
    ],
)
def test_the_axis_begins_at_zero_and_has_round_numbers(balances: tuple[str, str], labels: list[str]) -> None:
    days = "2026-01-05", "2026-02-05"
    filings = [
        named(day, text(day, held(number), filed=day)) for day, number in zip(days, balances, strict=True)
    ]
    for _, drawn in chart_of_first(ledger.accounts(filings)).drawings:
        axis = drawn.split('class="axis left"')[1].split("</g></g>")[0]
        assert sorted(re.findall(r">([\d.,]+)</text>", axis), key=lambda each: labels.index(each)) == labels
        assert re.findall(r">(\d+ \w+ 2026)</text>", drawn) == ["5 Jan 2026", "5 Feb 2026"]


def test_positions_with_the_same_words_are_told_apart_by_their_footnotes() -> None:
    note = "ownership: indirect, nature_of_ownership: {{value: See footnote, footnotes: [{}]}}"
    yaml = text("2026-01-05", held("10", note.format("one")), held("20", note.format("two")), held("30"))
    notes = 'footnotes: {one: "By Fund I.", two: "By <b>Fund II</b>."}\n'
    found = ledger.accounts([named("a", yaml + notes)])
    shown = page(found, redwell.home(), TODAY)
    assert '<p class="small"><bdi>By Fund I.</bdi></p>' in shown
    assert '<p class="small"><bdi>By &lt;b&gt;Fund II&lt;/b&gt;.</bdi></p>' in shown
    assert "no form of this account is recorded as filed</p>" in shown
    assert "not recorded as filed</span>" not in shown
    said = account_text.statements(found, Looks())
    assert "Common Stock, indirect (See footnote)\nfootnote: By Fund I.\nDate" in said
    assert said.count("footnote: ") == 2
    assert "1 filing\nno form of this account is recorded as filed\n" in said
    assert said.count("recorded as filed") == 1


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
    assert "<svg" in page(found, redwell.home(), TODAY)


def test_the_page_says_of_which_day_it_is_and_the_ciks() -> None:
    shown = page(account(), redwell.home(), TODAY)
    assert "<bdi>CIK 0000678901 (DOE JANE M), 0000012345 (ACME, INC.)</bdi>" in shown
    assert '<p class="small">as of 1 Dec 2026 · 2 filings · 2 positions</p>' in shown


def test_each_filing_of_a_position_has_its_accession_number_once() -> None:
    """An amendment that adds a line stands beside the line of its original."""
    original = text("2026-03-02", moved("2026-03-02", "S", "-100", "900"), filed="2026-03-04 1")
    added = text(
        "2026-03-02",
        moved("2026-03-02", "S", "-50", "850"),
        form="4/A",
        filed="2026-03-06 2",
        amends="2026-03-04",
    )
    first = text("2026-01-05", held("1000"), form="3", filed="2026-01-07 3")
    found = ledger.accounts([named("a", first), named("b", original), named("c", added)])
    numbers = re.findall(r'<span class="note">([\d-]+)</span>', page(found, redwell.home(), TODAY))
    assert numbers == ["0000000000-26-000003", "0000000000-26-000001", "0000000000-26-000002"]


def test_equal_accounts_give_equal_bytes() -> None:
    assert page(account(), redwell.home(), TODAY) == page(account(), redwell.home(), TODAY)


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
    file.write_text(page(account(), redwell.home(), TODAY), "utf-8")
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
    file.write_text(page(account(HOSTILE), redwell.home(), TODAY), "utf-8")
    chromium.show(file, width=420)
    assert chromium.says("window.ran") is None
    assert chromium.says("document.scripts.length") == 0
    assert chromium.complaints() == []
    assert chromium.requests() == []
    assert chromium.says("document.documentElement.scrollWidth") == 420
