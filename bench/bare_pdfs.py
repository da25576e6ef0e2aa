"""Make the PDFs of a filing with WeasyPrint alone: `python -m bench.bare_pdfs FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

import weasyprint  # type: ignore[import-untyped]  # ships no types
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]  # ships no types


def main(folder: Path) -> None:
    """Make a PDF of each HTML page in *folder*, with the style sheet of the same name."""
    fonts = FontConfiguration()
    for page in sorted(folder.glob("*.html")):
        sheet = weasyprint.CSS(string=page.with_suffix(".css").read_text("utf-8"), font_config=fonts)
        html = weasyprint.HTML(string=page.read_text("utf-8"))
        content = html.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3a")
        page.with_suffix(".pdf").write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
