"""The words of a Word or PDF file, line by line, so that `git diff` can show what changed in it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def words(path: Path) -> str:
    """All text of a .docx or .pdf file; pages and parts begin with a line that names them."""
    return _of_docx(path) if path.suffix == ".docx" else _of_pdf(path)


def _of_docx(path: Path) -> str:
    with ZipFile(path) as parts:
        names = [n for n in sorted(parts.namelist()) if n.startswith("word/") and n.endswith(".xml")]
        found = {name: _paragraphs(ElementTree.fromstring(parts.read(name))) for name in names}
    return "".join(f"--- {name}\n{text}" for name, text in found.items() if text.strip())


def _paragraphs(root: ElementTree.Element) -> str:
    return "".join(f"{_line(each)}\n" for each in root.iter(f"{_W}p"))


def _line(paragraph: ElementTree.Element) -> str:
    return "".join(
        (each.text or "") if each.tag == f"{_W}t" else _SIGNS.get(each.tag, "") for each in paragraph.iter()
    )


def _of_pdf(path: Path) -> str:
    from pypdf import PdfReader

    pages = PdfReader(path).pages
    return "".join(
        f"--- page {number}\n{page.extract_text()}\n" for number, page in enumerate(pages, start=1)
    )
