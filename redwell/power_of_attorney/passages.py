"""Fill in legal text with placeholders, and return it as runs of plain and bold text.

A passage holds what a lawyer may write in a wording: text, `**bold**`, a placeholder, `agree(..)` and an `if`
on a clause. It has no loops, attributes or arithmetic, so it can neither leave its sandbox nor run forever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing

from redwell.power_of_attorney.executed import not_ascii
from redwell.problems import FilingError, Path, Problem, did_you_mean
from redwell.source.loader import Source, placed

BOLD = "\x02"
"""Replaces `**` while values are filled in. No filing can contain it, so asterisks in values stay."""

_VALUES = (
    "grantor",
    "company",
    "capacity",
    "attorneys",
    "forms_and",
    "forms_or",
    "form_or",
    "this_day",
    "end_date",
    "years",
    "anniversary",
    "leaving",
    "place",
    "witness",
)
_SWITCHES = {
    "end_date": "ends",
    "years": "ends_after_years",
    "anniversary": "ends_after_years",
    "leaving": "ends_on_leaving",
    "witness": "witnesses",
}
"""The clauses that give the values of placeholders, where they have other names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The language of one kind of wording: its placeholders, and the messages about them."""

    values: tuple[str, ...]
    """The placeholders."""
    example: tuple[str, str]
    """One of them, and a name that `has(..)` may ask for."""
    numbered: str
    """The things that `agree(..)` counts: "attorneys-in-fact"."""
    has: str
    """The thing that `has(..)` asks for by its name: "one clause"."""
    unknown: tuple[str, str]
    """The message about a name that `has(..)` may not ask for, `{}`, and the one about those that it may."""
    lacking: str
    """The message about a placeholder without a value, `{}`, with what to write."""

    @property
    def known(self) -> str:
        """The sentence that lists what a passage may hold."""
        value, name = self.example
        return (
            f'a wording may use {{{{ {value} }}}}, {{{{ agree("is", "are") }}}} and '
            f'{{% if has("{name}") %}} .. {{% endif %}}'
        )


OF_A_POWER = Vocabulary(
    values=_VALUES,
    example=("company", "form_144"),
    numbered="attorneys-in-fact",
    has="one clause",
    unknown=("no paragraph of this wording has `when: {}`", "the clauses are"),
    lacking='this filing gives no "{}": write `when: {}` in this paragraph',
)
"""The language of the wording of a power of attorney and of a notary block."""

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
_FILTERS: Mapping[str, Callable[[Any], str]] = {
    "upper": lambda value: str(value).upper(),
    "lower": lambda value: str(value).lower(),
}
_DEEPEST = 10

_Fault = tuple[str, str, str | None]
"""A code, a message, and the words to mark."""


@dataclass(frozen=True, slots=True)
class FilledRun:
    """A piece of a paragraph, all bold or all plain."""

    text: str
    is_bold: bool = False
    is_number: bool = False
    """True for the number of a power in its list, with the space after it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that can be filled in, and its place."""

    source: Source
    path: Path
    text: str
    vocabulary: Vocabulary


def passage_at(
    source: Source, path: Path, clauses: Collection[str], vocabulary: Vocabulary = OF_A_POWER
) -> Passage:
    """Return the text at *path*, ready to be filled in. Raise `FilingError` with all its problems.

    *clauses* are the names that `has(..)` may ask for.
    """
    text = _text(source, path)
    foreign = "".join(re.findall(r"[^\x00-\x7f]", text))
    faults: list[_Fault] = [("ascii-only", message, character) for character, message in not_ascii(foreign)]
    try:
        tree = _ENVIRONMENT.parse(text)
        faults += [*_faults(tree, clauses, vocabulary), *_unclosed(source, path, _marks(tree))]
    except TemplateSyntaxError as error:
        faults.append(("wording-syntax", _syntax_message(error, vocabulary), _line_of_error(source, path)))
    except RecursionError:
        faults.append(("wording-too-deep", f"this is nested too deeply: {vocabulary.known}", None))
    if faults:
        raise FilingError(_problems(source, path, faults))
    return Passage(source, path, text, vocabulary)


def fill(
    passage: Passage, values: Mapping[str, str], clauses: Collection[str], attorneys: int
) -> tuple[FilledRun, ...]:
    """Return the passage with a filing's *values* and *clauses*, for that number of *attorneys*.

    Raise `FilingError` if a value is missing.
    """

    def agree(one: str, two: str, more: str | None = None) -> str:
        return one if attorneys == 1 else two if attorneys == 2 or more is None else more

    source, path = passage.source, passage.path
    text = passage.text.replace("**", BOLD)
    try:
        if "{" in text:  # compiling takes longest, and a third of the paragraphs need none
            text = _template(text).render(values, agree=agree, has=clauses.__contains__)
    except _NoValueError as error:
        switch = _SWITCHES.get(error.name, error.name)
        message = passage.vocabulary.lacking.format(error.name, switch)
        raise FilingError(_problems(source, path, [("wording-value", message, error.name)])) from None
    pieces = text.split(BOLD)
    if faults := [*_unclosed(source, path, len(pieces) - 1)]:
        raise FilingError(_problems(source, path, faults))
    return tuple(FilledRun(piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece)


def plain_words(runs: Sequence[FilledRun]) -> str:
    """Return the words of a paragraph."""
    return "".join(run.text for run in runs)


@lru_cache(maxsize=256)
def _template(text: str) -> Template:
    """Compile a text on first use, because most filings use few clauses."""
    return _ENVIRONMENT.from_string(text)


def _text(source: Source, path: Path) -> str:
    value: Any = source.data
    for step in path:
        value = value[step]
    return re.sub(r"(?:(?<![^\S\n])[^\S\n]+)?\n\s*", " ", value).rstrip()


def _problems(source: Source, path: Path, faults: list[_Fault]) -> list[Problem]:
    return placed(source, [Problem(code=c, message=m, path=path, words=words) for c, m, words in faults])


def _faults(tree: nodes.Template, clauses: Collection[str], vocabulary: Vocabulary) -> Iterator[_Fault]:
    """Return what a passage may not contain."""
    for node in _walk(tree):
        if not isinstance(node, _ALLOWED):
            message = f'"{_word(node)}" is not allowed in a wording: {vocabulary.known}'
            yield "wording-statement", message, _word(node)
        elif isinstance(node, nodes.Call):
            yield from _call_faults(node, clauses, vocabulary)
        elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            message = f'"{node.name}" is not allowed in a wording: after |, write upper or lower'
            yield "wording-filter", message, node.name
        elif isinstance(node, nodes.Name) and node.name not in vocabulary.values:
            values = vocabulary.values
            hint = did_you_mean(node.name, values) or f"; the placeholders are {', '.join(values)}"
            yield "wording-placeholder", f'there is no placeholder "{node.name}"{hint}', node.name
    if _depth(tree) > _DEEPEST:
        yield "wording-too-deep", f"this is nested too deeply: {vocabulary.known}", None


def _call_faults(call: nodes.Call, clauses: Collection[str], vocabulary: Vocabulary) -> Iterator[_Fault]:
    name = _word(call.node)
    texts = [arg.value for arg in call.args if isinstance(arg, nodes.Const) and isinstance(arg.value, str)]
    is_plain = len(texts) == len(call.args) and not (call.kwargs or call.dyn_args or call.dyn_kwargs)
    if not isinstance(call.node, nodes.Name) or name not in ("agree", "has"):
        yield "wording-statement", f'"{name}(..)" is not allowed in a wording: {vocabulary.known}', name
    elif name == "agree" and not (is_plain and len(texts) in (2, 3)):
        number = f"one, two and more {vocabulary.numbered}"
        message = f'agree takes two or three texts in quotes, for {number}: agree("is", "are")'
        yield "wording-agree", message, name
    elif name == "has" and not (is_plain and len(texts) == 1):
        example = f'has("{vocabulary.example[1]}")'
        yield "wording-has", f"has takes the name of {vocabulary.has} in quotes, for example {example}", name
    elif name == "has" and texts[0] not in clauses:
        unknown, others = vocabulary.unknown
        hint = did_you_mean(texts[0], clauses) or f"; {others} {', '.join(sorted(clauses))}"
        yield "wording-has", unknown.format(texts[0]) + hint, texts[0]


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    """Return a node and all nodes below it, except below a call or a node that is not allowed."""
    yield node
    if isinstance(node, _ALLOWED) and not isinstance(node, nodes.Call):
        for child in node.iter_child_nodes():
            yield from _walk(child)


def _marks(tree: nodes.Template) -> int:
    """Return how many `**` the text has, including those in quotes."""
    texts = [node.data for node in tree.find_all(nodes.TemplateData)]
    texts += [node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str)]
    return sum(text.count("**") for text in texts)


def _depth(node: nodes.Node) -> int:
    inner = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return inner + isinstance(node, (nodes.If, nodes.CondExpr, nodes.Not, nodes.And, nodes.Or, nodes.Filter))


def _word(node: nodes.Node) -> str:
    """Return the word of the template that a node came from, close enough to find it."""
    name = type(node).__name__
    return str(getattr(node, "attr", None) or getattr(node, "name", None) or _WORDS.get(name, name.lower()))


def _syntax_message(error: TemplateSyntaxError, vocabulary: Vocabulary) -> str:
    cause = (error.message or "").rstrip(".")
    said = f"{cause[:1].lower()}{cause[1:]}"
    return f"a placeholder or {{% if %}} cannot be read ({said}): {vocabulary.known}"


def _line_of_error(source: Source, path: Path) -> str | None:
    """Return the line of the file at which the text cannot be read."""
    mark = source.marks[path]
    written = source.text[mark.start : mark.end]
    try:
        _ENVIRONMENT.parse(written)
    except TemplateSyntaxError as error:
        return written.splitlines()[error.lineno - 1].strip()
    return None


def _unclosed(source: Source, path: Path, count: int) -> Iterator[_Fault]:
    if count % 2:
        mark = source.marks[path]
        last = re.compile(r"\*\*\S*").findall(source.text, mark.start, mark.end)[-1]
        yield (
            "wording-bold",
            "this ** begins a bold term that does not end: write, for example, **Company**",
            last,
        )


class _NoValueError(UndefinedError):
    """A filing gives no value for the placeholder *name*."""

    def __init__(self, name: str, message: str | None = None) -> None:
        super().__init__(message)
        self.name = name


class _NoValue(StrictUndefined):
    """A placeholder without a value; whatever a wording does with it raises `_NoValueError`."""

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, *_: Any) -> None:
        # Jinja calls the last argument with its own message.
        super().__init__(hint, obj, name, partial(_NoValueError, name))  # type: ignore[arg-type]


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(undefined=_NoValue)
    environment.globals.clear()
    environment.filters = dict[str, Any](_FILTERS)
    environment.tests = {}
    return environment


_ENVIRONMENT = _environment()
