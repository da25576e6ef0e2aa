"""Signers, powers and exhibits in the remarks: the cases with a warning and those without."""

from __future__ import annotations

import pytest

from redwell.forms import FORMS
from redwell.forms.form3.tables import Form3
from redwell.ownership.parse import parse_filing
from redwell.rules import readiness
from redwell.source import loader
from redwell.text.names import is_entity, is_one, is_one_company, meant
from tests import corpus

FORM = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP /DE/, cik: "123", trading_symbol: ACME}
reporting_owners:
"""
JANE = '  - {name: DOE JANE MARIE, cik: "456", relationship: {director: true}}\n'
FUND = '  - {name: DOE FAMILY FUND L P, cik: "457", relationship: {ten_percent_owner: true}}\n'
POWER = "  - {grantor: Jane M. Doe, attorneys_in_fact: [Sam Agent], on_file: {date: 2025-01-02}}\n"
OF_FUND = "  - {grantor: Doe Family Fund LP, attorneys_in_fact: [Sam Agent], on_file: {date: 2025-01-02}}\n"


def asked(owners: str, *signatures: str, powers: str = "", more: str = "") -> list[str]:
    """Return the problems of a form with these owners, signatures and powers."""
    text = FORM + owners + "no_securities_owned: true\nsignatures:\n"
    text += "".join(f"  - {{{signature}, signed: 2026-05-05}}\n" for signature in signatures)
    text += f"powers_of_attorney:\n{powers}" if powers else ""
    filing = parse_filing(loader.read((text + more).encode(), "f.yaml"), Form3)
    found = [problem for rule in FORMS["3"].rules for problem in rule(filing)]
    return [f"{problem.severity} {problem.code}: {problem.message}" for problem in found]


def codes(*args: str, **further: str) -> list[str]:
    return [line.split()[1].removesuffix(":") for line in asked(*args, **further)]


@pytest.mark.parametrize(
    ("owners", "signatures", "powers"),
    [
        (JANE, ["signer: Jane M. Doe"], ""),
        (JANE, ["signer: Jane Doe, title: Chief Financial Officer"], ""),
        (JANE, ["signer: Sam Agent, for: Jane M. Doe"], POWER),
        (JANE, ["signer: Sam B. Agent, capacity: Attorney-in-Fact"], POWER),
        (JANE, ["signer: Ann Roe, for: Jane M. Doe, capacity: Executor"], ""),
        (JANE, ['text: "/s/ Sam Agent, attorney-in-fact for Jane Doe"'], POWER),
        (JANE, ['text: "By: /s/ Jane Doe"'], ""),
        (JANE, ['text: "/s/ See Signatures Included in Exhibit 99.2"'], ""),
        (FUND, ["signer: Jane Doe, title: Manager"], ""),
        (FUND, ['signer: Jane Doe, by: ["Doe GP LLC, its general partner"]'], ""),
        (FUND, ["signer: Sam Agent, for: Doe Family Fund LP"], OF_FUND),
        (JANE + FUND, ["signer: Jane Doe", "signer: Jane Doe, for: Doe Family Fund LP, title: Manager"], ""),
        (
            JANE + FUND,
            ['signer: Jane Doe, capacity: "individually, and as Manager of Doe Family Fund LP"'],
            "",
        ),
        (
            JANE + FUND,
            ['signer: Jane Doe, capacity: "on behalf of herself and each other reporting person"'],
            "",
        ),
        (JANE + FUND, ['text: "/s/ Jane Doe, for herself and Doe Family Fund, L.P."'], ""),
        (JANE + FUND, ["signer: Sam Agent, for: [Jane M. Doe, Doe Family Fund LP]"], POWER + OF_FUND),
    ],
)
def test_the_usual_ways_to_sign_pass(owners: str, signatures: list[str], powers: str) -> None:
    assert asked(owners, *signatures, powers=powers) == []


@pytest.mark.parametrize(
    ("owners", "signatures", "powers", "found"),
    [
        (JANE, ["signer: Sam Agent, for: Jane M. Doe"], "", ["poa-missing"]),
        (JANE, ["signer: Sam Agent, capacity: By POA"], "", ["poa-missing"]),
        (JANE, ["signer: Ann Agent, for: Jane M. Doe"], POWER, ["signer-not-in-power"]),
        (JANE, ['text: "/s/ Ann Clerk, Attorney-in-Fact"'], POWER, ["signer-not-in-power"]),
        (JANE, ["signer: Sam Agent"], "", ["signature-for-whom"]),
        (JANE, ["signer: Sam Agent"], POWER, ["signature-for-whom"]),
        (FUND, ["signer: Jane Doe"], "", ["entity-signer-bare"]),
        (JANE + FUND, ["signer: Jane Doe"], "", ["owner-unsigned"]),
        (JANE + FUND, ["signer: Jane Doe", "signer: Ann Roe"], "", ["signature-for-whom"]),
        (
            JANE + FUND,
            ["signer: Sam Agent, for: [Jane M. Doe, Doe Family Fund LP]"],
            POWER,
            ["entity-signer-bare"],
        ),
        (
            JANE + FUND,
            ["signer: Sam Agent, for: [Jane Doe, Doe Family Fund LP], capacity: Attorney-in-Fact"],
            "",
            ["poa-missing", "poa-missing"],
        ),
    ],
)
def test_a_likely_slip_gives_one_warning(
    owners: str, signatures: list[str], powers: str, found: list[str]
) -> None:
    assert codes(owners, *signatures, powers=powers) == found


def test_a_later_power_that_is_in_force_makes_good_an_earlier_one_that_ended() -> None:
    ended = POWER.replace("on_file", "ends: 2026-01-31, on_file")
    line = "signer: Sam Agent, for: Jane Doe"
    assert asked(JANE, line, powers=ended + POWER) == []
    assert codes(JANE, line, powers=ended) == ["poa-ended-before"]


def test_an_enclosed_exhibit_24_may_be_the_signers_power() -> None:
    more = (
        'exhibits: [{type: EX-24, file: ex24.txt}]\nremarks: "Exhibit List: Exhibit 24 - Power of Attorney"\n'
    )
    assert asked(JANE, "signer: Sam Agent, for: Jane Doe", more=more) == []


@pytest.mark.parametrize(
    "name",
    [
        "any assistant counsel of the Company",
        "each of the officers of Acme Corp",
        "the General Counsel, or any designee",
        "Smith & Jones LLP",
        "then-serving Corporate Secretary",
    ],
)
def test_a_class_of_persons_and_a_firm_cannot_be_decided(name: str) -> None:
    powers = POWER.replace("[Sam Agent]", f'[Bill Clerk, "{name}"]')
    assert asked(JANE, "signer: Sam Agent, for: Jane Doe", powers=powers) == [
        f'warning poa-class-of-persons: the power of Jane M. Doe names "{name}": Redwell cannot tell whether '
        "Sam Agent is one of them; has somebody checked? if so, accept this warning with the reason"
    ]


@pytest.mark.parametrize("name", ["Sam Agent, General Counsel", "Sam B. Agent", "AGENT SAM", "S. Agent"])
def test_an_attorney_may_be_named_in_another_way(name: str) -> None:
    powers = POWER.replace("[Sam Agent]", f'["{name}"]')
    assert asked(JANE, "signer: Sam Agent, for: Jane Doe", powers=powers) == []


def test_ten_signatures_are_one_filing_and_more_may_be_two() -> None:
    lines = [f"signer: Ann Roe, for: Jane Doe, capacity: Witness {n}" for n in range(11)]
    assert codes(JANE, *lines[:10]) == []
    assert codes(JANE, *lines) == ["signatures-too-many"]
    owners = "".join(
        f'  - {{name: DOE P{n}X, cik: "{500 + n}", relationship: {{director: true}}}}\n' for n in range(12)
    )
    own = [f"signer: P{n}x Doe" for n in range(12)]
    assert codes(owners, *own) == ["owners-too-many"]
    assert codes(owners, *own, more="split: true\n") == []


@pytest.mark.parametrize(
    ("remarks", "is_asked"),
    [
        ("Exhibit List: Exhibit 24 - Power of Attorney", False),
        ("EX-24 Limited Power of Attorney", False),
        ("Exhibits 24.1 and 24.2", False),
        ("A power of attorney is on file.", False),
        ("Exhibit No. 24", False),
        ("24 officers hold shares.", True),
        ("Exhibit 2.4", True),
    ],
)
def test_remarks_list_exhibit_24_in_one_of_many_ways(remarks: str, is_asked: bool) -> None:
    more = f'exhibits: [{{type: EX-24, file: ex24.txt}}]\nremarks: "{remarks}"\n'
    assert codes(JANE, "signer: Jane Doe", more=more) == ["exhibits-unlisted"] * is_asked


def test_every_exhibit_that_the_remarks_lack_is_in_the_line_to_add() -> None:
    files = "{type: EX-24, file: a.txt}, {type: EX-99.1, file: b.txt, description: Joint filers}"
    assert asked(JANE, "signer: Jane Doe", more=f"exhibits: [{files}]\n") == [
        "warning exhibits-unlisted: should the remarks list Exhibits 24 and 99.1, as the SEC asks? write "
        'remarks: "Exhibit List: Exhibit 24 - Power of Attorney; Exhibit 99.1 - Joint filers" (EDGAR Filer '
        "Manual, volume II)"
    ]


def test_a_power_that_goes_out_by_itself_is_not_enclosed_again() -> None:
    document = (
        "  - {grantor: Jane Doe, attorneys_in_fact: [Sam Agent], forms: [3, 4, 5], document: power.txt}\n"
    )
    listed = 'remarks: "Exhibit 24"\n'
    enclosed = "exhibits: [{type: EX-24, file: ex24.txt}]\n"
    assert asked(JANE, "signer: Jane Doe", powers=document, more=listed + enclosed) == [
        "warning exhibit-24-twice: the power of Jane Doe under powers_of_attorney: is sent as Exhibit 24 by "
        "itself: is this another one? if not, remove it here"
    ]
    assert asked(JANE, "signer: Jane Doe", powers=document * 2, more=listed) == [
        "warning exhibit-24-twice: power.txt is already sent as Exhibit 24, for a power above: is this "
        "another text?"
    ]
    assert asked(JANE, "signer: Jane Doe", powers=POWER, more=listed + enclosed) == []


# --- names ---


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("Robert A. Panora", "PANORA ROBERT ANTHONY"),
        ("R. Panora", "PANORA ROBERT"),
        ("Ann Li", "LI ANN MARIE"),
    ],
)
def test_an_initial_may_stand_for_a_name(name: str, owner: str) -> None:
    assert is_one(name, owner)
    assert is_one(owner, name)


def test_another_initial_is_another_person() -> None:
    assert not is_one("Robert B. Panora", "PANORA ROBERT ANTHONY")
    assert not is_one("R. P.", "PANORA ROBERT")


def test_a_person_is_not_the_trust_that_bears_the_name() -> None:
    owners = ["HOFFMAN REID", "Reid Hoffman & Michelle Yee Living Trust"]
    assert meant("Reid Hoffman", owners) == (0,)
    assert meant("Reid Hoffman", owners[1:]) == ()
    assert meant("the Reid Hoffman and Michelle Yee Living Trust dated October 27, 2009", owners) == (1,)
    assert meant("Acme", ["ACME CORP"]) == (0,)


@pytest.mark.parametrize("name", ["ACME CORP", "Northern Light, L.P.", "Panora Family Trust", "SMITH & CO"])
def test_an_entity_is_known_by_its_name(name: str) -> None:
    assert is_entity(name)


@pytest.mark.parametrize("name", ["DOE JANE", "LEE AG", "DE SA MARIA", "TRUST BILL", "CO ANN"])
def test_a_person_is_no_entity(name: str) -> None:
    assert not is_entity(name)


@pytest.mark.parametrize(
    ("name", "other", "is_so"),
    [
        ("Tecogen, Inc.", "TECOGEN INC.", True),
        ("The Acme Company", "ACME CO /DE/", True),
        ("A.B.C. Corporation", "ABC CORP", True),
        ("Acme Corp. and its subsidiaries", "ACME CORP", True),
        ("Reinvent Technology Partners", "Reinvent Technology Partners Z", False),
        ("Apex Inc.", "ACME INC.", False),
    ],
)
def test_a_company_is_known_by_its_name_without_its_legal_form(name: str, other: str, is_so: bool) -> None:
    assert is_one_company(name, other) is is_so


@pytest.mark.skipif(not corpus.FORM3, reason=corpus.ABSENT)
def test_of_real_forms_without_their_exhibits_the_power_alone_is_asked_for() -> None:
    names = ("signatures", "powers", "exhibits")
    rules = [rule for rule in FORMS["3"].rules if rule.__module__.removeprefix("redwell.rules.") in names]
    filings = [
        parse_filing(loader.read(corpus.as_filing(path).encode(), path.name), Form3) for path in corpus.FORM3
    ]
    found = [{problem.code for rule in rules for problem in rule(filing)} for filing in filings]
    assert len(rules) > 15
    # Mr. Hoffman signed one himself.
    assert found.count({"poa-missing"}) == len(found) - 1
    assert found.count(set()) == 1


AGAIN = 'reauthorized: {{by: "{}", on: 2026-05-06, how: telephone}}'
ENTITY = ["signer: Mary Major, for: Doe Family Fund LP, title: Manager"]
BY_AGENT = ["signer: Sam Agent, for: Jane M. Doe, title: Attorney-in-Fact"]
FILED = "filed: {date: 2026-05-07}\n"
NOBODY = "is neither the signer nor a reporting owner, and nobody else can agree to the change: who did?"


@pytest.mark.parametrize(
    ("line", "by", "is_asked"),
    [
        ("signer: Jane M. Doe", "Jane Doe", False),
        ("signer: Sam Agent, for: Jane M. Doe", "Agent, Sam", False),
        ("signer: Sam Agent, for: Jane M. Doe", "Jane Marie Doe", False),
        ("signer: Sam Agent, for: Jane M. Doe", "Ann Agent", True),
        ('text: "/s/ Sam Agent, attorney-in-fact"', "Sam B. Agent", False),
        ('text: "/s/ Sam Agent, attorney-in-fact"', "Pat Poe", True),
    ],
)
def test_only_the_signer_or_an_owner_reauthorizes(line: str, by: str, is_asked: bool) -> None:
    line = f"{line}, {AGAIN.format(by)}"
    found = [each for each in asked(JANE, line, powers=POWER) if "by-another" in each]
    assert found == ([f"warning reauthorized-by-another: {by} {NOBODY}"] if is_asked else [])
    assert "reauthorized-by-another" not in codes(JANE, line, powers=POWER, more=FILED)


@pytest.mark.parametrize(
    ("owners", "lines", "by", "names"),
    [
        (JANE, BY_AGENT, "Jane M. Doe", ""),
        (JANE, BY_AGENT, "DOE, JANE", ""),
        (JANE, BY_AGENT, "Sam Agent", "DOE JANE MARIE"),
        (FUND, ENTITY, "Mary Major", ""),
        (FUND, ENTITY, "Doe Family Fund, L.P.", ""),
        (FUND, ENTITY, "Pat Poe", "DOE FAMILY FUND L P"),
    ],
)
def test_only_an_insider_confirms(owners: str, lines: list[str], by: str, names: str) -> None:
    more = f'confirmed: {{by: "{by}", on: 2026-05-05, how: e-mail}}\n'
    said = f"{by} is not a reporting owner ({names}): did the insider confirm what the form reports?"
    found = [each for each in asked(owners, *lines, more=more) if "by-another" in each]
    assert found == ([f"warning confirmed-by-another: {said}"] if names else [])
    assert "confirmed-by-another" not in codes(owners, *lines, more=more + FILED)


def test_who_has_not_signed_for_several_is_said_with_each_name() -> None:
    lines = ["signer: Ann Q. Roe, for: Jane Doe", "signer: Ann Q. Roe, for: Doe Family Fund LP"]
    lines += ["signer: Sam Agent, for: Jane Doe", 'text: "/s/ Jane Doe, Manager"']
    filing = parse_filing(
        loader.read(
            (
                FORM
                + JANE
                + FUND
                + "no_securities_owned: true\nsignatures:\n"
                + "".join(f"  - {{{line}}}\n" for line in lines)
            ).encode(),
            "f.yaml",
        ),
        Form3,
    )
    assert [each.message for each in readiness.everybody_has_signed(filing)] == [
        "Ann Q. Roe has not signed for Jane Doe (no date)",
        "Ann Q. Roe has not signed for Doe Family Fund LP (no date)",
        "Sam Agent has not signed (no date)",
        "Jane Doe has not signed (no date)",
    ]


@pytest.mark.parametrize(("day", "is_asked"), [("04", True), ("05", False), ("06", False)])
def test_the_page_is_not_signed_before_the_form(day: str, is_asked: bool) -> None:
    line = f"signer: Jane Doe, authenticated: {{on: 2026-05-{day}, held_by: Acme Legal}}"
    assert ("authenticated-before-signed" in codes(JANE, line)) is is_asked


@pytest.mark.parametrize(("day", "is_asked"), [("06", False), ("07", False), ("08", True)])
def test_the_page_is_signed_by_the_time_of_filing(day: str, is_asked: bool) -> None:
    line = f"signer: Jane Doe, authenticated: {{on: 2026-05-{day}, held_by: Acme Legal}}"
    assert ("authenticated-after-filing" in codes(JANE, line, more=FILED)) is is_asked
    assert "authenticated-after-filing" not in codes(JANE, line)


@pytest.mark.parametrize(("day", "is_asked"), [("06", False), ("07", False), ("08", True)])
def test_who_agrees_to_a_change_agrees_by_the_time_of_filing(day: str, is_asked: bool) -> None:
    line = f"signer: Jane Doe, reauthorized: {{by: Jane Doe, on: 2026-05-{day}, how: telephone}}"
    assert ("reauthorized-after-filing" in codes(JANE, line, more=FILED)) is is_asked
    assert "reauthorized-after-filing" not in codes(JANE, line)


@pytest.mark.parametrize(
    ("name", "signer", "is_asked"),
    [
        ("JOHN SMITH", "John Smith", True),
        ("MARY SMITH", "Mary Smith", True),
        ("SMITH JOHN", "John Smith", False),
        ("JOHN ELTON", "Elton John", False),
        ("JOHN SMITH", "JOHN SMITH", False),
        ("CHEN WEI", "Chen Wei", False),
    ],
)
def test_a_frequent_first_name_is_no_last_name_where_the_signature_has_the_same_order(
    name: str, signer: str, is_asked: bool
) -> None:
    owner = f"  - {{name: {name}, cik: '456', relationship: {{director: true}}}}\n"
    found = asked(owner, f"signer: {signer}")
    said = f'is this last name first, as EDGAR has it? "{signer}" signs with the words in the same order'
    assert found == ([f"warning owner-name-order: {said} (specification 4.3.2)"] if is_asked else [])
