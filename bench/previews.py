"""Measure the live page in a headless Chromium: from a file that is saved to a page that is painted.

The page is that of the command itself, in a process of its own. Beside it, a bare server sends the same page
to the same browser, which puts it in the same place: what a page takes that nobody checks, makes or watches
for. Elapsed time, so it says little on a machine that is busy.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from bench.measure import ROOT
from tests.chromium import Browser, browser
from tests.previews import TODAY, unserved

SAVES = 50
SHORT, LONG = "example/2026-08-17-doe-form4.yaml", "example/2026-06-15-doe-form4.yaml"
ROWS = 30
"""The lines of each table of the long filing."""
HTML_SECONDS, PDF_SECONDS = 0.150, 1.0
"""The targets for a short filing; a long one may take twice as long."""
PAINTED = """\
new Promise(done => {
  const look = () => {
    if (!(%s)) return setTimeout(look, 1);
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.timeOrigin + performance.now());
      port2.postMessage(0);
    });
  };
  look();
})"""
"""The moment, in milliseconds since 1970, at which what is true then has been painted."""
NUMBER = "(document.documentElement.dataset.number || 0)"
"""The number of the message that the page shows."""
BARE = """\
<!DOCTYPE html><meta charset="utf-8"><title>bare</title>
<iframe id="paper" style="width: 100%; height: 60rem" srcdoc="<style id='s'></style><body></body>"></iframe>
<script>
new EventSource("events").onmessage = (event) => {
  const { paper, number } = JSON.parse(event.data);
  const page = document.getElementById("paper").contentDocument;
  page.getElementById("s").textContent = paper.style;
  page.body.outerHTML = paper.body;
  document.documentElement.dataset.number = number;
};
</script>
"""


@dataclass(frozen=True, slots=True)
class Latency:
    """The seconds from saved to painted in each round, beside those of a bare server, and the target."""

    what: str
    ours: list[float]
    theirs: list[float]
    most: float

    @property
    def is_missed(self) -> bool:
        """True if the median takes too long."""
        return statistics.median(self.ours) > self.most

    def __str__(self) -> str:
        """Return one line: medians, the worst, and the ratio of the medians."""
        ours, theirs = (
            f"{1000 * statistics.median(each):7.1f} ms, worst {1000 * max(each):7.1f} ms"
            for each in (self.ours, self.theirs)
        )
        ratio = statistics.median(self.ours) / statistics.median(self.theirs)
        missed = "   MISSED" if self.is_missed else ""
        most = f"   at most {1000 * self.most:.0f} ms"
        return f"  {self.what:<24}{ours}   bare {theirs} {ratio:6.2f}{most}{missed}"


def rows(folder: Path, saves: int = SAVES) -> Iterator[Latency]:
    """Yield the latency of the form and of the pages of the PDF, of a short filing and a long one."""
    root = folder / "live"
    shutil.copytree(ROOT / "filings" / "example", root / "filings" / "example")
    (root / "pyproject.toml").write_text('[tool.redwell]\nauthor = "Roe LLP"\n', "utf-8")
    text = (root / "filings" / SHORT).read_text("utf-8")
    # As while it is typed: neither signed nor filed.
    (root / "filings" / SHORT).write_text(unsigned(text), "utf-8")
    (root / "filings" / LONG).write_text(long_filing(), "utf-8")
    with browser() as chromium:
        for name, label, factor in ((SHORT, "short", 1), (LONG, f"{ROWS} + {ROWS} lines", 2)):
            with previewed(root, name) as url:
                for what, measure, most in (
                    ("form", form_saved, HTML_SECONDS),
                    ("PDF", pages_saved, PDF_SECONDS),
                ):
                    ours = measure(chromium, url, root / "filings" / name, saves)
                    theirs = bare(chromium, dict(unserved(root, name).message.papers[0]), saves)
                    yield Latency(f"{what}, {label}", ours, theirs, most * factor)


@contextmanager
def previewed(root: Path, name: str) -> Iterator[str]:
    """Yield the address of the live page of a filing while the command serves it."""
    options = ("--no-open", "--today", f"{TODAY}")
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "redwell", "preview", Path(name).stem, *options],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate()


def unsigned(text: str) -> str:
    """Return a filing as it is before anybody signs."""
    return text.partition("\nsignatures:")[0] + "\n"


def long_filing() -> str:
    """Return a filing with many lines in both tables."""
    head = unsigned((ROOT / "filings" / SHORT).read_text("utf-8")).partition("\nnon_derivative:")[0]
    first = "\n".join(
        f"- {{title: Common Stock, date: 2026-06-15, code: S, disposed: {100 + n}, price: 41.{n:02}, "
        f"owned_after: {90_000 - sum(range(100, 101 + n))}, ownership: direct}}"
        for n in range(ROWS)
    )
    second = "\n".join(
        f"- {{title: Stock Option (Right to Buy), conversion_or_exercise_price: 2.{n:02}, date: 2026-06-15, "
        f"code: A, acquired: {100 + n}, date_exercisable: 2027-06-15, expiration_date: 2036-06-15, "
        f"underlying: {{title: Common Stock, amount: {100 + n}}}, price: 0, owned_after: {100 + n}, "
        "ownership: direct}"
        for n in range(ROWS)
    )
    return f"{head}\nnon_derivative:\n{first}\nderivative:\n{second}\nremarks: The first edition.\n"


def form_saved(chromium: Browser, url: str, path: Path, saves: int) -> list[float]:
    """Return the seconds from each save until the form is painted."""
    chromium.visit(url, width=1400)
    chromium.says(PAINTED % f"{NUMBER} > 0")
    return [_saved(chromium, path, each, f"{NUMBER} == %d") for each in range(saves + 1)][1:]


def pages_saved(chromium: Browser, url: str, path: Path, saves: int) -> list[float]:
    """Return the seconds from each save until the pages of the PDF are painted."""
    chromium.visit(url, width=1400)
    chromium.says("document.getElementById('tab-pages').click(); true")
    shown = "(document.getElementById('pictures').dataset.number || '').endsWith('/%s')"
    chromium.says(PAINTED % (shown % f"' + {NUMBER} + '"))
    return [_saved(chromium, path, each, shown) for each in range(saves + 1)][1:]


def _saved(chromium: Browser, path: Path, number: int, shown: str) -> float:
    """Save the filing with another remark, and return the seconds until that is painted."""
    text = path.read_text("utf-8").partition("\nremarks:")[0].rstrip("\n")
    waited_for = int(chromium.says(NUMBER)) + 1
    began = time.time()
    path.write_text(f"{text}\nremarks: Edition {number}.\n", "utf-8")
    painted: float = chromium.says(PAINTED % (shown % waited_for))
    return painted / 1000 - began


def bare(chromium: Browser, paper: dict[str, Any], saves: int) -> list[float]:
    """Return the seconds from each time that a bare server sends a page until it is painted."""
    with _bare_server() as (url, send):
        chromium.visit(url, width=1400)
        found = []
        for number in range(1, saves + 2):
            body = paper["body"].replace("</body>", f"<p>Edition {number}.</p></body>")
            began = time.time()
            send(json.dumps({"number": number, "paper": {**paper, "body": body}}))
            shown = f"document.documentElement.dataset.number == {number}"
            painted: float = chromium.says(PAINTED % shown)
            found.append(painted / 1000 - began)
        return found[1:]


@contextmanager
def _bare_server() -> Iterator[tuple[str, Callable[[str], None]]]:
    """Yield the address of a server of the standard library, and what sends a message to its page."""
    messages: SimpleQueue[str | None] = SimpleQueue()

    class Answers(BaseHTTPRequestHandler):
        """Sends the page, and then each message."""

        def do_GET(self) -> None:
            """Answer a request."""
            is_stream = self.path == "/events"
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream" if is_stream else "text/html")
            self.end_headers()
            if not is_stream:
                self.wfile.write(BARE.encode())
                return
            while (message := messages.get()) is not None:
                self.wfile.write(f"data: {message}\n\n".encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", messages.put
        finally:
            messages.put(None)
            server.shutdown()
