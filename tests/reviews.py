"""An invented review with something of everything, for the tests of all formats."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from redwell.review.model import (
    Amount,
    Cell,
    Correction,
    Elsewhere,
    Fact,
    FilingReview,
    Origin,
    Output,
    PlanBox,
    Point,
    Review,
    ReviewPage,
    ReviewProblem,
    ReviewRow,
    ReviewTable,
    Revision,
    RowNote,
    Signer,
    SignerNote,
    Text,
    Total,
    TradedLine,
    TradeHolder,
    TradeSum,
    TradeTable,
)
from redwell.text.diff import Run

URL = "https://git.example.com/firm/filings/blob/" + "9c1d" * 10
FILE = "filings/tecogen/2013-10-01-panora-form3.yaml"


def shares(value: int) -> Amount:
    return Amount(value=Decimal(value))


def dollars(value: str) -> Amount:
    return Amount(value=Decimal(value), unit="dollars")


def amounts(before: int | None, after: int | None) -> dict[str, Any]:
    """The amounts of a row or a total."""
    given = {"before": before, "after": after, "difference": (after or 0) - (before or 0)}
    return {name: shares(value) for name, value in given.items() if value is not None}


def picture(words: str, size: tuple[int, int] = (850, 650)) -> bytes:
    """A page that says something, as PNG."""
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).text((60, 60), words, fill=0, font_size=40)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


TABLE_I = ReviewTable(
    key="non_derivative",
    label="Table I",
    securities="non-derivative securities",
    rows=(
        ReviewRow(
            change="changed",
            title="Common Stock",
            ownership="direct",
            before_place=1,
            after_place=1,
            **amounts(163350, 163500),
        ),
        ReviewRow(
            change="changed",
            title="Common Stock",
            ownership="indirect",
            nature="By trust",
            before_place=3,
            after_place=2,
            is_disclaimed=True,
            notes=(RowNote(kind="value", text='title was "Common"'),),
            **amounts(12000, 12000),
        ),
        ReviewRow(
            change="removed",
            title="Common Stock",
            ownership="indirect",
            nature="By spouse",
            before_place=2,
            **amounts(500, None),
        ),
        ReviewRow(
            change="added",
            title="Preferred Stock",
            ownership="direct",
            after_place=3,
            **amounts(None, 1000),
        ),
        *(
            ReviewRow(
                change="same",
                title=f"Series {number} Notes",
                ownership="direct",
                before=dollars("50000"),
                after=dollars("50000"),
                difference=dollars("0"),
                before_place=number,
                after_place=number,
            )
            for number in range(4, 16)
        ),
    ),
    totals=(
        Total(title="Common Stock", ownership="direct", **amounts(163350, 163500)),
        Total(title="Common Stock", ownership="indirect", is_disclaimed=True, **amounts(12500, 12000)),
        Total(title="Series 4 Notes", ownership="direct", before=dollars("50000"), after=dollars("50000")),
    ),
)
TABLE_II = ReviewTable(
    key="derivative",
    label="Table II",
    securities="derivative securities",
    is_of_underlying=True,
    rows=(
        ReviewRow(
            change="changed",
            title="Stock Option (right to buy)",
            ownership="direct",
            underlying="Common Stock",
            cells=(
                Cell(label="date exercisable", text="see footnote 1"),
                Cell(label="expiration date", day=date(2023, 2, 15)),
                Cell(label="exercise price", amount=dollars("2.60")),
            ),
            before_place=1,
            after_place=1,
            notes=(RowNote(kind="value", text="exercise price was $2.06"),),
            **amounts(25000, 25000),
        ),
    ),
    totals=(
        Total(
            title="Stock Option (right to buy)",
            ownership="direct",
            underlying="Common Stock",
            **amounts(25000, 25000),
        ),
    ),
)
FILING = FilingReview(
    file=FILE,
    change="changed",
    title="Form 3 · Panora / Tecogen [TGEN]",
    form="3",
    owner="Panora",
    issuer="Tecogen [TGEN]",
    what="common 163,350 → 163,500 (+150)",
    found="1 error, 2 warnings",
    line="Form 3 · Panora / Tecogen [TGEN] · common 163,350 → 163,500 (+150) · 1 error, 2 warnings",
    state="has errors",
    due="due Fri 11 Oct 2013, 3 days left",
    tables=(TABLE_I, TABLE_II),
    facts=(
        Fact(what="officer title of PANORA ROBERT A", before="COO", after="COO and President"),
        Fact(what="filing date", after="9 Oct 2013"),
        Fact(what="address of PANORA ROBERT A"),
    ),
    texts=(
        Text(
            what="footnote 1 (trust)",
            runs=(
                Run(kind="same", text="The reporting person is "),
                Run(kind="deleted", text="a trustee"),
                Run(kind="inserted", text="one of two trustees"),
                Run(kind="same", text="."),
            ),
        ),
        Text(
            what="power of attorney of Robert A. Panora",
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
            signed=date(2013, 10, 8),
            power="power of Robert A. Panora (drafted here, signed 1 Oct 2013)",
            power_source="here",
            points=(
                Point(what="names the attorney-in-fact", is_so=True),
                Point(what="text as signed", is_so=None, detail="no fingerprint kept"),
                Point(what="covers this form", is_so=False, detail="Forms 4, 5"),
            ),
            was=(SignerNote(kind="signed", text="was signed 7 Oct 2013"),),
        ),
        Signer(change="added", line="", owners=("HATSOPOULOS GEORGE N",)),
    ),
    problems=(
        ReviewProblem(
            code="poa-ended",
            severity="error",
            message="the power of attorney ended before the day of signing",
            file=FILE,
            line=41,
            column=3,
            end_column=20,
        ),
        ReviewProblem(
            code="unsigned",
            severity="not ready",
            message="nobody has signed yet",
            file=FILE,
            line=44,
            is_new=False,
        ),
        ReviewProblem(code="price-odd", severity="warning", message="a price of 2.6", file=FILE, line=28),
        ReviewProblem(
            code="event-year",
            severity="warning",
            message="is the year right?",
            file="firm.yaml",
            line=3,
            is_new=False,
        ),
    ),
    tasks=("Is there a statement of the broker for the 150 shares?", "Has the owner signed the power?"),
    outputs=(
        Output(
            name="form3.pdf",
            before="a" * 64,
            after="b" * 64,
            runs=(Run(kind="deleted", text="163,350"), Run(kind="inserted", text="163,500")),
        ),
        Output(name="ex-24.htm", after="c" * 64),
        Output(name="form3.xml", before="d" * 64, after="d" * 64),
    ),
    pages=(
        ReviewPage(document="form3.pdf", before_page=1, after_page=1, before="1-before", after="1-after"),
        ReviewPage(document="ex-24.pdf", after_page=2, after="2-after"),
        ReviewPage(document="form3.docx", note="not shown: this is no PDF"),
    ),
)
BROKEN = FilingReview(
    file="filings/example/2026-05-04-doe-form3.yaml",
    change="renamed",
    before_file="filings/example/2026-05-04-roe-form3.yaml",
    title="filings/example/2026-05-04-doe-form3.yaml",
    line="filings/example/2026-05-04-doe-form3.yaml · compared as text · 1 error, 0 warnings",
    what="compared as text",
    found="1 error, 0 warnings",
    state="has errors",
    yaml=(
        Run(kind="same", text='form: "3"\n'),
        Run(kind="deleted", text="issuer: {name: ACME}\n"),
        Run(kind="inserted", text="issuer: {name: ACME\n"),
    ),
    problems=(
        ReviewProblem(
            code="yaml",
            severity="error",
            message="} is missing",
            file="filings/example/2026-05-04-doe-form3.yaml",
            line=2,
        ),
    ),
    notes=("this cannot be read as a filing, see the errors: only its YAML is compared",),
)
NEW = FilingReview(
    file="filings/tecogen/2026-11-20-hatsopoulos-form3a.yaml",
    change="added",
    title="Form 3/A · Hatsopoulos / Tecogen [TGEN]",
    form="3/A",
    owner="Hatsopoulos",
    issuer="Tecogen [TGEN]",
    what="holdings unchanged",
    found="0 errors, 0 warnings",
    line=(
        "Form 3/A · Hatsopoulos / Tecogen [TGEN] · holdings unchanged "
        "· due Fri 4 Oct 2013, overdue by 4 days · 0 errors, 0 warnings"
    ),
    state="ready to file",
    due="due Fri 4 Oct 2013, overdue by 4 days",
    is_overdue=True,
    compared_with="filings/tecogen/2014-05-20-hatsopoulos-form3.yaml",
    facts=(Fact(what="form", after="3/A"),),
    texts=(Text(what="remarks", runs=(Run(kind="inserted", text="None."),)),),
)
GONE = FilingReview(
    file="filings/xoom/2014-01-02-kunze-form3.yaml",
    change="removed",
    title="Form 3 · Kunze / Xoom [XOOM]",
    form="3",
    owner="Kunze",
    issuer="Xoom [XOOM]",
    what="removed from the record",
    line="Form 3 · Kunze / Xoom [XOOM] · removed from the record",
    state="removed",
    tasks=("the file was removed: was it never filed, and is no form due for this event?",),
)
AFFECTED = FilingReview(
    file="filings/sunpower/2021-12-31-hegde-form3.yaml",
    change="affected",
    title="Form 3 · Hegde / SunPower [SPWR]",
    form="3",
    owner="Hegde",
    issuer="SunPower [SPWR]",
    what="holdings unchanged",
    found="0 errors, 0 warnings",
    line="Form 3 · Hegde / SunPower [SPWR] · holdings unchanged · 0 errors, 0 warnings",
    state="filed",
    texts=(
        Text(
            what="power of attorney of Hegde",
            runs=(
                Run(kind="same", text="The undersigned "),
                Run(kind="inserted", text="makes and "),
                Run(kind="same", text="appoints"),
            ),
        ),
    ),
    outputs=(Output(name="power-of-attorney.pdf", before="e" * 64, after="f" * 64),),
)
TRADED = FilingReview(
    file="filings/tecogen/2013-10-04-panora-form4.yaml",
    change="changed",
    title="Form 4 · Panora / Tecogen [TGEN]",
    form="4",
    owner="Panora",
    issuer="Tecogen [TGEN]",
    line="Form 4 · Panora / Tecogen [TGEN] · common, line 1: price $2.6 → $2.06",
    what="common, line 1: price $2.6 → $2.06",
    state="ready to file",
    statement="sold 100 common on 4 Oct 2013, at $2.06, $206 · direct: 163,350 → 163,250 · adds up",
    trades=(
        TradeTable(
            key="non_derivative",
            label="Table I",
            title="Common Stock",
            ownership="direct",
            columns=("4 Oct 2013, S, 1 line", "7 Oct, M, 2 lines"),
            holders=(
                TradeHolder(
                    holder="direct",
                    before=shares(163350),
                    origin="worked back",
                    between=shares(12),
                    between_why="dividend reinvestment",
                    sums=(
                        TradeSum(lines=1, amount=shares(-100), average=dollars("2.06")),
                        TradeSum(lines=2, average=dollars("2.1"), is_rounded=True, is_average=True),
                    ),
                    after=shares(163250),
                    adds_up="12 too few",
                    is_off=True,
                    lines=(
                        TradedLine(
                            place=1,
                            day=date(2013, 10, 4),
                            deemed=date(2013, 10, 7),
                            code="S",
                            amount=shares(-100),
                            price=dollars("2.06"),
                            low=dollars("1.5"),
                            high=dollars("2.75"),
                            is_wide=True,
                            after=shares(163250),
                            off="12 too few",
                            notes=(1, 2),
                        ),
                        TradedLine(place=None, day=date(2013, 10, 7), code="M", price_text="by footnote"),
                    ),
                ),
                TradeHolder(
                    holder="By trust",
                    between_why="employee plan",
                    sums=(None, None),
                    adds_up="not proved: employee plan moved an unknown number",
                    is_open=True,
                ),
            ),
            is_joint=True,
            notes=("(1) A weighted average.",),
        ),
        TradeTable(
            key="derivative",
            label="Table II",
            title="Stock Option",
            ownership="indirect",
            underlying="Common Stock",
            holders=(TradeHolder(holder="By spouse, at $2.6", after=shares(500), adds_up="yes"),),
        ),
    ),
    plan=PlanBox(said="the box is ticked", plans=("adopted 4 Jan 2013 by the reporting person",)),
    left_out=("500 Common Stock, By spouse",),
    short_swing=(
        "Section 16(b): at most $300 on 100; ask counsel",
        "100 bought at $72 on 4 Mar 2013 (2013-03-06-doe-form4 I.1), 100 sold at $75 on 2 Jul 2013 "
        "(2013-07-03-doe-form4 I.1): 100 x $3.00 = $300.00",
    ),
    tables=(
        ReviewTable(
            key="non_derivative",
            label="Table I",
            securities="non-derivative securities",
            rows=(
                ReviewRow(
                    change="changed",
                    title="Common Stock",
                    ownership="direct",
                    transaction="4 Oct 2013, S, −100, at $2.06",
                    code="S",
                    cells=(Cell(label="transaction", text="4 Oct 2013, S, −100, at $2.06"),),
                    corrections=(
                        Correction(label="price", before="$2.6", after="$2.06", difference=dollars("-0.54")),
                        Correction(label="transaction code", before="F", after="S"),
                    ),
                    before_place=1,
                    after_place=1,
                    **amounts(163250, 163250),
                ),
            ),
        ),
    ),
)
REVIEW = Review(
    base=Revision(name="main", commit="4f2a" * 10),
    head=Revision(name="fix-panora", commit="9c1d" * 10, url=URL),
    today=date(2013, 10, 8),
    verdict="1 filing added, 1 filing changed, 1 filing removed, 2 with errors",
    filings=(FILING, BROKEN, NEW, GONE, AFFECTED, TRADED),
    elsewhere=(
        Elsewhere(what="wording", files=("templates/power_of_attorney/wording.yaml",)),
        Elsewhere(what="code", files=tuple(f"redwell/module_{number}.py" for number in range(25))),
    ),
    notes=("this clone is shallow",),
    versions=(("redwell", "0.1.0"), ("python", "3.11.4")),
    origin=Origin(
        run="https://git.example.com/firm/filings/actions/runs/7",
        recipe=".github/workflows/filings.yml@refs/pull/12/merge",
        commit="5e0b" * 10,
    ),
)
PICTURES = {name: picture(name) for name in ("1-before", "1-after", "2-after")}


def many(count: int) -> Review:
    """A review of so many filings, each as rich as the first, and none said to have errors."""
    filings = (
        replace(FILING, file=f"filings/tecogen/{number}.yaml", state="not ready to file")
        for number in range(count)
    )
    return replace(REVIEW, filings=tuple(filings))


def filled(value: Any, text: str) -> Any:
    """A review with *text* for every text that anybody may choose."""
    if isinstance(value, tuple):
        return tuple(filled(each, text) for each in value)
    if isinstance(value, str):
        return text
    if not is_dataclass(value) or isinstance(value, type):
        return value
    kept = {"change", "state", "ownership", "kind", "severity", "url", "unit", "power_source"}
    kept |= {"before", "after"} if isinstance(value, ReviewPage) else set()
    kept |= {"what"} if isinstance(value, (Elsewhere, Point)) else set()
    return replace(
        value,
        **{
            each.name: filled(getattr(value, each.name), text)
            for each in fields(value)
            if each.name not in kept
        },
    )
