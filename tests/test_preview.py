"""The live page: what it says, that it is renewed at each save, and that nobody else can read it."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from markupsafe import Markup
from PIL import Image

import redwell
from redwell.check.filing import check_filing
from redwell.check.signed import facts_of
from redwell.commands import edge, preview
from redwell.documents.filters import grouped, us_date
from redwell.edgar.ownership import read_filing
from redwell.files import discovery, disk
from redwell.files.discovery import Misuse
from redwell.preview.account import History
from redwell.preview.drawn import Artist, Drawer, Picture
from redwell.preview.facts import fact_sheet
from redwell.preview.page import account, editor_link, environment_of
from redwell.preview.sheet import Days, Desk, read_sheet
from redwell.preview.watch import Rounds
from tests import corpus, repositories
from tests.case_files import CASES, written
from tests.histories import TRUST, held, moved, text
from tests.previews import FORM_3, FORM_4, FORM_5, PATIENCE, ROOT, TODAY, Served, repository, served, unserved
from tests.repositories import needs_git
from tests.sample import some, tries

HOME = redwell.home()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = repository(tmp_path_factory.mktemp("live"), FORM_3, FORM_4, FORM_5)
    with served(root, FORM_4) as found:
        yield found


def changed(path: Path, before: str, after: str) -> None:
    """Save a file with other words."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


@pytest.fixture
def filing(live: Served) -> Iterator[Path]:
    """The filing on the page; it is as it was when the test ends."""
    path = live.path(FORM_4)
    content, papers = path.read_bytes(), live.preview.message.papers
    yield path
    path.write_bytes(content)
    until = time.monotonic() + PATIENCE
    while live.preview.message.is_stale or live.preview.message.papers != papers:
        assert time.monotonic() < until
        time.sleep(0.01)


