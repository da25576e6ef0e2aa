"""Under whose authority a form goes out: what a review says first, and a request that only signs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import redwell
from redwell.check.filed import filing_in
from redwell.check.signed import fingerprint_of
from redwell.review import authority, headline
from redwell.review.compare import Pair, filing_review
from redwell.review.formats.markdown import markdown
from redwell.review.model import FilingReview, Review
from redwell.review.review import Job, review
from tests.looked import look
from tests.repositories import History, history, needs_git
from tests.test_sign import NAME, TEXT

pytestmark = needs_git
TODAY = date(2026, 11, 30)
LETTER = "filings/acme/letter.txt"
JANE = "  - signer: Jane Doe   # in person\n"
SIGNED = f"{JANE}    signed: 2026-11-24\n"
ANN = "title: Manager, signed: 2026-11-24"
OTHER = '"1:0123456789abcdef0123456789abcdef"'
AGREED = "    reauthorized: {by: Jane Doe, on: 2026-11-25, how: telephone"


def facts(text: str) -> str:
    found = filing_in(text.encode(), redwell.home())
    assert found
    return f'"{fingerprint_of(found, redwell.home()).facts}"'


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def reviewed(told: History) -> Review:
    job = Job(root=told.root, home=redwell.home(), base="HEAD", head=None, today=TODAY, is_built=False)
    return review(job).review


def requested(root: Path, before: str, after: str, **files: str) -> tuple[Review, FilingReview, str]:
    """The review of an edit of a filing, that filing's part, and the short hash of the base."""
    told = history(root / "r")
    told.save({NAME: before})
    told.write({NAME: after, **files})
    found = reviewed(told)
    [one] = found.filings
    return found, one, told.head()[:7]


@pytest.mark.parametrize(
    ("edits", "first"),
    [
        ([], ["not confirmed: none of the 2 reporting owners has confirmed what the form reports"]),
        (
            [
                ('  - name: DOE ROE VENTURES LLC\n    cik: "1765433"\n', ""),
                ("    relationship: {ten_percent_owner: true}\n", ""),
                ("  - {signer: Ann Roe, for: DOE ROE VENTURES LLC, title: Manager}\n", ""),
            ],
            ["not confirmed: DOE JANE has not confirmed what the form reports"],
        ),
        (
            [("# the end", f"confirmed: {{by: Jane, on: 2026-11-23, how: e-mail, facts: {facts(TEXT)}}}")],
            ["confirmed by Jane on 23 Nov 2026 (e-mail)"],
        ),
        (
            [("# the end", "confirmed: {by: Jane, on: 2026-11-23, how: e-mail}")],
            ["confirmed by Jane on 23 Nov 2026 (e-mail), but nothing keeps what the form said then"],
        ),
        (
            [("# the end", f"confirmed: {{by: Jane, on: 2026-11-23, how: e-mail, facts: {OTHER}}}")],
            [
                "not confirmed as it is now: Jane on 23 Nov 2026 (e-mail) confirmed something else than the "
                "form reports"
            ],
        ),
        ([("title: Manager", ANN), (JANE, SIGNED), ("# the end", "filed: {date: 2026-11-25}")], []),
        (
            [
                (JANE, f"{SIGNED}    facts: {OTHER}\n{AGREED}, facts: {facts(TEXT)}}}\n"),
                ("# the end", f"confirmed: {{by: Jane, on: 2026-11-23, how: e-mail, facts: {facts(TEXT)}}}"),
            ],
            [
                "reauthorized: Jane Doe signed on 24 Nov 2026; the form changed, and Jane Doe agreed on "
                "25 Nov 2026 (telephone) to what it reports now",
                "confirmed by Jane on 23 Nov 2026 (e-mail)",
            ],
        ),
        (
            [
                (JANE, f"{SIGNED}    facts: {OTHER}\n{AGREED}}}\n"),
                ("# the end", "filed: {date: 2026-11-25}"),
                ("title: Manager", ANN),
            ],
            [
                "reauthorized: Jane Doe signed on 24 Nov 2026; the form changed, and Jane Doe agreed on "
                "25 Nov 2026 (telephone), but nothing keeps what the form said then"
            ],
        ),
        (
            [
                (JANE, f"{SIGNED}    facts: {OTHER}\n{AGREED}, facts: {OTHER}}}\n"),
                ("# the end", f"confirmed: {{by: Jane, on: 2026-11-23, how: e-mail, facts: {facts(TEXT)}}}"),
            ],
            [
                "reauthorized: Jane Doe signed on 24 Nov 2026; the form changed, and Jane Doe agreed on "
                "25 Nov 2026 (telephone), but not to what it reports now",
                "confirmed by Jane on 23 Nov 2026 (e-mail)",
            ],
        ),
    ],
)
def test_a_review_says_first_who_agreed_to_the_form(
    tmp_path: Path, edits: list[tuple[str, str]], first: list[str]
) -> None:
    assert [*authority.sentences(look(tmp_path, changed(TEXT, *edits), NAME))] == first


