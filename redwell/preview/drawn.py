"""Draw the pages of a PDF in a process of its own, so that the page in the browser never waits for them.

The process keeps WeasyPrint and the fonts loaded. It gets an order on each line of its standard input, and
writes an answer: a line with its length, and then that many bytes of JSON. The pictures are those of the PDF
that a build makes, pixel by pixel, but that PDF itself is only made when somebody opens it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redwell.builds.rendering import each_rendered, template_errors
from redwell.check.filing import check_filing
from redwell.documents import pdf
from redwell.documents.renderer import MissingLibrary
from redwell.files import discovery
from redwell.forms import FORMS
from redwell.git.history import as_filed
from redwell.preview.sheet import Desk, papers_of, proof_of
from redwell.problems import FilingError

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 144
COLORS = 32
MOST = 60
"""The most pages that are drawn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A page as PNG, with its size in pixels; pages that look the same have the same *name*."""

    name: str
    png: bytes
    width: int
    height: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """The pages of a PDF, or the PDF, or what is in the way."""

    pages: tuple[Picture, ...] = ()
    pdf: bytes = b""
    error: str = ""


_ENDED = Drawn(error="the preview has ended")
_ENDED_TOO_EARLY = Drawn(error="the process that makes the PDF ended too early: is there enough memory?")


@dataclass(kw_only=True)
class Drawer:
    """The process. It starts with the first order."""

    desk: Desk
    is_ended: bool = False
    """True when no process is started any more."""
    _process: asyncio.subprocess.Process | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_busy(self) -> bool:
        """True while an order is carried out."""
        return self._turn.locked()

    async def draw(self, entry: Path, paper: str) -> Drawn:
        """Return the pages of a paper of the filing *entry*, as it is saved now."""
        return await self._ordered(entry, paper, is_whole=False)

    async def build(self, entry: Path, paper: str) -> Drawn:
        """Return the PDF of a paper of the filing *entry*, as it is saved now."""
        return await self._ordered(entry, paper, is_whole=True)

    async def _ordered(self, entry: Path, paper: str, *, is_whole: bool) -> Drawn:
        async with self._turn:
            if self.is_ended:
                return _ENDED
            order = {
                "entry": str(entry),
                "paper": paper,
                "is_whole": is_whole,
                "root": str(self.desk.root),
                "home": str(self.desk.home),
                "author": self.desk.author,
            }
            process = await self._started()
            if self.is_ended:
                # It was not there yet to be ended.
                self._kill()
                await process.wait()
                return _ENDED
            assert process.stdin
            assert process.stdout
            try:
                process.stdin.write(json.dumps(order).encode() + b"\n")
                await process.stdin.drain()
                size = int(await process.stdout.readline())
                answer = json.loads(await process.stdout.readexactly(size))
            except (OSError, ValueError, asyncio.IncompleteReadError):
                self._kill()
                await process.wait()
                return _ENDED if self.is_ended else _ENDED_TOO_EARLY
        pages = tuple(
            Picture(name=name, png=b64decode(png), width=width, height=height)
            for name, png, width, height in answer["pages"]
        )
        return Drawn(pages=pages, pdf=b64decode(answer["pdf"]), error=answer["error"])

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
        """End the process, and let everybody go who waits for it."""
        self.is_ended = True
        self._kill()

    def _kill(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
        self._process = None


@dataclass(kw_only=True)
class Artist:
    """The work of the process. Pages that look as they did are not packed again."""

    _last: dict[str, Picture] = field(default_factory=dict)

    def drawn(self, entry: Path, paper: str, desk: Desk, *, is_whole: bool = False) -> Drawn:
        """Return the pages of a paper of the filing *entry*, or its *whole* PDF."""
        named = discovery.entry(entry, desk.root)
        earlier = as_filed((named,), desk.root / "build").get(entry)
        checked = check_filing(named, desk.root, desk.home, earlier)
        filing = checked.filing if is_whole else checked.typed
        if filing is None:
            what = "PDF comes" if is_whole else "pages come"
            return Drawn(error=f"the filing has errors: the {what} when they are corrected")
        try:
            proof = proof_of(filing, checked, desk)
            papers = papers_of(proof, checked, desk)
            if f"{paper}.pdf" not in papers:
                return Drawn(error="the filing no longer has this document")
            found = papers[f"{paper}.pdf"]
            if found is None:
                return Drawn(error="its wording has errors: the pages come when they are corrected")
            # An XML document with errors of law is not that of a template.
            needed = [
                each
                for each in (FORMS[filing.form].documents(filing, desk.author) if checked.filing else ())
                if each.name == found.attachment
            ]
            if is_whole:
                return Drawn(pdf=each_rendered([*needed, found], desk.root, desk.home)[found.name])
            each_rendered(needed, desk.root, desk.home)
            with template_errors(found, desk.root):
                content = pdf.sketch(found.template, found.context, home=desk.root, mark=proof.mark)
        except FilingError as error:
            return Drawn(error="; ".join(each.message for each in error.problems))
        except MissingLibrary as error:
            return Drawn(error=f"{error}")
        pages = tuple(self.pages_of(content))
        self._last = {each.name: each for each in pages}
        return Drawn(pages=pages)

    def pages_of(self, content: bytes) -> Iterator[Picture]:
        """Yield the pages of a PDF."""
        import pypdfium2  # type: ignore[import-untyped]  # it ships no types

        document = pypdfium2.PdfDocument(content)
        try:
            for n in range(min(len(document), MOST)):
                bitmap = document[n].render(scale=DPI / 72, may_draw_forms=False)
                name = sha256(bitmap.buffer).hexdigest()
                yield self._last.get(name) or _picture(name, bitmap.to_pil().convert("RGB"))
        finally:
            document.close()


def _picture(name: str, page: Image) -> Picture:
    from PIL.Image import Quantize

    saved = BytesIO()
    # Few colors and little packing: nothing waits for the network.
    page.quantize(COLORS, Quantize.FASTOCTREE).save(saved, "PNG", compress_level=1)
    return Picture(name=name, png=saved.getvalue(), width=page.width, height=page.height)


def _answer(artist: Artist, order: dict[str, Any]) -> dict[str, Any]:
    desk = Desk(root=Path(order["root"]), home=Path(order["home"]), author=order["author"])
    made = artist.drawn(Path(order["entry"]), order["paper"], desk, is_whole=order["is_whole"])
    pages = [(each.name, b64encode(each.png).decode(), each.width, each.height) for each in made.pages]
    return {"pages": pages, "pdf": b64encode(made.pdf).decode(), "error": made.error}


def answer_orders() -> None:
    """Answer the orders on standard input until it ends."""
    out = os.dup(1)
    # A library's own output must not mix with the answers.
    os.dup2(2, 1)
    with suppress(MissingLibrary):
        pdf.warm_up()
    # To look for what is no longer used takes a tenth of the time: that is done while nobody waits.
    gc.freeze()
    gc.disable()
    artist = Artist()
    # The program that asked may have been killed.
    with suppress(BrokenPipeError):
        for line in sys.stdin:
            answer = json.dumps(_answer(artist, json.loads(line))).encode()
            os.write(out, b"%d\n%s" % (len(answer), answer))
            gc.collect()


if __name__ == "__main__":
    answer_orders()
