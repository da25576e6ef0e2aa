"""The lock that a wheel carries for firms holds every package that Redwell needs, and none of the tests."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def needed() -> set[str]:
    """The packages that Redwell's packages need on any system, as far as these are installed here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    todo = [Requirement(each) for each in project["dependencies"]]
    found: dict[str, set[str]] = {}
    while todo:
        wanted = todo.pop()
        name = canonicalize_name(wanted.name)
        if name in found and found[name] >= wanted.extras:
            continue
        found[name] = extras = found.get(name, set()) | wanted.extras
        try:
            further = [Requirement(each) for each in metadata.requires(name) or ()]
        except metadata.PackageNotFoundError:
            # A package of another system.
            continue
        for each in further:
            marker = str(each.marker or "")
            if re.fullmatch(r'python_version < "3\.(\d|10|11)"', marker):
                # For a Python that is too old for Redwell.
                continue
            if "extra" not in marker or any(f'extra == "{extra}"' in marker for extra in extras):
                todo.append(each)
    return set(found)


def test_the_lock_of_firms_holds_what_redwell_needs_and_no_more() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert needed() == {*re.findall(r"^([a-z0-9.-]+)==", text, re.MULTILINE)}, "run: invoke lock"