def said(part: str) -> str:
    """The words of HTML."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", part)).split())


# --- what it says ---


def sheet(root: Path, name: str) -> Any:
    desk = Desk(root=root, home=HOME, author="Roe LLP")
    return read_sheet(discovery.entry(root / "filings" / name, root), desk, Days(edgar=TODAY, calendar=TODAY))


def test_the_page_says_what_the_filing_is_how_it_stands_and_who_signed(live: Served) -> None:
    message = live.preview.message
    assert said(message.head) == (
        "filings/example/2026-08-17-doe-form4.yaml Form 4 · Doe / EXAMPLE ROBOTICS [EXRB] "
        "filed 18 Aug 2026, on time"
    )
    assert said(message.side) == (
        "Problems 0 errors, 0 warnings Nothing to correct. Due date Filed 18 Aug: on time; due Wed 19 Aug "
        "2026, 10 p.m. ET (second business day after the transaction of 17 Aug). Signatures and powers "
        "/s/ Jane M. Doe for DOE JANE M capacity in person signed 18 Aug 2026"
    )
    assert [each["title"] for each in message.papers] == ["Form 4", "Authentication"]


def test_the_account_of_the_positions_that_the_form_touches_comes_after_the_form(tmp_path: Path) -> None:
    root = repository(tmp_path, FORM_4)
    folder = root / "filings" / "acme"
    folder.mkdir()
    bought = text("2026-02-02", moved("2026-02-02", "P", "200", "1200"), filed="2026-02-04")
    held_before = text("2026-01-05", held("1000"), held("500", TRUST), form="3", filed="2026-01-09")
    sold = text("2026-03-02", moved("2026-03-02", "S", "-100", "1103", price="12"))
    for name, yaml in (("a", held_before), ("b", bought), ("c", sold)):
        (folder / f"{name}.yaml").write_text(yaml, "utf-8")
    with served(root, "acme/c.yaml") as live, live.listening() as events:
        first = events.account()
        assert said(re.sub("<figure.*?</figure>", "", first, flags=re.DOTALL)) == (
            "Account Common Stock, direct Common Stock, direct what happened change balance 5 Jan 2026 "
            "held 1,000 2 Feb 2026 bought at $10 +200 1,200 2 Mar 2026 sold at $12 , in this form does not "
            'join: +3 −100 1,103 redwell account "DOE JANE M" shows all'
        )
        assert "<svg" in first
        # A file that is broken for a moment does not take it away, and one that is mended renews it.
        live.path("acme/c.yaml").write_text("form: [", "utf-8")
        assert events.next()["is_stale"]
        live.path("acme/c.yaml").write_text(sold.replace("1103", "1100"), "utf-8")
        assert "does not join" not in events.account()


def test_the_account_asks_how_an_amendment_is_to_be_read(tmp_path: Path) -> None:
    root = repository(tmp_path, FORM_4)
    folder = root / "filings" / "acme"
    folder.mkdir()
    rows = [moved("2026-02-02", "P", "400", "400"), moved("2026-02-03", "P", "100", "500")]
    amendment = text("2026-02-02", rows[0], form="4/A", filed="2026-02-12", amends="2026-02-04")
    draft = text("2026-03-02", moved("2026-03-02", "S", "-200", "200", price="12"))
    for name, yaml in (
        ("a", text("2026-02-02", *rows, filed="2026-02-04")), ("b", amendment), ("c", draft),
    ):  # fmt: skip
        (folder / f"{name}.yaml").write_text(yaml, "utf-8")
    asked = (
        "the Form 4/A of 2026-02-02 can be read in more than one way: does the line of 100 on 2026-02-03 "
        "(I.2) in the Form 4 of 2026-02-02 still stand?"
    )
    history = History(desk=Desk(root=root, home=HOME, author="Roe LLP"))
    shown = history.account(sheet(root, "acme/c.yaml"))
    assert [each.notes for each in shown.positions[0].lines] == [(), (asked,), (f"not proved: {asked}",)]
    (folder / "c.yaml").unlink()
    shown = history.account(sheet(root, "acme/b.yaml"))
    assert shown.positions[0].question == f"{asked} 500 is owned if it does, 400 if not"
    assert f'<p class="callout">{asked} 500 is owned if it does, 400 if not</p>' in account(shown, HOME)


def test_an_account_that_fails_does_not_end_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise TypeError("<b>")

    with served(repository(tmp_path, FORM_4), FORM_4) as live, live.listening() as events:
        events.account()
        with monkeypatch.context() as patched:
            patched.setattr("redwell.preview.account.positions_of", fail)
            changed(live.path(FORM_4), "By spouse", "By child")
            assert said(events.account()) == (
                "Account it cannot be shown (TypeError): this is a fault of redwell, please report it"
            )
        changed(live.path(FORM_4), "By child", "By spouse")
        assert "cannot be shown" not in events.account()
    assert "TypeError: <b>" in caplog.text


@pytest.mark.parametrize(
    ("name", "boxes", "heads"),
    [
        (FORM_3, "1 2 3 3a 4 5 6", ["1234", "12233456"]),
        (FORM_4, "1 2 2a 3 4 5 6", ["1 2 2A 3 4 4 5 6 7", "1 2 3 3A 4 5 6 6 7 7 8 9 10 11"]),
        (FORM_5, "1 2 2a 3 4 5 6", ["1 2 2A 3 4 4 5 6 7", "1 2 3 3A 4 5 6 6 7 7 8 9 10 11"]),
    ],
)
def test_the_facts_stand_in_the_order_of_the_secs_viewer(
    live: Served, name: str, boxes: str, heads: list[str]
) -> None:
    facts = fact_sheet(sheet(live.root, name).filing)
    assert [box.number for box in facts.boxes] == boxes.split()
    numbers = [[head.number for head in table.heads] for table in facts.tables]
    assert numbers == [each.split() if " " in each else [*each] for each in heads]


def test_the_facts_are_those_of_the_form(live: Served) -> None:
    shown = said(live.preview.message.facts)
    assert "3. Date of earliest transaction 08/17/2026 4. If amendment, date original filed –" in shown
    assert "5. Relationship of reporting person(s) to issuer Officer: Chief Financial Officer" in shown
    assert "Common Stock 08/17/2026 P 1,000 A $16.4218 (1) 49,500 (2) D" in shown
    assert "Explanation of Responses (1) The price reported in Column 4 is a weighted average" in shown


def test_the_boxes_above_the_tables_of_a_form_5_are_among_the_facts(live: Served) -> None:
    filing = sheet(live.root, FORM_5).filing
    first, *others = filing.non_derivative
    late = (replace(first, timing="missed_form_4"), *others)
    assert fact_sheet(replace(filing, non_derivative=late)).ticks == (
        ("No longer subject to Section 16", False),
        ("Form 3 holdings reported", False),
        ("Form 4 transactions reported", True),
        ("Rule 10b5-1(c) plan", None),
    )


IN_OTHER_WORDS = {
    *("aff10b5One", "notSubjectToSection16", "form3HoldingsReported", "form4TransactionsReported"),
    *("equitySwapInvolved", "transactionFormType", "transactionTimeliness", "noSecuritiesOwned"),
    *("isDirector", "isOfficer", "isTenPercentOwner", "isOther", "schemaVersion"),
    *("rptOwnerNonUSAddressFlag", "rptOwnerState", "rptOwnerStateDescription", "rptOwnerCountry"),
}
"""The elements whose values are crosses, codes and words of the form."""


def in_print(text: str) -> tuple[str, ...]:
    """Return a value of EDGAR's XML as a form may show it."""
    text = text.strip()
    if re.match(r"\d{4}-\d\d-\d\d", text):
        return (us_date(date.fromisoformat(text[:10])),)
    return (text, grouped(Decimal(text))) if re.fullmatch(r"\d+(\.\d+)?", text) else (text,)


def squeezed(text: str) -> str:
    """Return a text without white space, in small letters."""
    return "".join(text.split()).lower()


@pytest.mark.skipif(not corpus.FORM3, reason=corpus.ABSENT)
def test_every_value_of_real_filings_is_among_the_facts() -> None:
    parts: Any = environment_of(HOME).get_template("preview/parts.html.j2").module
    for path in some([*corpus.FORM3, *corpus.FORMS_4_AND_5], 12):
        content = path.read_bytes()
        facts = fact_sheet(read_filing(content, path.name).filing)
        shown = squeezed(said(f"{parts.fact_sheet(facts=facts)}"))
        lost = [
            f"{each.tag} {each.text}"
            for each in ElementTree.fromstring(content).iter()
            if each.tag not in IN_OTHER_WORDS
            and not any(squeezed(text) in shown for text in in_print(each.text or ""))
        ]
        assert (path.name, lost) == (path.name, [])


@pytest.mark.parametrize("name", ["example/2026-05-04-doe-form3.yaml", FORM_4])
def test_every_value_of_the_paper_form_is_among_the_facts(live: Served, name: str) -> None:
    found = sheet(live.root, name)
    form = found.papers[0].page.body
    values = {said(each) for each in re.findall(r'<p class="answer value">(.*?)</p>', form)}
    facts = json.dumps([[box.lines for box in fact_sheet(found.filing).boxes]], ensure_ascii=False)
    assert len(values) > 2
    assert [each for each in values if each and each not in facts] == []


