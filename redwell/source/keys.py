"""The keys that filings have, for messages about lines that are not YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import redwell


def known_key(word: str) -> str | None:
    """Return the key that a word surely stands for, however it is spelled; None if there is none, or several.

    The keys are those of all schemas, with the other names that these list.
    """
    found = _keys().get(word.lower().replace("-", "_"), frozenset())
    return next(iter(found)) if len(found) == 1 else None


def opposite_of(key: str) -> str:
    """Return the key for the other direction of a transaction, `disposed` for `acquired`, or nothing."""
    return _opposites().get(key, "")


@lru_cache(maxsize=1)
def _opposites() -> dict[str, str]:
    return {
        key: described["x-opposite"]
        for key, described in _described()
        if isinstance(described, dict) and "x-opposite" in described
    }


@lru_cache(maxsize=1)
def _keys() -> dict[str, frozenset[str]]:
    """Return the keys that each word can stand for; a key stands for itself alone."""
    keys: set[str] = set()
    others: dict[str, set[str]] = {}
    for key, described in _described():
        keys.add(key)
        for name in described.get("x-other-names", ()) if isinstance(described, dict) else ():
            others.setdefault(name, set()).add(key)
    return {name: frozenset(meant) for name, meant in others.items()} | {
        key: frozenset({key}) for key in keys
    }


def _described() -> Iterator[tuple[str, Any]]:
    """Yield every key of all schemas, with its description."""
    for path in sorted((redwell.home() / "schemas").glob("*.schema.json")):
        yield from _properties(json.loads(path.read_text("utf-8")))


def _properties(schema: Any) -> list[tuple[str, Any]]:
    """Return every key that a schema describes, with its description."""
    found: list[tuple[str, Any]] = []
    todo = [schema]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            properties = node.get("properties")
            found += properties.items() if isinstance(properties, dict) else ()
            todo += node.values()
        elif isinstance(node, list):
            todo += node
    return found
