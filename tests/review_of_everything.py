"""An invented review that says something of everything, for the tests of all that shows a review."""

from __future__ import annotations

from redwell.review.model import (
    Amount,
    Elsewhere,
    Fact,
    FilingReview,
    Finding,
    Output,
    Page,
    Point,
    Review,
    Revision,
    Row,
    Run,
    Signer,
    Table,
    Text,
    Total,
)

FILE = "filings/tecogen/2013-10-11-panora-form3.yaml"
SHA = {letter: letter * 64 for letter in "0123456789abcdef"}
FORGE = "https://forge.example.com/firm/filings/blob/2f4be3c0d1a95e7788aa0b1c2d3e4f5061728394"


def amount(value: str) -> Amount:
    return Amount(value=value, said=f"{int(value):,}")


def signed(value: str) -> Amount:
    return Amount(value=value, said=f"{int(value):+,}")


TABLE_I = Table(
    number="I",
    rows=(
        Row(
            change="changed",
            title="Common Stock",
            ownership="D",
            before=amount("163350"),
            now=amount("163500"),
            difference=signed("150"),
            before_place=1,
            now_place=1,
        ),
        Row(
            change="moved",
            title="Common Stock",
            ownership="I",
            nature="By trust",
            before=amount("40000"),
            now=amount("40000"),
            difference=Amount(value="0", said="0"),
            before_place=3,
            now_place=2,
            is_disclaimed=True,
        ),
        Row(
            change="added",
            title="Class B Common Stock",
            ownership="I",
            nature="By spouse",
            now=amount("2500"),
            difference=signed("2500"),
            now_place=3,
            notes=('was reported as "Class B" elsewhere',),
        ),
        Row(
            change="removed",
            title="Series A Preferred Stock",
            ownership="D",
            before=amount("1000"),
            difference=signed("-1000"),
            before_place=2,
        ),
        *(
            Row(
                change="same",
                title=f"Units of Fund {number}",
                ownership="I",
                nature=f"By Fund {number}, L.P.",
                before=amount(f"{number}000"),
                now=amount(f"{number}000"),
                difference=Amount(value="0", said="0"),
                before_place=number + 3,
                now_place=number + 3,
            )
            for number in range(1, 13)
        ),
    ),
    totals=(
        Total(
            title="Common Stock",
            ownership="D",
            before=amount("163350"),
            now=amount("163500"),
            difference=signed("150"),
        ),
        Total(
            title="Common Stock",
            ownership="I",
            before=amount("40000"),
            now=amount("40000"),
            difference=Amount(value="0", said="0"),
            is_disclaimed=True,
        ),
    ),
)
TABLE_II = Table(
    number="II",
    rows=(
        Row(
            change="changed",
            title="Stock Option (Right to Buy)",
            ownership="D",
            exercisable="footnote (1)",
            expiration="02/14/2021",
            price="$2.60",
            underlying="Common Stock",
            before=amount("125000"),
            now=amount("120000"),
            difference=signed("-5000"),
            before_place=1,
            now_place=1,
            notes=("price was $2.50",),
        ),
    ),
    totals=(
        Total(
            title="Stock Option (Right to Buy)",
            ownership="D",
            before=amount("125000"),
            now=amount("120000"),
            difference=signed("-5000"),
            underlying="Common Stock",
            notes=("units in US dollars are not added up",),
        ),
    ),
)
CHANGED = FilingReview(
    file=FILE,
    change="changed",
    title="Form 3 - Panora / Tecogen [TGEN]",
    line="Form 3 - Panora / Tecogen [TGEN] - common 163,350 -> 163,500 (+150) - due Fri 11 Oct 2013, 3 "
    "business days left - 1 error, 2 warnings",
    state="has errors",
    due="due Fri 11 Oct 2013, 3 business days left",
    tables=(TABLE_I, TABLE_II),
    facts=(
        Fact(what="title of Robert A. Panora", before="COO", now="COO and President"),
        Fact(what="address of Robert A. Panora"),
        Fact(what="filed", now="2013-10-09"),
    ),
    texts=(
        Text(
            what="footnote vesting, now (1)",
            runs=(
                Run(kind="same", text="The option vests over four years, "),
                Run(kind="deleted", text="25% on each anniversary"),
                Run(kind="inserted", text="in 16 equal quarterly parts"),
                Run(kind="same", text=" of the grant, so long as the reporting person is employed. "),
                Run(kind="moved_from", text="See Exhibit 24."),
                Run(
                    kind="same",
                    text=" " + "Nothing of this sentence has changed at all, and it is long. " * 8,
                ),
                Run(kind="moved_to", text="See Exhibit 24."),
            ),
        ),
    ),
    signers=(
        Signer(
            change="changed",
            line="/s/ Jane Doe, attorney-in-fact",
            owners=("PANORA ROBERT A",),
            capacity="attorney-in-fact",
            signed="2013-10-09",
            power="the power of attorney of 2013-09-30",
            points=(
                Point(what="the power names the attorney", is_so=True),
                Point(what="it covers Form 3", is_so=True),
                Point(what="it is in force on the day of signing", is_so=False, said="it ended 2013-10-01"),
                Point(what="the original is on file", is_so=None, said="EX-24 is not attached"),
            ),
            was=("signed was 2013-10-07",),
        ),
        Signer(change="added", line="", owners=("HATSOPOULOS GEORGE N",)),
    ),
    findings=(
        Finding(
            code="event-year",
            severity="warning",
            message="is the year right?",
            file=FILE,
            line=3,
            column=16,
            end_column=26,
            is_new=False,
        ),
        Finding(
            code="poa-ended",
            severity="error",
            message="the power of attorney ended before the day of signing: sign anew, or name another",
            file=FILE,
            line=41,
            column=5,
            end_column=17,
        ),
        Finding(
            code="price-odd",
            severity="warning",
            message="a price of 2.6 differs from that of the other option, 2.5",
            file=FILE,
            line=28,
            column=35,
            end_column=38,
        ),
        Finding(
            code="signature-missing",
            severity="not ready",
            message="nobody has signed for HATSOPOULOS GEORGE N",
            file=FILE,
            line=44,
            column=3,
            end_column=9,
        ),
    ),
    to_look_at=(
        "Is 163,500 shares of Common Stock what the owner held on the date of the event?",
        "Footnote (1): do the words say how the option vests?",
    ),
    outputs=(
        Output(name="form3.pdf", before=SHA["a"], now=SHA["b"]),
        Output(name="form3.xml", before=SHA["c"], now=SHA["d"]),
        Output(name="ex24.txt", before=SHA["e"], now=SHA["e"]),
    ),
    pages=(
        Page(
            document="form3.pdf",
            before_page=1,
            now_page=1,
            before="a.png",
            now="b.png",
            difference="c.png",
        ),
        Page(document="form3.pdf", now_page=2, now="d.png"),
        Page(document="power-of-attorney.pdf", note="the base cannot make this document"),
    ),
)
ADDED = FilingReview(
    file="filings/tecogen/2026-11-20-hatsopoulos-form3a.yaml",
    change="added",
    title="Form 3/A - Hatsopoulos / Tecogen [TGEN]",
    line="Form 3/A - Hatsopoulos / Tecogen [TGEN] - new - due Mon 30 Nov 2026, 3 business days left - 0 "
    "errors, 0 warnings",
    state="ready to file",
    due="due Mon 30 Nov 2026, 3 business days left",
    compared_with="filings/tecogen/2014-05-20-hatsopoulos-form3.yaml",
    tables=(
        Table(
            number="I",
            rows=(
                Row(
                    change="same",
                    title="Common Stock",
                    ownership="D",
                    before=amount("5000"),
                    now=amount("5000"),
                    difference=Amount(value="0", said="0"),
                    before_place=1,
                    now_place=1,
                ),
            ),
        ),
    ),
    notes=("the power of attorney of the previous filing cannot be read",),
)
BROKEN = FilingReview(
    file="filings/acme/2026-05-04-doe-form3.yaml",
    change="renamed",
    before_file="filings/acme/2026-05-04-roe-form3.yaml",
    title="filings/acme/2026-05-04-doe-form3.yaml",
    line="filings/acme/2026-05-04-doe-form3.yaml - cannot be read - 1 error, 0 warnings",
    state="has errors",
    findings=(
        Finding(
            code="yaml",
            severity="error",
            message="a quotation mark is open to the end",
            file="filings/acme/2026-05-04-doe-form3.yaml",
            line=2,
            column=1,
            end_column=2,
        ),
    ),
    yaml=(
        Run(kind="same", text='form: "3"\n'),
        Run(kind="deleted", text="date_of_event: 2026-05-04\n"),
        Run(kind="inserted", text='date_of_event: "2026-05-04\n'),
        Run(kind="same", text="issuer:\n  name: ACME INC.\n"),
    ),
)
REMOVED = FilingReview(
    file="filings/acme/2025-01-02-coe-form3.yaml",
    change="removed",
    title="Form 3 - Coe / Acme [ACME]",
    line="Form 3 - Coe / Acme [ACME] - removed",
    state="removed",
)
AFFECTED = tuple(
    FilingReview(
        file=f"filings/acme/2026-0{number}-04-doe-form3.yaml",
        change="affected",
        title=f"Form 3 - Doe {number} / Acme [ACME]",
        line=f"Form 3 - Doe {number} / Acme [ACME] - only its documents change",
        state="filed",
        outputs=(
            Output(
                name="power-of-attorney.pdf",
                before=SHA[f"{number}"],
                now=SHA["f"],
                runs=(
                    Run(kind="same", text="The undersigned hereby "),
                    Run(kind="deleted", text="constitutes"),
                    Run(kind="inserted", text="makes, constitutes"),
                    Run(kind="same", text=" and appoints"),
                ),
            ),
            Output(name="ex24.txt", before=SHA["0"], now=SHA["0"]),
        ),
    )
    for number in range(1, 4)
)
EVERYTHING = Review(
    base=Revision(name="main", commit="89ab" * 10),
    head=Revision(name="the working tree", url=FORGE),
    today="2026-11-24",
    verdict="2 filings changed, 1 added, 1 removed; 2 with errors, 1 ready to file",
    filings=(CHANGED, ADDED, BROKEN, REMOVED, *AFFECTED),
    elsewhere=(
        Elsewhere(what="wording", files=("templates/power_of_attorney/wording.yaml",)),
        Elsewhere(what="other files", files=("README.md", "docs/notes.md")),
    ),
    notes=("the history is shallow: filings before 2026-01-01 are not compared",),
    versions=(("redwell", "0.3.0"), ("python", "3.11"), ("weasyprint", "70.0")),
)
