"""Render HTML as a tagged PDF/A-3a with WeasyPrint and the packaged fonts: equal bytes on every machine.

The template is well-formed XHTML; its style is `templates/shared/page.css` and then the sheet beside the
template (`form3.css` for `form3.html.j2`), after those that it imports. Nothing else is read: no system font,
file or address.
"""

from __future__ import annotations

import ctypes.util
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from importlib import resources
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from jinja2 import Environment

from redwell.documents import tags
from redwell.documents.environment import environment
from redwell.documents.fonts import FALLBACKS, folders, fonts
from redwell.documents.later import later
from redwell.documents.renderer import BrokenTemplate, MissingLibrary, content_of
from redwell.text.glyphs import drawable

__all__ = ["Watermark", "css", "fonts", "markup", "printed", "render", "sheets", "sketch", "step", "warm_up"]
VARIANT = "pdf/a-3a"
COLORS = "sRGB2014"
HALF = 0.5
"""The share of a last page that is full enough."""
LONG = 10
"""The most pages of a document whose last page is worth another layout."""
ATTACHMENT_DATE = datetime(2000, 1, 1)
"""PDF/A requires a date for the attachment; the real one would make every build differ."""
UNCALLED = ("fontTools.subset", "fontTools.varLib.instancer", "tinyhtml5")
"""A third of the time that WeasyPrint takes to load, and seldom needed."""
PANGO_MISSING = """\
PDF needs Pango and HarfBuzz, which are not installed here. To install them:
  Debian, Ubuntu  apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  macOS           brew install pango
  Fedora          dnf install pango"""

_ALIAS = "<alias><family>{}</family><accept><family>{}</family></accept></alias>"
EXTENDS = re.compile(r"""{%-? extends ["']([^"']+)["']""")
_IMPORT = re.compile(r"""^@import "([^"]+)";""", re.MULTILINE)
"""A sheet that another one adds to: `@import "../form3/form3.css";`."""

