"""`sign`: date a signature, and write the fingerprint of what the form reports beside it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from redwell.check.filed import filing_in
from redwell.check.filing import Checked, check_filing, has_good_name
from redwell.check.signed import CODE, fingerprint_of, obstacles, signer_of
from redwell.commands import edge, report
from redwell.commands.edge import Project
from redwell.documents.filters import grouped, in_short, us_date, usd
from redwell.edgar.fingerprint import Fingerprint
from redwell.files import discovery, disk, output
from redwell.files.discovery import Entry, Misuse
from redwell.files.reader import LARGEST_TEXT
from redwell.fixes.keys import Written, as_lines, with_keys
from redwell.model import Filing, Signature
from redwell.ownership.context import subject_of
from redwell.ownership.figures import Deal, Figure, boxes, figures
from redwell.ownership.tables import period_of
from redwell.problems import FilingError, Path, Problem, did_you_mean
from redwell.source.loader import decoded


@dataclass(frozen=True, kw_only=True, slots=True)
class SignOptions:
    """The flags of the command, as they are typed."""

    filing: str
    signer: str
    date: str
    reauthorized_by: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A filing that is not filed yet, without errors; its file, its *content*, and its fingerprint."""

    project: Project
    entry: Entry
    content: bytes
    filing: Filing
    checked: Checked
    fingerprint: Fingerprint


def run(project: Project, options: SignOptions) -> int:
    """Write the date and the fingerprints of a signature. Raises `Misuse`."""
    edge.need(project, "sign", filing=options.filing, signer=options.signer)
    if bool(options.reauthorized_by) != bool(options.how):
        raise Misuse(
            "--reauthorized-by and --how belong together: who agreed to the change, and how, e.g. telephone"
        )
    edge.refuse_unfit({"reauthorized-by": options.reauthorized_by, "how": options.how})
    day = day_of(options.date)
    opened = open_filing(project, options.filing)
    if opened is None:
        return 1
    name = opened.entry.name
    lacking = [each.message for each in obstacles(opened.checked.problems)]
    found = _numbered(opened.filing, options.signer, name)
    if lacking:
        raise Misuse(f"nothing was written: {name} is not ready to be signed: {'; '.join(lacking)}")
    written: dict[Path, dict[str, Written]] = {
        ("signatures", n): _again(opened, each, day, options)
        if options.reauthorized_by
        else _signed(opened, day)
        for n, each in found
    }
    write_keys(opened, written, {"by": "reauthorized-by", "how": "how"})
    print(*figure_lines(opened.filing), sep="\n")
    signers = [signer_of(each) for _, each in found]
    what = f"reauthorized: {day}" if options.reauthorized_by else f"signed: {day}"
    print(f"wrote {what} for {signers[0]} into {name}")
    print(in_short(f"  facts {opened.fingerprint.facts}, words {opened.fingerprint.words}"))
    for line in _next(project, opened, found, is_again=bool(options.reauthorized_by)):
        print(line)
    return 0


def day_of(given: str) -> date:
    """Return the *given* date, or today in New York. Raises `Misuse` for a date in the future."""
    today = edge.calendar_day()
    day = edge.day("date", given) if given else today
    if day > today:
        raise Misuse(f"--date {given}: nothing was written: this date is in the future")
    return day


def open_filing(project: Project, name: str) -> Opened | None:
    """Return the filing called *name*; None if it has errors, which are printed. Raises `Misuse`."""
    entry = discovery.one(name, project.folder("filings"), project.root)
    # Where there is nothing to read, the check says why.
    content = disk.read_plain(entry.path, LARGEST_TEXT) if has_good_name(entry) else None
    checked = check_filing(entry, project.root, project.home, content=content)
    is_wrong = content is None or any(_errors(checked))
    filing = None if is_wrong else checked.filing or filing_in(content or b"", project.home, project.root)
    if filing is None or content is None:
        print(report.text(checked.problems, edge.looks()), end="")
        print("nothing was written: correct these errors first", file=sys.stderr)
        return None
    if filing.filed:
        raise Misuse(
            f"nothing was written: {entry.name} says that it was filed on {filing.filed.date}, and a "
            f"filed form stays as it is: a correction is a Form {filing.AMENDMENT}"
        )
    try:
        found = fingerprint_of(filing, project.home)
    except FilingError as error:
        print(report.text(error.problems, edge.looks()), end="")
        return None
    return Opened(
        project=project, entry=entry, content=content, filing=filing, checked=checked, fingerprint=found
    )


def _errors(checked: Checked) -> Iterator[Problem]:
    """Yield the errors of a filing but that it reports something else than was signed."""
    return (each for each in checked.problems if each.severity == "error" and each.code != CODE)


def write_keys(
    opened: Opened, written: dict[Path, dict[str, Written]], flags: Mapping[str, str] = {}
) -> None:
    """Write keys into the file, each of the mappings by its path; *flags* gave the values of these keys.

    Raises `Misuse` if that is not possible, or where the filing would have an error then.
    """
    text: str | None = decoded(opened.content, opened.entry.name)
    mark = b"\xef\xbb\xbf" if opened.content.startswith(b"\xef\xbb\xbf") else b""
    for path, values in written.items():
        text = text and with_keys(text, path, values)
        if text is None:
            given = {key: value for key, value in values.items() if value is not None}
            where = f" under signature {path[1]}" if path else ""
            raise Misuse(
                f"{opened.entry.name}: nothing was written, because its lines are written in an unusual way: "
                f"write this yourself{where}:\n{as_lines(given).rstrip()}"
            )
    assert text is not None
    content = mark + text.encode("utf-8")
    project = opened.project
    after = check_filing(opened.entry, project.root, project.home, content=content)
    for problem in _errors(after):
        flag = next((f"--{flag}: " for key, flag in flags.items() if key in problem.path), "")
        raise Misuse(f"{flag}nothing was written: {problem.message}")
    output.replace_file(opened.entry.path, opened.content, content)


