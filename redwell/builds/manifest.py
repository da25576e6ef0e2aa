"""`manifest.json`: the hashes of a filing's inputs and outputs, to see whether documents are up to date.

It has no time, user or path of the machine: equal input gives an equal manifest.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redwell import PACKAGE, __version__
from redwell.documents.fonts import fonts
from redwell.files import disk
from redwell.files.reader import digest
from redwell.files.templates import LARGEST, every

if TYPE_CHECKING:
    from redwell.settings import Settings

PACKAGES = (
    "brotli",
    "cffi",
    "cssselect2",
    "docxtpl",
    "fonttools",
    "jinja2",
    "jsonschema",
    "jsonschema-rs",
    "lxml",
    "markupsafe",
    "pillow",
    "pydyf",
    "pyphen",
    "python-docx",
    "pyyaml",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
    "zopfli",
)
"""The packages that read filings or write outputs."""

Manifest = Mapping[str, Any]


def ground(home: Path, settings: Settings) -> Manifest:
    """Return the inputs that all filings share: code, calendar, schemas, fonts, settings and versions."""
    schemas = home / "schemas"
    return {
        "inputs": {
            "calendar": _hashes(PACKAGE / "deadlines", PACKAGE.glob("deadlines/*.csv")),
            "code": digest(repr(_hashes(PACKAGE, PACKAGE.rglob("*.py"))).encode()),
            "fonts": {name: disk.hash_of(path) for name, path in fonts().items()},
            "schemas": _hashes(schemas, [*schemas.glob("*.json"), *schemas.glob("edgar/*.xsd")]),
        },
        # The other settings are only for submissions, not for documents.
        "settings": {"author": settings.author},
        "versions": versions(),
    }


def fingerprint(home: Path) -> dict[str, str]:
    """Return digests of all inputs that filings share, and versions: where they are equal, bytes are."""
    from redwell.settings import Settings

    shared = ground(home, Settings())
    parts = {**shared["inputs"], "templates": templates(home)}
    digests = {name: digest(repr(part).encode()) for name, part in parts.items()}
    return {**digests, **shared["versions"]}


def versions() -> dict[str, str]:
    """Return the versions that can change outputs: Redwell, Python, packages, libraries."""
    return {
        "redwell": __version__,
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **packages(),
        **libraries(),
    }


def templates(root: Path) -> dict[str, str]:
    """Return the hashes of all templates, with those of the repository in the place of the installed ones."""
    found = {name: disk.hash_of(path, LARGEST) for name, path in every(root).items()}
    return {name: sha for name, sha in sorted(found.items()) if sha is not None}


def of_folders(templates: Mapping[str, str], folders: Collection[str]) -> dict[str, str]:
    """Return the *templates* in *folders*: whole folders, because templates include each other."""
    return {name: sha for name, sha in templates.items() if name.partition("/")[0] in folders}


def compose(shared: Manifest, inputs: Manifest, outputs: Mapping[str, bytes], **further: Any) -> bytes:
    """Return `manifest.json`: the *shared* inputs, this filing's inputs and outputs, and *further* facts."""
    whole = {
        **shared,
        **further,
        "inputs": {**shared["inputs"], **inputs},
        "outputs": {name: digest(content) for name, content in outputs.items()},
    }
    return (json.dumps(whole, indent=2, sort_keys=True) + "\n").encode("ascii")


def holds(
    found: Manifest, shared: Manifest, templates: Mapping[str, str], places: Mapping[str, Path]
) -> bool:
    """Return whether every hash in *found* is still right; *places* are the folders of its file groups."""
    try:
        inputs = found["inputs"]
        folders = {name.partition("/")[0] for name in inputs["templates"]}
        return (
            all(found[key] == shared[key] for key in ("settings", "versions"))
            and all(inputs[key] == shared["inputs"][key] for key in ("calendar", "code", "fonts", "schemas"))
            and inputs["templates"] == of_folders(templates, folders)
            and all(_hold(inputs[group], places[group]) for group in ("filing", "repository"))
            and _hold(found["outputs"], places["outputs"])
        )
    except (AttributeError, LookupError, TypeError):
        # Valid JSON, but not in our format: made by hand or by another version.
        return False


def _hold(files: Mapping[str, str], folder: Path) -> bool:
    return all(disk.hash_of(folder / name) == sha for name, sha in files.items())


def _hashes(top: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Return hashes by path from *top*, without hidden files and lock files of Word (`~$form3.docx`)."""
    kept = sorted(path for path in paths if path.suffix and not path.name.startswith((".", "~")))
    found = {path.relative_to(top).as_posix(): disk.hash_of(path) for path in kept}
    return {name: sha for name, sha in sorted(found.items()) if sha is not None}


def packages() -> dict[str, str]:
    """Return the versions of `PACKAGES` from the names of their folders; their metadata is 10 ms slower."""
    folders = [name for path in reversed(sys.path) if Path(path).is_dir() for name in os.listdir(path)]  # noqa: PTH208
    pairs = (
        name.removesuffix(".dist-info").partition("-") for name in folders if name.endswith(".dist-info")
    )
    found = {name.lower().replace("_", "-"): version for name, _, version in pairs}
    return {name: found.get(name, "missing") for name in PACKAGES}


def libraries() -> dict[str, str]:
    """Return the versions of Pango, which lays out text, and of HarfBuzz, which shapes and subsets fonts."""
    return {
        "harfbuzz": _asked("libharfbuzz.so.0", "harfbuzz", "hb_version_string"),
        "pango": _asked("libpango-1.0.so.0", "pango-1.0", "pango_version_string"),
    }


def _asked(linux: str, name: str, function: str) -> str:
    """Return the version that a library's function reports, without loading WeasyPrint."""
    import ctypes

    try:
        library = ctypes.CDLL(linux)
    except OSError:
        # A slow lookup, the same as that of WeasyPrint's cffi: only if the others failed.
        from ctypes.util import find_library

        found = find_library(name)
        if found is None:
            return "missing"
        library = ctypes.CDLL(found)
    ask = getattr(library, function)
    ask.restype = ctypes.c_char_p
    answer: bytes = ask()
    return answer.decode("ascii")
