"""Hostile text in a comment: shown as it is by three parsers and by the filters of a forge."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import cmarkgfm  # type: ignore[import-untyped]  # it ships no types
import comrak
import pytest
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from redwell.review.formats import escape
from redwell.review.formats.markdown import redline
from redwell.text.diff import Run
from tests.sample import tries

KNOWN_TO_GITLAB: dict[str, Any] = {
    "alerts": True, "autolink": True, "description_lists": True, "footnotes": True, "greentext": True,
    "header_attributes": True, "highlight": True, "inline_footnotes": True, "insert": True, "math_code": True,
    "math_dollars": True, "multiline_block_quotes": True, "shortcodes": True, "spoiler": True,
    "strikethrough": True, "subscript": True, "superscript": True, "table": True, "tasklist": True,
    "underline": True, "wikilinks_title_after_pipe": True,
}  # fmt: skip
EXTENSIONS = ["table", "autolink", "strikethrough", "tasklist", "tagfilter"]
ATTACKS = (
    "@everyone",
    "@org/team and \\@name and &#64;name and &commat;name",
    "someone@example.com, mailto:someone@example.com, xmpp:a@b.example",
    "#123 GH-1 gh-2 GL-3 gl-4 org/repo#3 org/repo@deadbeef",
    "deadbeefcafe 0123456789abcdef0123456789abcdef01234567",
    "0001537435",
    "00000000&0&0&0000000000000:0000000G",
    "x" * 39
    + "@name "
    + "x" * 38
    + "#1 "
    + "x" * 36
    + "http://evil.example "
    + "x" * 37
    + "www.evil.example",
    "_www.evil.example *WWW.evil.example (www.evil.example) _GH-1 a@b_c.example",
    "http://evil.example https://evil.example/?a=b www.evil.example ftp://evil.example",
    "<http://evil.example> <someone@example.com>",
    "![](http://evil.example/a.png) [x](javascript:alert(1)) [x]: http://evil.example",
    "[x][y] [x] [^1] [^1]: note",
    "<script>alert(1)</script><img src=http://evil.example/a.png onerror=alert(1)>",
    "<!-- hidden --> <![CDATA[x]]> <?php ?> <!DOCTYPE html>",
    "</details></summary></td></table></sub>",
    "&lt;b&gt; &amp;amp; &nbsp; &#0; &copy",
    "a | b || c \\| d \\\\| e \\",
    "`code` ``` ~~~ `` ` ``",
    "*a* **b** _c_ __d__ ~e~ ~~f~~ ==g== snake_case_name",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "123) item",
    "# heading",
    "> quote",
    ">>> quote",
    "=====",
    "-----",
    "| --- |",
    "[ ] task",
    "[x] task",
    "[!WARNING] alert",
    "[[_TOC_]] [TOC] [[wiki]]",
    "/close",
    "/assign @someone",
    "one\n/close\ntwo",
    "one\r\n\r\n# two\r- three\n\n\n    four",
    "\tfive",
    ":tada: :+1: 10:30:45 a:b:c:",
    "$1 $x^2$ $$y$$ $`z`$ costs $2.60, not $3.00",
    '!1 ~label ~"a b" %milestone %1 %"a b" &1 ^alert#1 $1 [issue:1] *iteration:1 %{commit_sha}',
    "{+ in +} {- out -} [+ in +] [- out -]",
    "left\u202eright\u2066x\u2069 \u200bzero\u200dwidth\ufeff \u00adsoft",
    "nul\x00bell\x07escape\x1b[31m",
    "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306",
    "\ud800 lone \udfff",
    "x" * 500,
    "<" * 100,
    "[" * 200 + "]" * 200,
    "",
)
"""Hostile texts for a title, a name or a footnote."""

OURS = {"p", "table", "thead", "tbody", "tr", "th", "td", "wbr", "span", "ul", "li", "br", "b"}
OURS |= {"del", "ins", "i", "details", "summary", "blockquote", "h3", "pre", "code"}


class Page(HTMLParser):
    """The elements of a page, its links, its text nodes, and its code, in which nothing is a reference."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.nodes: list[str] = []
        self.unseen: list[str] = []
        self.code: list[str] = []
        self._within: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self._within.append(tag)
        self.attributes += attrs
        self.nodes.append(" " if tag == "br" else "")

    def handle_endtag(self, tag: str) -> None:
        while tag in self._within and self._within.pop() != tag:
            pass
        self.nodes.append("")

    def handle_data(self, data: str) -> None:
        if "code" in self._within:
            self.code.append(data)
            return
        if self.nodes:
            self.nodes[-1] += data
        else:
            self.nodes.append(data)

    def handle_comment(self, data: str) -> None:
        self.unseen.append(data)

    def handle_decl(self, decl: str) -> None:
        self.unseen.append(decl)

    def handle_pi(self, data: str) -> None:
        self.unseen.append(data)

    def unknown_decl(self, data: str) -> None:
        self.unseen.append(data)

    @property
    def text(self) -> str:
        """Return the visible text, without the zero-width spaces in references."""
        return "".join(self.nodes).replace("\u200b", "")


