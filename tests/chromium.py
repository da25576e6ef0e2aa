"""Chromium without a window, asked through its own pipe: what a page looks like, says and asks for.

The DevTools protocol over two file descriptors: https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.programs import program


class Browser:
    """One page in one browser: commands in, answers and events out, in order."""

    def __init__(self, given: int, taken: int) -> None:
        self.given, self.taken = given, taken
        self.number = 0
        self.rest = b""
        self.events: list[dict[str, Any]] = []
        self.session: str | None = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The answer to a command; events that come in the meantime are kept."""
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.given, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self.number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            assert select.select([self.taken], [], [], PATIENCE)[0], "the browser says nothing"
            read = os.read(self.taken, 1 << 20)
            assert read, "the browser ended"
            self.rest += read
        message, _, self.rest = self.rest.partition(b"\0")
        parsed: dict[str, Any] = json.loads(message)
        return parsed

    def show(self, file: Path, *, width: int = 1280, scheme: str = "light") -> None:
        """Open a file of this machine and wait until all of it is there."""
        self.visit(file.as_uri(), width=width, scheme=scheme)

    def visit(self, url: str, *, width: int = 1280, scheme: str = "light") -> None:
        """Open an address and wait until all of it is there."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
        )
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events = []
        self.ask("Page.navigate", url=url)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def says(self, expression: str) -> Any:
        """The value of a JavaScript expression, a promise's when it is kept."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str, *, code: int = 0, text: str | None = None) -> None:
        """A key, down and up."""
        keys = {"key": key, "windowsVirtualKeyCode": code or ord(key.upper())}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=key if text is None else text, **keys)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **keys)

    def picture(self, *, height: int = 16000) -> bytes:
        """The page as PNG, down to *height*."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], height), "scale": 1}
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(shot["data"])

    def printed(self) -> bytes:
        """The page as it is printed, a PDF."""
        return base64.b64decode(self.ask("Page.printToPDF", preferCSSPageSize=True)["data"])

    def complaints(self) -> list[str]:
        """The console's messages: errors, warnings, breaches of the page's policy."""
        found = [event for event in self.events if event["method"] in COMPLAINTS]
        return [json.dumps(event["params"]) for event in found]

    def requests(self) -> list[str]:
        """The addresses that were asked for, other than the page's own file and its own data."""
        asked = [event for event in self.events if event["method"] == "Network.requestWillBeSent"]
        urls = [str(event["params"]["request"]["url"]) for event in asked]
        return [url[:100] for url in urls[1:] if not url.startswith("data:")]


COMPLAINTS = {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"}


PATIENCE = 120
"""Seconds until a browser counts as hung."""
WIRED = """\
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD_CLOEXEC, 10) for end in sys.argv[1:3]]
os.dup2(ends[0], 3)
os.dup2(ends[1], 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""The browser reads from descriptor 3 and writes to 4, whatever else has these numbers here."""


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a network, with a profile of its own."""
    found = program("chromium", "chromium-browser", "google-chrome")
    commands, given = os.pipe()
    taken, answers = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [
                sys.executable, "-ISc", WIRED, str(commands), str(answers), found, "--headless=new",
                "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", f"--user-data-dir={profile}",
                "--remote-debugging-pipe", "about:blank",
            ],
            pass_fds=(commands, answers),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(commands)
        os.close(answers)
        try:
            yield Browser(given, taken)
        finally:
            os.close(given)
            os.close(taken)
            process.terminate()
            process.wait(timeout=20)
