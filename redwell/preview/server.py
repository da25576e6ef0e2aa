"""Serve the live page on this computer alone, under an address that nobody can guess.

No part of an address is the name of a file: each page below is one of a fixed few, and all else is not found.
A page of another site cannot ask either: it does not know the token, and a name of its own that leads to
127.0.0.1 (DNS rebinding) is refused by the Host header.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hmac import compare_digest
from pathlib import Path
from secrets import token_urlsafe
from socket import socket

import uvicorn
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as StarletteMessage

from redwell.documents.fonts import faces, fonts
from redwell.files import discovery, disk, templates
from redwell.files.discovery import Entry
from redwell.preview import page
from redwell.preview.account import History
from redwell.preview.drawn import Drawer, Drawn
from redwell.preview.page import FOLDER, Message
from redwell.preview.sheet import Days, Desk, read_sheet
from redwell.preview.watch import Changes, Rounds

HOST = "127.0.0.1"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAPER_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""The policy of the form: a template of a firm can hold anything, and none of it runs or is sent."""
PAPER = (
    '<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>The form</title>'
    '<link rel="stylesheet" href="paper.css"/><style id="sheet-style"></style></head><body></body></html>'
)
ALWAYS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
LOOKS = {
    "review.css": ("review/review.css", "text/css"),
    "preview.css": (f"{FOLDER}preview.css", "text/css"),
    "preview.js": (f"{FOLDER}preview.js", "text/javascript"),
    "icon.svg": (f"{FOLDER}icon.svg", "image/svg+xml"),
}
AFTER_THE_FORM = 0.2
"""Seconds from the form to the account: the browser paints the form in that time."""
NO_ACCOUNT = Markup(
    '<section aria-labelledby="account-title"><h2 id="account-title">Account</h2>'
    '<p class="small">it cannot be shown ({}): this is a fault of redwell, please report it</p></section>'
)
TO_SAY_GOODBYE = 0.4
"""Seconds in which each page is told of the end."""
PING = 15
"""Seconds after which a silent connection is used once, so that a closed one is noticed."""


