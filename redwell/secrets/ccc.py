"""The CCC of a reporting owner: where it is kept, and that nothing shows it.

It comes from the keyring of the system (service `redwell`, user: the CIK in ten digits), else from a hidden
prompt, last from the environment (`REDWELL_CCC_<CIK>`); never from a file of ours.
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

Ask = Callable[[str], str]
"""Asks a person with these words and shows nothing of the answer."""


class NotACccError(ValueError):
    """What stands where a CCC should has not its form; says where, and never what it is."""


class Ccc:
    """A CCC. Only `reveal` gives it away: no message, log, traceback or copy shows it."""

    __slots__ = ("_reveal",)

    def __init__(self, code: str, where: str) -> None:
        """*where* it was found is named if it is none. Raises `NotACccError`."""
        code = code.strip()
        if not FORM.fullmatch(code):
            raise NotACccError(f"{where} is no CCC: it has exactly 8 letters, digits and signs, and no space")
        self._reveal: Callable[[], str] = lambda: code

    def reveal(self) -> str:
        """The code itself, for the file that EDGAR gets and for nothing else."""
        return self._reveal()

    def __repr__(self) -> str:
        return "Ccc(********)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a CCC is not written anywhere")


def names(cik: str) -> tuple[str, ...]:
    """The ways to write a CIK: in ten digits, as EDGAR does, and without the zeros before it."""
    return tuple(dict.fromkeys((cik.zfill(10), cik.lstrip("0") or "0")))


def stored(cik: str) -> Ccc | None:
    """The CCC in the system's keyring. None where it has none, or where there is no keyring."""
    for name in names(cik):
        if code := _asked_of_keyring(name):
            return Ccc(code, f'what the keyring holds under "{SERVICE}", {name},')
    return None


def of_environment(cik: str) -> Ccc | None:
    """The CCC in the environment, if it is set there."""
    for name in names(cik):
        if code := os.environ.get(VARIABLE + name):
            return Ccc(code, f"the environment's {VARIABLE}{name}")
    return None


def prompted(cik: str, owner: str, ask: Ask) -> Ccc | None:
    """The CCC as a person types it, unseen; asked again where it is none. None for Enter alone."""
    for _ in range(3):
        code = ask(f"CCC of {owner} (CIK {cik}), not shown; Enter alone takes {VARIABLE}{cik}: ")
        if not code:
            return None
        try:
            return Ccc(code, "what was typed")
        except NotACccError as error:
            last = error
    raise last


def _asked_of_keyring(user: str) -> str | None:
    """What the keyring holds for *user*; None also where there is no keyring, or it stays locked."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, user)
    except KeyringError:
        return None