PDF_UA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""
"""The mark of PDF/UA-1, with the description that PDF/A requires for a mark it does not define."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Watermark:
    """A mark on pages to look at: *words* for the foot, and the style *sheet* of the background."""

    words: str
    sheet: str

    def put_on(self, page: ElementTree.Element) -> None:
        """Write the words in place of the state in the foot, or behind a foot without one."""
        body = page.find("body")
        assert body is not None
        if body.get("data-state") is not None:
            body.set("data-state", self.words)
        else:
            body.set("data-foot", " \xb7 ".join(filter(None, [body.get("data-foot"), self.words])))


def render(
    template: str, context: Mapping[str, Any], *, home: Path, attachment: tuple[str, bytes] | None = None
) -> bytes:
    """Return a tagged PDF/A-3a that carries *attachment* (name, content) as its associated file.

    If *context* names `steps`, the page takes the first that fits it on one page, or on as many as `pages`
    says; see `_fitted`. The template reads its `step`.

    Raise `MissingLibrary` without Pango, and `BrokenTemplate` for anything WeasyPrint would only log.
    """
    layout, _ = _fitted(template, context, home)
    return _engine().written(layout, attachment)


def sketch(template: str, context: Mapping[str, Any], *, home: Path, mark: Watermark | None = None) -> bytes:
    """Return a PDF of the same pages as `render`, only to be looked at: it has no tags and no attachment.

    It takes less time. Raises as `render` does.
    """
    layout, _ = _fitted(template, context, home, mark)
    return _engine().sketched(layout)


def step(template: str, context: Mapping[str, Any], *, home: Path) -> str:
    """Return the step of `context["steps"]` that the PDF takes, "" if none. Raises as `render` does.

    A page that was just rendered is not laid out again.
    """
    known, found = _engine().fitted
    return found if known == _page(template, context, home) else _fitted(template, context, home)[1]


def _page(
    template: str, context: Mapping[str, Any], home: Path, mark: Watermark | None = None
) -> tuple[str, list[Any]]:
    """Return the text of the page and its style sheets."""
    text = _environment(home).get_template(template).render(context)
    engine = _engine()
    names = (*sheets(template, home), *((mark.sheet,) if mark else ()))
    return text, [_sheet(name, home, engine) for name in names]


def markup(
    template: str, context: Mapping[str, Any], *, home: Path, mark: Watermark | None = None
) -> ElementTree.Element:
    """Return the page before it is laid out. Raises as `render` does."""
    return _parsed(_environment(home).get_template(template).render(context), template, home, mark)


def _fitted(
    template: str, context: Mapping[str, Any], home: Path, mark: Watermark | None = None
) -> tuple[Any, str]:
    """Return the layout with the fewest pages and then with the fullest last page, and its step.

    The page is laid out as it is, and then in each step of `context["steps"]`, until it is one page or ends
    on a page that is half full. If `context["pages"]` is 2, a page follows that is always one of its own.
    A step that the template ignores, and a step of a document that is `LONG`, are left out.
    """
    aim = context.get("pages", 1)
    first = text, styles = _page(template, context, home, mark)
    layouts: dict[str, Any] = {}
    seen = set[str]()
    for name in ("", *context.get("steps", ())):
        if name:
            text, _ = _page(template, {**context, "step": name}, home)
        if text in seen:
            continue
        seen.add(text)
        layouts[name] = layout = _engine().laid_out(_parsed(text, template, home, mark), styles)
        count = len(layout.pages)
        if count <= aim or count > LONG or _filled(layout.pages[-aim]) >= HALF:
            break
    best = min(layouts, key=lambda name: _waste(layouts[name], aim))
    _engine().fitted = first, best
    return layouts[best], best


def _waste(layout: Any, aim: int) -> tuple[int, float]:
    """Return the pages of a layout, and how empty the last one is that text flows to."""
    return len(layout.pages), -_filled(layout.pages[-min(aim, len(layout.pages))])


def _filled(page: Any) -> float:
    """Return the share of a page down to its last line."""
    box = page._page_box
    ends = (each.position_y + each.height for each in box.children[0].descendants() if _is_line(each))
    return float((max(ends, default=0) - box.content_box_y()) / box.height)


def _is_line(box: Any) -> bool:
    return type(box).__name__ == "LineBox"


def _parsed(text: str, template: str, home: Path, mark: Watermark | None) -> ElementTree.Element:
    try:
        page = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise _malformed(text, error, template, home) from error
    if mark:
        mark.put_on(page)
    return page


@lru_cache(maxsize=4)
def _environment(home: Path) -> Environment:
    """Return the environment of templates that print a mark for a letter that no font has."""
    return environment(home).overlay(finalize=_printable)


def _printable(value: Any) -> Any:
    return drawable(value) if isinstance(value, str) else value


def sheets(template: str, home: Path) -> tuple[str, ...]:
    """Return the names of the style sheets of *template*, in `templates/`, in the order of the cascade."""
    own = template.removesuffix(".html.j2") + ".css"
    imported = _IMPORT.findall(content_of(own, home).decode("utf-8", "replace"))
    return "shared/page.css", *(name.removeprefix("../") for name in imported), own


def printed(page: ElementTree.Element, names: Iterable[tuple[str, Path]]) -> bytes:
    """Return *page*, XHTML, as a tagged PDF/A-3a in the style of sheets, each a name and its home.

    Raises as `render` does.
    """
    for element in page.iter():
        element.text, element.tail = _printable(element.text), _printable(element.tail)
    engine = _engine()
    return engine.written(engine.laid_out(page, [_sheet(name, home, engine) for name, home in names]), None)


def css(name: str, home: Path) -> str:
    """Return a style sheet without its imports, which `sheets` lists. Raises `BrokenTemplate`."""
    try:
        return _IMPORT.sub("", content_of(name, home).decode())
    except UnicodeDecodeError as error:
        raise BrokenTemplate("the file is not text in UTF-8", name=name) from error


def _sheet(name: str, home: Path, engine: _Engine) -> Any:
    try:
        return engine.style(css(name, home))
    except BrokenTemplate as error:
        raise BrokenTemplate(str(error), name=name, line=error.lineno) from error


def _malformed(text: str, error: ElementTree.ParseError, template: str, home: Path) -> BrokenTemplate:
    """Return the error for *text*, which is not XHTML, with its line where one is certain.

    That is a line of *template*, or of one that it extends.
    """
    opened: list[int] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda *_: opened.append(parser.CurrentLineNumber)
    parser.EndElementHandler = lambda _: opened.pop()
    with suppress(expat.ExpatError):
        parser.Parse(text, True)
    cause, written = expat.ErrorString(error.code), text.split("\n")
    near = faulty = written[error.position[0] - 1].strip()
    said = f"{cause} in {faulty!r}"
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH] and opened:
        near = written[opened[-1] - 1].strip()
        said = f"{cause}: {near!r} is closed by {faulty!r}"
    for name in _extended(template, home):
        source = content_of(name, home).decode().split("\n")
        for wanted in dict.fromkeys((near, faulty)):
            found = [n for n, line in enumerate(source, start=1) if line.strip() == wanted]
            if len(found) == 1:
                return BrokenTemplate(said, name=name, line=found[0])
    return BrokenTemplate(said)


def _extended(template: str, home: Path) -> Iterator[str]:
    """Yield a template, the one that it extends, and so on."""
    yield template
    for name in EXTENDS.findall(content_of(template, home).decode()):
        yield from _extended(name, home)


class _Engine:
    """WeasyPrint with the packaged fonts. A process loads it once, because that takes most of a second."""

    def __init__(self) -> None:
        with _our_fonts_only():
            self.weasyprint = _weasyprint()
            self.fonts = self.weasyprint.text.fonts.FontConfiguration()
        self.fetcher = self.weasyprint.URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
        self.images: dict[str, Any] = {}
        self.fitted: tuple[tuple[str, list[Any]], str] = ("", []), ""
        """The page that was fitted last, and the step that it takes."""
        self.srgb = resources.files(self.weasyprint.pdf).joinpath("sRGB2014.icc").read_bytes()
        self.style: Callable[[str], Any] = lru_cache(maxsize=16)(self._style)

    def _style(self, css: str) -> Any:
        with self._strict():
            return self.weasyprint.CSS(string=css, url_fetcher=self.fetcher, font_config=self.fonts)

    def laid_out(self, page: ElementTree.Element, sheets: list[Any]) -> Any:
        """Return WeasyPrint's layout of *page* in the style of *sheets*."""
        with self._strict():
            return self._html(page).render(
                font_config=self.fonts,
                stylesheets=sheets,
                pdf_variant=VARIANT,
                color_profiles={COLORS: self._colors()},
                output_intent=COLORS,
                cache=self.images,
            )

    def written(self, layout: Any, attachment: tuple[str, bytes] | None) -> bytes:
        """Return a layout as a PDF."""
        with self._strict():
            content: bytes = layout.write_pdf(
                finisher=_finish,
                pdf_variant=VARIANT,
                output_intent=COLORS,
                cache=self.images,
                attachments=[self._attachment(*attachment)] if attachment else None,
            )
        return content

    def sketched(self, layout: Any) -> bytes:
        """Return a layout as a PDF that only shows its pages."""
        with self._strict():
            content: bytes = layout.write_pdf(cache=self.images, uncompressed_pdf=True)
        return content

    @contextmanager
    def _strict(self) -> Iterator[None]:
        """Raise `BrokenTemplate` where WeasyPrint would log a warning or an error, or fetch a file."""
        logger = logging.getLogger("weasyprint")
        logger.addFilter(_refuse)
        try:
            yield
        except self.weasyprint.urls.FatalURLFetchingError as error:
            raise BrokenTemplate(str(error)) from error
        finally:
            logger.removeFilter(_refuse)

    def _html(self, page: ElementTree.Element) -> Any:
        """Return WeasyPrint's document of a parsed page: its own HTML parser is slower and hides mistakes."""
        html = self.weasyprint.HTML.__new__(self.weasyprint.HTML)
        html.base_url, html.url_fetcher, html.media_type = None, self.fetcher, "print"
        html.etree_element = page
        wrap = self.weasyprint.cssselect2.ElementWrapper.from_html_root
        html.wrapper_element = wrap(html.etree_element, content_language=None)
        return html

    def _colors(self) -> Any:
        """Return WeasyPrint's color profile from memory: WeasyPrint would leave the file open."""
        profile = self.weasyprint.pdf.ColorProfile
        return profile(BytesIO(self.srgb), "sRGB2014.icc", "relative-colorimetric", "rgb")

    def _attachment(self, name: str, content: bytes) -> Any:
        return self.weasyprint.Attachment(
            string=content,
            name=name,
            description="The same filing as an EDGAR ownership document",
            created=ATTACHMENT_DATE,
            modified=ATTACHMENT_DATE,
            relationship="Alternative",
            url_fetcher=self.fetcher,
        )