@dataclass(kw_only=True)
class Preview:
    """The live page of a filing: what it shows now, and who waits for more.

    With *is_following* it turns to whichever filing is saved. *today* says what day it is.
    """

    desk: Desk
    entry: Entry
    record: Path
    is_following: bool
    today: Callable[[], Days]
    token: str = field(default_factory=lambda: token_urlsafe(24))
    message: Message = field(init=False)
    account: Markup = field(default_factory=Markup)
    """The history of the positions that the form touches, as HTML; a moment later than the form."""
    is_ending: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set with the next news, and another from then on."""
    _pictures: dict[str, bytes] = field(default_factory=dict)
    """The pages of the PDF that are looked at, by the ends of their addresses."""
    _looked_at: tuple[int, str] = (0, "")
    """The message, by its number, and the paper that somebody last asked to see in pages."""
    _begun: tuple[str, asyncio.Task[Drawn]] | None = None
    """A paper that is drawn before anybody asks, because somebody looks at its pages."""

    def __post_init__(self) -> None:
        """Start without a page."""
        self.drawer = Drawer(desk=self.desk)
        self.history = History(desk=self.desk)
        self.rounds = Rounds(self.desk.root)
        self._before: Message | None = None

    def read(self) -> None:
        """Read the filing as it is now."""
        sheet = self._sheet = read_sheet(self.entry, self.desk, self.today())
        new = page.message(sheet, self._before, self.desk)
        if self._before is None or replace(new, number=self._before.number) != self._before:
            self.message = self._before = new
        folder = self.record if self.is_following else self.entry.path.parent
        both = (self.desk.root / templates.FOLDER, self.desk.home / templates.FOLDER)
        self.rounds.watch([folder, *both, *(sheet.read - {self.desk.root})])

    async def run(self) -> None:
        """Read the filing again whenever something is saved, until this is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.rounds.run())
            tasks.create_task(self._keep_up())

    async def _keep_up(self) -> None:
        later = self._later()
        try:
            async for saved in self.rounds.rounds():
                later.cancel()
                self._turn(saved)
                await self._begin(saved)
                self.read()
                self._tell()
                later = self._later()
        finally:
            later.cancel()

    def _later(self) -> asyncio.Task[None]:
        """Begin to read the account: in no group of tasks, because its failure must not end the page."""
        task = asyncio.create_task(self._read_account())
        task.add_done_callback(self._account_read)
        return task

    async def _begin(self, saved: Changes) -> None:
        """Let the pages be drawn while the form is read, if somebody looks at them."""
        number, paper = self._looked_at
        self._begun = None
        if saved and number == self.message.number and not self.drawer.is_busy:
            self._begun = paper, asyncio.create_task(self.drawer.draw(self.entry.path, paper))
            # The order is sent before this process is busy too.
            await asyncio.sleep(0)

    async def _read_account(self) -> None:
        """Read the account, once the form has been sent and nothing else is saved."""
        await asyncio.sleep(AFTER_THE_FORM)
        if self._sheet.filing is None:
            return
        self.account = page.account(self.history.account(self._sheet), self.desk.home)
        self._tell()

    def _account_read(self, task: asyncio.Task[None]) -> None:
        """Show that the account failed, if it did; the terminal gets the whole of the error."""
        if task.cancelled() or (error := task.exception()) is None:
            return
        asyncio.get_running_loop().call_exception_handler(
            {"message": "the account cannot be shown", "exception": error, "task": task}
        )
        self.account = NO_ACCOUNT.format(type(error).__name__)
        self._tell()

    def _tell(self) -> None:
        """Wake everybody who waits for news."""
        self._news.set()
        self._news = asyncio.Event()

    def _turn(self, saved: Changes) -> None:
        """Turn to another filing that was saved."""
        filings = sorted(Path(path) for _, path in saved if self._is_filing(Path(path)))
        if self.is_following and filings and self.entry.path not in filings:
            self.entry = discovery.entry(filings[0], self.desk.root)
            self._before = None if self._before is None else page.without_papers(self._before)
            self.account = Markup()

    def _is_filing(self, path: Path) -> bool:
        return path.suffix == ".yaml" and path.parent.parent == self.record and path.is_file()

    def end(self) -> None:
        """Let everybody go who waits for news, and end the process that draws."""
        self.is_ending = True
        self.drawer.end()
        self._tell()

    # --- the pages ---

    def app(self, port: int) -> ASGIApp:
        """Return the application for *port*."""
        routes: Mapping[str, Callable[..., object]] = {
            "": self._whole,
            "events": self._events,
            "paper": self._paper,
            "paper.css": self._paper_style,
            "pages": self._pages,
            "drawn/{name}": self._drawn,
            "pdf": self._pdf,
            "font/{name}": self._font,
            "{name}": self._looks,
        }
        inner = Starlette(
            routes=[Route(f"/{path}", answer, methods=["GET"]) for path, answer in routes.items()]
        )
        inner.router.redirect_slashes = False
        return Gate(inner, self.token, {f"{HOST}:{port}", f"localhost:{port}"})

    async def _whole(self, _: Request) -> Response:
        return Response(page.whole(self.message, self.account, self.desk.home), media_type="text/html")

    async def _paper(self, _: Request) -> Response:
        headers = {"Content-Security-Policy": PAPER_POLICY}
        return Response(PAPER, media_type="application/xhtml+xml", headers=headers)

    async def _paper_style(self, _: Request) -> Response:
        own = templates.content(f"{FOLDER}paper.css", self.desk.home).decode()
        return Response("".join((*faces("font/"), own)), media_type="text/css")

    async def _font(self, request: Request) -> Response:
        found = fonts().get(request.path_params["name"])
        if found is None:
            return _not_found()
        return Response(
            disk.read_file(found, templates.LARGEST),
            media_type="font/ttf",
            headers={"Cache-Control": "max-age=3600"},
        )

    async def _looks(self, request: Request) -> Response:
        found = LOOKS.get(request.path_params["name"])
        if found is None:
            return _not_found()
        name, kind = found
        return Response(templates.content(name, self.desk.home), media_type=kind)

    async def _pages(self, request: Request) -> Response:
        """Draw the pages of a paper, and keep them until others are drawn."""
        paper = request.query_params.get("paper", "")
        self._looked_at = self.message.number, paper
        if self._begun and self._begun[0] == paper:
            made = await self._begun[1]
        else:
            made = await self.drawer.draw(self.entry.path, paper)
        if made.error:
            return JSONResponse({"error": made.error})
        self._pictures = {f"{each.name}.png": each.png for each in made.pages}
        pages = [
            {"src": f"drawn/{each.name}.png", "width": each.width, "height": each.height}
            for each in made.pages
        ]
        return JSONResponse({"error": "", "pages": pages})

    async def _drawn(self, request: Request) -> Response:
        found = self._pictures.get(request.path_params["name"])
        return Response(found, media_type="image/png") if found else _not_found()

    async def _pdf(self, request: Request) -> Response:
        """Make the PDF of a paper as a build makes it."""
        paper = request.query_params.get("paper", "")
        made = await self.drawer.build(self.entry.path, paper)
        if made.error:
            return PlainTextResponse(made.error, status_code=404)
        headers = {"Content-Disposition": f'inline; filename="{paper}.pdf"'}
        return Response(made.pdf, media_type="application/pdf", headers=headers)

    async def _events(self, _: Request) -> Response:
        return StreamingResponse(self._told(), media_type="text/event-stream")

    async def _told(self) -> AsyncIterator[str]:
        """Yield the page as it is, and then each time that it is another."""
        seen, told = 0, Markup()
        while not self.is_ending:
            if self.message.number != seen:
                seen = self.message.number
                yield f"data: {self.message.text}\n\n"
                continue
            if self.account != told:
                told = self.account
                yield f"event: account\ndata: {json.dumps(told)}\n\n"
                continue
            try:
                async with asyncio.timeout(PING):
                    await self._news.wait()
            except TimeoutError:
                yield ": still here\n\n"
        yield "event: end\ndata:\n\n"


