"""The comment on a request, against a forge of our own on 127.0.0.1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from redwell.files.discovery import Misuse
from redwell.review.forge import api, forges
from redwell.review.forge.api import Api, Clock, ForgeError
from redwell.review.forge.comment import (
    CHANGED_CODE,
    ELSEWHERE,
    NONE_LEFT,
    ONE_OF_SEVERAL,
    TOO_MANY,
    UNFIT,
    UNSHOWN,
    Order,
    comment,
)
from redwell.review.forge.forges import BOT
from redwell.review.model import Elsewhere, FilingReview, Finding, Review, Revision
from redwell.review.show.data import to_json
from redwell.review.show.markdown import MARKER
from tests.clones import clone

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "ghs_a-token-that-nobody-may-see"
COMMIT = "5f" * 20
BASE = "c0" * 20
NOTE = "/projects/77/merge_requests/12/notes"
OURS = f"{MARKER}\n\nas it was\n"

Canned = tuple[int, dict[str, str], str]


@dataclass
class Fake:
    """A forge: its comments, and all that it was asked. What stands in *next* it answers first."""

    url: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list)
    files: list[str] = field(default_factory=lambda: ["filings/acme/doe.yaml"])
    pulls: list[dict[str, Any]] = field(default_factory=list)
    newest: str = COMMIT
    state: str = ""
    jobs: list[dict[str, Any]] = field(default_factory=list)
    artifact: str | None = None
    user: Canned = (403, {}, '{"message": "Resource not accessible by integration"}')
    next: dict[str, list[Canned]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens: set[str | None] = field(default_factory=set)
    slept: list[float] = field(default_factory=list)

    def environ(self) -> dict[str, str]:
        return {
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_API_URL": self.url,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": "firm/matters",
        }

    def gitlab(self) -> dict[str, str]:
        return {
            "GITLAB_TOKEN": TOKEN,
            "CI_API_V4_URL": self.url,
            "CI_PROJECT_ID": "77",
            "CI_PROJECT_URL": "https://gitlab.example/firm/matters",
            "CI_MERGE_REQUEST_IID": "12",
            "CI_COMMIT_SHA": COMMIT,
            "CI_PIPELINE_ID": "4711",
        }

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: 1_700_000_000.0, sleep=self.slept.append)

    def written(self) -> list[str]:
        return [each for each in self.asked if not each.startswith("GET ")]

    def answer(self, method: str, target: str, body: str) -> Canned:
        parts = urlsplit(target)
        key = f"{method} {parts.path}"
        self.asked.append(key)
        if self.next.get(key):
            return self.next[key].pop(0)
        last = parts.path.rpartition("/")[2]
        if parts.path == "/user":
            return self.user
        if method == "GET":
            return self._found(parts.path, {name: each[0] for name, each in parse_qs(parts.query).items()})
        if method == "POST":
            self.comments.append(given(len(self.comments) + 1, BOT, json.loads(body)["body"]))
            return 201, {}, "{}"
        (found,) = [each for each in self.comments if f"{each['id']}" == last]
        found["body"] = json.loads(body)["body"]
        return 200, {}, "{}"

    def _found(self, path: str, query: dict[str, str]) -> Canned:
        *_, before, last = path.split("/")
        if path == "/projects/77/jobs/9/artifacts/review/review.json":
            return (404, {}, "{}") if self.artifact is None else (200, {}, self.artifact)
        if before == "pulls":
            found = {"number": int(last), "state": self.state or "open", "head": {"sha": self.newest}}
            return 200, {}, json.dumps(found)
        if before == "merge_requests":
            return 200, {}, json.dumps({"state": self.state or "opened", "sha": self.newest})
        if last == "pulls":
            return 200, {}, json.dumps([each for each in self.pulls if each["from"] == query["head"]])
        files = [{"filename": name, "new_path": name} for name in self.files]
        listed = {"files": files, "diffs": files, "jobs": self.jobs}.get(last, self.comments)
        page, size = int(query["page"]), int(query["per_page"])
        return 200, {}, json.dumps(listed[(page - 1) * size : page * size])


class Handler(BaseHTTPRequestHandler):
    fake: ClassVar[Fake]

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        self.fake.tokens.add(self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN"))
        status, headers, content = self.fake.answer(self.command, self.path, body)
        self.send_response(status)
        for name, value in {"Content-Length": f"{len(content.encode())}", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content.encode())

    do_GET = do_POST = do_PATCH = do_PUT = handle_any  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Says nothing."""


Serve = Callable[[], Fake]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[ThreadingHTTPServer] = []

    def start() -> Fake:
        fake = Fake()
        handler = type("Handler", (Handler,), {"fake": fake})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        fake.url = f"http://127.0.0.1:{server.server_port}"
        return fake

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def fake(serve: Serve) -> Fake:
    return serve()


def given(number: int, login: str, body: str, owner: int = 1) -> dict[str, Any]:
    return {"id": number, "body": body, "user": {"login": login}, "author": {"id": owner}}


