"""Take over into a new filing what an earlier one of the same owner says: `new --from`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from redwell.check import shape
from redwell.edgar import yaml_writer
from redwell.files.discovery import Misuse
from redwell.model import Filing
from redwell.problems import FilingError
from redwell.source import loader
from redwell.source.loader import Source

TAKEN = ("issuer", "reporting_owners", "signatures", "powers_of_attorney")
"""The blocks that a later filing of the same owners repeats."""
_SIGNED = re.compile(r"\n[ ]*signed:[^\n]*|,[ ]*signed:[^,}\n]*|signed:[^,}\n]*(?:,[ ]*|\n[ ]*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """An earlier filing: its *path*, its content, and the text of its blocks."""

    path: Path
    filing: Filing
    source: Source


def read_earlier(path: Path, name: str, home: Path) -> Earlier:
    """Read the filing in *path*, called *name* in messages. Raises `Misuse` if it has errors of shape."""
    try:
        source = loader.read(path.read_bytes(), name)
    except FilingError as error:
        raise Misuse(f"--from {name}: it cannot be read: {error.problems[0].message}") from None
    form, problems = shape.check_shape(source, home)
    if problems or not form:
        raise Misuse(f"--from {name}: it has errors: correct them first (redwell check {name})")
    return Earlier(path=path, filing=form.parse(source), source=source)


def with_blocks_of(earlier: Earlier, skeleton: str) -> str:
    """Return the *skeleton* with the blocks in `TAKEN` as the earlier filing has them.

    Signatures lose their dates. A power that was filed becomes one that is on file.
    """
    paragraphs = skeleton.split("\n\n")
    for key in TAKEN:
        if key not in earlier.source.data:
            continue
        block = _block(earlier.source, key)
        if key == "signatures":
            if any(signature.text for signature in earlier.filing.signatures):
                # It is printed as it was once typed, with its date.
                continue
            block = _SIGNED.sub("", block)
        if key == "powers_of_attorney" and earlier.filing.filed:
            block = yaml_writer.powers_on_file(
                (power, power.on_file or earlier.filing.filed) for power in earlier.filing.powers_of_attorney
            )
        paragraphs = [
            block if paragraph.startswith((f"{key}:", f"# {key}:")) else paragraph for paragraph in paragraphs
        ]
    return "\n\n".join(paragraph.rstrip("\n") for paragraph in paragraphs) + "\n"


def _block(source: Source, key: str) -> str:
    """Return the lines of a key at the beginning of a line, up to the next such key, as they are written."""
    text = source.text.replace("\r\n", "\n")
    [begin] = [found.start() for found in re.finditer(rf"^[\"']?{key}[\"']?[ ]*:", text, re.MULTILINE)][:1]
    after = re.search(r"\n(?=[^\s#-])", text[begin:])
    block = text[begin : begin + after.start()] if after else text[begin:]
    # A comment above the next key belongs to that key.
    return re.sub(r"(\n[ \t]*|\n#[^\n]*)*\Z", "", block)
