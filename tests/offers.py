"""Put what a message offers into a filing, as a person would who has nothing but the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import yaml

from redwell.problems import Problem

_OFFER = re.compile(r"(?<![\w-])write(?:, for example,)? (?=\S)|begin it with (?=[0-9]+ space)")
_ENDS = re.compile(r"; |, |: | \(| under | or | if | and | with | before | at | in | as | to | instead |\Z")
_SENTENCE = re.compile(
    r"; |, (?:without|whichever|if that|with a) |, if | \((?:specification|Form|EDGAR|Table)| with the label"
    r"|: (?:EDGAR|a CIK)| to make | instead of "
)
"""The words at which an offer surely ends."""
_OR = re.compile(r",? or |, (?=[0-9.]+ if |[a-z_]+: (?:with|true))")
_WORDS = re.compile(
    r"(?:the|its|one|them|what|at least|that|this|two|upper|year-month-day|a|digits|some|remove|put|else"
    r"|list|say|correct|add|accept|name|leave|is|it|more|in|of)\b(?!:)|See Remarks|if "
)
"""The words that begin a sentence, and no text that can be put into a filing."""
_MADE_UP = re.compile(r"(?P<key>[a-z_]+): ?(?:with|and)\b|(?P<alone>[a-z_]+):(?= \(|\Z)")
_VALUES = {
    "acquired": "acquired: 5",
    "amount": "amount: 5",
    "amount_in_dollars": "amount_in_dollars: 5",
    "by": 'by: ["Northern Light GP LLC, its general partner"]',
    "disposed": "disposed: 5",
    "explanation": "explanation: This amendment corrects the number of shares.",
    "position": "position: another",
}
"""The values that a reader makes up where a message describes one: by default, some words."""
_KEY = re.compile(r"(?P<key>[a-z][\w-]*):(?: |\Z)")
_KEY_LINE = re.compile(r"(?P<before> *(?:- +)*)(?P<key>[\w.-]+ ?): ?(?P<value>.*)")


def offers(message: str) -> list[tuple[str, ...]]:
    """Return each text that a message says to write, in the lengths that may be meant, the longest first."""
    found: list[tuple[str, ...]] = []
    for offer in _OFFER.finditer(message):
        rest = message[offer.end() :]
        starts = [0, *(each.end() for each in _OR.finditer(rest.partition("; ")[0]))]
        for part in (rest[start:] for start in starts):
            if _WORDS.match(part) or " if it is text" in part.partition(";")[0]:
                continue
            if made_up := _MADE_UP.match(part):
                key = made_up["key"] or made_up["alone"]
                found.append((_VALUES.get(key, f"{key}: Some Words"),))
                continue
            part = _SENTENCE.split(part)[0]
            ends = [end.start() for end in _ENDS.finditer(part) if end.start()]
            found.append(tuple(dict.fromkeys(part[:end] for end in reversed(ends))))
    return found


def pasted(text: str, problem: Problem, offer: str) -> Iterator[str]:
    """Yield the filing with an offered text, at each place where a reader may put it."""
    assert problem.place
    lines, n = text.split("\n"), problem.place.line - 1
    start, end = problem.place.column - 1, problem.place.end_column - 1
    line = lines[n]
    comment = re.search(r" #.*", line[start:])
    stop = start + comment.start() if comment else len(line)
    yield _with(lines, n, line[:start] + offer + line[end:])
    yield _with(lines, n, line[:start] + offer + line[stop:])
    yield _with(lines, n, line[:start] + offer)
    if key := _KEY.match(offer):
        yield from _with_key(lines, n, offer, key["key"], start, end)
    elif spaces := re.match("[0-9]+ spaces?|no space", offer):
        yield from _indented(lines, n, int(re.sub(r"\D", "", spaces[0]) or 0))
    elif item := re.fullmatch('"- " before (\\w+)', offer):
        at = next(m for m in range(n, len(lines)) if lines[m].lstrip().startswith(f"{item[1]}:"))
        yield _with(lines, at, re.sub(r"  (?=\w)", "- ", lines[at], count=1))
    elif found := _KEY_LINE.match(line):
        yield _with(lines, n, line[: found.start("value")] + offer)
        yield text.replace("amount: 1000\n", f"amount: {offer}\n", 1)


def _with_key(lines: list[str], n: int, offer: str, key: str, start: int, end: int) -> Iterator[str]:
    """Yield the filing with a key and its value: in its line or another one, below it, or at the end."""
    line = lines[n]
    in_braces = line.find(f"{key}: ")
    if 0 <= in_braces < start:
        yield _with(lines, n, line[:in_braces] + offer + line[end:])
    found = _KEY_LINE.match(line)
    before = found["before"] if found else " " * (len(line) - len(line.lstrip()))
    if found:
        yield _with(lines, n, before + offer)
    near = [m for m, each in enumerate(lines) if re.match(rf"[ -]*{key}:(?: |$)", each) and m != n]
    for m in sorted(near, key=lambda m: abs(m - n)):
        prefix = lines[m][: len(lines[m]) - len(lines[m].lstrip(" -"))]
        if inner := re.fullmatch(r"\w+: \{(.+)\}", offer):
            # Into a mapping that is already there.
            yield _with(lines, m, lines[m], f"{' ' * len(prefix)}  {inner[1]}")
        yield _with(lines, m, prefix + offer)
        yield _with([*lines[:n], *lines[n + 1 :]], m - (m > n), prefix + offer)
    column = " " * len(before)
    yield _with(lines, n, line, f"{column}{offer}")
    yield _with(lines, n, line, f"{column}  {offer}")
    yield "\n".join(lines).rstrip("\n") + f"\n{offer}\n"


def _indented(lines: list[str], n: int, count: int) -> Iterator[str]:
    """Yield the filing with a line that begins with *count* spaces, and with all that begin like it."""
    yield _with(lines, n, " " * count + lines[n].strip())
    start = lines[n][: len(lines[n]) - len(lines[n].lstrip())]
    yield "\n".join(
        " " * count + each.strip() if start and each.startswith(start) else each for each in lines
    )


def _with(lines: list[str], n: int, *new: str) -> str:
    return "\n".join([*lines[:n], *new, *lines[n + 1 :]])


def with_lines(data: Any, problem: Problem) -> Iterator[str]:
    """Yield the filing with the lines that a report shows, for each place that they name.

    They begin at the margin, or where the key does in whose place they belong.
    """
    assert problem.place
    indentation = len(problem.lines[0]) - len(problem.lines[0].lstrip())
    line_indentation = len(problem.place.text) - len(problem.place.text.lstrip(" -"))
    assert indentation in (0, problem.place.column - 1, line_indentation)
    blocks: list[list[str]] = []
    for line in problem.lines:
        # Lines at the margin are alternatives; those in place of one key belong together.
        is_first = not blocks or (not line[indentation].isspace() and not indentation)
        blocks += [[]] if is_first else []
        blocks[-1].append(line[indentation:])
    for block in blocks:
        shown = yaml.safe_load("\n".join(block))
        changed = deepcopy(data)
        holder = changed
        for step in problem.path[:-1]:
            if isinstance(holder, dict) and step not in holder:
                return  # below a key that is misspelt, which another message names
            holder = holder[step]
        inner = next(iter(shown.values())) if isinstance(shown, dict) and len(shown) == 1 else shown
        values = [*(inner.values() if isinstance(inner, dict) else inner)]
        for key in [
            key
            for key, value in holder.items()
            if key == problem.path[-1]
            or key in inner
            or str(value) in map(str, values)
            or any(key.startswith(f"{name}_") for name in shown)
        ]:
            del holder[key]
        if indentation or not problem.path[:-1]:
            holder.update(_merged(holder, shown))
        else:
            changed = _merged(changed, shown)
        yield yaml.safe_dump(_plain(changed), sort_keys=False)


def _merged(data: Any, more: Any) -> Any:
    if isinstance(data, dict) and isinstance(more, dict):
        return data | {key: _merged(data[key], item) if key in data else item for key, item in more.items()}
    if isinstance(data, list) and isinstance(more, list):
        return [_merged(data[0], more[0]), *data[1:]]
    return more


def _plain(data: Any) -> Any:
    """Return data as plain YAML can hold it."""
    if isinstance(data, dict):
        return {key: _plain(item) for key, item in data.items()}
    if isinstance(data, list):
        return [*map(_plain, data)]
    if isinstance(data, Decimal):
        return int(data) if data == data.to_integral_value() else float(data)
    return data
