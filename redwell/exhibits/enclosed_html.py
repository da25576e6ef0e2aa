"""What EDGAR does not take in an HTML exhibit, as far as its rules are known to us.

EDGAR's full list of tags and attributes is not public. What is sure to suspend a filing is an error here;
what EDGAR's HTML specification only advises against is a warning.
"""

from __future__ import annotations

from collections.abc import Collection
from html.parser import HTMLParser

from redwell.problems import Severity

Fault = tuple[Severity, str, str]
"""Severity, code and what follows the name of the file."""

ACTIVE = frozenset({"script", "applet", "object", "embed"})
FOREIGN = frozenset(
    {"iframe", "frame", "frameset", "form", "input", "button", "audio", "video", "link", "base"}
)
ARCHIVES = ("https://www.sec.gov/Archives/", "http://www.sec.gov/Archives/")
RUNS = "EDGAR suspends a filing with what can run (Regulation S-T, Rule 106)"
ADVISED = "EDGAR may suspend the filing for it (EDGAR's HTML specification)"


def read(content: bytes, sent: Collection[str]) -> tuple[list[Fault], frozenset[str]]:
    """What is wrong with a page that is sent with the files *sent*, and which of them it names."""
    page = _Page(sent)
    try:
        page.feed(content.decode("ascii", "replace"))
        page.close()
    except AssertionError:
        # Python's parser asserts that it knows every kind of <![..]>; what follows is not looked at.
        page._fault("warning", "exhibit-html", "a declaration that no browser knows", ADVISED)
    return list(dict.fromkeys(page.faults)), frozenset(page.names)


class _Page(HTMLParser):
    def __init__(self, sent: Collection[str]) -> None:
        super().__init__()
        self.sent = sent
        self.faults: list[Fault] = []
        self.names: set[str] = set()
        self.tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE:
            self._fault("error", "exhibit-active", f"<{tag}>", RUNS)
        elif tag in FOREIGN:
            self._fault("warning", "exhibit-html", f"<{tag}>", ADVISED)
        if tag == "table":
            self.tables += 1
            if self.tables > 1:
                self._fault("warning", "exhibit-html", "a table inside of a table", ADVISED)
        for name, value in attrs:
            self._attribute(name, (value or "").strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.tables:
            self.tables -= 1

    def _attribute(self, name: str, value: str) -> None:
        if name.startswith("on"):
            self._fault("error", "exhibit-active", f"the attribute {name}", RUNS)
        elif name in ("href", "src", "background", "action", "data"):
            self._reference(name, value)

    def _reference(self, name: str, value: str) -> None:
        target = value.partition("#")[0]
        if "".join(value.split()).lower().startswith(("javascript:", "vbscript:")):
            self._fault("error", "exhibit-active", f"a script in {name}", RUNS)
        elif target in self.sent:
            self.names.add(target)
        elif target and not (name == "href" and target.startswith(ARCHIVES)):
            message = "a page may name files that are sent with it, and filings on sec.gov"
            self._fault("warning", "exhibit-reference", f'{name}="{value[:60]}"', f"{message}; {ADVISED}")

    def _fault(self, severity: Severity, code: str, what: str, why: str) -> None:
        self.faults.append((severity, code, f"has {what} in line {self.getpos()[0]}: {why}"))
