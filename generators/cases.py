"""Read case files: pages of Markdown that edit a filing and show the exact report of `invoke check`.

The tests run every case, and `docs/rules.md` shows its examples from them; `tests/cases/README.md` describes
the notation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_CASE = re.compile(r"^## (?P<title>.+)\n(?P<body>(?:(?!## ).*\n)*)", re.MULTILINE)
_BLOCK = re.compile(
    r"^(?:`(?P<name>[^`\n]+)`:\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```\n", re.MULTILINE | re.DOTALL
)
_PROBLEM = re.compile(
    r"^\S+: (?P<severity>error|warning|note) \[(?P<code>[a-z0-9-]+)\].*\n(?P<rest>(?:  .*\n)+)", re.MULTILINE
)
_NOT_READY = re.compile(r"^\S+: not ready to file: (?P<message>.*)\n", re.MULTILINE)
_CODES_NOT_READY = re.compile(r"^Not ready: (.*)$", re.MULTILINE)

Kind = tuple[str, str]
"""A code and a severity: one code may have two."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A problem in a case: the *edit* that causes it, its part of the *report*, its *message*."""

    code: str
    severity: str
    edit: str
    report: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A filing with its expected report; *files* are the files in its folder, by name."""

    page: Path
    line: int
    title: str
    edit: str
    filing: str
    files: Mapping[str, str]
    report: str
    not_ready: tuple[str, ...]
    """The codes of the not-ready problems, which a report does not print."""

    @property
    def examples(self) -> tuple[Example, ...]:
        """Return every problem of the report: errors, warnings and notes, then what is not ready."""
        shown = [
            Example(
                code=problem["code"],
                severity=problem["severity"],
                edit=self.edit,
                report=problem.group(),
                message=problem["rest"].partition("\n")[0].strip().removesuffix(":"),
            )
            for problem in _PROBLEM.finditer(self.report)
        ]
        if lacking := _NOT_READY.search(self.report):
            shown += (
                Example(
                    code=code,
                    severity="not ready",
                    edit=self.edit,
                    report=lacking.group(),
                    message=lacking["message"],
                )
                for code in self.not_ready
            )
        return tuple(shown)


def load(folder: Path) -> tuple[Case, ...]:
    """Return the cases of every page in *folder*, in order of file names."""
    pages = sorted(folder.glob("*.md"))
    return tuple(case for page in pages if page.stem != "README" for case in read(page))


def read(page: Path) -> Iterator[Case]:
    """Return the cases of a page. Raise `ValueError` if one does not follow the notation."""
    text = page.read_text("utf-8")
    for found in _CASE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        try:
            yield _case(page, line, found["title"], found["body"])
        except ValueError as error:
            raise ValueError(f"{page}:{line}: {error}") from error


def _case(page: Path, line: int, title: str, body: str) -> Case:
    blocks = list(_BLOCK.finditer(body))
    edits = [block for block in blocks if not block["name"] and block["kind"] in ("diff", "yaml")]
    reports = [block["text"] for block in blocks if not block["name"] and block["kind"] == "text"]
    if len(edits) != 1 or len(reports) != 1:
        raise ValueError("a case has one block `diff` or `yaml`, and one block `text`")
    edit = edits[0]["text"]
    codes = _CODES_NOT_READY.search(body)
    return Case(
        page=page,
        line=line,
        title=title,
        edit=edit,
        filing=edited(edit, page.parent / "base") if edits[0]["kind"] == "diff" else edit,
        files={block["name"]: block["text"] for block in blocks if block["name"]},
        report=reports[0],
        not_ready=tuple(re.findall("`(.*?)`", codes[1])) if codes else (),
    )


def edited(edit: str, folder: Path) -> str:
    """Apply a diff to the filing in *folder* that its first line names, and return the result.

    The old lines of each edit must occur in the filing exactly once. `@@` separates edits.
    """
    head, _, rest = edit.partition("\n")
    text = "\n" + (folder / head.removeprefix("--- ")).read_text("utf-8")
    for hunk in rest.split("@@\n") if rest else ():
        lines = hunk.splitlines()
        before, after = (
            "".join(f"\n{line[1:]}" for line in lines if line[0] in f" {sign}") + "\n" for sign in "-+"
        )
        if text.count(before) != 1:
            raise ValueError(f"these lines occur {text.count(before)} times in {head[4:]}:{before}")
        text = text.replace(before, after)
    return text[1:]


def replaced(page: str, title: str, report: str) -> str:
    """Return a page with the report of the case *title* replaced."""
    found = next(case for case in _CASE.finditer(page) if case["title"] == title)
    block = next(
        each for each in _BLOCK.finditer(found["body"]) if each["kind"] == "text" and not each["name"]
    )
    start = found.start("body")
    return page[: start + block.start("text")] + report + page[start + block.end("text") :]


def examples(folder: Path) -> Mapping[Kind, Example]:
    """Return one example for each code and severity: from the first case with the fewest problems."""
    found: dict[Kind, Example] = {}
    for case in sorted(load(folder), key=lambda case: len(case.examples)):
        for example in case.examples:
            found.setdefault((example.code, example.severity), example)
    return found
