"""The forms that Redwell knows, by the `form` key of a filing."""

from redwell.form import Form
from redwell.forms import form3

FORMS: dict[str, Form] = {form3.FORM.name: form3.FORM}
