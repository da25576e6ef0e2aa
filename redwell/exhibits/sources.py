"""Papers that a filing rests on: a broker's confirmation, a grant letter. They stay with the firm."""

from __future__ import annotations

from collections.abc import Iterator

from redwell.files.disk import LargeFileError
from redwell.files.reader import LARGEST_EXHIBIT, Files
from redwell.model import Filing
from redwell.problems import Problem


def source_problems(filing: Filing, files: Files) -> Iterator[Problem]:
    """Yield a problem for each of `sources` that is not beside the filing, too large to read, or sent."""
    sent = {each.file.lower() for each in filing.exhibits}
    sent |= {each.document.lower() for each in filing.powers_of_attorney if each.document}
    for n, name in enumerate(filing.sources):
        if name.lower() in sent:
            message = f"{name} is sent to EDGAR too, and sources are never sent: remove it here or there"
            yield Problem(code="source-sent", message=message, path=("sources", n))
            continue
        try:
            files.beside(name, LARGEST_EXHIBIT)
        except LargeFileError as error:
            code, message = "source-too-large", f"{name} has {error}?"
        except (OSError, ValueError):
            code = "source-missing"
            message = (
                f"{name} is not in the folder of this filing, or may not be read: put it there, or remove "
                "the line"
            )
        else:
            continue
        yield Problem(code=code, message=message, path=("sources", n))