def review(url: str | None = None, message: str = "the owner's CIK is missing") -> Review:
    finding = Finding(
        code="cik-missing",
        severity="warning",
        message=message,
        file="filings/acme/doe.yaml",
        line=12,
        column=5,
        end_column=9,
    )
    filing = FilingReview(
        file="filings/acme/doe.yaml",
        change="changed",
        line="Form 3 - Doe / Acme [ACME]",
        state="not ready to file",
        findings=(finding,),
    )
    return Review(
        base=Revision(name="main", commit=BASE, url=url),
        head=Revision(name="HEAD", commit="ab" * 20, url=url),
        today="2026-05-05",
        verdict="1 filing changed, not ready to file",
        filings=(filing,),
    )


def file_of(folder: Path, what: Review | str) -> Path:
    path = folder / "review.json"
    path.write_text(what if isinstance(what, str) else to_json(what), "utf-8")
    return path


def post(fake: Fake, folder: Path, what: Review | str | None = None, forge: str = "github") -> str:
    order = Order(file=file_of(folder, what or review()), forge=forge, request=12, commit=COMMIT)
    environ = fake.environ() if forge == "github" else fake.gitlab()
    return comment(order, environ, fake.clock)


# --- written once, then kept up to date ---


def test_the_first_review_of_a_request_becomes_a_comment(fake: Fake, tmp_path: Path) -> None:
    assert post(fake, tmp_path) == "commented on request 12 of firm/matters"
    (written,) = fake.comments
    assert written["body"].startswith(f"{MARKER}\n\n")
    assert written["body"].count(MARKER) == 1
    assert "1 filing changed, not ready to file" in written["body"]
    assert fake.written() == ["POST /repos/firm/matters/issues/12/comments"]
    assert fake.tokens == {f"Bearer {TOKEN}"}


def test_a_later_review_changes_that_comment_in_place(fake: Fake, tmp_path: Path) -> None:
    fake.comments = [given(7, BOT, OURS), given(8, BOT, "a word")]
    assert post(fake, tmp_path) == "updated the comment on request 12 of firm/matters"
    assert fake.written() == ["PATCH /repos/firm/matters/issues/comments/7"]
    assert "not ready to file" in fake.comments[0]["body"]
    assert fake.comments[1]["body"] == "a word"


def test_of_two_comments_of_ours_the_second_only_says_that_it_is_out_of_date(
    fake: Fake, tmp_path: Path
) -> None:
    fake.comments = [given(7, BOT, OURS), given(8, BOT, OURS)]
    assert post(fake, tmp_path) == "updated the comment on request 12 of firm/matters"
    assert "not ready to file" in fake.comments[0]["body"]
    assert fake.comments[1]["body"] == ELSEWHERE
    fake.asked.clear()
    assert post(fake, tmp_path) == "the comment on request 12 of firm/matters says this already"
    assert fake.written() == []


def test_a_review_that_says_the_same_writes_nothing(fake: Fake, tmp_path: Path) -> None:
    post(fake, tmp_path)
    fake.comments[0]["body"] = fake.comments[0]["body"].replace("\n", "\r\n").strip()
    fake.asked.clear()
    assert post(fake, tmp_path) == "the comment on request 12 of firm/matters says this already"
    assert fake.written() == []


def test_our_comment_is_found_on_the_third_page(fake: Fake, tmp_path: Path) -> None:
    fake.comments = [given(number, "someone", "a word") for number in range(1, 251)]
    fake.comments[230] = given(231, BOT, OURS)
    assert post(fake, tmp_path) == "updated the comment on request 12 of firm/matters"
    assert fake.written() == ["PATCH /repos/firm/matters/issues/comments/231"]


@pytest.mark.parametrize(
    "others",
    [
        given(7, "stranger", OURS),
        given(7, BOT, f"another workflow quotes {MARKER}"),
        {"id": 7, "body": OURS, "user": None},
        {"id": "7", "body": OURS, "user": {"login": BOT}},
        {"id": 7, "body": None, "user": {"login": BOT}},
        ["no", "comment"],
    ],
)
def test_a_comment_that_is_not_ours_is_left_alone(fake: Fake, tmp_path: Path, others: Any) -> None:
    fake.comments = [others]
    before = json.dumps(others)
    assert post(fake, tmp_path) == "commented on request 12 of firm/matters"
    assert json.dumps(fake.comments[0]) == before
    assert len(fake.comments) == 2


def test_with_the_token_of_a_person_the_comments_of_that_person_are_ours(fake: Fake, tmp_path: Path) -> None:
    fake.user = (200, {}, '{"login": "paralegal"}')
    fake.comments = [given(7, BOT, OURS), given(8, "paralegal", OURS)]
    assert post(fake, tmp_path) == "updated the comment on request 12 of firm/matters"
    assert fake.written() == ["PATCH /repos/firm/matters/issues/comments/8"]


