"""A filing after a slip of the hand: read, or refused with a line, and never a traceback."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import redwell
from redwell.check.filing import check_filing
from redwell.commands import report
from redwell.files import discovery
from tests.sample import tries

ROOT = Path(__file__).resolve().parent.parent
GOOD = [*sorted((ROOT / "tests/filings/good").glob("*.yaml")), *sorted((ROOT / "filings").glob("*/*.yaml"))]
EDITS = tries(80, 10_000)
SLIPS = [
    *"'\":\t{}[]|>%@,~",
    " #",
    "- ",
    "  ",
    "&a ",
    "*a",
    "!!",
    "0",
    "-1",
    "1e6",
    "NO",
    "null",
    "---",
    "...",
]
SLIPS += ["2026-02-30", "\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{RIGHT SINGLE QUOTATION MARK}", "\x07"]
SLIPS += ["\N{GRINNING FACE}"]


def edited(text: str, chance: random.Random) -> str:
    """*text* after one to three slips: something typed, lost, doubled, moved, or indented otherwise."""
    for _ in range(chance.randint(1, 3)):
        lines = text.splitlines(keepends=True) or [""]
        at, line = chance.randrange(len(text) + 1), chance.randrange(len(lines))
        kind = chance.randrange(7)
        if kind == 0:
            text = text[:at] + chance.choice(SLIPS) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + chance.randint(1, 12) :]
        elif kind == 2:
            lines.insert(chance.randrange(len(lines) + 1), lines[line])
            text = "".join(lines)
        elif kind == 3:
            lines.insert(chance.randrange(len(lines)), lines.pop(line))
            text = "".join(lines)
        elif kind == 4:
            lines[line] = " " * chance.randint(0, 9) + lines[line].lstrip()
            text = "".join(lines)
        elif kind == 5:
            key, colon, _ = lines[line].partition(":")
            lines[line] = f"{key}{colon} {chance.choice(SLIPS)}\n"
            text = "".join(lines)
        else:
            text = text[:at]
    return text


def test_random_edits_of_good_filings_give_problems_with_a_line_and_no_traceback(tmp_path: Path) -> None:
    chance, seen = random.Random(5), Counter[str]()
    folders = {}
    for path in GOOD:
        folder = tmp_path / "filings" / path.parent.name
        folders[path] = folder
        if not folder.exists():
            shutil.copytree(path.parent, folder)
    for n in range(EDITS):
        good = GOOD[n % len(GOOD)]
        text = edited(good.read_text("utf-8"), chance)
        file = folders[good] / good.name
        file.write_text(text, "utf-8")
        checked = check_filing(discovery.entry(file, tmp_path), tmp_path, redwell.home())
        last = text.count("\n") + 2
        for problem in checked.problems:
            assert problem.place, (n, problem)
            assert problem.place.file.startswith(("filings/", "templates/")), (n, problem)
            assert 1 <= problem.place.line <= last, (n, problem)
            seen[problem.severity] += 1
        assert report.report(checked.problems, "text", checked=1)
        assert checked.filing or any(problem.severity == "error" for problem in checked.problems)
        if checked.filing:
            # What check accepts can be said.
            assert checked.form.documents(checked.filing, "Redwell")
            seen["sound"] += 1
        file.write_text(good.read_text("utf-8"), "utf-8")
    assert min(seen[kind] for kind in ("error", "warning", "sound")) > EDITS // 1000, seen
