"""Calls to a forge: JSON over https, patient with a busy server, and silent about the token.

No redirect is followed to another host, since the token would go there; no answer is read without end; and
no message holds what the server or the token says.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage
from typing import Any
from urllib.parse import urljoin, urlsplit

from redwell.files.discovery import Misuse

ATTEMPTS = 4
LONGEST_WAIT = 60
"""In seconds, for one wait. A forge that wants more is asked again by the next run."""
TIMEOUT = 30
BUSY = frozenset({429, 502, 503, 504})
MOVED = frozenset({301, 302, 307, 308})
REDIRECTS = 3
A_PAGE = 100
MOST_PAGES = 200
LOOPBACK = frozenset({"127.0.0.1", "::1"})


class ForgeError(Exception):
    """The forge did not do as it was asked; *status* is that of its answer, 0 where there was none."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class BusyError(ForgeError):
    """The forge had no time, or its answer was lost: what was asked may be done, or not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """*now* in seconds since 1970, and how to *sleep* for some."""

    now: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Api:
    """Where a forge takes calls. *header* is the name and the value that carries the token."""

    url: str
    header: tuple[str, str] = field(repr=False)
    clock: Clock
    most: int = 64 * 2**20
    """How many bytes an answer may have: a hundred of the longest comments are about half as much."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    status: int
    headers: HTTPMessage
    content: bytes


def checked_url(url: str, name: str) -> str:
    """*url*, which the variable *name* holds, without a slash at its end. Raises `Misuse`."""
    try:
        parts = urlsplit(url)
        is_sound = bool(parts.hostname) and parts.port != 0 and not re.search(r"[^!-~]", url)
    except ValueError:
        is_sound = False
    if not is_sound or parts.query or parts.fragment or parts.username is not None:
        raise Misuse(f"{name} is not the address of a forge: write https://host/path")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Misuse(f"{name} must begin with https://: the token is sent there")
    return url.rstrip("/")


def checked_token(token: str, name: str) -> str:
    """*token*, which the variable *name* holds. Raises `Misuse`, whose message does not hold it."""
    if not token.strip():
        raise Misuse(f"{name} must be set in the environment: the token that may write comments")
    if re.search(r"[^!-~]", token.strip()):
        raise Misuse(f"{name} is not a token: it holds a space or a character outside of ASCII")
    return token.strip()


def call(api: Api, method: str, path: str, body: Mapping[str, str] | None = None) -> Any:
    """The JSON that the forge answers. Raises `ForgeError`, `BusyError` where it stays busy."""
    content = _answered(api, method, path, body)
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise ForgeError("the forge answers no JSON: is the address that of its API?") from None


def file(api: Api, path: str) -> bytes:
    """A file that the forge keeps. Raises as `call` does."""
    return _answered(api, "GET", path, None)


def _answered(api: Api, method: str, path: str, body: Mapping[str, str] | None) -> bytes:
    """What the forge answers.

    A POST is sent once more only where the forge says that it did nothing with the first: else there could
    be two comments.
    """
    for attempt in range(ATTEMPTS):
        try:
            answer = _followed(api, method, path, body)
        except BusyError:
            if method == "POST" or attempt == ATTEMPTS - 1:
                raise
            api.clock.sleep(2.0**attempt)
            continue
        if not _is_busy(answer):
            return _content(answer)
        wait = _wait(api, answer, attempt)
        is_undone = answer.status in {403, 429}
        if wait > LONGEST_WAIT or attempt == ATTEMPTS - 1 or (method == "POST" and not is_undone):
            raise BusyError(f"the forge has no time ({answer.status}): try again later", answer.status)
        api.clock.sleep(wait)
    raise AssertionError("the last attempt returns or raises")