def test_a_problem_has_its_line_its_remedy_and_a_link_to_the_editor(live: Served, filing: Path) -> None:
    with live.listening() as events:
        events.next()
        changed(filing, "ownership: direct", "ownership: dirct")
        message = events.until("dirct", "side")
    number = filing.read_text("utf-8").split("\n").index("    ownership: dirct") + 1
    assert f"error line {number} : open it in the editor not-a-choice" in said(message["side"])
    assert 'ownership is direct or indirect; did you mean "direct"?' in message["side"].replace("&#34;", '"')
    assert "ownership: <mark>dirct</mark>" in message["side"]
    assert f'href="{editor_link("vscode", filing, number, 16)}"' in message["side"]
    assert "has errors" in message["head"]


@pytest.mark.parametrize(
    ("editor", "link"),
    [
        ("vscode", "vscode://file/a%20b/%C3%BC.yaml:3:5"),
        ("cursor", "cursor://file/a%20b/%C3%BC.yaml:3:5"),
        ("pycharm", "pycharm://open?file=/a%20b/%C3%BC.yaml&line=3&column=5"),
    ],
)
def test_a_link_to_the_editor_is_the_path_of_the_file(editor: str, link: str) -> None:
    assert editor_link(editor, Path("/a b/ü.yaml"), 3, 5) == link


# --- it is renewed at each save ---


def test_a_save_renews_the_page(live: Served, filing: Path) -> None:
    with live.listening() as events:
        before = events.next()
        changed(filing, "Includes 36,000", "Includes 36,001")
        after = events.until("36,001")
    assert after["number"] > before["number"]
    assert "36,001" in after["facts"]
    assert not after["is_stale"]


def test_a_broken_file_keeps_the_last_good_page_and_a_mended_one_renews_it(
    live: Served, filing: Path
) -> None:
    with live.listening() as events:
        good = events.next()
        text = filing.read_text("utf-8")
        filing.write_text(text.replace("issuer:", "issuer"), "utf-8")
        broken = events.until("needs a colon", "side")
        assert (broken["is_stale"], broken["notice"]) == (True, "")
        assert broken["papers"] == [{**each, "is_stale": True} for each in good["papers"]]
        assert broken["facts"] == good["facts"]
        filing.write_text(text, "utf-8")
        while (mended := events.next())["is_stale"]:
            pass
    assert mended["papers"] == good["papers"]


def change_after_signing(path: Path) -> None:
    """Change a number of a form that was signed, and is not filed."""
    changed(path, path.read_text("utf-8").partition("\nfiled:")[2], "")
    changed(path, "\nfiled:", "")
    changed(path, "signed: 2026-08-18", f'signed: 2026-08-18\n    facts: "1:{"0" * 32}"')
    changed(path, "acquired: 1000", "acquired: 1001")


def test_a_form_with_errors_of_law_is_shown_as_it_is_typed_and_marked(tmp_path: Path) -> None:
    offline = unserved(repository(tmp_path, FORM_4), FORM_4)
    assert offline.message.notice == ""
    change_after_signing(offline.entry.path)
    offline.read()
    message = offline.message
    assert "changed-after-signing" in message.side
    assert (message.is_stale, message.notice) == (
        False,
        "Do not file or sign this: it has 1 error (beside).",
    )
    assert "1,001 A" in said(message.facts)
    assert [each["is_stale"] for each in message.papers] == [False, False]
    assert "1,001" in said(message.papers[0]["body"])
    assert "has errors" in said(message.head)


class Read(Artist):
    """The work of the process that draws, and the text and the colors of the pages that it drew last."""

    text = ""
    colors: frozenset[Any] = frozenset()

    def pages_of(self, content: bytes) -> Iterator[Picture]:
        with pypdfium2.PdfDocument(content) as document:
            self.text = " ".join(page.get_textpage().get_text_bounded() for page in document)
        for page in super().pages_of(content):
            image = Image.open(BytesIO(page.png)).convert("RGB")
            self.colors = frozenset(color for _, color in image.getcolors() or ())
            yield page

    def is_marked(self) -> bool:
        """Whether the red mark is across the page."""
        return any(red > 220 and red - blue > 30 for red, _, blue in self.colors)


def drawn(root: Path, paper: str) -> Read:
    """What is drawn of a paper of the Form 4."""
    artist = Read()
    made = artist.drawn(root / "filings" / FORM_4, paper, Desk(root=root, home=HOME, author="Roe LLP"))
    assert made.error == ""
    return artist


STATE = "NOT FOR FILING \xb7 has errors"
PRINTED = re.compile(r"/s/|08/18/2026|[Ff]ingerprint|Signed")
"""What a form and its page of authentication show of a signature."""


def test_a_form_that_changed_after_signing_is_marked_and_shows_no_signature(tmp_path: Path) -> None:
    root = repository(tmp_path, FORM_4)
    change_after_signing(root / "filings" / FORM_4)
    found = sheet(root, FORM_4)
    form, page = (each.page for each in found.papers)
    assert f'data-state="{STATE}"' in form.body
    assert f" \xb7 EXAMPLE ROBOTICS, INC. [EXRB] \xb7 {STATE}" in page.body
    assert [PRINTED.findall(each.body) for each in (form, page)] == [[], []]
    assert [bool(re.search(r"\nbody \{\s*background: url\(", each.style)) for each in (form, page)] == [
        True
    ] * 2
    parts: Any = environment_of(HOME).get_template("preview/parts.html.j2").module
    assert "Signatures Jane M. Doe changed after signing Explanation" in said(parts.fact_sheet(found.facts))
    for name in ("form4", "authentication"):
        paper = drawn(root, name)
        assert STATE in " ".join(paper.text.split())
        assert (PRINTED.findall(paper.text), paper.is_marked()) == ([], True)


