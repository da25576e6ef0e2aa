"""The HTML page of a review: sound HTML that loads nothing, and hostile text that stays text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinyhtml5 import inputstream  # type: ignore[import-untyped]  # ships no types
from tinyhtml5.parser import HTMLParser  # type: ignore[import-untyped]  # ships no types

import redwell
from redwell.review.formats.escape import named
from redwell.review.formats.html import _LINES, chosen, page, pieces
from redwell.review.model import FilingReview, Review, ReviewPage, Revision
from redwell.text.characters import UNSEEN
from redwell.text.diff import Run
from tests.reviews import AFFECTED, BROKEN, FILING, GONE, NEW, PICTURES, REVIEW, TABLE_I, URL, filled, many
from tests.sample import tries

HOME = redwell.home()
STYLE = (HOME / "templates" / "review" / "review.css").read_text("utf-8")
SCRIPT = (HOME / "templates" / "review" / "review.js").read_text("utf-8")


class Compiled(dict[tuple[frozenset[str], bool], re.Pattern[str]]):
    """The patterns of tinyhtml5, each compiled once; its own dict compiles one again for every token."""

    def __missing__(self, key: tuple[frozenset[str], bool]) -> re.Pattern[str]:
        characters, is_sought = key
        listed = re.escape("".join(sorted(characters)))
        self[key] = re.compile(f"[{'' if is_sought else '^'}{listed}]+")
        return self[key]


inputstream.characters_until_regex = Compiled()


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


BLOCKS = {*"h1 h2 h3 h4 p li tr dl caption figcaption summary legend div section article".split()}  # noqa: SIM905
SILENT = {"style", "script", "dialog"}


def outline(root: Element) -> str:
    """The page in the order in which it is read aloud: a line for each block; pictures, boxes and links."""
    lines: list[str] = []

    def read(element: Element) -> None:
        if element.tag in SILENT:
            return
        if element.tag in BLOCKS:
            lines.append(f"{element.tag}: ")
        elif element.tag in ("td", "th", "dd"):
            lines[-1] += " | "
        elif element.tag == "input":
            lines[-1] += f"[{element.get('type')}] "
        elif element.tag == "img":
            lines[-1] += f"[{element.get('alt')}, {element.get('width')} x {element.get('height')}] "
        elif element.get("href", "").startswith("http"):
            lines[-1] += f"[{element.get('href')}] "
        lines[-1] += element.text or ""
        for child in element:
            read(child)
            lines[-1] += child.tail or ""

    body = root.find("body")
    assert body is not None
    lines.append("")
    read(body)
    told = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in told if line and not line.endswith(":")) + "\n"


def test_the_page_is_read_aloud_as_expected(root: Element, golden: Callable[[str, str], None]) -> None:
    golden("review/everything.txt", outline(root))


def test_reordered_rows_have_a_note() -> None:
    rows = tuple(
        replace(row, before_place=place) for row, place in zip(TABLE_I.rows[4:6], (5, 4), strict=True)
    )
    turned = replace(FILING, tables=(replace(TABLE_I, rows=rows, totals=()),))
    shown = said(parsed(page(replace(REVIEW, filings=(turned,)), {}, HOME)))
    assert "Table I: 2 rows unchanged, in another order" in shown
    assert "The rows are in another order than before." in shown


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
    assert table(root, "problems found")[1][2] == "line 41"


def test_a_file_name_cannot_lead_out_of_the_forge() -> None:
    finding = replace(FILING.problems[0], file="../../evil?x=#y z.yaml")
    root = parsed(page(replace(REVIEW, filings=(replace(FILING, problems=(finding,)),)), {}, HOME))
    assert table(root, "problems found")[1][2] == "../../evil?x=#y z.yaml:41"
    assert not [each for each in root.iter("a") if "evil" in each.get("href", "")]
    named = replace(finding, file="a?b#c d.yaml")
    root = parsed(page(replace(REVIEW, filings=(replace(FILING, problems=(named,)),)), {}, HOME))
    assert f"{URL}/a%3Fb%23c%20d.yaml#L41" in [each.get("href") for each in root.iter("a")]


def test_a_picture_is_in_the_page_itself(root: Element) -> None:
    first = next(each for each in root.iter("img") if each.get("alt"))
    assert first.get("loading") == "lazy"
    assert base64.b64decode(first.get("src", "").partition(",")[2]) == PICTURES["1-after"]


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
    old = replace(FILING, problems=FILING.problems[1:2] + FILING.problems[3:])
    root = parsed(page(replace(REVIEW, filings=(old,)), {}, HOME))
    assert [row[0] for row in table(root, "problems found")] == ["result", "not ready as before"]
    assert "1 warning as before" in [said(each) for each in root.iter("summary")]
    warned = parsed(page(replace(REVIEW, filings=(replace(FILING, problems=FILING.problems[3:]),)), {}, HOME))
    assert "No errors and no new warnings." in said(warned)


def test_errors_come_before_holdings_and_hashes_are_folded(root: Element) -> None:
    heads = [said(each) for each in one(root, "article", "filing").iter("h3")]
    assert heads == [
        "Problems found",
        "Holdings",
        "Other facts",
        "Texts",
        "Who signs",
        "Check yourself",
        "Pages that changed",
        "Documents of this filing",
    ]
    folded = [each for each in root.iter("details") if said(each[0]) == "SHA-256 of each document"]
    inside = [code for each in folded for code in each.iter("code")]
    assert len(inside) == 7
    assert inside == [code for code in root.iter("code") if code.get("class") == "hash"]
    assert not [each for each in folded if each.get("open") is not None]


@pytest.mark.parametrize("filings", [(NEW,), (NEW, FILING)])
def test_what_the_line_of_a_filing_says_is_said_once(filings: tuple[FilingReview, ...]) -> None:
    root = parsed(page(replace(REVIEW, filings=filings), {}, HOME))
    told = said(next(root.iter("main")))
    assert told.count("holdings unchanged") == 1
    assert {said(each) for each in root.iter("span") if "overdue" in each.get("class", "")} == {"overdue"}


def test_the_table_of_filings_says_whose_they_are_and_shows_errors_first() -> None:
    given = (AFFECTED, GONE, NEW, FILING, BROKEN)
    root = parsed(page(replace(REVIEW, filings=given), {}, HOME))
    assert table(root, "The filings of this request") == [
        ["owner", "issuer", "what changed", "due date", "state"],
        [
            "Panora Form 3 · changed",
            "Tecogen [TGEN]",
            "common 163,350 → 163,500 (+150)",
            "due Fri 11 Oct 2013, 3 days left",
            "has errors 1 error, 2 warnings",
        ],
        [
            "filings/example/2026-05-04-doe-form3.yaml renamed",
            "–",
            "compared as text",
            "–",
            "has errors 1 error, 0 warnings",
        ],
        [
            "Hatsopoulos Form 3/A · added",
            "Tecogen [TGEN]",
            "holdings unchanged",
            "due Fri 4 Oct 2013, overdue by 4 days",
            "overdue ready to file 0 errors, 0 warnings",
        ],
        ["Kunze Form 3", "Xoom [XOOM]", "removed from the record", "–", "removed"],
        [
            "Hegde Form 3 · not edited, but its documents change",
            "SunPower [SPWR]",
            "holdings unchanged",
            "–",
            "filed 0 errors, 0 warnings",
        ],
    ]
    articles = [said(next(each.iter("h2"))) for each in root.iter("article")]
    assert articles == [each.title for each in (FILING, BROKEN, NEW, GONE, AFFECTED)]


def test_many_filings_are_folded_below_their_lines() -> None:
    root = parsed(page(many(6), PICTURES, HOME))
    folded = [each for each in root.iter("details") if each.get("class") == "body"]
    assert len(folded) == 6
    assert not [each for each in root.iter("details") if each.get("open") is not None]
    assert not [
        each for each in parsed(page(many(5), {}, HOME)).iter("details") if each.get("class") == "body"
    ]


def test_a_filing_with_errors_is_open_among_many() -> None:
    whole = many(6)
    last = replace(whole.filings[-1], state="has errors")
    root = parsed(page(replace(whole, filings=(*whole.filings[:-1], last)), PICTURES, HOME))
    bodies = [each.tag for each in root.iter() if each.get("class") == "body"]
    assert bodies == ["div", *["details"] * 5]


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


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    root = parsed(page(filled(REVIEW, text), PICTURES, HOME))
    assert_sealed(root)
    assert said(next(root.iter("h1"))) == " ".join(text.split())
    assert said(root).count(" ".join(text.split())) > 100
    assert text in [each.get("alt", "").partition(", page")[0] for each in root.iter("img")]


@settings(max_examples=tries(8, 50), deadline=None)
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
    assert said(root.findall(".//nav//tbody/tr/th/a/bdi")[1]).startswith("filings/")


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
