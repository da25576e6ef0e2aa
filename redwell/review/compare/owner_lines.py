"""Which lines of a filing may be shown though nobody can say what they are: its YAML is broken, or unsound.

Among the reporting owners only what is known to be no address is shown: names, CIKs and relationships.
Elsewhere all is shown but what is called like an address, and what stands deeper. In doubt a line is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

HIDDEN = "[address]"

OWNERS = "reporting_owners"
TOP_KEYS = (
    *("form", "edition", "amendment", "date_of_event", "registration_effective", "issuer", OWNERS),
    *("no_securities_owned", "split", "non_derivative", "derivative", "footnotes", "remarks", "signatures"),
    *("powers_of_attorney", "exhibits", "filed", "accept"),
)
"""Of a filing, as its schema has them."""
OWNER_KEYS = ("name", "cik", "relationship")
RELATIONSHIP_KEYS = ("director", "officer", "ten_percent_owner", "other")
_ALIKE = 0.8
"""How much a misspelt key is like the one that is meant."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_INDENT = re.compile(r"[ \t]*(?:-[ \t]+)*")
_COLON = r"[ \t]*:(?=\s|\Z)"
_TOP = re.compile(rf"([\"']?)(?P<key>\w[\w.-]*(?: [\w.-]+)*)\1{_COLON}")
_OWNERS = re.compile(
    r"[ \t]*[\"']?reporting[ _.-]*owners?\b|[\"']?owners?[\"']?[ \t]*(?::|\Z)", re.IGNORECASE
)
"""How owners begin where the key is misspelt, or stands where it should not."""
_ITEM = re.compile(rf"[ \t]*-[ \t]+[\"']?(?:{'|'.join(OWNER_KEYS)})\b")
_OF_OWNER = re.compile(rf"[ \t]*(?:-[ \t]+)*([\"']?)(?:{'|'.join(OWNER_KEYS + RELATIONSHIP_KEYS)})\1{_COLON}")
_YES_OR_NO = re.compile(r"[ \t]*(?:-[ \t]+)*([\"']?)[a-z_]+\1[ \t]*:[ \t]+(?:true|false)(?=[ \t]*\Z|[ \t]+#)")
_QUOTED = re.compile(r"[ \t]*(?:\"[^\"\\]*\"|'[^']*')[ \t]*,?(?=[ \t]*\Z|[ \t]+#)")
_SHORT = r"(?:\"[^\"\\]*\"|'[^']*'|[^{}\[\]#,:\"'\s][^{}\[\]#,:]*)[ \t]*"
_RELATION = rf"[ \t]*(?:{'|'.join(RELATIONSHIP_KEYS)}):[ \t]+{_SHORT}"
_IN_BRACES = re.compile(rf"[ \t]*\{{{_RELATION}(?:,{_RELATION})*\}}(?=[ \t]*\Z|[ \t]+#)")
_MORE_THAN_ONE = re.compile(r"[{}\[\]]|:(?:\s|\Z)")
_COMMENT = re.compile(r"(?:\A|(?<=\s))#")

