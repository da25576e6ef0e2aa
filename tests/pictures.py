"""Draw the pictures of the README and the manual, light and dark: `invoke pictures`.

Everything in them is what the commands make of the invented filings of `tests/story.py`, and of
`tests/docket_filings.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types
from PIL import Image, ImageChops, ImageOps
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

import redwell
from redwell.account.ledger import accounts
from redwell.check.histories import Histories
from redwell.commands import account_page as account
from redwell.docket.formats.html import html_page
from redwell.files import discovery
from redwell.review import review as reviewing
from redwell.review.formats.html import page
from redwell.review.model import Reviewed
from tests.chromium import browser
from tests.docket_filings import docket_of, written
from tests.previews import FORM_4, repository, served
from tests.repositories import ALONE, history
from tests.story import FIRST, FORM, ROOT, changed, signed
from tests.terminals import on_a_terminal

FOLDER = ROOT / "docs" / "pictures"
SCHEMES = ("light", "dark")
PAPER = {"light": (255, 255, 255), "dark": (214, 212, 208)}
"""Paper is not as white where everything else is dark."""
EDGE = {"light": (208, 215, 222), "dark": (61, 68, 77)}
TODAY = date(2026, 5, 11)
SALE = date(2026, 8, 18)
"""The day after the sale of the example's Form 4."""
WIDTH = 100
"""The columns of a terminal in a picture."""
THEMES = {
    "light": TerminalTheme(
        (255, 255, 255),
        (24, 27, 31),
        [
            (24, 27, 31),
            (180, 16, 36),
            (14, 92, 40),
            (122, 77, 0),
            (9, 84, 178),
            (112, 50, 168),
            (17, 99, 107),
        ],
    ),
    "dark": TerminalTheme(
        (13, 17, 23),
        (230, 237, 243),
        [
            (230, 237, 243),
            (255, 123, 114),
            (86, 211, 100),
            (227, 179, 65),
            (121, 192, 255),
            (210, 168, 255),
            (86, 212, 221),
        ],
    ),
}
SVG = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
font-size: {char_height}px; line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own template loads its font from a server."""
THERE = """\
new Promise(done => {
  const look = () => {
    const page = document.getElementById("paper").contentDocument;
    const account = document.querySelector("#account section");
    if (!page || !page.querySelector(".value") || !account) return setTimeout(look, 10);
    page.fonts.ready.then(() => setTimeout(() => done(true), 300));
  };
  look();
})"""
"""The form is on the live page, with its fonts, and so is the account."""
IGNORED: Mapping[str, str] = {".gitignore": "build/\n"}
SECOND, THIRD = "filings/harbor/2026-04-28-osei-form3.yaml", "filings/harbor/2026-05-01-marchetti-form3.yaml"


def filing(last: str, first: str, cik: str, title: str, event: str) -> str:
    """The first filing of the story, of another officer."""
    named = {
        "WHITFIELD ELEANOR R": f"{last} {first}".upper(),
        "Eleanor R. Whitfield": f"{first} {last}",
        "Whitfield Family": f"{last} Family",
        "0009990012": cik,
        "General Counsel": title,
        "2026-05-04": event,
        " her ": " his ",
    }
    text = changed(FIRST, "title: Common\n", "title: Common Stock\n")
    for old, new in named.items():
        text = text.replace(old, new)
    return text


def request(root: Path) -> Path:
    """Three filings: a request breaks the first, changes a word of the second, and signs the third."""
    told = history(root)
    osei = filing("Osei", "Nana", "0009990021", "Chief Financial Officer", "2026-04-28")
    marchetti = filing("Marchetti", "Paolo", "0009990022", "EVP, Operations", "2026-05-01")
    told.save({FORM: FIRST, SECOND: osei, THIRD: marchetti, **IGNORED}, "Begin")
    told.git("checkout", "--quiet", "-b", "corrections")
    broken = changed(FIRST, "    nature_of_ownership: By spouse\n", "")
    told.save(
        {
            FORM: changed(broken, "amount: 18420", "amount: 18240"),
            SECOND: changed(osei, "disclaims beneficial", "disclaims any beneficial"),
            THIRD: signed(marchetti),
        },
        "Correct, reword and sign",
    )
    return root


def moved(root: Path) -> Path:
    """A request that moves a row and corrects a number."""
    told = history(root)
    told.save({FORM: FIRST, **IGNORED}, "Begin")
    told.git("checkout", "--quiet", "-b", "corrections")
    start, stop = FIRST.index("  - title: Common\n"), FIRST.index("\nderivative:")
    row = changed(FIRST[start:stop], "Common", "Common Stock")
    rest = FIRST[:start] + FIRST[stop:]
    text = changed(rest, "non_derivative:\n", f"non_derivative:\n{row}")
    told.save({FORM: changed(text, "amount: 18420", "amount: 18240")}, "Correct")
    return root


def reviewed(root: Path) -> Reviewed:
    job = reviewing.Job(root=root, home=redwell.home(), base="main", head="corrections", today=TODAY)
    return reviewing.review(job)


def run(root: Path, *arguments: str, is_terminal: bool = False) -> str:
    """Return what a command prints, without colors, or on a terminal."""
    command = [sys.executable, "-P", "-m", "redwell", *arguments]
    env = {**ALONE, "PYTHONPATH": f"{ROOT}", "TERM": "xterm"}
    return on_a_terminal(command, root, WIDTH, env, is_shown=is_terminal)[1]


# --- drawing ---


def sheet(pdf: bytes, number: int = 0, dpi: int = 110) -> bytes:
    """A page of a PDF, as PNG."""
    document = pdfium.PdfDocument(pdf)
    try:
        return png(document[number].render(scale=dpi / 72, may_draw_forms=False).to_pil())
    finally:
        document.close()


def png(picture: Image.Image, colors: int = 64) -> bytes:
    """The picture in few colors."""
    saved = BytesIO()
    picture.convert("RGB").quantize(colors, Image.Quantize.MEDIANCUT).save(saved, "PNG", optimize=True)
    return saved.getvalue()


def paper(content: bytes, scheme: str) -> bytes:
    """A sheet of paper with its edge."""
    picture = Image.open(BytesIO(content)).convert("RGB")
    shaded = ImageChops.multiply(picture, Image.new("RGB", picture.size, PAPER[scheme]))
    return png(ImageOps.expand(shaded, 1, EDGE[scheme]))


def screen(said: str, name: str, scheme: str) -> bytes:
    """A terminal, as SVG that loads nothing."""
    console = Console(width=WIDTH, record=True, file=StringIO(), force_terminal=True, color_system="standard")
    console.print(Text.from_ansi(said))
    svg = console.export_svg(title="", theme=THEMES[scheme], code_format=SVG, unique_id=name)
    # The line around the window is white on any ground.
    svg = svg.replace("rgba(255,255,255,0.35)", "rgb({}, {}, {})".format(*EDGE[scheme]))
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines()).encode()


def pages(shown: Mapping[str, str], heights: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    """The tops of pages, in both schemes."""
    with TemporaryDirectory() as folder, browser() as chromium:
        for name, html in shown.items():
            file = Path(folder) / f"{name}.html"
            file.write_text(html, "utf-8")
            for scheme in SCHEMES:
                chromium.show(file, width=1100, scheme=scheme)
                whole = Image.open(BytesIO(chromium.picture(height=heights[name])))
                yield f"{name}-{scheme}.png", png(whole, 256)


def account_page() -> str:
    """The account of the insider of the example, whose filings go on from each other."""
    entries = discovery.find_filings(ROOT / "filings", ROOT).entries
    found = Histories(entries=entries, root=ROOT, home=redwell.home()).all()
    own = [each for each in found if each[1].reporting_owners[0].name == "DOE JANE M"]
    return account.page(accounts(own), redwell.home(), date(2026, 12, 1))


def live(root: Path) -> Iterator[tuple[str, bytes]]:
    """The live page of the example's Form 4 before it is signed, in both schemes."""
    path = repository(root, FORM_4) / "filings" / FORM_4
    path.write_text(path.read_text("utf-8").partition("\nsignatures:")[0] + "\n", "utf-8")
    path.with_name("2026-08-17-doe-form4a.yaml").unlink()
    with served(root, FORM_4, today=SALE) as page, browser() as chromium:
        for scheme in SCHEMES:
            chromium.visit(page.url, width=1280, scheme=scheme)
            chromium.says(THERE)
            yield f"preview-{scheme}.png", png(Image.open(BytesIO(chromium.picture(height=900))), 256)


