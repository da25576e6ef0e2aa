"""`submission`: a filing as the file that EDGAR takes; or all that it still lacks, at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from getpass import getpass
from pathlib import Path, PurePath

from redwell import settings as redwell_settings
from redwell.builds import record, rendering
from redwell.check import filing as check_filing
from redwell.check.filing import Checked
from redwell.commands import edge, report
from redwell.commands.edge import Project
from redwell.edgar import instructions, submission, xsd
from redwell.edgar.submission import Enclosed, Header, Mode
from redwell.exhibits import enclosed
from redwell.files.discovery import Misuse, name_of
from redwell.model import Filing, ReportingOwner
from redwell.ownership.split import Part, document_name, parts
from redwell.power_of_attorney import documents as power_of_attorney_documents
from redwell.problems import FilingError, Problem
from redwell.secrets import ccc, writer
from redwell.secrets.ccc import Ccc, NotACccError
from redwell.settings import WHERE, Settings

PICTURES = frozenset({".jpg", ".gif"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
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
class Order:
    """What is to be written: the part *number* of the *filing*, as *mode*, to *out*."""

    root: Path
    home: Path
    record: Path
    filing: str
    mode: Mode
    out: Path
    build: Path
    number: int | None = None
    is_htm: bool = False
    """Whether Exhibit 24 goes as .htm; one of the two forms goes, never both."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """What was found: *problems* of the filing, what is *missing*, and the *part*, None with an error."""

    problems: tuple[Problem, ...]
    missing: tuple[str, ...]
    cccs: Mapping[int, Ccc]
    part: Part[Filing] | None
    documents: tuple[Enclosed, ...] = ()
    """What EDGAR gets, the ownership document first and still without a CCC; none unless all is ready."""

    @property
    def unknown(self) -> tuple[ReportingOwner, ...]:
        """The owners whose CCC is still to be asked for."""
        owners = self.part.filing.reporting_owners if self.part else ()
        return tuple(owner for owner in owners if owner.cik and int(owner.cik) not in self.cccs)


def run(project: Project, options: Options) -> int:
    """Write the file, or print what is missing; ask for a CCC, and before a live filing. Raises `Misuse`."""
    if options.explain:
        print(instructions.STEPS, end="")
        return 0
    order = _order(project, options)
    is_terminal = sys.stdin.isatty()
    settings = redwell_settings.read(project.root)
    prepared = prepare(order, settings, can_ask=is_terminal)
    if options.live and not (is_terminal or options.yes_live):
        prepared = unconfirmed(prepared)
    print(report.text(prepared.problems, is_colored=edge.is_colored()), end="")
    if is_ready(prepared):
        if options.live and not options.yes_live and input("This files it. Type LIVE to go on: ") != "LIVE":
            raise Misuse("not confirmed: nothing was written")
        prepared = ask(prepared, getpass)
    if not is_ready(prepared):
        print(refusal(prepared), file=sys.stderr)
        return 1
    names = write_submission(order, settings, prepared)
    print(f"wrote {options.out} ({order.mode}): {', '.join(names)}")
    print("it holds a CCC: delete it once it is sent; how it is sent: invoke submission --explain")
    return 0


def _order(project: Project, options: Options) -> Order:
    lacking = [f"--{name}" for name in ("filing", "out") if not getattr(options, name)]
    if lacking:
        raise Misuse(
            f"{' and '.join(lacking)} must be given; how a filing is sent: invoke submission --explain"
        )
    if options.test == options.live:
        raise Misuse("write --test or --live: a test, which files nothing, comes first")
    return Order(
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


def prepare(order: Order, settings: Settings, *, can_ask: bool) -> Prepared:
    """The filing looked at; if nobody *can_ask* for a CCC, what is not kept is missing. Raises `Misuse`."""
    writer.check_place(order.out, name_of(order.out, order.root), order.root, order.build)
    found = record.choose(order.record, (order.filing,), order.root)
    if len(found.entries) != 1:
        raise Misuse(f"--filing {order.filing}: these are {len(found.entries)} filings: send one at a time")
    checked = check_filing.check(found.entries[0], order.root, order.home)
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
    if part and all(problem.severity == "warning" for problem in problems):
        try:
            documents = _documents(order, settings, checked, part)
        except FilingError as error:
            problems = (*problems, *error.problems)
        missing += submission.problems(documents)
    return Prepared(problems=problems, missing=tuple(missing), cccs=cccs, part=part, documents=documents)


def is_ready(prepared: Prepared) -> bool:
    """Whether nothing is wrong with the filing and nothing missing, but what a prompt can give."""
    return not prepared.missing and all(problem.severity == "warning" for problem in prepared.problems)


def unconfirmed(prepared: Prepared) -> Prepared:
    """With the word missing that files it: nobody is there to type it."""
    missing = "--live files it, and there is no terminal to ask at: confirm with --yes-live"
    return replace(prepared, missing=(*prepared.missing, missing))


def ask(prepared: Prepared, prompt: ccc.Ask) -> Prepared:
    """With the CCCs that a person types, or that the environment holds; else they are missing."""
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
    """That the CCC of *owner* is nowhere, and where it may be put."""
    assert owner.cik
    cik = ccc.names(owner.cik)[0]
    return (
        f"the CCC of {owner.name} is nowhere: keep it in the keyring (keyring set {ccc.SERVICE} {cik}), or "
        f"set {ccc.VARIABLE}{cik} in the environment"
    )


def refusal(prepared: Prepared) -> str:
    """That nothing was written, and all that is missing beside what the report says."""
    is_unready = any(problem.severity != "warning" for problem in prepared.problems)
    head = "nothing was written:" + (" the filing is not ready" if is_unready else "")
    joined = head + (", and" if is_unready and prepared.missing else "")
    return "\n".join([joined, *(f"  {each}" for each in prepared.missing)])


def write_submission(order: Order, settings: Settings, prepared: Prepared) -> tuple[str, ...]:
    """Writes the file, and returns the names of the documents in it. Raises `Misuse`."""
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
    content = submission.compose(header, documents)
    # Of a fault only its place is told: what stands there may be a CCC.
    faults = [
        f"line {fault.line}, {fault.element}"
        for each in (documents[0].content, content)
        for fault in xsd.faults(each, order.home)
    ]
    if faults:
        raise Misuse(f"nothing was written: EDGAR's schema asks for something else in {'; '.join(faults)}")
    writer.write(order.out, name_of(order.out, order.root), content)
    return tuple(each.name for each in documents)


def _part(filing: Filing, number: int | None) -> Part[Filing]:
    found = parts(filing)
    if number is None and len(found) > 1:
        raise Misuse(
            f"this filing is sent in {len(found)} parts, each a file of its own: say which one with --part 1 "
            f"to --part {len(found)}"
        )
    if number is not None and not 1 <= number <= len(found):
        raise Misuse(f"--part {number}: this filing is sent in {len(found)} part{'s' * (len(found) > 1)}")
    return found[(number or 1) - 1]


def _contact(settings: Settings) -> Iterator[str]:
    """EDGAR would take a filing without a contact, and tell nobody that it is suspended."""
    names = [
        name for name in ("contact_name", "contact_phone", "contact_email") if not getattr(settings, name)
    ]
    if names:
        yield f"nobody is named to whom EDGAR could write: set {', '.join(names)} in {WHERE}"


def _filed(filing: Filing | None) -> Iterator[str]:
    if filing and filing.filed:
        yield (
            f"it was filed already: `filed:` says that EDGAR took it on {filing.filed.date}; correct it "
            "by an amendment, or remove `filed:` if it was not taken"
        )


def _documents(
    order: Order, settings: Settings, checked: Checked, part: Part[Filing]
) -> tuple[Enclosed, ...]:
    """The ownership document first, then Exhibit 24 of each power, then what the firm encloses."""
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
    made = rendering.each_rendered([*primary, *(each for _, each in powers)], order.home)
    types = _types(len(powers), [exhibit.type for exhibit in filing.exhibits])
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
            for exhibit in part.filing.exhibits
        ),
    )


def _types(count: int, taken: Sequence[str]) -> list[str]:
    """EX-24 for one power; EX-24.1, EX-24.2 for several, or where the firm encloses an EX-24 of its own."""
    if count == 1 and not any(each.startswith("EX-24") for each in taken):
        return ["EX-24"]
    free = (f"EX-24.{number}" for number in range(1, 2 * (count + len(taken)) + 2))
    return [each for each in free if each not in taken][:count]
