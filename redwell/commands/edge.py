"""Code that all commands share: read options, and turn errors into one sentence and an exit code.

Exit codes: 0 done, 1 problems in filings or on the machine, 2 misuse, 128 + n after signal n.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from shlex import quote
from typing import Any, Literal, get_type_hints

from redwell.builds.spread import Spread, read_address, read_shard
from redwell.commands import table
from redwell.commands.looks import Looks
from redwell.commands.signals import Stopped
from redwell.documents.renderer import MissingLibrary
from redwell.files.discovery import Misuse, name_of
from redwell.problems import did_you_mean
from redwell.secrets import patterns
from redwell.secrets.patterns import masked

REPORTS = ("text", "json", "github")
"""The formats of a report."""
_SAID = {
    errno.ENOSPC: "the disk is full: make room, then run this again",
    errno.EDQUOT: "your share of the disk is used up: make room, then run this again",
    errno.EIO: "the disk did not answer (input/output error): run this again, and tell your IT people",
    errno.EROFS: "this place is read-only, and nothing can be written there",
    errno.ENAMETOOLONG: "this name is too long for a file or a folder",
}
"""Answers of the system in words for people who do not know the system's."""
_LONGEST_NAME = 100
INTERRUPTED = 130
"""Exit codes after Ctrl-C, after a request to terminate, and after the terminal was closed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """The repository in *root*; *home* holds `schemas/` and `templates/`; *program* started the command."""

    root: Path
    home: Path
    program: Literal["redwell", "invoke"] = "redwell"

    def folder(self, name: str) -> Path:
        """Return a folder: relative to the working directory if the user named it, else to the repository."""
        return self.root / name if name in {"filings", "build"} else Path(name).absolute()

    def name_of(self, path: Path) -> str:
        """Return the path in the form that messages show."""
        return name_of(path.absolute(), self.root)

    def line(self, name: str, *values: str, flags: str = "") -> str:
        """Return a command that the user can type: *values* of its argument, then *flags*."""
        argument = table.command(name).argument
        marked = [f"--{argument} {each}" if self.program == "invoke" else each for each in map(quote, values)]
        return " ".join(filter(None, [self.program, name, *marked, flags]))


def start(module: str, given: Mapping[str, Any], project: Project) -> int:
    """Load the command in *module*, run it with its *given* options, and return its exit code."""
    command = import_module(f"redwell.commands.{module}")
    options = options_of(command.run)
    return exit_code(lambda: command.run(project, options(**given)), project.root)


def options_of(run: Callable[..., int]) -> type:
    """Return the class that holds the flags of a command: what its *run* takes after the project."""
    _, options, _ = get_type_hints(run).values()
    assert isinstance(options, type)
    return options


def exit_code(command: Callable[[], int], root: Path) -> int:
    """Run *command* and return its exit code; print an error to standard error."""
    try:
        code = command()
        # What is printed may go to a file on a full disk.
        sys.stdout.flush()
    except Misuse as error:
        # It repeats what was typed, or the name of a file.
        message, code = masked(f"{error}"), 2
    except MissingLibrary as error:
        message, code = f"{error}", 1
    except OSError as error:
        if error.errno is None:
            raise
        message, code = _of_system(error, root), 1
    except (KeyboardInterrupt, EOFError) as error:
        # Ctrl-D at a prompt also stops the command.
        message = "stopped: every finished file is complete, all others are unchanged"
        code = error.code if isinstance(error, Stopped) else INTERRUPTED
    else:
        message = ""
    if message:
        print(message, file=sys.stderr)
    # The process ends now. A last garbage collection would take a sixth of a check.
    gc.freeze()
    return code


def _of_system(error: OSError, root: Path) -> str:
    """Return one sentence on an error of the system; empty if nobody reads the output any more."""
    said = _SAID.get(error.errno or 0, error.strerror)
    if error.filename is None or isinstance(error.filename, int):
        # Only output has no name of a file. What is left of it would fail again when the process ends.
        sys.stdout = io.StringIO()
        return "" if error.errno == errno.EPIPE else f"the output cannot be written: {said}"
    name = name_of(Path(os.fsdecode(error.filename)), root)
    shown = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}..."
    return f"{shown}: {said}"


def one_of(name: str, given: str, known: Sequence[str]) -> str:
    """Return the value of the flag *name*. Raises `Misuse` if it is not *known*."""
    if given not in known:
        raise Misuse(f"--{name} {given}: choose {', '.join(known)}{did_you_mean(given, known)}")
    return given


def refuse_unfit(given: Mapping[str, str]) -> None:
    """Raise `Misuse` for a value of a flag that must not get into a filing: a secret, an unseen character."""
    for flag, value in given.items():
        if not value.isprintable():
            raise Misuse(
                f"--{flag}: nothing was written: this has a character that cannot be printed: type it anew"
            )
        if match := next(patterns.find_matches(value), None):
            raise Misuse(f"--{flag}: nothing was written: {patterns.MESSAGES[match.code]}")


def need(project: Project, command: str, **given: str) -> None:
    """Raise `Misuse` for flags that were not given."""
    if lacking := [f"--{name}" for name, value in given.items() if not value]:
        example = f"{project.line(command, flags='--help')} has an example"
        raise Misuse(f"{' and '.join(lacking)} must be given: {example}")


def number(name: str, text: str) -> int | None:
    """Return the number given for the flag *name*, or None. Raises `Misuse`."""
    if text and not (text.isascii() and text.isdigit() and int(text)):
        raise Misuse(f"--{name} {text}: write a whole number, 1 or more")
    return int(text) if text else None


def job_count(text: str) -> int:
    """Return how many filings to build at the same time: by default, one per processor. Raises `Misuse`."""
    return number("jobs", text) or os.cpu_count() or 1


def spread(shard: str, dask: str) -> Spread:
    """Return what `--shard` and `--dask` say. Raises `Misuse`."""
    return Spread(shard=read_shard(shard), cluster=read_address(dask))


def day(name: str, given: str) -> date:
    """Return the date given for the flag *name*. Raises `Misuse`; it reads American dates."""
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
            return date.fromisoformat(given)
    except ValueError:
        raise Misuse(f"--{name} {given}: there is no such date") from None
    instead = "write year-month-day, e.g. 2013-10-08"
    if american := re.fullmatch("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", given):
        month, number, year = map(int, american.groups())
        with suppress(ValueError):
            instead = f"write {date(year, month, number)}"
    raise Misuse(f"--{name} {given}: {instead}")


def today(given: str) -> date:
    """Return the *given* date, or else the filing date EDGAR would give now. Raises `Misuse`."""
    from zoneinfo import ZoneInfo

    from redwell.deadlines.standing import edgar_day

    if given:
        return day("today", given)
    return edgar_day(datetime.now(ZoneInfo("America/New_York")))


def calendar_day() -> date:
    """Return today's date in New York. After 10 p.m., EDGAR's filing date is a later one."""
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("America/New_York")).date()


def looks() -> Looks:
    """Return how a report on standard output looks: for a person at a terminal, or for a file or a pipe."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    return Looks(is_colored=is_colored(), width=width)


def is_colored() -> bool:
    """Return whether standard output is a terminal with colors turned on."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
