"""A review in which everything occurs, for the tests of its page."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from PIL import Image, ImageDraw

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

URL = "https://git.example.com/firm/filings/blob/" + "9c1d" * 10


def shares(count: int) -> Amount:
    return Amount(value=str(count), said=f"{count:,}")


def gain(count: int) -> Amount:
    return Amount(value=f"{count}", said=f"+{count:,}")


def picture(said: str, size: tuple[int, int] = (850, 650)) -> bytes:
    """A page that says something, as PNG."""
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).text((60, 60), said, fill=0, font_size=40)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


TABLE_I = Table(
    number="I",
    rows=(
        Row(
            change="changed",
            title="Common Stock",
            ownership="D",
            before=shares(163350),
            now=shares(163500),
            difference=gain(150),
            before_place=1,
            now_place=1,
        ),
        Row(
            change="moved",
            title="Common Stock",
            ownership="I",
            nature="By trust",
            before=shares(12000),
            now=shares(12000),
            difference=shares(0),
            before_place=3,
            now_place=2,
            is_disclaimed=True,
            notes=("a footnote was edited",),
        ),
        Row(
            change="removed",
            title="Common Stock",
            ownership="I",
            nature="By spouse",
            before=shares(500),
            difference=shares(-500),
            before_place=2,
        ),
        Row(
            change="added",
            title="Preferred Stock",
            ownership="D",
            now=shares(1000),
            difference=gain(1000),
            now_place=3,
        ),
        *(
            Row(
                change="same",
                title=f"Series {number} Notes",
                ownership="D",
                before=Amount(value="50000", said="$50,000"),
                now=Amount(value="50000", said="$50,000"),
                difference=Amount(value="0", said="$0"),
                before_place=number,
                now_place=number,
            )
            for number in range(4, 16)
        ),
    ),
    totals=(
        Total(
            title="Common Stock",
            ownership="D",
            before=shares(163350),
            now=shares(163500),
            difference=gain(150),
        ),
        Total(
            title="Common Stock",
            ownership="I",
            before=shares(12500),
            now=shares(12000),
            difference=shares(-500),
            is_disclaimed=True,
        ),
    ),
)
TABLE_II = Table(
    number="II",
    rows=(
        Row(
            change="changed",
            title="Stock Option (right to buy)",
            ownership="D",
            exercisable="10/01/2013",
            expiration="02/15/2023",
            price="$2.60",
            underlying="Common Stock",
            before=shares(25000),
            now=shares(25000),
            difference=shares(0),
            before_place=1,
            now_place=1,
            notes=('price was "$2.06"',),
        ),
    ),
)
FILE = "filings/tecogen/2013-10-01-panora-form3.yaml"
FILING = FilingReview(
    file=FILE,
    change="changed",
    title="Form 3 - Panora / Tecogen [TGEN]",
    line="Form 3 - Panora / Tecogen [TGEN] - common 163,350 -> 163,500 (+150) - 0 errors, 1 warning",
    state="ready to file",
    due="due Fri 11 Oct 2013, 3 business days left",
    tables=(TABLE_I, TABLE_II),
    facts=(
        Fact(what="title of the officer", before="COO", now="COO and President"),
        Fact(what="also a director", now="yes"),
        Fact(what="address of Robert A. Panora"),
    ),
    texts=(
        Text(
            what="footnote 1 (trust)",
            runs=(
                Run(kind="moved_from", text="Held by a trust. "),
                Run(kind="same", text="The reporting person is "),
                Run(kind="deleted", text="a trustee"),
                Run(kind="inserted", text="one of two trustees"),
                Run(kind="same", text=". "),
                Run(kind="moved_to", text="Held by a trust."),
            ),
        ),
        Text(
            what="power of attorney",
            runs=(
                Run(kind="inserted", text="Know all. "),
                Run(kind="same", text="the undersigned hereby grants full power " * 60),
                Run(kind="deleted", text="and authority"),
            ),
        ),
    ),
    signers=(
        Signer(
            change="changed",
            line="/s/ Jane Doe, Attorney-in-Fact",
            owners=("PANORA ROBERT A",),
            capacity="attorney-in-fact",
            signed="2013-10-08",
            power="power of attorney of 1 October 2013",
            points=(
                Point(what="the power names who signs", is_so=True),
                Point(what="it is in force", is_so=None, said="a revocation would not be seen here"),
                Point(what="it is attached or on file", is_so=False),
            ),
            was=("signed was 2013-10-07",),
        ),
    ),
    findings=(
        Finding(
            code="power-not-attached",
            severity="warning",
            message="the power of attorney is neither attached nor on file",
            file=FILE,
            line=41,
            column=3,
            end_column=20,
        ),
        Finding(
            code="unsigned",
            severity="not ready",
            message="nobody has signed yet",
            file=FILE,
            line=44,
            column=3,
            end_column=20,
            is_new=False,
        ),
    ),
    to_look_at=("Is there a statement of the broker for the 150 shares?", "Has the owner signed the power?"),
    outputs=(
        Output(
            name="form3.pdf",
            before="a" * 64,
            now="b" * 64,
            runs=(Run(kind="deleted", text="163,350"), Run(kind="inserted", text="163,500")),
        ),
        Output(name="ex-24.htm", now="c" * 64),
        Output(name="form3.xml", before="d" * 64, now="d" * 64),
    ),
    pages=(
        Page(
            document="form3.pdf",
            before_page=1,
            now_page=1,
            before="1-before",
            now="1-now",
            difference="1-diff",
        ),
        Page(document="ex-24.pdf", now_page=2, now="2-now", note="the document is new"),
        Page(document="form3.docx", note="it is no document that can be drawn"),
    ),
)
BROKEN = FilingReview(
    file="filings/example/2026-05-04-doe-form3.yaml",
    change="changed",
    title="filings/example/2026-05-04-doe-form3.yaml",
    line="filings/example/2026-05-04-doe-form3.yaml - cannot be read - 1 error, 0 warnings",
    state="has errors",
    yaml=(
        Run(kind="same", text='form: "3"\n'),
        Run(kind="deleted", text="issuer: {name: ACME}\n"),
        Run(kind="inserted", text="issuer: {name: ACME\n"),
    ),
    findings=(
        Finding(
            code="yaml",
            severity="error",
            message="} is missing",
            file="filings/example/2026-05-04-doe-form3.yaml",
            line=2,
            column=9,
            end_column=20,
        ),
    ),
    notes=("the file is no YAML, so it is compared line by line",),
)
GONE = FilingReview(
    file="filings/xoom/2014-01-02-kunze-form3.yaml",
    change="removed",
    title="Form 3 - Kunze / Xoom [XOOM]",
    line="Form 3 - Kunze / Xoom [XOOM] - removed",
    state="removed",
)
AFFECTED = FilingReview(
    file="filings/sunpower/2021-12-31-hegde-form3.yaml",
    change="affected",
    title="Form 3 - Hegde / SunPower [SPWR]",
    line="Form 3 - Hegde / SunPower [SPWR] - not edited, but made otherwise",
    state="filed",
    outputs=(Output(name="power-of-attorney.pdf", before="e" * 64, now="f" * 64),),
)
REVIEW = Review(
    base=Revision(name="main", commit="4f2a" * 10),
    head=Revision(name="fix-panora", commit="9c1d" * 10, url=URL),
    today="2013-10-08",
    verdict="2 filings changed, 1 removed, 1 with errors",
    filings=(FILING, BROKEN, GONE, AFFECTED),
    elsewhere=(
        Elsewhere(what="wording", files=("templates/power_of_attorney/wording.yaml",)),
        Elsewhere(what="code", files=tuple(f"redwell/module_{number}.py" for number in range(25))),
    ),
    notes=("this clone is shallow",),
    versions=(("Redwell", "0.1.0"), ("Python", "3.11.4")),
)
PICTURES = {name: picture(name) for name in ("1-before", "1-now", "1-diff", "2-now")}


def many(count: int) -> Review:
    """A review of so many filings, each as rich as the first."""
    filings = (replace(FILING, file=f"filings/tecogen/{number}.yaml") for number in range(count))
    return replace(REVIEW, filings=tuple(filings))