def _not_found() -> Response:
    return PlainTextResponse("not found", status_code=404)


class Gate:
    """Lets only those through who know the token and ask for this computer by its own name."""

    def __init__(self, inner: ASGIApp, token: str, hosts: set[str]) -> None:
        """Guard *inner*."""
        self.inner, self.token, self.hosts = inner, token, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def send_with_headers(message: StarletteMessage) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    given.setdefault(name, value)
            await send(message)

        if scope["type"] != "http":
            return
        host = Headers(scope=scope).get("host", "")
        whole = scope["path"]
        _, token, rest = (*whole.split("/", 2), "", "")[:3]
        answer: ASGIApp = _not_found()
        if host not in self.hosts:
            answer = PlainTextResponse("ask for 127.0.0.1", status_code=421)
        elif scope["method"] != "GET":
            answer = PlainTextResponse("this page is only read", status_code=405)
        elif compare_digest(token.encode(), self.token.encode()):
            answer, scope = self.inner, {**scope, "path": f"/{rest}", "raw_path": f"/{rest}".encode()}
            if whole == f"/{self.token}":
                # Without the last slash, relative links would miss the token.
                answer = RedirectResponse(f"{whole}/")
        await answer(scope, receive, send_with_headers)


class Server(uvicorn.Server):
    """A server that leaves the signals to the command."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def serve(preview: Preview, listening: socket, stopped: asyncio.Event) -> None:
    """Serve the page on a socket that listens, until *stopped*."""
    config = uvicorn.Config(
        preview.app(listening.getsockname()[1]),
        log_config=None,
        # A page of another site can ask for nonsense, and need not write to the terminal.
        log_level="error",
        access_log=False,
        lifespan="off",
        ws="none",
        loop="asyncio",
        http="h11",
        timeout_graceful_shutdown=1,
        server_header=False,
        date_header=False,
    )
    server = Server(config)
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve([listening]))
        watching = tasks.create_task(preview.run())
        await stopped.wait()
        preview.end()
        watching.cancel()
        server.should_exit = True
        await asyncio.wait([serving], timeout=TO_SAY_GOODBYE)
        # A browser keeps connections that it does not use, or does not read.
        for each in [*server.server_state.connections]:
            each.transport.abort()
        await serving