def test_a_request_that_changes_no_filing_gets_no_comment_but_keeps_one_up_to_date(
    fake: Fake, tmp_path: Path
) -> None:
    nothing = Review(
        base=Revision(name="main"),
        head=Revision(name="HEAD"),
        today="2026-05-05",
        verdict="no filing changed",
        elsewhere=(Elsewhere(what="other files", files=("docs/rules.md",)),),
    )
    fake.files = ["docs/rules.md", "README.md", "tests/test_x.py"]
    said = "nothing of filings changes in request 12 of firm/matters: nothing is posted"
    assert post(fake, tmp_path, nothing) == said
    assert fake.written() == []
    fake.comments = [given(7, BOT, OURS)]
    assert post(fake, tmp_path, nothing) == "updated the comment on request 12 of firm/matters"
    assert "no filing changed" in fake.comments[0]["body"]


@pytest.mark.parametrize("name", ["filings/acme/poa.txt", "templates/power_of_attorney/wording.yaml"])
def test_a_file_of_the_record_gets_a_comment_whatever_the_review_says(
    fake: Fake, tmp_path: Path, name: str
) -> None:
    fake.files = ["docs/rules.md", name]
    nothing = replace(review(), verdict="no filing changed", filings=())
    assert post(fake, tmp_path, nothing) == "commented on request 12 of firm/matters"
    assert "no filing changed" in fake.comments[0]["body"]


# --- what the comment says ---


def test_links_lead_to_the_forge_whatever_the_file_says(fake: Fake, tmp_path: Path) -> None:
    post(fake, tmp_path, review("https://evil.example/phish"))
    said = fake.comments[0]["body"]
    assert "evil" not in said
    assert f"https://github.example/firm/matters/blob/{COMMIT}/filings/acme/doe.yaml#L12" in said


def test_a_request_that_changes_the_program_is_said_to(fake: Fake, tmp_path: Path) -> None:
    post(fake, tmp_path)
    assert CHANGED_CODE not in fake.comments[0]["body"]
    for name in (
        "redwell/check/filing.py",
        ".github/workflows/filings.yml",
        ".github/x.md",
        "schemas/form3.schema.json",
        "yaml.py",
        "templates/review/review.js",
        "docs/forge/review.sh",
    ):
        fake.comments.clear()
        fake.files = ["filings/acme/doe.yaml", "README.md", "docs/review.md", name]
        post(fake, tmp_path)
        assert fake.comments[0]["body"].startswith(f"{MARKER}\n\n{CHANGED_CODE}\n\n"), name


def test_a_request_of_more_files_than_are_listed_is_not_simply_believed(fake: Fake, tmp_path: Path) -> None:
    fake.user = (200, {}, '{"id": 1}')
    fake.files = [f"filings/acme/{number}.yaml" for number in range(999)]
    post(fake, tmp_path, forge="gitlab")
    assert TOO_MANY not in fake.comments[0]["body"]
    fake.files.append("filings/acme/last.yaml")
    post(fake, tmp_path, forge="gitlab")
    assert fake.comments[0]["body"].startswith(f"{MARKER}\n\n{TOO_MANY}\n\n")


def test_a_changed_program_cannot_hide_that_by_a_review_of_nothing(fake: Fake, tmp_path: Path) -> None:
    fake.files = ["tasks.py"]
    nothing = replace(review(), verdict="no filing changed", filings=())
    assert post(fake, tmp_path, nothing) == "commented on request 12 of firm/matters"
    assert CHANGED_CODE in fake.comments[0]["body"]


def test_a_comment_is_never_longer_than_the_forge_takes(fake: Fake, tmp_path: Path) -> None:
    (filing,) = review().filings
    many = tuple(
        replace(filing, file=f"filings/acme/{n}.yaml", findings=filing.findings * 9) for n in range(500)
    )
    large = replace(review(), filings=many)
    fake.files = ["setup"]
    post(fake, tmp_path, large)
    assert 60_000 < len(fake.comments[0]["body"]) <= 65_536


def test_no_line_of_a_comment_is_an_order_to_gitlab(fake: Fake, tmp_path: Path) -> None:
    fake.user = (200, {}, '{"id": 1}')
    post(fake, tmp_path, review(message="/merge\n/close\n  /approve"), "gitlab")
    assert not [line for line in fake.comments[0]["body"].splitlines() if line.lstrip(" >").startswith("/")]


# --- GitLab ---


def test_a_merge_request_on_gitlab_gets_one_note(fake: Fake, tmp_path: Path) -> None:
    fake.user = (200, {}, '{"id": 1}')
    fake.comments = [given(7, BOT, OURS, owner=2)]
    assert post(fake, tmp_path, forge="gitlab") == "commented on request 12 of project 77"
    assert f"https://gitlab.example/firm/matters/-/blob/{COMMIT}/filings" in fake.comments[1]["body"]
    assert post(fake, tmp_path, forge="gitlab") == "the comment on request 12 of project 77 says this already"
    fake.comments[1]["body"] = OURS
    assert post(fake, tmp_path, forge="gitlab") == "updated the comment on request 12 of project 77"
    assert fake.written() == [f"POST {NOTE}", f"PUT {NOTE}/2"]
    assert fake.tokens == {TOKEN}


