"""Check one filing: return all problems of its source, else of its shape, else of the law."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Literal

from redwell.check import dates, filed, shape, signed
from redwell.check.dates import Dated
from redwell.check.dependencies import dependencies
from redwell.check.related import related_filings
from redwell.check.short_swing import short_swing_problems
from redwell.deadlines import due_dates
from redwell.deadlines.docketed import Docketed
from redwell.deadlines.standing import Standing
from redwell.exhibits.drafts import drafts_in_files
from redwell.exhibits.enclosed import enclosed_problems
from redwell.exhibits.secrets import secrets_in_files
from redwell.exhibits.sources import source_problems
from redwell.files.discovery import Entry, printable
from redwell.files.disk import MISSING, LargeFileError, cause
from redwell.files.reader import Files
from redwell.form import Form
from redwell.forms import FORMS
from redwell.forms.docketed import docketed
from redwell.forms.documents import documents_of
from redwell.forms.note_words import worded
from redwell.git.history import AsFiled
from redwell.model import Filing
from redwell.ownership.columns import tables
from redwell.ownership.notes import REFERENCE
from redwell.power_of_attorney.documents import power_problems
from redwell.problems import FilingError, Place, Problem, did_you_mean, has_error, in_file_order
from redwell.rules import acceptance
from redwell.secrets import patterns
from redwell.secrets.patterns import masked
from redwell.source.loader import Source, accepted_secrets, placed, read, secrets_in, too_large
from redwell.text.characters import name_of, to_ascii


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A filing and its problems, placed and in file order; no filing if a problem is an error."""

    files: Files
    problems: tuple[Problem, ...]
    filing: Filing | None = None
    typed: Filing | None = None
    """The filing as it is typed, also with errors of law; none if a secret is in one of its files."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    """Codes of warnings that the filing accepts, and the reasons."""
    named: frozenset[Path] = frozenset()
    """Files in the folder that the filing names."""
    is_whole: bool = True
    """True if the filing could be read far enough for *named* to be complete."""
    step: Literal["text", "shape", "law"] = "law"
    """The last step that was checked: an error of one step hides those of the next."""
    standing: Standing | None = None
    """The standing against the due date, if there is one; also for a filing with errors of law."""
    dated: tuple[Dated, ...] = ()
    """Questions about the dates of records, each to be asked before its day; also with errors of law."""
    docketed: Docketed | None = None
    """The facts for a docket; also of a filing with errors of law."""

    @property
    def form(self) -> Form:
        """The form of the filing."""
        assert self.filing
        return FORMS[self.filing.form]


NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}")
NAME_RULE = (
    "the names of filings and their folders become folders of documents: use up to 100 letters, digits, "
    "spaces and any of . _ -"
)
_LONGEST_NAME = 100
DOUBTS = frozenset({"warning", "note"})
"""The severities of questions and notes."""
MAX_OF_A_RULE = 1000
"""The most problems kept of one rule; a report shows fewer (`source.placed`)."""


def check_filing(
    entry: Entry,
    root: Path,
    home: Path,
    earlier: AsFiled | None = None,
    looks: Path | None = None,
    content: bytes | None = None,
) -> Checked:
    """Return the filing of *entry* with its problems; *earlier* is the filing as filed.

    Templates in *looks*, by default the repository, replace those of *home*. *content* stands for that of the
    file, if it is given.
    """
    files = Files(root=root, home=home, folder=entry.path.parent, looks=looks or root)
    try:
        content = _content(entry, files) if content is None else content
    except FilingError as error:
        return Checked(files=files, problems=error.problems, is_whole=False, step="text")
    try:
        source = read(content, entry.name)
    except FilingError:
        from redwell.check.broken import problems_of_broken  # Imported here: most texts are whole.

        return Checked(
            files=files, problems=problems_of_broken(content, entry.name, home), is_whole=False, step="text"
        )
    return replace(_checked(source, files, earlier), named=_named(source, entry))


def _checked(source: Source, files: Files, earlier: AsFiled | None) -> Checked:
    """Return the problems of shape of a text that could be read, or else those of law."""
    form, problems = shape.check_shape(source, files.home)
    secrets = secrets_in(source, problems)
    accepted = accepted_secrets(source, secrets)
    problems = in_file_order([*problems, *(each for each in secrets if each not in accepted)])
    if form is None or has_error(problems):
        return Checked(files=files, problems=tuple(problems), step="shape")
    try:
        filing = worded(form.parse(source), files.template)
    except FilingError as error:
        return Checked(files=files, problems=tuple(placed(source, error.problems)), step="shape")
    found = [*_problems(filing, files, earlier, source.name), *accepted]
    return _judged(found, filing, source, files)


def _judged(found: list[Problem], filing: Filing, source: Source, files: Files) -> Checked:
    """Return the problems of law of a filing, those apart that it accepts or that are asked before a day."""
    found = [*found, *acceptance.without_words(found, filing)]
    days = {each.path: (day, each) for day, each in dates.dated_problems(filing)}
    found = [*(_as_typed(each, source) for each in found), *(each for _, each in days.values())]
    remaining, accepted = acceptance.split(found, filing, _asked_alone(found, filing))
    problems = placed(source, [each for each in remaining if each.code != dates.CODE])
    dated = placed(source, [each for each in remaining if each.code == dates.CODE])
    errors = [each for each in problems if each.severity == "error"]
    return Checked(
        files=files,
        problems=tuple(problems),
        filing=None if errors else filing,
        typed=None if any(each.code in patterns.MESSAGES for each in errors) else filing,
        accepted=accepted,
        standing=due_dates.standing(filing, FORMS[filing.form].due(filing)),
        dated=tuple((days[each.path][0], each) for each in dated),
        docketed=docketed(filing, signed.signing_of(filing, problems)),
    )


def _asked_alone(found: Iterable[Problem], filing: Filing) -> frozenset[str]:
    """Return the answered codes that the rules would raise if they saw no other filing.

    No rule asks again about an agent who signed the last form for an owner, and the answer may stay.
    """
    unasked = {code for code, _ in filing.accept} - {each.code for each in found}
    rules = FORMS[filing.form].rules if unasked else ()
    return frozenset(unasked & {each.code for rule in rules for each in rule(filing)})


def _as_typed(problem: Problem, source: Source) -> Problem:
    """Return a problem without its mend, if that has the words that a text prints, and not those typed."""
    if problem.mend is None or problem.mend.text is None or problem.path not in source.marks:
        return problem
    written = source.marks[problem.path].written
    return replace(problem, mend=None) if written is None or REFERENCE.search(written) else problem


def named_files(entry: Entry, root: Path, home: Path) -> frozenset[Path] | None:
    """Return the files in its folder that a filing names, without a check; None if it cannot be read."""
    try:
        files = Files(root=root, home=home, folder=entry.path.parent, looks=home)
        source = read(_content(entry, files), entry.name)
    except FilingError:
        return None
    return _named(source, entry)


def _named(source: Source, entry: Entry) -> frozenset[Path]:
    return frozenset(entry.path.parent / name for name in dependencies(source, None).beside)


def _problems(filing: Filing, files: Files, earlier: AsFiled | None, name: str) -> list[Problem]:
    """Return the problems of law, powers, exhibits and changes after filing or signing."""
    file = Path(name).name
    related = related_filings(filing, files, file)
    rules = FORMS[filing.form].rules
    found = [problem for rule in rules for problem in islice(rule(filing, related), MAX_OF_A_RULE)]
    found += short_swing_problems(filing, related, file)
    found = _without_doubts_of_blanks(found, filing)
    found += power_problems(filing, files)
    found += source_problems(filing, files)
    found += FORMS[filing.form].compare_sources(filing, files, str(Path(name).parent))
    found += secrets_in_files(filing, files)
    found += drafts_in_files(filing, files)
    found += filed.check_as_filed(filing, earlier, files) if earlier else []
    if filing.enclosed and not _has_error(found, filing):
        found += enclosed_problems(filing, files, [each.name for each in documents_of(filing, files, "")])
    if not _has_error(found, filing):
        is_ready = all(each.severity != "not ready" or each.code in signed.LACKING for each in found)
        reasons = dict(filing.accept)
        problems = signed.signed_problems(filing, name, files.home)
        found += (
            each for each in problems if is_ready or each.code != signed.UNPINNED or each.code in reasons
        )
    return found


def _without_doubts_of_blanks(found: list[Problem], filing: Filing) -> list[Problem]:
    """Return problems without the doubts about lines and notes, if a line still has blanks to fill in."""
    lines = {(table.key,) for table in tables(type(filing))}
    if not any(each.code == "placeholder" and each.path[:1] in lines for each in found):
        return found
    doubted = {*lines, ("footnotes",)}
    return [each for each in found if each.severity not in DOUBTS or each.path[:1] not in doubted]


def _has_error(found: Iterable[Problem], filing: Filing) -> bool:
    """Return whether an error is among *found* that the filing does not accept."""
    return has_error(acceptance.split(found, filing)[0])


def has_good_name(entry: Entry) -> bool:
    """Return whether folders of documents can have the names of a filing and of its folder."""
    return all(NAME.fullmatch(name) for name in (entry.client, entry.path.name))


def _content(entry: Entry, files: Files) -> bytes:
    if not has_good_name(entry):
        code, message = "filing-name", _bad_name(entry)
        raise FilingError([_of_file(entry, code, message)])
    try:
        return files.beside(entry.path.name)
    except LargeFileError as error:
        raise FilingError([too_large(entry.name, error.size)]) from None
    except ValueError:
        code, message = (
            "file-outside",
            "the file is a link to a place outside its folder: put the filing itself here",
        )
    except OSError as error:
        if error.errno in MISSING:
            code, message = "file-missing", _missing(entry)
        else:
            code, message = "file-unreadable", f"the file cannot be read: {cause(error)}"
    raise FilingError([_of_file(entry, code, message)])


def _bad_name(entry: Entry) -> str:
    """Return what is wrong with the name of a filing or of its folder, and the character that is."""
    name = next(name for name in (entry.client, entry.path.name) if not NAME.fullmatch(name))
    odd = next((character for character in name if not re.fullmatch(r"[A-Za-z0-9 ._-]", character)), None)
    plain = re.sub(r"[^a-z0-9._-]+", "-", (to_ascii(name) or name).lower().replace("&", " and ")).strip("-._")
    meant = plain if re.search("[a-z0-9]", plain) else ""
    shown = masked(printable(name))
    cause = f'"{shown}" has {name_of(odd)}' if odd else f'"{shown}" begins with "{name[:1]}"'
    if len(name) > _LONGEST_NAME:
        cause = f"this name has {len(name)} characters, and at most {_LONGEST_NAME} are taken"
    is_whole = NAME.fullmatch(meant) and meant.endswith(".yaml") == name.endswith(".yaml") and meant != "yaml"
    remedy = f": write {meant}" if is_whole and masked(name) == name else ""
    example = ", for example tecogen/2013-10-01-panora-form3.yaml"
    return f"{cause}{remedy}; {NAME_RULE}{'' if remedy else example}"


def _missing(entry: Entry) -> str:
    if entry.path.is_symlink():
        return "the file is a link to a file that does not exist: put the filing itself here"
    known = (f"{path.parent.name}/{path.name}" for path in entry.path.parent.parent.glob("*/*.yaml"))
    return f"there is no such file{did_you_mean(f'{entry.client}/{entry.path.name}', known)}"


def _of_file(entry: Entry, code: str, message: str) -> Problem:
    return Problem(code=code, message=message, place=Place(file=entry.name))
