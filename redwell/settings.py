"""What a firm sets once for all of its filings: `[tool.redwell]` in pyproject.toml."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from redwell.filings import Misuse
from redwell.problems import did_you_mean


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """*author* is whom the document properties name: the firm that prepares the filings."""

    author: str = "Redwell"


def read(root: Path) -> Settings:
    """The settings of the repository *root*; without a pyproject.toml, the usual ones.

    Raises `Misuse` where they cannot be understood.
    """
    path = root / "pyproject.toml"
    if not path.is_file():
        return Settings()
    import tomllib

    try:
        given = tomllib.loads(path.read_text("utf-8")).get("tool", {}).get("redwell", {})
    except ValueError as error:
        raise Misuse(f"pyproject.toml cannot be read: {error}") from error
    return _settings(given)


def _settings(given: dict[str, Any]) -> Settings:
    known = [field.name for field in fields(Settings)]
    for name, value in given.items():
        if name not in known:
            raise Misuse(f'pyproject.toml, [tool.redwell]: no setting "{name}"{did_you_mean(name, known)}')
        if not isinstance(value, str) or not value.isprintable() or not value.strip():
            raise Misuse(f"pyproject.toml, [tool.redwell]: {name} must be text on one line")
    return Settings(**given)
