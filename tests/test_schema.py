"""The schemas: complete, described, in step with the codes of the SEC and with the model."""

from __future__ import annotations

import copy
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import redwell
from generators.schemas import with_code_lists
from redwell.forms import FORMS
from redwell.problems import FilingError, dotted
from redwell.schema import validation
from redwell.source import loader
from tests.case_files import CASES
from tests.sample import tries

FILINGS = Path(__file__).parent / "filings"
FORM = "form3.schema.json"
SCHEMAS = sorted(path.name for path in (redwell.home() / "schemas").glob("*.schema.json"))
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
    todo = [(file, path, validation.load_schema(file, redwell.home()))]
    while todo:
        file, path, node = todo.pop()
        if node is False:  # a key that has no place beside another
            continue
        yield path, node
        if "$ref" in node:
            target, _, pointer = node["$ref"].partition("#")
            found = validation.load_schema(target or file, redwell.home())
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
    """The full one nearly all of them; amendments, splits, registrations and model notes have their own."""
    known = {path for path, _ in nodes()}
    free = frozenset(path[:-1] for path in known if path[-1:] == ("*",))
    used = {file.stem: set(keys_of(read_good(file).data, free=free)) for file in good_filings()}
    assert len(known) > 100
    assert known - set().union(*used.values()) == set()
    assert {path[0] for path in known - used["full"] if path[0] != "issuer"} == {
        "amendment",
        "footnotes",
        "registration_effective",
        "split",
    }


def good_filings() -> list[Path]:
    return sorted((FILINGS / "good").glob("*.yaml"))


def read_good(file: Path) -> loader.Source:
    return loader.read(file.read_bytes(), file.name)


def described() -> dict[Steps, dict[str, Any]]:
    """Every key of a filing with its schema, what stands behind a `$ref` in its place."""
    found: dict[Steps, dict[str, Any]] = {}
    todo: list[tuple[Steps, Any]] = [((), validation.written_out(FORM, redwell.home()))]
    while todo:
        path, node = todo.pop()
        if node is False:  # a key that has no place beside another
            continue
        found.setdefault(path, node)
        todo += [(path, node[keyword]) for keyword in ("else", "then") if keyword in node]
        todo += [((*path, key), value) for key, value in node.get("properties", {}).items()]
        todo += [((*path, "[]"), node["items"])] if "items" in node else []
    return found


def test_every_key_is_described_and_every_value_has_an_example_that_fits() -> None:
    looked = 0
    for path, schema in described().items():
        is_key = path and path[-1] != "[]"
        assert not is_key or schema["description"], path
        has_keys = {"properties", "propertyNames"} & {*schema, *schema.get("items", ())}
        examples = schema.get("examples", ())
        assert examples or has_keys or not is_key, path
        judge = jsonschema_rs.Draft202012Validator(schema)
        for example in examples:
            looked += 1
            assert judge.is_valid(example), (path, example)
    assert looked > 80


def test_no_mapping_is_open_and_every_wrong_value_has_its_sentence() -> None:
    """The sentence stands beside the keyword that fails; a mapping has it in a part of its own.

    An editor would show the sentence of a mapping for a missing or an unknown key too.
    """
    closed, worded = 0, 0
    todo: list[tuple[str, Any]] = [(file, validation.load_schema(file, redwell.home())) for file in SCHEMAS]
    while todo:
        place, node = todo.pop()
        if isinstance(node, list):
            todo += [(place, item) for item in node]
        if not isinstance(node, dict):
            continue
        todo += [(f"{place}/{key}", value) for key, value in node.items() if key not in ("if", "properties")]
        todo += [(f"{place}/{key}", value) for key, value in node.get("properties", {}).items()]
        if "properties" in node and not re.search("/(then|else)(/then)?$", place):
            closed += 1
            assert node["additionalProperties"] is False, place
            assert "errorMessage" not in node, place
        if {"type", "pattern", "enum", "const", "format"} & node.keys():
            worded += 1
            assert node["errorMessage"], place
    assert closed > 20
    assert worded > 50


def test_a_box_begins_the_description_of_what_fills_it() -> None:
    boxes = {"non_derivative": "Table I", "derivative": "Table II"}
    filled = {".".join(path): schema for path, schema in described().items() if "x-box" in schema}
    for path, schema in filled.items():
        text = schema["description"].casefold()
        is_general = not path or path in ("issuer", "reporting_owners")
        assert is_general or text.startswith(f"{schema['x-box'].casefold()}:"), path
        table = boxes.get(path.partition(".")[0])
        assert table is None or schema["x-box"].split(",")[0] == table
    assert len(filled) > 20


