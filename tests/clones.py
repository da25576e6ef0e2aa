"""A small repository in git, for what runs in a clone of one."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.story import with_plain_pages

ROOT = Path(__file__).resolve().parent.parent
SEED = "filings/tecogen/2013-10-01-panora-form3.yaml"
SETUP = f"""\
#!/bin/sh
mkdir -p .venv/bin
printf '#!/bin/sh\\nexec %s "$@"\\n' "${{WARM_INVOKE:-{sys.executable} -m invoke}}" >.venv/bin/invoke
printf '#!/bin/sh\\nexec "{sys.executable}" "$@"\\n' >.venv/bin/python
chmod +x .venv/bin/invoke .venv/bin/python
"""
"""Commands that give the result of `./setup` without a download; WARM_INVOKE names a program for `invoke`."""

LOCK = "# the lock of the main branch\n"


def clone(folder: Path, changes: dict[str, str], *, is_whole: bool = False) -> Path:
    """Return a clone, at the branch "request", whose one commit has other texts in some files; plain pages.

    Of our code, it has the top alone, or all with *is_whole*, for a process that starts there.
    """
    made = with_plain_pages(folder / "main", is_whole=is_whole)
    made.write({name: (ROOT / name).read_bytes() for name in (SEED, ".gitignore")})
    made.write({"requirements.lock": LOCK, "setup": SETUP})
    (made.root / "setup").chmod(0o755)
    made.save({}, "Begin")
    made.branch("request")
    made.save({**changes}, "Change")
    return made.clone(folder / "clone").root