def test_what_comes_first_stands_below_the_heading_and_the_base_is_named(tmp_path: Path) -> None:
    whole, found, base = requested(tmp_path, TEXT, changed(TEXT, (JANE, SIGNED)))
    assert whole.verdict.startswith(f"signature only: reports what was approved at {base}; 1 filing changed")
    assert found.approved == base
    below = markdown(whole).partition("\n### ")[2].split("\n\n")
    assert below[2] == "- not confirmed: none of the 2 reporting owners has confirmed what the form reports"


@pytest.mark.parametrize(
    "edits",
    [
        [(JANE, SIGNED)],
        [(JANE, f"{SIGNED}    facts: {facts(TEXT)}\n")],
        [("title: Manager", ANN), (JANE, SIGNED), ("# the end", "filed: {date: 2026-11-25}")],
        [("# the end", "confirmed: {by: Jane Doe, on: 2026-11-23, how: e-mail}")],
        [("# the end", "tested: {date: 2026-11-23}")],
    ],
)
def test_a_request_that_only_signs_says_which_commit_was_approved(
    tmp_path: Path, edits: list[tuple[str, str]]
) -> None:
    before, after = look(tmp_path / "1", TEXT, NAME), look(tmp_path / "2", changed(TEXT, *edits), NAME)
    found = filing_review(Pair(change="changed", before=before, after=after, approved="3f2a9c1"), TODAY)
    said = "signature only: reports what was approved at 3f2a9c1"
    assert authority.is_signature_only(before, after)
    assert headline.verdict([found]).startswith(f"{said}; 1 filing changed")
    assert f" · {said} · due " in found.line or f" · {said} · filed " in found.line


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        (
            [(JANE, SIGNED), ("amount: 1000", "amount: 1001")],
            "common 1,000 → 1,001 (+1); changed: signatures",
        ),
        ([(JANE, SIGNED), ("four years", "five years")], "changed: signatures"),
        ([(JANE, SIGNED), ("# the end", "accept: {no-holdings: x}")], "changed: signatures"),
        ([("# the end", "# an end")], "only comments or notation changed"),
    ],
)
def test_a_request_that_also_changes_something_else_says_that(
    tmp_path: Path, edits: list[tuple[str, str]], says: str
) -> None:
    before, after = look(tmp_path / "1", TEXT, NAME), look(tmp_path / "2", changed(TEXT, *edits), NAME)
    found = filing_review(Pair(change="changed", before=before, after=after), TODAY)
    assert not authority.is_signature_only(before, after)
    assert headline.verdict([found]).startswith("1 filing changed")
    assert says in found.line