def test_a_form_without_errors_has_no_mark_and_shows_its_signature(tmp_path: Path) -> None:
    root = repository(tmp_path, FORM_4)
    form, page = (each.page for each in sheet(root, FORM_4).papers)
    assert 'data-state="Signed \xb7 fingerprint ' in form.body
    assert [PRINTED.findall(each.body)[:1] for each in (form, page)] == [["Signed"], ["Fingerprint"]]
    assert not any(STATE in each.body or "\nbody {\n  background" in each.style for each in (form, page))


def pills(root: Path) -> str:
    """The words below the title."""
    return said(unserved(root, FORM_4).message.head).partition("[EXRB] ")[2]


def test_the_page_says_that_a_form_changed_after_signing_also_beside_other_errors(tmp_path: Path) -> None:
    root = repository(tmp_path, FORM_4)
    path = root / "filings" / FORM_4
    change_after_signing(path)
    assert pills(root).startswith("has errors changed after signing due ")
    # Nothing is compared by the check where something else is wrong.
    changed(path, "ownership: indirect", "ownership: direct")
    found = sheet(root, FORM_4)
    assert "changed-after-signing" not in {each.code for each in found.problems}
    assert pills(root).startswith("has errors changed after signing due ")
    assert PRINTED.findall(found.papers[0].page.body) == []


def test_a_signature_that_holds_stays_on_a_form_with_errors(tmp_path: Path) -> None:
    root = repository(tmp_path, FORM_4)
    path = root / "filings" / FORM_4
    change_after_signing(path)
    changed(path, "ownership: indirect", "ownership: direct")
    filing = check_filing(discovery.entry(path, root), root, HOME).typed
    assert filing
    changed(path, f"1:{'0' * 32}", facts_of(filing, HOME))
    found = sheet(root, FORM_4)
    assert pills(root).startswith("has errors signed due ")
    assert PRINTED.findall(found.papers[0].page.body) == ["/s/", "08/18/2026"]
    assert f'data-state="{STATE}"' in found.papers[0].page.body


def test_the_page_says_that_words_changed_after_signing(tmp_path: Path) -> None:
    root = repository(tmp_path, FORM_4)
    path = root / "filings" / FORM_4
    change_after_signing(path)
    changed(path, "acquired: 1001", "acquired: 1000")
    filing = check_filing(discovery.entry(path, root), root, HOME).typed
    assert filing
    changed(path, f'"1:{"0" * 32}"', f'"{facts_of(filing, HOME)}"\n    words: "1:{"0" * 32}"')
    assert "words-changed-after-signing" in {each.code for each in sheet(root, FORM_4).problems}
    assert " changed after signing due " in pills(root)


@needs_git
def test_a_form_that_changed_after_filing_shows_no_signature(tmp_path: Path) -> None:
    root = repository(tmp_path, FORM_4)
    path = root / "filings" / FORM_4
    history = repositories.History(root=root)
    history.git("init", "--quiet")
    history.save({})
    changed(path, "acquired: 1000", "acquired: 1001")
    found = sheet(root, FORM_4)
    assert "changed-after-filing" in {each.code for each in found.problems}
    assert pills(root).startswith("has errors changed after signing filed ")
    assert PRINTED.findall(found.papers[0].page.body) == []
    assert drawn(root, "form4").is_marked()


def test_a_footnote_that_is_cited_before_it_is_written_is_shown_as_missing(tmp_path: Path) -> None:
    root = repository(tmp_path, FORM_4)
    changed(root / "filings" / FORM_4, "\n  average:", "\n  mean:")
    found = sheet(root, FORM_4)
    assert 'no footnote has the label "average"; ' in " ".join(each.message for each in found.problems)
    assert '(3) [no footnote has the label "average"]' in said(found.papers[0].page.body)


@pytest.mark.parametrize("case", some([each for each in CASES if "error [" in each.report], 24))
def test_a_form_with_an_error_of_law_can_always_be_shown(tmp_path: Path, case: Any) -> None:
    path = written(case, tmp_path)
    checked = check_filing(discovery.entry(path, tmp_path), tmp_path, HOME)
    found = sheet(tmp_path, "acme/doe.yaml")
    forms = [each.page for each in found.papers if each.name.startswith("form")]
    assert bool(forms and all(forms)) == (found.filing is not None) == (checked.typed is not None)
    assert "template" not in {each.code for each in found.problems}


def test_a_template_of_the_firm_and_a_mistake_in_it_are_shown_at_once(live: Served) -> None:
    own = live.root / "templates/changes/changes.css"
    with live.listening() as events:
        events.next()
        own.parent.mkdir(parents=True)
        # A folder that is new is looked into in the next round.
        own.write_text((HOME / "templates/changes/changes.css").read_text("utf-8"), "utf-8")
        own.write_text(own.read_text("utf-8") + ".form { color: teal }\n", "utf-8")
        events.until("color: teal")
        page = own.with_name("changes.html.j2")
        page.write_text("{% extends 'shared/form.html.j2' %}{% block number %}{{ x }}{% endblock %}", "utf-8")
        message = events.until("&#39;x&#39; is undefined", "side")
        # The facts, and the other page, have no part in it.
        assert [each["is_stale"] for each in message["papers"]] == [True, False]
        assert not message["is_stale"]
        assert "templates/changes/changes.html.j2" in said(message["side"])
        page.unlink()
        own.unlink()
        while events.next()["papers"][0]["is_stale"]:
            pass


def test_a_saved_exhibit_renews_the_page(live: Served, filing: Path) -> None:
    with live.listening() as events:
        events.next()
        changed(filing, "signatures:", "exhibits:\n  - {type: EX-99, file: letter.txt}\nsignatures:")
        events.until("letter.txt", "side")
        filing.with_name("letter.txt").write_text("A letter.\n", "utf-8")
        while "letter.txt" in (message := events.next())["side"]:
            pass
        assert not message["is_stale"]
        filing.with_name("letter.txt").unlink()
        events.until("letter.txt", "side")