def test_the_pipeline_names_its_merge_request(fake: Fake, tmp_path: Path) -> None:
    fake.user = (200, {}, '{"id": 1}')
    order = Order(file=file_of(tmp_path, review()), forge="gitlab")
    assert comment(order, fake.gitlab(), fake.clock) == "commented on request 12 of project 77"
    assert fake.comments[0]["body"].endswith("(https://gitlab.example/firm/matters/-/pipelines/4711).\n")
    without = {**fake.gitlab(), "CI_MERGE_REQUEST_IID": "12/../3"}
    with pytest.raises(Misuse, match=r"^--request must be given: this pipeline is of no merge request$"):
        comment(order, without, fake.clock)


# --- which request ---

RUN = {
    "id": 4711,
    "head_sha": COMMIT,
    "head_branch": "fix/a&b=c #1",
    "head_repository": {"owner": {"login": "stranger"}},
    "pull_requests": [],
}


def by_event(fake: Fake, folder: Path, event: object) -> str:
    path = folder / "event.json"
    path.write_text(json.dumps(event), "utf-8")
    order = Order(file=file_of(folder, review()), forge="github")
    return comment(order, {**fake.environ(), "GITHUB_EVENT_PATH": f"{path}"}, fake.clock)


def pull(number: int, commit: str = COMMIT, source: str = "stranger:fix/a&b=c #1") -> dict[str, Any]:
    return {"number": number, "head": {"sha": commit}, "from": source}


def test_the_request_of_a_run_is_found_by_its_newest_commit_also_from_a_fork(
    fake: Fake, tmp_path: Path
) -> None:
    fake.pulls = [pull(3, source="stranger:other"), pull(4, "0" * 40), pull(5)]
    assert by_event(fake, tmp_path, {"workflow_run": RUN}) == "commented on request 5 of firm/matters"
    assert fake.written() == ["POST /repos/firm/matters/issues/5/comments"]
    assert f"/blob/{COMMIT}/" in fake.comments[0]["body"]
    assert fake.comments[0]["body"].endswith(
        "\n\nThe page and the documents are kept as *review* by "
        "[this run](https://github.example/firm/matters/actions/runs/4711#artifacts).\n"
    )


@pytest.mark.parametrize(
    ("pulls", "run"),
    [
        ([], RUN),
        ([pull(5, "0" * 40)], RUN),
        ([pull(5)], {**RUN, "head_repository": None}),
        ([{**pull(5), "number": "5"}], RUN),
    ],
)
def test_a_run_of_no_open_request_posts_nothing(
    fake: Fake, tmp_path: Path, pulls: list[dict[str, Any]], run: object
) -> None:
    fake.pulls = pulls
    said = "no open request has this commit as its newest: nothing is posted"
    assert by_event(fake, tmp_path, {"workflow_run": run}) == said
    assert fake.written() == []


def test_each_open_request_of_the_commit_gets_the_comment(fake: Fake, tmp_path: Path) -> None:
    fake.pulls = [pull(5), pull(6), pull(7, "0" * 40)]
    # This forge has one list of comments for all requests.
    assert by_event(fake, tmp_path, {"workflow_run": RUN}) == (
        "commented on request 5 of firm/matters\nthe comment on request 6 of firm/matters says this already"
    )
    assert fake.comments[0]["body"].startswith(f"{MARKER}\n\n{ONE_OF_SEVERAL}\n\n")


@pytest.mark.parametrize("forge", ["github", "gitlab"])
@pytest.mark.parametrize(("newest", "state"), [("0" * 40, ""), (COMMIT, "closed"), (COMMIT, "merged")])
def test_a_review_of_an_older_commit_or_a_closed_request_is_not_posted(
    fake: Fake, tmp_path: Path, forge: str, newest: str, state: str
) -> None:
    fake.user = (200, {}, '{"id": 1, "login": "paralegal"}')
    fake.newest, fake.state = newest, state
    fake.comments = [given(7, "paralegal", OURS)]
    said = "no open request has this commit as its newest: nothing is posted"
    assert post(fake, tmp_path, forge=forge) == said
    assert fake.written() == []


def test_an_older_run_does_not_overwrite_the_review_of_a_newer_one(fake: Fake, tmp_path: Path) -> None:
    fake.newest = "0" * 40
    said = "no open request has this commit as its newest: nothing is posted"
    order = Order(file=file_of(tmp_path, review()), forge="gitlab")
    assert comment(order, fake.gitlab(), fake.clock) == said
    assert by_event(fake, tmp_path, {"pull_request": {"number": 9, "head": {"sha": COMMIT}}}) == said
    fake.pulls = [pull(5)]
    assert by_event(fake, tmp_path, {"workflow_run": RUN}) == said
    assert fake.written() == []


