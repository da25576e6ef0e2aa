"""Papers that a filing rests on: a broker's confirmation, a grant letter. They stay with the firm."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.files.reader import LARGEST_EXHIBIT, Files, LargeFileError
from redwell.model import Filing
from redwell.problems import Problem


def source_problems(filing: Filing, files: Files) -> Iterator[Problem]:
    """Yield a problem for each of `sources` that is not beside the filing or is too large to read."""
    for n, name in enumerate(filing.sources):
        try:
            files.beside(name, LARGEST_EXHIBIT)
        except LargeFileError as error:
            code, message = "source-too-large", f"{name} has {error}?"
        except (FileNotFoundError, ValueError):
            code = "source-missing"
            message = f"{name} is not in the folder of this filing: put it there, or remove the line"
        else:
            continue
        yield Problem(code=code, message=message, path=("sources", n))
