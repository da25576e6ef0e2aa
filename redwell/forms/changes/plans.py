"""Rules about Rule 10b5-1 plans: the box, the footnote that names the plan, and the cooling-off period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from redwell.ownership.adopters import adopter
from redwell.ownership.moves import all_notes, are_insiders, coded, day_of, notes_of_line
from redwell.ownership.notes import PLAN
from redwell.ownership.trade_notes import PLAN_WORDS, adoptions, names_a_plan
from redwell.ownership.transactions import StatementOfChanges
from redwell.problems import Path
from redwell.rules.registry import Violation, rule
from redwell.text.names import is_entity, is_one

SINCE = date(2023, 2, 27)
"""Plans that were adopted since then are those of the box (Release 33-11138)."""
COOLING_OFF = {True: 90, False: 30}
"""Days after the adoption of a plan in which a director or officer, or another person, does not trade."""


@rule(("plan-unnamed", "plan-undated"), "warning", "Form 4, instruction 10")
def a_plan_is_named_with_its_day(filing: StatementOfChanges) -> Iterator[Violation]:
    """A form whose box is ticked says in a footnote which plan it was, and when that was adopted."""
    text = all_notes(filing)
    if not filing.plan_10b5_1 or filing.amendment:
        return  # an amendment repeats only some lines, and keeps the box
    path = ("plan_10b5_1",)
    if not names_a_plan(text):
        message = (
            "the box is ticked, and no footnote names the plan: write one with the day of its adoption, for "
            "example The sale was made under a Rule 10b5-1 plan adopted on November 22, 2024. (instruction "
            "10)"
        )
        yield Violation(path, message, code="plan-unnamed")
    elif not adoptions(text) and not any(note.model == PLAN for note in filing.models):
        message = "the footnote on the plan does not say when it was adopted: add the day (instruction 10)"
        yield Violation(path, message, code="plan-undated")


@rule("plan-not-ticked", "warning", "Form 4, instruction 10; Release 33-11138")
def a_plan_in_a_footnote_ticks_the_box(filing: StatementOfChanges) -> Iterator[Violation]:
    """A footnote or remark that names a plan adopted since 27 February 2023 stands with a ticked box."""
    if filing.plan_10b5_1 is not False:
        return
    by_model = {note.label for note in filing.models}
    texts: list[tuple[Path, str, str]] = [
        # The rules about model notes judge those.
        (("footnotes", label), "this footnote names", text)
        for label, text in filing.footnotes
        if label not in by_model
    ]
    texts += [(("remarks",), "the remarks name", filing.remarks)] if filing.remarks else []
    for path, names, text in texts:
        found = PLAN_WORDS.search(text)
        days = adoptions(text)
        if found and names_a_plan(text) and not (days and days[-1] < SINCE):
            message = (
                f"{names} a Rule 10b5-1 plan, and the box is not ticked: write plan_10b5_1: true, or say "
                f"that the plan was adopted before {SINCE.day} February {SINCE.year} (instruction 10)"
            )
            yield Violation(path, message, words=found[0])


@rule(("plan-cooling-off", "plan-after-trade"), "warning", "Rule 10b5-1(c)(1)(ii)(B)")
def a_plan_cools_off_before_its_first_trade(filing: StatementOfChanges) -> Iterator[Violation]:
    """A director or officer trades under a new plan after more than 90 days, others after more than 30."""
    if not filing.plan_10b5_1:
        return
    # The rules about model notes judge those.
    by_model = {dict(note.facts).get("adopted") for note in filing.models}
    for path, row in coded(filing, "PSG"):
        notes = notes_of_line(filing, row)
        adopted = adoptions(notes)
        days = [day for day in adopted if day <= day_of(row)]
        if adopted and adopted[0] > day_of(row) and adopted[0] not in by_model:
            message = (
                f"a footnote says that the plan was adopted on {adopted[0]}, after this trade: are both "
                "dates right?"
            )
            yield Violation((*path, "date"), message, code="plan-after-trade")
            continue
        is_insider = adopts_as_an_insider(filing, adopter(" ".join(notes.split())))
        message = cooling_off_question(days[-1], day_of(row), is_insider=is_insider) if days else ""
        if message:
            yield Violation((*path, "date"), message, code="plan-cooling-off")
            return


def cooling_off_question(adopted: date, traded: date, *, is_insider: bool, trade: str = "this trade") -> str:
    """Return the question on a *trade* in the cooling-off period of a plan; empty if it is after that."""
    gap, least = (traded - adopted).days, COOLING_OFF[is_insider]
    if gap > least or adopted < SINCE:
        return ""
    who = "a director's or officer's plan" if is_insider else "another person's plan"
    return (
        f"{who} begins more than {least} days after its adoption, and {trade} is {gap} day{'s' * (gap != 1)} "
        f"after {adopted}: are both dates right? (Rule 10b5-1(c)(1)(ii)(B))"
    )


def adopts_as_an_insider(filing: StatementOfChanges, adopted_by: str) -> bool:
    """Return True if a plan may be a director's or officer's.

    An entity that adopts a plan, such as a fund or an LLC, is neither, unless it is a director itself.
    """
    if not is_entity(adopted_by):
        return are_insiders(filing)
    named = [each for each in filing.reporting_owners if is_one(adopted_by, each.name)]
    return any(each.relationship.director or each.relationship.officer for each in named)
