"""`submission`: write the submission file for EDGAR, or list everything that is still missing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from getpass import getpass
from pathlib import Path, PurePath

from redwell import settings as redwell_settings
from redwell.builds import record, rendering
from redwell.check.filing import Checked, check_filing
from redwell.commands import edge, report
from redwell.commands.edge import Project
from redwell.edgar import instructions, submission, xsd
from redwell.edgar.submission import Enclosed, Header, Mode
from redwell.exhibits import enclosed
from redwell.files.discovery import Misuse, name_of
from redwell.forms import FORMS
from redwell.model import Filing, ReportingOwner
from redwell.ownership.split import Part, document_name, parts
from redwell.power_of_attorney import documents as power_of_attorney_documents
from redwell.problems import FilingError, Problem, is_in_the_way
from redwell.secrets import ccc, writer
from redwell.secrets.ccc import Ccc, NotACccError
from redwell.settings import WHERE, Settings

PICTURES = frozenset({".jpg", ".gif"})


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmissionOptions:
    """The flags of the command, as they are typed."""

    filing: str
    test: bool
    live: bool
    out: str
    part: str
    htm: bool
    yes_live: bool
    explain: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmissionOrder:
    """A request to write part *number* of *filing* to *out*, as a test or live submission (*mode*)."""

    root: Path
    home: Path
    record: Path
    filing: str
    mode: Mode
    out: Path
    build: Path
    number: int | None = None
    is_htm: bool = False
    """True to send Exhibit 24 as .htm, False as .txt; only one of them is sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """The *problems* of the filing, sentences on what is *missing*, and the *part*, None after an error."""

    problems: tuple[Problem, ...]
    missing: tuple[str, ...]
    cccs: Mapping[int, Ccc]
    part: Part[Filing] | None
    documents: tuple[Enclosed, ...] = ()
    """The documents for EDGAR, the ownership document first, still without a CCC; empty unless ready."""

    @property
    def unknown(self) -> tuple[ReportingOwner, ...]:
        """The owners whose CCC is not known yet."""
        owners = self.part.filing.reporting_owners if self.part else ()
        return tuple(owner for owner in owners if owner.cik and int(owner.cik) not in self.cccs)


def run(project: Project, options: SubmissionOptions) -> int:
    """Write the file, or print what is missing; prompt for CCCs and for LIVE. Raises `Misuse`."""
    if options.explain:
        if options.filing:  # a wrong name is a mistake here too
            record.choose(project.folder("filings"), (options.filing,), project.root)
        print(instructions.STEPS, end="")
        return 0
    order = _order(project, options)
    writer.forbid_core_files()
    is_terminal = sys.stdin.isatty()
    settings = redwell_settings.read_settings(project.root)
    prepared = prepare(order, settings, can_ask=is_terminal)
    if options.live and not (is_terminal or options.yes_live):
        prepared = unconfirmed(prepared)
    print(report.text(prepared.problems, edge.looks()), end="")
    if is_ready(prepared):
        if options.live and not options.yes_live:
            print(_summary(prepared))
            if input("This writes the file that files it for real. Type LIVE to go on: ") != "LIVE":
                raise Misuse("not confirmed: nothing was written")
        prepared = ask(prepared, getpass)
    if not is_ready(prepared):
        print(refusal(prepared), file=sys.stderr)
        return 1
    names = write_submission(order, settings, prepared)
    print(f"wrote {options.out} ({order.mode}): {', '.join(names)}")
    how = project.line("submission", flags="--explain")
    print(f"it contains a CCC: delete it after sending; to see how to send it: {how}")
    return 0


def _summary(prepared: Prepared) -> str:
    """Return the filing that is about to be sent in one line: form, owners, issuer, date, lines, warnings."""
    assert prepared.part
    filing = prepared.part.filing
    tables = [(table.label, len(getattr(filing, table.key))) for table in FORMS[filing.form].tables]
    lines = ", ".join(f"{label} {report.count(lines, 'line')}" for label, lines in tables)
    return (
        f"Form {filing.form}: {', '.join(filing.owner_names)} / {filing.issuer.name} "
        f"[{filing.issuer.trading_symbol}], {filing.period_of_report}; {lines}; "
        f"{report.count(len(prepared.problems), 'warning')}"
    )