def by_github(markdown: str) -> Page:
    """Render with GitHub's own parser, raw HTML included: tests do not rely on later filters."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return Page(cmarkgfm.markdown_to_html_with_extensions(markdown, options=options, extensions=EXTENSIONS))


def by_another(markdown: str) -> Page:
    """Render with an independent parser."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return Page(parser.render(markdown))


def by_gitlab(markdown: str) -> Page:
    """Render with GitLab's own parser, with all of its extensions turned on."""
    extensions = comrak.ExtensionOptions(**KNOWN_TO_GITLAB)
    options = comrak.RenderOptions(unsafe_=True)
    return Page(comrak.markdown_to_html(markdown, extension_options=extensions, render_options=options))


ENGINES = pytest.mark.parametrize("render", [by_github, by_gitlab, by_another])
REFERENCES = {
    "a mention": r"(?:^|\W)@[\w\"-]",
    "an issue": r"#\d|\bg[hl]-\d",
    "a commit": r"\b[0-9a-f]{7,40}\b",
    "an address": r"[a-z][a-z0-9+.-]*://|www\.",
    "an emoji": r":(?:[\w+-]*[^\W0-9][\w+-]*|[\w+-]*[+-][\w+-]*|100|1234):",
    "a formula": r"\$.",
    "a reference of GitLab": r"[!&]\d|[~^][^\s\u200b]|%[\w\"{]|\[[a-z_]+:|\*[a-z]+:|\$\d",
    "a mark of GitLab": r"[\[{][-+].*?[-+][\]}]|\[\[.*?\]\]|\[!",
}
"""The patterns that a forge searches for in text nodes."""


def references(page: Page) -> list[str]:
    return [
        f"{name}: {node!r}"
        for node in page.nodes
        for name, pattern in REFERENCES.items()
        if re.search(pattern, node, re.IGNORECASE)
    ]