def with_wordings(root: Path) -> Path:
    """Write a filing with powers, and return the folder of their wording and notary's block."""
    good = "tests/filings/good"
    shutil.copytree(ROOT / good, root / "filings/acme", ignore=shutil.ignore_patterns("firm"))
    shutil.copytree(ROOT / good / "firm", root / good / "firm")
    return root / good / "firm"


def test_a_saved_wording_anywhere_in_the_repository_renews_the_page(tmp_path: Path) -> None:
    wording = with_wordings(tmp_path) / "wording.yaml"
    with served(tmp_path, "acme/full.yaml") as live, live.listening() as events:
        assert not events.next()["is_stale"]
        changed(wording, "acting singly", "acting alone")
        # The power was signed with the other words.
        message = events.until("wording-changed", "side")
        (shown,) = (each for each in message["papers"] if "acting alone" in said(each["body"]))
        assert [each["name"] for each in message["papers"] if each["is_stale"]] == []
        # The form stays when the words of a power cannot be read.
        changed(wording, "acting alone", "acting {{ alone }}")
        message = events.until("named-file", "side")
        assert [each["name"] for each in message["papers"] if each["is_stale"]] == [shown["name"]]


def test_without_a_filing_the_page_turns_to_the_one_that_is_saved(tmp_path: Path) -> None:
    root = repository(tmp_path, FORM_3, FORM_4)
    with served(root, FORM_4, is_following=True) as live, live.listening() as events:
        assert events.next()["title"].startswith("Form 4")
        changed(live.path(FORM_3), "accept:", "accept: # saved")
        while (message := events.next())["title"].startswith("Form 4"):
            pass
        assert message["title"] == "Form 3 · Panora / Tecogen [TGEN]"
        live.path(FORM_4).write_text("form: [", "utf-8")
        while (message := events.next())["title"].startswith("Form 3"):
            pass
        # Nothing is left of the other filing.
        assert (message["papers"], message["facts"]) == ([], "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere every name is UTF-8")
@pytest.mark.parametrize("folder", ["", "filings/example"])
def test_a_file_with_a_name_that_is_not_utf_8_hides_no_save(tmp_path: Path, folder: str) -> None:
    root = repository(tmp_path, FORM_3, FORM_4)
    with served(root, FORM_4, is_following=True) as live, live.listening() as events:
        assert events.next()["title"].startswith("Form 4")
        for name in (b"Gr\xfcn.pdf", b"Gr\xfcn.yaml"):
            for filing, title in ((FORM_3, "Form 3"), (FORM_4, "Form 4")):
                (root / folder / os.fsdecode(name)).write_bytes(b"form: 3")
                changed(live.path(filing), "form:", "# saved\nform:")
                while not events.next()["title"].startswith(title):
                    pass


def test_many_saves_in_a_second_end_on_the_last(live: Served, filing: Path) -> None:
    text = filing.read_text("utf-8")
    count = tries(10, 50)
    with live.listening() as events:
        events.next()
        for number in range(1, count + 1):
            filing.write_text(text.replace("36,000", f"36,{number:03}"), "utf-8")
            time.sleep(1 / 50)
        events.until(f"36,{count:03}")
    with live.listening() as events:
        assert f"36,{count:03}" in json.dumps(events.next()["papers"])


@contextmanager
def tabs(live: Served, count: int) -> Iterator[None]:
    """Open so many tabs that begin to listen, and close them at once."""
    request = f"GET /{live.preview.token}/events HTTP/1.1\r\nHost: 127.0.0.1:{live.port}\r\n\r\n"
    with ExitStack() as stack:
        address = ("127.0.0.1", live.port)
        opened = [stack.enter_context(socket.create_connection(address, PATIENCE)) for _ in range(count)]
        for tab in opened:
            tab.sendall(request.encode())
        for tab in opened:
            assert tab.recv(12) == b"HTTP/1.1 200"
        yield


def test_tabs_that_close_while_a_save_is_told_stop_nothing(tmp_path: Path) -> None:
    with served(repository(tmp_path, FORM_4), FORM_4) as live:
        text = live.path(FORM_4).read_text("utf-8")
        for number in range(1, 7):
            with tabs(live, 30):
                seen = live.preview.message.number
                live.path(FORM_4).write_text(text.replace("Includes 36", f"Includes {number}"), "utf-8")
                while live.preview.message.number == seen:
                    time.sleep(0.001)
                time.sleep(number / 1000)
        with live.listening() as events:
            events.next()
            live.path(FORM_4).write_text(text.replace("Includes 36", "Includes 99"), "utf-8")
            events.until("Includes 99")


def test_it_ends_within_a_second_while_tabs_read_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with ExitStack() as stack:
        with served(repository(tmp_path, FORM_4), FORM_4) as live:
            # More than a connection holds.
            live.preview.account = Markup("x" * 10_000_000)
            stack.enter_context(tabs(live, 3))
            before = time.monotonic()
        assert time.monotonic() - before < 1
    assert caplog.messages == []


def test_saves_in_a_row_leave_nothing_in_memory(tmp_path: Path) -> None:
    offline = unserved(repository(tmp_path, FORM_4), FORM_4)
    text = offline.entry.path.read_text("utf-8")

    def save(count: int) -> None:
        for number in range(count):
            offline.entry.path.write_text(text.replace("36,000", f"36,{number % 7:03}"), "utf-8")
            offline.read()

    def kept() -> Counter[str]:
        """Count our objects by their class."""
        gc.collect()
        classes = (type(each) for each in gc.get_objects())
        return Counter(each.__name__ for each in classes if f"{each.__module__}".startswith("redwell"))

    save(8)
    before = kept()
    save(tries(8, 200))
    assert kept() - before == Counter()


