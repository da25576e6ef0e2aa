"""Hostile text in the Markdown of a forge: shown as it is, and it calls nobody, links nowhere, loads nothing.

Two things happen to a comment. A parser reads its Markdown: against it stand backslashes and entities. Then
the forge searches the *text nodes* that come out for mentions, numbers of issues, hashes of commits, emoji
and formulas, where a backslash or an entity is long gone: GitHub makes a mention of an escaped `@name` as of
any other (github/markup#1168, github/cmark-gfm#389). What helps is that the text node itself reads otherwise.
A code span would do, but an answer to a comment by mail quotes it as plain text, without its code spans
(dependabot/dependabot-core#3157). So a zero-width space stands behind whatever begins a reference: as an
entity, which a reader of the source sees, and which breaks a name in the plain text of a mail as well.

Digits, and what may be the hash of a commit, are rather parted by `<wbr>`, which ends a text node as well: a
CIK that is copied stays a CIK, and the fingerprint of a wording is pasted as check gave it. A dollar sign
stands in a `<span>`, as GitHub's manual on formulas has it, and as an entity, for GitLab's parser reads
formulas across such elements.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from redwell.text.characters import UNSEEN

LONGEST_WORD = 40
_APART, _MAY_BREAK = "\u200b", "\u2060"
"""In the meantime: neither can stand in a text any more once `visible` has been over it."""
_BLANK = re.compile("[\u2800\U0001d173-\U0001d17a\ufffc]")
_ACCENT = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED_UP = re.compile(f"(?<={_ACCENT}{{3}}){_ACCENT}")
"""An accent on three accents is no accent: piled up they cover the lines above."""
_REFERENCES = re.compile(
    r"@"  # a person or a team, of GitHub and GitLab
    r"|[#~^](?=\S|\Z)"  # an issue; a label of GitLab; an alert
    r"|!(?=\d)|&(?=\d)"  # a merge request, an epic
    r"|%(?=[\w\"{])"  # a milestone, a placeholder
    r"|(?i:g[hl]-)(?=\d)"  # an issue, the old way of GitHub, and GitLab's
    r"|:(?=//)|(?i:www)(?=\.)"  # an address that becomes a link by itself
    r"|:(?=[\w+-]+:|[A-Za-z][\w+-]*\Z)"  # an emoji; we may write a colon behind the text
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
    """The text in one line, and what the eye does not see in it by name: `[U+202E]`."""
    return named(" ".join(part for part in re.split("[ \t\r\n\f\v]+", said) if part))


def named(said: str) -> str:
    """The text with its own lines and spaces, and what the eye does not see in it by name."""
    for unseen in (UNSEEN, _BLANK, _PILED_UP):
        said = unseen.sub(lambda found: f"[U+{ord(found[0]):04X}]", said)
    return said


def text(said: str, longest: int | None = None) -> str:
    """As Markdown: anywhere in a line, at its beginning, or in a cell of a table.

    Of more than *longest* characters only these are said, and that there are more.
    """
    line = _parted(_shortened(visible(said), longest)).translate(_IN_MARKDOWN)
    if line.startswith("/"):
        return f"&#47;{line[1:]}"  # GitLab obeys a line that begins with /close
    if begins := _BEGINS.match(line):
        at = begins.end() - (not begins[0].isdigit())
        return f"{line[:at]}\\{line[at:]}"
    return line


def html(said: str, longest: int | None = None) -> str:
    """As HTML, for the inside of a `<summary>`, where Markdown is not read."""
    return _parted(_shortened(visible(said), longest)).translate(_IN_HTML)


def link(words: str, url: str | None, path: str, line: int = 0) -> str:
    """*words* as a link to a file of the forge, or bare where the address is none."""
    to = address(url, path, line)
    return f"[{text(words)}]({to})" if to else text(words)


def address(url: str | None, path: str, line: int = 0) -> str | None:
    """Where the forge shows a file; None where *url* is no address, or *path* would lead out of it."""
    steps = path.encode("utf-8", "replace").decode().split("/")
    if url is None or not _URL.fullmatch(url) or {"", ".", ".."} & {*steps}:
        return None
    return "/".join((url, *(quote(step, safe="") for step in steps))) + (f"#L{line}" if line else "")


def _shortened(line: str, longest: int | None) -> str:
    return line if longest is None or len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _parted(line: str) -> str:
    # Long words first: where one is parted, a reference may begin or end that was none.
    line = re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", rf"\1{_MAY_BREAK}", line)
    line = _REFERENCES.sub(lambda found: found[0] + _APART, line)
    # In pieces that are shorter than any short hash of a commit.
    return _HASH.sub(lambda found: re.sub("(.{6})(?=.)", rf"\1{_MAY_BREAK}", found[0]), line)


def digits(sha: str) -> str:
    """The first twelve digits of a hash, as they are copied: in code no forge takes them for a commit."""
    return f"<code>{sha[:12]}</code>" if re.fullmatch("[0-9a-f]{12,64}", sha) else ""


def code_block(lines: str, language: str = "") -> str:
    """Lines of a file as a block of code, with their indentation.

    Nothing is a reference in code, nor an order to GitLab. The plain text of a mail has no code, so that an
    `@` and a `/` that begins a line stand apart here as well.
    """
    shown = [_line_of_code(line.replace("\t", "    ")) for line in lines.split("\n")]
    longest = max((len(ticks) for ticks in re.findall("`+", "".join(shown))), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((f"{fence}{language}", *shown, fence))


def _line_of_code(line: str) -> str:
    shown = named(line.removesuffix("\r").replace("\r", "[U+000D]")).replace("@", f"@{_APART}")
    return re.sub("^( *)/", rf"\1{_APART}/", shown)
