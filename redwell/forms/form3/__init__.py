"""Form 3, the initial statement of an insider, and its amendment 3/A."""

from redwell.form import Form, amendment_of
from redwell.forms.changes import notes
from redwell.forms.form3 import documents, due_date, rules
from redwell.forms.form3.tables import Form3, imported
from redwell.rules import COMMON, HOLDINGS
from redwell.rules.registry import rules_of

FORM = Form(
    name="3",
    title="Initial Statement of Beneficial Ownership of Securities",
    filing=Form3,
    schema="form3.schema.json",
    xsd="ownership-3.xsd",
    sec_xsd="ownership3Document.xsd",
    rules=(*COMMON, *HOLDINGS, *rules_of(rules, notes)),
    documents=documents.documents,
    due=due_date.due,
    skeleton="new/form3.yaml",
    imported=imported,
)
AMENDMENT = amendment_of(FORM, xsd="ownership-3a.xsd", sec_xsd="ownership3ADocument.xsd")
