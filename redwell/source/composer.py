"""Turn the events of the YAML parser into data, with the offsets of every key and value."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import yaml

from redwell.problems import Edit, Path, edited
from redwell.source import errors
from redwell.source.errors import Mark
from redwell.text.lines import line_number

MAX_DEPTH = 20
"""A filing nests five deep; the C parser crashes the process at about 50,000."""
MAX_PROBLEMS = 100
"""A file with more problems is probably not a filing."""

_INT = re.compile(r"-?[0-9]+\Z")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_CONSTANTS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_ENDS_ITEM = re.compile(r"\s*[,}]")


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is open; *key* waits for its value, *previous* was the key before.

    *is_split*: a comma that cuts a value has been reported.
    """

    holder: Any
    path: Path
    in_braces: bool
    key: str | None = None
    previous: str | None = None
    is_split: bool = False


class _StopError(Exception):
    """The rest of the file cannot be understood."""


class Reader:
    """One pass over the events of the parser, without recursion, so no file can crash it."""

    def __init__(self, text: str, *, tries_tabs: bool = True) -> None:
        """Prepare to read *text*; `data`, `marks` and `keys` are complete after `run` if `is_whole`."""
        self.text = text
        self.tries_tabs = tries_tabs
        self.faults: list[errors.Fault] = []
        self.data: Any = None
        self.marks: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.stack: list[_Frame] = []
        self.documents = 0
        self.quoted: Mark | None = None
        self.is_whole = False

    def run(self) -> list[errors.Fault]:
        """Read the text, and return its problems."""
        try:
            for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
                self._take(event)
                if len(self.faults) >= MAX_PROBLEMS:
                    return self.faults
            self.is_whole = self.documents > 0
            if not self.documents:
                self.faults.append(errors.empty())
        except _StopError:
            self.is_whole = self.documents > 1  # the first one is
        except yaml.YAMLError as error:
            from redwell.source.broken import broken  # Imported here: most texts are whole.

            fault = broken(error, self.text, self.quoted, self._opened())
            self.faults.append(self._with_spaces(fault) if fault.code == "tab" else fault)
        return self.faults

    def _with_spaces(self, fault: errors.Fault) -> errors.Fault:
        """Return the problem of a tab with its remedy, if that is certain."""
        edits = without_tabs(self.text) if self.tries_tabs else ()
        new = next((edit.new for edit in edits if edit.start <= fault.start < edit.end), None)
        if new is None:
            return fault
        spaces = f"{len(new)} space{'s' * (len(new) != 1)}"
        return replace(fault, message=f"a tab indents this line: begin it with {spaces} instead", edits=edits)

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._decorated(event)
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._decorated(event)
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._fault(errors.alias(event.anchor or ""), event)
            self._scalar(
                yaml.ScalarEvent(None, None, (False, True), "*", event.start_mark, event.end_mark, '"')
            )
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event)

    def _fault(self, words: errors.Mistake, event: Any, *, stop: bool = False) -> None:
        self.faults.append(words.at(event.start_mark.index, event.end_mark.index, self._path()))
        if stop:
            raise _StopError

    def _path(self) -> Path:
        return self.stack[-1].path if self.stack else ()

    def _is_in_brackets(self) -> bool:
        return bool(self.stack) and self.stack[-1].in_braces and isinstance(self.stack[-1].holder, list)

    def _opened(self) -> int | None:
        """Return where the last bracket or brace opens that is not closed."""
        ends = (self.marks[frame.path].end - 1 for frame in reversed(self.stack) if frame.in_braces)
        # A pair in brackets, `[key: value]`, is a mapping without braces.
        return next((at for at in ends if self.text[at] in "[{"), None)

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._fault(errors.SECOND_DOCUMENT, event, stop=True)
        if event.version or event.tags:
            self._fault(errors.DIRECTIVE, event)

    def _decorated(self, event: Any) -> None:
        """Report anchors and tags: no value of a filing has one."""
        if event.anchor is not None:
            start = event.start_mark.index
            end = start + 1 + len(event.anchor)
            self.faults.append(errors.anchor(event.anchor).at(start, end, self._path()))
        if event.tag is not None:
            self._fault(errors.TAG, event)

    def _put(self, value: Any) -> Path:
        if not self.stack:
            self.data = value
            return ()
        frame = self.stack[-1]
        if isinstance(frame.holder, list):
            frame.holder.append(value)
            return (*frame.path, len(frame.holder) - 1)
        assert frame.key is not None, "a mapping gets keys before values"
        key, frame.key, frame.previous = frame.key, None, frame.key
        frame.holder[key] = value
        return (*frame.path, key)

    def _open(self, value: Any, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._fault(errors.TOO_DEEP, event, stop=True)
        if self._waits_for_key():
            self._fault(errors.COMPLEX_KEY, event, stop=True)
        path = self._put(value)
        self.marks[path] = Mark(event.start_mark.index, event.end_mark.index)
        self.stack.append(_Frame(value, path, bool(event.flow_style)))

    def _waits_for_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].holder, dict) and self.stack[-1].key is None

    def _scalar(self, event: Any) -> None:
        mark = Mark(event.start_mark.index, event.end_mark.index, event.value)
        self.quoted = mark if event.style in ("'", '"') else None
        if self._waits_for_key():
            self._key(event, mark)
            return
        if self._stands_alone(mark):
            self._split()
            return
        path = self._put(event.value if event.style else _resolve(event.value))
        self.marks[path] = mark
        found = [words.at(mark.start, mark.end, path) for words in errors.text_problems(event.value)]
        if not event.style:
            key = next((each for each in reversed(path) if isinstance(each, str) and each != "value"), "")
            problems = errors.plain_problems(event.value, key)
            found += [words.at(mark.start, mark.end, path) for words in problems]
            found += filter(None, [self._tail(path, mark), errors.comment_in_value(self.text, path, mark)])
        self.faults += found

    def _tail(self, path: Path, mark: Mark) -> errors.Fault | None:
        """Return the problem of an item in brackets that a comma cut from the one before it."""
        if not self._is_in_brackets() or not isinstance(path[-1], int) or path[-1] == 0:
            return None
        return errors.tail_of_a_name(self.text, path, self.marks[(*path[:-1], path[-1] - 1)], mark)

    def _key(self, event: Any, mark: Mark) -> None:
        frame = self.stack[-1]
        path = (*frame.path, event.value)
        first = self.keys.get(path)
        if frame.in_braces and _ENDS_ITEM.match(self.text, mark.end):
            self.keys.setdefault(path, mark)
            frame.key = event.value
            return  # the rest of a value that a comma cut in two
        if first:
            line = line_number(self.text, first.start)
            self._fault(errors.duplicate(event.value, line), event)
        elif not event.style:
            is_label = frame.path == ("footnotes",)
            if words := errors.key_problem(event.value, _resolve(event.value), is_label=is_label):
                self._fault(words, event)
        for words in errors.text_problems(event.value):
            self._fault(words, event)
        frame.key = event.value
        self.keys[path] = mark

    def _stands_alone(self, value: Mark) -> bool:
        """Return whether a key in braces has no colon before *value*: `{street: 1 Main St., Suite 101}`."""
        frame = self.stack[-1] if self.stack else None
        if frame is None or frame.key is None or not frame.in_braces or value.start != value.end:
            return False
        return ":" not in self.text[self.keys[(*frame.path, frame.key)].end : value.start]

    def _split(self) -> None:
        frame = self.stack[-1]
        assert frame.key is not None
        path = (*frame.path, frame.key)
        if not frame.is_split:
            previous = (*frame.path, frame.previous) if frame.previous is not None else None
            self.faults.append(errors.stands_alone(self.text, self.keys, path, previous))
        frame.key, frame.is_split = None, True