WAS = '"/s/ Jane Doe" was signed on 24 Nov 2026, and says something else now'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("signer: Jane Doe ", "signer: Mary Major ", "signer changed: Jane Doe → Mary Major"),
        (
            "signer: Jane Doe ",
            'text: "/s/ Mary Major" ',
            "signer changed: Jane Doe → none; text changed: none → /s/ Mary Major",
        ),
        ("    signed:", "    for: DOE JANE\n    signed:", "for changed: none → DOE JANE"),
        ("    signed:", "    capacity: Trustee\n    signed:", "capacity changed: none → Trustee"),
        ("    signed:", "    title: CEO\n    signed:", "title changed: none → CEO"),
        ("    signed:", "    by: [A LLC, B LLC]\n    signed:", "by changed: none → A LLC, B LLC"),
    ],
)
def test_a_signed_line_that_becomes_anothers_is_a_task_and_not_only_a_signature(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """The fingerprint is that of what Jane Doe signed."""
    text = changed(TEXT, (JANE, f"{SIGNED}    facts: {facts(TEXT)}\n"))
    before, after = look(tmp_path / "1", text, NAME), look(tmp_path / "2", changed(text, (old, new)), NAME)
    found = filing_review(Pair(change="changed", before=before, after=after), TODAY)
    assert f"{WAS} ({said}): who signed?" in found.tasks
    assert not authority.is_signature_only(before, after)
    # Before anybody has signed, who signs may change.
    before = look(tmp_path / "3", TEXT, NAME)
    assert authority.is_signature_only(before, after)
    found = filing_review(Pair(change="changed", before=before, after=after), TODAY)
    assert not [each for each in found.tasks if "who signed?" in each]


def test_a_signed_line_that_goes_is_not_only_a_signature_and_one_that_moves_is(tmp_path: Path) -> None:
    ann = "  - {signer: Ann Roe, for: DOE ROE VENTURES LLC, title: Manager}\n"
    text = changed(TEXT, (JANE, SIGNED))
    gone = changed(text, (SIGNED, ""))
    moved = changed(gone, (ann, f"{ann}{SIGNED}    facts: {facts(TEXT)}\n"))
    before, after, other = (look(tmp_path / f"{n}", each, NAME) for n, each in enumerate((text, gone, moved)))
    assert not authority.is_signature_only(before, after)
    assert authority.is_signature_only(before, other)


@pytest.mark.parametrize(
    "line", ["    facts: {facts}\n", "    signed: 2026-11-24\n", "confirmed: {{by: Jane Doe, "]
)
def test_a_record_that_is_taken_out_is_not_only_a_signature(tmp_path: Path, line: str) -> None:
    pinned = facts(TEXT)
    confirmed = "confirmed: {by: Jane Doe, on: 2026-11-23, how: e-mail}"
    text = changed(TEXT, (JANE, f"{SIGNED}    facts: {pinned}\n"), ("# the end", confirmed))
    found = next(
        each for each in text.splitlines(keepends=True) if each.startswith(line.format(facts=pinned))
    )
    before, after = look(tmp_path / "1", text, NAME), look(tmp_path / "2", changed(text, (found, "\n")), NAME)
    assert not authority.is_signature_only(before, after)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    reauthorized: {by: Jane Doe, on: 2026-11-25, how: telephone, facts: FACTS}\n", ""),
        (", how: telephone, facts: FACTS}", ", how: telephone}"),
        ("    authenticated: {on: 2026-11-24, held_by: Acme Legal}\n", ""),
        ("confirmed: {by: Jane Doe", "confirmed: {by: Mallory"),
        ("filed: {date: 2026-11-25}", "filed: {date: 2026-11-26}"),
        ("reauthorized: {by: Jane Doe", "reauthorized: {by: Mallory"),
        ("held_by: Acme Legal", "held_by: Mallory"),
        ("tested: {date: 2026-11-24}", ""),
    ],
)
def test_a_changed_record_is_not_only_a_signature(tmp_path: Path, old: str, new: str) -> None:
    records = (
        "    facts: FACTS\n    reauthorized: {by: Jane Doe, on: 2026-11-25, how: telephone, facts: FACTS}\n"
        "    authenticated: {on: 2026-11-24, held_by: Acme Legal}\n"
    )
    confirmed = (
        "confirmed: {by: Jane Doe, on: 2026-11-23, how: e-mail}\ntested: {date: 2026-11-24}\n"
        "filed: {date: 2026-11-25}"
    )
    text = changed(TEXT, (JANE, f"{SIGNED}{records}"), ("# the end", confirmed))
    sides = (each.replace("FACTS", facts(TEXT)) for each in (text, changed(text, (old, new))))
    before, after = (look(tmp_path / f"{n}", each, NAME) for n, each in enumerate(sides))
    assert before.filing
    assert after.filing
    assert not authority.is_signature_only(before, after)


def test_an_accession_number_that_is_added_is_only_a_record(tmp_path: Path) -> None:
    filed = "filed: {date: 2026-11-25}"
    text = changed(TEXT, (JANE, SIGNED), ("# the end", filed))
    number = changed(text, (filed, "filed: {date: 2026-11-25, accession_number: 0009990001-26-000004}"))
    before, after = look(tmp_path / "1", text, NAME), look(tmp_path / "2", number, NAME)
    assert authority.is_signature_only(before, after)


def test_a_changed_exhibit_or_template_is_not_only_a_signature(tmp_path: Path) -> None:
    text = changed(TEXT, ("# the end", "exhibits: [{type: EX-99, file: letter.txt}]"))
    told = history(tmp_path / "r")
    told.save({NAME: text, LETTER: "We hold.\n"})
    told.write({NAME: changed(text, (JANE, SIGNED)), LETTER: "We held.\n"})
    assert reviewed(told).filings[0].approved == ""
    told.write({LETTER: "We hold.\n"})
    assert reviewed(told).verdict.startswith("signature only: ")
    told.write({"templates/note.txt": "x"})
    assert reviewed(told).filings[0].approved == ""
    assert reviewed(told).verdict.startswith("1 filing changed")