def _order(project: Project, options: SubmissionOptions) -> SubmissionOrder:
    lacking = [f"--{name}" for name in ("filing", "out") if not getattr(options, name)]
    if lacking:
        how = project.line("submission", flags="--explain")
        raise Misuse(f"{' and '.join(lacking)} must be given; to see how to send a filing: {how}")
    if options.test == options.live:
        raise Misuse("write --test or --live: begin with a test, which files nothing")
    return SubmissionOrder(
        root=project.root,
        home=project.home,
        record=project.folder("filings"),
        filing=options.filing,
        mode="LIVE" if options.live else "TEST",
        out=Path(options.out).absolute(),
        build=project.folder("build"),
        number=edge.number("part", options.part),
        is_htm=options.htm,
    )


def prepare(order: SubmissionOrder, settings: Settings, *, can_ask: bool) -> Prepared:
    """Check the filing, render its documents, and look up CCCs. Raises `Misuse`.

    Without *can_ask*, an owner whose CCC is not stored is reported as missing.
    """
    writer.check_place(order.out, name_of(order.out, order.root), order.root, order.build)
    found = record.choose(order.record, (order.filing,), order.root)
    if len(found.entries) != 1:
        raise Misuse(f"--filing {order.filing}: this names {len(found.entries)} filings: send one at a time")
    checked = check_filing(found.entries[0], order.root, order.home)
    part = _part(checked.filing, order.number) if checked.filing else None
    missing = [*_contact(settings), *(_filed(checked.filing) if order.mode == "LIVE" else ())]
    cccs: dict[int, Ccc] = {}
    for owner in part.filing.reporting_owners if part else ():
        if owner.cik:
            try:
                code = ccc.stored(owner.cik) or (None if can_ask else ccc.of_environment(owner.cik))
            except NotACccError as error:
                missing.append(f"the CCC of {owner.name}: {error}")
                continue
            if code:
                cccs[int(owner.cik)] = code
            elif not can_ask:
                missing.append(lacks(owner))
    problems, documents = checked.problems, tuple[Enclosed, ...]()
    if part and not is_in_the_way(problems):
        try:
            documents = _documents(order, settings, checked, part)
        except FilingError as error:
            problems = (*problems, *error.problems)
        missing += submission.document_problems(documents)
    return Prepared(problems=problems, missing=tuple(missing), cccs=cccs, part=part, documents=documents)


def is_ready(prepared: Prepared) -> bool:
    """Return whether nothing is wrong or missing, apart from CCCs that a prompt can still ask for."""
    return not (prepared.missing or is_in_the_way(prepared.problems))


def unconfirmed(prepared: Prepared) -> Prepared:
    """Return *prepared* with the confirmation missing: without a terminal, nobody can type LIVE."""
    missing = "--live files it, and there is no terminal for the prompt: confirm with --yes-live"
    return replace(prepared, missing=(*prepared.missing, missing))


def ask(prepared: Prepared, prompt: ccc.Ask) -> Prepared:
    """Return *prepared* with the CCCs from the prompt or the environment; list the others as missing."""
    cccs, missing = dict(prepared.cccs), list(prepared.missing)
    for owner in prepared.unknown:
        assert owner.cik
        cik = ccc.names(owner.cik)[0]
        try:
            code = ccc.prompted(cik, owner.name, prompt) or ccc.of_environment(cik)
        except NotACccError as error:
            missing.append(f"the CCC of {owner.name}: {error}")
            continue
        if code:
            cccs[int(cik)] = code
        else:
            missing.append(lacks(owner))
    return replace(prepared, cccs=cccs, missing=tuple(missing))


def lacks(owner: ReportingOwner) -> str:
    """Return a sentence: the CCC of *owner* was not found, and where to store it."""
    assert owner.cik
    cik = ccc.names(owner.cik)[0]
    return (
        f"the CCC of {owner.name} was not found: store it in the keyring (keyring set {ccc.SERVICE} {cik}), "
        f"or set {ccc.VARIABLE}{cik} in the environment"
    )


def refusal(prepared: Prepared) -> str:
    """Return the message that nothing was written, with everything missing that the report does not list."""
    is_unready = is_in_the_way(prepared.problems)
    head = "nothing was written:" + (" the filing is not ready" if is_unready else "")
    joined = head + (", and" if is_unready and prepared.missing else "")
    return "\n".join([joined, *(f"  {each}" for each in prepared.missing)])