SIGNS = st.sampled_from("@#!~%&^$:/\\|`*_[](){}<>-+=.\"'0123456789abcdef \n\r\t")
PIECES = [
    "www.", "http://", "ftp:", "//", "evil", ".example", "@", "name", "#", "1", "GH-", "GL-", "deadbeef", "_",
    "*", "[", "](", ")", "![", "<", ">", "<b>", "<!--", "-->", "`", "```", "|", "\\", "&", "amp;", "&#64;",
    ":", "+1", "$", "~", "~~", "{+", "+}", "!", "%", "^", "/", "- ", "(", "'", " ", "\n", "\u202e", "\u200b",
]  # fmt: skip
ANY = st.one_of(
    st.text(st.one_of(SIGNS, st.characters()), max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
)


def table(*cells: str) -> str:
    """A table of one row, of cells that are Markdown."""
    return "\n".join((f"|{' a |' * len(cells)}", f"|{' --- |' * len(cells)}", f"| {' | '.join(cells)} |"))


def harmless(page: Page, shown: str) -> None:
    assert {*page.elements} <= OURS
    assert page.attributes == []
    assert page.unseen == []
    assert shown in " ".join(page.text.split())
    assert references(page) == []


# --- what is seen ---


@ENGINES
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_text_in_any_place(attack: str, render: Any) -> None:
    shown = " ".join(escape.visible(attack).split())
    said = escape.text(attack)
    for markdown in (
        said,
        f"- {said}",
        f"### {said}",
        f"> {said}",
        table(said, said),
        f"<details><summary>{said}</summary>\n\n{said}\n\n</details>",
        redline([Run(kind="deleted", text=attack), Run(kind="inserted", text=attack)]),
        f"<b>{said}</b>",
    ):
        harmless(render(markdown), shown)


@ENGINES
@settings(max_examples=tries(20, 400), deadline=None)
@given(text=ANY)
@example(text="\\|")
@example(text="1.")
def test_any_text_is_read_as_it_was_written(text: str, render: Any) -> None:
    shown = " ".join(escape.visible(text).split())
    said = escape.text(text)
    harmless(render(f"{said}\n\n- {said}\n\n{table(said, said)}"), shown)


@ENGINES
@settings(max_examples=tries(15, 200), deadline=None)
@given(texts=st.lists(ANY, min_size=1, max_size=5))
def test_texts_stay_in_their_cells(texts: list[str], render: Any) -> None:
    markdown = table(*(escape.text(each) for each in texts))
    page = render(markdown)
    assert page.elements.count("tr") == 2
    assert page.elements.count("td") == len(texts)


@ENGINES
@settings(max_examples=tries(15, 200), deadline=None)
@given(lines=ANY)
@example(lines="```\n@everyone\n````")
@example(lines="/close")
def test_lines_of_a_file_stay_in_their_block(lines: str, render: Any) -> None:
    page = render(escape.code_block(lines) + "\n\nend")
    assert page.elements == ["pre", "code", "p"]
    assert [node.strip() for node in page.nodes][-2:] == ["end", ""]
    assert re.search(r"@\w", "".join(page.code)) is None


# --- how it is written ---


def test_invisible_characters_are_shown_by_name() -> None:
    assert escape.visible("a\u202eb\u200bc\x00d\ufeffe\ud800") == (
        "a[U+202E]b[U+200B]c[U+0000]d[U+FEFF]e[U+D800]"
    )
    assert escape.visible("e\u0301 a\u0300\u0301\u0302\u0303") == "e\u0301 a\u0300\u0301\u0302[U+0303]"


def test_plain_words_and_numbers_are_left_alone() -> None:
    plain = "Common Stock, par value 0.01 per share (see footnote 1): 163,350 at 10:30; A&B, 50% - O'Neil"
    assert escape.text(plain) == plain.replace("&", "&amp;")
    assert by_github(escape.text(plain)).text == plain + "\n"


def test_a_number_that_is_copied_stays_a_number() -> None:
    assert escape.text("CIK 0001537435") == "CIK 000153<wbr>7435"


@ENGINES
def test_a_fingerprint_that_is_copied_stays_what_check_gave(render: Any) -> None:
    hash_ = "6e2e7879d3f340555311f455bf9191d01b0b88e301962e7d89e764b8f31a421b"
    said = f"if this is the wording that was signed, write wording_hash: {hash_}"
    for markdown in (escape.text(said), table(escape.text(said), "")):
        page = render(markdown)
        assert said in "".join(page.nodes)
        assert references(page) == []


def test_a_reference_is_parted_by_a_space_without_width() -> None:
    assert escape.text("@everyone") == "@&#8203;everyone"
    assert escape.text("#123, http://a.example") == "\\#&#8203;123, http:&#8203;//a.example"
    assert escape.text("/close") == "&#47;close"


def test_a_long_text_is_cut() -> None:
    assert escape.text("one two three", 8) == "one two…"


# --- links ---

FORGE = "https://forge.example/o/r/blob/0123"


def test_a_link_leads_to_a_line_of_a_file_of_the_forge() -> None:
    said = escape.link("filings/a b/c#d.yaml:3", FORGE, "filings/a b/c#d.yaml", 3)
    page = by_github(said)
    assert page.elements == ["p", "a"]
    assert page.attributes == [("href", f"{FORGE}/filings/a%20b/c%23d.yaml#L3")]
    assert page.text == "filings/a b/c#d.yaml:3\n"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (None, "a"),
        ("javascript:alert(1)", "a"),
        ("https://forge.example/o/r) [x](https://evil.example", "a"),
        ("https://user@forge.example/o", "a"),
        ("https://forge.example/o\n", "a"),
        (FORGE, "../../../../evil/repo"),
        (FORGE, "a/./b"),
        (FORGE, "//evil.example"),
        (FORGE, ""),
    ],
)
def test_an_invalid_file_address_is_not_a_link(url: str | None, path: str) -> None:
    assert escape.link("words", url, path) == "words"


@settings(max_examples=tries(15, 200), deadline=None)
@given(words=ANY, path=ANY)
def test_a_link_holds_any_name_of_a_file(words: str, path: str) -> None:
    page = by_github(escape.link(f"x{words}", FORGE, path))
    assert {*page.elements} <= {"p", "a", "wbr", "span"}
    assert all(name == "href" and (value or "").startswith(f"{FORGE}/") for name, value in page.attributes)
    assert page.unseen == []
