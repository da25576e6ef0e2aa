"""Render a Word document from a template that is itself a Word document (docxtpl)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, PartFactory
from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # ships no types
from jinja2 import Environment, StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup
from markupsafe import escape as escape_markup

from redwell.documents.environment import FILTERS
from redwell.documents.filters import typeset
from redwell.documents.renderer import BrokenTemplate, content_of
from redwell.documents.text import W
from redwell.files import disk
from redwell.files.disk import LargeFileError

CORE_PROPERTIES = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"\
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>\
<dc:creator>{author}</dc:creator><dc:language>en-US</dc:language></cp:coreProperties>"""
"""Without dates, which would change with the clock."""

LARGEST_PARTS = 100_000_000
"""Bytes of the parts of a template together. A small file may hold parts that fill any memory."""
FONT = ".odttf"
"""The end of the name of an embedded font."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the earliest that a zip file can hold."""


def render(
    template: str, context: Mapping[str, Any], *, home: Path, attachment: tuple[str, bytes] | None = None
) -> bytes:
    """Return the .docx. *context* also holds the document properties `title`, `subject` and `author`.

    It may hold `word_widths` and `word_points`: by the name (alt text) of a table, the widths of its columns,
    and the place of the decimal point by the number of a column, all in points. A table with more or fewer
    columns than these keeps its own. In the step "tight", the
    style "Cell (tight)" gives its spacing, indents and size to the style "Cell".

    Raise `BrokenTemplate` or an error of Jinja's for a mistake in the template.
    """
    document = _opened(content_of(template, home))
    document.widths, document.points = context.get("word_widths", {}), context.get("word_points", {})
    try:
        document.render(dict(context), _environment())
    except etree.XMLSyntaxError as error:
        raise BrokenTemplate(f"its XML is broken: {error}") from error
    except TemplateError as error:
        near = "".join(getattr(error, "docx_context", ())).strip()
        error.add_note(f"in templates/{template}" + (f", near {near!r}" if near else ""))
        raise
    _take_step(document.docx.styles.element, context.get("steps", ()), context.get("step", ""))
    saved = BytesIO()
    document.save(saved)
    return _rewritten(saved, document.fonts)


def _opened(content: bytes) -> _Document:
    """Open the template. Any error of python-docx here means that the file is not a Word document."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            if (size := disk.unzipped_size(parts)) > LARGEST_PARTS:
                raise BrokenTemplate(f"its parts have {LargeFileError(size, LARGEST_PARTS)}?")
            fonts = {name: parts.read(name) for name in parts.namelist() if name.endswith(FONT)}
        document = _Document(BytesIO(content))
        document.init_docx()
        document.fonts = fonts
    except BrokenTemplate:
        raise
    except Exception as error:
        raise BrokenTemplate(f"Word could not open it: {error}") from error
    return document


class _Font(Part):
    """An embedded font, which python-docx need not compress: it is copied from the template."""

    @property
    def blob(self) -> bytes:
        return b"" if self.partname.endswith(FONT) else super().blob


PartFactory.part_type_for["application/vnd.openxmlformats-officedocument.obfuscatedFont"] = _Font


class _Document(DocxTemplate):  # type: ignore[misc]  # of no known type
    """docxtpl with our document properties, an error for broken XML, and templates prepared once."""

    fonts: Mapping[str, bytes]
    widths: Mapping[str, Sequence[int]]
    points: Mapping[str, Mapping[int, int]]

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)

    def fix_tables(self, xml: str) -> Any:
        etree.fromstring(xml)  # raises: docxtpl would recover from broken XML and lose text
        tree = super().fix_tables(xml)
        for table in tree.iter(f"{W}tbl"):
            caption = table.find(f"{W}tblPr/{W}tblCaption")
            name = "" if caption is None else caption.get(f"{W}val")
            columns = table.findall(f"{W}tblGrid/{W}gridCol")
            widths = self.widths.get(name)
            if widths is None or len(widths) == len(columns):
                _set_points(table, self.points.get(name, {}))
            if widths and len(widths) == len(columns):
                _set_widths(table, columns, widths)
            _keep_two_rows(table)
        return tree

    def render_properties(self, context: dict[str, Any], jinja_env: Environment | None = None) -> None:
        """Replace the template's properties, which say who edited it, where and when."""
        package = self.docx.part.package
        for key in [k for k, rel in package.rels.items() if rel.reltype != RELATIONSHIP_TYPE.OFFICE_DOCUMENT]:
            del package.rels[key]
        properties = {name: escape(context[name]) for name in ("title", "subject", "author")}
        content = CORE_PROPERTIES.format_map(properties).encode()
        name = PackURI("/docProps/core.xml")
        part = Part(name, CONTENT_TYPE.OPC_CORE_PROPERTIES, content, package)
        package.relate_to(part, RELATIONSHIP_TYPE.CORE_PROPERTIES)


