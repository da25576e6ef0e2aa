"""The live page in Chromium: renewed in place, sealed, for keyboard and voice, no wider than the screen."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import redwell
from tests.chromium import Browser, browser
from tests.previews import FORM_3, FORM_4, FORM_5, Served, repository, served
from tests.sample import some, tries

AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
PAPER = "document.getElementById('paper').contentDocument"
THROUGH = (
    "new Promise(done => {{ const look = () => {expression} ? done(true) : setTimeout(look, 5); look(); }})"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = repository(tmp_path_factory.mktemp("live"), FORM_3, FORM_4, FORM_5)
    with served(root, FORM_4) as found:
        yield found


@pytest.fixture
def filing(live: Served) -> Iterator[Path]:
    """The filing on the page; it is as it was when the test ends."""
    path = live.path(FORM_4)
    content = path.read_bytes()
    yield path
    path.write_bytes(content)


def asked_of(trap: socket.socket) -> list[bytes]:
    """The requests to a server that never answers."""
    trap.setblocking(False)
    found = []
    with suppress(BlockingIOError):
        while True:
            with trap.accept()[0] as given:
                given.settimeout(0.2)
                with suppress(TimeoutError):
                    found.append(given.recv(1 << 16))
    return [each for each in found if each]


def wait(chromium: Browser, expression: str) -> None:
    """Wait until an expression is true."""
    assert chromium.says(THROUGH.format(expression=expression))


def see(chromium: Browser, live: Served, *, width: int = 1100, scheme: str = "light") -> None:
    """Open the page, and wait until the form is there."""
    chromium.visit(live.url, width=width, scheme=scheme)
    wait(chromium, f"{PAPER} && {PAPER}.querySelector('.value')")


def axe(chromium: Browser) -> list[Any]:
    """Return what is a barrier, as far as axe knows."""
    if not AXE.exists():
        if os.environ.get("CI") or os.environ.get("REDWELL_NO_SKIP"):
            pytest.fail("axe-core is missing: npm ci installs it")
        pytest.skip("needs axe-core (npm ci)")
    chromium.says(AXE.read_text("utf-8") + "; true")
    # No script runs inside the frame, not even that of axe: the form has tests of its own.
    found: dict[str, Any] = chromium.says(
        "axe.run(document, {iframes: false, resultTypes: ['violations']}).then(found => ({"
        "violations: found.violations.map(each => [each.id, each.nodes.map(node => node.html)]),"
        "passes: found.passes.length}))"
    )
    assert found["passes"] > 20
    violations: list[Any] = found["violations"]
    return violations


SCREENS = some([(1100, "dark"), (420, "dark"), (1100, "light"), (420, "light")], 4)


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_page_is_quiet_fits_the_screen_and_has_no_barrier(
    chromium: Browser, live: Served, filing: Path, width: int, scheme: str
) -> None:
    see(chromium, live, width=width, scheme=scheme)
    assert chromium.complaints() == []
    assert [each for each in chromium.requests() if not each.startswith("http://127.0.0.1")] == []
    assert chromium.says("document.documentElement.scrollWidth") == width
    assert axe(chromium) == []
    chromium.says("document.getElementById('tab-facts').click()")
    assert axe(chromium) == []
    assert chromium.says("document.documentElement.scrollWidth") == width
    filing.write_text(filing.read_text("utf-8").replace("ownership: direct", "ownership: dirct"), "utf-8")
    wait(chromium, "document.body.classList.contains('is-stale')")
    assert axe(chromium) == []
    assert chromium.says("document.documentElement.scrollWidth") == width


def test_a_save_changes_the_form_in_its_place_and_marks_what_changed(
    chromium: Browser, live: Served, filing: Path
) -> None:
    see(chromium, live, width=420)
    chromium.says(f"scrollTo(0, 300); {PAPER}.scrollingElement.scrollLeft = 120; true")
    filing.write_text(filing.read_text("utf-8").replace("Includes 36,000", "Includes 36,001"), "utf-8")
    wait(chromium, f"{PAPER}.body.textContent.includes('36,001')")
    assert chromium.says(f"[scrollY, {PAPER}.scrollingElement.scrollLeft]") == [300, 120]
    marked = f"[...{PAPER}.querySelectorAll('.redwell-changed')].map(each => each.textContent.slice(0, 15))"
    assert chromium.says(marked) == ["Includes 36,001"]


def test_a_broken_file_greys_the_last_good_page_until_it_is_mended(
    chromium: Browser, live: Served, filing: Path
) -> None:
    see(chromium, live)
    text = filing.read_text("utf-8")
    filing.write_text(text.replace("issuer:", "issuer"), "utf-8")
    wait(chromium, "document.body.classList.contains('is-stale')")
    assert "EXAMPLE ROBOTICS" in chromium.says(f"{PAPER}.body.textContent")
    assert chromium.says("getComputedStyle(document.getElementById('paper')).filter") == "grayscale(1)"
    assert chromium.says("document.getElementById('notice').textContent") == (
        "This is the last page that could be made. It updates again once the errors are corrected."
    )
    filing.write_text(text, "utf-8")
    wait(chromium, "!document.body.classList.contains('is-stale')")
    assert chromium.says("document.getElementById('notice').hidden")


def test_a_form_with_errors_of_law_is_not_grey_and_has_a_warning_that_stays_in_sight(
    chromium: Browser, live: Served, filing: Path
) -> None:
    see(chromium, live)
    filing.write_text(filing.read_text("utf-8").replace("ownership: direct", "ownership: indirect"), "utf-8")
    notice = "document.getElementById('notice')"
    wait(chromium, "document.body.classList.contains('has-errors')")
    assert chromium.says(f"{notice}.textContent") == ("Do not file or sign this: it has 1 error (beside).")
    assert chromium.says("getComputedStyle(document.getElementById('paper')).filter") == "none"
    chromium.says("scrollTo(0, document.body.scrollHeight); true")
    assert chromium.says(f"{notice}.getBoundingClientRect().top") >= 0
    assert axe(chromium) == []
    # There is no PDF to send. Its pages are not drawn here, which takes long.
    chromium.says("window.fetch = async () => ({ json: async () => ({ error: '', pages: [] }) }); true")
    chromium.says("document.getElementById('tab-pages').click(); true")
    wait(chromium, "document.getElementById('pages-news').textContent === '0 pages'")


def test_tabs_and_links_work_by_keyboard(chromium: Browser, live: Served) -> None:
    see(chromium, live)
    shown = (
        "[...document.querySelectorAll('[role=tabpanel]')].filter(each => !each.hidden).map(each => each.id)"
    )
    chromium.says("document.getElementById('tab-form').focus(); true")
    chromium.press("ArrowRight", code=39, text="")
    assert chromium.says(shown) == ["facts"]
    assert chromium.says("document.activeElement.id") == "tab-facts"
    chromium.press("Home", code=36, text="")
    assert chromium.says(shown) == ["form"]
    assert (
        chromium.says(
            "[...document.querySelectorAll('[role=tab]')].filter(each => each.tabIndex === 0).length"
        )
        == 1
    )


def test_a_script_in_a_template_of_the_firm_does_not_run_and_loads_nothing(
    chromium: Browser, live: Served
) -> None:
    own = live.root / "templates/shared/owner.html.j2"
    own.parent.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as trap:
        address = f"http://127.0.0.1:{trap.getsockname()[1]}/"
        attack = (
            "<div class='box-1' rowspan='2'><script>parent.ran = top.ran = 1</script>"
            f"<img alt='' src='data:,' onerror='parent.ran = 1'/><img alt='' src='{address}x.png'/>"
            f"<iframe src='{address}'></iframe><style>@import '{address}x.css';</style>"
            f"<a id='runs' href='javascript:parent.ran=1'>x</a><a id='leads' href='{address}'>x</a>"
            "<p class='value' id='seen'>seen</p></div>"
        )
        try:
            own.write_text(attack, "utf-8")
            see(chromium, live)
            wait(chromium, f"{PAPER}.getElementById('seen')")
            chromium.says(f"{PAPER}.getElementById('runs').click(); true")
            chromium.says(f"{PAPER}.getElementById('leads').click(); true")
            time.sleep(0.2)
            assert chromium.says("window.ran") is None
            assert [each for each in chromium.complaints() if "Content Security Policy" in each]
            assert asked_of(trap) == []
        finally:
            own.unlink()


def test_many_saves_end_on_the_last_and_leave_nothing_in_the_memory_of_the_browser(
    chromium: Browser, live: Served, filing: Path
) -> None:
    see(chromium, live)
    text = filing.read_text("utf-8")

    def save(count: int, start: int) -> None:
        for number in range(start, start + count):
            filing.write_text(text.replace("Includes 36,000", f"Includes 36,{number:03}"), "utf-8")
            wait(chromium, f"{PAPER}.body.textContent.includes('36,{number:03}')")

    def nodes() -> int:
        # The page before is let go with the next frames.
        chromium.says("new Promise(done => setTimeout(() => requestAnimationFrame(done), 200)).then(() => 0)")
        chromium.ask("HeapProfiler.collectGarbage")
        found: int = chromium.ask("Memory.getDOMCounters")["nodes"]
        return found

    save(3, 1)
    before = nodes()
    save(tries(4, 200), 4)
    # A page has more than a thousand.
    assert nodes() - before < 500


def test_the_end_of_the_server_is_told(chromium: Browser, tmp_path: Path) -> None:
    with served(repository(tmp_path, FORM_3), FORM_3) as short:
        see(chromium, short)
    wait(chromium, "document.body.classList.contains('is-cut-off')")
    assert chromium.says("document.getElementById('news').textContent") == (
        "redwell preview has ended: start it again for a new page"
    )


def test_the_looks_of_the_page_cannot_be_replaced(live: Served) -> None:
    own = live.root / "templates/preview/preview.js"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("alert(1)", "utf-8")
    ours = (redwell.home() / "templates/preview/preview.js").read_bytes()
    assert live.get("preview.js").body == ours
    own.unlink()
