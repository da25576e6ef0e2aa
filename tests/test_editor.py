"""An editor underlines the same values that the schema check reports.

Runs the YAML language server of VS Code (and of most editors) over every filing of the tests, through the
first line of each.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import redwell
from redwell.problems import FilingError, Problem
from redwell.schema import validation
from redwell.source import loader
from redwell.source.loader import Source
from tests.case_files import CASES
from tests.programs import missing, program

ROOT = Path(__file__).parent.parent
SERVER = ROOT / "node_modules" / ".bin" / "yaml-language-server"
GOOD = [*(ROOT / "tests" / "filings" / "good").glob("*.yaml"), *(ROOT / "filings").glob("*/*.yaml")]
FILINGS = {
    **{path.stem: (path, path.read_text("utf-8")) for path in sorted(GOOD)},
    **{
        case.title: (ROOT / "filings" / "acme" / f"case-{number}.yaml", case.filing)
        for number, case in enumerate(CASES)
    },
}
"""Each filing by its name, with the place where an editor has it open."""
SETTINGS: dict[str, Any] = {
    "validate": True,
    "hover": True,
    "completion": True,
    "schemaStore": {"enable": False},
}

WRITTEN_FORM = {
    "A number has no zeros in front",
    "EDGAR takes four decimal places",
    "Zero has no minus sign",
    "A CIK has at most 10 digits",
}
"""Numbers that an editor sees as values: what only the written text shows is judged by Redwell alone."""
NO_CALENDAR = {"There is no 30 February"}
"""30 February looks like a date: the server's `date` is a pattern."""
ONE_CAUSE = {
    "A misspelled key gets a suggestion",
    "Another name of a key is recognized",
    "A power has at most four witnesses",
    "A line without its date is a transaction all the same",
    "A line without date and code is a transaction all the same",
}
"""A misspelt key is missing too, one with a number that is too large is no list either, and a line without
its date is no transaction, which alone has a code.

The editor says both, and Redwell the cause.
"""


