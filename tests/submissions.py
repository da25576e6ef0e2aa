"""A repository of which something can be sent, for several tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests import warm
from tests.plain import plain_pages

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
    """A repository at *root* with plain pages, a contact, and *text* or the seed, made ready to be sent."""
    plain_pages(root)
    shutil.copy2(ROOT / "tasks.py", root)
    (root / "pyproject.toml").write_text(CONTACT, "utf-8")
    seed = (ROOT / SEED).read_text("utf-8")
    ready = seed.replace("PANORA ROBERT A\n", f'PANORA ROBERT A\n    cik: "{CIK}"\n')
    ready = ready.replace("\naccept:\n", "\naccept:\n  signed-facts-missing: Signed on paper.\n")
    (root / SEED).parent.mkdir(parents=True)
    (root / SEED).write_text(ready if text is None else text, "utf-8")
    return root


def submit(root: Path, *arguments: str, answers: str = "", **env: str) -> tuple[int, str, str]:
    """Exit code, output and errors of `invoke submission`, without a terminal and without a keyring."""
    done = warm.invoke(root, "submission", *arguments, answers=answers, env={**NO_KEYRING, **env})
    return done.returncode, done.stdout, done.stderr
