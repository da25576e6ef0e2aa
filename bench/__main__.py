"""`python -m bench [SECTION [N]]`: measure, print medians and ratios, exit with 1 if a target was missed.

The times are CPU times of processes and their children. Only the row of two jobs and the live page measure
elapsed time: it has a target only on a machine that is otherwise idle. N is the number of generated filings.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from bench import many, previews, repository, reviews, scale
from bench.measure import INVOKE, ROOT, Timing, cpu_here, cpu_of, in_turns
from bench.previews import Latency
from bench.scale import Rate
from redwell.check.filing import check_filing
from redwell.documents.environment import environment
from redwell.documents.fonts import folders as font_folders
from redwell.documents.renderer import render
from redwell.files import discovery
from redwell.form import Document
from redwell.forms.documents import documents_of

NAME = "filings/tecogen/2013-10-01-panora-form3.yaml"
SEED, SCHEMA = ROOT / NAME, ROOT / "schemas/form3.schema.json"
COLD, WARM = 15, 15
"""Rounds for each process and each call."""

Work = Callable[[], object]
Row = Timing | Rate | Latency


def main(only: str = "", filings: str = "") -> int:
    """Measure and print all sections, or *only* one, with so many *filings*; return the exit code."""
    count = int(filings or 0)
    with tempfile.TemporaryDirectory(prefix="redwell-bench-") as name:
        folder = Path(name)
        root = repository.copied(folder / "repository")
        sections: dict[str, tuple[str, Callable[[], Iterable[Row]]]] = {
            "cold": ("whole processes, one filing", lambda: _cold(folder, root)),
            "warm": ("one process, the same filing again", _warm),
            "jobs": ("many varied filings, made by one and by two processes", lambda: many.jobs(root, count)),
            "many": ("many varied filings that did not change", lambda: many.unchanged(root, count)),
            "scale": ("filings for each second of CPU time", lambda: scale.rows(root, count)),
            "review": ("a request that changes three filings", lambda: reviews.rows(folder)),
            "live": ("the live page, from saved to painted in Chromium", lambda: previews.rows(folder)),
        }
        if only and only not in sections:
            print(f"--only {only}: choose {', '.join(sections)}")
            return 2
        missed = [
            each
            for key, (title, rows) in sections.items()
            if key == (only or key)
            for each in _shown(f"{key}: {title}", rows())
        ]
    if missed:
        print(f"\nmissed: {', '.join(missed)}")
    return 1 if missed else 0


def _shown(title: str, rows: Iterable[Row]) -> Iterator[str]:
    """Print each row as soon as it is known; yield the names of those that miss their target."""
    print(f"\n{title}")
    for row in rows:
        print(row, flush=True)
        if not isinstance(row, Rate) and row.is_missed:
            yield row.what


# --- one filing, in processes of their own ---


def _cold(folder: Path, root: Path) -> Iterator[Timing]:
    """Measure whole commands, as at a terminal, without a `build/` folder and so without a cache."""
    path = root / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(SEED.read_bytes())
    pages, fonts = _pages(folder), {"FONTCONFIG_FILE": str(_fontconfig(folder))}
    build = ("build", "--force", "--quiet", f"--out={folder}/cold")
    ours, theirs = in_turns(
        COLD,
        lambda: cpu_of(*INVOKE, *build, folder=root),
        lambda: cpu_of(sys.executable, "-m", "bench.bare_pdfs", str(pages), environ=fonts),
    )
    yield Timing("build", ours, "WeasyPrint, the same three PDFs", theirs, 1.25)
    ours, theirs = in_turns(
        COLD,
        lambda: cpu_of(*INVOKE, "check", folder=root),
        lambda: cpu_of(sys.executable, "-m", "check_jsonschema", "--schemafile", str(SCHEMA), str(SEED)),
    )
    yield Timing("check", ours, "check-jsonschema", theirs, 0.80)
    path.unlink()


def _pages(folder: Path) -> Path:
    """Write the seed's HTML pages and style sheets, for WeasyPrint alone."""
    pages = folder / "pages"
    pages.mkdir()
    for document in _documents():
        if document.name.endswith(".pdf"):
            page = pages / f"{document.name}.html"
            text = environment(ROOT).get_template(document.template).render(document.context)
            page.write_text(text, "utf-8")
            page.with_suffix(".css").write_text(_style(document), "utf-8")
    return pages