def test_descriptions_are_sentences() -> None:
    texts = {node["description"] for _, node in nodes() if "description" in node}
    assert len(texts) > 70
    assert [text for text in texts if not re.match(r"[A-Z0-9\"a-z].*\.\Z", text, re.DOTALL)] == []


def test_the_code_lists_of_the_schemas_are_current() -> None:
    for path, text in with_code_lists(redwell.home()):
        assert path.read_text("utf-8") == text, "run: invoke docs"


def test_patterns_do_not_end_before_a_last_line_break() -> None:
    text = json.dumps([validation.load_schema(file, redwell.home()) for file in SCHEMAS], default=str)
    assert re.findall(r'(?<!\(\?!\\\\n\))\$"', text.replace('"$', "")) == []


def test_the_seed_and_the_good_filings_have_no_problem() -> None:
    files = [
        *good_filings(),
        *sorted((redwell.home() / "filings").glob("*/*.yaml")),
    ]
    assert len(files) > 8
    for file in files:
        read = loader.read(file.read_bytes(), file.name)
        schema = FORMS[read.written(("form",))].schema
        assert validation.check(read, schema, redwell.home()) == []


STATE = (
    "a state of the United States is two letters, e.g. MA (specification 3.6.6); any other address has a "
    "country"
)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("Calif.", "for California write CA"),
        ("N.Y.", "for New York write NY"),
        ("new york", "for New York write NY"),
        ("Quebec", "for Quebec, Canada write country: A8"),
        ("Germany", "for Germany write country: 2M"),
        ("PUERTO RICO", "for Puerto Rico write PR"),
        ("Georgia", "for Georgia write GA"),
        ("Massachussets", f"{STATE}; did you mean Massachusetts? then write MA"),
        ("Finnland", f"{STATE}; did you mean Finland? then write country: H9"),
        ("Korea", "for Korea, Republic Of write country: M5"),
        ("U.S.", STATE),
        ("Qx", STATE),
        ("true", STATE),
        ("[MA]", STATE),
    ],
)
def test_a_state_in_other_words_is_understood(state: str, message: str) -> None:
    address = f"    address: {{street: 1 MAIN ST., state: {state}}}\n"
    assert problems_of(SEED + address) == [f"7 reporting_owners[0].address.state: {message}"]


@pytest.mark.parametrize(
    "written",
    [
        "10/01/2013",
        "Oct. 1, 2013",
        "1 October 2013",
        "October 1st, 2013",
        "2013/10/1",
        "20131001",
    ],
)
def test_a_date_in_other_words_is_understood(written: str) -> None:
    assert problems_of(SEED.replace("2026-05-04", written)) == [
        "2 date_of_event: write 2013-10-01; a date is written year-month-day, e.g. 2013-10-01"
    ]


NUMBER = "a number is written in digits, e.g. 163350 or 2.60"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("163,350", f"write 163350, without commas; {NUMBER}"),
        ("$2.60", f"write 2.60, or amount_in_dollars: 2.60, whichever is meant; {NUMBER}"),
        ("$1,000", f"write 1000, or amount_in_dollars: 1000, whichever is meant; {NUMBER}"),
        ("'5'", f"write 5, without quotes; {NUMBER}"),
        ("5 shares", f"write 5, without anything else; {NUMBER}"),
        ("12:30", NUMBER),
        ("about 5", f"write 5 if that is the exact number; {NUMBER}"),
        ("a few", f"words belong in a footnote; {NUMBER}"),
        ("[5]", NUMBER),
        ("true", NUMBER),
        ("00.5", "write 0.5, without zeros in front; a number that is a name belongs in quotes"),
    ],
)
def test_an_amount_in_another_form_is_written_out(written: str, message: str) -> None:
    row = f"non_derivative:\n  - title: X\n    amount: {written}\n    ownership: direct\n"
    (said,) = problems_of(SEED + row)
    assert said == f"9 non_derivative[0].amount: {message}"


