"""Legal text with placeholders, to runs of plain and bold text.

A passage holds what a lawyer may write into a wording: text, `**bold**`, a placeholder, `agree(..)` and an
`if` on a clause. It knows no loop, attribute or arithmetic, so that it can neither leave its sandbox nor
run without end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import SandboxedEnvironment

from redwell.problems import FilingError, Path, Problem, did_you_mean
from redwell.source.loader import Source, placed
from redwell.text.characters import name_of, to_ascii

BOLD = "\x02"
"""Stands for `**` while values are filled in: no filing can hold it, so that a value's asterisks stay."""

VALUES = (
    "grantor",
    "company",
    "capacity",
    "attorneys",
    "forms_and",
    "forms_or",
    "form_or",
    "this_day",
    "end_date",
)
"""The placeholders of a wording and of a notary's block."""

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Call,
    nodes.Filter,
)
_WORDS = {
    "Assign": "set",
    "AssignBlock": "set",
    "CallBlock": "call",
    "FromImport": "import",
    "Add": "+",
    "Sub": "-",
    "Mul": "*",
    "Pow": "**",
    "Getitem": "[",
    "Concat": "~",
}
_FILTERS: Mapping[str, Callable[[str], str]] = {"upper": str.upper, "lower": str.lower}
_DEEPEST = 10
_KNOWN = 'a wording knows {{ company }}, {{ agree("is", "are") }} and {% if has("form_144") %} .. {% endif %}'
_AGREE = (
    'agree takes two or three texts in quotes, for one attorney-in-fact, two and more: agree("is", "are")'
)
_HAS = 'has takes the name of one clause in quotes, e.g. has("form_144")'

