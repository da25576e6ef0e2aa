"""The HTML page of a review: sound HTML that loads nothing, and hostile text that stays text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinyhtml5.parser import HTMLParser  # type: ignore[import-untyped]  # ships no types

import redwell
from redwell.review.formats.escape import named
from redwell.review.formats.html import _LINES, chosen, page, pieces
from redwell.review.model import Elsewhere, FilingReview, Output, Point, Review, ReviewPage, Revision
from redwell.text.characters import UNSEEN
from redwell.text.diff import Run
from tests.reviews import AFFECTED, FILE, FILING, GONE, PICTURES, REVIEW, TABLE_I, URL, many

HOME = redwell.home()
STYLE = (HOME / "templates" / "review" / "review.css").read_text("utf-8")
SCRIPT = (HOME / "templates" / "review" / "review.js").read_text("utf-8")


def parsed(html: str) -> Element:
    """The page as a browser understands it; a fault in its HTML fails the test."""
    parser = HTMLParser(namespace_html_elements=False)
    root: Element = parser.parse(html)
    assert parser.errors == []
    return root


@pytest.fixture(scope="module")
def html() -> str:
    return page(REVIEW, PICTURES, HOME)


@pytest.fixture(scope="module")
def root(html: str) -> Element:
    return parsed(html)


def said(element: Element) -> str:
    """The text of an element as a screen reader has it, spaces collapsed."""
    return " ".join("".join(element.itertext()).split())


def seen(element: Element) -> str:
    """The text of an element as the eye has it."""
    return " ".join("".join(_seen(element)).split())


def _seen(element: Element) -> Iterator[str]:
    if element.get("class") != "vh":
        yield element.text or ""
        for child in element:
            yield from _seen(child)
            yield child.tail or ""


def table(root: Element, caption: str) -> list[list[str]]:
    """The rows of a table, as they are seen."""
    for each in root.iter("table"):
        if said(each[0]) == caption:
            return [[seen(cell) for cell in row] for row in each.iter("tr")]
    raise AssertionError(f"there is no table {caption}")


def one(root: Element, tag: str, name: str) -> Element:
    """The first element of a class."""
    return next(each for each in root.iter(tag) if name in each.get("class", "").split())


# --- what it says ---


def test_the_verdict_is_above_all_and_each_filing_has_a_line_that_leads_to_it(root: Element) -> None:
    assert [said(each) for each in root.iter("h1")] == [REVIEW.verdict]
    assert [seen(each) for each in root.iterfind(".//nav/ol/li")] == [
        f"{each.line} {each.state}" for each in REVIEW.filings
    ]
    assert [each.get("href") for each in root.iterfind(".//nav/ol/li/a")] == [
        f"#filing-{number}" for number in range(1, 6)
    ]


def test_holdings_show_amounts_before_and_now_and_notes(root: Element) -> None:
    assert table(root, "Table I: non-derivative securities") == [
        ["security", "ownership", "reported before", "reported now", "difference", "what changed"],
        ["Common Stock", "direct", "163,350", "163,500", "+150", "changed (row 1)"],
        ["Common Stock†", "indirectBy trust", "12,000", "12,000", "0",
         'changed (row 2, was row 3) title was "Common"'],
        ["Common Stock", "indirectBy spouse", "500", "–", "-500", "removed (was row 2)"],
        ["Preferred Stock", "direct", "–", "1,000", "+1,000", "added (row 3)"],
    ]  # fmt: skip
    assert table(root, "Table II: derivative securities, by the amount of the underlying security") == [
        ["security", "ownership", "date exercisable", "expiration date", "exercise price",
         "underlying security", "reported before", "reported now", "difference", "what changed"],
        ["Stock Option (right to buy)", "direct", "see footnote 1", "2023-02-15", "$2.6", "Common Stock",
         "25,000", "25,000", "0", "changed (row 1) exercise price was $2.06"],
    ]  # fmt: skip


def test_totals_never_cross_tables_and_a_dagger_is_explained(root: Element) -> None:
    assert table(root, "Table I: totals per class and form of ownership") == [
        ["class", "ownership", "reported before", "reported now", "difference"],
        ["Common Stock", "direct", "163,350", "163,500", "+150"],
        ["Common Stock†", "indirect", "12,500", "12,000", "-500"],
        ["Series 4 Notes", "direct", "$50,000", "$50,000", "–"],
    ]
    assert [said(each) for each in root.iter("p") if each.get("class") == "footnote"] == [
        "† Beneficial ownership of all or some of these securities is disclaimed, so a total with this mark "
        "is not what the reporting owner claims to own.",
        "No separate totals: each class and form of ownership has only one row.",
    ]


def test_totals_that_only_repeat_rows_are_left_out() -> None:
    row, total = TABLE_I.rows[0], TABLE_I.totals[0]
    one_row = replace(FILING, tables=(replace(TABLE_I, rows=(row,), totals=(total,)),))
    shown = said(parsed(page(replace(REVIEW, filings=(one_row,)), {}, HOME)))
    assert "No separate totals: each class and form of ownership has only one row." in shown
    assert "totals per class" not in shown


def test_unchanged_rows_are_folded(root: Element) -> None:
    assert "12 rows unchanged" in [said(each) for each in root.iter("summary")]
    assert table(root, "Table I: unchanged")[1] == [
        "Series 4 Notes", "direct", "$50,000", "$50,000", "$0", "unchanged (row 4)",
    ]  # fmt: skip


def test_reordered_rows_have_a_note() -> None:
    rows = tuple(
        replace(row, before_place=place) for row, place in zip(TABLE_I.rows[4:6], (5, 4), strict=True)
    )
    turned = replace(FILING, tables=(replace(TABLE_I, rows=rows, totals=()),))
    shown = said(parsed(page(replace(REVIEW, filings=(turned,)), {}, HOME)))
    assert "Table I: 2 rows unchanged, in another order" in shown
    assert "The rows are in another order than before." in shown


def test_a_changed_address_is_named_and_never_shown(root: Element) -> None:
    assert table(root, "Other facts that changed") == [
        ["other facts", "before", "now"],
        ["officer title of PANORA ROBERT A", "COO", "COO and President"],
        ["filing date", "–", "2013-10-09"],
        ["address of PANORA ROBERT A", "–", "changed (addresses are not shown)"],
    ]


def test_a_redline_is_read_aloud_as_such(root: Element) -> None:
    assert said(one(root, "div", "redline")) == (
        "The reporting person is [deleted: a trustee][inserted: one of two trustees]."
    )


def test_a_long_unchanged_passage_is_folded_except_next_to_a_change() -> None:
    same = "".join(f"word{number} " for number in range(200))
    found = [*pieces((Run(kind="inserted", text="a "), Run(kind="same", text=same)))]
    assert [(each.kind, each.folded, len(each.text.split())) for each in found] == [
        ("inserted", "", 1),
        ("same", "", 30),
        ("same", "170 words unchanged", 170),
    ]
    assert "".join(each.text for each in found) == f"a {same}"


def test_yaml_is_folded_except_next_to_a_change() -> None:
    same = "".join(f"  line: {number}\n" for number in range(20))
    runs = (Run(kind="same", text=same), Run(kind="deleted", text="  old: 1\n"), Run(kind="same", text=same))
    found = [*pieces(runs, _LINES)]
    assert [(each.kind, each.folded, each.text.count("\n")) for each in found] == [
        ("same", "16 lines unchanged", 16),
        ("same", "", 4),
        ("deleted", "", 1),
        ("same", "", 4),
        ("same", "16 lines unchanged", 16),
    ]
    assert "".join(each.text for each in found) == "".join(run.text for run in runs)


def test_each_point_of_a_signature_is_answered(root: Element) -> None:
    assert [said(each) for each in one(root, "ul", "points")] == [
        "yes names the attorney-in-fact",
        "Not known yet text as signed – no fingerprint kept",
        "no covers this form – Forms 4, 5",
    ]
    assert [said(each) for each in one(root, "li", "signer").iterfind("./dl/div")] == [
        "forPANORA ROBERT A",
        "capacityattorney-in-fact",
        "signed8 October 2013",
        "power of attorneypower of Robert A. Panora (drafted here, signed 2013-10-01)",
        "beforewas signed 2013-10-07",
    ]


def test_problems_lead_to_their_line_in_the_forge(root: Element) -> None:
    assert table(root, "new with this request")[:2] == [
        ["rule", "result", "message", "where"],
        ["poa-ended", "error", "the power of attorney ended before the day of signing", f"{FILE}:41"],
    ]
    assert table(root, "known before")[1][:2] == ["unsigned", "not ready"]
    links = [each.attrib for each in root.iter("a") if "#L" in each.get("href", "")]
    assert links[0] == {"href": f"{URL}/{FILE}#L41", "rel": "noreferrer"}


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)//",
        'https://x"onclick="alert(1)',
        "https://x/ y",
        "data:text/html,x",
        "//x",
    ],
)
def test_without_a_valid_forge_address_nothing_is_linked(url: str | None) -> None:
    root = parsed(page(replace(REVIEW, head=Revision(name="h", url=url)), {}, HOME))
    assert {each.get("href", "")[:1] for each in root.iter("a")} == {"#"}
    assert table(root, "new with this request")[1][3] == f"{FILE}:41"


def test_a_file_name_cannot_lead_out_of_the_forge() -> None:
    finding = replace(FILING.problems[0], file="../../evil?x=#y z.yaml")
    root = parsed(page(replace(REVIEW, filings=(replace(FILING, problems=(finding,)),)), {}, HOME))
    assert table(root, "new with this request")[1][3] == "../../evil?x=#y z.yaml:41"
    assert not [each for each in root.iter("a") if "evil" in each.get("href", "")]
    named = replace(finding, file="a?b#c d.yaml")
    root = parsed(page(replace(REVIEW, filings=(replace(FILING, problems=(named,)),)), {}, HOME))
    assert f"{URL}/a%3Fb%23c%20d.yaml#L41" in [each.get("href") for each in root.iter("a")]


def test_tasks_can_be_ticked(root: Element) -> None:
    tasks = one(root, "ul", "tasks")
    assert [said(each) for each in tasks] == list(FILING.tasks)
    boxes = list(tasks.iter("input"))
    assert [each.get("type") for each in boxes] == ["checkbox", "checkbox"]
    assert [each.get("id") for each in boxes] == [each.get("for") for each in tasks.iter("label")]


def test_documents_have_their_hashes(root: Element) -> None:
    assert table(root, "documents that differ")[1:] == [
        ["form3.pdf", "changed", "a" * 64, "b" * 64],
        ["ex-24.htm", "new", "–", "c" * 64],
    ]
    assert table(root, "documents that are the same")[1:] == [["form3.xml", "unchanged", "d" * 64, "d" * 64]]
    assert "how the words of form3.pdf differ" in [said(each) for each in root.iter("summary")]


def test_pages_stand_side_by_side_and_each_picture_says_what_it_is(root: Element) -> None:
    assert [said(each) for each in root.iter("figcaption")] == [
        "form3.pdf, page 1",
        "ex-24.pdf, page 2, new",
        "form3.docx",
    ]
    shown = [each for each in root.iter("img") if each.get("alt")]
    assert [each.get("alt") for each in shown] == [
        "form3.pdf, page 1: before",
        "form3.pdf, page 1: after",
        "ex-24.pdf, page 2: after",
    ]
    first = shown[0]
    assert (first.get("width"), first.get("height"), first.get("loading")) == ("850", "650", "lazy")
    assert base64.b64decode(first.get("src", "").partition(",")[2]) == PICTURES["1-before"]
    assert [said(each) for each in root.iter("p") if each.get("class") == "none"] == [
        "there was no such page"
    ]


def test_the_end_lists_other_files_and_affected_unedited_filings(root: Element) -> None:
    last = next(each for each in root.iter("section") if each.get("id") == "elsewhere")
    assert [said(each) for each in last.iter("h3")] == [
        "wording 1 file",
        "code",
        "Unedited filings that change because of that",
    ]
    assert said(one(last, "ul", "affected")) == f"{AFFECTED.line} – power-of-attorney.pdf"
    notes = next(each for each in root.iter("section") if each.get("id") == "notes")
    assert [said(each) for each in notes.iter("li")] == ["this clone is shallow"]
    assert [said(each) for each in root.iterfind(".//footer/dl/div")] == [
        "basemain",
        f"base, commit{'4f2a' * 10}",
        "headfix-panora",
        f"head, commit{'9c1d' * 10}",
        "as of8 October 2013",
        "redwell0.1.0",
        "python3.11.4",
    ]


def test_a_request_that_changes_no_filing_has_a_page_too() -> None:
    empty = Review(
        base=Revision(name="main"),
        head=Revision(name="b"),
        today=date(2026, 1, 2),
        verdict="no filing changed",
    )
    root = parsed(page(empty, {}, HOME))
    assert said(next(root.iter("h1"))) == "no filing changed"
    assert "No file outside of the filings changed." in said(root)


def test_an_earlier_problem_is_not_new() -> None:
    old = replace(FILING, problems=FILING.problems[1:2])
    shown = said(parsed(page(replace(REVIEW, filings=(old,)), {}, HOME)))
    assert "No new errors and no new warnings. known before" in shown


def test_a_removed_filing_was_not_checked() -> None:
    root = parsed(page(replace(REVIEW, filings=(GONE,)), {}, HOME))
    assert "The filing is gone, so there is nothing to check." in said(root)
    assert "No errors" not in said(root)


@pytest.mark.parametrize(
    ("filing", "called"),
    [
        (GONE, "removed"),
        (AFFECTED, "not edited, but its documents change filed"),
        (
            replace(AFFECTED, state="has errors", outputs=(Output(name="form3.pdf", before="e" * 64),)),
            "not edited, but its documents are no longer made has errors",
        ),
    ],
)
def test_the_kind_of_edit_is_shown_above_the_title(filing: FilingReview, called: str) -> None:
    root = parsed(page(replace(REVIEW, filings=(filing,)), {}, HOME))
    assert [said(each) for each in root.iter("p") if each.get("class") == "eyebrow"] == [called]


def test_many_filings_are_folded_below_their_lines() -> None:
    root = parsed(page(many(6), PICTURES, HOME))
    folded = [each for each in root.iter("details") if each.get("class") == "body"]
    assert len(folded) == 6
    assert not [each for each in root.iter("details") if each.get("open") is not None]
    assert not [
        each for each in parsed(page(many(5), {}, HOME)).iter("details") if each.get("class") == "body"
    ]


# --- sound HTML ---


def test_ids_are_unique_and_every_anchor_has_a_target(root: Element) -> None:
    ids = [name for each in root.iter() if (name := each.get("id"))]
    assert len(ids) == len({*ids})
    for each in root.iter():
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert {*each.get(name, "").split()} <= {*ids}
        if each.get("href", "").startswith("#"):
            assert each.get("href", "")[1:] in ids


def test_every_cell_of_a_table_has_its_headers(root: Element) -> None:
    tables = list(root.iter("table"))
    assert len(tables) > 10
    for each in tables:
        assert said(each.findall("caption")[0])
        heads = each.findall("./thead/tr/th")
        assert all(head.get("scope") == "col" and said(head) for head in heads)
        for row in each.findall("./tbody/tr"):
            assert row[0].tag == "th"
            assert row[0].get("scope") == "row"
            assert {cell.tag for cell in row[1:]} == {"td"}
            assert sum(int(cell.get("colspan", "1")) for cell in row) == len(heads)


def test_no_level_of_headings_is_skipped(root: Element) -> None:
    levels = [int(each.tag[1]) for each in root.iter() if re.fullmatch("h[1-6]", str(each.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(now <= before + 1 for before, now in pairwise(levels))


def test_the_page_says_its_language_and_has_its_landmarks(root: Element) -> None:
    assert root.get("lang") == "en"
    assert said(next(root.iter("title"))) == f"Review of filings: {REVIEW.verdict}"
    assert [len(list(root.iter(tag))) for tag in ("main", "nav", "footer")] == [1, 1, 1]
    skip = one(root, "a", "skip")
    assert skip.get("href") == "#main"


def test_every_control_has_a_name(root: Element) -> None:
    for label in root.iter("label"):
        assert said(label)
    for each in root.iter("fieldset"):
        assert said(each[0])
    for each in [*root.iter("button"), *root.iter("summary")]:
        assert said(each)


def test_the_same_review_is_the_same_bytes(html: str) -> None:
    assert page(REVIEW, dict(reversed(PICTURES.items())), HOME) == html


# --- nothing from outside ---


def assert_sealed(root: Element) -> None:
    """Only our own style and script, pictures in the page itself, and links of the forge."""
    for each in root.iter():
        for name, value in each.attrib.items():
            assert not name.startswith("on")
            assert name not in {
                "style",
                "srcset",
                "action",
                "formaction",
                "background",
                "poster",
                "data",
                "ping",
            }
            if name == "src":
                assert value.startswith("data:image/")
            if name == "href" and not value.startswith("#"):
                assert value.startswith(f"{URL}/")
                assert each.get("rel") == "noreferrer"
        assert each.tag not in {"link", "iframe", "object", "embed", "base", "form", "svg", "math", "video"}
    assert ["".join(each.itertext()) for each in root.iter("script")] == [SCRIPT]
    assert ["".join(each.itertext()) for each in root.iter("style")] == [STYLE]


def test_the_page_refers_to_nothing_outside(root: Element) -> None:
    assert_sealed(root)
    assert not re.search(r"url\(|@import|https?:", STYLE)
    assert not re.search(r"https?:|fetch|XMLHttp|import|innerHTML|eval|localStorage|cookie", SCRIPT)


def test_the_policy_lets_in_our_own_style_and_script_by_their_hashes(root: Element) -> None:
    policies = [each.get("content", "") for each in root.iter("meta") if each.get("http-equiv")]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (STYLE, SCRIPT)]
    assert policies == [
        f"default-src 'none'; img-src data:; style-src 'sha256-{hashes[0]}'; "
        f"script-src 'sha256-{hashes[1]}'; base-uri 'none'; form-action 'none'"
    ]


HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\"><svg onload='alert(1)'>",
    "' autofocus onfocus='alert(1)",
    "{{ 7 * 7 }}{% for x in y %}",
    "<!-- -->]]><![CDATA[",
    "&lt;b&gt; &amp; &#60;",
    "![x](http://evil.example/x.png) @everyone `code` | pipe",
    "javascript:alert(1)",
    "word" * 2500,
    "\u05e9\u05dc\u05d5\u05dd 163,350",
]


def filled(value: Any, text: str) -> Any:
    """A review in which every text that anybody may choose is *text*."""
    if isinstance(value, tuple):
        return tuple(filled(each, text) for each in value)
    if isinstance(value, str):
        return text
    if not is_dataclass(value) or isinstance(value, type):
        return value
    kept = {"change", "state", "ownership", "kind", "severity", "url", "unit", "power_source"}
    kept |= {"before", "after"} if isinstance(value, ReviewPage) else set()
    return replace(
        value,
        **{
            field.name: filled(getattr(value, field.name), text)
            for field in fields(value)
            if field.name not in kept and not (field.name == "what" and isinstance(value, (Elsewhere, Point)))
        },
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    root = parsed(page(filled(REVIEW, text), PICTURES, HOME))
    assert_sealed(root)
    assert said(next(root.iter("h1"))) == " ".join(text.split())
    assert said(root).count(" ".join(text.split())) > 100
    assert text in [each.get("alt", "").partition(", page")[0] for each in root.iter("img")]


@settings(max_examples=25, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("<>&\"'/=`{}%#! -[]\n\tascript\u202e\u2066\x00\x0b\x85\ufeff\U000e0041"),
        max_size=60,
    )
)
def test_no_text_becomes_markup_or_reverses_direction(text: str) -> None:
    html = page(filled(REVIEW, text), PICTURES, HOME)
    root = parsed(html)
    assert_sealed(root)
    assert not UNSEEN.search(html)
    assert said(next(root.iter("h1"))) == " ".join(named(text).split())


def test_invisible_characters_are_named() -> None:
    root = parsed(page(replace(REVIEW, verdict="1 filing \u202edegnahc"), {}, HOME))
    assert said(next(root.iter("h1"))) == "1 filing [U+202E]degnahc"


def test_names_are_isolated_from_right_to_left_text(root: Element) -> None:
    assert {each.tag for each in one(root, "table", "holdings").iterfind("./tbody/tr/th/*")} <= {
        "bdi",
        "span",
    }
    assert unquote(root.findall(".//nav/ol/li/a/bdi")[1].findtext("strong") or "").startswith("filings/")


# --- as many pictures as a page can hold ---


def drawn(number: int, size: int) -> tuple[FilingReview, dict[str, bytes]]:
    """A filing with two changed pages, whose pictures are of so many bytes each."""
    pages = tuple(
        ReviewPage(document="form3.pdf", before_page=place, after_page=place, after=f"{number}-{place}")
        for place in (1, 2)
    )
    pictures = {each.after: b"\x89PNG" + bytes(size - 4) for each in pages if each.after}
    return replace(FILING, pages=pages), pictures


def test_omitted_pictures_are_counted() -> None:
    given_filings = [drawn(number, 4_000_000) for number in range(3)]
    review = replace(REVIEW, filings=tuple(filing for filing, _ in given_filings))
    pictures = {name: data for _, more in given_filings for name, data in more.items()}
    found = chosen(review, pictures)
    # The first page of each filing before the second of any.
    assert [*found.sources] == ["0-1", "1-1", "2-1"]
    assert (found.pages, found.left_out) == (6, 3)
    html = page(review, pictures, HOME)
    assert len(html) < 20_500_000
    shown = said(parsed(re.sub(r"data:image/png[^\"]*", "data:image/png,", html)))
    assert "3 of 6 changed pages have no pictures here, because this page would grow too large." in shown


# --- colours ---


def colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2, 1.4.3."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_color_has_enough_contrast(scheme: str) -> None:
    light, dark, *_ = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    found = colours(light if scheme == "light" else dark)
    assert found.keys() == colours(light).keys()
    papers = ("paper", "raised")
    pairs = [
        (ink, paper) for ink in ("ink", "quiet", "accent", "link", "in", "out", "warn") for paper in papers
    ]
    pairs += [("in", "in-paper"), ("out", "out-paper"), ("warn", "warn-paper")]
    pairs += [("ink", "warn-paper"), ("link", "warn-paper")]
    for ink, paper in pairs:
        assert contrast(found[ink], found[paper]) >= 4.5, (ink, paper)
    # The lines of controls: WCAG 2.2, 1.4.11.
    assert contrast(found["strong"], found["paper"]) >= 3


def test_no_change_is_shown_by_color_alone(root: Element) -> None:
    for row in one(root, "table", "holdings").iterfind("./tbody/tr"):
        kind = row.get("class", "").removeprefix("row-")
        assert said(row[-1]).startswith(kind)
    assert len(TABLE_I.rows) == 16
