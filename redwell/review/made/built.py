"""The documents of filings on one side, made by that side's own code in a process of its own.

That code may be old, broken or a stranger's. A flag that it does not know yet is left out; where it does not
run at all, that is said in a sentence.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from redwell.files import output
from redwell.review.made import strays
from redwell.review.made.running import Ended, Running
from redwell.review.model import Finding
from redwell.review.sides import Side

LONGEST_ARGUMENTS = 24_000
"""Characters of names that one command takes: less than any system allows."""
_MOST_ERRORS, _LONGEST_MESSAGE = 100, 2000
SECONDS, SECONDS_EACH = 120.0, 10.0
"""How long a command may take, and how much longer for each filing."""
_UNKNOWN = re.compile(r"No idea what '(--?[\w-]+)' is")
_TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """The filings *names* of *side*, to be made in the folder *out*, *jobs* at the same time."""

    side: Side
    names: Sequence[str]
    out: Path
    jobs: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """The folders of the filings that were made, by name; *fault* begins a sentence on why there is none.

    *errors* are what that side's own code found wrong in filings of which it made nothing; *shared* are those
    of other files, a template above all, each once.
    """

    folders: Mapping[str, Path] = field(default_factory=dict)
    fault: str = ""
    errors: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    shared: tuple[Finding, ...] = ()


def build(side: Side, names: Sequence[str], out: Path, jobs: int) -> Built:
    """The documents of *names*. A filing with errors is no fault of the code, and has no folder."""
    return build_all([Order(side=side, names=names, out=out, jobs=jobs)])[0]


def build_all(orders: Sequence[Order], seconds: float = SECONDS) -> list[Built]:
    """Several sides at the same time, each by its own code.

    A command ends after *seconds*, and some for each filing. However this ends, no process of its group is
    left, and on Linux none that left it either.
    """
    running = Running()
    with strays.ended(), ThreadPoolExecutor(max_workers=max(1, len(orders))) as threads:
        try:
            return list(threads.map(lambda order: _built(order, running, seconds), orders))
        finally:
            # A signal reaches this thread alone: the others wait for processes that end now.
            running.stop()


def _built(order: Order, running: Running, seconds: float) -> Built:
    if not order.names:
        return Built()
    if not (order.side.root / "tasks.py").is_file():
        # Else invoke looks for one in the folders above.
        return Built(fault=_fault(order, "there is no tasks.py"))
    found: dict[str, Path] = {}
    errors: dict[str, tuple[Finding, ...]] = {}
    shared: dict[tuple[str, str, int], Finding] = {}
    for number, names in enumerate(_chunks(order.names), start=1):
        out = order.out / str(number)
        ended = _ended(order, names, out, running, seconds + SECONDS_EACH * len(names))
        if cause := _cause(ended):
            return Built(folders=found, fault=_fault(order, cause))
        places = {name: out / PurePosixPath(name).parent.name / PurePosixPath(name).stem for name in names}
        made = {name: place for name, place in places.items() if _is_made(place, order.out)}
        found |= made
        for each in _errors(ended, order):
            if each.file not in places:
                # One template fails for each document of each filing.
                shared.setdefault((each.code, each.file, each.line), each)
            elif each.file not in made:
                errors[each.file] = (*errors.get(each.file, ()), each)
    return Built(folders=found, errors=errors, shared=tuple(shared.values()))


def _errors(ended: Ended, order: Order) -> Iterator[Finding]:
    """What a report as data calls errors, as far as it can be believed to be one."""
    try:
        given = json.loads(ended.out)["problems"]
        for each in given[:_MOST_ERRORS]:
            if each["severity"] == "error":
                yield Finding(
                    code=_plain(str(each["code"]))[:100],
                    severity="error",
                    message=_told(str(each["message"]), order),
                    file=_visible(str(each["file"])[:1000]),
                    line=_place(each["line"]),
                    column=_place(each["column"]),
                    end_column=_place(each["end_column"]),
                )
    except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError):
        # An old revision reports otherwise, and a stranger's whatever it likes.
        return


def _place(number: object) -> int:
    return min(max(1, int(str(number))), 1_000_000)


def _is_made(place: Path, out: Path) -> bool:
    """Whether it is a folder with a manifest, and no link out of where documents were to go."""
    try:
        is_inside = place.resolve().is_relative_to(out.resolve())
    except (OSError, RuntimeError):
        # A link that leads to itself.
        return False
    return is_inside and output.manifest(place) is not None


def _fault(order: Order, cause: str) -> str:
    name = order.side.revision.name
    return f"the code of {name} cannot be run ({cause})"


def _chunks(names: Sequence[str]) -> Iterator[list[str]]:
    """Names that fit into one command, no two of which go into the same folder."""
    waiting = list(names)
    while waiting:
        taken: dict[tuple[str, str], str] = {}
        length = 0
        for name in waiting:
            path = PurePosixPath(name)
            length += len(name.encode()) + len("--filing=")
            if length > LONGEST_ARGUMENTS and taken:
                break
            taken.setdefault((path.parent.name, path.stem), name)
        chosen = set(taken.values())
        yield list(taken.values())
        waiting = [name for name in waiting if name not in chosen]


def _ended(order: Order, names: Sequence[str], out: Path, running: Running, seconds: float) -> Ended:
    """One command, run again without a flag that the revision does not know."""
    flags = {"--quiet": "", "--format": "json", "--jobs": str(order.jobs)}
    asked = [f"--filing={name}" for name in names]
    while True:
        given = [f"{flag}={value}" if value else flag for flag, value in flags.items()]
        command = [sys.executable, "-m", "invoke", "build", *asked, f"--out={out}", *given]
        ended = running.run(command, order.side.root, seconds)
        unknown = _UNKNOWN.search(ended.error + ended.out)
        if ended.code == 0 or not unknown or unknown[1] not in flags:
            return ended
        del flags[unknown[1]]


def _cause(ended: Ended) -> str:
    """Why the code cannot be run; nothing where it ran, whatever it found in the filings."""
    if ended.is_late:
        return "it takes too long"
    if ended.code < 0:
        return f"it ended by signal {-ended.code}"
    if ended.code == 0 or (ended.code == 1 and _is_report(ended)):
        return ""
    lines = [line.strip() for line in (ended.error or ended.out).splitlines() if line.strip()]
    return _plain(lines[-1]) if lines else f"it ended with exit code {ended.code}"


def _is_report(ended: Ended) -> bool:
    """Whether it says what is wrong in filings: as data, or as lines where it knows no data yet."""
    try:
        json.loads(ended.out)
    except RecursionError:
        return False
    except ValueError:
        return _TRACEBACK not in ended.error and bool(re.search(r"\.yaml:\d+:\d+: ", ended.out))
    return True


def _plain(line: str) -> str:
    """What can stand in a sentence: no places of this machine, no sign that nobody sees, and not too long."""
    line = re.sub(r"(?<![\w.])/[^\s'\",:]+/", "", line)
    line = _visible(line).rstrip(".!")
    return line if len(line) <= 200 else f"{line[:199].rstrip()}…"


def _told(message: str, order: Order) -> str:
    """The message of a problem without the places of this machine; its figures and hashes are whole."""
    for place in (order.side.root, order.out):
        message = message.replace(f"{place}/", "")
    return _visible(message[:_LONGEST_MESSAGE])


def _visible(said: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in said)
