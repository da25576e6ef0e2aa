from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from redwell import home
from redwell.documents.renderer import render
from redwell.model import Filed
from redwell.power_of_attorney import documents, instrument
from redwell.power_of_attorney.instrument import ordinal, this_day
from redwell.schema import validation
from tests.conftest import GOLDEN
from tests.corpus import SHARED
from tests.powers import NAMES, drafted, files, filing, power, problems, said

SEED = SHARED / "seed" / "tecogen-form3-and-poa.md"

AS_SIGNED = (GOLDEN / "power_of_attorney/as-signed.txt").read_text("utf-8")
"""Typed from the seed document; no test writes it."""


def test_the_seed_filing_says_what_was_signed_word_for_word() -> None:
    assert drafted().text == AS_SIGNED


@pytest.mark.skipif(not SEED.exists(), reason="the seed document (../shared) is not beside this checkout")
def test_the_text_that_was_signed_is_that_of_the_seed_document() -> None:
    seed = SEED.read_text("utf-8").partition("## LIMITED POWER")[2].replace("**", "").replace("---", "")
    assert ("LIMITED POWER" + seed).split() == AS_SIGNED.split()


def test_terms_that_the_seed_defines_are_bold_and_nothing_else_is() -> None:
    bold = [run.text for _, runs in drafted().body for run in runs if run.is_bold]
    assert bold == ["Company", "Exchange Act", "SEC"]


VARIANTS: dict[str, dict[str, Any]] = {
    "one-form-3": {"attorneys_in_fact": NAMES[:1], "forms": (3,), "signed": None},
    "two-all-clauses": {
        "clauses": ("form_144", "form_id", "indemnity", "revokes_earlier"),
        "ends": date(2026, 12, 31),
    },
    "one-all-clauses": {
        "attorneys_in_fact": NAMES[:1],
        "clauses": ("form_144", "form_id", "indemnity", "revokes_earlier"),
        "ends": date(2026, 12, 31),
    },
    "three-forms-3-and-4-form-144": {
        "attorneys_in_fact": NAMES[:3],
        "forms": (4, 3),
        "clauses": ("form_144",),
    },
    "seven-forms-4-and-5-indemnity": {
        "attorneys_in_fact": NAMES,
        "forms": (4, 5),
        "clauses": ("indemnity",),
    },
    "two-form-id": {"clauses": ("form_id",), "signed": None},
    "two-end-after-three-years": {"ends_after_years": 3},
    "one-ends-on-leaving-after-a-year": {
        "attorneys_in_fact": NAMES[:1],
        "ends_after_years": 1,
        "ends_on_leaving": NAMES[:1],
        "signed": None,
    },
    "two-place-witnesses": {"place": "Boston, Massachusetts", "witnesses": ("Ann Roe", "Maria Silva")},
    "two-witnesses-without-names": {"witnesses": ("", ""), "signed": None},
    "two-letter": {"wording": "letter", "signed": None},
    "two-letter-all-clauses": {
        "wording": "letter",
        "clauses": ("form_144", "revokes_earlier"),
        "ends_after_years": 12,
        "ends_on_leaving": ("Bonnie J. Brown", "John N. Hatsopoulos"),
        "place": "Boston, Massachusetts",
        "witnesses": ("Ann Roe",),
    },
    "two-revokes-earlier-ends": {"clauses": ("revokes_earlier",), "ends": date(2027, 1, 2)},
}


@pytest.mark.parametrize("name", VARIANTS)
def test_number_of_attorneys_forms_and_clauses_read_right(
    name: str, golden: Callable[[str, str], None]
) -> None:
    made = instrument.context(drafted(**VARIANTS[name]), "Redwell")
    text = render("ex24.txt", "power_of_attorney/power_of_attorney.txt.j2", made, home=home())
    golden(f"power_of_attorney/{name}.txt", text.decode("ascii"))


