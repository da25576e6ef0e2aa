"""What check found in a filing as it stands now, and which of it is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable

from redwell.problems import Problem
from redwell.review.compare.privacy import address_lines, masked, private_words
from redwell.review.model import Finding
from redwell.review.sides import Look

IN_AN_ADDRESS = "something in an address, which is not printed here: see the file"

Key = Callable[[Problem], Hashable]


def findings(before: Look | None, now: Look) -> tuple[Finding, ...]:
    """The problems of now in file order; new are those that *before* did not have.

    Lines move, and so do rows: a problem is an old one if it says the same, or stands at the same value, or
    on a line of the same words. What is said about an address is not repeated.
    """
    known = before.checked.problems if before else ()
    fresh = _new(now.checked.problems, known)
    hidden = address_lines(now.content.decode("utf-8", errors="replace"))
    words = private_words(now.filing, before.filing if before else None)
    return tuple(
        _finding(problem, now.entry.name, n in fresh, _is_private(problem, now.entry.name, hidden, words))
        for n, problem in enumerate(now.checked.problems)
    )


def _new(problems: Iterable[Problem], known: Iterable[Problem]) -> set[int]:
    """The numbers of those that have no like among *known*, of which each is like one of them."""
    left = dict(enumerate(problems))
    others = [*known]
    for key in (_words, _way, _line):
        waiting = Counter(map(key, others))
        taken: Counter[Hashable] = Counter()
        for n, problem in [*left.items()]:
            if taken[key(problem)] < waiting[key(problem)]:
                taken[key(problem)] += 1
                del left[n]
        others = _without(others, taken, key)
    return set(left)


def _without(problems: Iterable[Problem], taken: Counter[Hashable], key: Key) -> list[Problem]:
    kept = []
    for problem in problems:
        if taken[key(problem)]:
            taken[key(problem)] -= 1
        else:
            kept.append(problem)
    return kept


def _words(problem: Problem) -> Hashable:
    return problem.code, problem.severity, problem.message


def _way(problem: Problem) -> Hashable:
    return problem.code, problem.severity, problem.path or None, problem.on_key, problem.on


def _line(problem: Problem) -> Hashable:
    return problem.code, problem.severity, problem.place.text.strip() if problem.place else problem.path


def _finding(problem: Problem, file: str, is_new: bool, is_private: bool) -> Finding:
    place = problem.place
    return Finding(
        code=problem.code,
        severity=problem.severity,
        message=IN_AN_ADDRESS if is_private else problem.message,
        file=place.file if place else file,
        line=place.line if place else 1,
        column=place.column if place else 1,
        end_column=place.end_column if place else 1,
        is_new=is_new,
    )


def _is_private(problem: Problem, file: str, hidden: frozenset[int], words: frozenset[str]) -> bool:
    place = problem.place
    in_an_address = place is not None and place.file == file and place.line in hidden
    told = " ".join(filter(None, (problem.message, problem.words)))
    return in_an_address or "address" in problem.path or masked(told, words) != told
