"""The forms that Redwell knows, by the `form` key of a filing."""

from redwell.form import Form
from redwell.forms import form3, form4, form5

FORMS: dict[str, Form] = {
    form.name: form for each in (form3, form4, form5) for form in (each.FORM, each.AMENDMENT)
}