# --- tabs ---

_TAB_INDENTATION = re.compile(r"^ *\t[ \t]*(?=[^\s])", re.MULTILINE)
_LINE_ABOVE = re.compile(r"([ ]*+(?:- ++)*)[^\s#]")
_LINE_BELOW = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)([ ]*)(?=[^\s#])")


def without_tabs(text: str) -> tuple[Edit, ...]:
    """Return the edits that indent all lines by spaces; none if it matters how wide a tab is.

    A tab is as wide as a few spaces, or as what indents the line above or below. A line below a key without
    a value stands under it.
    """
    tabs = [*_TAB_INDENTATION.finditer(text)]
    around = [_columns_around(text, each) for each in tabs]
    options: list[list[int | None]] = [[above for above, _, _ in around], [below for _, below, _ in around]]
    options += ([len(each[0].expandtabs(width)) for each in tabs] for width in (2, 4, 8))
    found: list[tuple[Any, tuple[Edit, ...]]] = []
    for columns in options:
        pairs = [(tab, column) for tab, column in zip(tabs, columns, strict=True) if column is not None]
        is_even = len({(tab[0], column) for tab, column in pairs}) == len({tab[0] for tab in tabs})
        is_below = all(column >= least for (_, column), (_, _, least) in zip(pairs, around, strict=False))
        if len(pairs) < len(tabs) or not is_even or not is_below:
            continue
        edits = tuple(Edit(*tab.span(), " " * column) for tab, column in pairs)
        reader = Reader(edited(text, edits), tries_tabs=False)
        reader.run()
        if reader.is_whole:
            found.append((reader.data, edits))
    is_certain = found and all(data == found[0][0] for data, _ in found)
    return found[0][1] if is_certain else ()


def _columns_around(text: str, tab: re.Match[str]) -> tuple[int | None, int | None, int]:
    """Return the columns at which the lines above and below a tab begin, and the least that it stands for."""
    line = text.rfind("\n", 0, max(tab.start() - 1, 0)) + 1
    above = _LINE_ABOVE.match(text, line, tab.start()) if tab.start() else None
    is_key = text[line : tab.start()].rstrip(" \r\n").endswith(":")
    below = _LINE_BELOW.match(text, tab.start())
    return (
        len(above[1]) + (2 if is_key else 0) if above else None,
        len(below[1]) if below else None,
        len(above[1]) + 1 if above and is_key else 0,
    )


def _resolve(text: str) -> Any:
    """Return the value of a plain scalar in YAML 1.2 (core schema), exactly."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.match(text) and len(text) <= 18:
        return int(text)
    return Decimal(text) if _INT.match(text) or _DECIMAL.match(text) else text
