"""Every pattern in `redwell/`, and texts on which a pattern may take time that grows with their square.

Such a text repeats a part of what the pattern matches: after each repetition, or from each place, the pattern
reads the rest again. The texts come from the structure of the pattern itself.
"""

from __future__ import annotations

import ast
import gc
import json
import re
import time
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice, product
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from redwell.edgar import footnote_labels
from redwell.rules import owners
from redwell.schema import dates
from redwell.secrets import patterns as secrets
from redwell.text import drafting

ROOT = Path(__file__).resolve().parent.parent
ANYWHERE = frozenset({"search", "sub", "subn", "split", "findall", "finditer"})
"""These look for a pattern at each place of a text; the others only where they begin."""
FLAGS_AT = {"compile": 1, "sub": 4, "subn": 4, "split": 3}
"""The place of the flags among the arguments of a function of `re`; for the others, third."""
CHARACTERS = " ax0A1-_.,:;/'\"<>()[]{}#&=@$*!?|\\%^~+\n\t\r\u00a0\u00e9\u201d\u2013\u0301\0"
"""Characters to try where a class of a pattern admits them; at most one of a kind is needed."""
UNLIKELY = ("", "\0", "\n!")
"""Ends of a text that make most patterns fail."""
MANY = 64
"""A repetition that may have more than these is one that a text can pump."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern and where it stands in the code; *is_sought* if it is looked for at each place of a text."""

    where: str
    text: str | bytes
    flags: int
    is_sought: bool

    @property
    def module(self) -> str:
        return self.where.partition(":")[0]

    @property
    def compiled(self) -> re.Pattern[Any]:
        return re.compile(self.text, self.flags)


EXAMPLES: dict[tuple[str, str], tuple[Any, ...]] = {
    # These read the schemas of Redwell itself, or try patterns that stand in a schema or a table below.
    ("redwell.schema.remedies", "pattern"): (),
    ("redwell.schema.blocks", 'described["pattern"]'): (),
    ("redwell.schema.dates", "pattern"): (dates._MONTH_FIRST, dates._DAY_FIRST),
    ("redwell.schema.places", "pattern"): (
        r"(?P<name>.+?),? ?[(\[](?P<code>\w\w)[)\]]",
        r"(?P<code>\w\w)[ ,:-]{1,3}\(?(?P<name>.+?)\)?",
    ),
    ("redwell.edgar.footnote_labels", "pattern"): tuple(
        pattern.pattern for pattern in footnote_labels._SUBJECTS.values()
    ),
    ("redwell.commands.earlier", 'rf"^{key}:"'): ("^issuer:",),
    ("redwell.commands.earlier", """rf"^[\\"']?{key}[\\"']?[ ]*:\""""): ("^[\"']?issuer[\"']?[ ]*:",),
    ("redwell.commands.filed", r'rb"^%s:[^\n]*\n%s*" % (key.encode("ascii"), line_below)'): (
        rb"^tested:[^\n]*\n(?:[ \t]++[^\n]*+\n|[ \t\r]*+\n)*",
    ),
    ("redwell.fixes.edits", r'rf"^ *# {name}: [^#\r\n]*#[^\r\n]*(?:\r\n|\r|\n)\Z"'): (
        r"^ *# owned_after: [^#\r\n]*#[^\r\n]*(?:\r\n|\r|\n)\Z",
    ),
    ("redwell.commands.new_draft", r'rf"\{{({known})\}}"'): (r"\{(form|client)\}",),
    ("redwell.commands.new_positions", 'rf"^{form.tables[1].key}:"'): ("^derivative:",),
    ("redwell.edgar.template_problems", """rf"<{re.escape(name)}[\\s>/]|'{re.escape(name)}'\""""): (
        r"<value[\s>/]|'value'",
    ),
    (
        "redwell.rules.exhibits",
        r'rf"(?i)\b(exhibits?|exh?\.?)[\s.-]*(no\.?\s*|numbers?\s*)?{kind}{end}\b"',
    ): (r"(?i)\b(exhibits?|exh?\.?)[\s.-]*(no\.?\s*|numbers?\s*)?24\.1\b",),
    ("redwell.rules.exhibits", r'rf"(?im)^(?:(?!exhibits?\b).)*exhibits?\b.*\b{kind}{end}\b"'): (
        r"(?im)^(?:(?!exhibits?\b).)*exhibits?\b.*\b24\.1\b",
    ),
    ("redwell.rules.footnotes", r'rf"\({n}\)\s+|{n}[.)]\s+|\[{n}\]\s+"'): (r"\(1\)\s+|1[.)]\s+|\[1\]\s+",),
    ("redwell.rules.owners", "form"): tuple(owners._LEGAL_FORMS.values()),
    ("redwell.text.drafting", "pattern"): tuple(rf"(?im){each}" for each in drafting._KINDS.values()),
    ("redwell.schema.numbers", """r"[^0-9.]" if re.match(_GROUPED, text) else r"[^0-9]\""""): ("[^0-9.]",),
    ("redwell.schema.labels", 'rf"[A-Za-z_-]*0?{number}"'): (r"[A-Za-z_-]*0?12",),
    (
        "redwell.text.typography",
        r'''rf"(?<!\w){re.escape(name)}(?!\w)(?:['\u2019]s\b)?"''',
    ): (r"(?<!\w)Acme\ Corp(?!\w)(?:['\u2019]s\b)?",),
    ("redwell.secrets.patterns", "pattern"): tuple(secrets.PATTERNS.values()),
}
"""Patterns that are put together while a command runs, by their module and source."""


