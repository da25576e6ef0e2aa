"""The forms that Redwell knows, by the `form` key of a filing."""

from redwell.form import Form
from redwell.forms import form3

FORMS: dict[str, Form] = {form.name: form for form in (form3.FORM, form3.AMENDMENT)}