def _set_widths(table: Any, columns: Sequence[Any], widths: Sequence[int]) -> None:
    """Set the widths of a table's columns and cells, in points."""
    twips = [20 * width for width in widths]
    for column, width in zip(columns, twips, strict=True):
        column.set(f"{W}w", f"{width}")
    for row in table.iterfind(f"{W}tr"):
        start = 0
        for cell in row.iterfind(f"{W}tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            end = start + (1 if span is None else int(span.get(f"{W}val")))
            if (given := cell.find(f"{W}tcPr/{W}tcW")) is not None:
                given.set(f"{W}w", f"{sum(twips[start:end])}")
            start = end


def _set_points(table: Any, points: Mapping[int, int]) -> None:
    """Set the places of the decimal points in a table's columns, in points."""
    for column, point in points.items():
        for stop in table.iterfind(f"{W}tr/{W}tc[{column}]/{W}p/{W}pPr/{W}tabs/{W}tab[@{W}val='decimal']"):
            stop.set(f"{W}pos", f"{20 * point}")


def _take_step(styles: Any, steps: Sequence[str], step: str) -> None:
    """Give the spacing, indents and size of each style of *step* to the style on which it is based.

    Remove the styles of all *steps*. Raise `BrokenTemplate` for what only the style of the step has.
    """
    for style in list(styles.iterfind(f"{W}style")):
        name = _said(style, "name")
        if not any(name.endswith(f" ({each})") for each in steps):
            continue
        styles.remove(style)
        if name.endswith(f" ({step})"):
            based = _said(style, "basedOn")
            usual = next((each for each in styles if based and each.get(f"{W}styleId") == based), None)
            for given in style.iter(*(f"{W}{kind}" for kind in ("spacing", "ind", "sz", "szCs"))):
                if (taken := None if usual is None else next(usual.iter(given.tag), None)) is None:
                    raise BrokenTemplate(
                        f'the style "{name}" changes what the style on which it is based leaves out'
                    )
                taken.attrib.update(given.attrib)


def _said(style: Any, name: str) -> str:
    """Return what an element of a style says; "" if the style lacks it."""
    found = style.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def _keep_two_rows(table: Any) -> None:
    """Keep the first two rows and the last two rows under a repeated head together."""
    rows = [
        row
        for row in table.iterfind(f"{W}tr")
        if table.find(f".//{W}tblHeader") is not None and row.find(f"{W}trPr/{W}tblHeader") is None
    ]
    for row in {*rows[:1], *rows[-2:-1]} - {*rows[-1:]}:
        for paragraph in row.iter(f"{W}p"):
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            if style is not None and paragraph.find(f"{W}pPr/{W}keepNext") is None:
                style.addnext(etree.Element(f"{W}keepNext"))


class _Environment(ImmutableSandboxedEnvironment):
    """A Jinja environment that compiles each text once: docxtpl passes the same XML for each document."""

    def from_string(self, source: Any, *_: Any, **__: Any) -> Template:
        return _compiled(self, source)


@lru_cache(maxsize=1)
def _environment() -> _Environment:
    """Return the environment: None prints as nothing; a name that the context lacks is an error."""
    made = _Environment(autoescape=True, undefined=StrictUndefined, finalize=_printed)
    made.globals.clear()
    made.filters.update({name: _or_blank(function) for name, function in FILTERS.items()})
    made.filters["unbroken"] = unbroken
    return made


def unbroken(runs: Sequence[Mapping[str, Any]], names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the pieces of a paragraph; Word breaks no line at the spaces and hyphens of those that are held.

    Word copies its hyphen that does not break as a plain one.
    """
    return [
        {**piece, "text": _printed(piece["text"].replace(" ", "\u00a0")).replace("-", _NO_BREAK_HYPHEN)}
        if piece["is_held"]
        else piece
        for piece in typeset(runs, names)
    ]


_NO_BREAK_HYPHEN = Markup('</w:t><w:noBreakHyphen/><w:t xml:space="preserve">')


def _or_blank(function: Callable[..., str]) -> Callable[..., str | None]:
    return lambda value, *rest: None if value is None else function(value, *rest)


def _printed(value: Any) -> Markup | str:
    """Return a value as typed, with braces as character references: docxtpl rewrites `{_{` in the result."""
    if value is None:
        return ""
    return Markup(str(escape_markup(value)).replace("{", "&#123;").replace("}", "&#125;"))


@lru_cache(maxsize=32)
def _patched(xml: str) -> str:
    patched: str = DocxTemplate.patch_xml(None, xml)
    return patched


@lru_cache(maxsize=32)
def _compiled(environment: Environment, xml: str) -> Template:
    return Environment.from_string(environment, xml)


def _rewritten(saved: BytesIO, fonts: Mapping[str, bytes]) -> bytes:
    with ZipFile(saved) as source:
        return packed({name: fonts.get(name) or source.read(name) for name in source.namelist()})


def part_of(root: Any) -> bytes:
    """Return the XML of *root* as a part of a Word document."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of *parts* with fixed dates, in the order of their names (content types come first)."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as target:
        for name in sorted(parts):
            member = ZipInfo(name, EPOCH)
            member.create_system = 3  # else the platform's
            member.compress_type = ZIP_DEFLATED
            # Fonts hardly get smaller by more work.
            target.writestr(member, parts[name], compresslevel=1 if name.endswith(FONT) else None)
    return made.getvalue()
