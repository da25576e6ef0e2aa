"""GitHub and GitLab, as far as a comment on a request needs them.

What an environment variable or an answer holds is looked at before it becomes part of an address; names of
branches and files are a stranger's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from redwell.files.discovery import Misuse
from redwell.review.forge.api import Api, Clock, ForgeError, at, call, checked_token, checked_url, pages

FORGES = ("github", "gitlab")
BOT = "github-actions[bot]"
"""Who writes with the token of a GitHub workflow; that token may not ask who it is."""
LARGEST_EVENT = 32 * 2**20


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A comment that is there already."""

    number: int
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A request, the commit that was looked at, and the page of the run that did so."""

    request: int
    commit: str
    run: str | None = None


class Forge(Protocol):
    """What the poster asks of a forge. Each method may raise `ForgeError`."""

    @property
    def token(self) -> str:
        """The environment variable that holds the token."""

    @property
    def permission(self) -> str:
        """What the token must be allowed, as a sentence."""

    @property
    def place(self) -> str:
        """The repository, as messages name it."""

    @property
    def longest(self) -> int:
        """How many characters a comment may have."""

    @property
    def most_files(self) -> int:
        """How many changed files it lists at most; what comes after them is not to be learned."""

    def files_at(self, commit: str) -> str | None:
        """Where the files of *commit* are shown."""

    def targets(self) -> tuple[Target, ...]:
        """The requests that this run is about; none where all have gone on or are closed."""

    def newest(self, request: int) -> str | None:
        """The newest commit of a request, None where it is not open."""

    def own(self, request: int) -> Iterator[Given]:
        """Our own comments, the oldest first."""

    def create(self, request: int, body: str) -> None:
        """Writes a comment."""

    def update(self, request: int, given: Given, body: str) -> None:
        """Writes a comment anew."""

    def changed(self, request: int) -> Iterator[str]:
        """The names of all files that the request changes, the earlier names too."""


def of(environ: Mapping[str, str], name: str, clock: Clock) -> Forge:
    """The forge *name*, as its runner describes it in *environ*. Raises `Misuse`."""
    return _github(environ, clock) if name == "github" else _gitlab(environ, clock)


def _github(environ: Mapping[str, str], clock: Clock) -> GitHub:
    token = checked_token(environ.get("GITHUB_TOKEN", ""), "GITHUB_TOKEN")
    url = environ.get("GITHUB_API_URL") or "https://api.github.com"
    server = environ.get("GITHUB_SERVER_URL") or "https://github.com"
    repository = environ.get("GITHUB_REPOSITORY", "")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII):
        raise Misuse("GITHUB_REPOSITORY must be set in the environment: owner/name")
    header = ("Authorization", f"Bearer {token}")
    return GitHub(
        api=Api(url=checked_url(url, "GITHUB_API_URL"), header=header, clock=clock),
        server=checked_url(server, "GITHUB_SERVER_URL"),
        repository=repository,
        event=environ.get("GITHUB_EVENT_PATH", ""),
    )


def _gitlab(environ: Mapping[str, str], clock: Clock) -> GitLab:
    token = checked_token(environ.get("GITLAB_TOKEN", ""), "GITLAB_TOKEN")
    url = checked_url(environ.get("CI_API_V4_URL", ""), "CI_API_V4_URL")
    project, page = environ.get("CI_PROJECT_ID", ""), environ.get("CI_PROJECT_URL", "")
    if not re.fullmatch(r"\d{1,12}", project, re.ASCII):
        raise Misuse("CI_PROJECT_ID must be set in the environment: the number of the project")
    return GitLab(
        api=Api(url=url, header=("PRIVATE-TOKEN", token), clock=clock),
        page=checked_url(page, "CI_PROJECT_URL") if page else "",
        project=project,
        request=environ.get("CI_MERGE_REQUEST_IID", ""),
        commit=environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or environ.get("CI_COMMIT_SHA", ""),
        pipeline=environ.get("CI_PIPELINE_ID", ""),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class GitHub:
    """A repository on GitHub; *event* is the file in which a workflow finds what started it."""

    api: Api
    server: str
    repository: str
    event: str
    token: str = "GITHUB_TOKEN"
    permission: str = "the job needs `permissions: pull-requests: write`"
    longest: int = 65_536
    most_files: int = 3_000

    @property
    def place(self) -> str:
        """Its owner and name."""
        return self.repository

    def files_at(self, commit: str) -> str:
        """Where the files of *commit* are shown."""
        return f"{self.server}/{self.repository}/blob/{commit}"

    def targets(self) -> tuple[Target, ...]:
        """The open pull requests whose newest commit is that of the run which started this one.

        GitHub names them in the event only where they come from no fork; and nothing that the run itself
        leaves behind can be trusted to say so. There are several where a branch goes to several others.
        """
        event = _event(self.event)
        if isinstance(pull := event.get("pull_request"), dict):
            return tuple(filter(None, [_pull(pull)]))
        run = event.get("workflow_run")
        if not isinstance(run, dict):
            raise Misuse("--request must be given: this run was started by no pull request")
        commit, branch = run.get("head_sha"), run.get("head_branch")
        owner = at(run, "head_repository", "owner", "login")
        if not (isinstance(commit, str) and isinstance(branch, str) and isinstance(owner, str)):
            return ()
        head = quote(f"{owner}:{branch}", safe="")
        found = [_pull(each) for each in pages(self.api, f"{self._path}/pulls?state=open&head={head}")]
        page = self._page_of(run.get("id"))
        return tuple(replace(each, run=page) for each in found if each and each.commit == commit)

    def newest(self, request: int) -> str | None:
        """The newest commit of a pull request, None where it is not open."""
        pull = call(self.api, "GET", f"{self._path}/pulls/{request}")
        found = _pull(pull)
        return found.commit if found and at(pull, "state") == "open" else None

    def own(self, request: int) -> Iterator[Given]:
        """Our own comments, the oldest first."""
        author = self._author()
        for each in pages(self.api, f"{self._path}/issues/{request}/comments"):
            if at(each, "user", "login") == author:
                yield from _given(each)

    def create(self, request: int, body: str) -> None:
        """Writes a comment."""
        call(self.api, "POST", f"{self._path}/issues/{request}/comments", {"body": body})

    def update(self, request: int, given: Given, body: str) -> None:
        """Writes a comment anew."""
        call(self.api, "PATCH", f"{self._path}/issues/comments/{given.number}", {"body": body})

    def changed(self, request: int) -> Iterator[str]:
        """The names of all files that the pull request changes, the earlier names too."""
        for each in pages(self.api, f"{self._path}/pulls/{request}/files"):
            yield from _names(each, "filename", "previous_filename")

    def _page_of(self, run: Any) -> str | None:
        # The artifacts stand there.
        return (
            f"{self.server}/{self.repository}/actions/runs/{run}#artifacts" if isinstance(run, int) else None
        )

    @property
    def _path(self) -> str:
        return f"/repos/{self.repository}"

    def _author(self) -> str:
        try:
            login = at(call(self.api, "GET", "/user"), "login")
        except ForgeError as error:
            if error.status != 403:
                raise
            return BOT
        if not isinstance(login, str):
            raise ForgeError("the forge does not say whose the token is")
        return login


@dataclass(frozen=True, kw_only=True, slots=True)
class GitLab:
    """A project on GitLab; *request* and *commit* are those of its *pipeline*, *page* is what people see."""

    api: Api
    page: str
    project: str
    request: str
    commit: str
    pipeline: str
    token: str = "GITLAB_TOKEN"
    permission: str = "it must be an access token of the project, with the role Reporter and the scope `api`"
    longest: int = 1_000_000
    most_files: int = 1_000

    @property
    def place(self) -> str:
        """Its number."""
        return f"project {self.project}"

    def files_at(self, commit: str) -> str | None:
        """Where the files of *commit* are shown."""
        return f"{self.page}/-/blob/{commit}" if self.page else None

    def targets(self) -> tuple[Target, ...]:
        """The merge request of this pipeline."""
        if not re.fullmatch(r"\d{1,12}", self.request, re.ASCII):
            raise Misuse("--request must be given: this pipeline is of no merge request")
        is_known = self.page and re.fullmatch(r"\d{1,12}", self.pipeline, re.ASCII)
        run = f"{self.page}/-/pipelines/{self.pipeline}" if is_known else None
        return (Target(request=int(self.request), commit=self.commit, run=run),)

    def newest(self, request: int) -> str | None:
        """The newest commit of a merge request, None where it is not open."""
        found = call(self.api, "GET", self._path(request))
        commit = at(found, "sha")
        return commit if isinstance(commit, str) and at(found, "state") == "opened" else None

    def own(self, request: int) -> Iterator[Given]:
        """Our own comments, the oldest first."""
        author = at(call(self.api, "GET", "/user"), "id")
        if not isinstance(author, int):
            raise ForgeError("the forge does not say whose the token is")
        for each in pages(self.api, f"{self._path(request)}/notes?sort=asc&order_by=created_at"):
            if at(each, "author", "id") == author:
                yield from _given(each)

    def create(self, request: int, body: str) -> None:
        """Writes a comment."""
        call(self.api, "POST", f"{self._path(request)}/notes", {"body": body})

    def update(self, request: int, given: Given, body: str) -> None:
        """Writes a comment anew."""
        call(self.api, "PUT", f"{self._path(request)}/notes/{given.number}", {"body": body})

    def changed(self, request: int) -> Iterator[str]:
        """The names of all files that the merge request changes, the earlier names too."""
        for each in pages(self.api, f"{self._path(request)}/diffs"):
            yield from _names(each, "new_path", "old_path")

    def _path(self, request: int) -> str:
        return f"/projects/{self.project}/merge_requests/{request}"


def _given(each: Any) -> Iterator[Given]:
    number, body = at(each, "id"), at(each, "body")
    if isinstance(number, int) and isinstance(body, str):
        yield Given(number=number, body=body)


def _names(each: Any, *keys: str) -> Iterator[str]:
    yield from {name for key in keys if isinstance(name := at(each, key), str)}


def _pull(pull: Any) -> Target | None:
    number, commit = at(pull, "number"), at(pull, "head", "sha")
    if isinstance(number, int) and isinstance(commit, str):
        return Target(request=number, commit=commit)
    return None


def _event(path: str) -> dict[str, Any]:
    if not path:
        raise Misuse("--request must be given: GITHUB_EVENT_PATH is not set")
    try:
        with Path(path).open("rb") as file:
            event = json.loads(file.read(LARGEST_EVENT))
    except (OSError, ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise Misuse("GITHUB_EVENT_PATH names no event that can be read: give --request")
    return event


def files_url(environ: Mapping[str, str]) -> str | None:
    """Where the forge of this run shows files, but for commit and name; None outside of a run."""
    if project := environ.get("CI_PROJECT_URL"):
        return f"{project}/-/blob"
    server, repository = environ.get("GITHUB_SERVER_URL"), environ.get("GITHUB_REPOSITORY")
    return f"{server}/{repository}/blob" if server and repository else None
