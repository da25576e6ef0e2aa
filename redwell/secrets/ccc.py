"""The CCC of a reporting owner: where it is kept, and a class that never shows it.

Redwell asks the system's keyring first (service `redwell`, user: the CIK in ten digits), then a hidden
prompt, then the environment (`REDWELL_CCC_<CIK>`). It keeps no CCC in a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import NoReturn

SERVICE = "redwell"
VARIABLE = "REDWELL_CCC_"
FORM = re.compile(r"[!-~]{8}")
"""Eight letters, digits and signs (specification 1: `rptOwnerCcc` has exactly eight characters)."""
ATTEMPTS = 3

Ask = Callable[[str], str]
"""Shows a question, and returns the answer without showing it."""


class NotACccError(ValueError):
    """A value does not have the form of a CCC; the message says where it is, never what it is."""


class Ccc:
    """A CCC. Only `reveal` returns it: no message, log, traceback or copy shows it."""

    __slots__ = ("_reveal",)

    def __init__(self, code: str, where: str) -> None:
        """Raise `NotACccError` if *code* is not a CCC; its message names *where* the code comes from."""
        code = code.strip()
        if not FORM.fullmatch(code):
            raise NotACccError(
                f"{where} is not a CCC: a CCC has exactly 8 letters, digits and signs, and no space"
            )
        self._reveal: Callable[[], str] = lambda: code

    def reveal(self) -> str:
        """Return the code, for the file that goes to EDGAR and for nothing else."""
        return self._reveal()

    def __repr__(self) -> str:
        return "Ccc(********)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a CCC is never written")


def names(cik: str) -> tuple[str, ...]:
    """Return the ways to write a CIK: in ten digits, as EDGAR does, and without leading zeros."""
    return tuple(dict.fromkeys((cik.zfill(10), cik.lstrip("0") or "0")))


def stored(cik: str) -> Ccc | None:
    """Return the CCC in the system's keyring, or None where there is none or no keyring."""
    for name in names(cik):
        if code := _keyring_password(name):
            return Ccc(code, f'the value in the keyring under "{SERVICE}", {name},')
    return None


def of_environment(cik: str) -> Ccc | None:
    """Return the CCC in the environment, or None where it is not set."""
    for name in names(cik):
        if code := os.environ.get(VARIABLE + name):
            return Ccc(code, f"the environment's {VARIABLE}{name}")
    return None


def prompted(cik: str, owner: str, ask: Ask) -> Ccc | None:
    """Return the CCC that a person types, with a few attempts; None if that person only presses Enter."""
    for _ in range(ATTEMPTS):
        code = ask(f"CCC of {owner} (CIK {cik}), not shown; press Enter alone to use {VARIABLE}{cik}: ")
        if not code:
            return None
        try:
            return Ccc(code, "what you typed")
        except NotACccError as error:
            last = error
    raise last


def _keyring_password(user: str) -> str | None:
    """Return what the keyring holds for *user*; None also where there is no keyring or it stays locked."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, user)
    except KeyringError:
        return None
