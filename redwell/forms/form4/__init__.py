"""Form 4, a statement of changes in beneficial ownership, and its amendment 4/A."""

from redwell.form import Form, amendment_of
from redwell.forms.changes.documents import documents
from redwell.forms.changes.rules import CHANGES
from redwell.forms.changes.tie_out import tie_out
from redwell.forms.form4 import due_date, rules
from redwell.forms.form4.tables import Form4, imported
from redwell.rules import COMMON, LINES
from redwell.rules.registry import rules_of

FORM = Form(
    name="4",
    title="Statement of Changes in Beneficial Ownership of Securities",
    filing=Form4,
    schema="form4.schema.json",
    xsd="ownership-4.xsd",
    sec_xsd="ownership4Document.xsd",
    rules=(*COMMON, *LINES, *CHANGES, *rules_of(rules)),
    documents=documents,
    due=due_date.due,
    skeleton="new/form4.yaml",
    imported=imported,
    compare_sources=tie_out,
)
AMENDMENT = amendment_of(FORM, xsd="ownership-4a.xsd", sec_xsd="ownership4ADocument.xsd")
