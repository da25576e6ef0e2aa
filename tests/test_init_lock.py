"""The lock that a wheel carries for firms: every package that Redwell needs, and none of the tests."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def entries(path: Path) -> dict[str, str]:
    """The entries of a lock by the names of the packages."""
    found = re.split(r"^(?=[a-z])", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {re.split(r"[ =]", entry)[0]: entry for entry in found}


WHOLE = entries(ROOT / "requirements.lock")
OF_FIRMS = entries(ROOT / "redwell/repository/files/requirements.lock")


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
            if "extra" not in marker or any(f'extra == "{extra}"' in marker for extra in extras):
                todo.append(each)
    return set(found)


def test_the_lock_of_firms_holds_what_redwell_needs_and_no_more() -> None:
    # What the whole lock leaves out is for a system on which Redwell does not run.
    assert needed() & WHOLE.keys() == OF_FIRMS.keys(), "run: invoke lock"


def test_it_pins_the_same_files_as_the_lock_of_the_tests() -> None:
    for name, entry in OF_FIRMS.items():
        pinned = re.findall(r"^\S+==[^ ;]+|--hash=\S+", entry, re.MULTILINE)
        assert pinned == re.findall(r"^\S+==[^ ;]+|--hash=\S+", WHOLE[name], re.MULTILINE), "run: invoke lock"
        assert len(pinned) > 1, name
