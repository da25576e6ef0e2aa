"""Find what EDGAR does not take in an HTML exhibit, as far as its rules are public.

EDGAR's full list of tags and attributes is not public. What certainly suspends a filing is an error; what
EDGAR's HTML specification only advises against is a warning.
"""

from __future__ import annotations

from collections.abc import Collection
from html.parser import HTMLParser

from redwell.problems import Severity

Fault = tuple[Severity, str, str]
"""Severity, code, and the message after the name of the file."""

ACTIVE = frozenset({"script", "applet", "object", "embed"})
FOREIGN = frozenset(
    {"iframe", "frame", "frameset", "form", "input", "button", "audio", "video", "link", "base"}
)
ARCHIVES = ("https://www.sec.gov/Archives/", "http://www.sec.gov/Archives/")
RUNS = "EDGAR suspends a filing with executable code: remove it (Regulation S-T, Rule 106)"
END_IT = "what follows may not be shown: end a tag with >, a comment with -->"
MAX_UNENDED = 5
"""Tags and comments without an end; the rest of a page with more is not checked."""
ADVISED = "EDGAR may suspend the filing for that; is it needed? (EDGAR's HTML specification)"


def page_problems(content: bytes, sent: Collection[str]) -> tuple[list[Fault], frozenset[str]]:
    """Return the problems of a page that is sent with the files *sent*, and which of these it refers to."""
    page = _Page(sent)
    try:
        page.feed(content.decode("ascii", "replace"))
        page.feed_unended()
    except AssertionError:
        # Python's parser asserts that it knows every kind of <![..]>; the rest of the page is not checked.
        page._fault("warning", "exhibit-html", "a declaration that browsers do not know", ADVISED)
    return list(dict.fromkeys(page.faults)), frozenset(page.names)


class _Page(HTMLParser):
    def __init__(self, sent: Collection[str]) -> None:
        super().__init__()
        self.sent = sent
        self.faults: list[Fault] = []
        self.names: set[str] = set()
        self.tables = 0

    def feed_unended(self) -> None:
        """Check what follows a tag or comment without an end.

        Python's parser waits for the end, and after the last line looks for that again at each of them.
        """
        for number in range(MAX_UNENDED):
            rest = self.rawdata
            if not rest.startswith("<"):
                break
            if number == 0:
                self._fault("warning", "exhibit-html", "a tag or comment without an end", END_IT)
            self.rawdata = ""
            self.feed(rest[1:])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE:
            self._fault("error", "exhibit-active", f"<{tag}>", RUNS)
        elif tag in FOREIGN:
            self._fault("warning", "exhibit-html", f"<{tag}>", ADVISED)
        if tag == "table":
            self.tables += 1
            if self.tables > 1:
                self._fault("warning", "exhibit-html", "a table inside a table", ADVISED)
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
            message = "a page may refer only to files that are sent with it and to filings on sec.gov"
            self._fault("warning", "exhibit-reference", f'{name}="{value[:60]}"', f"{message}; {ADVISED}")

    def _fault(self, severity: Severity, code: str, what: str, why: str) -> None:
        self.faults.append((severity, code, f"has {what} in line {self.getpos()[0]}: {why}"))