_WHOLE = r"(?:\w+[ _-])?(?:ad+res{1,2}e?s?|addr)(?:[ _-]?\w+)?"
_PARTS = r"street\w*|city|town|state|province|country|(?:zip|postal|post)(?:[ _-]?code)?"
_LINES = r"line[ _-]?\d"
_PLACE = re.compile(
    r"[ \t]*(?:\#[# \t]*)?(?:-[ \t]+)*[\"']?"
    rf"(?:(?P<whole>{_WHOLE})|{_PARTS}|{_LINES})[\"']?[ \t]*(?::|\Z)",
    re.IGNORECASE,
)
"""What is called like an address or a part of one, and may hold it; a comment, too."""
_INLINE = re.compile(rf"[{{,][ \t]*[\"']?(?:{_WHOLE}|{_PARTS})[\"']?[ \t]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it may be shown, and what of it may not."""

    text: str
    hidden: str = ""


def scanned(text: str) -> Iterator[Shown]:
    """Each line of a filing, with its end."""
    scan = _Scan()
    for whole in _LINE.findall(text):
        line = whole.rstrip("\r\n")
        start = scan.shown_to(line) if line.strip() else len(line)
        hidden = line[start:].strip()
        if not hidden:
            yield Shown(whole)
            continue
        gap = "" if not line[:start] or line[:start].endswith((" ", "\t")) else " "
        yield Shown(f"{line[:start]}{gap}{HIDDEN}{whole[len(line) :]}", hidden if hidden != HIDDEN else "")


class _Scan:
    """What the lines so far say of the next one."""

    def __init__(self) -> None:
        self.owners: int | None = None
        """How deep the key of the owners stands, whose lines follow."""
        self.is_seen = False
        self.item: int | None = None
        """How deep the first owner stands."""
        self.block: int | None = None
        """How deep the key stands that what is deeper belongs to, and is hidden with."""
        self.has_items = False

    def shown_to(self, line: str) -> int:
        """Up to where a line that is not blank may be shown."""
        depth = _depth(line)
        if self._is_key_of_owners(line, depth):
            self._begin(depth)
            return line.find(":") + 1 or _end(_OWNERS.match(line))
        if self.owners is not None and depth <= self.owners and _top(line) in TOP_KEYS:
            self.owners = self.block = None
        # Whatever became of their key, here are owners.
        is_of_owner = (_PLACE.match(line) or _ITEM.match(line)) and not line.lstrip().startswith("#")
        if is_of_owner and self.owners is None and not self.is_seen:
            self._begin(depth)
        return self._of_place(line, depth) if self.owners is None else self._of_owner(line, depth)

    def _begin(self, depth: int) -> None:
        self.owners, self.is_seen, self.item, self.block = depth, True, None, None

    def _is_key_of_owners(self, line: str, depth: int) -> bool:
        """Whether owners begin, or what nobody knows: they may stand below a key of any name."""
        key = _top(line)
        if key == OWNERS and depth == 0:
            return True
        if self.owners is not None or key in {*TOP_KEYS} - {OWNERS}:
            return False
        if not self.is_seen and _OWNERS.match(line):
            return True
        meant = get_close_matches(key.lower(), TOP_KEYS, 1, _ALIKE) if depth == 0 else []
        return bool(key) and depth == 0 and not (meant and meant[0] != OWNERS) and not _PLACE.match(line)

    def _of_owner(self, line: str, depth: int) -> int:
        """Among the owners."""
        indent = _end(_INDENT.match(line))
        is_item = line.lstrip().startswith("-")
        if is_item and self.item is None:
            self.item = depth
        if line[indent:].startswith("#"):
            return indent + 1
        if self.block is not None and depth <= self.block:
            self.block = None
        place, known = _PLACE.match(line), _shown_of_owner(line)
        is_deeper = self.block is not None or (is_item and self.item is not None and depth > self.item)
        if known and not is_deeper:
            return known
        if self.block is None and (place or _top(line[indent:])):
            self.block = len(line[:indent].expandtabs())
        return place.end() if place and line[: place.end()].endswith(":") else indent

    def _of_place(self, line: str, depth: int) -> int:
        """Elsewhere."""
        # The items of a street may stand as deep as their key.
        is_item = self.has_items and depth == self.block and line.lstrip().startswith("-")
        if self.block is not None and depth <= self.block and not is_item:
            self.block = None
        place, inline = _PLACE.match(line), _INLINE.search(line)
        if self.block is not None:
            return _end(place) or _end(_INDENT.match(line))
        if not place and not inline:
            return len(line)
        if not line.lstrip().startswith("#"):
            indent = line[: _end(_INDENT.match(line))] if place else line[: len(line) - len(line.lstrip())]
            self.block = len(indent.expandtabs())
            self.has_items = bool(place and not place["whole"])
        return place.end() if place else _end(inline)


def _shown_of_owner(line: str) -> int:
    """Up to where a line is shown that says what an owner is, at most to its comment; 0 for any other."""
    key = _OF_OWNER.match(line)
    if found := _YES_OR_NO.match(line):
        end = found.end()
    elif not key:
        return 0
    elif found := _QUOTED.match(line, key.end()) or _IN_BRACES.match(line, key.end()):
        end = found.end()
    else:
        comment = _COMMENT.search(line, key.end())
        end = comment.start() if comment else len(line)
        if _MORE_THAN_ONE.search(line, key.end(), end):
            return key.end()
    return line.find("#", end) + 1 or end


def _depth(line: str) -> int:
    body = line.expandtabs()
    return len(body) - len(body.lstrip())


def _top(line: str) -> str:
    found = _TOP.match(line.lstrip())
    return found["key"] if found else ""


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0