LETTERS = [name for name in VARIANTS if "letter" in name]


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("name", LETTERS)
def test_the_grammar_of_a_letter_agrees_with_the_number_of_attorneys(name: str, count: int) -> None:
    text = drafted(**{**VARIANTS[name], "attorneys_in_fact": NAMES[:count]}).text
    assert ("delivered to the person named in it" in text) is (count == 1)
    assert ("delivered to each of the persons named in it" in text) is (count > 1)
    assert ("either of them acting singly" in text) is (count == 2)
    assert ("any of them acting singly" in text) is (count > 2)
    assert not re.search(r" [,.;)]|  |\( |,,|\.\.", text)


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("name", [name for name in VARIANTS if name not in LETTERS])
def test_grammar_agrees_with_the_number_of_attorneys_through_the_whole_text(name: str, count: int) -> None:
    text = drafted(**{**VARIANTS[name], "attorneys_in_fact": NAMES[:count]}).text
    one, more = ("foregoing attorney-in-fact,", "foregoing attorneys-in-fact,")
    assert (one in text) is (count == 1)
    assert (more in text) is (count > 1)
    assert ("is not assuming, nor" in text) is (count == 1)
    assert ("are not assuming, nor" in text) is (count > 1)
    assert ("each" in text.replace("each power of attorney", "")) is (count > 1)
    assert ("or either of them acting singly" in text) is (count == 2)
    assert ("or any of them acting singly" in text) is (count > 2)
    assert not re.search(r" [,.;)]|  |\( |,,|\.\.", text)


@pytest.mark.parametrize(
    ("clauses", "endings"),
    [
        ((), [";", "; and", "."]),
        (("form_144",), [";", ";", "; and", "."]),
        (("form_id",), [";", ";", "; and", "."]),
        (("form_id", "form_144"), [";", ";", ";", "; and", "."]),
    ],
)
def test_the_list_of_powers_is_punctuated_whichever_it_holds(
    clauses: tuple[str, ...], endings: list[str]
) -> None:
    powers = [runs[-1].text for kind, runs in drafted(clauses=clauses).body if kind == "power"]
    assert powers == endings


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2013, 9, 23), "this 23rd day of September, 2013"),
        (date(2026, 3, 1), "this 1st day of March, 2026"),
        (date(2026, 12, 12), "this 12th day of December, 2026"),
        (None, "this ____ day of __________, 20__"),
    ],
)
def test_the_day_of_signing_stands_in_words_or_is_left_blank(day: date | None, words: str) -> None:
    assert this_day(day) == words


def test_every_day_of_a_month_has_its_ordinal() -> None:
    irregular = {1: "1st", 2: "2nd", 3: "3rd", 21: "21st", 22: "22nd", 23: "23rd", 31: "31st"}
    assert [ordinal(n) for n in range(1, 32)] == [irregular.get(n, f"{n}th") for n in range(1, 32)]


@pytest.mark.parametrize(
    ("years", "said"),
    [
        (1, "one (1) year after ~ on the first anniversary"),
        (3, "three (3) years after ~ on the third anniversary"),
        (10, "ten (10) years after ~ on the tenth anniversary"),
        (12, "12 years after ~ on the 12th anniversary"),
        (23, "23 years after ~ on the 23rd anniversary"),
    ],
)
@pytest.mark.parametrize(
    ("wording", "begins", "signs"),
    [
        (
            None,
            "Notwithstanding the preceding paragraph, this Limited Power of Attorney, unless it has sooner "
            "ended, shall expire",
            "the date on which the undersigned signs it, at 11:59 p.m., Eastern Time,",
        ),
        (
            "letter",
            "This authority ends in any case",
            "the date on which I sign this letter, at 11:59 p.m., Eastern Time,",
        ),
    ],
)
def test_a_power_ends_on_the_anniversary_with_its_number(
    wording: str | None, begins: str, signs: str, years: int, said: str
) -> None:
    text = drafted(wording=wording, ends_after_years=years).text
    assert f"{begins} {said.replace('~', signs)} of that date." in text