def pages(api: Api, path: str) -> Iterator[Any]:
    """All that a list holds, page by page, as far as it is asked for."""
    joint = "&" if "?" in path else "?"
    for page in range(1, MOST_PAGES + 1):
        found = call(api, "GET", f"{path}{joint}per_page={A_PAGE}&page={page}")
        if not isinstance(found, list):
            raise ForgeError("the forge answers no list where there should be one")
        yield from found
        if len(found) < A_PAGE:
            return
    raise ForgeError(f"the forge has more than {A_PAGE * MOST_PAGES:,} entries, which are not read")


def at(value: Any, *keys: str) -> Any:
    """What stands below *keys* in JSON, None where it does not."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _is_busy(answer: _Answer) -> bool:
    # GitHub says 403 too where there were too many calls.
    is_limited = answer.status == 403 and (
        "Retry-After" in answer.headers or answer.headers.get("X-RateLimit-Remaining") == "0"
    )
    return answer.status in BUSY or is_limited


def _wait(api: Api, answer: _Answer, attempt: int) -> float:
    """How many seconds the forge wants us to wait, else one, two, four, ..."""
    asked = answer.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", asked, re.ASCII):
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - api.clock.now())
    except (ValueError, TypeError, OverflowError):
        pass
    reset = answer.headers.get("X-RateLimit-Reset", "")
    if answer.headers.get("X-RateLimit-Remaining") == "0" and re.fullmatch(r"\d{1,12}", reset, re.ASCII):
        return max(1.0, float(reset) - api.clock.now())
    return 2.0**attempt


def _content(answer: _Answer) -> bytes:
    if answer.status in MOVED:
        raise ForgeError("the repository has moved: set the names of its new place", answer.status)
    if not 200 <= answer.status < 300:
        raise ForgeError(f"the forge answers {answer.status}", answer.status)
    return answer.content


def _followed(api: Api, method: str, path: str, body: Mapping[str, str] | None) -> _Answer:
    """The answer, behind redirects within the same host; only what changes nothing is sent anew."""
    url = api.url + path
    for _ in range(REDIRECTS):
        answer = _sent(api, method, url, body)
        if answer.status not in MOVED:
            return answer
        try:
            url = urljoin(url, answer.headers.get("Location", ""))
            is_elsewhere = _origin(url) != _origin(api.url)
        except ValueError:
            is_elsewhere = True
        if is_elsewhere:
            raise ForgeError(
                "the forge sends us to another host, where the token must not go: set the address of its API",
                answer.status,
            )
        if method != "GET":
            return answer
    raise ForgeError("the forge sends us in a circle")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _sent(api: Api, method: str, url: str, body: Mapping[str, str] | None) -> _Answer:
    content = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, content, method=method)
    request.add_header("Accept", "application/json")
    request.add_header("Content-Type", "application/json")
    request.add_header("User-Agent", "redwell")
    # Not to be given away with a redirect, though none is followed by the opener.
    request.add_unredirected_header(*api.header)
    host = urlsplit(url).hostname
    try:
        with _opener(is_local=host in LOOPBACK).open(request, timeout=TIMEOUT) as response:
            read = response.read(api.most + 1)
            status, headers, rest = response.status, response.headers, response.length
    except (urllib.error.URLError, HTTPException, OSError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        kind = type(reason).__name__
        raise BusyError(f"there is no answer from {host} ({kind}): try again later") from None
    if len(read) > api.most:
        raise ForgeError(f"the forge answers with more than {api.most // 2**20} MiB, which is not read")
    if rest:
        raise BusyError(f"the answer of {host} breaks off: try again later")
    return _Answer(status=status, headers=headers, content=read)


def _opener(*, is_local: bool) -> urllib.request.OpenerDirector:
    """Opens http and https, by the proxy of the environment; no redirect, no file, no other scheme."""
    opener = urllib.request.OpenerDirector()
    proxies = urllib.request.ProxyHandler({} if is_local else None)
    for handler in (proxies, urllib.request.HTTPHandler(), urllib.request.HTTPSHandler()):
        opener.add_handler(handler)
    return opener