def test_a_broken_file_keeps_the_title_of_the_filing(tmp_path: Path) -> None:
    offline = unserved(repository(tmp_path, FORM_4), FORM_4)
    offline.read()
    title = offline.message.title
    offline.entry.path.write_text("form: [", "utf-8")
    offline.read()
    assert (offline.message.title, offline.message.is_stale) == (title, True)


def test_a_form_that_cannot_be_signed_yet_is_a_draft_with_what_is_missing(tmp_path: Path) -> None:
    offline = unserved(repository(tmp_path, FORM_4), FORM_4)
    text = offline.entry.path.read_text("utf-8").partition("\nfiled:")[0]
    line = "signatures:\n  - {signer: Ben Borders, for: DOE JANE M, capacity: Attorney-in-Fact}\n"
    unsigned = f"{text.partition('signatures:')[0]}{line}"
    offline.entry.path.write_text(unsigned, "utf-8")
    offline.read()
    assert '<span class="badge">for signature</span>' in offline.message.head
    assert "1 thing missing</p>" in offline.message.side
    # That there is no power is said once.
    assert offline.message.side.count("no power of attorney in this filing") == 1
    assert "answer-no" not in offline.message.side
    number = 'cik: "0009990002"'
    assert unsigned.count(number) == 1
    offline.entry.path.write_text(unsigned.replace(number, ""), "utf-8")
    offline.read()
    assert '<span class="badge">draft</span>' in offline.message.head
    assert "2 things missing</p>" in offline.message.side


def test_a_day_that_goes_by_is_told_and_a_save_that_changes_nothing_is_not(tmp_path: Path) -> None:
    offline = unserved(repository(tmp_path, FORM_4), FORM_4)
    text = offline.entry.path.read_text("utf-8")
    offline.entry.path.write_text(text.partition("\nfiled:")[0] + "\n", "utf-8")
    offline.today = lambda: Days(edgar=date(2026, 8, 18), calendar=date(2026, 8, 18))
    offline.read()
    assert "due Wed 19 Aug 2026, 1 day left" in offline.message.head
    number = offline.message.number
    offline.read()
    assert offline.message.number == number
    offline.today = lambda: Days(edgar=date(2026, 8, 20), calendar=date(2026, 8, 19))
    offline.read()
    assert "due Wed 19 Aug 2026, overdue by 1 day" in offline.message.head
    assert offline.message.number == number + 1


def pictures(content: bytes) -> list[bytes]:
    """Return the pages of a PDF as the live page shows them."""
    return [each.png for each in Artist().pages_of(content)]


def test_the_pages_of_the_pdf_are_drawn_and_nothing_is_written(live: Served, filing: Path) -> None:
    def files() -> dict[Path, str]:
        found = [each for each in live.root.rglob("*") if each.is_file() and each != filing]
        return {each: sha256(each.read_bytes()).hexdigest() for each in found}

    before = files()
    with live.listening() as events:
        events.next()
        changed(filing, "Includes 36,000", "Includes 36,002")
        events.until("36,002")
    made = json.loads(live.get("pages?paper=form4").body)
    assert [(each["width"], each["height"]) for each in made["pages"]] == [(1584, 1224)]
    assert live.get(made["pages"][0]["src"]).body.startswith(b"\x89PNG")
    with live.listening() as events:
        events.next()
        # These pages are drawn before anybody asks, because those before were looked at.
        changed(filing, "Includes 36,002", "Includes 36,003")
        events.until("36,003")
    before_that, made = made, json.loads(live.get("pages?paper=form4").body)
    assert made["pages"] != before_that["pages"]
    answer = live.get("pdf?paper=form4")
    assert answer.header("Content-Type") == "application/pdf"
    assert answer.header("Content-Disposition") == 'inline; filename="form4.pdf"'
    assert answer.body.startswith(b"%PDF-")
    assert pictures(answer.body) == [live.get(each["src"]).body for each in made["pages"]]
    unknown = json.loads(live.get("pages?paper=../secret").body)
    assert unknown == {"error": "the filing no longer has this document"}
    refused = live.get("pdf?paper=../secret")
    assert (refused.status, refused.body) == (404, b"the filing no longer has this document")
    with live.listening() as events:
        events.next()
        change_after_signing(filing)
        events.until("changed-after-signing", "side")
    drawn = json.loads(live.get("pages?paper=form4").body)
    assert drawn["error"] == ""
    assert drawn["pages"] != made["pages"]
    refused = live.get("pdf?paper=form4")
    assert (refused.status, refused.body) == (
        404,
        b"the filing has errors: the PDF comes when they are corrected",
    )
    assert files() == before


@pytest.mark.parametrize("has_started", [True, False])
def test_who_waits_for_pages_at_the_end_is_answered_at_once(live: Served, has_started: bool) -> None:
    async def waited() -> tuple[set[str], bool]:
        drawer = Drawer(desk=live.preview.desk)
        path = live.path(FORM_4)
        waiting = [asyncio.ensure_future(drawer.draw(path, "form4")) for _ in range(4)]
        await asyncio.sleep(0)
        while has_started and not drawer._process:
            await asyncio.sleep(0.001)
        drawer.end()
        found = await asyncio.gather(*waiting)
        return {each.error for each in found}, drawer._process is None

    assert asyncio.run(waited()) == ({"the preview has ended"}, True)


def test_pages_that_are_awaited_at_the_end_write_nothing_to_the_terminal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with ExitStack() as stack, served(repository(tmp_path, FORM_4), FORM_4) as live:
        for _ in range(4):
            stack.enter_context(closing(live._asked("GET", f"/{live.preview.token}/pages?paper=form4", "")))
        while not live.preview.drawer._process:
            time.sleep(0.005)
    assert caplog.messages == []