LEAVING: dict[tuple[str, ...], dict[tuple[str, ...], tuple[str, str]]] = {
    ("Ann Roe", "Jo Poe, General Counsel", "Max Doe"): {
        ("Ann Roe",): (
            "The authority of Ann Roe under this Limited Power of Attorney shall end, without notice or any "
            "other act, at the time at which that person is no longer employed by the Company or one of its "
            "subsidiaries. The authority of any other attorney-in-fact is not affected. Anything lawfully "
            "done before that time remains valid.",
            "The authority of Ann Roe ends, without notice, when that person is no longer employed by the "
            "Company or one of its subsidiaries. That of any other person named in this letter is not "
            "affected.",
        ),
        ("Ann Roe", "Max Doe"): (
            "The authority of each of Ann Roe and Max Doe under this Limited Power of Attorney shall end, as "
            "to that person, without notice or any other act, at the time at which that person is no longer "
            "employed by the Company or one of its subsidiaries. The authority of any other attorney-in-fact "
            "is not affected. Anything lawfully done before that time remains valid.",
            "The authority of each of Ann Roe and Max Doe ends, as to that person, without notice, when that "
            "person is no longer employed by the Company or one of its subsidiaries. That of any other "
            "person named in this letter is not affected.",
        ),
        ("Ann Roe", "Jo Poe", "Max Doe"): (
            "The authority of each of Ann Roe, Jo Poe and Max Doe under this Limited Power of Attorney shall "
            "end, as to that person, without notice or any other act, at the time at which that person is no "
            "longer employed by the Company or one of its subsidiaries. Anything lawfully done before that "
            "time remains valid.",
            "The authority of each of Ann Roe, Jo Poe and Max Doe ends, as to that person, without notice, "
            "when that person is no longer employed by the Company or one of its subsidiaries.",
        ),
    },
    ("Ann Roe",): {
        ("Ann Roe",): (
            "The authority of Ann Roe under this Limited Power of Attorney shall end, without notice or any "
            "other act, at the time at which that person is no longer employed by the Company or one of its "
            "subsidiaries. Anything lawfully done before that time remains valid.",
            "The authority of Ann Roe ends, without notice, when that person is no longer employed by the "
            "Company or one of its subsidiaries.",
        ),
    },
}


@pytest.mark.parametrize("number", [0, 1], ids=["power", "letter"])
@pytest.mark.parametrize(
    ("attorneys", "leaving"), [(who, names) for who, by_names in LEAVING.items() for names in by_names]
)
def test_who_leaves_ends_that_authority_and_no_other(
    attorneys: tuple[str, ...], leaving: tuple[str, ...], number: int
) -> None:
    wording = "letter" if number else None
    text = drafted(wording=wording, attorneys_in_fact=attorneys, ends_on_leaving=leaving).text
    assert f"\n\n{LEAVING[attorneys][leaving][number]}\n\n" in text


def test_a_letter_revokes_what_was_given_for_form_144_only_where_it_covers_it() -> None:
    said = (
        "This letter revokes any authority that I gave before its date for signing or filing Forms 3, 4 or 5"
    )
    for clauses, more in (("revokes_earlier",), ""), (("form_144", "revokes_earlier"), " or Form 144"):
        text = drafted(wording="letter", clauses=clauses).text
        assert f"{said}{more} about securities of the Company." in text


# --- signing ---


def test_a_signed_power_without_its_fingerprint_is_told_the_line_to_write(tmp_path: Path) -> None:
    fingerprint = hashlib.sha256(AS_SIGNED.encode()).hexdigest()
    assert said(tmp_path, power()) == [
        "0.signed error [wording-hash-missing] a signed power needs the fingerprint of its text, so that "
        f"nobody changes it by accident: if this is the signed text, write wording_hash: {fingerprint}"
    ]
    assert said(tmp_path, power(wording_hash=fingerprint)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"grantor": "Robert B. Panora"},
        {"company": "Tecogen Inc."},
        {"capacity": "an officer"},
        {"attorneys_in_fact": ("Bonnie J. Brown",)},
        {"forms": (3, 4)},
        {"clauses": ("indemnity",)},
        {"ends": date(2026, 1, 1)},
    ],
)
def test_an_executed_power_never_changes(tmp_path: Path, change: dict[str, Any]) -> None:
    changed = power(wording_hash=drafted().wording_hash, **change)
    assert said(tmp_path, changed) == [
        f"0.wording_hash error [wording-changed] the text differs from the one {changed.grantor} signed on "
        "2013-09-23: restore the names, clauses and words, or name the signed wording file under wording:"
    ]


def test_the_order_of_forms_in_the_filing_is_not_part_of_the_text() -> None:
    assert drafted(forms=(5, 3, 4)).wording_hash == drafted().wording_hash