def test_in_a_merged_result_the_commit_of_the_branch_counts(fake: Fake, tmp_path: Path) -> None:
    fake.user = (200, {}, '{"id": 1}')
    environ = {**fake.gitlab(), "CI_COMMIT_SHA": "0" * 40, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": COMMIT}
    order = Order(file=file_of(tmp_path, review()), forge="gitlab")
    assert comment(order, environ, fake.clock) == "commented on request 12 of project 77"


def test_a_review_of_no_commit_is_no_review_of_a_request(fake: Fake, tmp_path: Path) -> None:
    what = replace(review(), head=Revision(name="the working tree"))
    order = Order(file=file_of(tmp_path, what), forge="github", request=12)
    with pytest.raises(Misuse) as error:
        comment(order, fake.environ(), fake.clock)
    assert f"{error.value}" == (
        "this is a review of the working tree, which is no commit: review --head HEAD"
    )


def test_a_run_of_a_pull_request_itself_names_it(fake: Fake, tmp_path: Path) -> None:
    event = {"pull_request": {"number": 9, "head": {"sha": COMMIT}}}
    assert by_event(fake, tmp_path, event) == "commented on request 9 of firm/matters"


@pytest.mark.parametrize("event", [{"push": {}}, ["a"], None])
def test_a_run_of_anything_else_asks_for_a_request(fake: Fake, tmp_path: Path, event: object) -> None:
    with pytest.raises(Misuse, match=r"--request|GITHUB_EVENT_PATH"):
        by_event(fake, tmp_path, event)


# --- a forge that is busy, or unwilling ---

LIST = "GET /repos/firm/matters/issues/12/comments"
POST = "POST /repos/firm/matters/issues/12/comments"
PATCH = "PATCH /repos/firm/matters/issues/comments/7"
BUSY: Canned = (502, {}, "<html>")


def test_a_busy_forge_is_asked_again(fake: Fake, tmp_path: Path) -> None:
    fake.comments = [given(7, BOT, OURS)]
    fake.next = {LIST: [BUSY, (503, {}, "")], PATCH: [BUSY]}
    assert post(fake, tmp_path) == "updated the comment on request 12 of firm/matters"
    assert fake.slept == [1.0, 2.0, 1.0]


def test_a_comment_whose_answer_was_lost_is_not_written_twice(fake: Fake, tmp_path: Path) -> None:
    fake.next = {POST: [BUSY]}
    real = fake.answer

    def answer(method: str, target: str, body: str) -> Canned:
        if method == "POST" and fake.next[POST]:
            fake.comments.append(given(1, BOT, json.loads(body)["body"]))
        return real(method, target, body)

    fake.answer = answer  # type: ignore[method-assign]
    assert post(fake, tmp_path) == "the comment on request 12 of firm/matters says this already"
    assert len(fake.comments) == 1


def test_a_forge_that_stays_busy_is_left(fake: Fake, tmp_path: Path) -> None:
    fake.next = {LIST: [BUSY] * 9}
    with pytest.raises(ForgeError, match=r"^the forge has no time \(502\): try again later$"):
        post(fake, tmp_path)
    assert fake.slept == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("headers", "slept"),
    [
        ({"Retry-After": "17"}, [17.0]),
        ({"Retry-After": "Tue, 14 Nov 2023 22:13:50 GMT"}, [30.0]),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1700000042"}, [42.0]),
        ({"Retry-After": "soon"}, [1.0]),
    ],
)
@pytest.mark.parametrize("status", [403, 429])
def test_a_forge_that_asks_to_wait_gets_its_time(
    fake: Fake, tmp_path: Path, headers: dict[str, str], slept: list[float], status: int
) -> None:
    fake.next = {POST: [(status, headers, "{}")]}
    assert post(fake, tmp_path) == "commented on request 12 of firm/matters"
    assert fake.slept == slept
    assert len(fake.comments) == 1


def test_nobody_waits_for_an_hour(fake: Fake, tmp_path: Path) -> None:
    fake.next = {LIST: [(429, {"Retry-After": "3600"}, "")]}
    with pytest.raises(ForgeError, match=r"^the forge has no time \(429\): try again later$"):
        post(fake, tmp_path)
    assert fake.slept == []


@pytest.mark.parametrize(
    ("key", "status", "message"),
    [
        (LIST, 401, "GITHUB_TOKEN is not accepted (401): it is wrong, or its time is over"),
        (
            POST,
            403,
            "GITHUB_TOKEN may not do this (403): the job needs `permissions: pull-requests: write`",
        ),
        (LIST, 404, "there is no request 12 of firm/matters, or GITHUB_TOKEN may not see it (404)"),
        (POST, 422, "the forge answers 422"),
        (POST, 307, "the repository has moved: set the names of its new place"),
    ],
)
def test_a_refusal_is_one_sentence_that_says_what_is_missing(
    fake: Fake, tmp_path: Path, key: str, status: int, message: str
) -> None:
    fake.next = {key: [(status, {"Location": "/elsewhere"}, f'{{"message": "{TOKEN}"}}')]}
    with pytest.raises(ForgeError) as error:
        post(fake, tmp_path)
    assert f"{error.value}" == message


def test_a_refusal_of_gitlab_names_the_scope(fake: Fake, tmp_path: Path) -> None:
    fake.user = (403, {}, "{}")
    with pytest.raises(ForgeError) as error:
        post(fake, tmp_path, forge="gitlab")
    assert f"{error.value}" == (
        "GITLAB_TOKEN may not do this (403): it must be an access token of the project, with the role "
        "Reporter and the scope `api`"
    )


# --- where the token goes ---