_Fault = tuple[str, str, str | None]
"""A code, a message and the words that it is about."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph in one weight."""

    text: str
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that can be filled in, and where it stands."""

    source: Source
    path: Path
    text: str


def read(source: Source, path: Path, clauses: Collection[str]) -> Passage:
    """The text at *path*, ready to be filled in. Raises `FilingError` with all that is wrong in it.

    *clauses* are the names that `has(..)` may ask for.
    """
    text = _text(source, path)
    faults = [*_not_ascii(text)]
    try:
        tree = _ENVIRONMENT.parse(text)
        faults += [*_faults(tree, clauses), *_unclosed(source, path, _marks(tree))]
    except TemplateSyntaxError as error:
        faults.append(("wording-syntax", _syntax_message(error), _line_of_error(source, path)))
    except RecursionError:
        faults.append(("wording-too-deep", f"this is nested too deep; {_KNOWN}", None))
    if faults:
        raise FilingError(_problems(source, path, faults))
    return Passage(source, path, text)


def fill(
    passage: Passage, values: Mapping[str, str], clauses: Collection[str], attorneys: int
) -> tuple[Run, ...]:
    """The passage with the *values* and *clauses* of a filing, for so many *attorneys*, or `FilingError`."""

    def agree(one: str, two: str, more: str | None = None) -> str:
        return one if attorneys == 1 else two if attorneys == 2 or more is None else more

    source, path = passage.source, passage.path
    text = passage.text.replace("**", BOLD)
    try:
        if "{" in text:  # a third of the paragraphs have none, and compiling takes longest of all
            text = _template(text).render(values, agree=agree, has=clauses.__contains__)
    except UndefinedError as error:
        name = str(error).split("'")[1]
        message = f'this filing gives no "{name}": switch the paragraph on with `when: ends`'
        raise FilingError(_problems(source, path, [("wording-value", message, name)])) from None
    pieces = text.split(BOLD)
    if faults := [*_unclosed(source, path, len(pieces) - 1)]:
        raise FilingError(_problems(source, path, faults))
    return tuple(Run(piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece)


def plain(runs: Sequence[Run]) -> str:
    """The words of a paragraph."""
    return "".join(run.text for run in runs)


@lru_cache(maxsize=256)
def _template(text: str) -> Template:
    """Compiled on first use: most filings take in few clauses."""
    return _ENVIRONMENT.from_string(text)


def _text(source: Source, path: Path) -> str:
    value: Any = source.data
    for step in path:
        value = value[step]
    return re.sub(r"\s*\n\s*", " ", value).rstrip()


def _problems(source: Source, path: Path, faults: list[_Fault]) -> list[Problem]:
    return placed(source, [Problem(code=c, message=m, path=path, words=words) for c, m, words in faults])


def _faults(tree: nodes.Template, clauses: Collection[str]) -> Iterator[_Fault]:
    """What a passage may not say."""
    for node in _walk(tree):
        if not isinstance(node, _ALLOWED):
            yield "wording-statement", f'"{_word(node)}" has no place in a wording: {_KNOWN}', _word(node)
        elif isinstance(node, nodes.Call):
            yield from _call_faults(node, clauses)
        elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            message = f'"{node.name}" has no place in a wording: after | stands upper or lower'
            yield "wording-filter", message, node.name
        elif isinstance(node, nodes.Name) and node.name not in VALUES:
            hint = did_you_mean(node.name, VALUES) or f"; there are {', '.join(VALUES)}"
            yield "wording-placeholder", f'no placeholder is called "{node.name}"{hint}', node.name
    if _depth(tree) > _DEEPEST:
        yield "wording-too-deep", f"this is nested too deep; {_KNOWN}", None


def _call_faults(call: nodes.Call, clauses: Collection[str]) -> Iterator[_Fault]:
    name = _word(call.node)
    texts = [arg.value for arg in call.args if isinstance(arg, nodes.Const) and isinstance(arg.value, str)]
    is_plain = len(texts) == len(call.args) and not (call.kwargs or call.dyn_args or call.dyn_kwargs)
    if not isinstance(call.node, nodes.Name) or name not in ("agree", "has"):
        yield "wording-statement", f'"{name}(..)" has no place in a wording: {_KNOWN}', name
    elif name == "agree" and not (is_plain and len(texts) in (2, 3)):
        yield "wording-agree", _AGREE, name
    elif name == "has" and not (is_plain and len(texts) == 1):
        yield "wording-has", _HAS, name
    elif name == "has" and texts[0] not in clauses:
        hint = did_you_mean(texts[0], clauses) or f"; there are {', '.join(sorted(clauses))}"
        yield "wording-has", f"no paragraph of this wording has `when: {texts[0]}`{hint}", texts[0]


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    """The node and all below, but nothing below a call, which is judged whole, or below what is refused."""
    yield node
    if isinstance(node, _ALLOWED) and not isinstance(node, nodes.Call):
        for child in node.iter_child_nodes():
            yield from _walk(child)


def _marks(tree: nodes.Template) -> int:
    """How many `**` the words hold, those within quotes included."""
    texts = [node.data for node in tree.find_all(nodes.TemplateData)]
    texts += [node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str)]
    return sum(text.count("**") for text in texts)


def _depth(node: nodes.Node) -> int:
    inner = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return inner + isinstance(node, (nodes.If, nodes.CondExpr, nodes.Not, nodes.And, nodes.Or, nodes.Filter))


def _word(node: nodes.Node) -> str:
    """The word of the template that a node came from, near enough to find it."""
    name = type(node).__name__
    return str(getattr(node, "attr", None) or getattr(node, "name", None) or _WORDS.get(name, name.lower()))


def _syntax_message(error: TemplateSyntaxError) -> str:
    said = (error.message or "").rstrip(".")
    return f"a placeholder or {{% if %}} cannot be read ({said[:1].lower()}{said[1:]}); {_KNOWN}"


def _line_of_error(source: Source, path: Path) -> str | None:
    """The line at which the text, as it stands in the file, cannot be read."""
    mark = source.marks[path]
    written = source.text[mark.start : mark.end]
    try:
        _ENVIRONMENT.parse(written)
    except TemplateSyntaxError as error:
        return written.splitlines()[error.lineno - 1].strip()
    return None


def _not_ascii(text: str) -> Iterator[_Fault]:
    for character in dict.fromkeys(re.findall(r"[^\x00-\x7f]", text)):
        ascii_text = (to_ascii(character) or "").strip()
        offer = f"write {ascii_text} instead" if ascii_text else "write it in plain letters"
        yield "ascii-only", f"EDGAR takes Exhibit 24 in ASCII only: {name_of(character)}; {offer}", character


def _unclosed(source: Source, path: Path, count: int) -> Iterator[_Fault]:
    if count % 2:
        mark = source.marks[path]
        last = re.compile(r"\*\*\S*").findall(source.text, mark.start, mark.end)[-1]
        yield "wording-bold", "this ** opens a bold term that nothing closes: write **Company**", last


def _environment() -> SandboxedEnvironment:
    made = SandboxedEnvironment(undefined=StrictUndefined)
    made.globals.clear()
    made.filters = dict[str, Any](_FILTERS)
    made.tests = {}
    return made


_ENVIRONMENT = _environment()
