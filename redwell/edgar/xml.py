"""Read an XML document from an untrusted source as a tree of elements.

Document types and entities are refused, nothing is fetched, and depth and number of elements are limited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from redwell.problems import FilingError, Place, Problem

MAX_DEPTH = 20
"""An ownership document nests six deep."""
MAX_ELEMENTS = 50_000
"""Ten owners, sixty rows and 99 footnotes make 2,000."""
ENCODINGS = frozenset({"utf-8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_SECRET = re.compile("ccc|password", re.IGNORECASE)
_CODES = expat.errors.codes
_BROKEN = {
    _CODES[expat.errors.XML_ERROR_TAG_MISMATCH]: (
        "this end tag does not match its start tag: is something missing above?"
    ),
    _CODES[expat.errors.XML_ERROR_NO_ELEMENTS]: (
        "the document is incomplete: is the file cut off? fetch it again"
    ),
    _CODES[expat.errors.XML_ERROR_UNCLOSED_TOKEN]: (
        "the document ends inside this: is the file cut off? fetch it again"
    ),
    _CODES[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION]: (
        "the document ends inside this: is the file cut off? fetch it again"
    ),
    _CODES[expat.errors.XML_ERROR_UNDEFINED_ENTITY]: (
        "XML does not know this name between & and ;: write & as &amp;"
    ),
    _CODES[expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE]: "this attribute is given twice",
    _CODES[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]: (
        "the document ended above: nothing may follow it; is this the right file?"
    ),
    _CODES[expat.errors.XML_ERROR_MISPLACED_XML_PI]: "<?xml may only be at the very beginning",
    _CODES[expat.errors.XML_ERROR_SYNTAX]: "XML begins with <: is this another file?",
}
"""Messages for broken XML, by the code of the error."""
_IN_TAG = re.compile(r"<(/?[A-Za-z_][\w.:-]*)([^<>&]*)\Z")
"""An open tag at the end of a text: its name, and what follows it."""


@dataclass(slots=True)
class Element:
    """An element: its tag, place and `id`, its own text in *pieces*, and its children."""

    tag: str
    line: int
    column: int
    id: str = ""
    pieces: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text, stripped."""
        return "".join(self.pieces).strip()

    def all(self, path: str) -> list[Element]:
        """Return the elements at *path*, tags separated by `/`."""
        found = [self]
        for tag in path.split("/"):
            found = [child for each in found for child in each.children if child.tag == tag]
        return found

    def first(self, path: str) -> Element | None:
        """Return the first element at *path*, or None."""
        return next(iter(self.all(path)), None)

    def walk(self, path: str = "") -> Iterator[tuple[str, Element]]:
        """Yield every element below this one with its path, in the order of the document."""
        for child in self.children:
            below = f"{path}/{child.tag}".removeprefix("/")
            yield below, child
            yield from child.walk(below)


@dataclass(frozen=True, kw_only=True, slots=True)
class XmlDocument:
    """A document: its *name* and *text*, for messages, and its *root*.

    *first_line* is the line of the file where it begins.
    """

    name: str
    text: str
    root: Element
    first_line: int = 1

    def problem(self, code: str, message: str, element: Element | None = None) -> FilingError:
        """Return an error about *element*, or about the whole document."""
        at = element or self.root
        return _error(code, message, self, at.line, at.column)


def read_xml(content: bytes, name: str, first_line: int = 1) -> XmlDocument:
    """Return the document in *content*; *name* and *first_line* are for messages. Raises `FilingError`."""
    text = _decoded(content, name, first_line)
    builder = _Builder(text)
    blank = XmlDocument(name=name, text=text, root=Element("", 1, 1), first_line=first_line)
    try:
        builder.parser.Parse(text.encode("utf-8"), True)
    except _RefusedError as error:
        raise _error(error.code, error.message, blank, error.line, error.column) from None
    except expat.ExpatError as error:
        line = text.split("\n")[error.lineno - 1]
        message = _BROKEN.get(error.code) or _reason(error, text, line)
        # What is wrong with "A & B" is the &, not the space.
        column = error.offset + (line[error.offset - 1 : error.offset] != "&")
        raise _error("xml-broken", message, blank, error.lineno, column) from None
    assert builder.root is not None
    return XmlDocument(name=name, text=text, root=builder.root, first_line=first_line)