def write_submission(order: SubmissionOrder, settings: Settings, prepared: Prepared) -> tuple[str, ...]:
    """Write the file, and return the names of the documents in it. Raises `Misuse`."""
    first, *others = prepared.documents
    documents = [replace(first, content=submission.with_cccs(first.content, prepared.cccs)), *others]
    header = Header(
        form=documents[0].type,
        mode=order.mode,
        contact_name=settings.contact_name,
        contact_phone=settings.contact_phone,
        contact_email=settings.contact_email,
        notification_emails=settings.notification_emails,
    )
    content = submission.compose_submission(header, documents)
    # Report only the places of problems: the text there may be a CCC.
    problems = [
        f"line {problem.line}, {problem.element}"
        for each in (documents[0].content, content)
        for problem in xsd.xml_problems(each, order.home)
    ]
    if problems:
        raise Misuse(f"nothing was written: EDGAR's schema asks for something else in {'; '.join(problems)}")
    writer.write(order.out, name_of(order.out, order.root), content)
    return tuple(each.name for each in documents)


def _part(filing: Filing, number: int | None) -> Part[Filing]:
    found = parts(filing)
    if number is None and len(found) > 1:
        raise Misuse(
            f"this filing is sent in {len(found)} parts, each in its own file: choose one with --part 1 "
            f"to --part {len(found)}"
        )
    if number is not None and not 1 <= number <= len(found):
        raise Misuse(f"--part {number}: this filing is sent in {len(found)} part{'s' * (len(found) > 1)}")
    return found[(number or 1) - 1]


def _contact(settings: Settings) -> Iterator[str]:
    """Yield a problem if there is no contact: EDGAR would have nobody to tell that a filing is suspended."""
    names = [
        name for name in ("contact_name", "contact_phone", "contact_email") if not getattr(settings, name)
    ]
    if names:
        yield f"EDGAR needs a contact person: set {', '.join(names)} in {WHERE}"


def _filed(filing: Filing | None) -> Iterator[str]:
    if filing and filing.filed:
        yield (
            f"it was already filed: `filed:` says that EDGAR accepted it on {filing.filed.date}; file an "
            "amendment to correct it, or remove `filed:` if EDGAR did not accept it"
        )


def _documents(
    order: SubmissionOrder, settings: Settings, checked: Checked, part: Part[Filing]
) -> tuple[Enclosed, ...]:
    """Return the ownership document, then Exhibit 24 of each power, then the firm's own exhibits."""
    filing, files = checked.filing, checked.files
    assert filing
    name = f"{document_name(part)}.xml"
    primary = [each for each in checked.form.documents(filing, settings.author) if each.name == name]
    suffix = ".htm" if order.is_htm else ".txt"
    powers = [
        (power, each)
        for power, made in power_of_attorney_documents.by_power(filing, files, settings.author)
        if power in part.filing.powers_of_attorney
        for each in made
        if each.name.endswith(suffix)
    ]
    made = rendering.each_rendered([*primary, *(each for _, each in powers)], order.root, order.home)
    types = _types(len(powers), [exhibit.type for exhibit in filing.enclosed])
    contents = enclosed.contents(part.filing, files)
    return (
        Enclosed(
            name=name,
            type=filing.form,
            content=made[name],
            description=f"Form {filing.form}",
        ),
        *(
            Enclosed(
                name=each.name,
                type=type_,
                content=made[each.name],
                description=f"Power of Attorney of {power.grantor}"[:255],
            )
            for type_, (power, each) in zip(types, powers, strict=True)
        ),
        *(
            Enclosed(
                name=exhibit.file,
                type="GRAPHIC" if PurePath(exhibit.file).suffix in PICTURES else exhibit.type,
                content=contents[exhibit.file],
                description=exhibit.description,
            )
            for exhibit in part.filing.enclosed
        ),
    )


def _types(count: int, taken: Sequence[str]) -> list[str]:
    """Return EX-24 for one power; EX-24.1, EX-24.2 for several, or if the firm encloses its own EX-24."""
    if count == 1 and not any(each.startswith("EX-24") for each in taken):
        return ["EX-24"]
    free = (f"EX-24.{number}" for number in range(1, 2 * (count + len(taken)) + 2))
    return [each for each in free if each not in taken][:count]
