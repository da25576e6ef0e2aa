"""A tiny invented form: transactions and holdings in one table, and two columns filled from one value.

It stands for whatever form comes next. Nothing outside this file knows it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import docx

import redwell
from redwell.deadlines.due_dates import calendar
from redwell.deadlines.standing import Due
from redwell.form import NO_OTHERS, Document, Form, RelatedFilings
from redwell.forms import FORMS
from redwell.model import CoverBoxes, Edition, Filing, Footnoted, Ownership, Row
from redwell.ownership import columns, tables
from redwell.ownership.columns import Column, RowKind, column, fact, table
from redwell.ownership.context import shared_context
from redwell.ownership.split import document_name, parts
from redwell.problems import Problem
from redwell.review import rendering
from redwell.rules import COMMON, HOLDINGS

FILES = Path(__file__).with_name("next_form_files")
WORD = (
    "{{ issuer.name }}, {{ period | us_date }}",
    "{%p for row in securities %}",
    "{{ row.title.value }}: {{ row.owned_after.value | grouped }} after",
    "{%p endfor %}",
)
"""The paragraphs of the template for Word."""
MOVED = ("transactionAmounts/transactionShares/value", "transactionAmounts/acquiredDisposedCode/value")
ACQUIRED = Column(
    label="acquired",
    box="column 3",
    kind="number",
    xml=MOVED,
    cells=("moved", "sign"),
    codec=columns.codec_with_code("A"),
)
BALANCE = Column(
    label="owned after",
    box="column 4",
    kind="number",
    role="balance",
    xml=("postTransactionAmounts/sharesOwnedFollowingTransaction/value",),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Transaction(Row):
    """A transaction: securities acquired or disposed of."""

    title: Footnoted[str] = field(metadata=column(tables.TITLE))
    date: Footnoted[date] = field(
        metadata=column(label="date", box="column 2", kind="date", xml=("transactionDate/value",))
    )
    timing: str | None = field(
        default=None,
        metadata=column(
            label="timing",
            box="column 2",
            kind="choice",
            xml=("transactionCoding/transactionFormType", "transactionTimeliness/value"),
            cells=("form_type", "timeliness"),
            codec=columns.choice_codec({("4", ""): "on_time", ("5", "E"): "early"}),
            has_footnotes=False,
        ),
    )
    acquired: Footnoted[Decimal] | None = field(default=None, metadata=column(ACQUIRED))
    disposed: Footnoted[Decimal] | None = field(
        default=None, metadata=column(ACQUIRED, label="disposed", codec=columns.codec_with_code("D"))
    )
    price: Footnoted[Decimal] = field(
        metadata=column(
            label="price",
            box="column 3",
            kind="dollars",
            xml=("transactionAmounts/transactionPricePerShare/value",),
        )
    )
    owned_after: Footnoted[Decimal] = field(metadata=column(BALANCE))
    ownership: Footnoted[Ownership] = field(metadata=column(tables.OWNERSHIP, box="column 5"))
    nature_of_ownership: Footnoted[str] | None = field(
        default=None, metadata=column(tables.NATURE, box="column 6")
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Position(Row):
    """A holding without a transaction."""

    title: Footnoted[str] = field(metadata=column(tables.TITLE))
    amount: Footnoted[Decimal] = field(
        metadata=column(BALANCE, label="amount", role="amount", cells=("owned_after",))
    )
    ownership: Footnoted[Ownership] = field(metadata=column(tables.OWNERSHIP, box="column 5"))
    nature_of_ownership: Footnoted[str] | None = field(
        default=None, metadata=column(tables.NATURE, box="column 6")
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class NextFiling(Filing):
    """A filing of the invented form."""

    NUMBER: ClassVar[int] = 8
    AMENDMENT: ClassVar[str] = "8/A"
    BOXES: ClassVar[CoverBoxes] = CoverBoxes(
        trading_symbol="box 2",
        foreign_trading_symbol="box 2a",
        relationship="box 5",
        original_filed="box 4",
    )
    EDITIONS: ClassVar[tuple[Edition, ...]] = (Edition(name="01-26"),)

    period: date = field(
        metadata=fact(
            label="date of earliest transaction",
            box="box 3",
            kind="date",
            role="period",
            xml=("periodOfReport",),
        )
    )
    under_a_plan: bool = field(
        default=False, metadata=fact(label="under a plan", kind="flag", xml=("aff10b5One",))
    )
    securities: tuple[Transaction | Position, ...] = field(
        default=(),
        metadata=table(
            label="Table I",
            securities="securities",
            xml="securitiesTable",
            kinds=(
                RowKind(row=Transaction, xml="transaction", told_by=frozenset({"date"})),
                RowKind(row=Position, xml="holding"),
            ),
        ),
    )

    @property
    def period_of_report(self) -> date:
        """The date of the earliest transaction."""
        return self.period


def one_sign(filing: NextFiling, _: RelatedFilings = NO_OTHERS, /) -> Iterator[Problem]:
    """Report a transaction that is neither acquired nor disposed of, or both."""
    for n, row in enumerate(filing.securities):
        if isinstance(row, Transaction) and bool(row.acquired) == bool(row.disposed):
            message = "write acquired: or disposed:"
            yield Problem(code="a-code", message=message, path=("securities", n), on="title")


def documents(filing: NextFiling, author: str, fingerprint: str = "") -> tuple[Document, ...]:
    """Return the XML, the PDF that carries it, and the DOCX."""
    made = []
    for part in parts(filing):
        name, given = document_name(part), shared_context(part.filing, author, fingerprint=fingerprint)
        xml, html, word = f"{name}.xml", "next/next.html.j2", "next/next.docx"
        made.append(Document(name=xml, template="next/next.xml.j2", context=given))
        made.append(Document(name=f"{name}.pdf", template=html, context=given, attachment=xml))
        made.append(Document(name=f"{name}.docx", template=word, context=given))
    return tuple(made)


def due(filing: NextFiling) -> Due:
    """Return the second day on which EDGAR is open."""
    day = filing.period
    for _ in range(2):
        day = calendar().next_open(day + timedelta(1))
    return Due(day=day, reason="two business days after the transaction")


FORM = Form(
    name="8",
    title="Invented Statement",
    filing=NextFiling,
    schema="next.schema.json",
    xsd="ownership-next.xsd",
    sec_xsd="ownershipNextDocument.xsd",
    rules=(*COMMON, *HOLDINGS, one_sign),
    documents=documents,
    due=due,
    skeleton="next/new.yaml",
)
SKELETON = """\
# yaml-language-server: $schema=../../schemas/next.schema.json
form: "{form}"
{amendment}period: {date}
issuer: {name: {name}, cik: "{cik}", trading_symbol: {trading_symbol}}
reporting_owners:
  - {name: {owner}, relationship: {director: true}}
