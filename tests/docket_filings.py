"""An invented record that has a duty of every kind on 23 December 2026."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from redwell import PACKAGE
from redwell.builds.record import check_record
from redwell.deadlines.docketed import Docketed
from redwell.docket.docket import Docket, DocketView, make_docket
from tests.histories import held, moved

TODAY = date(2026, 12, 23)
HOME = PACKAGE.parent


def filing(form: str, owner: tuple[str, str], body: str, *, issuer: str = "ACME", owner_is: str = "") -> str:
    """The YAML of a filing on Acme, or on Boreal, whose fiscal year nobody knows."""
    name, cik, symbol, more = {
        "ACME": ("ACME WIDGETS, INC.", "0009980001", "ACMW", '\n  fiscal_year_end: "12-31"'),
        "BOREAL": ("BOREAL POWER CORP", "0009980002", "BRLP", ""),
    }[issuer]
    return (
        f'form: "{form}"\n'
        f'issuer:\n  name: {name}\n  cik: "{cik}"\n  trading_symbol: {symbol}{more}\n'
        f'reporting_owners:\n  - name: {owner[0]}\n    cik: "{owner[1]}"\n'
        f"    address: {{street: 1 Main Street, city: BOSTON, state: MA, zip: '02110'}}\n"
        f"    relationship: {{{owner_is or 'director: true'}}}\n"
        f"{body}"
    )


def lines(*found: tuple[str, str, str, int]) -> str:
    """The lines of Table I: day, code and side of each transaction, and what is owned after."""
    rows = (
        moved(day, code, "100" if side == "acquired" else "-100", f"{after}", "0" if code == "G" else "20")
        for day, code, side, after in found
    )
    return "non_derivative:\n" + "".join(f"  - {row}\n" for row in rows)


def signature(signer: str, day: str = "", page: str = "") -> str:
    """The signatures block, with the day and the authentication page if there are."""
    signed = f"\n    signed: {day}" if day else ""
    kept = f"\n    authenticated: {{on: {page}, held_by: Firm LLP}}" if page else ""
    return f"signatures:\n  - signer: {signer}{signed}{kept}\n"


def filed(day: str, number: int) -> str:
    """The filed block."""
    return f"filed: {{date: {day}, accession_number: 0009980001-{day[2:4]}-{number:06}}}\n"


DOE, ROE, POE, LEE, KIM = (
    ("DOE JANE M", "0009980011"),
    ("ROE RICHARD", "0009980012"),
    ("POE PAULA", "0009980013"),
    ("LEE LINDA", "0009980014"),
    ("KIM KAREN", "0009980015"),
)
HELD = f"non_derivative:\n  - {held('1000')}\n"
POWER = (
    "powers_of_attorney:\n"
    "  - {grantor: ROE RICHARD, attorneys_in_fact: [Sam Stone, Ann Abel], company: 'ACME WIDGETS, INC.', "
    "forms: [3, 4, 5], signed: 2024-03-01, document: poa.txt, ends: 2027-03-01, ends_on_leaving: [Ann Abel], "
    "left: {Ann Abel: 2026-12-01}}\n"
)
FILES = {
    # Filed long ago, so that its page may go soon.
    "acme/2022-01-03-roe-form3.yaml": filing(
        "3",
        ROE,
        "date_of_event: 2022-01-03\n"
        + HELD
        + signature("Richard Roe", "2022-01-10", "2022-01-10")
        + filed("2022-01-10", 1),
    ),
    # Two days of transactions, of which the first is overdue; under a power, and under a plan.
    "acme/2026-12-18-roe-form4.yaml": filing(
        "4",
        ROE,
        "plan_10b5_1: true\n"
        + lines(("2026-12-18", "S", "disposed", 900), ("2026-12-21", "S", "disposed", 800)).replace(
            "code: S", "code: {value: S, footnotes: [plan]}"
        )
        + "footnotes:\n  plan: {model: plan_10b5_1, adopted: 2026-09-10}\n"
        + "signatures:\n  - {signer: Sam Stone, for: ROE RICHARD, capacity: Attorney-in-Fact, "
        "signed: 2026-12-22}\n" + POWER,
    ),
    # Due on a day on which EDGAR may be closed.
    "acme/2026-12-22-doe-form4.yaml": filing(
        "4",
        DOE,
        "plan_10b5_1: false\n" + lines(("2026-12-22", "P", "acquired", 1100)) + signature("Jane M. Doe"),
    ),
    "acme/2026-12-14-doe-form3.yaml": filing("3", DOE, "date_of_event: 2026-12-14\n" + HELD),
    # Filed today, without its page in the record.
    "acme/2026-12-21-lee-form4.yaml": filing(
        "4",
        LEE,
        "plan_10b5_1: false\n"
        + lines(("2026-12-21", "M", "acquired", 1100), ("2026-12-21", "F", "disposed", 1000))
        + signature("Linda Lee", "2026-12-23")
        + filed("2026-12-23", 9),
    ),
    "acme/2025-06-02-lee-form3.yaml": filing(
        "3",
        LEE,
        "date_of_event: 2025-06-02\n"
        + HELD
        + signature("Linda Lee", "2025-06-10", "2025-06-10")
        + filed("2025-06-10", 2),
    ),
    # Late, and the insider left.
    "acme/2026-11-30-poe-form4.yaml": filing(
        "4",
        POE,
        "no_longer_subject: true\nplan_10b5_1: false\n"
        + lines(("2026-11-30", "S", "disposed", 600), ("2026-11-30", "S", "disposed", 500))
        + signature("Paula Poe", "2026-12-08", "2026-12-08")
        + filed("2026-12-08", 8),
    ),
    # A Form 5 that reports what was missed.
    "acme/2025-12-31-poe-form5.yaml": filing(
        "5",
        POE,
        "period: 2025-12-31\nplan_10b5_1: false\n"
        + lines(("2025-04-01", "S", "disposed", 700)).replace("code: S", "code: S, timing: missed_form_4")
        + signature("Paula Poe", "2026-02-10", "2026-02-10")
        + filed("2026-02-10", 4),
    ),
    # A foreign word in the record: no fiscal year, no Form 3, and an amendment that waits.
    "boreal/2026-09-01-kim-form4.yaml": filing(
        "4",
        KIM,
        "plan_10b5_1: false\n"
        + lines(("2026-09-01", "P", "acquired", 5000))
        + signature("Karen Kim", "2026-09-02", "2026-09-02")
        + filed("2026-09-03", 5),
        issuer="BOREAL",
        owner_is="officer: Treasurer",
    ),
    "boreal/2026-09-01-kim-form4a.yaml": filing(
        "4/A",
        KIM,
        "plan_10b5_1: false\n" + "amendment: {original_filed: 2026-09-03, amends: 2026-09-01-kim-form4.yaml, "
        "explanation: The price.}\n" + lines(("2026-09-01", "P", "acquired", 5000)),
        issuer="BOREAL",
        owner_is="officer: Treasurer",
    ),
    "boreal/2026-10-01-unread-form4.yaml": 'form: "4"\nissuer: [\n',
}
PAPERS = {"acme/poa.txt": "POWER OF ATTORNEY\n\nKnow all by these presents that I appoint Sam Stone.\n"}


def written(root: Path) -> Path:
    """The repository *root* with the record."""
    for name, text in {**FILES, **PAPERS}.items():
        path = root / "filings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def record_of(root: Path) -> tuple[list[tuple[str, Docketed]], list[str]]:
    """Return what a docket takes from the record in *root*, and the names of filings with errors."""
    checks = check_record(root, HOME, root / "filings", ())
    found = [(name, each) for name, each in checks.docketed if isinstance(each, Docketed)]
    return found, [name for name, each in checks.docketed if each is None]


def docket_of(root: Path, view: DocketView | None = None) -> Docket:
    """The docket of the record in *root*."""
    found, unread = record_of(root)
    return make_docket(found, view or DocketView(today=TODAY), unread)