def test_who_signs_says_what_is_on_record(tmp_path: Path) -> None:
    page = "    authenticated: {on: 2026-11-24, held_by: Acme Legal}\n"
    now = changed(TEXT, (JANE, f"{SIGNED}    facts: {OTHER}\n{AGREED}, facts: {facts(TEXT)}}}\n{page}"))
    whole, found, _ = requested(tmp_path, changed(TEXT, (JANE, f"{SIGNED}    facts: {OTHER}\n")), now)
    jane = found.signers[0]
    pinned = facts(TEXT)[1:15]
    assert jane.fingerprint == "1:0123456789ab"
    assert jane.record == (
        f"reauthorized by Jane Doe on 25 Nov 2026 (telephone); fingerprint {pinned}; "
        "authentication page of 24 Nov 2026 held by Acme Legal"
    )
    assert [each.text for each in jane.was] == ["nothing was on record"]
    assert not [task for task in found.tasks if "do we hold" in task]
    assert "authentication page of 24 Nov 2026 held by Acme Legal" in markdown(whole)


def test_a_fingerprint_that_changes_without_the_day_of_signing_is_asked_about(tmp_path: Path) -> None:
    """Whoever edits a number may type another fingerprint too, and then check is silent."""
    before = changed(TEXT, (JANE, f"{SIGNED}    facts: {facts(TEXT)}\n"))
    edited = changed(TEXT, ("amount: 1000", "amount: 1001"))
    after = changed(edited, (JANE, f"{SIGNED}    facts: {facts(edited)}\n"))
    pair = (look(tmp_path / f"{n}", each, NAME) for n, each in enumerate((before, after)))
    found = filing_review(Pair(change="changed", before=next(pair), after=next(pair)), TODAY)
    was = facts(TEXT)[1:15]
    said = f"the fingerprint was {was}, and the day of signing is the same: was it signed again?"
    assert f'"/s/ Jane Doe": {said}' in found.tasks
    assert "common 1,000 → 1,001 (+1); changed: signatures" in found.line


def test_fingerprints_are_shown_in_short_and_compared_whole(tmp_path: Path) -> None:
    """Two forms with the same first 12 digits are found in minutes."""
    twin = f"{facts(TEXT)[:15]}{20 * '0'}"
    before = changed(TEXT, (JANE, f'{SIGNED}    facts: {twin}"\n'))
    after = changed(TEXT, (JANE, f"{SIGNED}    facts: {facts(TEXT)}\n"))
    _, found, _ = requested(tmp_path, before, after)
    was = facts(TEXT)[1:15]
    said = f"the fingerprint was {was}, and the day of signing is the same: was it signed again?"
    assert f'"/s/ Jane Doe": {said}' in found.tasks


def test_a_request_that_changes_only_words_of_a_signed_form_shows_which(tmp_path: Path) -> None:
    typed = changed(
        TEXT,
        ("date_exercisable: {footnotes: [vesting]}", "date_exercisable: 2027-01-01"),
        ("amount: {footnotes: [vesting]}", "amount: {value: 100, footnotes: [vesting]}"),
    )
    filing = filing_in(typed.encode(), redwell.home())
    assert filing
    pinned = fingerprint_of(filing, redwell.home())
    keys = f'    facts: "{pinned.facts}"\n    words: "{pinned.words}"\n'
    before = changed(typed, (JANE, f"{SIGNED}{keys}"))
    after = changed(before, ("four years", "five years"))
    pair = (look(tmp_path / f"{n}", each, NAME) for n, each in enumerate((before, after)))
    found = filing_review(Pair(change="changed", before=next(pair), after=next(pair)), TODAY)
    assert "words-changed-after-signing" in [each.code for each in found.problems]
    [text] = found.texts
    assert (text.what, [(run.kind, run.text) for run in text.runs]) == (
        "footnote 1 (vesting)",
        [("same", "It vests in "), ("deleted", "four"), ("inserted", "five"), ("same", " years.")],
    )
    assert "read what changed: footnote 1 (vesting)" in found.tasks


def test_a_request_that_lets_an_entry_accept_other_words_says_so(tmp_path: Path) -> None:
    entry = 'accept: {words-changed-after-signing: {reason: A comma., of: "1:HASH"}}'
    texts = [changed(TEXT, ("# the end", entry.replace("HASH", each * 32))) for each in "ab"]
    pair = (look(tmp_path / f"{n}", each, NAME) for n, each in enumerate(texts))
    found = filing_review(Pair(change="changed", before=next(pair), after=next(pair)), TODAY)
    [fact] = found.facts
    assert (fact.what, fact.before, fact.after) == (
        "accepted warning words-changed-after-signing",
        f"A comma. (of 1:{'a' * 12})",
        f"A comma. (of 1:{'b' * 12})",
    )