def test_an_unsigned_power_is_a_clean_copy_for_signature_without_exhibit_24(tmp_path: Path) -> None:
    unsigned = power(signed=None)
    assert said(tmp_path, unsigned) == [
        "0.grantor not ready [poa-unsigned] Robert A. Panora has not signed this power of attorney: the "
        "document is a copy for signature"
    ]
    made = documents.power_documents(filing(unsigned), files(tmp_path), "Redwell")
    assert [each.name for each in made] == ["power-of-attorney.pdf", "power-of-attorney.docx"]
    assert made[0].context["signature"] == {"above": [], "line": "", "below": ["Robert A. Panora"]}
    assert "as of this ____ day of __________, 20__." in drafted(signed=None).text
    assert "/s/" not in drafted(signed=None).text


def test_a_power_on_file_makes_no_documents(tmp_path: Path) -> None:
    on_file = power(on_file=Filed(date=date(2012, 1, 3)), signed=None)
    assert said(tmp_path, on_file) == []
    assert documents.power_documents(filing(on_file), files(tmp_path), "Redwell") == ()


# --- entities ---

AURORA: dict[str, Any] = {
    "grantor": "AURORA LP",
    "by": ("Aurora GP LLC, its general partner", "Aurora Capital Inc., its manager"),
    "signer": "Jane Doe",
    "title": "President",
}


def test_an_entity_signs_by_those_who_act_for_it() -> None:
    assert drafted(**AURORA).text.endswith(
        "\n\nAURORA LP\nBy: Aurora GP LLC, its general partner\nBy: Aurora Capital Inc., its manager\n"
        "By: /s/ Jane Doe\nJane Doe\nPresident\n"
    )
    assert drafted(grantor="THE DOE TRUST", signer="Jane Doe").text.endswith(
        "\n\nTHE DOE TRUST\nBy: /s/ Jane Doe\nJane Doe\n"
    )


def test_the_line_of_an_entity_is_empty_until_somebody_signs() -> None:
    assert instrument.context(drafted(**AURORA, signed=None), "")["signature"] == {
        "above": [
            "AURORA LP",
            "By: Aurora GP LLC, its general partner",
            "By: Aurora Capital Inc., its manager",
        ],
        "line": "By:",
        "below": ["Jane Doe", "President"],
    }


@pytest.mark.parametrize(("key", "value"), [("by", ("Aurora GP LLC",)), ("title", "Manager")])
def test_a_chain_or_an_office_without_a_signer_asks_who_signs(tmp_path: Path, key: str, value: Any) -> None:
    what = {"by": "lists the entities that act", "title": "gives the office of the person who signs"}[key]
    assert said(tmp_path, power(signed=None, grantor="AURORA LP", **{key: value})) == [
        f"0.{key} error [power-signer-missing] {key}: {what} for AURORA LP; add signer: with the person who "
        "signs"
    ]


@pytest.mark.parametrize("key", ["signer", "by", "title"])
def test_who_signed_for_an_entity_never_changes(tmp_path: Path, key: str) -> None:
    other: Any = ("Borealis GP LLC",) if key == "by" else "Somebody Else"
    fingerprint = drafted(**AURORA).wording_hash
    assert said(tmp_path, power(**AURORA, wording_hash=fingerprint)) == []
    changed = said(tmp_path, power(**{**AURORA, key: other}, wording_hash=fingerprint))
    assert [line.split()[2] for line in changed] == ["[wording-changed]"]


# --- executed elsewhere ---

DRAFTING: dict[str, Any] = {
    "by": ("Aurora GP LLC",),
    "signer": "Jane Doe",
    "title": "Manager",
    "clauses": ("form_144",),
    "wording": "own.yaml",
    "notary": "notary.txt",
}
ON_FILE = Filed(date=date(2012, 1, 3))


@pytest.mark.parametrize("key", DRAFTING)
def test_a_key_that_would_draft_has_no_place_beside_a_power_that_was_executed(
    tmp_path: Path, key: str
) -> None:
    (tmp_path / "poa.txt").write_text("I appoint\n", "utf-8")
    assert said(tmp_path, power(document="poa.txt", **{key: DRAFTING[key]})) == [
        f"0.{key} error [power-key-unused] {key} cannot be beside document, because that text was signed "
        "and is sent as it is: remove one of the two"
    ]
    assert said(tmp_path, power(on_file=ON_FILE, **{key: DRAFTING[key]})) == [
        f"0.{key} error [power-key-unused] {key} cannot be beside on_file, because that power was already "
        "filed: remove one of the two"
    ]