"""


def filing(cik: str = '"0001700001"') -> str:
    """Return a filing of the form in YAML, ready to be sent."""
    return f"""\
# yaml-language-server: $schema=../../schemas/next.schema.json
form: "8"
period: 2026-05-04
under_a_plan: true

issuer:
  name: ACME CORP
  cik: "0001234567"
  trading_symbol: ACME

reporting_owners:
  - name: DOE JANE
    cik: {cik}
    relationship:
      director: true

securities:
  - title: Common Stock
    date: 2026-05-04
    timing: on_time
    acquired: 240
    price:
      footnotes: [vesting]
    owned_after: 38953
    ownership: direct
  - title: Common Stock
    amount: 2170.3157
    ownership: indirect
    nature_of_ownership: By trust
  - title: Common Stock
    date: 2026-05-05
    timing: early
    disposed:
      value: 124
      footnotes: [vesting]
    price: 296.42
    owned_after: 38829
    ownership: direct

footnotes:
  vesting: The units vest each year.

signatures:
  - signer: Jane Doe
    signed: 2026-05-06

accept:
  signed-facts-missing: Signed on paper.
"""


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the form: that of Form 3 with its own facts and table."""
    whole: dict[str, Any] = json.loads((redwell.home() / "schemas" / "form3.schema.json").read_bytes())
    for key in ("if", "then", "else"):
        whole.pop(key, None)
    kept = whole["properties"]
    for key in ("edition", "amendment", "date_of_event", "registration_effective", "no_securities_owned"):
        del kept[key]
    table_two = kept.pop("derivative")
    row = kept.pop("non_derivative")
    cells = {**row["items"]["properties"]}
    price = table_two["items"]["properties"]["conversion_or_exercise_price"]
    cells |= {
        "date": {"$ref": "common.schema.json#/$defs/date", "description": "Column 2."},
        "timing": {"enum": ["on_time", "early"], "description": "When it is reported."},
        **{key: {**cells["amount"], "description": key} for key in ("acquired", "disposed", "owned_after")},
        "price": {**price, "description": "The price."},
    }
    row["items"] = {**row["items"], "properties": cells}
    own = {
        "form": {"enum": ["8"], "description": "The form."},
        "period": {"$ref": "common.schema.json#/$defs/date", "description": "Box 3."},
        "under_a_plan": {"type": "boolean", "description": "Whether a plan was followed."},
    }
    del kept["form"]
    properties = {**own, **kept}
    order = [*own, "issuer", "reporting_owners", "securities", *kept]
    properties["securities"] = row
    required = ["form", "period", "issuer", "reporting_owners"]
    return {**whole, "required": required, "properties": {key: properties[key] for key in order}}


def home(folder: Path) -> Path:
    """Write a home into *folder* that has the schemas and templates of the form beside ours."""
    for name in ("schemas", "templates"):
        shutil.copytree(redwell.home() / name, folder / name)
    submission = folder / "schemas" / "edgar" / "submission.xsd"
    types = submission.read_text("utf-8")
    submission.write_text(types.replace('value="5/A"/>', 'value="5/A"/><xs:enumeration value="8"/>'), "utf-8")
    (folder / "schemas" / FORM.schema).write_text(json.dumps(schema(), indent=2), "utf-8")
    shutil.copy2(FILES / FORM.xsd, folder / "schemas" / "edgar")
    templates = folder / "templates" / "next"
    templates.mkdir()
    for name in ("next.xml.j2", "next.html.j2"):
        shutil.copy2(FILES / name, templates)
    (templates / "next.css").touch()
    (templates / "new.yaml").write_text(SKELETON, "utf-8")
    word = docx.Document()
    for line in WORD:
        word.add_paragraph(line)
    word.save(str(templates / "next.docx"))
    return folder


def drafts(task: rendering.Task, home: Path) -> rendering.Rendered:
    """Register the form in the process that renders one side of a redline, and render that."""
    FORMS[FORM.name] = FORM
    return rendering.drafts(task, home)
