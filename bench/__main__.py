"""`python -m bench [N]`: measures in turns, and prints medians and ratios."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from bench import generated, reviews
from bench.measure import INVOKE, ROOT, Row, Work, in_turns, run, show, timed
from redwell.builds import rendering
from redwell.check import filing as check_filing
from redwell.commands import import_
from redwell.documents.environment import environment
from redwell.documents.fonts import folders as font_folders
from redwell.documents.renderer import render
from redwell.files import discovery
from redwell.form import Document
from redwell.forms.documents import documents_of

SEED = ROOT / "filings/tecogen/2013-10-01-panora-form3.yaml"
SCHEMA = ROOT / "schemas/form3.schema.json"
COLD, WARM, FEW = 9, 15, 7
"""How often a process, a call, and a build of many unchanged filings is measured."""


def main(count: int) -> None:
    """Measure and print everything; *count* generated filings stand for many."""
    with tempfile.TemporaryDirectory(prefix="redwell-bench-") as name:
        folder = Path(name)
        show("cold: whole processes, one filing", cold(folder))
        show("warm: one process, the same filing again", warm(folder))
        show("warm: the filings of the record, one on average", examples())
        show(f"many: {count} varied filings", many(folder, count))
        show("review: a request that changes 3 of 2,000 filings", reviews.of_three(folder))


# --- one filing, in processes of their own ---


def cold(folder: Path) -> Iterator[Row]:
    """What a person at a terminal waits for."""
    pages = _pages(folder)
    environ = {"FONTCONFIG_FILE": str(_fontconfig(folder))}
    out, filing = str(folder / "cold"), ("--filing", str(SEED))
    ours, bare = in_turns(
        COLD,
        lambda: run(*INVOKE, "build", "--force", "--quiet", "--out", out, *filing),
        lambda: run(sys.executable, "-m", "bench.bare_pdfs", str(pages), environ=environ),
    )
    yield Row("build", ours, "WeasyPrint, the same three PDFs", bare, "1.25x")
    ours, bare = in_turns(
        COLD,
        lambda: run(*INVOKE, "check", *filing),
        lambda: run(sys.executable, "-m", "check_jsonschema", "--schemafile", str(SCHEMA), str(SEED)),
    )
    yield Row("check", ours, "check-jsonschema", bare, "0.80x")


def _pages(folder: Path) -> Path:
    """The HTML pages of the seed and their style, as WeasyPrint alone gets them."""
    pages = folder / "pages"
    pages.mkdir()
    for document in _documents():
        if document.name.endswith(".pdf"):
            page = pages / f"{document.name}.html"
            page.write_text(
                environment(ROOT).get_template(document.template).render(document.context), "utf-8"
            )
            page.with_suffix(".css").write_text(_style(document), "utf-8")
    return pages


def _style(document: Document) -> str:
    sheets = ("shared/page.css", document.template.replace(".html.j2", ".css"))
    return "\n".join((ROOT / "templates" / sheet).read_text("utf-8") for sheet in sheets)


def _fontconfig(folder: Path) -> Path:
    """The fonts that we use, for the bare library too; with a cache, as every machine has one."""
    file = folder / "fonts.conf"
    dirs = "".join(f"<dir>{path}</dir>" for path in font_folders())
    file.write_text(f"<fontconfig>{dirs}<cachedir>{folder}/fonts</cachedir></fontconfig>", "utf-8")
    return file


def _documents() -> tuple[Document, ...]:
    """What is to be rendered for the seed."""
    checked = check_filing.check(discovery.entry(SEED, ROOT), ROOT, ROOT)
    assert checked.filing, checked.problems
    return documents_of(checked.filing, checked.files, "Redwell")


# --- one filing, in one process ---


def warm(folder: Path) -> Iterator[Row]:
    """Each output beside the library alone, with everything cached that it can cache; then the whole filing.

    What no library makes is measured alone, and taken from both sides of the last row: beside itself it could
    only draw the ratio towards 1.
    """
    entry = discovery.entry(SEED, ROOT)
    total = own = 0.0
    contents: dict[str, bytes] = {}
    for document in _documents():
        attachment = (document.attachment, contents[document.attachment]) if document.attachment else None
        made = partial(render, document.name, document.template, document.context)
        ours = partial(made, home=ROOT, attachment=attachment)
        bare = _bare(document, attachment)
        contents[document.name] = ours()
        if bare is None:
            our_time, _ = in_turns(WARM, partial(timed, ours), lambda: 0.0)
            own += our_time
            yield Row(f"{document.name}, ours alone", our_time, "", 0)
            continue
        name, theirs = bare
        our_time, their_time = in_turns(WARM, partial(timed, ours), partial(timed, theirs))
        total += their_time
        yield Row(document.name, our_time, name, their_time)
    our_time, their_time = in_turns(
        WARM, lambda: timed(lambda: check_filing.check(entry, ROOT, ROOT)), lambda: timed(_bare_check())
    )
    yield Row("check", our_time, "PyYAML and jsonschema", their_time)
    total += their_time
    whole, _ = in_turns(
        WARM, lambda: timed(lambda: rendering.make(entry, ROOT, ROOT, "Redwell")), lambda: 0.0
    )
    yield Row("the whole filing", whole, "", 0)
    yield Row("less what is ours alone", whole - own, "sum of the libraries", total, "1.10x")


def examples() -> Iterator[Row]:
    """A check and an import of every filing of the record, each once in a turn: the time of one."""
    entries = [discovery.entry(path, ROOT) for path in sorted((ROOT / "filings").glob("*/*.yaml"))]
    made = [rendering.make(entry, ROOT, ROOT, "Redwell").documents for entry in entries]
    documents = [content for each in made for name, content in each.items() if name.endswith(".xml")]
    checking = partial(timed, lambda: [check_filing.check(entry, ROOT, ROOT) for entry in entries])
    importing = partial(timed, lambda: [import_.import_filing(content, "form3.xml") for content in documents])
    checks, imports = in_turns(WARM, checking, importing)
    yield Row("check", checks / len(entries), "allowed", 0.015, "1.00x")
    yield Row("import", imports / len(documents), "allowed", 0.015, "1.00x")


def _bare(document: Document, attachment: tuple[str, bytes] | None) -> tuple[str, Work] | None:
    """The library that makes such a document, and the work that it does; None where there is none."""
    if document.name.endswith(".pdf"):
        return "WeasyPrint", _bare_pdf(document, attachment)
    if document.name.endswith(".docx"):
        return "docxtpl", _bare_docx(document)
    # Setting text, in XML too, is our own work.
    return None


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

    # Our filters, and what a filing leaves out is blank; the rest is docxtpl's own.
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


def many(folder: Path, count: int) -> Iterator[Row]:
    """All from nothing with one job and with two; memory of a worker; and nothing changed."""
    record = folder / "filings"
    generated.write(record, count)
    usual = ("build", "--quiet", "--filings", str(record), "--out", str(folder / "many"))
    one, _ = sampled(*INVOKE, *usual, "--force", "--jobs", "1")
    two, memory = sampled(*INVOKE, *usual, "--force", "--jobs", "2")
    yield Row("one job", one, "two jobs", two, "1.80x")
    yield Row("one filing", one / count, "", 0)
    yield Row("worker, highest", max(memory), "allowed", 150e6, "1.00x")
    early, late = _quarter(memory, 1), _quarter(memory, 3)
    yield Row("worker, last quarter", late, "its second quarter", early, "1.00x")
    ours, listed = in_turns(
        FEW,
        lambda: run(*INVOKE, *usual),
        lambda: run(*INVOKE, "--list"),
    )
    yield Row("nothing changed", ours, "invoke --list", listed, "1.30x")


def sampled(*command: str) -> tuple[float, list[float]]:
    """How long a command takes, and over its time the memory of the largest process that it starts."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    samples: list[float] = []
    watcher = threading.Thread(target=_sample, args=(process, samples))
    began = time.perf_counter()
    watcher.start()
    code = process.wait()
    taken = time.perf_counter() - began
    watcher.join()
    assert code in (0, 1), code
    return taken, samples


def _sample(process: subprocess.Popen[bytes], samples: list[float]) -> None:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None:
        # The process, or one of its children, may just have ended.
        with suppress(OSError):
            samples.append(max(map(_memory, children.read_text("ascii").split()), default=0))
        time.sleep(0.1)


def _memory(pid: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next((1024.0 * int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0.0)


def _quarter(samples: list[float], number: int) -> float:
    length = len(samples) // 4
    return statistics.median(samples[number * length : (number + 1) * length] or [0.0])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
