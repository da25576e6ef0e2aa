"""What a comment says of one filing: blocks of Markdown that stay whole, or are left out whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from redwell.review.model import Fact, Fate, FilingReview, Finding, Output, Page, Revision, Run, Signer
from redwell.review.show import escaped
from redwell.review.show.escaped import text
from redwell.review.show.markdown_holdings import holdings
from redwell.review.show.markdown_words import (
    ELSEWHERE,
    IN_CELL,
    IN_LINE,
    MOST_LINES,
    bold,
    counted,
    folded,
    listed,
    more,
    redline,
    table,
)

_SEVERITIES = ("error", "not ready", "warning")
_SIGNS = {"same": "  ", "deleted": "- ", "inserted": "+ ", "moved_from": "- ", "moved_to": "+ "}
_MOST_YAML = 100
_FATES: tuple[Fate, ...] = ("changed", "new", "no longer made", "unchanged")


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A part of a comment; *what* it is called where it is left out: the highest *rank* first."""

    what: str
    rank: int
    full: str


def blocks(review: FilingReview, head: Revision) -> tuple[Block, ...]:
    """What is said of a filing beneath its heading, in order; what keeps it from being filed stands first."""
    grave = [each for each in review.findings if each.severity != "warning"]
    warnings = [each for each in review.findings if each.severity == "warning"]
    at = review.file
    return tuple(
        Block(what=what, rank=rank, full=full)
        for what, rank, full in (
            ("errors", 0, _findings("What check says", grave, head, at)),
            ("its name before", 3, _name_before(review.before_file)),
            ("what could not be compared", 1, notes("What could not be compared", review.notes)),
            *holdings(review.tables),
            ("other facts", 3, _facts(review.facts)),
            *(("texts", 4, _text(each.what, each.runs)) for each in review.texts),
            ("lines of the file", 5, _yaml(review.yaml)),
            ("who signs", 3, _signers(review.signers)),
            ("warnings", 5, _findings("Warnings", [each for each in warnings if each.is_new], head, at)),
            ("warnings as before", 7, _known([each for each in warnings if not each.is_new], head, at)),
            ("what to look at", 2, _to_look_at(review.to_look_at)),
            ("pages", 6, _pages(review.pages)),
            ("documents", 8, _outputs(review.outputs)),
        )
        if full
    )


def notes(heading: str, said: Sequence[str]) -> str:
    """Sentences, one a line."""
    return f"**{heading}**\n\n{listed([text(each, IN_LINE) for each in said], 'note')}" if said else ""


def _name_before(file: str | None) -> str:
    return f"Before, this file was {text(file, IN_CELL)}." if file else ""


# --- facts and texts ---


def _facts(facts: Sequence[Fact]) -> str:
    if not facts:
        return ""
    if all(each.before is None and each.now is not None for each in facts):
        return table(
            ("Other facts", "Now", ""), [(_what(each), _fact(each.now), "") for each in facts], "fact"
        )
    rows = [
        (_what(each), "not printed", "changed, not printed")
        if each.before is None and each.now is None
        else (_what(each), _fact(each.before), _fact(each.now))
        for each in facts
    ]
    return table(("Other facts", "Before", "Now"), rows, "fact")


def _what(fact: Fact) -> str:
    return text(fact.what, IN_CELL)


def _fact(said: str | None) -> str:
    return text(said, IN_CELL) if said else "–"


def _text(what: str, runs: Sequence[Run]) -> str:
    kinds = {run.kind for run in runs}
    if not kinds:
        return ""
    if kinds == {"inserted"}:
        return f"{bold(what)}, new\n\n> {redline(replace(run, kind='same') for run in runs)}"
    return f"{bold(what)}{', removed' if kinds == {'deleted'} else ''}\n\n> {redline(runs)}"


def _yaml(runs: Sequence[Run]) -> str:
    """The lines that changed, with those around them, as they stand in the file."""
    lines = [(run.kind, line) for run in runs for line in run.text.removesuffix("\n").split("\n")]
    changed = [at for at, (kind, _) in enumerate(lines) if kind != "same"]
    if not changed:
        return ""
    near = sorted({each for at in changed for each in range(max(0, at - 3), min(len(lines), at + 4))})
    shown: list[str] = []
    for before, at in zip((-1, *near), near, strict=False):
        if at > before + 1:
            shown.append("  …")
        shown.append(_SIGNS[lines[at][0]] + lines[at][1][:IN_CELL])
    cut = f"\n\n{more(len(shown) - _MOST_YAML, 'line')}" if len(shown) > _MOST_YAML else ""
    block = escaped.code_block("\n".join(shown[:_MOST_YAML]), "diff")
    return f"**Lines of the file**\n\n{block}{cut}"


