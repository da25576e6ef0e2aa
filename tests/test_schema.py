"""The schemas: complete, described, in step with the codes of the SEC and with the model."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import redwell
from redwell.codes.places import COUNTRIES, STATES
from redwell.problems import dotted
from redwell.schema import validation
from redwell.source import loader

FILINGS = Path(__file__).parent / "filings"
FORM = "form3.schema.json"
Steps = tuple[str, ...]
SEED = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "123", trading_symbol: ACME}
reporting_owners:
  - name: DOE JANE
    relationship: {director: true}
"""


def problems_of(filing: str) -> list[str]:
    read = loader.read(filing.encode(), "f.yaml")
    found = validation.check(read, FORM, redwell.home())
    return [
        f"{problem.place.line if problem.place else 0} {dotted(problem.path)}: {problem.message}"
        for problem in found
    ]


def nodes(file: str = FORM, path: Steps = ()) -> Iterator[tuple[Steps, dict[str, Any]]]:
    """Every schema of a form with the keys that lead to what it describes; `[]` is an item, `*` any key."""
    todo = [(file, path, validation.load(file, redwell.home()))]
    while todo:
        file, path, node = todo.pop()
        if node is False:  # a key that has no place beside another
            continue
        yield path, node
        if "$ref" in node:
            target, _, pointer = node["$ref"].partition("#")
            found = validation.load(target or file, redwell.home())
            for step in filter(None, pointer.split("/")):
                found = found[step]
            todo.append((target or file, path, found))
        todo += [(file, (*path, key), value) for key, value in node.get("properties", {}).items()]
        todo += [(file, path, node[keyword]) for keyword in ("then", "else") if keyword in node]
        todo += [(file, (*path, "[]"), node["items"])] if "items" in node else []
        if isinstance(node.get("additionalProperties"), dict):
            todo.append((file, (*path, "*"), node["additionalProperties"]))


def keys_of(data: Any, path: Steps = (), free: frozenset[Steps] = frozenset()) -> Iterator[Steps]:
    """Every path of a filing, in the words of `nodes`."""
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from keys_of(value, (*path, "*" if path in free else key), free)
    elif isinstance(data, list):
        for value in data:
            yield from keys_of(value, (*path, "[]"), free)


def test_the_good_filings_set_every_key_that_the_schemas_know() -> None:
    """The full one nearly all of them; an amendment, a split and a registration have their own."""
    known = {path for path, _ in nodes()}
    free = frozenset(path[:-1] for path in known if path[-1:] == ("*",))
    used = {file.stem: set(keys_of(read_good(file).data, free=free)) for file in good_filings()}
    assert len(known) > 100
    assert known - set().union(*used.values()) == set()
    assert {path[0] for path in known - used["full"] if path[0] != "issuer"} == {
        "amendment",
        "registration_effective",
        "split",
    }


def good_filings() -> list[Path]:
    return sorted((FILINGS / "good").glob("*.yaml"))


def read_good(file: Path) -> loader.Source:
    return loader.read(file.read_bytes(), file.name)


def test_every_key_is_described_and_no_object_is_open() -> None:
    described, closed = 0, 0
    for file in validation.SCHEMAS:
        todo: list[Any] = [validation.load(file, redwell.home())]
        while todo:
            node = todo.pop()
            if not isinstance(node, dict):
                todo += node if isinstance(node, list) else []
                continue
            for key, value in node.get("properties", {}).items() if "$defs" not in node else ():
                described += 1
                assert value is False or "description" in value or {"$ref", "const"} & value.keys(), (
                    f"{file}: {key}"
                )
            if node.get("type") == "object" and "required" not in node.get("if", ()):
                closed += 1
                assert "additionalProperties" in node or node == {"type": "object"}, f"{file}: {node}"
            todo += node.values()
    assert described > 80
    assert closed > 10


def test_descriptions_are_sentences() -> None:
    texts = {node["description"] for _, node in nodes() if "description" in node}
    assert len(texts) > 70
    assert [text for text in texts if not re.match(r"[A-Z0-9\"a-z].*\.\Z", text, re.DOTALL)] == []


def test_the_codes_are_those_of_the_schema() -> None:
    common = validation.load("common.schema.json", redwell.home())["$defs"]
    assert sorted(common["state"]["enum"]) == sorted(STATES)
    assert sorted(common["country"]["enum"]) == sorted([*COUNTRIES, *COUNTRIES.values()])


def test_patterns_do_not_end_before_a_last_line_break() -> None:
    text = json.dumps([validation.load(file, redwell.home()) for file in validation.SCHEMAS], default=str)
    assert re.findall(r'(?<!\(\?!\\\\n\))\$"', text.replace('"$', "")) == []


