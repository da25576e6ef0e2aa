"""Form 3, the initial statement of an insider, and its amendment 3/A."""

from dataclasses import replace

from redwell.form import Form
from redwell.forms.form3 import documents, due_date, rules
from redwell.forms.form3.documents import context
from redwell.forms.form3.skeleton import SKELETON
from redwell.forms.form3.tables import Form3, imported
from redwell.ownership.parse import parse_filing
from redwell.rules import COMMON, HOLDINGS
from redwell.rules.registry import rules_of
from redwell.source.loader import Source

__all__ = ["AMENDMENT", "FORM", "context", "documents", "due_date", "parse"]

FORM = Form(
    name="3",
    title="Initial Statement of Beneficial Ownership of Securities",
    filing=Form3,
    schema="form3.schema.json",
    xsd="ownership-3.xsd",
    sec_xsd="ownership3Document.xsd",
    rules=(*COMMON, *HOLDINGS, *rules_of(rules)),
    documents=documents.documents,
    due=due_date.due,
    skeleton=SKELETON,
    imported=imported,
)
AMENDMENT = replace(
    FORM,
    name="3/A",
    xsd="ownership-3a.xsd",
    sec_xsd="ownership3ADocument.xsd",
    # No rule sets a due date for an amendment.
    due=lambda _: None,
    amends="3",
)


def parse(source: Source) -> Form3:
    """Return the Form 3 or 3/A that *source* holds; its data must have passed the schema."""
    return parse_filing(source, Form3)
