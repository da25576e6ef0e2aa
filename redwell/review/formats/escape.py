"""Escape hostile text for Markdown and HTML, so that it makes no mentions, links, images or commands.

A forge reads a comment twice. First it parses the Markdown, where backslashes and entities work. Then it
searches the resulting *text nodes* for mentions, issues, commit hashes, emoji and formulas. By then
backslashes and entities are gone: GitHub turns an escaped `@name` into a mention (github/markup#1168,
github/cmark-gfm#389). Only another text node helps. Code spans do not, because a reply by mail quotes the
comment as plain text, without code spans (dependabot/dependabot-core#3157). So a zero-width space follows
each character that begins a reference. It is written as an entity, which is visible in the source, and it
breaks the name in the plain text of a mail too.

Digits and possible commit hashes are split by `<wbr>`, which also ends a text node: a copied CIK or
fingerprint is unchanged. A dollar sign is put into a `<span>`, as GitHub's manual on formulas says, and
written as an entity, because GitLab's parser reads formulas across such elements.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from redwell.text.characters import UNSEEN

LONGEST_WORD = 40
_APART, _MAY_BREAK = "\u200b", "\u2060"
"""Placeholders for the entities below: `visible` leaves neither in a text."""
_BLANK = re.compile("[\u2800\U0001d173-\U0001d17a\ufffc]")
_ACCENT = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED_UP = re.compile(f"(?<={_ACCENT}{{3}}){_ACCENT}")
"""Four or more accents on one letter, which would cover the lines above."""
_REFERENCES = re.compile(
    r"@"  # a person or a team, of GitHub and GitLab
    r"|[#~^](?=\S|\Z)"  # an issue; a label of GitLab; an alert
    r"|!(?=\d)|&(?=\d)"  # a merge request, an epic
    r"|%(?=[\w\"{])"  # a milestone, a placeholder
    r"|(?i:g[hl]-)(?=\d)"  # an issue, the old way of GitHub, and GitLab's
    r"|:(?=//)|(?i:www)(?=\.)"  # an address that becomes a link by itself
    # an emoji; we may write a colon behind the text
    r"|:(?=[\w+-]+:|(?=[\w+-]+\Z)(?:[^A-Za-z+-]*[A-Za-z+-]|(?:100|1234)\Z))"
    r"|\[(?=[-+!\[])|\{(?=[-+])"  # marks of insertion, an alert, a page of a wiki
    r"|=(?==)|\+(?=\+)"  # marked and put in, where a forge has that
    r"|[\[*](?=(?i:[a-z_]+)(?::|\Z))"  # [issue:1], *iteration:1
)
_HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{7,}(?![0-9A-Za-z])")
_IN_TEXT = {ord(char): f"\\{char}" for char in "\\`*_~^[]#"} | {ord("|"): "&#124;"}
_IN_HTML = {
    **{ord(char): entity for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"))},
    ord("$"): "<span>&#36;</span>",
    ord(_APART): "&#8203;",
    ord(_MAY_BREAK): "<wbr>",
}
_IN_MARKDOWN = {key: said for key, said in (_IN_HTML | _IN_TEXT).items() if key != ord('"')}
_BEGINS = re.compile(r"[-+=:]|\d{1,9}(?=[.)])")
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%-]+)*")


def visible(said: str) -> str:
    """Return the text in one line, with invisible characters by name: `[U+202E]`."""
    return named(" ".join(part for part in re.split("[ \t\r\n\f\v]+", said) if part))


def named(said: str) -> str:
    """Return the text with its own lines and spaces, and with invisible characters by name."""
    for unseen in (UNSEEN, _BLANK, _PILED_UP):
        said = unseen.sub(lambda found: f"[U+{ord(found[0]):04X}]", said)
    return said


def on_page(value: Any) -> Any:
    """Return a value as a page prints it: invisible characters by their names, and HTML as it is."""
    if hasattr(value, "__html__"):
        return value
    said = str(value)
    # Of a page's thousand values nearly all are such.
    return said if said.isascii() and said.isprintable() else named(said)


@lru_cache(maxsize=8192)
def text(said: str, longest: int | None = None) -> str:
    """Return a text as Markdown, for any place in a line or table cell.

    A text of more than *longest* characters is cut, with an ellipsis.
    """
    line = _parted(_shortened(visible(said), longest)).translate(_IN_MARKDOWN)
    if line.startswith("/"):
        return f"&#47;{line[1:]}"  # GitLab runs a line that begins with /close
    if begins := _BEGINS.match(line):
        at = begins.end() - (not begins[0].isdigit())
        return f"{line[:at]}\\{line[at:]}"
    return line


def link(words: str, url: str | None, path: str, line: int = 0) -> str:
    """Return *words* as a link to a file on the forge; without a link if there is no valid address."""
    to = address(url, path, line)
    return f"[{text(words)}]({to})" if to else text(words)


def address(url: str | None, path: str, line: int = 0) -> str | None:
    """Return a file's address on the forge; None if *url* is not an address or *path* leads out of it."""
    steps = path.encode("utf-8", "replace").decode().split("/")
    if url is None or not _URL.fullmatch(url) or {"", ".", ".."} & {*steps}:
        return None
    return "/".join((url, *(quote(step, safe="") for step in steps))) + (f"#L{line}" if line else "")


def _shortened(line: str, longest: int | None) -> str:
    return line if longest is None or len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _parted(line: str) -> str:
    # Long words first: splitting one can begin or end a reference.
    line = re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", rf"\1{_MAY_BREAK}", line)
    line = _REFERENCES.sub(lambda found: found[0] + _APART, line)
    # In pieces shorter than any short commit hash.
    return _HASH.sub(lambda found: re.sub("(.{6})(?=.)", rf"\1{_MAY_BREAK}", found[0]), line)


def digits(sha: str) -> str:
    """Return the first twelve digits of a hash as code, which no forge turns into a commit link."""
    return f"<code>{sha[:12]}</code>" if re.fullmatch("[0-9a-f]{12,64}", sha) else ""


def code_block(lines: str, language: str = "") -> str:
    """Return lines of a file as a code block, with their indentation.

    A forge ignores references and commands in code. The plain text of a mail has no code, so `@`, and a `/`
    at the start of a line, are split here too.
    """
    shown = [_line_of_code(line.replace("\t", "    ")) for line in lines.split("\n")]
    longest = max((len(ticks) for ticks in re.findall("`+", "".join(shown))), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((f"{fence}{language}", *shown, fence))


def _line_of_code(line: str) -> str:
    shown = named(line.removesuffix("\r").replace("\r", "[U+000D]")).replace("@", f"@{_APART}")
    return re.sub("^( *)/", rf"\1{_APART}/", shown)
