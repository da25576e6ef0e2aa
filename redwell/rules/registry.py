"""Register rules: functions that yield the places where a filing breaks the law or contradicts itself.

A rule states one fact, reads the filing and changes nothing. `docs/rules.md` shows its name as a sentence. A
rule that compares the filing with others has the parameter *amended*, *previous*, *find_previous*,
*find_before* or *find_first* (`RelatedFilings`).
A rule is an error only where EDGAR suspends the filing or where the file contradicts itself. What merely
looks odd is a warning, worded as a question, which a filing can `accept` with a reason. What is right more
often than not, and still worth a look, is a note. *Specification* is
the EDGAR Ownership XML Technical Specification 5.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, wraps
from types import ModuleType

from redwell.form import NO_OTHERS, RelatedFilings, Rule
from redwell.model import Filing
from redwell.problems import Mend, Path, Problem, Severity


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a filing breaks a rule; *path*, *on_key*, *on* and *words* are those of a `Problem`.

    *text* is the text to write in its place, if that is certain; any other remedy is a *mend*. A rule of
    several codes gives the *code*.
    """

    path: Path
    message: str
    on_key: bool = False
    on: str | None = None
    words: str | None = None
    code: str = ""
    text: str | None = None
    mend: Mend | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """The declaration of a rule: *source* is the law, form or manual that it follows."""

    codes: tuple[str, ...]
    severity: Severity
    source: str
    compares: tuple[str, ...] = ()
    """The related filings that the rule compares with: "amended", "previous", "find_previous"."""


REGISTERED: dict[Rule, Registration] = {}
"""Every rule, in the order of the modules and of their lines."""


def rule(
    codes: str | tuple[str, ...], severity: Severity, source: str
) -> Callable[[Callable[..., Iterator[Violation]]], Rule]:
    """Register a function as a rule that gives problems of these *codes*."""

    def register(violations: Callable[..., Iterator[Violation]]) -> Rule:
        code = violations.__code__
        registration = Registration(
            codes=(codes,) if isinstance(codes, str) else codes,
            severity=severity,
            source=source,
            compares=code.co_varnames[1 : code.co_argcount],
        )

        @wraps(violations)
        def problems(filing: Filing, related: RelatedFilings = NO_OTHERS, /) -> Iterator[Problem]:
            others = [getattr(related, name) for name in registration.compares]
            for violation in violations(filing, *others):
                yield _problem(violation, registration)

        REGISTERED[problems] = registration
        return problems

    return register


def rules_of(*subjects: ModuleType) -> tuple[Rule, ...]:
    """Return the rules of these modules, in the order of the arguments and of their lines."""
    names = [subject.__name__ for subject in subjects]
    return tuple(rule for name in names for rule in REGISTERED if rule.__module__ == name)


@lru_cache(maxsize=16)
def comparing(rules: tuple[Rule, ...], *names: str) -> tuple[Rule, ...]:
    """Return those of the *rules* that compare with one of the related filings of these names."""
    return tuple(rule for rule in rules if rule in REGISTERED and {*names} & {*REGISTERED[rule].compares})


def _problem(violation: Violation, registration: Registration) -> Problem:
    code = violation.code or registration.codes[0]
    assert code in registration.codes, f"{code} is not registered"
    return Problem(
        severity=registration.severity,
        code=code,
        message=violation.message,
        path=violation.path,
        on_key=violation.on_key,
        on=violation.on,
        words=violation.words,
        mend=violation.mend if violation.text is None else Mend(text=violation.text),
    )