@pytest.mark.parametrize(("key", "value"), [("document", "poa.txt"), ("wording_hash", "0" * 64)])
def test_a_power_on_file_has_neither_a_document_nor_a_fingerprint(
    tmp_path: Path, key: str, value: str
) -> None:
    assert said(tmp_path, power(on_file=ON_FILE, **{key: value})) == [
        f"0.{key} error [power-key-unused] {key} cannot be beside on_file, because that power was already "
        "filed: remove one of the two"
    ]


def test_an_executed_text_with_its_fingerprint_never_changes(tmp_path: Path) -> None:
    path = tmp_path / "poa.txt"
    path.write_text("I appoint Bonnie J. Brown.\n", "utf-8")
    fingerprint = hashlib.sha256(b"I appoint Bonnie J. Brown.\n").hexdigest()
    signed = power(document="poa.txt", wording_hash=fingerprint)
    assert said(tmp_path, power(document="poa.txt")) == []
    assert said(tmp_path, signed) == []
    path.write_bytes(b"I appoint Bonnie J. Brown.\r\n")
    assert said(tmp_path, signed) == []
    path.write_text("I appoint Somebody Else.\n", "utf-8")
    now = hashlib.sha256(b"I appoint Somebody Else.\n").hexdigest()
    assert said(tmp_path, signed) == [
        "0.wording_hash error [wording-changed] poa.txt is not the text that Robert A. Panora signed, and a "
        "signed power never changes: restore that text; only if this is the signed text, write "
        f"wording_hash: {now}"
    ]


def test_the_schema_refuses_for_an_editor_what_the_check_explains() -> None:
    from jsonschema import Draft202012Validator

    whole = validation.load_schema("power-of-attorney.schema.json", home())
    rules = {key: whole[key] for key in ("if", "then", "else")}
    for key in DRAFTING:
        assert not Draft202012Validator(rules).is_valid({"document": "poa.txt", key: "x"})
        assert not Draft202012Validator(rules).is_valid({"on_file": {}, key: "x"})
    assert not Draft202012Validator(rules).is_valid({"on_file": {}, "document": "poa.txt"})
    assert not Draft202012Validator(rules).is_valid({"on_file": {}, "wording_hash": "x"})
    assert Draft202012Validator(rules).is_valid({"document": "poa.txt", "wording_hash": "x", "signed": "x"})
    assert Draft202012Validator(rules).is_valid({"company": "x", "capacity": "x", "clauses": ["form_144"]})


# --- clauses ---


def test_an_unknown_clause_is_guessed(tmp_path: Path) -> None:
    assert said(tmp_path, power(signed=None, clauses=("indemnify", "x")))[:2] == [
        '0.clauses.0 error [clause-unknown] the wording has no clause "indemnify"; did you mean "indemnity"?',
        '0.clauses.1 error [clause-unknown] the wording has no clause "x"; it has form_144, form_id,'
        " indemnity,"
        " revokes_earlier",
    ]


def test_a_power_for_edgar_access_asks_for_a_notary(tmp_path: Path) -> None:
    (tmp_path / "notary.txt").write_text("Notary Public\n", "utf-8")
    assert said(tmp_path, power(signed=None, clauses=("form_id",)))[0] == (
        "0.clauses.0 warning [poa-form-id-notary] the SEC accepts a power for Form ID and EDGAR accounts "
        "only if it is notarized: name a file "
        "with the notary's block under notary: (Form ID; Release 33-11313)"
    )
    notarized = power(signed=None, clauses=("form_id",), notary="notary.txt")
    assert [line.split()[2] for line in said(tmp_path, notarized)] == ["ready"]


# --- names of the files ---


