"""A review as one HTML page: for a browser that is offline, a printer, a screen reader, a lawyer in a hurry.

What is shown and in what words is decided here, the looks are in `templates/review/`. Nothing is loaded and
nothing is sent: the policy at the top of the page lets only our own style and script in, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redwell.review.model import FilingReview, Finding, Output, Review, Revision, Signer
from redwell.review.show import called, page_holdings, page_pictures, page_words
from redwell.review.show.escaped import address

if TYPE_CHECKING:
    from redwell.review.show.page_pictures import Chosen

MOST_OPEN = 5
"""With more filings than these, each is folded below its line."""
LONG_LIST = 20
CHANGES = {
    "added": "new filing",
    "changed": "changed",
    "renamed": "renamed",
    # Its state says it.
    "removed": "",
}
FATES = {"unchanged": "same", "changed": "differs", "new": "new", "no longer made": "gone"}
STATES = {
    "filed": "filed",
    "ready to file": "ready",
    "not ready to file": "not-ready",
    "has errors": "errors",
    "removed": "removed",
}
SIGNERS = {
    "added": "added",
    "changed": "changed",
    "same": "as before",
    "removed": "removed: no longer signs",
}
ANSWERS = {
    True: ("yes", "yes"),
    False: ("no", "no"),
    None: ("cannot be told here", "open"),
}


def page(review: Review, pictures: Mapping[str, bytes], home: Path) -> str:
    """The page, by the templates of *home*: the same bytes for the same review and pictures."""
    from markupsafe import Markup

    from redwell.documents.environment import environment

    folder = home / "templates" / "review"
    style = (folder / "review.css").read_text("utf-8")
    script = (folder / "review.js").read_text("utf-8")
    values = page_words.visible(_context(review, pictures))
    template = environment(home).get_template("review/review.html.j2")
    # Our own two files, unescaped: their hashes are those of the very text between the tags.
    return template.render(
        {**values, "style": Markup(style), "script": Markup(script), "policy": policy(style, script)}
    )


def policy(style: str, script: str) -> str:
    """The Content-Security-Policy of a page that holds *style* and *script* and pictures of its own."""
    return (
        "default-src 'none'; img-src data:; "
        f"style-src '{_source(style)}'; script-src '{_source(script)}'; base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _context(review: Review, pictures: Mapping[str, bytes]) -> dict[str, Any]:
    chosen = page_pictures.choose(review, pictures)
    count = len(review.filings)
    filings = [
        _filing(each, number, review.head, chosen, is_open=count <= MOST_OPEN)
        for number, each in enumerate(review.filings, 1)
    ]
    affected = [each for each in filings if each["is_affected"]]
    return {
        "title": f"Review of filings: {review.verdict}",
        "verdict": review.verdict,
        "today": review.today,
        "today_said": _day(review.today),
        "base": {"name": review.base.said},
        "head": {"name": review.head.said},
        "before_all": _before_all(review, chosen),
        "count": count,
        "has_many": count > 1,
        "filings": filings,
        "elsewhere": [_elsewhere(each.what, each.files, review.head) for each in review.elsewhere],
        "affected": affected,
        "affected_said": f"{_many(len(affected), 'filing')} not touched by this request:",
        "notes": review.notes,
        "made": [*_revision("base", review.base), *_revision("head", review.head), *_versions(review)],
        "has_pictures": bool(chosen.sources),
    }


def _before_all(review: Review, chosen: Chosen) -> list[dict[str, str]]:
    """What a reader must know before anything else: what is not on the page."""
    found = []
    if review.notes:
        said = (
            review.notes[0] if len(review.notes) == 1 else f"{len(review.notes)} notes hold for all of this."
        )
        found.append({"said": said, "anchor": "notes", "link": "notes"})
    if chosen.left_out:
        found.append({"said": chosen.said, "anchor": "", "link": ""})
    return found


def _filing(
    filing: FilingReview, number: int, head: Revision, chosen: Chosen, *, is_open: bool
) -> dict[str, Any]:
    name = f"filing-{number}"
    heading, between, rest = _heading(filing)
    differ = [each for each in filing.outputs if each.before != each.now or each.runs]
    same = [each for each in filing.outputs if each not in differ]
    pages, left_out = page_pictures.pages(filing, f"{name}-page", chosen)
    return {
        "id": name,
        "number": number,
        "line": filing.line,
        "heading": heading,
        "between": between,
        "rest": rest,
        "change": called.affected(filing) if filing.change == "affected" else CHANGES[filing.change],
        "state": filing.state,
        "state_kind": STATES[filing.state],
        "is_open": is_open,
        "is_affected": filing.change == "affected",
        "documents": ", ".join(each.name for each in differ),
        "pairs": _pairs(filing),
        "tables": [page_holdings.table(each, number) for each in filing.tables],
        "facts": [page_holdings.fact(each) for each in filing.facts],
        "texts": [{"what": each.what, "pieces": page_words.redline(each.runs)} for each in filing.texts],
        "yaml": page_words.redline(filing.yaml, by_lines=True),
        "signers": [_signer(each) for each in filing.signers],
        "new_findings": [_finding(each, head) for each in filing.findings if each.is_new],
        "old_findings": [_finding(each, head) for each in filing.findings if not each.is_new],
        "is_clean": not filing.findings and filing.change != "removed",
        "is_nothing_new": bool(filing.findings) and not any(each.is_new for each in filing.findings),
        "is_removed": filing.change == "removed" and not filing.findings,
        "to_look_at": [
            {"id": f"{name}-task-{place}", "said": said} for place, said in enumerate(filing.to_look_at, 1)
        ],
        "outputs": [_output(each) for each in differ],
        "same_outputs": [_output(each) for each in same],
        "same_outputs_said": f"{_many(len(same), 'document')} unchanged",
        "worded": [
            {"name": each.name, "pieces": page_words.redline(each.runs)} for each in differ if each.runs
        ],
        "pages": pages,
        "pages_said": _many(len(pages), "page"),
        "left_out": left_out,
        "notes": filing.notes,
    }


def _heading(filing: FilingReview) -> tuple[str, str, str]:
    """A line in two: which filing it is, and what is said of it. Only for the eye."""
    title, between, rest = filing.title, " - ", filing.line.removeprefix(f"{filing.title} - ")
    return (title, between, rest) if title and rest != filing.line else (filing.line, "", "")


def _pairs(filing: FilingReview) -> list[dict[str, Any]]:
    pairs = [("file", filing.file, True)]
    if filing.before_file:
        pairs.append(("file before", filing.before_file, True))
    if filing.compared_with:
        pairs.append(("compared with", f"the owner's previous filing, {filing.compared_with}", False))
    if filing.due and filing.due not in filing.line:
        pairs.append(("deadline", filing.due, False))
    return _as_pairs(pairs)


def _as_pairs(pairs: list[tuple[str, str, bool]]) -> list[dict[str, Any]]:
    return [{"what": what, "said": said, "is_code": is_code} for what, said, is_code in pairs]


def _signer(signer: Signer) -> dict[str, Any]:
    pairs = [
        ("for", "; ".join(signer.owners), False),
        ("capacity", signer.capacity, False),
        ("signed", _day(signer.signed) if signer.signed else "not yet signed", False),
        ("by power", signer.power, False),
        ("before", "; ".join(signer.was), False),
    ]
    points = [(each, *ANSWERS[each.is_so]) for each in signer.points]
    return {
        "line": signer.line,
        "change": signer.change,
        "said": SIGNERS[signer.change],
        "pairs": _as_pairs([pair for pair in pairs if pair[1]]),
        "points": [
            {"what": each.what, "said": each.said, "answer": answer, "kind": kind}
            for each, answer, kind in points
        ],
    }


def _finding(finding: Finding, head: Revision) -> dict[str, str | None]:
    return {
        "code": finding.code,
        "severity": finding.severity.replace(" ", "-"),
        "said": finding.severity,
        "message": finding.message,
        "place": f"{finding.file}:{finding.line}",
        "url": address(head.url, finding.file, finding.line),
    }


def _output(output: Output) -> dict[str, Any]:
    return {
        "name": output.name,
        "was": f"was {output.before_name}" if output.before_name else "",
        "said": output.fate,
        "kind": FATES[output.fate],
        "before": {"is_there": output.before is not None, "said": output.before or "not made"},
        "now": {"is_there": output.now is not None, "said": output.now or "not made"},
    }


def _elsewhere(what: str, files: tuple[str, ...], head: Revision) -> dict[str, Any]:
    return {
        "what": what,
        "count": _many(len(files), "file"),
        "is_long": len(files) > LONG_LIST,
        "files": [{"name": each, "url": address(head.url, each)} for each in files],
    }


def _revision(what: str, revision: Revision) -> list[dict[str, Any]]:
    pairs = [(what, revision.said, True)]
    if revision.commit:
        pairs.append((f"{what}, commit", revision.commit, True))
    return _as_pairs(pairs)


def _versions(review: Review) -> list[dict[str, Any]]:
    return _as_pairs([("as of", _day(review.today), False), *((*each, False) for each in review.versions)])


def _day(text: str) -> str:
    """A day as a memorandum writes it: 24 November 2026."""
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B} {day.year}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
