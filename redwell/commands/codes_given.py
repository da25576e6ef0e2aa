"""Which codes a module gives to problems, read off its syntax tree: for the catalogue, and for a test.

A code stands in `Problem(code="..")`, in a call of what makes a problem, or in front of its message.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from redwell.form import Rule

CODE = re.compile(r"([a-z]+|\*)(-[a-z0-9]+)*")
SEVERITIES = ("error", "warning", "not ready")
_GIVES = re.compile(r"(.*_)?(problem|fault|question|refused)", re.IGNORECASE)
"""How functions are called whose first code-like argument is a code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A code that a module gives: *where* is the module, *severities* what it may be."""

    code: str
    where: str
    severities: tuple[str, ...]


def codes_of(rule: Rule) -> tuple[Said, ...]:
    """The codes that a rule gives, itself or by the functions of its module that it calls."""
    module = sys.modules[rule.__module__]
    functions = {
        node.name: node
        for node in _tree(Path(inspect.getfile(module))).body
        if isinstance(node, ast.FunctionDef)
    }
    seen: dict[str, None] = {}
    todo = [rule.__name__]
    while todo:
        name = todo.pop()
        if name in functions and name not in seen:
            seen[name] = None
            todo += [node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)]
    found = (said for name in seen for said in _codes(functions[name], rule.__module__.rpartition(".")[2]))
    return merged(found)


def codes_in(package: Path) -> tuple[Said, ...]:
    """Every code that a module of *package* gives, by module and code."""
    return merged(
        said
        for path in sorted(package.rglob("*.py"))
        for said in _codes(_tree(path), path.relative_to(package).with_suffix("").as_posix())
    )


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def merged(found: Iterator[Said]) -> tuple[Said, ...]:
    """One for each code and module, with all its severities."""
    found_at: dict[tuple[str, str], list[str]] = {}
    for said in found:
        found_at.setdefault((said.code, said.where), []).extend(said.severities)
    return tuple(
        Said(code=code, where=where, severities=tuple(each for each in SEVERITIES if each in severities))
        for (code, where), severities in found_at.items()
    )


def _codes(tree: ast.AST, where: str) -> Iterator[Said]:
    # A review has other pairs of words and messages; what it finds itself, it gives as a `ReviewProblem`.
    is_review = where.startswith("review/")
    for node in ast.walk(tree):
        if is_review and not (isinstance(node, ast.Call) and ast.unparse(node.func) == "ReviewProblem"):
            continue
        if isinstance(node, ast.Call):
            found = _of_call(node)
        elif isinstance(node, ast.Tuple):
            found = _of_tuple(node)
        elif isinstance(node, ast.Dict):
            found = _of_dict(node)
        else:
            continue
        for code, severities in found:
            yield Said(code=code, where=where, severities=severities)


def _of_call(node: ast.Call) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`Problem(code="..")`, or a function that makes one of a code and a message."""
    called = ast.unparse(node.func).rpartition(".")[2]
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    usual = "warning" if "question" in called else "error"
    # A severity that is worked out elsewhere is an error or a warning.
    stated = tuple(_constants(given["severity"])) or SEVERITIES[:2] if "severity" in given else (usual,)
    if "code" in given:
        yield from ((code, stated) for code in _constants(given["code"]))
    elif _GIVES.fullmatch(called):
        texts = [text for argument in node.args for text in _constants(argument)]
        told = tuple(text for text in texts if text in SEVERITIES)
        for code in [text for text in texts if CODE.fullmatch(text) and text not in SEVERITIES][:1]:
            yield code, told or stated


def _of_tuple(node: ast.Tuple) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`code, message`, or `severity, code, message`."""
    first, *rest = node.elts or [node]
    severities = tuple(text for text in _constants(first) if text in SEVERITIES)
    if severities and rest:
        first, *rest = rest
    codes = [text for text in _constants(first) if CODE.fullmatch(text)]
    if codes and rest and isinstance(first, ast.Constant) and _is_message(rest[0]):
        yield codes[0], severities or ("error",)


def _of_dict(node: ast.Dict) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`{code: message}`; keys of a filing have no hyphen."""
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and "-" in str(key.value) and _is_message(value):
            yield from ((code, ("error",)) for code in _constants(key) if CODE.fullmatch(code))


def _is_message(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value.count(" ") > 2
    if isinstance(node, ast.Lambda):
        return True
    if isinstance(node, ast.BinOp):
        return _is_message(node.left) or _is_message(node.right)
    if isinstance(node, ast.JoinedStr):
        return any(_is_message(part) or " " in ast.unparse(part) for part in node.values)
    # A name that holds a message, or a function that words one.
    return isinstance(node, ast.Name) and (
        node.id in ("message", "remedy") or node.id.startswith("_") or node.id.isupper()
    )


def _constants(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may be: one, two of `a if b else c`, or one with gaps (`*-missing`)."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
        yield "".join(map(str, parts))
