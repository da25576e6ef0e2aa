"""A review as JSON, and as files: nothing is lost on the way out, and nothing is trusted on the way in."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections import Counter
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import redwell
from redwell.files.discovery import Misuse
from redwell.review import formats, load
from redwell.review.compare import Pair, filing_review
from redwell.review.formats import json as module
from redwell.review.formats.html import page
from redwell.review.formats.json import FORMAT, dump
from redwell.review.formats.markdown import markdown
from redwell.review.model import Amount, Review, Reviewed, ReviewRow, ReviewTable, Revision
from redwell.review.sides import Side
from tests.reviews import PICTURES, REVIEW
from tests.sample import some
from tests.test_random_edits import GOOD, edited

LEAST = Review(
    base=Revision(name="main"), head=Revision(name="x"), today=date(2026, 11, 24), verdict="no filing changed"
)
TODAY = date(2026, 5, 12)
COUNT = int(os.environ.get("REDWELL_EDITS", "150"))
LONGEST = 60_000


def altered(key: str, value: Any) -> bytes:
    """The data of LEAST with another value at *key*."""
    return json.dumps({**json.loads(dump(LEAST)), key: value}).encode()


def refused(content: bytes) -> str:
    with pytest.raises(Misuse) as caught:
        module.load(content)
    return str(caught.value).removeprefix("this file is not a review that this version of Redwell wrote: ")


# There and back


@pytest.mark.parametrize("review", [REVIEW, LEAST])
def test_a_review_comes_back_as_it_was_and_fits_its_schema(review: Review) -> None:
    text = dump(review)
    assert module.load(text.encode()) == review
    Draft202012Validator(module.schema()).validate(json.loads(text))


def test_amounts_come_back_exact() -> None:
    amounts = [Amount(value=Decimal(each), unit="dollars") for each in ("0.10", "-1000.25", f"1{'0' * 60}.5")]
    rows = tuple(ReviewRow(change="same", title="x", ownership="direct", before=each) for each in amounts)
    filing = replace(REVIEW.filings[0], tables=(ReviewTable(key="a", label="b", securities="c", rows=rows),))
    review = replace(LEAST, filings=(filing,))
    found = json.loads(dump(review))["filings"][0]["tables"][0]["rows"]
    assert [row["before"]["value"] for row in found] == ["0.10", "-1000.25", f"1{'0' * 60}.5"]
    assert module.load(dump(review).encode()) == review


def test_hostile_text_comes_back_as_it_was_and_is_written_in_ascii() -> None:
    review = replace(LEAST, verdict='@everyone "\u202e\x00\ud800" <script>\n\\')
    text = dump(review)
    assert text.isascii()
    assert module.load(text.encode()) == review


def test_equal_reviews_give_equal_bytes_in_the_order_of_the_model() -> None:
    assert dump(REVIEW) == dump(module.load(dump(REVIEW).encode()))
    assert list(json.loads(dump(LEAST))) == ["format", *(field.name for field in fields(Review))]
    assert dump(LEAST).startswith(f'{{\n "format": "{FORMAT}",\n "base": {{\n  "name": "main",\n')


def test_the_schema_file_is_written_from_the_dataclasses() -> None:
    schema = module.schema()
    Draft202012Validator.check_schema(schema)
    path = redwell.home() / "schemas" / "review/review.schema.json"
    text = json.dumps(schema, indent=2) + "\n"
    if os.environ.get("REDWELL_UPDATE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text
    assert all(each["description"].endswith((".", ":")) for each in schema["$defs"].values())


# What is refused


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is not JSON"),
        (b"{", "it is not JSON"),
        (b"\xff", "it is not UTF-8"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b"[]", "its format is not redwell-review-4"),
        (b'{"a": 1, "a": 2}', "it has a key twice"),
        (b'{"a": 1.5}', "a number in it is no whole number"),
        (b'{"a": NaN}', "a number in it is no whole number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "it is not JSON"),
        (b"{}", "its format is not redwell-review-4"),
        (altered("format", "redwell-review-1"), "its format is not redwell-review-4"),
        (altered("more", 1), "the keys of $ are not those of a review"),
        (altered("today", "today"), "$.today does not fit"),
        (altered("today", "20261124"), "$.today does not fit"),
        (altered("verdict", 1), "$.verdict does not fit"),
        (altered("verdict", None), "$.verdict does not fit"),
        (altered("head", {"name": "x"}), "the keys of $.head are not those of a review"),
        (altered("notes", "x"), "$.notes does not fit"),
        (altered("notes", [["x"]]), "$.notes[0] does not fit"),
        (altered("versions", [["a", "b", "c"]]), "$.versions[0] does not fit"),
        (altered("elsewhere", [{"what": "@everyone", "files": []}]), "$.elsewhere[0].what does not fit"),
    ],
)
def test_data_that_are_not_a_review_are_refused_in_one_sentence(content: bytes, message: str) -> None:
    assert refused(content) == message


@pytest.mark.parametrize("number", ["1E+9999999", "NaN", "1e3", "+1", " 1", "1_000", "9" * 10_001, "1\n"])
def test_an_amount_in_another_notation_is_refused(number: str) -> None:
    row = ReviewRow(change="same", title="x", ownership="direct", before=Amount(value=Decimal(1)))
    filing = replace(
        REVIEW.filings[0], tables=(ReviewTable(key="a", label="b", securities="c", rows=(row,)),)
    )
    data = json.loads(dump(replace(LEAST, filings=(filing,))))
    data["filings"][0]["tables"][0]["rows"][0]["before"]["value"] = number
    assert refused(json.dumps(data).encode()) == ("$.filings[0].tables[0].rows[0].before.value does not fit")


def test_numbers_are_not_booleans_and_lines_are_not_negative() -> None:
    data = json.loads(dump(REVIEW))
    data["filings"][0]["problems"][0]["is_new"] = 1
    assert refused(json.dumps(data).encode()) == "$.filings[0].problems[0].is_new does not fit"
    data["filings"][0]["problems"][0] |= {"is_new": True, "line": -1}
    assert refused(json.dumps(data).encode()) == "$.filings[0].problems[0].line does not fit"


def test_data_that_are_too_long_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 2**20)
    assert refused(b" " * (2**20 + 1)) == "it has more than 1 MiB"


def test_the_refusal_quotes_no_word_of_a_stranger() -> None:
    assert "everyone" not in refused(altered("verdict", ["@everyone"]))
    assert "everyone" not in refused(altered("@everyone", 1))


# A folder of files


def folder_refused(out: Path, root: Path) -> str:
    with pytest.raises(Misuse) as caught:
        formats.refuse(out, root)
    return str(caught.value)


@pytest.mark.parametrize("source", ["filings", ".git", "docs", "tests"])
def test_a_review_is_not_written_into_an_input_folder(tmp_path: Path, source: str) -> None:
    (tmp_path / source).mkdir()
    assert folder_refused(tmp_path / source / "review", tmp_path) == (
        f"--out {source}/review: documents cannot go there, because of {source}: choose another folder"
    )


def test_a_review_is_not_written_into_redwell_itself_or_over_the_record(tmp_path: Path) -> None:
    home = redwell.home()
    assert folder_refused(home / "templates" / "review", home) == (
        "--out templates/review: documents cannot go there, because of templates: choose another folder"
    )
    assert folder_refused(tmp_path, tmp_path).endswith("because of filings: choose another folder")


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "notes"
    out.mkdir()
    (out / "mine.txt").write_text("mine", "utf-8")
    assert folder_refused(out, tmp_path) == (
        "--out notes: it has files that no review wrote: choose another folder"
    )
    shutil.rmtree(out)
    out.write_text("a file", "utf-8")
    assert folder_refused(out, tmp_path) == "--out notes: this is a file; name a folder"


def test_an_earlier_review_is_replaced_as_a_whole(tmp_path: Path) -> None:
    out, reviewed = tmp_path / "review", Reviewed(review=REVIEW, pictures=PICTURES)
    for names in (tuple(formats.FORMATS), ("markdown",)):
        formats.refuse(out, tmp_path)
        assert formats.write(reviewed, names, out) == tuple(formats.FORMATS[name] for name in names)
    assert sorted(each.name for each in out.iterdir()) == ["README.txt", "manifest.json", "review.md"]


# Any filing


def side(root: Path) -> Side:
    return Side(revision=Revision(name=root.name), tree="", root=root)


def written(side: Side, source: Path, text: str) -> str:
    """Write the filing into a folder of its own, beside the files that it may name; return its name."""
    folder = side.root / "filings" / "acme"
    folder.mkdir(parents=True, exist_ok=True)
    for other in source.parent.iterdir():
        if other.is_file() and other.suffix != ".yaml" and not (folder / other.name).exists():
            (folder / other.name).write_bytes(other.read_bytes())
    (folder / "x.yaml").write_text(text, "utf-8", "surrogatepass")
    return "filings/acme/x.yaml"


def reviewed(pair: Pair) -> Review:
    return Review(
        base=Revision(name="main", commit="0" * 40),
        head=Revision(name="a branch", commit="1" * 40, url="https://forge.example/r/blob/1"),
        today=TODAY,
        verdict="x",
        filings=(filing_review(pair, TODAY),),
    )


def streets(text: str) -> list[str]:
    """The streets of a good filing that are long enough to be known again."""
    lines = [line.strip(' -"') for line in text.splitlines()]
    found = [line.partition(":")[2].strip(' "') for line in lines if line.startswith("street:")]
    return [street for street in found if len(street) > 9 and not street.startswith(("[", "{"))]


@pytest.mark.parametrize("seed", some(range(3), 3))
def test_a_review_of_any_edit_of_a_filing_has_every_format(tmp_path: Path, seed: int) -> None:
    chance, seen = random.Random(seed), Counter[str]()
    base, head = side(tmp_path / "base"), side(tmp_path / "head")
    for _ in range(COUNT // 3):
        source = chance.choice(GOOD)
        text = source.read_text("utf-8")
        then = edited(text, chance) if chance.random() < 0.4 else text
        now = edited(then, chance) if chance.random() < 0.9 else then
        before = load.look(base, written(base, source, then))
        after = load.look(head, written(head, source, now))
        review = reviewed(Pair(change="changed", before=before, after=after))
        seen[review.filings[0].state] += 1
        shown = [markdown(review, LONGEST), page(review, {}, redwell.home()), dump(review)]
        assert module.load(shown[2].encode()) == review
        assert len(shown[0]) <= LONGEST
        # Where both sides can be read, an address is never printed.
        if before.filing and after.filing and not review.filings[0].problems:
            for street in streets(text):
                assert not any(street in each for each in shown), (street, then, now)
    assert "has errors" in seen
    assert len(seen) > 1