def test_the_token_goes_to_no_other_host(serve: Serve, tmp_path: Path) -> None:
    fake, other = serve(), serve()
    fake.next = {LIST: [(302, {"Location": f"{other.url}/steal"}, "")]}
    with pytest.raises(ForgeError, match=r"^the forge sends us to another host, where the token must not go"):
        post(fake, tmp_path)
    assert other.asked == []


@pytest.mark.parametrize(
    "location", ["http://[::1", "http://127.0.0.1:99999/", "file:///etc/hostname", "//evil"]
)
def test_no_odd_redirect_is_followed(fake: Fake, tmp_path: Path, location: str) -> None:
    fake.next = {LIST: [(301, {"Location": location}, "")]}
    with pytest.raises(ForgeError, match=r"another host"):
        post(fake, tmp_path)


def test_a_redirect_within_the_host_is_followed_but_not_in_a_circle(fake: Fake, tmp_path: Path) -> None:
    fake.next = {LIST: [(301, {"Location": "/repositories/1/issues/12/comments?page=1&per_page=100"}, "")]}
    assert post(fake, tmp_path) == "commented on request 12 of firm/matters"
    fake.next = {LIST: [(301, {"Location": f"{LIST[4:]}"}, "")] * 9}
    with pytest.raises(ForgeError, match=r"^the forge sends us in a circle$"):
        post(fake, tmp_path)


def test_an_answer_without_end_is_not_read(fake: Fake) -> None:
    fake.next = {"GET /x": [(200, {}, f'"{"a" * 2**20}"'), (200, {}, '"a"')]}
    small = Api(url=fake.url, header=("Authorization", TOKEN), clock=fake.clock, most=2**20)
    with pytest.raises(ForgeError, match=r"^the forge answers with more than 1 MiB, which is not read$"):
        api.call(small, "GET", "/x")
    assert api.call(small, "GET", "/x") == "a"


@pytest.mark.parametrize("content", ["<html>", "[" * 200_000, ""])
def test_what_is_not_json_is_refused(fake: Fake, tmp_path: Path, content: str) -> None:
    fake.next = {LIST: [(200, {}, content)]}
    with pytest.raises(ForgeError, match=r"^the forge answers no JSON: is the address that of its API\?$"):
        post(fake, tmp_path)


def test_a_list_that_is_none_is_refused(fake: Fake, tmp_path: Path) -> None:
    fake.next = {LIST: [(200, {}, "{}")]}
    with pytest.raises(ForgeError, match=r"^the forge answers no list where there should be one$"):
        post(fake, tmp_path)


def test_a_forge_that_does_not_answer_is_named_without_the_token(fake: Fake, tmp_path: Path) -> None:
    order = Order(file=file_of(tmp_path, review()), forge="github", request=12, commit=COMMIT)
    environ = {**fake.environ(), "GITHUB_API_URL": "http://127.0.0.1:9"}
    with pytest.raises(ForgeError) as error:
        comment(order, environ, fake.clock)
    assert f"{error.value}" == "there is no answer from 127.0.0.1 (ConnectionRefusedError): try again later"


