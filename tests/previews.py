"""A live page for tests: served from a thread of this process, and asked over a real connection."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import redwell
from redwell.files import discovery
from redwell.preview.server import Preview, serve
from redwell.preview.sheet import Days, Desk

ROOT = Path(__file__).resolve().parent.parent
FORM_3 = "tecogen/2013-10-01-panora-form3.yaml"
FORM_4 = "example/2026-08-17-doe-form4.yaml"
FORM_5 = "tesla/2021-12-31-musk-form5.yaml"
TODAY = date(2026, 8, 21)
PATIENCE = 20
"""Seconds until a page counts as hung."""


def repository(folder: Path, *names: str) -> Path:
    """A repository with these filings of ours, and the files beside them."""
    for name in names:
        client = Path(name).parent.name
        shutil.copytree(ROOT / "filings" / client, folder / "filings" / client, dirs_exist_ok=True)
    (folder / "pyproject.toml").write_text('[tool.redwell]\nauthor = "Roe LLP"\n', "utf-8")
    return folder


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer of the server."""

    status: int
    body: bytes
    headers: dict[str, str]

    def header(self, name: str) -> str:
        """A header, or an empty text."""
        return self.headers.get(name.lower(), "")


@dataclass(kw_only=True)
class Served:
    """A page that is served."""

    root: Path
    preview: Preview
    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/{self.preview.token}/"

    def path(self, name: str) -> Path:
        """A filing of the repository."""
        return self.root / "filings" / name

    def get(self, path: str, *, host: str = "", method: str = "GET", is_whole: bool = False) -> Answer:
        """The answer to a request below the token, or for the *whole* path."""
        with closing(
            self._asked(method, path if is_whole else f"/{self.preview.token}/{path}", host)
        ) as asked:
            answer = asked.getresponse()
            return Answer(
                status=answer.status,
                body=answer.read(),
                headers={name.lower(): value for name, value in answer.getheaders()},
            )

    @contextmanager
    def listening(self) -> Iterator[Events]:
        """The stream of news."""
        with (
            closing(self._asked("GET", f"/{self.preview.token}/events", "")) as asked,
            closing(asked.getresponse()) as answer,
        ):
            yield Events(answer)

    def _asked(self, method: str, target: str, host: str) -> HTTPConnection:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        # As it is given: a library would tidy up a path.
        connection.putrequest(method, target, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        connection.endheaders()
        return connection


class Events:
    """The news of a page, one by one."""

    def __init__(self, answer: HTTPResponse) -> None:
        self.answer = answer

    def next(self) -> dict[str, Any]:
        """The next message; empty for the last."""
        found: dict[str, Any] = self._next(is_account=False)
        return found

    def account(self) -> str:
        """The next account."""
        found: str = self._next(is_account=True)
        return found

    def _next(self, *, is_account: bool) -> Any:
        kind = False
        while True:
            line = self.answer.readline().decode()
            assert line, "the stream ended without a word"
            assert not line.startswith(":"), "there is no news"
            if line.startswith("event: end"):
                return {}
            if line.startswith("data: ") and kind == is_account:
                return json.loads(line.removeprefix("data: "))
            kind = line.startswith("event: account")

    def until(self, text: str, part: str = "papers") -> dict[str, Any]:
        """The first message with a text in a part."""
        while True:
            message = self.next()
            assert message, f"the stream ended before {text}"
            if text in json.dumps(message[part], ensure_ascii=False):
                return message


def unserved(root: Path, name: str, *, is_following: bool = False, today: date = TODAY) -> Preview:
    """The page of a filing, which nobody serves yet."""
    desk = Desk(root=root, home=redwell.home(), author="Roe LLP")
    entry = discovery.entry(root / "filings" / name, root)
    days = Days(edgar=today, calendar=today)
    preview = Preview(
        desk=desk, entry=entry, record=root / "filings", is_following=is_following, today=lambda: days
    )
    preview.read()
    return preview


@contextmanager
def served(root: Path, name: str, *, is_following: bool = False, today: date = TODAY) -> Iterator[Served]:
    """The page of a filing while it is served."""
    preview = unserved(root, name, is_following=is_following, today=today)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        loop, stopped = asyncio.new_event_loop(), asyncio.Event()
        thread = threading.Thread(target=loop.run_until_complete, args=(serve(preview, listening, stopped),))
        thread.start()
        try:
            yield Served(root=root, preview=preview, port=port)
        finally:
            loop.call_soon_threadsafe(stopped.set)
            thread.join(PATIENCE)
            assert not thread.is_alive(), "the server does not end"
            # The last connections are closed by the loop.
            loop.run_until_complete(asyncio.sleep(0.05))
            loop.close()