TEXT = "one line of text belongs here, in quotes if it is a number, true or false"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("ACME CORP", "5", f'3 issuer.name: write "5"; {TEXT}'),
        ("ACME CORP", "[ACME]", f"3 issuer.name: write one text instead of a list; {TEXT}"),
        ("ACME CORP", "", f"3 issuer.name: name has no value: write one; {TEXT}"),
        ("ACME CORP", '" ACME"', f"3 issuer.name: remove the space at its beginning or end; {TEXT}"),
        ("{director: true}", "director", (
            "6 reporting_owners[0].relationship: write {director: true}; relationship has keys of its own, "
            "each on an indented line below it, e.g. officer: President"
        )),
        ("director: true", "director: yes",
         "6 reporting_owners[0].relationship.director: write true; director is true or false"),
        ("director: true", "director: maybe",
         "6 reporting_owners[0].relationship.director: director is true or false"),
        ('form: "3"', "form: 3",
         '1 form: write "3"; Redwell makes Form 3: the form is "3", or "3/A" for an amendment, in quotes'),
        ('cik: "123"', "cik: 0", "3 issuer.cik: a CIK has 1 to 10 digits and nothing else, and is not zero"),
    ],
)  # fmt: skip
def test_a_wrong_value_gets_the_sentence_of_the_schema_and_a_remedy(
    before: str, after: str, message: str
) -> None:
    assert problems_of(SEED.replace(before, after)) == [message]


def test_each_missing_key_is_one_problem() -> None:
    filing = SEED.replace(', cik: "123", trading_symbol: ACME', "").replace(
        "name: ACME CORP", "foreign_trading_symbol: A"
    )
    assert problems_of(filing) == [
        "3 issuer: name is missing: the issuer's name as EDGAR has it (Form 3, box 3)",
        "3 issuer: cik is missing: the issuer's Central Index Key, by which EDGAR knows it: 1 to 10 digits, "
        "in quotes (Form 3, box 3)",
        "3 issuer: trading_symbol is missing: the ticker or trading symbol, at most 10 characters, without "
        "brackets; NONE where there is none (Form 3, box 3)",
    ]


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


MANY = tries(10_000, 90_000)
"""With --full, a megabyte."""


def test_very_many_unknown_keys_are_told_in_part_and_soon() -> None:
    problems_of("k: 1\n")  # loads the validator that explains
    began = time.process_time()
    said = problems_of("".join(f"k{n}: 1\n" for n in range(MANY)))
    assert time.process_time() - began < MANY / 3000
    assert len(said) == 101
    assert said[0].startswith('1 k0: unknown key "k0": the keys here are form, edition, ')
    assert said[-1] == "96 : more problems follow: correct these first; is this the right file?"


def test_very_many_labels_on_one_value_are_one_problem_and_soon() -> None:
    labels = ", ".join(["a"] * MANY)
    began = time.process_time()
    said = problems_of(
        f"{SEED}non_derivative: [{{title: {{value: A, footnotes: [{labels}]}}, ownership: direct}}]\n"
    )
    assert time.process_time() - began < MANY / 3000
    assert said == [
        f"7 non_derivative[0].title.footnotes: footnotes has {MANY} items, {MANY - 99} more than the 99 "
        "allowed (Form 3, Table I, column 1; specification 3.5)"
    ]


def test_the_first_of_two_equal_labels_may_stand() -> None:
    row = "non_derivative: [{title: {value: A, footnotes: [a, b, a]}, amount: 1, ownership: direct}]"
    (said,) = problems_of(f"{SEED}{row}\n")
    assert said.startswith('7 non_derivative[0].title.footnotes[2]: "a" stands here twice: remove one;')


# --- the two validators ---

EDITS = tries(150, 10_000)
"""The number of edited filings that both validators check."""
VALUES: tuple[Any, ...] = (
    *(None, True, False, "", " ", "x", "x ", "x\n", "a\nb", "x" * 31, "x" * 3000, "\N{GRINNING FACE}" * 60),
    *(0, 1, 3, -1, 10**10, 10**17, Decimal(10**30), Decimal("-0.0"), Decimal("5.0"), Decimal("0.5")),
    *(Decimal("999999999999.9999"), Decimal("999999999999.99990000000000000001"), Decimal(10**12)),
    *(Decimal("9999999999.0000000000000000001"), Decimal("-0.00000000000000000000000000000001")),
    *("2026-02-30", "2026-2-3", "20260504", "2026-W19-1", "0000-01-01", "9999-12-31", "2026-05-04\n"),
    *(
        "MA",
        "ma",
        "2M",
        "GERMANY",
        "direct",
        "D",
        "3",
        "3/A",
        "0",
        "00000000000",
        "EX-99",
        "a.txt",
        "vesting",
    ),
    *([], [[]], ["vesting"], ["vesting", "vesting"], [3, Decimal("3.0")], [3, Decimal("3.5")], [True, 1]),
    *({}, {"value": 1}, {"footnotes": ["vesting"]}, {"value": Decimal("2.6"), "footnotes": []}, {"Bad": "x"}),
)