def test_several_powers_are_told_apart_by_their_grantors(tmp_path: Path) -> None:
    text = "I appoint them all.\n"
    (tmp_path / "executed.txt").write_text(text, "utf-8")
    powers = [
        power(grantor="Robert A. Panora"),
        power(grantor="Robert A. Panora"),
        power(grantor="Maria-Josefa de la Santísima Trinidad", signed=None),
        power(grantor="李小龍", signed=None),
        power(grantor="Jane Doe", document="executed.txt"),
        power(grantor="On File", on_file=Filed(date=date(2012, 1, 3))),
    ]
    made = documents.power_documents(filing(*powers), files(tmp_path), "Redwell")
    assert [each.name for each in made] == [
        "power-of-attorney-robertapanora.pdf",
        "power-of-attorney-robertapanora.docx",
        "ex24-robertapanora.txt",
        "ex24-robertapanora.htm",
        "power-of-attorney-robertapanora2.pdf",
        "power-of-attorney-robertapanora2.docx",
        "ex24-robertapanora2.txt",
        "ex24-robertapanora2.htm",
        "power-of-attorney-mariajosefadelasantisim.pdf",
        "power-of-attorney-mariajosefadelasantisim.docx",
        "power-of-attorney-grantor.pdf",
        "power-of-attorney-grantor.docx",
        "ex24-janedoe.txt",
        "ex24-janedoe.htm",
    ]
    edgar = re.compile(r"(?=.{1,32}\Z)(?!.*_.*_)(?!.*-.*-)[a-z][a-z0-9_-]*\.(txt|htm)")
    exhibits = [each.name for each in made if each.name.startswith("ex24")]
    assert len(exhibits) == 6
    assert all(edgar.fullmatch(name) for name in exhibits)


def test_a_copy_for_signature_says_which_words_nobody_has_reviewed() -> None:
    note = "[DRAFT - NOT YET REVIEWED: expiration after a number of years, place of signing]"
    limited: dict[str, Any] = {"ends_after_years": 3, "place": "Boston, Massachusetts"}
    copy, signed = drafted(signed=None, **limited), drafted(**limited)
    assert instrument.context(copy, "Redwell")["heading"][-1] == note
    assert note not in copy.text
    assert instrument.context(signed, "Redwell")["heading"] == list(signed.heading)
    assert instrument.context(drafted(signed=None), "Redwell")["heading"] == list(copy.heading)


def test_a_signed_power_with_draft_words_asks_what_its_paper_said(tmp_path: Path) -> None:
    limited: dict[str, Any] = {"ends_after_years": 3, "place": "Boston, Massachusetts"}
    fingerprint = drafted(**limited).wording_hash
    asked = (
        "0.signed warning [poa-draft-words] Robert A. Panora signed words that are drafts: did the signed "
        'paper carry the heading "[DRAFT - NOT YET REVIEWED: expiration after a number of years, place of '
        'signing]"? Exhibit 24 '
        "leaves it out; once a partner has reviewed the words, have a new copy signed"
    )
    assert said(tmp_path, power(**limited)) == [
        asked,
        "0.signed error [wording-hash-missing] a signed power needs the fingerprint of its text, so that "
        "nobody changes it by accident: if this is the signed text, apart from its draft heading, write "
        f"wording_hash: {fingerprint}",
    ]
    assert said(tmp_path, power(**limited, wording_hash=fingerprint)) == [asked]
    assert said(tmp_path, power(**limited, signed=None))[0] == (
        "0.grantor warning [poa-draft-words] these words are drafts: expiration after a number of years, "
        "place of signing; has a partner reviewed them? then run redwell templates copy "
        "power_of_attorney/wording.yaml, and delete the line draft: in that file"
    )


def test_words_that_a_firm_has_reviewed_are_drafts_no_more(tmp_path: Path) -> None:
    own = tmp_path / "templates/power_of_attorney/wording.yaml"
    own.parent.mkdir(parents=True)
    ours = (home() / "templates/power_of_attorney/wording.yaml").read_text("utf-8")
    limited = power(ends_after_years=3)
    assert [each.code for each in problems(tmp_path, limited)][:1] == ["poa-draft-words"]
    own.write_text(re.sub("    draft: .*\n", "", ours), "utf-8")
    assert [each.code for each in problems(tmp_path, limited)] == ["wording-hash-missing"]


