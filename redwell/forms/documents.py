"""The documents of a filing: those of its form, drafted powers of attorney, and the authentication page."""

from __future__ import annotations

from redwell.files.reader import Files
from redwell.form import Document
from redwell.forms import FORMS
from redwell.model import Filing
from redwell.power_of_attorney.authentication import authentication_pages
from redwell.power_of_attorney.documents import power_documents


def documents_of(filing: Filing, files: Files, author: str, facts: str = "") -> tuple[Document, ...]:
    """Return every document of a filing, in the order of rendering.

    *facts* is the fingerprint of what it reports, which the form and the authentication page show.
    """
    form = FORMS[filing.form]
    return (
        *form.documents(filing, author, facts),
        *power_documents(filing, files, author),
        *authentication_pages(filing, author, form.title, facts),
    )