def drawn(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every picture by its name; *folder* is for the repositories."""
    root, second = request(folder / "request"), moved(folder / "moved")
    run(root, "build", "--today", f"{TODAY}")
    built = root / "build" / "harbor"
    review, other = reviewed(root), reviewed(second)
    run(second, "redline", FORM)
    [redline] = (second / "build").rglob("form3.redline.pdf")
    after = next(each.after for each in other.review.filings[0].pages if each.document == "form3.pdf")
    sheets = {
        "form3": sheet((built / Path(THIRD).stem / "form3.pdf").read_bytes()),
        "power-of-attorney": sheet(
            (built / Path(SECOND).stem / "power-of-attorney.pdf").read_bytes(), dpi=85
        ),
        "authentication": sheet((built / Path(THIRD).stem / "authentication.pdf").read_bytes(), dpi=85),
        "redline": sheet(redline.read_bytes()),
        "review-difference": other.pictures[after or ""],
    }
    screens = {
        "check": f"$ redwell check\n{run(root, 'check', '--today', f'{TODAY}', is_terminal=True)}",
        "summary": "$ redwell review\n"
        + run(second, "review", "--head", "corrections", "--today", f"{TODAY}", is_terminal=True),
    }
    for scheme in SCHEMES:
        yield from ((f"{name}-{scheme}.png", paper(each, scheme)) for name, each in sheets.items())
        yield from ((f"{name}-{scheme}.svg", screen(each, name, scheme)) for name, each in screens.items())
    shown = {
        "review": page(review.review, review.pictures, redwell.home()),
        "docket": html_page(docket_of(written(folder / "docket")), redwell.home()),
        "account": account_page(),
    }
    yield from pages(shown, {"review": 1000, "docket": 1150, "account": 1000})
    yield from live(folder / "live")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        for name, content in drawn(Path(folder)):
            (FOLDER / name).write_bytes(content)
            sys.stdout.write(f"docs/pictures/{name}: {len(content):,} bytes\n")


if __name__ == "__main__":
    main()
