"""A firm's settings for all its filings: `[tool.redwell]` in pyproject.toml."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from redwell.files.discovery import LARGEST_SETTINGS, Misuse
from redwell.files.disk import LargeFileError, NoFileError, cause
from redwell.files.reader import OutsideFileError, read_inside
from redwell.problems import did_you_mean

WHERE = "pyproject.toml, [tool.redwell]"
LONGEST = {"contact_name": 30, "contact_phone": 20, "contact_email": 80}
"""Characters that EDGAR accepts in each field of `pointOfContact` (specification 3.4)."""
MAX_NOTIFICATIONS, LONGEST_EMAIL = 30, 80
_MOST_DOTS = 100
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""The form of an e-mail address; EDGAR suspends a filing with any other (specification 5)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The settings of a firm; document properties name its *author*.

    The other settings are for submission files and change no document.
    """

    author: str = "Redwell"
    contact_name: str | None = None
    contact_phone: str | None = None
    contact_email: str | None = None
    notification_emails: tuple[str, ...] = ()


def read_settings(root: Path) -> Settings:
    """Return the settings of the repository *root*, or the defaults if it has no pyproject.toml.

    Raise `Misuse` if they are not valid.
    """
    if not os.path.lexists(root / "pyproject.toml"):
        return Settings()
    import tomllib

    try:
        text = read_inside(root, "pyproject.toml", LARGEST_SETTINGS).decode("utf-8")
        # Each dot may be a table inside another, and tomllib takes long for many.
        if any(line.count(".") > _MOST_DOTS for line in text.splitlines()):
            raise Misuse(f"pyproject.toml has a line with more than {_MOST_DOTS} dots")
        given = tomllib.loads(text).get("tool", {}).get("redwell", {})
    except LargeFileError:
        raise Misuse(f"pyproject.toml is larger than {LARGEST_SETTINGS:,} bytes") from None
    except OutsideFileError:
        raise Misuse(
            "pyproject.toml is a link that leads out of this repository: put the file there"
        ) from None
    except NoFileError as error:
        raise Misuse(f"pyproject.toml cannot be read: {cause(error)}") from error
    except ValueError as error:
        raise Misuse(f"pyproject.toml cannot be read: {error}") from error
    return _settings(given)


def _settings(given: dict[str, Any]) -> Settings:
    known = [field.name for field in fields(Settings)]
    for name, value in given.items():
        if name not in known:
            raise Misuse(f'{WHERE}: there is no setting "{name}"{did_you_mean(name, known)}')
        if name == "notification_emails":
            given = {**given, name: _emails(value, given.get("contact_email"))}
        elif not isinstance(value, str) or not value.isprintable() or not value.strip():
            raise Misuse(f"{WHERE}: {name} must be text on one line")
        elif name in LONGEST:
            _fit(name, value)
    return Settings(**given)


def _fit(name: str, value: str) -> None:
    longest = LONGEST[name]
    if len(value) > longest:
        raise Misuse(f"{WHERE}: {name} has {len(value)} characters, and EDGAR accepts {longest}")
    if not value.isascii():
        raise Misuse(f"{WHERE}: {name} must be plain ASCII: use English letters, digits and signs")
    if name == "contact_email" and not EMAIL.fullmatch(value):
        raise Misuse(f"{WHERE}: {name} is not an e-mail address: write, for example, filings@example.com")


def _emails(value: Any, contact: Any) -> tuple[str, ...]:
    """Return the addresses in their order. EDGAR warns about an address given twice (specification 4.2)."""
    name = "notification_emails"
    if not isinstance(value, list) or not all(isinstance(address, str) for address in value):
        raise Misuse(f'{WHERE}: {name} must be a list: ["filings@example.com"]')
    if len(value) > MAX_NOTIFICATIONS:
        raise Misuse(f"{WHERE}: {name} has {len(value)} addresses, and EDGAR accepts {MAX_NOTIFICATIONS}")
    seen = {contact.lower(): "is already contact_email"} if isinstance(contact, str) else {}
    for number, address in enumerate(value, start=1):
        where = f"{WHERE}: address {number} of {name}"
        if len(address) > LONGEST_EMAIL:
            raise Misuse(f"{where} has {len(address)} characters, and EDGAR accepts {LONGEST_EMAIL}")
        if not EMAIL.fullmatch(address):
            raise Misuse(f"{where} is not an e-mail address: write, for example, filings@example.com")
        if address.lower() in seen:
            raise Misuse(f"{where} {seen[address.lower()]}: remove it, because EDGAR warns about duplicates")
        seen[address.lower()] = f"is already address {number}"
    return tuple(value)
