"""Form 5, the annual statement of changes in beneficial ownership, and its amendment 5/A."""

from redwell.form import Form, amendment_of
from redwell.forms.changes.documents import documents
from redwell.forms.changes.rules import CHANGES
from redwell.forms.changes.tie_out import tie_out
from redwell.forms.form5 import due_date, rules
from redwell.forms.form5.tables import Form5
from redwell.rules import COMMON, LINES
from redwell.rules.registry import rules_of

FORM = Form(
    name="5",
    title="Annual Statement of Changes in Beneficial Ownership of Securities",
    filing=Form5,
    schema="form5.schema.json",
    xsd="ownership-5.xsd",
    sec_xsd="ownership5Document.xsd",
    rules=(*COMMON, *LINES, *CHANGES, *rules_of(rules)),
    documents=documents,
    due=due_date.due,
    compare_sources=tie_out,
    skeleton="new/form5.yaml",
)
AMENDMENT = amendment_of(FORM, xsd="ownership-5a.xsd", sec_xsd="ownership5ADocument.xsd")