def _reason(error: expat.ExpatError, text: str, line: str) -> str:
    """Return what is wrong where the parser stopped: in a tag, or with a stray < or &."""
    before = "\n".join([*text.split("\n")[: error.lineno - 1], line[: error.offset]])
    tag = _IN_TAG.search(before)
    if tag and tag[2].strip():
        return (
            f'only name="value" may follow <{tag[1][:40]}, and "{" ".join(tag[2].split())[:40]}" is '
            "something else: remove it, or fetch the file again"
        )
    if tag or line[error.offset - 1 : error.offset] in ("<", "&") or line[error.offset :][:1] in ("<", "&"):
        return "this is not well-formed XML: write < and & as &lt; and &amp;"
    return f"this is not well-formed XML ({expat.ErrorString(error.code)}): fetch the file again"


class _RefusedError(Exception):
    """Content that a document of EDGAR never has."""

    def __init__(self, code: str, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.code, self.message, self.line, self.column = code, message, line, column


class _Builder:
    """Builds the tree; expat calls the methods."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0

    def _doctype(self, name: str, *_: object) -> None:
        before = self.text.partition("<!DOCTYPE")[0]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        if name.lower() == "html":
            raise _RefusedError("xml-root", WEB_PAGE, line, column)
        message = "EDGAR's documents declare no document type and no entities: this file is not imported"
        raise _RefusedError("xml-doctype", message, line, column)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        name = tag.rpartition(":")[2]
        if self.root is None and name in _ROOTS:
            raise _RefusedError(*_ROOTS[name], line, column)
        self.count += 1
        if len(self.open) >= MAX_DEPTH or self.count > MAX_ELEMENTS:
            is_deep = len(self.open) >= MAX_DEPTH
            limit = "nested deeper" if is_deep else "longer"
            message = f"this is {limit} than an ownership document can be: is it the right file?"
            raise _RefusedError("xml-too-deep" if is_deep else "xml-too-large", message, line, column)
        element = Element(name, line, column, attributes.get("id", ""))
        if self.open:
            self.open[-1].children.append(element)
            # The texts on both sides of a child are separate words.
            self.open[-1].pieces.append(" ")
        else:
            self.root = element
        self.open.append(element)

    def _end(self, _: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].pieces.append(text)


WEB_PAGE = (
    "this is EDGAR's web page of a filing: download the XML itself (its address without the part that begins"
    " with xsl), or the complete submission text file"
)
SECRET = (
    "this is a submission file and holds a secret, the CCC: none of it is shown or kept; import the filing"
    " that EDGAR published instead, and keep this file out of git, email and logs"
)
_ROOTS = {
    "html": ("xml-root", WEB_PAGE),
    "HTML": ("xml-root", WEB_PAGE),
    "edgarSubmission": ("import-secret", SECRET),
}
"""Other kinds of files, reported by their root before anything in them is."""


def _decoded(content: bytes, name: str, first_line: int) -> str:
    """Return the text, decoded as declared, with simple line ends, as an XML parser reads it."""
    blank = XmlDocument(name=name, text="", root=Element("", 1, 1), first_line=first_line)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]:
        message = 'this is UTF-16 (what Windows calls "Unicode") or not text at all; save the file as UTF-8'
        raise _error("xml-encoding", message, blank, 1, 1)
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise _error("file-empty", "this file is empty", blank, 1, 1)
    declared = _DECLARED.match(content)
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    if encoding not in ENCODINGS:
        message = (
            f"the document declares the encoding {encoding}; save the file as UTF-8, and declare utf-8 in it"
        )
        raise _error("xml-encoding", message, blank, 1, 1)
    try:
        # As XML has it, and as the parser counts lines.
        return re.sub("\r\n?", "\n", content.decode(encoding))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = (
            f"byte {error.start + 1} (0x{content[error.start]:02X}) is not a character of {encoding.upper()}"
        )
        raise _error("xml-encoding", f"{message}; save the file as UTF-8", blank, line, 1) from None


def _error(code: str, message: str, document: XmlDocument, line: int, column: int) -> FilingError:
    """Return an error with its line, which is left out if the document may hold a secret."""
    lines = document.text.split("\n")
    text = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
    if _SECRET.search(document.text):
        text = ""
    column = min(column, len(text) + 1)
    # Mark the element, up to the next one.
    end = re.compile(r"<?[^<]*").match(text, column - 1)
    last = end.end() + 1 if end else column + 1
    at = Place(
        file=document.name,
        line=line + document.first_line - 1,
        column=column,
        end_column=max(last, column + 1),
        text=text,
    )
    return FilingError([Problem(code=code, message=message, place=at)])
