"""A repository of which something can be sent, for several tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = "filings/tecogen/2013-10-01-panora-form3.yaml"
CCC = "k7#w" + "Tq2$"
"""Put together here, so that no file of this repository holds what looks like one."""
CIK = "0001588111"
CONTACT = """
[tool.redwell]
contact_name = "Jane Doe"
contact_phone = "212-555-0100"
contact_email = "filings@example.com"
notification_emails = ["docket@example.com", "doe@example.com"]
"""
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def repository(root: Path, text: str | None = None) -> Path:
    """A repository at *root* with a contact and one filing: *text*, or the seed, made ready to be sent."""
    for name in ("redwell", "schemas", "templates"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "tasks.py", root)
    (root / "pyproject.toml").write_text(CONTACT, "utf-8")
    seed = (ROOT / SEED).read_text("utf-8")
    ready = seed.replace("PANORA ROBERT A\n", f'PANORA ROBERT A\n    cik: "{CIK}"\n')
    (root / SEED).parent.mkdir(parents=True)
    (root / SEED).write_text(ready if text is None else text, "utf-8")
    return root


def submit(root: Path, *arguments: str, answers: str = "", **env: str) -> tuple[int, str, str]:
    """Exit code, output and errors of `invoke submission`, without a terminal and without a keyring."""
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "submission", *arguments],
        cwd=root,
        env={**os.environ, **NO_KEYRING, **env},
        input=answers,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