_engine = lru_cache(maxsize=1)(_Engine)


def warm_up() -> None:
    """Load WeasyPrint now, and not with the first page. Raises `MissingLibrary`."""
    _engine()


def _weasyprint() -> Any:
    """Load WeasyPrint. Without Pango it prints advice of its own and raises OSError."""
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()), later(*UNCALLED), _no_search():
            # Without HarfBuzz's subsetter WeasyPrint only warns, and then writes other bytes, slowly.
            warnings.filterwarnings("error", category=DeprecationWarning, message="HarfBuzz-Subset")
            import weasyprint  # type: ignore[import-untyped]  # it ships no types
    except (OSError, DeprecationWarning) as error:
        raise MissingLibrary(PANGO_MISSING) from error
    weasyprint.pdf.pydyf._to_bytes = partial(_pdf_number, weasyprint.pdf.pydyf._to_bytes)
    return weasyprint


def _pdf_number(others: Callable[[Any], bytes], item: Any) -> bytes:
    """Return *item* as a PDF holds it; *others* does it for all but floats.

    Python 3.12 adds floats more exactly, and pydyf writes 778.0000000001 as `778.`, but 778.0 as `778`.
    """
    if isinstance(item, float):
        text = f"{item:.6f}".rstrip("0").rstrip(".")
        return b"0" if text == "-0" else text.encode("ascii")
    return others(item)


