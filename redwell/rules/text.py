"""Rules about the characters of a text: what EDGAR accepts, and what the fonts can print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from redwell.model import Filing
from redwell.ownership.texts import (
    drafted_texts,
    filed_texts,
    line_texts,
    long_texts,
    party_names,
    written_texts,
)
from redwell.rules.registry import Violation, rule
from redwell.secrets.patterns import find_matches
from redwell.source.errors import quoted
from redwell.text.characters import has_only_marks, name_of, to_ascii
from redwell.text.glyphs import MISSING, unprintable
from redwell.text.names import listed

_LONG = 200
_SHOWN = 3
_GAP = re.compile(" {2,}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PHONE = re.compile(
    r"(?<![\w-])(\+\d{1,3}[ .-]?)?(\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4})(?![\w-])"
    r"|(?<!\w)\+\d{1,3}[ .-]\d[\d .-]{6,}\d"
)

_ENTITY = re.compile(
    r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});|&(?:amp|nbsp|lt|gt|quot)\b"
)
_HTML_TAG = re.compile(
    r"</?(?:a|b|big|blockquote|body|br|center|div|em|font|h[1-6]|hr|html|i|img|li|ol|p|pre|small|span|strike|strong"
    r"|sub|sup|table|tbody|td|th|tr|u|ul)(?:\s[^<>]{0,200})?/?>|<!--",
    re.IGNORECASE,
)


@rule("html-in-text", "warning", "practice")
def no_text_holds_html(filing: Filing) -> Iterator[Violation]:
    """The form prints a text as it stands, so HTML that was pasted would be shown to the reader."""
    for path, text in written_texts(filing):
        if entity := next((each for each in _ENTITY.findall(text) if _meant(each) != each), None):
            plain = _plain_html(text)
            before, _, after = text.partition(entity)
            is_beside_space = before[-1:].strip() == "" or after[:1].strip() == ""
            remedy = (
                "remove it" if _meant(entity).isspace() and is_beside_space else f"write {_written(entity)}"
            )
            message = f'"{entity}" is HTML, and the form would print it as it stands: {remedy}'
            yield Violation(path, message, words=entity, text=plain)
        elif tag := _HTML_TAG.search(text):
            message = f'"{tag[0]}" is HTML, and the form would print it as it stands: remove it'
            yield Violation(path, message, words=tag[0])


def _meant(entity: str) -> str:
    """Return the character that an entity of HTML stands for; the entity itself if there is none."""
    return unescape(entity.rstrip(";") + ";")


def _written(entity: str) -> str:
    character = _meant(entity)
    if character.isspace():
        return "a space"
    plain = (to_ascii(character) or "").strip()
    if not plain or plain == character:
        return character
    return plain if has_only_marks(character) else f"{character} or {plain}"


def _plain_html(text: str) -> str | None:
    """Return a text without entities, if it then is plain text of one meaning."""
    meant = _ENTITY.sub(lambda found: _meant(found[0]), text)
    plain = re.sub("[ \xa0]+", lambda gap: " " if "\xa0" in gap[0] else gap[0], meant).strip()
    is_plain = plain.isascii() and plain.isprintable() and not _ENTITY.search(plain)
    return plain if is_plain and not _HTML_TAG.search(text) else None


@rule("ascii-only", "warning", "specification 3.2")
def text_for_edgar_is_ascii(filing: Filing) -> Iterator[Violation]:
    """The specification does not say which characters EDGAR accepts in the form; plain ASCII is safe.

    Other characters go into the XML by number (`&#233;`), which every XML reader understands.
    """
    for path, text in filed_texts(filing):
        character = _first_not_ascii(text)
        if character and not unprintable(text):
            unless = "" if _ascii_replacement(text) is None else "if not, "
            message = (
                f"{name_of(character)} is not plain ASCII, and the specification does not say that EDGAR "
                f"takes it: is it needed? {unless}{_ascii_remedy(text)} (specification 3.2)"
            )
            yield Violation(path, message, words=character, text=_same_text(text))


@rule("ascii-only", "error", "specification 5; EDGAR Filer Manual, volume II, chapter 5")
def text_of_exhibit_24_is_ascii(filing: Filing) -> Iterator[Violation]:
    """EDGAR suspends a text exhibit that is not ASCII."""
    for path, text in drafted_texts(filing):
        if character := _first_not_ascii(text):
            is_signed = filing.powers_of_attorney[int(path[1])].signed and character.isalpha()
            remedy = _CONFORMED if is_signed else _ascii_remedy(text)
            message = (
                f"EDGAR accepts Exhibit 24 in plain ASCII only, and {name_of(character)} is not: {remedy}"
            )
            yield Violation(path, message, words=character, text=None if is_signed else _same_text(text))


_CONFORMED = (
    "keep the signed instrument as it is, and name a conformed copy of it in plain ASCII under document:"
)
"""The remedy for the letters of a power that is signed."""


def _first_not_ascii(text: str) -> str | None:
    return None if text.isascii() else next(character for character in text if not character.isascii())


def _same_text(text: str) -> str | None:
    """Return a text in ASCII if that surely means the same: a name without its accents is another one."""
    return to_ascii(text) if has_only_marks(text) else None


def _ascii_remedy(text: str) -> str:
    if any(find_matches(to_ascii(text) or "")):
        # What is offered would show in plain letters what looks like a secret.
        return "use English letters and digits"
    if (replacement := _ascii_replacement(text)) is not None:
        return f"write {replacement}"
    unknown = next(word for word, plain in _plain_words(text).items() if plain is None)
    return f"Redwell knows no plain form of {unknown}; use English letters and digits"


def _ascii_replacement(text: str) -> str | None:
    """Return a text in plain ASCII, or the words to replace in a long one; None if one has no plain form."""
    plain, words = to_ascii(text), _plain_words(text)
    if plain is not None and len(text) <= _LONG:
        return quoted(plain)
    if None in words.values():
        return None
    return ", ".join(f"{plain} for {word}" for word, plain in words.items())


def _plain_words(text: str) -> dict[str, str | None]:
    """Return the words of a text that are not ASCII, each with its plain form."""
    return {word: to_ascii(word) for word in text.split() if not word.isascii()}


@rule("glyph-missing", "warning", "Rule 16a-3(a)")
def printed_texts_have_glyphs(filing: Filing) -> Iterator[Violation]:
    """The XML carries every letter, but the printed form shows only those that its fonts have."""
    for path, text in (*party_names(filing), *filed_texts(filing)):
        if missing := unprintable(text):
            names = listed([*map(name_of, missing[:_SHOWN]), *["others"] * (len(missing) > _SHOWN)])
            message = (
                f"the fonts of the printed form do not have {names}, so a PDF shows {MISSING} instead: "
                f"{_ascii_remedy(text)}"
            )
            yield Violation(path, message, words=missing[0])


@rule("text-spaces", "warning", "specification 4.1")
def spaces_are_single(filing: Filing) -> Iterator[Violation]:
    """EDGAR keeps and counts every space; two in a row are probably a typing error."""
    for path, text in (*party_names(filing), *line_texts(filing)):
        if gap := _GAP.search(text):
            yield Violation(
                path, f"this has {len(gap[0])} spaces in a row, which EDGAR keeps: should it be one?"
            )


@rule("contact-in-text", "warning", "Form 3: a matter of public record")
def nothing_private_is_filed(filing: Filing) -> Iterator[Violation]:
    """Every filing is public, so it should hold no telephone number or e-mail address."""
    for path, text in (*line_texts(filing), *long_texts(filing)):
        for noun, pattern in (("an e-mail address", _EMAIL), ("a telephone number", _PHONE)):
            if match := pattern.search(text):
                message = f"this looks like {noun}, and the form will be public: is it meant to be here?"
                yield Violation(path, message, words=match[0])