def test_the_seed_and_the_good_filings_have_no_problem() -> None:
    files = [
        *good_filings(),
        *sorted((redwell.home() / "filings").glob("*/*.yaml")),
    ]
    assert len(files) > 8
    for file in files:
        assert validation.check(loader.read(file.read_bytes(), file.name), FORM, redwell.home()) == []


@pytest.mark.parametrize(
    ("state", "remedy"),
    [
        ("Calif.", "did you mean CA (California)?"),
        ("N.Y.", "did you mean NY (New York)?"),
        ("new york", "write NY"),
        ("Quebec", "for an address outside the United States write country: A8 (Quebec, Canada)"),
        ("Germany", "for an address outside the United States write country: 2M (Germany)"),
        ("PUERTO RICO", "write PR"),
    ],
)
def test_a_state_in_other_words_is_understood(state: str, remedy: str) -> None:
    address = f"    address: {{street: 1 MAIN ST., state: {state}}}\n"
    (said,) = problems_of(SEED + address)
    assert said.startswith(f'7 reporting_owners[0].address.state: "{state}" is no state code of EDGAR')
    assert said.endswith(remedy)


@pytest.mark.parametrize(
    "written",
    [
        "10/01/2013",
        "10-1-2013",
        "Oct. 1, 2013",
        "1 October 2013",
        "October 1st, 2013",
        "2013/10/1",
        "20131001",
    ],
)
def test_a_date_in_other_words_is_understood(written: str) -> None:
    assert problems_of(SEED.replace("2026-05-04", written)) == [
        "2 date_of_event: write 2013-10-01: year, month, day"
    ]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("163,350", "write 163350, without commas"),
        ("$2.60", "write 2.60, without a $ sign"),
        ("$1,000", "write 1000, without a $ sign and commas"),
        ("'5'", "write 5, without quotes"),
        ("5 shares", "write 5, without anything else"),
        ("12:30", '"12:30" is not a number: write digits, e.g. 163350; words belong in a footnote'),
        ("[5]", "amount is a number in digits, e.g. 163350 or 2.60"),
        ("true", "amount is a number in digits, e.g. 163350 or 2.60"),
        ("00.5", "write 0.5, without zeros in front; a number that is a name belongs in quotes"),
    ],
)
def test_an_amount_in_another_form_is_written_out(written: str, message: str) -> None:
    row = f"non_derivative:\n  - title: X\n    amount: {written}\n    ownership: direct\n"
    (said,) = problems_of(SEED + row)
    assert said == f"9 non_derivative[0].amount: {message}"


def test_edgar_takes_five_hundred_exhibits() -> None:
    exhibits = "exhibits:\n" + "".join(f"  - {{type: EX-99.{n}, file: a{n}.txt}}\n" for n in range(501))
    assert problems_of(SEED + exhibits) == [
        "7 exhibits: exhibits has 501 items, 1 more than the 500 allowed (specification 4.2.1.2)"
    ]


def test_one_mistake_is_one_problem() -> None:
    assert problems_of(SEED.replace("name: ACME CORP", "nmae: ACME CORP")) == [
        '3 issuer.nmae: unknown key "nmae"; did you mean "name"?'
    ]
    assert problems_of(SEED.replace("ACME CORP", '""')) == ["3 issuer.name: name is empty: write its text"]


def test_a_megabyte_of_unknown_keys_is_told_in_part_and_soon() -> None:
    began = time.perf_counter()
    said = problems_of("".join(f"k{n}: 1\n" for n in range(90_000)))
    assert time.perf_counter() - began < 10
    assert len(said) == 101
    assert said[0].startswith('1 k0: unknown key "k0": here stand form, edition, ')
    assert said[-1] == "96 : more problems follow: correct these first; is this the right file?"


def test_a_megabyte_of_labels_on_one_value_is_one_problem_and_soon() -> None:
    labels = ", ".join(["a"] * 90_000)
    began = time.perf_counter()
    said = problems_of(
        f"{SEED}non_derivative: [{{title: {{value: A, footnotes: [{labels}]}}, ownership: direct}}]\n"
    )
    assert time.perf_counter() - began < 10
    assert said == [
        "7 non_derivative[0].title.footnotes: footnotes has 90000 items, 89901 more than the 99 allowed "
        "(Form 3, Table I, column 1; specification 3.5)"
    ]


def test_the_first_of_two_equal_labels_may_stand() -> None:
    row = "non_derivative: [{title: {value: A, footnotes: [a, b, a]}, amount: 1, ownership: direct}]"
    (said,) = problems_of(f"{SEED}{row}\n")
    assert said.startswith('7 non_derivative[0].title.footnotes[2]: "a" stands here twice: remove one;')