# --- signatures and findings ---


def _signers(signers: Sequence[Signer]) -> str:
    if not signers:
        return ""
    lines = [line for each in signers[:MOST_LINES] for line in _signer(each)]
    if len(signers) > MOST_LINES:
        lines.append(f"- {more(len(signers) - MOST_LINES, 'signature')}")
    return "\n".join(("**Who signs**", "", *lines))


def _signer(signer: Signer) -> Iterator[str]:
    facts = [text(fact, IN_CELL) for fact in (signer.capacity, signer.power and f"by {signer.power}") if fact]
    facts.append(f"signed {text(signer.signed)}" if signer.signed else "**not signed**")
    owners = f" for {text('; '.join(signer.owners), IN_CELL)}" if signer.owners else ""
    change = "" if signer.change == "same" else f" (**{signer.change}**)"
    yield f"- {bold(signer.line or 'nobody')}{owners}{change}: {', '.join(facts)}"
    if signer.was:
        yield f"  - before: {'; '.join(text(each, IN_CELL) for each in signer.was)}"
    for is_so, word in ((False, "**no**"), (None, "cannot be told here"), (True, "yes")):
        points = [
            text(point.what, IN_CELL) + (f" ({text(point.said, IN_CELL)})" if point.said else "")
            for point in signer.points
            if point.is_so is is_so
        ]
        if points:
            yield f"  - {word}: {'; '.join(points)}"


def _findings(heading: str, findings: Sequence[Finding], head: Revision, at: str) -> str:
    return f"**{heading}**\n\n{_of_check(findings, head, at)}" if findings else ""


def _known(warnings: Sequence[Finding], head: Revision, at: str) -> str:
    if not warnings:
        return ""
    return folded(f"{counted(len(warnings), 'warning')} as before", _of_check(warnings, head, at))


def _of_check(findings: Iterable[Finding], head: Revision, at: str) -> str:
    ordered = sorted(findings, key=lambda each: _SEVERITIES.index(each.severity))
    return listed([_finding(each, head, at) for each in ordered], "result")


def _finding(finding: Finding, head: Revision, at: str) -> str:
    words = f"line {finding.line}" if finding.file == at else f"{finding.file}:{finding.line}"
    place = escaped.link(words, head.url, finding.file, finding.line)
    known = "" if finding.is_new or finding.severity == "warning" else ", as before"
    message = text(finding.message, IN_LINE)
    return f"**{finding.severity}** <code>{text(finding.code, IN_CELL)}</code> {message} ({place}{known})"


def _to_look_at(items: Sequence[str]) -> str:
    lines = listed([f"[ ] {text(each, IN_LINE)}" for each in items], "thing", 2 * MOST_LINES)
    return f"**To look at with your own eyes**\n\n{lines}" if lines else ""


# --- documents ---


def _pages(pages: Sequence[Page]) -> str:
    if not pages:
        return ""
    found: dict[str, list[str]] = {}
    for page in pages:
        number = page.now_page or page.before_page
        fate = " (gone)" if page.now_page is None else " (new)" if page.before_page is None else ""
        found.setdefault(page.document, []).extend([f"{number}{fate}"] if number else [])
    said = [
        text(document, IN_CELL)
        + (f", page{'s' * (len(numbers) > 1)} {', '.join(numbers[:30])}" if numbers else "")
        for document, numbers in list(found.items())[:MOST_LINES]
    ]
    reasons = dict.fromkeys(f"{page.document}: {page.note}" for page in pages if page.note)
    return f"**Pages that changed**: {'; '.join(said)}. The pictures are {ELSEWHERE}.{_reasons(reasons)}"


def _reasons(reasons: Iterable[str]) -> str:
    return "".join(f"<br>{text(each, IN_CELL)}" for each in reasons)


def _outputs(outputs: Sequence[Output]) -> str:
    if not outputs:
        return ""
    rows = [(_name(each), _hash(each.before), _hash(each.now)) for each in outputs]
    count = Counter(each.fate for each in outputs)
    said = ", ".join(f"{count[fate]} {fate}" for fate in _FATES if count[fate])
    whole = table(("Document", "SHA-256 before", "SHA-256 now"), rows, "document")
    return folded(f"{counted(len(outputs), 'document')}: {said}", whole)


def _name(output: Output) -> str:
    before = f" (before: {text(output.before_name, IN_CELL)})" if output.before_name else ""
    return text(output.name, IN_CELL) + before


def _hash(sha: str | None) -> str:
    return escaped.digits(sha or "") or "–"
