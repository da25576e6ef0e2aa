"""A small repository in git, for what runs in a clone of one."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.plain import plain_pages
from tests.repositories import history

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


def clone(folder: Path, changes: dict[str, str]) -> Path:
    """A clone, at the branch "request", whose one commit has other texts in some files; with plain pages."""
    main = folder / "main"
    for name in ("redwell", "schemas", "templates"):
        shutil.copytree(ROOT / name, main / name, ignore=shutil.ignore_patterns("__pycache__"))
    plain_pages(main)
    (main / SEED).parent.mkdir(parents=True)
    for name in (SEED, "tasks.py", "pyproject.toml", ".gitignore"):
        shutil.copy2(ROOT / name, main / name)
    (main / "requirements.lock").write_text(LOCK, "utf-8")
    (main / "setup").write_text(SETUP, "utf-8")
    (main / "setup").chmod(0o755)
    made = history(main)
    made.save({}, "Begin")
    made.branch("request")
    made.save({**changes}, "Change")
    return made.clone(folder / "clone").root