def edited(data: Any, chance: random.Random) -> Any:
    """A copy of *data* with one to three values replaced, keys renamed, or items removed or doubled."""
    data = copy.deepcopy(data)
    for _ in range(chance.randint(1, 3)):
        holders = [holder for holder in holders_of(data) if holder]
        if not holders:
            return chance.choice(VALUES)
        holder = chance.choice(holders)
        at = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        kind = chance.randrange(5)
        if kind < 3:
            holder[at] = copy.deepcopy(chance.choice(VALUES))
        elif kind == 3:
            del holder[at]
        elif isinstance(holder, dict):
            holder[chance.choice(("value", "footnotes", "form", "text", "title", f"{at}x"))] = holder.pop(at)
        else:
            holder.append(copy.deepcopy(holder[at]))
    return data


def holders_of(data: Any) -> Iterator[Any]:
    """Every mapping and list of *data*."""
    if isinstance(data, dict | list):
        yield data
        for value in data.values() if isinstance(data, dict) else data:
            yield from holders_of(value)


def verdicts(data: Any) -> tuple[bool, bool]:
    home = redwell.home()
    return validation.is_valid(data, FORM, home), bool(validation.explainer(FORM, home).is_valid(data))


def test_both_validators_judge_every_case_alike() -> None:
    seen = Counter[bool]()
    for case in CASES:
        try:
            data = loader.read(case.filing.encode(), "f.yaml").data
        except FilingError:
            continue
        fast, thorough = verdicts(data)
        assert fast == thorough, case.title
        seen[fast] += 1
    assert min(seen[True], seen[False]) > 50


def test_both_validators_judge_edited_filings_alike() -> None:
    chance, seen = random.Random(9), Counter[bool]()
    good = [read_good(file).data for file in good_filings()]
    for n in range(EDITS):
        data = edited(good[n % len(good)], chance)
        fast, thorough = verdicts(data)
        assert fast == thorough, data
        seen[fast] += 1
    assert min(seen[True], seen[False]) > EDITS // 50


@pytest.mark.parametrize(
    ("amount", "is_valid"),
    [
        (Decimal("999999999999.9999"), True),
        (Decimal("999999999999.99990000000000000001"), False),
        (Decimal("0.0000000000000000000000000000000001"), True),
        (Decimal("-0.0000000000000000000000000000000001"), False),
        (10**400, False),
        (True, False),
    ],
)
def test_both_validators_compare_numbers_exactly(amount: Any, is_valid: bool) -> None:
    """Use numbers that floats would confuse: the second with the first, and the fourth with 0."""
    data = read_good(FILINGS / "good" / "full.yaml").data
    data["non_derivative"] = [{"title": "X", "amount": amount, "ownership": "direct"}]
    assert verdicts(data) == (is_valid, is_valid)


def test_a_valid_filing_loads_neither_the_validator_that_explains_nor_a_code_list() -> None:
    code = (
        "import sys; from pathlib import Path; import redwell; from redwell.schema import validation; "
        "from redwell.source import loader; file = Path(sys.argv[1]); "
        "read = loader.read(file.read_bytes(), file.name); "
        f"assert validation.check(read, {FORM!r}, redwell.home()) == []; "
        "print(sorted({'csv', 'jsonschema', 'jsonschema_rs'} & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", code, str(FILINGS / "good" / "full.yaml")]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "['jsonschema_rs']\n"


def test_a_key_of_a_line_in_an_address_is_told_where_it_belongs() -> None:
    """Its value there is no choice: the kinds of lines have that key."""
    text = (redwell.home() / "tests/cases/base/vesting.yaml").read_text("utf-8")
    source = loader.read(text.replace("street: 100 MAIN ST.", "exempt: indirect").encode(), "doe.yaml")
    (found,) = validation.check(source, "form4.schema.json", redwell.home())
    assert found.message == '"exempt" does not belong here, but under "derivative" or "non_derivative"'