def figure_lines(filing: Filing) -> Iterator[str]:
    """Yield what is signed or confirmed: form, owners, issuer, date, boxes, and each line with its amount."""
    owners = ", ".join(filing.owner_names)
    period = f"{period_of(filing).label} {filing.period_of_report}"
    yield f"Form {filing.form}: {owners} / {subject_of(filing)}, {period}"
    for label, said in boxes(filing):
        yield f"  {label}: {said}"
    found = figures(filing)
    for label, lines in found:
        for each in lines:
            yield f"  {label}: {_figure(each)}"
    if not found:
        yield "  no securities are owned"


def _figure(line: Figure) -> str:
    """Return `1,000 Common Stock, direct`; of derivatives, what is under them; a transaction comes first."""
    amount = [] if line.amount is None else [usd(line.amount) if line.is_in_dollars else grouped(line.amount)]
    noted = [f"(see footnote {', '.join(map(str, line.notes))})"] if line.notes else []
    price = [f"at {usd(line.price)}"] if line.price is not None else []
    if line.is_of_underlying:
        said = [f"{line.title} for", *amount, line.underlying, *noted, *price]
    elif line.deal or not line.underlying:
        said = [*amount, line.title, *noted, *price]
    else:
        said = [*amount, line.title, *noted, "for", *_underlying(line), *price]
    if line.deal and not (amount or noted):
        said = ["(no number)", *said]
    after = ", ".join([" ".join(said), line.ownership, *filter(None, [line.nature])])
    whole = f"{_deal(line, line.deal)}; owned after: {after}" if line.deal else after
    return "; ".join(filter(None, [whole, line.timing]))


def _underlying(line: Figure) -> list[str]:
    return [*filter(None, [line.underlying_amount]), line.underlying]


def _deal(line: Figure, deal: Deal) -> str:
    """Return `05/05/2026 S: disposed 100.5 at $12.34`, with the securities under derivatives in brackets."""
    amount = usd(deal.amount) if deal.is_in_dollars else grouped(deal.amount)
    under = f" (for {' '.join(_underlying(line))})" if line.underlying else ""
    how = "an average of " if deal.is_average else ""
    price = "" if deal.price is None else f" at {how}{usd(deal.price)}"
    plan = ", under a Rule 10b5-1 plan" if deal.is_planned else ""
    return f"{us_date(deal.day)} {deal.code}: {deal.way} {amount}{under}{price}{plan}"


def _numbered(filing: Filing, given: str, name: str) -> list[tuple[int, Signature]]:
    """Return the signatures of a signer, with their numbers. Raises `Misuse`."""
    names = [signer_of(each) for each in filing.signatures]
    found = [
        (n, each)
        for n, each in enumerate(filing.signatures)
        if names[n].casefold() == " ".join(given.split()).casefold()
    ]
    if not found:
        known = (
            f"who signs it is {', '.join(dict.fromkeys(names))}" if names else "it lists no signatures yet"
        )
        raise Misuse(f"--signer {given}: nothing was written to {name}: {known}{did_you_mean(given, names)}")
    return found


def _signed(opened: Opened, day: date) -> dict[str, Written]:
    """Return the keys of a new signature, which takes the place of all that belonged to an earlier one."""
    return {
        "signed": f"{day}",
        "facts": f'"{opened.fingerprint.facts}"',
        "words": f'"{opened.fingerprint.words}"',
        "reauthorized": None,
        "authenticated": None,
    }


def _again(opened: Opened, signature: Signature, day: date, options: SignOptions) -> dict[str, Written]:
    """Return the key that lets an earlier signature stand for the changed form. Raises `Misuse`."""
    signer, now = signer_of(signature), opened.fingerprint
    if signature.signed is None:
        raise Misuse(f"nothing was written: {signer} has not signed yet: leave out --reauthorized-by")
    if day < signature.signed:
        raise Misuse(
            f"nothing was written: {signer} signed on {signature.signed}, and nobody reauthorizes before "
            f"that: --date {day}"
        )
    if (signature.facts, signature.words) == (now.facts, now.words):
        said = f"what {signer} signed on {signature.signed}"
        if signature.reauthorized:
            raise Misuse(
                f"nothing was written: the form reports again {said}: delete reauthorized: under that "
                "signature"
            )
        raise Misuse(f"nothing was written: the form still reports {said}")
    given = {
        "by": json.dumps(options.reauthorized_by, ensure_ascii=False),
        "on": f"{day}",
        "how": json.dumps(options.how, ensure_ascii=False),
        "facts": f'"{now.facts}"',
        "words": f'"{now.words}"',
    }
    return {"reauthorized": given}


def _next(
    project: Project, opened: Opened, found: list[tuple[int, Signature]], *, is_again: bool
) -> Iterator[str]:
    """Yield what the new signature undid, who is still to sign, and what to do next."""
    name, signatures = opened.entry.name, [*enumerate(opened.filing.signatures)]
    if any(each.authenticated for _, each in found) and not is_again:
        yield "  authenticated: was removed: a new signature has a page of its own"
    done = {n for n, _ in found}
    others = [signer_of(each) for n, each in signatures if n not in done and each.signed is None]
    if others:
        yield f"still to sign: {', '.join(dict.fromkeys(others))}"
    build = project.line("build", name)
    if is_again:
        signer = signer_of(found[0][1])
        yield f"next: {build}; {signer} signs nothing again: keep the page that was signed before"
    else:
        yield f"next: {build}, and have authentication.pdf signed with the time before filing"