def test_a_save_at_the_moment_of_the_end_does_not_keep_the_page_alive(tmp_path: Path) -> None:
    async def ended() -> bool:
        rounds = Rounds(tmp_path)
        task = asyncio.ensure_future(anext(rounds.rounds()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        rounds._found.put_nowait(set())
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert asyncio.run(ended())


# --- who may read it ---


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "0.0.0.0:{port}", "[::1]:{port}"],
)
def test_a_name_that_leads_to_this_computer_is_refused(live: Served, host: str) -> None:
    answer = live.get("", host=host.format(port=live.port))
    assert (answer.status, answer.body) == (421, b"ask for 127.0.0.1")


def test_this_computer_may_be_called_localhost(live: Served) -> None:
    assert live.get("", host=f"localhost:{live.port}").status == 200


@pytest.mark.parametrize(
    "path", ["/", "/events", "/x/", "/favicon.ico", "//", "/{token}x/", "/{half}/", "/%C3%A9/"]
)
def test_without_the_token_nothing_is_found(live: Served, path: str) -> None:
    token = live.preview.token
    target = path.format(token=token, half=token[:16])
    answer = live.get(target, is_whole=True)
    assert (answer.status, answer.body) == (404, b"not found")


def test_the_address_may_be_typed_without_its_last_slash(live: Served) -> None:
    answer = live.get(f"/{live.preview.token}", is_whole=True)
    assert (answer.status, answer.header("Location")) == (307, f"/{live.preview.token}/")


@pytest.mark.parametrize(
    "path",
    [
        "../pyproject.toml",
        "..%2f..%2fpyproject.toml",
        "%2e%2e/pyproject.toml",
        "font/..%2f..%2fetc%2fpasswd",
        "font/../../../etc/passwd",
        "font//etc/passwd",
        "drawn/../../pyproject.toml",
        "drawn/%00",
        "..\\pyproject.toml",
        "templates/preview/preview.css",
        "filings/example/2026-08-17-doe-form4.yaml",
        "paper/",
        "preview.html.j2",
        "parts.html.j2",
    ],
)
def test_no_path_leads_to_a_file(live: Served, path: str) -> None:
    answer = live.get(path)
    assert answer.status == 404
    assert answer.body.lower() == b"not found"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_the_page_is_only_read(live: Served, method: str) -> None:
    assert live.get("", method=method).status == 405


def test_every_answer_has_a_strict_policy_and_is_kept_nowhere(live: Served) -> None:
    for path in ("", "review.css", "preview.css", "preview.js", "icon.svg", "paper.css", "nothing"):
        answer = live.get(path)
        policy = answer.header("Content-Security-Policy")
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'")
        assert "unsafe" not in policy
        assert answer.header("Cache-Control") == "no-store"
        assert answer.header("X-Content-Type-Options") == "nosniff"
        assert answer.header("Cross-Origin-Resource-Policy") == "same-origin"
        assert answer.header("Referrer-Policy") == "no-referrer"
    paper = live.get("paper").header("Content-Security-Policy")
    assert paper.startswith("sandbox allow-same-origin; default-src 'none'")
    assert "script" not in paper


def test_a_request_that_makes_no_sense_writes_nothing_to_the_terminal(
    live: Served, caplog: pytest.LogCaptureFixture
) -> None:
    socket_of_a_page = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    for request, status in (("NONSENSE\r\n\r\n", b"400"), (socket_of_a_page, b"421")):
        with socket.create_connection(("127.0.0.1", live.port), PATIENCE) as asked:
            asked.sendall(request.encode())
            assert asked.recv(12) == b"HTTP/1.1 " + status
    assert caplog.messages == []


SSN, CCC = "-".join(("123", "45", "6789")), "$kk9zz".join(("x3", ""))
"""Invented, and not in one piece: the hook reads this file too."""


def test_a_secret_in_a_filing_is_not_shown(live: Served, filing: Path) -> None:
    with live.listening() as events:
        events.next()
        text = filing.read_text("utf-8")
        secrets = f"remarks: SSN {SSN}, CCC is {CCC}\n"
        filing.write_text(f"{text}{secrets}", "utf-8")
        message = events.until("secret-", "side")
        assert message["is_stale"]
    for shown in (json.dumps(message), live.get("").body.decode(), live.preview.message.text):
        assert SSN not in shown
        assert CCC not in shown
    assert "remarks: " in message["side"]


def test_a_secret_in_the_block_of_a_notary_is_not_shown(tmp_path: Path) -> None:
    notary = with_wordings(tmp_path) / "notary.txt"
    notary.write_text(f"{notary.read_text('utf-8')}\nSSN {SSN}\n", "utf-8")
    live = unserved(tmp_path, "acme/full.yaml")
    assert "secret-ssn" in live.message.side
    assert (live.message.is_stale, SSN in live.message.text) == (True, False)


def test_hostile_text_stays_text(live: Served, filing: Path) -> None:
    with live.listening() as events:
        events.next()
        changed(filing, "Includes 36,000", "<img src=x onerror=alert(1)> </script> &amp; 36,000")
        message = events.until("onerror", "facts")
    for part in (message["facts"], message["papers"][0]["body"]):
        assert "<img" not in part
        assert "&lt;img src=x onerror=alert(1)&gt;" in part


# --- the page of a form as HTML ---


