"""No pattern and no reader takes time that grows with the square of a text that others wrote."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from heapq import nlargest
from pathlib import Path
from time import process_time

import pytest

import redwell
from redwell.builds import record
from redwell.commands import import_
from redwell.exhibits import enclosed_html
from redwell.hook import searched
from redwell.secrets import patterns, scan
from redwell.secrets.patterns import masked
from redwell.source import loader
from redwell.text.typography import curled
from tests import pumps
from tests.edgar import HOLDING, document
from tests.pumps import Pattern
from tests.sample import FULL, some, tries

FIRST, SECOND, THIRD, LARGE = 1_000, 10_000, 60_000, 1_000_000
A_CHARACTER = 1e-6
"""Seconds of CPU time for a character: a second for one million."""
SHORT = {"redwell.review.disclaimers": 10, "redwell.ownership.trade_notes": 5}
"""Modules whose texts are short, and how many times as long each character may take.

The first cuts a text to 10,000 characters; the second reads notes, which the schema cuts to 1,000.
"""


@cache
def every_pattern() -> list[Pattern]:
    return [*pumps.patterns()]


def test_the_patterns_of_the_code_are_found() -> None:
    modules = [each.module for each in every_pattern()]
    assert len(modules) > 250
    assert {"redwell.secrets.ccc", "redwell.text.titles", "redwell.schema.dates"} < {*modules}


@pytest.mark.parametrize(
    "wrong",
    [
        r" +x",
        r"eyJ[\w-]+\.",
        r"<!--.*?-->",
        r"password: *[|>]? *x",
        r"(?m)^accept:[ \t]*(?:\{[^}]*\}|(?:\r?\n[ \t]+[^\r\n]*)+)",
    ],
)
def test_a_pattern_that_takes_quadratic_time_is_noticed(wrong: str) -> None:
    assert slow(Pattern("here", wrong, 0, is_sought=True))


@pytest.mark.parametrize("part", some(range(10), 10))
def test_no_pattern_takes_more_than_a_second_for_a_million_characters(part: int) -> None:
    tried = every_pattern()[part::10]
    assert [f"{each.where} {each.text!r}: {found}" for each in tried if (found := slow(each))] == []


def slow(pattern: Pattern) -> tuple[str, str, str] | None:
    """Return a text on which *pattern* takes too long, as its beginning, what is repeated, and its end."""
    allowed = A_CHARACTER * SHORT.get(pattern.module, 1)
    tried: list[tuple[float, tuple[str, str, str]]] = []
    for parts in pumps.pumps(pattern, pairs=tries(5, 200)):
        spent = pumps.seconds(pattern, parts, FIRST)
        if spent > 10 * FIRST * allowed and pumps.seconds(pattern, parts, FIRST, 3) > 10 * FIRST * allowed:
            return parts
        tried.append((spent, parts))
    # A process that had to wait seemed slow: of more tries, the least counts.
    tried = [(pumps.seconds(pattern, parts, FIRST, 3), parts) for _, parts in nlargest(tries(15, 300), tried)]
    # The shortest text only chooses. The square of a longer one takes far more than five times as long.
    for spent, parts in nlargest(tries(5, 100), tried):
        if spent > FIRST * allowed / 4 and pumps.seconds(pattern, parts, SECOND, 3) > 5 * SECOND * allowed:
            return parts
    if pattern.module in SHORT:
        return None
    # Where each step is quick, the square shows only in a longer text.
    size = LARGE if FULL else THIRD
    for _, parts in nlargest(tries(2, 5), tried):
        # A linear pattern may be near what is allowed; then a shorter text takes as long for each character.
        limit = 2 * size * max(allowed, pumps.seconds(pattern, parts, SECOND) / SECOND)
        if all(pumps.seconds(pattern, parts, size) > limit for _ in range(3)):
            return parts
    return None


# --- from the file to the report ---

ROOT = Path(__file__).resolve().parent.parent
SEED = (ROOT / "filings/tecogen/2013-10-01-panora-form3.yaml").read_text("utf-8")
WORDING = (ROOT / "templates/power_of_attorney/wording.yaml").read_text("utf-8")


def grows_too_fast(run: Callable[[str], object], repeated: str) -> str | None:
    """Return what it takes if a text eight times as long takes more than 24 times as long."""
    small = tries(6_000, 120_000) // len(repeated)
    for _ in range(3):
        times = []
        for size in (small, 8 * small):
            start = process_time()
            run(repeated * size)
            times.append(process_time() - start)
        if times[1] < 24 * max(times[0], 0.004):
            return None
    return f"{repeated!r}: {times}"


def every_slow(run: Callable[[str], object], *repeated: str) -> list[str]:
    return [found for each in repeated if (found := grows_too_fast(run, each))]


def test_a_page_is_checked_in_time_that_grows_with_its_length() -> None:
    texts = ("<!--", "<a ", "<a b='", "<a/", "<![", "<?", "</", "&#", "<script>\n</", "<p ", "<p a ")
    assert every_slow(lambda text: enclosed_html.page_problems(text.encode(), ()), *texts) == []


def test_secrets_are_sought_in_time_that_grows_with_the_text() -> None:
    texts = (
        "eyJ-",
        "password:" + " " * 1_000,
        "CCC ",
        "a,CCC\n",
        "<td>CCC</td>",
        "<",
        "A" * 60 + "\n",
        "c\\n",
        "<edgarSubmission>",
        "eyJaaaaaaaaa.",
        "CCC: ab1$" + "cdef\n",
        "CCC is ",
        "CCC . ",
        "passphrase: aaa ",
        "accept:{\n",
    )
    assert every_slow(lambda text: scan.search(text.encode()), *texts) == []
    assert every_slow(masked, "<edgarSubmission>", "CCC: ab1$" + "cdef\n") == []


def test_keys_with_numbers_are_masked_in_time_that_grows_with_how_many_they_are() -> None:
    def mask(text: str) -> None:
        loader.masked("".join(f"street_{n:05}: ab\n" for n in range(len(text) // 16)))

    assert every_slow(mask, "street_00000: ab\n") == []


@pytest.mark.parametrize(
    "repeated",
    [
        "( \t(((nf_c=ccfxo''r 1#r:CCC ccc ccc_\t\t\t\t",
        "xCa1x#'ccc_ \t==cx_",
        "  CCC ccc( iCr  C ccc ,(s .ccc(CCC_ o",
        "CCC _",
    ],
)
def test_words_around_a_ccc_take_no_more_than_a_second_for_a_million_characters(repeated: str) -> None:
    """They were found by changing texts at random and keeping those that take most time."""
    pattern = Pattern("here", patterns.PATTERNS["secret-ccc"], 0, is_sought=True)
    assert pumps.seconds(pattern, ("", repeated, ""), SECOND, 5) < 2 * SECOND * A_CHARACTER


def test_the_hook_reads_what_a_filing_accepts_in_time_that_grows_with_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"

    def read(text: str) -> None:
        path.write_text(f"form: 3\n{text}", "utf-8")
        assert searched(path)[0] == []

    assert every_slow(read, "accept:{\n", "accept:\n a: b\n", "accept: ", " secret-ccc", "accept:\n{") == []


def test_a_filing_is_checked_in_time_that_grows_with_its_text(tmp_path: Path) -> None:
    path = tmp_path / "filings/acme/2013-10-01-panora-form3.yaml"
    path.parent.mkdir(parents=True)

    def check(text: str) -> None:
        path.write_text(text, "utf-8")
        record.check_record(tmp_path, redwell.home(), tmp_path / "filings", ())

    texts = ("eyJ-", "password:" + " " * 1_000, " (1)", "/AA/ ")
    assert every_slow(lambda text: check(f'{SEED.rstrip()}\nremarks: "{text}"\n'), *texts) == []
    assert every_slow(lambda text: check(f"{SEED}\n# {text}"), *texts) == []
    (tmp_path / "templates/power_of_attorney").mkdir(parents=True)

    def check_wording(text: str) -> None:
        own = WORDING.replace("execute for", f"{text} execute for", 1)
        (tmp_path / "templates/power_of_attorney/wording.yaml").write_text(own, "utf-8")
        check(SEED)

    assert every_slow(check_wording, "\t ", "a **b ", "{{ ") == []


def test_a_filed_form_is_imported_in_time_that_grows_with_its_text() -> None:
    def read(text: str) -> None:
        xml = document(HOLDING.replace("Common Stock", text), footnotes=[text])
        import_.import_filing(xml.encode(), "form3.xml")

    assert every_slow(read, "eyJ-", " (1)", "]", "-") == []


def test_quotation_marks_are_curled_in_time_that_grows_with_the_text() -> None:
    assert every_slow(curled, " 'ab", "'", ' "ab', " '24", "a' 'b") == []


def test_no_possessive_group_is_used() -> None:
    """Python 3.11.2, that of Debian 12, loses matches of a possessive group of several characters."""
    found = [
        each.where
        for each in every_pattern()
        if re.search(r"(?<!\\)\)(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\+", f"{each.text!r}")
    ]
    assert found == []