def _style(document: Document) -> str:
    sheets = ("shared/page.css", document.template.replace(".html.j2", ".css"))
    return "\n".join((ROOT / "templates" / sheet).read_text("utf-8") for sheet in sheets)


def _fontconfig(folder: Path) -> Path:
    """Write fontconfig settings with Redwell's fonts and with a cache, as on every machine."""
    file = folder / "fonts.conf"
    dirs = "".join(f"<dir>{path}</dir>" for path in font_folders())
    file.write_text(f"<fontconfig>{dirs}<cachedir>{folder}/fonts</cachedir></fontconfig>", "utf-8")
    return file


def _documents() -> tuple[Document, ...]:
    """Return what is to be rendered for the seed."""
    checked = check_filing(discovery.entry(SEED, ROOT), ROOT, ROOT)
    assert checked.filing, checked.problems
    return documents_of(checked.filing, checked.files, "Redwell")


# --- one filing, in one process ---


def _warm() -> Iterator[Timing]:
    """Measure a check and each document against its bare library, then the whole filing.

    Everything is cached that a library can cache. XML and text documents have no library to compare with.
    """
    entry = discovery.entry(SEED, ROOT)
    works: list[tuple[str, str, Work, Work]] = [
        ("check", "PyYAML and jsonschema", lambda: check_filing(entry, ROOT, ROOT), _bare_check())
    ]
    contents: dict[str, bytes] = {}
    for document in _documents():
        attachment = (document.attachment, contents[document.attachment]) if document.attachment else None
        ours = partial(
            render, document.name, document.template, document.context, home=ROOT, attachment=attachment
        )
        contents[document.name] = ours()
        if document.name.endswith(".pdf"):
            works.append((document.name, "WeasyPrint", ours, _bare_pdf(document, attachment)))
        elif document.name.endswith(".docx"):
            works.append((document.name, "docxtpl", ours, _bare_docx(document)))
    sides = [partial(cpu_here, work) for _, _, *pair in works for work in pair]
    times = in_turns(WARM, *sides)
    for (name, library, _, _), ours_taken, theirs_taken in zip(works, times[::2], times[1::2], strict=True):
        yield Timing(name, ours_taken, library, theirs_taken)
    whole, bare = (list(map(sum, zip(*each, strict=True))) for each in (times[::2], times[1::2]))
    yield Timing("the whole filing", whole, "the libraries", bare, 1.10)


def _bare_pdf(document: Document, attachment: tuple[str, bytes] | None) -> Work:
    import weasyprint  # type: ignore[import-untyped]  # ships no types
    from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]  # ships no types

    fonts = FontConfiguration()
    sheet = weasyprint.CSS(string=_style(document), font_config=fonts)
    template = environment(ROOT).get_template(document.template)

    def make() -> object:
        attached = [weasyprint.Attachment(string=attachment[1], name=attachment[0])] if attachment else None
        html = weasyprint.HTML(string=template.render(document.context))
        return html.write_pdf(
            stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3a", attachments=attached
        )

    return make


def _bare_docx(document: Document) -> Work:
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # ships no types

    # Redwell's filters and blanks for missing values; the rest is docxtpl alone.
    from redwell.documents.docx import _environment

    environment = Environment(autoescape=True, undefined=StrictUndefined, finalize=_environment().finalize)
    environment.filters.update(_environment().filters)

    def make() -> object:
        template = DocxTemplate(BytesIO((ROOT / "templates" / document.template).read_bytes()))
        template.render(dict(document.context), environment)
        saved = BytesIO()
        template.save(saved)
        return saved

    return make


def _bare_check() -> Work:
    import yaml
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    schemas: dict[str, Any] = {p.name: json.loads(p.read_bytes()) for p in SCHEMA.parent.glob("*.json")}
    pairs = [(name, Resource.from_contents(schema)) for name, schema in schemas.items()]
    validator = Draft202012Validator(schemas[SCHEMA.name], registry=Registry().with_resources(pairs))
    return lambda: list(validator.iter_errors(yaml.load(SEED.read_bytes(), yaml.CBaseLoader)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
