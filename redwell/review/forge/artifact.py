"""Takes review.json of another job, on GitLab: `python -m redwell.review.forge.artifact JOB FILE`.

GitLab would lay the artifacts of that job down by itself. But with them come variables for this one, which
that job can set at will where it runs a stranger's code (a report of the kind dotenv), and they rule over
GitLab's own: where the token is sent, what a shell loads. So the one file is asked for.
"""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

from redwell.files.discovery import Misuse
from redwell.review.forge import api
from redwell.review.forge.api import BusyError, Clock, ForgeError
from redwell.review.forge.forges import GitLab, of

NAME = "review/review.json"


def fetched(forge: GitLab, job: str) -> bytes | None:
    """The file as *job* of the same pipeline left it, None where it left none. Raises `Misuse`, `ForgeError`.

    What cannot be read is no bytes, for no review; only where the forge or its token fails there is an error.
    """
    if not re.fullmatch(r"\d{1,12}", forge.pipeline, re.ASCII):
        raise Misuse("CI_PIPELINE_ID must be set in the environment: the number of the pipeline")
    project = f"/projects/{forge.project}"
    found = [
        number
        for each in api.pages(forge.api, f"{project}/pipelines/{forge.pipeline}/jobs")
        if api.at(each, "name") == job and isinstance(number := api.at(each, "id"), int)
    ]
    if not found:
        return None
    try:
        return api.file(forge.api, f"{project}/jobs/{max(found)}/artifacts/{NAME}")
    except ForgeError as error:
        if isinstance(error, BusyError) or error.status in {401, 403}:
            raise
        return None if error.status == 404 else b""


def main() -> None:
    """Writes the file where there is one."""
    try:
        job, path = sys.argv[1:]
        forge = of(os.environ, "gitlab", Clock(now=time.time, sleep=time.sleep))
        assert isinstance(forge, GitLab)
        content = fetched(forge, job)
    except ValueError:
        raise SystemExit("write: python -m redwell.review.forge.artifact JOB FILE") from None
    except (Misuse, ForgeError) as error:
        raise SystemExit(f"{NAME} is not to be had: {error}") from None
    if content is not None:
        Path(path).write_bytes(content)


if __name__ == "__main__":
    main()