# --- the patterns of the code ---


@cache
def patterns() -> tuple[Pattern, ...]:
    """Return every pattern in `redwell/` and in the schemas, each once.

    Raise `LookupError` for one that is put together while a command runs and has no `EXAMPLES`.
    """
    found = [each for path in _sources() for each in _of_module(path)]
    found += [each for path in sorted((ROOT / "schemas").rglob("*.json")) for each in _of_schema(path)]
    return tuple({(each.text, each.flags, each.is_sought): each for each in found}.values())


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(_text(path))))


def _of_module(path: Path) -> Iterator[Pattern]:
    if "re." not in _text(path):
        return
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    names: dict[int, str] = {}
    methods: dict[int, str] = {}
    for node in _nodes(path):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names[id(node.value)] = node.targets[0].id
        if isinstance(node, ast.Attribute):
            methods[id(node.value)] = node.attr
    for node in _nodes(path):
        if not isinstance(node, ast.Call) or not (method := _function_of_re(node)):
            continue
        source = _source(path, node.args[0])
        at = FLAGS_AT.get(method, 2)
        said = [each.value for each in node.keywords if each.arg == "flags"] + node.args[at : at + 1]
        space = vars(import_module(name))
        flags = eval(ast.unparse(said[0]), space) if said else 0
        try:
            texts = EXAMPLES[name, source] if (name, source) in EXAMPLES else (eval(f"({source})", space),)
        except NameError:
            raise LookupError(f"{name}:{node.lineno}: give examples of the pattern {source}") from None
        sought: Set[str] = {method} & ANYWHERE
        if method == "compile":
            used = {methods[id(node)]} if id(node) in methods else _methods(names.get(id(node)), path)
            sought = used & ANYWHERE
        for text in texts:
            yield Pattern(f"{name}:{node.lineno}", text, int(flags), bool(sought))


def _source(path: Path, node: ast.expr) -> str:
    """Return the source of a node, as `ast.get_source_segment` does more slowly."""
    last = node.end_lineno or node.lineno
    lines = [line.encode() for line in _text(path).split("\n")[node.lineno - 1 : last]]
    lines[-1] = lines[-1][: node.end_col_offset]
    lines[0] = lines[0][node.col_offset :]
    return b"\n".join(lines).decode()


def _function_of_re(call: ast.Call) -> str | None:
    func = call.func
    is_re = isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id == "re"
    return func.attr if is_re and isinstance(func, ast.Attribute) and func.attr != "escape" else None


def _methods(name: str | None, path: Path) -> Set[str]:
    """Return the methods that the code calls on the pattern *name* of a module; all if it is handed on."""
    called, uses = set[str](), 0
    for each in _sources() if name and not name.startswith("_") else [path]:
        for (used, is_alone), then in _uses(each) if name and name in _text(each) else ():
            if used == name and (each == path or not is_alone or name in _imported(each)):
                called |= {then} - {""}
                uses += not then
    return called if called and not uses else ANYWHERE


@cache
def _sources() -> list[Path]:
    return sorted((ROOT / "redwell").rglob("*.py"))


@cache
def _imported(path: Path) -> Set[str]:
    nodes = [node for node in _nodes(path) if isinstance(node, ast.ImportFrom)]
    return {each.name for node in nodes for each in node.names}


@cache
def _uses(path: Path) -> Set[tuple[tuple[str, bool], str]]:
    """Return the names that a module uses, whether alone or after a point, and the attribute that follows."""
    nodes = _nodes(path)
    followed = {id(node.value): node.attr for node in nodes if isinstance(node, ast.Attribute)}
    found = set[tuple[tuple[str, bool], str]]()
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(((node.id, True), followed.get(id(node), "")))
        elif isinstance(node, ast.Attribute):
            found.add(((node.attr, False), followed.get(id(node), "")))
    return found


def _of_schema(path: Path) -> Iterator[Pattern]:
    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("pattern"), str):
                yield value["pattern"]
            yield from (each for inner in value.values() for each in walk(inner))
        elif isinstance(value, list):
            yield from (each for inner in value for each in walk(inner))

    for text in walk(json.loads(path.read_text("utf-8"))):
        yield Pattern(path.name, text, 0, is_sought=True)


# --- texts ---


def pumps(pattern: Pattern, pairs: int) -> Iterator[tuple[str, str, str]]:
    """Yield texts in three parts: a beginning, what is repeated, and an end.

    *pairs* limits the texts that join two parts of the pattern.
    """
    text = pattern.text.decode("latin-1") if isinstance(pattern.text, bytes) else pattern.text
    parsed = _parser.parse(text, pattern.flags)
    seen: set[tuple[str, str, str]] = set()
    for each in _all_pumps(parsed, pairs):
        if each[1] and each not in seen:
            seen.add(each)
            yield each


