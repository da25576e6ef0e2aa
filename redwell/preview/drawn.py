"""Draw the pages of a PDF in a process of its own, so that the page in the browser never waits for them.

The process keeps WeasyPrint and the fonts loaded. It gets an order on each line of its standard input, and
writes an answer: a line with its length, and then that many bytes of JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from redwell.builds.rendering import each_rendered
from redwell.check.filing import check_filing
from redwell.documents import pdf
from redwell.documents.renderer import MissingLibrary
from redwell.files import discovery
from redwell.forms import FORMS
from redwell.preview.sheet import Desk, papers_of
from redwell.problems import FilingError

DPI = 144
COLORS = 32
MOST = 60
"""The most pages that are drawn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A PDF and its pages as PNG, each with its size in pixels; or what is in the way."""

    pdf: bytes = b""
    pages: tuple[tuple[bytes, int, int], ...] = ()
    error: str = ""


@dataclass(kw_only=True)
class Drawer:
    """The process. It starts with the first order."""

    desk: Desk
    _process: asyncio.subprocess.Process | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def draw(self, entry: Path, paper: str) -> Drawn:
        """Return the pages of a paper of the filing *entry*, as it is saved now."""
        async with self._turn:
            order = {
                "entry": str(entry),
                "paper": paper,
                "root": str(self.desk.root),
                "home": str(self.desk.home),
                "author": self.desk.author,
            }
            process = await self._started()
            assert process.stdin
            assert process.stdout
            try:
                process.stdin.write(json.dumps(order).encode() + b"\n")
                await process.stdin.drain()
                size = int(await process.stdout.readline())
                answer = json.loads(await process.stdout.readexactly(size))
            except (OSError, ValueError, asyncio.IncompleteReadError):
                self.end()
                return Drawn(error="the process that makes the PDF ended too early: is there enough memory?")
        pages = tuple((b64decode(png), width, height) for png, width, height in answer["pages"])
        return Drawn(pdf=b64decode(answer["pdf"]), pages=pages, error=answer["error"])

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            path = os.pathsep.join(each for each in sys.path if each)
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                __name__,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": path},
                limit=1 << 16,
                # Ctrl-C is for the program that started it, which then ends it.
                start_new_session=True,
            )
        return self._process

    def end(self) -> None:
        """End the process."""
        if self._process and self._process.returncode is None:
            self._process.kill()
        self._process = None


def drawn(entry: Path, paper: str, desk: Desk) -> Drawn:
    """Return the pages of a paper of the filing *entry*."""
    checked = check_filing(discovery.entry(entry, desk.root), desk.root, desk.home)
    if checked.filing is None:
        return Drawn(error="the filing has errors: the pages come when they are corrected")
    try:
        found = [each for each in papers_of(checked, desk) if each.name == f"{paper}.pdf"]
        if not found:
            return Drawn(error="the filing no longer has this document")
        needed = [
            each
            for each in FORMS[checked.filing.form].documents(checked.filing, desk.author)
            if each.name == found[0].attachment
        ]
        content = each_rendered([*needed, *found], desk.root, desk.home)[found[0].name]
    except FilingError as error:
        return Drawn(error="; ".join(each.message for each in error.problems))
    except MissingLibrary as error:
        return Drawn(error=f"{error}")
    return Drawn(pdf=content, pages=_pages(content))


def _pages(content: bytes) -> tuple[tuple[bytes, int, int], ...]:
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types
    from PIL import Image

    found = []
    document = pypdfium2.PdfDocument(content)
    try:
        for n in range(min(len(document), MOST)):
            picture = document[n].render(scale=DPI / 72, may_draw_forms=False).to_pil().convert("RGB")
            saved = BytesIO()
            # Few colors and little packing: nothing waits for the network.
            picture.quantize(COLORS, Image.Quantize.FASTOCTREE).save(saved, "PNG", compress_level=1)
            found.append((saved.getvalue(), *picture.size))
    finally:
        document.close()
    return tuple(found)


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    desk = Desk(root=Path(order["root"]), home=Path(order["home"]), author=order["author"])
    made = drawn(Path(order["entry"]), order["paper"], desk)
    pages = [(b64encode(png).decode(), width, height) for png, width, height in made.pages]
    return {"pdf": b64encode(made.pdf).decode(), "pages": pages, "error": made.error}


def answer_orders() -> None:
    """Answer the orders on standard input until it ends."""
    out = os.fdopen(os.dup(1), "wb")
    # A library's own output must not mix with the answers.
    os.dup2(2, 1)
    with suppress(MissingLibrary):
        pdf.warm_up()
    # To look for what is no longer used takes a tenth of the time: that is done while nobody waits.
    gc.freeze()
    gc.disable()
    for line in sys.stdin:
        answer = json.dumps(_answer(json.loads(line))).encode()
        out.write(b"%d\n%s" % (len(answer), answer))
        out.flush()
        gc.collect()


if __name__ == "__main__":
    answer_orders()
