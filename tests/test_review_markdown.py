"""The comment: golden text, held to its limit, and safe whatever stands in the review."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from redwell.review.formats.markdown import MARKER, markdown, redline
from redwell.review.model import (
    Fact,
    FilingReview,
    Output,
    Review,
    ReviewProblem,
    ReviewRow,
    Text,
    Total,
)
from redwell.text.diff import Run
from tests.reviews import AFFECTED, FILE, FILING, NEW, REVIEW, TABLE_I, URL, amounts, dollars, filled, many
from tests.sample import some, tries
from tests.test_review_escaping import ATTACKS, OURS, Page, by_another, by_github, by_gitlab, references

ELEMENTS = OURS | {"h2", "sub", "strong", "em", "a", "input"}
ATTRIBUTES = {"href", "align", "style", "type", "checked", "disabled", "class"}


FORGES = (by_github, by_gitlab, by_another)


def of(*filings: FilingReview, **other: Any) -> Review:
    return replace(REVIEW, filings=filings, elsewhere=(), notes=(), versions=(), origin=None, **other)


def size(said: str) -> int:
    return len(said.encode("utf-16-le")) // 2


def section(said: str, begins: str) -> str:
    """Return the lines from one that begins so to the next blank one."""
    return said[said.index(begins) :].partition("\n\n")[0]


def is_ours(page: Page) -> None:
    assert {*page.elements} <= ELEMENTS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    assert page.unseen == [" redwell-review "]
    for name, value in page.attributes:
        assert name != "href" or (value or "").startswith(f"{URL}/")
    assert references(page) == []


# --- what it says ---


def test_the_comment_is_as_expected(golden: Callable[[str, str], None]) -> None:
    golden("review/everything.md", markdown(REVIEW))


def test_what_a_template_breaks_in_several_filings_is_no_paragraph_of_each() -> None:
    wrong = ReviewProblem(code="not-made", severity="error", message="its own templates ..", file=FILE)
    broken = tuple(
        replace(AFFECTED, file=f"{n}.yaml", texts=(), state="has errors", problems=(wrong,)) for n in range(3)
    )
    assert "### " in markdown(of(*broken[:1])).partition("not edited")[0]
    said = markdown(of(*broken, FILING))
    assert "its own templates" not in said
    assert "<details><summary>3 filings</summary>" in said


def test_changed_totals_and_totals_of_changed_rows_are_not_folded() -> None:
    rows = (
        ReviewRow(change="changed", title="Common", ownership="direct", **amounts(100, 60)),
        ReviewRow(change="added", title="Common", ownership="direct", **amounts(None, 40)),
        ReviewRow(change="removed", title="Preferred", ownership="direct", **amounts(7, None)),
        ReviewRow(change="same", title="Class B", ownership="direct", **amounts(300, 300)),
        ReviewRow(change="same", title="Class B", ownership="direct", **amounts(200, 200)),
    )
    totals = (
        Total(title="Class B", ownership="direct", **amounts(500, 500)),
        Total(title="Common", ownership="direct", **amounts(100, 100)),
        Total(title="Preferred", ownership="direct", **amounts(8, 1)),
    )
    said = markdown(of(replace(FILING, tables=(replace(TABLE_I, rows=rows, totals=totals),))))
    opened, _, rest = said.partition("<details><summary>2 rows and 1 total unchanged</summary>")
    assert re.findall(r"\*\*Total\*\* (\w+ ?\w*)", opened) == ["Common ", "Preferred "]
    assert re.findall(r"\*\*Total\*\* (\w+ ?\w*)", rest) == ["Class B"]


@pytest.mark.parametrize(
    ("rows", "total", "is_told"),
    [
        ([amounts(100, 60)], amounts(100, 60), False),
        # Another row of the class is nothing, or has only a footnote in place of its amount.
        ([amounts(100, 60), amounts(0, 0)], amounts(100, 60), True),
        ([amounts(100, 60), {}], amounts(100, 60), True),
        # A row that was direct before counts into this total on one side alone.
        ([amounts(100, 60)], amounts(150, 60), True),
    ],
)
def test_a_row_and_its_equal_total_are_shown_once(
    rows: list[dict[str, Any]], total: dict[str, Any], is_told: bool
) -> None:
    found = tuple(
        ReviewRow(change="changed", title=title, ownership="direct", **each)
        for title, each in zip(("Common", "common"), rows, strict=False)
    )
    sum_ = Total(title="Common", ownership="direct", **total)
    other = ReviewRow(
        change="same", title="Notes", ownership="direct", before=dollars("9"), after=dollars("9")
    )
    table = replace(TABLE_I, rows=(*found, other), totals=(sum_,))
    assert table.told_totals == ((sum_,) if is_told else ())
    assert ("**Total**" in markdown(of(replace(FILING, tables=(table,))))) is is_told


def test_what_the_line_of_a_filing_says_is_said_once() -> None:
    for filings in ((NEW,), (NEW, FILING)):
        said = markdown(of(*filings))
        assert said.count("4 Oct 2013") == 1
        assert said.count("holdings unchanged · ") == 1
    alone = markdown(of(NEW))
    assert "added · **ready to file** · 🔴 **overdue** · holdings unchanged · due Fri 4 Oct 2013" in alone


def test_reordered_rows_have_a_note() -> None:
    places = ((2, 1), (1, 2))
    rows = tuple(
        ReviewRow(
            change="same",
            title="A",
            ownership="direct",
            before_place=old,
            after_place=new,
            **amounts(old, old),
        )
        for old, new in places
    )
    said = markdown(of(replace(FILING, tables=(replace(TABLE_I, rows=rows, totals=()),))))
    assert "<details><summary>Table I: 2 rows unchanged, in another order</summary>" in said


def test_only_the_words_beside_a_change_are_shown() -> None:
    words = " ".join(f"word{number}" for number in range(1000))
    said = redline([Run(kind="same", text=f"{words} "), Run(kind="inserted", text="new")])
    assert said.startswith("… word")
    assert said.endswith("word999 <ins><b>new</b></ins>")
    assert len(said) < 250


def test_a_problem_leads_to_its_line() -> None:
    said = markdown(REVIEW)
    assert f"([line 41]({URL}/{FILE}#L41))" in said
    without = replace(REVIEW, head=replace(REVIEW.head, url=None))
    assert "(line 41)" in markdown(without)
    assert by_github(markdown(without)).elements.count("a") == 0


def worded(number: int, grantor: str, added: str = "sign and ") -> FilingReview:
    """An unedited filing whose power has other words, and its documents with it."""
    power = (
        Run(kind="same", text=f"The undersigned appoints the attorney of {grantor} to: "),
        Run(kind="inserted", text=added),
        Run(kind="same", text="execute"),
    )
    in_file = (Run(kind="same", text="… to:\n"), Run(kind="inserted", text=added.strip()))
    return replace(
        AFFECTED,
        file=f"filings/acme/{number}.yaml",
        texts=(Text(what=f"power of attorney of {grantor}", runs=power),),
        outputs=tuple(
            Output(name=f"power-of-attorney.{kind}", before="0" * 64, after=f"{number}" * 64, runs=in_file)
            for kind in ("docx", "pdf")
        ),
    )


def test_a_changed_wording_is_shown_once_for_all_unedited_filings() -> None:
    said = markdown(of(worded(1, "Ana Rivera"), worded(2, "Dae J. Kim"), worded(3, "Jane Doe", "draft and ")))
    assert "### Not edited, but their documents change" in said
    assert [line for line in said.splitlines() if "power" in line] == [
        "- for example, power of attorney of Ana Rivera: The undersigned appoints the attorney of Ana Rivera "
        "to: <ins><b>sign and</b></ins> execute",
        "- documents that change: power-of-attorney.docx, power-of-attorney.pdf",
        "- power of attorney of Jane Doe: The undersigned appoints the attorney of Jane Doe to: "
        "<ins><b>draft and</b></ins> execute",
        "- documents that change: power-of-attorney.docx, power-of-attorney.pdf",
    ]
    assert re.findall("<summary>(.*?)</summary>", said) == ["2 filings", "1 filing"]


def test_documents_without_words_are_named_in_one_line() -> None:
    outputs = (
        Output(name="form3.pdf", before="0" * 64, after="1" * 64),
        Output(name="ex24.txt", after="1" * 64),
        Output(name="ex24.htm", before="1" * 64),
    )
    said = markdown(of(replace(AFFECTED, texts=(), outputs=outputs)))
    assert (
        "\n- documents that change, though not in their words: form3.pdf, ex24.txt (new), ex24.htm (no "
        "longer made)\n"
    ) in said


@pytest.mark.parametrize(
    ("after", "before", "said"),
    [
        ("1", "0", "not edited, but its documents change"),
        ("", "0", "not edited, but its documents are no longer made"),
    ],
)
def test_an_unedited_filing_with_errors_says_what_happens_to_documents(
    after: str, before: str, said: str
) -> None:
    outputs = (Output(name="form3.pdf", before=before * 64 or None, after=after * 64 or None),)
    broken = replace(AFFECTED, state="has errors", outputs=outputs)
    assert f"\n\n{said} · **has errors** · holdings unchanged · 0 errors, 0 warnings · [filings/" in markdown(
        of(broken)
    )


def test_an_unedited_filing_with_a_new_problem_has_its_own_section() -> None:
    error = replace(FILING.problems[0], code="wording-changed")
    said = markdown(of(AFFECTED, replace(AFFECTED, problems=(error,), state="has errors")))
    assert said.count("### Form 3 · Hegde / SunPower \\[SPWR\\]") == 1
    assert "**error** <code>wording-changed</code>" in said
    assert "<details><summary>1 filing</summary>" in said


def test_lines_of_a_file_keep_their_place_and_their_neighbors() -> None:
    lines = "".join(f"line {number}\n" for number in range(9))
    runs = (
        Run(kind="same", text=lines),
        Run(kind="deleted", text="    amount:  1\r\n"),
        Run(kind="inserted", text="    amount: 1,0 @you\n/close"),
    )
    assert section(markdown(of(replace(FILING, yaml=runs))), "```diff").splitlines() == [
        "```diff",
        "  …",
        "  line 6",
        "  line 7",
        "  line 8",
        "-     amount:  1",
        "+     amount: 1,0 @\u200byou",
        "+ /close",
        "```",
    ]


def test_a_deleted_text_is_named_as_such() -> None:
    text = Text(what="the remarks", runs=(Run(kind="deleted", text="All of it."),))
    said = markdown(of(replace(FILING, texts=(text,))))
    assert "**the remarks**, deleted\n\n> <del>All of it.</del>" in said


def test_a_request_that_changes_no_filing_takes_a_few_lines() -> None:
    assert markdown(of(verdict="no filing changed", today=date(2026, 11, 24))) == (
        "<!-- redwell-review -->\n\n## no filing changed\n\n"
        "<sub>main <code>4f2a4f2a4f2a</code> compared with fix-panora <code>9c1d9c1d9c1d</code>, as of "
        "24 Nov 2026</sub>\n"
    )


# --- how long it is ---


@pytest.mark.parametrize(("count", "limit"), [(1, 60_000), (5, 20_000), (40, 60_000), (100, 20_000)])
def test_the_comment_keeps_its_limit(count: int, limit: int) -> None:
    said = markdown(many(count), limit)
    assert size(said) <= limit
    assert said.startswith(f"{MARKER}\n\n## {REVIEW.verdict}\n")
    page = by_github(said)
    is_ours(page)
    assert said.count("<details>") == said.count("</details>")
    assert len(re.findall(r"^- \*\*not ready to file\*\* · ", said, re.MULTILINE)) == (
        min(count, 40) if count > 1 else 0
    )
    assert ("- and 60 more in the HTML page" in said) == (count == 100)


HOSTILE = ["$", "$ ", "@", "\U0001f600", "&", "/", "\u202e", "#1 ", "|", "a" * 41 + " ", "\n", "-", "<"]


def hostile(text: str, filings: int, notes: int) -> Review:
    """A review that says *text* wherever somebody chooses what it says."""
    short = replace(FILING, tables=(), signers=(), texts=(), yaml=(), outputs=(), pages=())
    found: Review = filled(replace(REVIEW, filings=(short,), elsewhere=()), text)
    return replace(
        found, filings=found.filings * filings, notes=(text,) * notes, versions=found.versions[:1] * 99
    )


@pytest.mark.parametrize("sign", HOSTILE)
def test_hostile_texts_do_not_exceed_the_limit(sign: str) -> None:
    said = markdown(hostile((sign * 1_100)[:1_100], 50, 500))

    assert size(said) <= 60_000
    assert said.startswith(f"{MARKER}\n\n## ")
    assert re.search(r"^- and \d+ more in the HTML page$", said, re.MULTILINE)
    is_ours(by_github(said))


PLAIN = st.text(
    st.one_of(st.sampled_from("$@#|`<>[]()!*_~\\\n/ -1.&;:\U0001f600"), st.characters()), max_size=8
)


@settings(max_examples=tries(15, 60), deadline=None)
@given(
    text=PLAIN.filter(bool),
    times=st.integers(1, 150),
    counts=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    limit=st.sampled_from([400, 2_000, 10_000, 60_000]),
)
def test_any_review_keeps_the_limit(text: str, times: int, counts: tuple[int, int], limit: int) -> None:
    assert size(markdown(hostile(text * times, *counts), limit)) <= limit


def test_with_a_tiny_limit_the_comment_points_to_the_page() -> None:
    assert (
        markdown(REVIEW, 200)
        == f"{MARKER}\n\nThis review is too long for a comment. It is in the HTML page.\n"
    )


def test_the_most_urgent_lines_are_kept_in_order_before_notes() -> None:
    fine = replace(FILING, line="fine " + "$" * 500, state="ready to file", problems=())
    bad = replace(FILING, line="bad", problems=())
    review = replace(of(*(fine,) * 20, bad, bad), notes=("one", "two"))
    lines = re.findall("^- .*", markdown(review, 10_000).partition("\n\n###")[0], re.MULTILINE)
    assert lines[-5:] == [
        "- **has errors** · bad",
        "- **has errors** · bad",
        "- and 16 more in the HTML page",
        "- one",
        "- two",
    ]


def test_omitted_parts_are_named_in_their_place_and_at_the_top() -> None:
    said = markdown(of(*many(8).filings), 20_000)
    assert (
        "**Not everything fits into a comment: 8 sections are shortened. Everything is in the HTML page.**"
    ) in said
    assert said.count("**error** <code>poa-ended</code>") == 8
    assert "*Left out here, because it is too long: " in said
    assert "documents. It is in the HTML page.*" in said


def test_the_least_important_parts_are_omitted_first() -> None:
    whole = markdown(of(FILING))
    assert "SHA-256" in whole
    shorter = markdown(of(FILING), size(whole) + 340)
    assert "SHA-256" not in shorter
    assert "*Left out here, because it is too long: documents. It is in the HTML page.*" in shorter
    assert "12 rows unchanged" in shorter


def test_the_limit_counts_utf_16_units() -> None:
    facts = tuple(Fact(what=f"{number}", after="\U0001f600" * 200) for number in range(60))
    said = markdown(of(*(replace(FILING, facts=facts) for _ in range(10))), 60_000)
    assert 30_000 < size(said) <= 60_000


def test_a_table_of_thousands_of_rows_says_how_many_more_there_are() -> None:
    row = FILING.tables[0].rows[0]
    filing = replace(FILING, tables=(replace(TABLE_I, rows=(row,) * 3000),))
    said = markdown(of(filing))
    assert "\n\nand 2,940 more rows in the HTML page" in said
    assert size(said) < 20_000


def test_errors_of_later_filings_go_before_footnotes_of_earlier_ones() -> None:
    error = ReviewProblem(code="last", severity="error", message="the last", file="f")
    filings = (*many(20).filings, replace(FILING, file="z", problems=(error,)))
    said = markdown(of(*filings))
    assert "<code>last</code> the last" in said
    assert "**footnote 1" not in said.partition("<code>last</code>")[0][-3000:]


# --- whatever stands in it ---


@pytest.mark.parametrize(
    ("attack", "render"), some([*product(ATTACKS, (by_github, by_gitlab, by_another))], 8)
)
def test_an_attack_everywhere_changes_no_element_of_the_comment(attack: str, render: Any) -> None:
    harmless, said = (markdown(filled(REVIEW, each), 10**7) for each in ("word", attack))
    page, plain = render(said), render(harmless)
    is_ours(page)
    ordinary = [each for each in plain.elements if each not in ("wbr", "span", "br", "a")]
    if attack.strip():
        assert [each for each in page.elements if each not in ("wbr", "span", "br", "a")] == ordinary
    assert not re.search(r"^\s*/\w", said, re.MULTILINE)


SIGNS = st.sampled_from("@#|`<>[]()!*_~\\\n/ -1.&;:$")


@settings(max_examples=tries(15, 100), deadline=None)
@given(attack=st.text(st.one_of(SIGNS, st.characters()), max_size=60))
@example(attack="[A")
@example(attack=":tada")
def test_any_text_leaves_the_structure_of_the_comment_unchanged(attack: str) -> None:
    is_ours(by_github(markdown(filled(REVIEW, attack))))