class Server:
    """A language server behind its standard input and output, one question at a time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.number = 0
        self.ask("initialize", {"processId": None, "rootUri": ROOT.as_uri(), "capabilities": {}})
        self.send({"method": "initialized", "params": {}})
        self.send({"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": SETTINGS}}})

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server went away"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return message

    def until(self, is_answer: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            message = self.receive()
            if message.get("method") == "workspace/configuration":
                items = message["params"]["items"]
                found = [SETTINGS if item.get("section") == "yaml" else {} for item in items]
                self.send({"id": message["id"], "result": found})
            elif "method" in message and "id" in message:
                self.send({"id": message["id"], "result": None})
            elif is_answer(message):
                return message

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        return self.until(lambda message: message.get("id") == self.number)["result"]

    def diagnostics(self, texts: Mapping[Path, str]) -> dict[Path, list[dict[str, Any]]]:
        """Return the diagnostics that an editor shows for each of these files."""
        uris = {path.as_uri(): path for path in texts}
        for uri, path in uris.items():
            document = {"uri": uri, "languageId": "yaml", "version": 1, "text": texts[path]}
            self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        found: dict[Path, list[dict[str, Any]]] = {}
        while len(found) < len(texts):
            message = self.until(lambda message: message.get("method") == "textDocument/publishDiagnostics")
            if message["params"]["uri"] in uris:
                found[uris[message["params"]["uri"]]] = message["params"]["diagnostics"]
        return found

    def at(self, method: str, path: Path, line: int, character: int) -> Any:
        position = {"line": line, "character": character}
        return self.ask(method, {"textDocument": {"uri": path.as_uri()}, "position": position})


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    node = program("node")
    if not SERVER.exists():
        missing("yaml-language-server is not installed: npm ci")
    command = [node, str(SERVER.resolve()), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Server(process)
        process.kill()


@cache
def judged() -> dict[str, tuple[Source, list[Problem]]]:
    """Return each filing that is strict YAML, and what its schema says; editors are laxer with the others."""
    found = {}
    for name, (_, text) in FILINGS.items():
        with suppress(FilingError):
            read = loader.read(text.encode(), "filing.yaml")
            found[name] = (read, validation.check(read, schema_of(read), redwell.home()))
    return found


@pytest.fixture(scope="module")
def underlined(server: Server) -> dict[Path, list[dict[str, Any]]]:
    """Return the diagnostics of all filings at once, because the server waits before it checks a file."""
    return server.diagnostics(dict(FILINGS[name] for name in judged()))


def schema_of(read: Source) -> str:
    """Return the schema that the first line of a filing names."""
    found = re.search(r"\$schema=\S*/(\S+)", read.text.split("\n")[0])
    return found[1] if found else "form3.schema.json"


BESIDE = {
    "A Form 3 amends nothing": (
        'what amends a filing is a Form 3/A: write form: "3/A", or remove amendment: if this is the first '
        "filing (specification 3.5, dateOfOriginalSubmission)"
    ),
    "A power on file has no clauses to print": (
        "this key drafts a power: it has no place beside document or on_file"
    ),
}
"""A key that has no place beside another: what an editor says, and check only when the shape is right."""


def starts_of(read: Source, problem: Problem) -> set[tuple[int, int]]:
    """Return the places where underlining may begin: the value, or for a collection its key or items."""
    place = problem.place
    assert place
    starts = {(place.line, place.column)}
    path = problem.path[:-1] if problem.code == "twice" else problem.path
    mark = read.marks.get(path)
    if mark and not mark.written:
        before = read.text[: mark.start]
        starts.add((before.count("\n") + 1, len(before) - before.rfind("\n")))
    return starts


def start_of(found: dict[str, Any]) -> tuple[int, int]:
    """Line and column at which an editor begins to underline."""
    start = found["range"]["start"]
    return start["line"] + 1, start["character"] + 1


def test_the_editor_and_our_check_mark_the_same_values(
    underlined: dict[Path, list[dict[str, Any]]],
) -> None:
    for name, (read, problems) in judged().items():
        found = underlined[FILINGS[name][0]]
        marked = {start_of(each) for each in found}
        ours = [starts_of(read, problem) for problem in problems]
        if name in BESIDE:
            assert ([each["message"] for each in found], ours) == ([BESIDE[name]], []), name
        elif name in WRITTEN_FORM | NO_CALENDAR:
            assert (marked, len(ours)) == (set(), 1), name
        else:
            assert [starts for starts in ours if not starts & marked] == [], name
            assert name in ONE_CAUSE or marked - set().union(*ours) == set(), name


SAME_SENTENCE = {"wrong-type", "text-form", "date-form", "not-a-choice", "key-form"}


def test_the_editor_and_check_have_the_same_message_for_a_wrong_value(
    underlined: dict[Path, list[dict[str, Any]]],
) -> None:
    """Our check puts the remedy for what was typed before it, or a guess behind it.

    A remedy that names a state or country takes the place of the sentence about their codes.
    """
    compared = 0
    for name, (read, problems) in judged().items():
        for problem in problems if name not in NO_CALENDAR else ():
            if problem.code not in SAME_SENTENCE:
                continue
            compared += 1
            starts = starts_of(read, problem)
            said = [each["message"] for each in underlined[FILINGS[name][0]] if start_of(each) in starts]
            is_place = problem.path[-1:] in {("state",), ("country",)}
            if is_place and not any(each in problem.message for each in said):
                assert re.search(r"write (\w+: )?[A-Z0-9]{2}\b|has no value|remove this", problem.message)
                continue
            parts = problem.message.split("; ")
            ends = {"; ".join(parts[n:]) for n in range(len(parts))} | {"; ".join(parts[:-1])}
            assert ends & set(said), f"{name}: {problem.message}"
    assert compared > 80


def test_enough_filings_were_compared() -> None:
    assert len(judged()) > 400
    assert judged().keys() >= WRITTEN_FORM | NO_CALENDAR | ONE_CAUSE


TYPED = "# yaml-language-server: $schema=../../../schemas/form3.schema.json\n"


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("\n", {"form", "issuer", "reporting_owners", "non_derivative", "powers_of_attorney"}),
        ('form: "3/A"\n\n', {"amendment", "issuer", "split", "registration_effective"}),
        ('form: "3/A"\namendment:\n  \n', {"original_filed", "amends", "explanation"}),
        ("issuer:\n  \n", {"name", "cik", "trading_symbol", "foreign_trading_symbol"}),
        ("reporting_owners:\n  - name: x\n    address:\n      state: \n", {"MA", "NY", "DC"}),
        ("non_derivative:\n  - title: x\n    ownership: \n", {"direct", "indirect"}),
        ("non_derivative:\n  - title: x\n    amount:\n      \n", {"value", "footnotes"}),
        ("footnotes:\n  average: \n", {"a weighted average", "a Rule 10b5-1 plan", "gift"}),
        ("footnotes:\n  average:\n    model: \n", {"weighted_average", "plan_10b5_1", "rsu_unit"}),
        ("footnotes:\n  average:\n    model: weighted_average\n    \n", {"from", "to"}),
        ("signatures:\n  - \n", {"signer", "signed", "for", "by", "text"}),
        ("powers_of_attorney:\n  - \n", {"grantor", "attorneys_in_fact", "wording_hash"}),
    ],
)
def test_the_editor_completes_what_is_typed(server: Server, text: str, offered: set[str]) -> None:
    path = ROOT / "tests" / "filings" / "good" / f"typed-{len(text)}-{len(offered)}.yaml"
    server.diagnostics({path: TYPED + text})
    lines = text.splitlines()
    found = server.at("textDocument/completion", path, len(lines), len(lines[-1]))
    assert offered - {item["label"] for item in found["items"]} == set()


CHANGES = TYPED.replace("form3", "form4")


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        (
            "non_derivative:\n  - title: x\n    code: \n",
            {
                "F: withheld for tax or price": "Shares that a broker sold to pay tax are S.",
                "S: sale": "also shares that a broker sold to pay tax.",
                "G: gift": "A gift among one's own trusts may be exempt under Rule 16a-13.",
                "D: back to the issuer": "Not a discretionary transaction, which is I.",
            },
        ),
        (
            "derivative:\n  - title: x\n    code:\n      value: \n",
            {"M": "exempt under Rule 16b-3", "X": "in-the-money", "Z": "voting trust"},
        ),
        ("non_derivative:\n  - title: x\n    timing: \n", {"early": "of free will (V)"}),
        (
            "non_derivative:\n  - title: x\n    since_last:\n      why: \n",
            {"change_of_form": "Never an exercise, never a voting trust."},
        ),
    ],
)
def test_the_editor_completes_a_code_with_its_meaning(
    server: Server, text: str, offered: dict[str, str]
) -> None:
    path = ROOT / "tests" / "filings" / "good" / f"typed-code-{len(text)}.yaml"
    server.diagnostics({path: CHANGES + text})
    lines = text.splitlines()
    found = server.at("textDocument/completion", path, len(lines), len(lines[-1]))
    shown = {item["label"]: f"{item.get('documentation')}" for item in found["items"]}
    assert {label: words for label, words in offered.items() if words not in shown.get(label, "")} == {}


def test_the_editor_inserts_the_code_alone(server: Server) -> None:
    path = ROOT / "tests" / "filings" / "good" / "typed-insert.yaml"
    text = f"{CHANGES}derivative:\n  - title: x\n    code: \n"
    server.diagnostics({path: text})
    found = server.at("textDocument/completion", path, 3, 10)
    assert {item["insertText"] for item in found["items"] if item["label"].startswith("G: ")} == {"G"}


def test_the_settings_of_a_repository_name_the_schema_of_each_form(server: Server) -> None:
    written = (ROOT / "redwell" / "repository" / "files" / "vscode-settings.json").read_text("utf-8")
    schemas = {
        (ROOT / name).as_uri(): patterns for name, patterns in json.loads(written)["yaml.schemas"].items()
    }
    texts = {}
    for name in (
        "tecogen/2013-10-01-panora-form3",
        "example/2026-08-17-doe-form4a",
        "tesla/2021-12-31-musk-form5",
    ):
        text = (ROOT / "filings" / f"{name}.yaml").read_text("utf-8")
        texts[ROOT / "filings" / "mapped" / f"{name.rpartition('/')[2]}.yaml"] = text.partition("\n")[2]
    texts[ROOT / "filings" / "mapped" / "doe.yaml"] = next(iter(texts.values()))
    SETTINGS["schemas"] = schemas
    server.send({"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": SETTINGS}}})
    try:
        right = server.diagnostics(texts)
        wrong = server.diagnostics(
            {path.with_stem(f"{path.stem}-b"): f"{text}\nbad: 1\n" for path, text in texts.items()}
        )
    finally:
        del SETTINGS["schemas"]
        server.send(
            {"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": SETTINGS}}}
        )
    assert [found for found in right.values() if found] == []
    assert {each["message"] for found in wrong.values() for each in found} == {"Property bad is not allowed."}
    assert len([found for found in wrong.values() if found]) == 4


AMENDMENT_MISSING = (
    "a Form 3/A needs an amendment: write amendment: {original_filed: 2013-10-01} with the date "
    'the original was filed; for a first filing write form: "3"'
)


@pytest.mark.parametrize(("form", "missing"), [("3", set()), ("3/A", {AMENDMENT_MISSING})])
def test_only_an_amendment_must_say_what_it_amends(server: Server, form: str, missing: set[str]) -> None:
    minimal = (ROOT / "tests/filings/good/minimal.yaml").read_text("utf-8")
    path = ROOT / "tests" / "filings" / "good" / f"typed-{len(form)}.yaml"
    found = server.diagnostics({path: minimal.replace('form: "3"', f'form: "{form}"')})
    assert {each["message"] for each in found[path]} == missing


@pytest.mark.parametrize(
    ("words", "description"),
    [
        ("cik: ", "The issuer's Central Index Key, by which EDGAR knows it: 1 to 10 digits, in quotes."),
        ("amount: 163350", "Table I, column 2: how many securities are owned, in digits, without commas."),
        ("vesting: >-", "The text of this footnote, at most 1,000 characters."),
        ("expiration_date: 2021", "Table II, column 2: the day on which it expires"),
        ("capacity: an officer", "The capacity in which the insider files."),
    ],
)
def test_the_editor_explains_the_key_under_the_mouse(server: Server, words: str, description: str) -> None:
    path = next((ROOT / "filings").glob("tecogen/*.yaml"))
    text = path.read_text("utf-8")
    shown = path.with_name(f"hover-{words[:3]}.yaml")
    server.diagnostics({shown: text})
    before = text[: text.index(words)]
    found = server.at("textDocument/hover", shown, before.count("\n"), len(before) - before.rfind("\n"))
    assert description in found["contents"]["value"]