@contextmanager
def _no_search() -> Iterator[None]:
    """Load libraries on Linux by the names of their files: a search for another name starts a compiler."""
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


@contextmanager
def _our_fonts_only() -> Iterator[None]:
    """Let Fontconfig see the packaged fonts only, so that no font or setting of the machine matters."""
    with TemporaryDirectory(prefix="redwell-") as folder:
        file = Path(folder, "fonts.conf")
        dirs = "".join(f"<dir>{path}</dir>" for path in folders())
        rules = "".join(_ALIAS.format(*pair) for pair in FALLBACKS.items())
        file.write_text(f"<fontconfig>{dirs}{rules}<cachedir>{folder}</cachedir></fontconfig>", "utf-8")
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(file)
        try:
            yield
        finally:
            os.environ.pop("FONTCONFIG_FILE")
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


def _refuse(record: logging.LogRecord) -> bool:
    if record.levelno >= logging.WARNING:
        # WeasyPrint logs the line and the column in a style sheet as the only numbers of a message.
        numbers = (each for each in record.args or () if isinstance(each, int))
        raise BrokenTemplate(record.getMessage(), line=next(numbers, None))
    return True


def _finish(document: Any, pdf: Any) -> None:
    """Correct the tags and metadata that WeasyPrint leaves out, writes twice or gets wrong."""
    tags.correct(pdf)
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [part.replace(b"</rdf:RDF>", PDF_UA) for part in metadata.stream]
