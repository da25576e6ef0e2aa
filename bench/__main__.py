"""`python -m bench [N]`: measure, print medians and ratios, and exit with 1 if a target was missed.

The times are CPU times of processes and their children. Only the row of two jobs measures elapsed time: it
has a target only on a machine that is otherwise idle.
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

from bench import generated, repository, reviews
from bench.measure import INVOKE, ROOT, Row, cpu_here, cpu_of, in_turns, times_of
from redwell.check.filing import check_filing
from redwell.documents.environment import environment
from redwell.documents.fonts import folders as font_folders
from redwell.documents.renderer import render
from redwell.files import discovery
from redwell.form import Document
from redwell.forms.documents import documents_of

NAME = "filings/tecogen/2013-10-01-panora-form3.yaml"
SEED, SCHEMA = ROOT / NAME, ROOT / "schemas/form3.schema.json"
COLD, WARM, FEW, CLOCK = 15, 15, 11, 3
"""Rounds for each process, each call, each build of many unchanged filings, and each full build."""

Work = Callable[[], object]


def main(count: int) -> int:
    """Measure and print everything, with *count* generated filings; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="redwell-bench-") as name:
        folder = Path(name)
        root = repository.copied(folder / "repository")
        missed = [
            *_shown("cold: whole processes, one filing", _cold(folder, root)),
            *_shown("warm: one process, the same filing again", _warm()),
            *_shown(f"many: {count} varied filings", _many(root, count)),
            *_shown("review: a request that changes three filings", reviews.rows(folder)),
        ]
    if missed:
        print(f"\nmissed: {', '.join(missed)}")
    return 1 if missed else 0


def _shown(title: str, rows: Iterable[Row]) -> Iterator[str]:
    """Print each row as soon as it is known; yield the names of those that miss their target."""
    print(f"\n{title}")
    for row in rows:
        print(row, flush=True)
        if row.is_missed:
            yield row.what


# --- one filing, in processes of their own ---


def _cold(folder: Path, root: Path) -> Iterator[Row]:
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
    yield Row("build", ours, "WeasyPrint, the same three PDFs", theirs, 1.25)
    ours, theirs = in_turns(
        COLD,
        lambda: cpu_of(*INVOKE, "check", folder=root),
        lambda: cpu_of(sys.executable, "-m", "check_jsonschema", "--schemafile", str(SCHEMA), str(SEED)),
    )
    yield Row("check", ours, "check-jsonschema", theirs, 0.80)
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


def _warm() -> Iterator[Row]:
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
        yield Row(name, ours_taken, library, theirs_taken)
    whole, bare = (list(map(sum, zip(*each, strict=True))) for each in (times[::2], times[1::2]))
    yield Row("the whole filing", whole, "the libraries", bare, 1.10)


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


# --- many filings ---


def _many(root: Path, count: int) -> Iterator[Row]:
    """Measure two jobs against one; if nothing changed, a build against invoke, a check against a build."""
    generated.write(root / "filings", count)
    build = (*INVOKE, "build", "--quiet")
    forced = [(*build, "--force", f"--jobs={jobs}") for jobs in (1, 2)]
    rounds = [[times_of(*command, folder=root) for command in forced] for _ in range(CLOCK)]
    # Other load only adds elapsed time, so the shortest of several rounds is the best estimate.
    (one, cpu), (two, _) = (min(side) for side in zip(*rounds, strict=True))
    is_idle = cpu > 0.85 * one
    beside = "one job" if is_idle else "one job; not judged: a busy machine"
    yield Row("two jobs, on the clock", [two], beside, [one], 1 / 1.80 if is_idle else None)
    built, listed, checked = in_turns(
        FEW,
        lambda: cpu_of(*build, folder=root),
        lambda: cpu_of(*INVOKE, "--list", folder=root),
        lambda: cpu_of(*INVOKE, "check", folder=root),
    )
    yield Row("nothing changed", built, "invoke --list", listed, 1.30)
    yield Row("nothing changed, checked", checked, "built", built, 1.00)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