def _all_pumps(parsed: Any, pairs: int) -> Iterator[tuple[str, str, str]]:
    letters = [*dict.fromkeys(_letters(parsed))]
    for letter, end in product(letters, UNLIKELY):
        yield "", letter, end
    for before, body in _repeats(parsed, ""):
        for end in UNLIKELY:
            yield before, body, end
        yield "", before + body, "\0"
    steps = [*dict.fromkeys(_beginnings(parsed))]
    for step in steps:
        yield "", step, ""
        yield "", step, "\0"
        if parsed.state.flags & re.MULTILINE:
            # A pattern that begins at the beginning of a line begins again only there.
            yield "", step + "\n", "\0"
    for step, letter in islice(product(steps[:-1], letters), pairs):
        yield "", step + letter, "\0"
        yield step, letter, "\0"
    for one, other in islice(product(letters, letters), pairs):
        yield "", one + other, "\0"


def _items(node: Any) -> Iterator[Any]:
    """Yield each item of a pattern, at any depth."""
    for item in node:
        yield item
        for inner in _inner(item):
            yield from _items(inner)


def _inner(item: Any) -> list[Any]:
    kind, value = item
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return [value[2]]
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    if kind is op.BRANCH:
        return [*value[1]]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    if kind is op.GROUPREF_EXISTS:
        return [each for each in value[1:] if each]
    return []


def _letters(parsed: Any) -> Iterator[str]:
    """Yield letters on which the parts of a pattern can meet: each literal, and some of each class."""
    for item in _items(parsed):
        yield from _admitted(item, 3)


def _admitted(item: Any, most: int) -> list[str]:
    """Return some characters that an item for one character admits."""
    kind, value = item
    if kind is op.LITERAL:
        return [chr(value)]
    if kind is op.NOT_LITERAL:
        return [c for c in CHARACTERS if ord(c) != value][:most]
    if kind is op.ANY:
        return [*"a ."][:most]
    if kind is not op.IN:
        return []
    own = [chr(v if k is op.LITERAL else v[0]) for k, v in value if k in (op.LITERAL, op.RANGE)]
    is_negated = value[0][0] is op.NEGATE
    found = [c for c in (CHARACTERS if is_negated else [*own, *CHARACTERS]) if _is_in(c, value) != is_negated]
    return [*dict.fromkeys(found)][:most]


CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}


def _is_in(character: str, items: Any) -> bool:
    for kind, value in items:
        if kind is op.LITERAL and ord(character) == value:
            return True
        if kind is op.RANGE and value[0] <= ord(character) <= value[1]:
            return True
        if kind is op.CATEGORY and re.match(CATEGORIES[value], character):
            return True
    return False


def _sample(node: Any) -> str:
    """Return a text that a pattern probably matches, with each repetition at least once."""
    return "".join(_sample_of(item) for item in node)


def _sample_of(item: Any) -> str:
    kind, value = item
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _sample(value[2]) * min(max(int(value[0]), 1), MANY)
    if kind is op.BRANCH:
        return max((_sample(each) for each in value[1]), key=len)
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return ""
    if kind is op.SUBPATTERN:
        return _sample(value[3])
    if kind is op.ATOMIC_GROUP:
        return _sample(value)
    return "".join(_admitted(item, 1))


def _beginnings(node: Any) -> Iterator[str]:
    """Yield the beginnings of what a pattern matches, up to each of its items."""
    before = ""
    for item in node:
        for inner in _inner(item):
            yield from (before + each for each in _beginnings(inner))
        before += _sample_of(item)
        yield before


def _repeats(node: Any, before: str) -> Iterator[tuple[str, str]]:
    """Yield each repetition that has no low limit: a text that leads to it, and what it repeats."""
    for item in node:
        kind, value = item
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and value[1] > MANY:
            yield before, _sample(value[2])
            for inner in _items(value[2]):
                yield from ((before, letter) for letter in _admitted(inner, 3))
        for inner in _inner(item):
            yield from _repeats(inner, before)
        before += _sample_of(item)


# --- time ---


def seconds(pattern: Pattern, parts: Sequence[str], size: int, tries: int = 1) -> float:
    """Return the least CPU time of some tries to use *pattern* on a text of *size* characters."""
    before, body, end = parts
    room = size - len(before) - len(end)
    text: Any = before + body * (room // len(body)) + end
    if isinstance(pattern.text, bytes):
        text = text.encode("latin-1", "replace")
    return min(_once(pattern, text) for _ in range(tries))


def _once(pattern: Pattern, text: Any) -> float:
    """Return the CPU time of one use, without the garbage collector's."""
    compiled = pattern.compiled
    gc.disable()
    start = time.process_time()
    if pattern.is_sought:
        for _ in compiled.finditer(text):
            pass
    else:
        compiled.match(text)
        compiled.fullmatch(text)
    spent = time.process_time() - start
    gc.enable()
    return spent