def test_a_wording_without_a_paragraph_for_a_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "title: [POWER]\nshort_title: Power\nbody:\n  - {name: a, kind: paragraph, text: a}\n"
        "signature_page:\n  - {name: b, kind: paragraph, text: b}\n",
        "utf-8",
    )
    asked = power(
        signed=None,
        wording="own.yaml",
        ends_after_years=3,
        ends_on_leaving=NAMES[:1],
        place="X",
        witnesses=("",),
    )
    assert said(tmp_path, asked)[:4] == [
        f"0.{key} error [clause-unknown] the wording has no paragraph with `when: {key}`, so nothing would "
        f"{what}: add one"
        for key, what in (
            ("ends_after_years", "say that this power ends"),
            ("ends_on_leaving", "say whose authority ends"),
            ("place", "say where it is signed"),
            ("witnesses", "name the witnesses"),
        )
    ]


def test_a_power_that_prints_the_signatures_of_witnesses_asks_whether_they_signed(tmp_path: Path) -> None:
    for names, question in (
        (("Carol Poe",), 'the document prints "/s/ Carol Poe": has this witness signed the paper?'),
        (
            ("Carol Poe", "Max Poe"),
            'the document prints "/s/ Carol Poe" and "/s/ Max Poe": have these witnesses signed the paper?',
        ),
    ):
        asked = f"0.witnesses warning [poa-witnesses-signed] {question}"
        assert "\n/s/ Carol Poe\n" in drafted(witnesses=names).text
        assert said(tmp_path, power(witnesses=names))[-1] == asked
        assert asked not in said(tmp_path, power(witnesses=names, signed=None))


def test_a_letter_speaks_for_one_person(tmp_path: Path) -> None:
    letter: dict[str, Any] = {"wording": "letter", "signed": None}
    trust = power(**letter, grantor="The Doe Family Trust", signer="Jane Doe", title="Trustee")
    assert said(tmp_path, trust) == [
        '0.wording error [letter-of-entity] the letter says "I authorize", and Jane Doe signs for The Doe '
        "Family Trust: remove wording: letter, and Redwell prints the Limited Power of Attorney"
    ]
    assert said(tmp_path, power(**letter, grantor="Aurora Fund LP"))[0] == (
        '0.wording warning [poa-letter-entity] the letter says "I authorize": is Aurora Fund LP a person? '
        "if not, add signer: with the person who signs, and remove wording: letter, and Redwell prints the "
        "Limited Power of Attorney"
    )
    assert not [line for line in said(tmp_path, power(**letter)) if line.startswith("0.wording")]


def test_an_instrument_says_once_when_it_ends(tmp_path: Path) -> None:
    twice = {"ends": date(2030, 12, 31), "ends_after_years": 3}
    assert said(tmp_path, power(**twice)) == [
        "0.ends_after_years error [power-key-unused] ends cannot be beside ends_after_years, because the "
        "instrument would say twice when it ends: remove one of the two"
    ]
    (tmp_path / "poa.txt").write_text("I appoint\n", "utf-8")
    assert said(tmp_path, power(**twice, document="poa.txt")) == []


def test_a_signed_power_names_its_witnesses(tmp_path: Path) -> None:
    message = "Robert A. Panora has signed, but who witnessed it? list their names under witnesses:"
    assert said(tmp_path, power(witnesses=("", "")))[-1] == f"0.witnesses not ready [poa-unsigned] {message}"


@pytest.mark.parametrize(
    ("signed", "years", "ends", "last_day"),
    [
        (date(2026, 5, 4), 3, None, date(2029, 5, 4)),
        (date(2024, 2, 29), 1, None, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, None, date(2028, 2, 29)),
        (date(2026, 5, 4), 3, date(2027, 1, 1), date(2027, 1, 1)),
        (date(2026, 5, 4), 1, date(2029, 1, 1), date(2027, 5, 4)),
        (None, 3, None, None),
        (None, 3, date(2029, 1, 1), date(2029, 1, 1)),
        (date(2026, 5, 4), None, None, None),
    ],
)
def test_a_power_is_in_force_until_the_first_of_its_ends(
    signed: date | None, years: int | None, ends: date | None, last_day: date | None
) -> None:
    assert power(signed=signed, ends_after_years=years, ends=ends).last_day == last_day


def test_the_letters_of_powers_go_on_after_z() -> None:
    said = instrument._numbered([("power", ())] * 54, "(a)")
    signs = [runs[0].text.strip() for _, runs in said]
    assert signs[:2] + signs[25:28] + signs[51:] == [
        "(a)",
        "(b)",
        "(z)",
        "(aa)",
        "(bb)",
        "(zz)",
        "(aaa)",
        "(bbb)",
    ]
