"""Tests of what a draft leaves in a text, and of what only looks like it."""

from __future__ import annotations

import pytest

from redwell.text.drafting import PAGE_MARK, draft_mark, is_unfilled_name


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Includes [___] shares.", "the blank", "[___]"),
        ("Includes [ ] shares.", "the blank", "[ ]"),
        ("Includes [\u25cf] shares.", "the blank", "[\u25cf]"),
        ("Includes $[\u2022] a share.", "the blank", "[\u2022]"),
        ("Includes [*] shares.", "the blank", "[*]"),
        ("Includes ____ shares.", "the blank", "____"),
        ("Includes XX,XX shares.", "the blank", "XX,XX"),
        ("Held by [Name of Trust].", "the blank", "[Name of Trust]"),
        ("Granted on [date].", "the blank", "[date]"),
        ("[NTD: confirm with the broker]", "the note", "[NTD: confirm with the broker]"),
        ("NTD: confirm with the broker", "the note", "NTD:"),
        ("Note to Draft: see the plan", "the note", "Note to Draft"),
        ("[Confirm]", "the note", "[Confirm]"),
        ("[insert number of shares]", "the note", "[insert number of shares]"),
        ("TBD - waiting for the plan administrator.", "the note", "TBD"),
        ("The number is TBC.", "the note", "TBC"),
        ("Vests in 2027??", "the note", "??"),
        ("The price is {{ price }} per share.", "the template mark", "{{ price }}"),
        ("Held by <<Owner>>.", "the template mark", "<<Owner>>"),
        ("Held by \xabOwner_Name\xbb.", "the template mark", "\xabOwner_Name\xbb"),
        ("See Error! Reference source not found.", "Word's mark", "Error! Reference source not found."),
        ("Error! Bookmark not defined.", "Word's mark", "Error! Bookmark not defined."),
        ("Click or tap here to enter text.", "Word's mark", "Click or tap here to enter text"),
        ("Held by { MERGEFIELD Owner }.", "Word's mark", "{ MERGEFIELD Owner }"),
        ("DRAFT", "the note", "DRAFT"),
        ("** Draft **", "the note", "** Draft **"),
        ("Draft of 11/28/2026", "the note", "Draft of 11/28/2026"),
        ("Draft 3", "the note", "Draft 3"),
        ("insert name here", "the note", "insert name here"),
        ("Held by INSERT THE NAME of the trust.", "the note", "INSERT THE NAME"),
        ("Held by insert trust here.", "the note", "insert trust here"),
        ("Fill in the vesting schedule here", "the note", "Fill in the vesting schedule here"),
        ("Vesting: XX percent", "the blank", "XX percent"),
        ("Vests XX% a year over XX years.", "the blank", "XX%"),
        ("Includes xx shares.", "the blank", "Includes xx shares"),
        ("The price is $XX.", "the blank", "$XX"),
        ("Vests on June 1, 20XX.", "the blank", "20XX"),
        ("Granted on XX/XX/2026.", "the blank", "XX/XX"),
        ("A/K/A __ Holdings", "the blank", "__"),
        ("Includes __ shares.", "the blank", "__"),
        ("DRAFT. Exhibit 24", "the note", "DRAFT."),
        ("DRAFT - not final", "the note", "DRAFT -"),
        ("Draft: the option vests.", "the note", "Draft:"),
        ("The option (draft) vests.", "the note", "(draft)"),
        ("DO NOT FILE", "the note", "DO NOT FILE"),
        ("For internal review only", "the note", "For internal review only"),
        ("Please confirm with the broker.", "the note", "Please confirm"),
        ("Commented [JD1]: is this right", "the note", "Commented [JD1]"),
        ("TODO: ask", "the note", "TODO"),
        ("XXX Holdings", "the blank", "XXX"),
        ("Held by XXX Holdings LLC.", "the blank", "XXX"),
        ("see note X", "the blank", "note X"),
        ("See footnote XX.", "the blank", "footnote XX"),
        ("(see note #)", "the blank", "note #"),
        ("Vests at X% a year.", "the blank", "X%"),
        ("Includes X shares.", "the blank", "Includes X shares"),
        ("The price is $X.XX.", "the blank", "$X.XX"),
        ("Granted on MM/DD/YYYY.", "the blank", "MM/DD/YYYY"),
        ("Granted on 00/00/0000.", "the blank", "00/00/0000"),
        ("[Signature on following page]", PAGE_MARK, "[Signature on following page]"),
        ("[Signature Page Follows]", PAGE_MARK, "[Signature Page Follows]"),
        (
            "[Remainder of page intentionally left blank]",
            PAGE_MARK,
            "[Remainder of page intentionally left blank]",
        ),
    ],
)
def test_a_mark_of_a_draft_is_found(text: str, kind: str, words: str) -> None:
    assert draft_mark(text) == (kind, words)


@pytest.mark.parametrize(
    "text",
    [
        "The amount was converted from NTD to U.S. dollars at NTD 32.1 [NTD 500].",
        "Held by TBC Bank Group PLC.",
        "TBC CORP",
        "Northern Light Fund XXXV, L.P.",
        'The plan says that "[...] the holder may sell [***] shares" [sic].',
        "The number of shares is to be determined by the committee.",
        "See [Note 3] and Exhibit [X].",
        "Soci\xe9t\xe9 \xab Le Pont \xbb",
        'The trust was amended (the "Draft Trust") and is a todolist.',
        "DRAFTKINGS INC.",
        "The shares are subject to a draft of the plan.",
        "Draft horse breeders hold 5 shares.",
        "Did not enter into the agreement described here.",
        "The plan inserts a new date, and the names here are final.",
        "Northern Light Ventures XXX Holdings LLC",
        "The Note X-1 is convertible; Notes X1 and notes x of the plan; Note X.5.",
        "DRAFT HORSE PARTNERS LLC",
        "The draft registration statement is not part of this.",
        "Please contact the issuer.",
        "The Class X shares and 3.5X% of them.",
        "Fund XX and Ventures XX shares voting power with Fund XX, L.P.",
        "Held by Partners Fund XX.",
        "Filed from file a__b.",
        "See the signature page [attached] on Exhibit 99.",
    ],
)
def test_a_finished_text_has_no_mark(text: str) -> None:
    assert draft_mark(text) is None


@pytest.mark.parametrize(
    "name",
    [
        "OWNER NAME",
        "Name of Reporting Person",
        "LAST FIRST MIDDLE",
        "[Name]",
        "Full Name",
        "Attorney-in-Fact Name",
    ],
)
def test_a_name_that_a_form_asks_for_is_nobodys(name: str) -> None:
    assert is_unfilled_name(name)


@pytest.mark.parametrize(
    "name", ["DOE JANE", "First Republic Bank", "NAME BRANDS INC", "AGENT SAM", "Middle East Fund"]
)
def test_a_name_that_somebody_may_have_is_filled_in(name: str) -> None:
    assert not is_unfilled_name(name)