def test_cells_that_span_others_become_those_of_a_table_and_the_draft_keeps_its_mark(live: Served) -> None:
    found = sheet(live.root, FORM_3)
    page = found.papers[0].page
    assert '<td class="box-1" rowspan="2">' in page.body
    assert '<div class="box-2"' not in page.body
    assert page.is_wide
    assert re.search(r"\n\.draft \{\s*background: url\(\"data:image/svg", page.style)
    assert "@import" not in page.style


def test_every_document_of_the_sample_filings_has_a_page() -> None:
    names = []
    for path in some(sorted((ROOT / "filings").glob("*/*.yaml")), 5):
        entry = discovery.entry(path, ROOT)
        found = read_sheet(entry, Desk(root=ROOT, home=HOME, author=""), Days(edgar=TODAY, calendar=TODAY))
        names += [each.name for each in found.papers]
    assert {re.sub(r"-.*", "", each) for each in names} >= {"form3", "form4", "authentication"}


# --- the command ---


OPTIONS: dict[str, Any] = {"filing": "", "port": "", "no_open": True, "editor": "vscode", "today": ""}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"filing": "2026-08-17-doe-form5"},
            '2026-08-17-doe-form5: no such filing; did you mean "filings/example/2026-08-17-doe-form4.yaml"?',
        ),
        ({"filing": "example"}, "example: these are 4 filings"),
        ({"port": "eighty"}, "--port eighty: write a whole number, 1 or more"),
        ({"port": "70000"}, "--port 70000: the highest is 65535"),
        (
            {"filing": "2026-08-17-doe-form4", "editor": "vscod"},
            "--editor vscod: choose vscode, vscodium, cursor, windsurf, zed, idea, pycharm; "
            'did you mean "vscode"?',
        ),
        ({"today": "8/17/2026"}, "--today 8/17/2026: write 2026-08-17"),
    ],
)
def test_misuse_is_one_sentence(live: Served, given: dict[str, str], message: str) -> None:
    project = edge.Project(root=live.root, home=HOME)
    with pytest.raises(Misuse) as caught:
        preview.run(project, preview.PreviewOptions(**{**OPTIONS, **given}))
    assert str(caught.value).startswith(message)


def test_a_filing_outside_of_the_repository_is_not_shown(live: Served, tmp_path: Path) -> None:
    other = repository(tmp_path, FORM_3) / "filings" / FORM_3
    (live.root / "filings/example/link.yaml").symlink_to(other)
    project = edge.Project(root=live.root, home=HOME)
    for name in (f"{other}", "link"):
        with pytest.raises(Misuse) as caught:
            preview.run(project, preview.PreviewOptions(**{**OPTIONS, "filing": name}))
        said = f"{name}: the page shows only filings of this repository, {live.root}"
        assert str(caught.value) == said
    (live.root / "filings/example/link.yaml").unlink()


def test_a_filing_whose_name_is_not_utf_8_is_refused_and_never_the_one_saved_last(live: Served) -> None:
    odd = live.root / "filings/example" / os.fsdecode(b"gr\xfcn.yaml")
    shutil.copyfile(next((live.root / "filings").glob("*/*.yaml")), odd)
    project = edge.Project(root=live.root, home=HOME)
    assert disk.has_utf8_name(preview.chosen(project, "", live.root / "filings").path)
    with pytest.raises(Misuse) as caught:
        preview.run(project, preview.PreviewOptions(**{**OPTIONS, "filing": f"{odd}"}))
    odd.unlink()
    assert str(caught.value) == "'gr\\udcfcn' is not a name in UTF-8: rename the file"


def test_a_port_that_is_taken_is_named(live: Served) -> None:
    project = edge.Project(root=live.root, home=HOME)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(Misuse) as caught:
            preview.run(project, preview.PreviewOptions(**{**OPTIONS, "port": port}))
    assert str(caught.value) == (
        f"--port {port}: another program uses this port: leave out --port, and a free one is taken"
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
@pytest.mark.parametrize(("screen", "opened"), [("", []), (":0", ["http://127.0.0.1:1/token/"])])
def test_a_browser_opens_where_there_is_a_screen(
    monkeypatch: pytest.MonkeyPatch, screen: str, opened: list[str]
) -> None:
    found: list[str] = []
    monkeypatch.setattr("click.launch", found.append)
    monkeypatch.setenv("DISPLAY", screen)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    preview.open_browser("http://127.0.0.1:1/token/")
    assert found == opened


def test_a_missing_package_is_named(
    live: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "redwell.preview.server")
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    project = edge.Project(root=live.root, home=HOME)
    code = edge.exit_code(lambda: preview.run(project, preview.PreviewOptions(**OPTIONS)), live.root)
    assert (code, capsys.readouterr().err) == (
        1,
        "preview needs the package uvicorn, which is not installed here: "
        ".venv/bin/pip install --require-hashes -r requirements.lock\n",
    )


@pytest.mark.parametrize(("number", "code"), some([(signal.SIGINT, 0), (signal.SIGTERM, 143)]))
def test_it_prints_its_address_and_ends_cleanly(live: Served, number: signal.Signals, code: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "redwell", "preview", "2026-08-17-doe-form4", "--no-open"],
        cwd=live.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    first = process.stdout.readline()
    assert re.fullmatch(
        r"filings/example/2026-08-17-doe-form4\.yaml: http://127\.0\.0\.1:[0-9]+/[\w-]{32}/\n", first
    )
    assert process.stdout.readline() == "it is renewed at each save; Ctrl-C ends it\n"
    process.send_signal(number)
    out, error = process.communicate(timeout=60)
    assert (out, error, process.returncode) == ("ended\n", "", code)


def test_each_page_has_an_address_of_its_own(live: Served, tmp_path: Path) -> None:
    with served(repository(tmp_path, FORM_3), FORM_3) as other:
        assert other.preview.token != live.preview.token
        assert len(other.preview.token) == 32
