"""The edge of every command: options become values, and mistakes one sentence and an exit code.

Exit codes: 0 done, 1 problems in filings or of the machine, 2 misuse; of a signal 128 and its number.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from redwell.commands.signals import Stopped
from redwell.documents.renderer import MissingLibrary
from redwell.files.discovery import Misuse, name_of
from redwell.problems import did_you_mean

REPORTS = ("text", "json", "github")
"""How problems can be shown."""
INTERRUPTED = 130
"""By Ctrl-C, by another program, and by a terminal that is closed."""


@dataclass(frozen=True, slots=True)
class Project:
    """The repository in *root*; *home* holds `schemas/` and `templates/`."""

    root: Path
    home: Path

    def folder(self, name: str) -> Path:
        """Return a folder that the user names from where the user is; the usual ones are the repository's."""
        return self.root / name if name in {"filings", "build"} else Path(name).absolute()

    def name_of(self, path: Path) -> str:
        """Return the path as messages show it."""
        return name_of(path.absolute(), self.root)


def exit_code(command: Callable[[], int], root: Path) -> int:
    """Run *command* and return its exit code; tell of a mistake on the standard error."""
    try:
        code = command()
    except Misuse as error:
        message, code = f"{error}", 2
    except MissingLibrary as error:
        message, code = f"{error}", 1
    except OSError as error:
        if error.filename is None:
            raise
        message, code = f"{name_of(Path(error.filename), root)}: {error.strerror}", 1
    except (KeyboardInterrupt, EOFError) as error:
        # The end of what is typed, at a question, is a way to stop too.
        message = "stopped: what was done is whole, the rest is as it was"
        code = error.code if isinstance(error, Stopped) else INTERRUPTED
    else:
        message = ""
    if message:
        print(message, file=sys.stderr)
    # All that is alive ends now; Python would look through it once more, which takes a sixth of a check.
    gc.freeze()
    return code


def one_of(name: str, given: str, known: Sequence[str]) -> str:
    """Return the value of the flag *name*. Raises `Misuse` if it is none of those that are *known*."""
    if given not in known:
        raise Misuse(f"--{name} {given}: choose {', '.join(known)}{did_you_mean(given, known)}")
    return given


def number(name: str, text: str) -> int | None:
    """Return the value of the flag *name*, None if it is not given. Raises `Misuse`."""
    if text and not (text.isascii() and text.isdigit() and int(text)):
        raise Misuse(f"--{name} {text}: a whole number from 1 is needed")
    return int(text) if text else None


def job_count(text: str) -> int:
    """Return how many filings are made at the same time: usually one for each processor. Raises `Misuse`."""
    return number("jobs", text) or os.cpu_count() or 1


def today(given: str) -> date:
    """Return the day *given*, else the one for which EDGAR takes what is sent now. Raises `Misuse`."""
    from zoneinfo import ZoneInfo

    from redwell.deadlines.standing import edgar_day

    if given:
        try:
            return datetime.strptime(given, "%Y-%m-%d").date()
        except ValueError:
            raise Misuse(f"--today {given}: write year-month-day, e.g. 2013-10-08") from None
    return edgar_day(datetime.now(ZoneInfo("America/New_York")))


def is_colored() -> bool:
    """Return whether the standard output is a terminal that wants colors."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