def test_half_an_answer_is_asked_for_again(fake: Fake, tmp_path: Path) -> None:
    fake.next = {LIST: [(200, {"Content-Length": "100"}, "[]")]}
    assert post(fake, tmp_path) == "commented on request 12 of firm/matters"
    assert fake.slept == [1.0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"GITHUB_TOKEN": ""},
            "GITHUB_TOKEN must be set in the environment: the token that may write comments",
        ),
        (
            {"GITHUB_TOKEN": f"{TOKEN}\nX-Evil: 1"},
            "GITHUB_TOKEN is not a token: it holds a space or a character outside of ASCII",
        ),
        (
            {"GITHUB_API_URL": "http://api.github.example"},
            "GITHUB_API_URL must begin with https://: the token is sent there",
        ),
        (
            {"GITHUB_API_URL": "http://127.0.0.1.evil.example"},
            "GITHUB_API_URL must begin with https://: the token is sent there",
        ),
        (
            {"GITHUB_API_URL": f"https://{TOKEN}@host"},
            "GITHUB_API_URL is not the address of a forge: write https://host/path",
        ),
        (
            {"GITHUB_API_URL": "file:///etc"},
            "GITHUB_API_URL is not the address of a forge: write https://host/path",
        ),
        ({"GITHUB_REPOSITORY": "a/b/../c"}, "GITHUB_REPOSITORY must be set in the environment: owner/name"),
    ],
)
def test_an_environment_that_is_odd_is_refused_before_any_call(
    fake: Fake, tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    order = Order(file=file_of(tmp_path, review()), forge="github", request=12, commit=COMMIT)
    with pytest.raises(Misuse) as error:
        comment(order, {**fake.environ(), **changes}, fake.clock)
    assert f"{error.value}" == message
    assert fake.asked == []


def test_the_token_stands_in_no_text_of_a_value(fake: Fake) -> None:
    forge = forges.of(fake.environ(), "github", fake.clock)
    assert TOKEN not in f"{forge!r}"


# --- a file that anybody may have written ---


UNFIT_FILES = [
    " ",
    "not JSON",
    "[]",
    "[" * 100_000,
    '{"verdict": "all is well"}',
    to_json(review()).replace('"today"', '"script"'),
    to_json(review()).replace('"not ready to file"', '"approved"'),
    to_json(review()).replace("12,", "1e999,"),
]


def refusal(why: str, run: str = "") -> str:
    told = f"**No review of commit <code>{COMMIT[:12]}</code>:** {why}."
    kept = f"\n\nIts log is that of [this run]({run})." if run else ""
    return f"{told} Look at its log, and let it run again before you approve.{kept}\n"


@pytest.mark.parametrize("written", UNFIT_FILES)
def test_a_file_that_is_no_review_is_refused_before_any_call(
    fake: Fake, tmp_path: Path, written: str
) -> None:
    order = Order(file=file_of(tmp_path, written), forge="github", request=12)
    with pytest.raises(Misuse, match=r"^(review\.json|this) is no review"):
        comment(order, fake.environ(), fake.clock)
    assert fake.asked == []


@pytest.mark.parametrize("written", UNFIT_FILES)
@pytest.mark.parametrize("comments", [[], [given(7, BOT, OURS)]], ids=["first", "later"])
def test_of_a_known_commit_the_comment_says_that_the_file_is_no_review(
    fake: Fake, tmp_path: Path, written: str, comments: list[dict[str, Any]]
) -> None:
    fake.comments = [dict(each) for each in comments]
    did = "updated the comment" if comments else "commented"
    assert (
        post(fake, tmp_path, written) == f"{did} on request 12 of firm/matters (there is no review: {UNFIT})"
    )
    assert [each["body"] for each in fake.comments] == [f"{MARKER}\n\n{refusal(UNFIT)}"]


def test_a_run_that_left_no_file_does_not_leave_the_comment_on_an_earlier_commit(
    fake: Fake, tmp_path: Path
) -> None:
    fake.pulls = [pull(5)]
    fake.comments = [given(7, BOT, OURS)]
    fake.files = ["filings/acme/doe.yaml", "redwell/check/filing.py"]
    path = tmp_path / "event.json"
    path.write_text(json.dumps({"workflow_run": RUN}), "utf-8")
    environ = {**fake.environ(), "GITHUB_EVENT_PATH": f"{path}"}
    said = comment(Order(file=tmp_path / "review.json", forge="github"), environ, fake.clock)
    assert said == f"updated the comment on request 5 of firm/matters (there is no review: {NONE_LEFT})"
    told = refusal(NONE_LEFT, "https://github.example/firm/matters/actions/runs/4711#artifacts")
    assert fake.comments[0]["body"] == f"{MARKER}\n\n{CHANGED_CODE}\n\n{told}"


@pytest.mark.parametrize("sign", ["$", "@", "#"])
def test_a_file_made_to_be_too_long_does_not_keep_an_earlier_comment(
    fake: Fake, tmp_path: Path, sign: str
) -> None:
    fake.comments = [given(7, BOT, OURS)]
    (filing,) = review().filings
    many = tuple(replace(filing, file=f"filings/acme/{n}.yaml", line=sign * 480) for n in range(40))
    assert post(fake, tmp_path, replace(review(), filings=many)).startswith("updated the comment")
    assert len(fake.comments[0]["body"]) <= 65_536
    assert OURS.strip() not in fake.comments[0]["body"]


def test_a_file_that_meets_a_bug_of_ours_does_not_keep_an_earlier_comment(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.comments = [given(7, BOT, OURS)]
    # There is none that we know of.
    monkeypatch.setattr("redwell.review.forge.comment._without_orders", lambda text: text[10**9])
    with pytest.raises(IndexError):
        post(fake, tmp_path)
    assert fake.comments[0]["body"] == f"{MARKER}\n\n{refusal(UNSHOWN)}"


def test_a_link_or_a_pipe_is_no_review(fake: Fake, tmp_path: Path) -> None:
    secret = file_of(tmp_path, review())
    (tmp_path / "link.json").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe.json")
    for name in ("link.json", "pipe.json"):
        with pytest.raises(Misuse, match=rf"^{name} is no plain file: a review is read from review\.json$"):
            comment(Order(file=tmp_path / name, forge="github", request=1), fake.environ(), fake.clock)
    (tmp_path / "latin.json").write_bytes(b"\xff")
    with pytest.raises(Misuse, match=r"^latin\.json is no review: it is not UTF-8$"):
        comment(Order(file=tmp_path / "latin.json", forge="github", request=1), fake.environ(), fake.clock)


def test_a_commit_of_the_file_that_is_none_leads_nowhere(fake: Fake, tmp_path: Path) -> None:
    order = Order(file=file_of(tmp_path, review()), forge="github", request=12, commit="main")
    with pytest.raises(Misuse, match=r"^--head must be a whole commit: 40 digits from 0 to f$"):
        comment(order, fake.environ(), fake.clock)


# --- the command ---


def run(fake: Fake, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "comment", *arguments],
        cwd=ROOT,
        env={**os.environ, **fake.environ()},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_command_posts_and_says_so(fake: Fake, tmp_path: Path) -> None:
    path = f"{file_of(tmp_path, review())}"
    said = run(fake, "--from", path, "--forge", "github", "--request", "12", "--head", COMMIT)
    assert said == (0, "commented on request 12 of firm/matters\n", "")


def test_the_command_says_in_one_sentence_why_it_did_not(fake: Fake, tmp_path: Path) -> None:
    assert run(fake) == (2, "", "--from must be given: review.json, as invoke review writes it\n")
    path = f"{file_of(tmp_path, review())}"
    assert run(fake, "--from", path, "--forge", "gitlub")[0] == 2
    missing = f"{tmp_path / 'none.json'}"
    assert run(fake, "--from", missing, "--request", "1") == (
        2,
        "",
        "--from none.json: there is no such file\n",
    )
    fake.next = {LIST: [(404, {}, "")]}
    fake.newest = "ab" * 20
    assert run(fake, "--from", path, "--request", "12") == (
        1,
        "",
        "there is no request 12 of firm/matters, or GITHUB_TOKEN may not see it (404)\n",
    )


# --- the job of GitLab that holds the token ---


@pytest.fixture
def stealing(tmp_path: Path) -> Path:
    """A clone at a request that has its own idea of every command, and of what git does here."""
    theft = "#!/bin/sh\necho stolen $GITLAB_TOKEN; exit 1\n"
    root = clone(tmp_path, dict.fromkeys(("tasks.py", "redwell/__init__.py", "setup"), theft))
    # A tag of the name of the main branch, and of that of its copy, on a commit of the request.
    for tag in ("main", "origin/main"):
        for each in (tmp_path / "main", root):
            subprocess.run(["git", "tag", tag, "request"], cwd=each, check=True)
    for name in ("hooks/post-checkout", "hooks/reference-transaction"):
        (root / ".git" / name).write_text(theft, "utf-8")
        (root / ".git" / name).chmod(0o755)
    with (root / ".git/config").open("a", encoding="utf-8") as config:
        config.write(f'[core]\n\thooksPath = .git/hooks\n\tfsmonitor = "{root}/setup"\n')
    return root


def job(fake: Fake, stealing: Path) -> tuple[int, str, str]:
    """What the job prints, as GitLab runs it: line by line, in one shell, in the folder of the project."""
    workflow = yaml.safe_load((ROOT / "docs/forge/gitlab-ci.yml").read_text("utf-8"))
    main = stealing.parent / "main"
    fake.user = (200, {}, '{"id": 1}')
    new = {"CI_REPOSITORY_URL": main.as_uri(), "CI_DEFAULT_BRANCH": "main", "TMPDIR": f"{stealing.parent}"}
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join(workflow["comment"]["script"])],
        cwd=stealing,
        env={**os.environ, **fake.gitlab(), **new},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "stolen" not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


def test_on_gitlab_the_comment_is_written_by_the_code_of_the_main_branch(fake: Fake, stealing: Path) -> None:
    fake.jobs = [{"name": "comment", "id": 10}, {"name": "review", "id": 8}, {"name": "review", "id": 9}]
    fake.artifact = to_json(review())
    assert job(fake, stealing) == (0, "commented on request 12 of project 77\n", "")
    assert fake.written() == [f"POST {NOTE}"]
    assert "1 filing changed, not ready to file" in fake.comments[0]["body"]
    assert fake.tokens == {TOKEN}


@pytest.mark.parametrize(
    ("jobs", "artifact", "why"),
    [
        ([], None, NONE_LEFT),
        ([{"name": "review", "id": "9"}], None, NONE_LEFT),
        ([{"name": "review", "id": 9}], None, NONE_LEFT),
        ([{"name": "review", "id": 9}], "../../etc/passwd", UNFIT),
        ([{"name": "review", "id": 9}], "", UNFIT),
    ],
)
def test_on_gitlab_a_run_without_a_review_says_so_in_the_place_of_an_earlier_one(
    fake: Fake, stealing: Path, jobs: list[dict[str, Any]], artifact: str | None, why: str
) -> None:
    fake.comments = [given(7, BOT, OURS)]
    fake.jobs, fake.artifact = jobs, artifact
    said = f"updated the comment on request 12 of project 77 (there is no review: {why})\n"
    assert job(fake, stealing) == (0, said, "")
    assert fake.comments[0]["body"].startswith(f"{MARKER}\n\n**No review of commit")


def test_on_gitlab_what_the_job_of_the_request_left_in_the_folder_is_not_read(
    fake: Fake, stealing: Path
) -> None:
    (stealing / "review").mkdir()
    file_of(stealing / "review", review())
    assert job(fake, stealing)[1].endswith(f"(there is no review: {NONE_LEFT})\n")


def test_on_gitlab_a_token_that_may_not_read_the_artifact_is_an_error(fake: Fake, stealing: Path) -> None:
    fake.next = {"GET /projects/77/pipelines/4711/jobs": [(403, {}, "{}")]}
    assert job(fake, stealing) == (1, "", "review/review.json is not to be had: the forge answers 403\n")
    assert fake.written() == []
