"""Write a review as a short summary for a person at a terminal.

`rich` breaks lines and colors them. Every color stands beside a word or a sign that says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from redwell.deadlines.standing import short_date
from redwell.review.formats import escape
from redwell.review.headline import SEPARATOR, counted, edit_label, parts, statement_apart
from redwell.review.model import (
    Amount,
    Fact,
    FilingReview,
    Output,
    Review,
    ReviewProblem,
    ReviewRow,
    ReviewTable,
    Signer,
    Total,
    TradeSum,
    TradeTable,
)
from redwell.text.columns import printed
from redwell.text.diff import Kind, Run

MOST = 10
"""The most filings that are shown with their parts, and the most lines of each part."""
MOST_TASKS = 16
"""The most tasks: each has to be read."""
_LONGEST, _LONGEST_LINE, _AROUND = 300, 1_000, 40
"""The most characters of a text, of a filing's line, and of unchanged words beside a change."""
_COLORS = {
    "error": "bold red",
    "not ready": "cyan",
    "warning": "yellow",
    "note": "dim",
    "has errors": "bold red",
    "removed": "red",
    "not ready to file": "yellow",
    "ready to file": "green",
    "filed": "green",
}
_MARKS: dict[Kind, tuple[str, str, str]] = {
    "same": ("", "", ""),
    "deleted": ("[-", "-]", "red"),
    "inserted": ("{+", "+}", "green"),
}
"""The signs of git's word diff, and the color, of each kind of run."""


def summary(review: Review, width: int, whole: str, *, is_colored: bool) -> str:
    """Return the summary in lines of at most *width* columns; *whole* is the command for all of it."""
    last = Text(f"\n{whole} shows every row, word and page.", style="dim")
    return printed([*_parts(review), last], width, is_colored=is_colored)


def _parts(review: Review) -> Iterator[Any]:
    yield _said(review.verdict, "bold")
    sides = f"{review.head.label} compared with {review.base.label}"
    yield _said(f"{sides}, as of {short_date(review.today)}", "dim")
    yield from _listed([_said(note, "yellow") for note in review.notes])
    told = [each for each in review.filings if each.change != "affected"]
    for filing in told[:MOST]:
        yield Text()
        yield from _filing(filing)
    yield from _lines("Further filings", told[MOST:])
    yield from _lines("Not edited", [each for each in review.filings if each.change == "affected"])
    if review.elsewhere:
        counts = (f"{each.what} ({counted(len(each.files), 'file')})" for each in review.elsewhere)
        yield Text()
        yield _said(f"Changed outside of filings: {', '.join(counts)}")


def _lines(heading: str, filings: Sequence[FilingReview]) -> Iterator[Any]:
    if filings:
        yield Text(f"\n{heading}", style="bold")
        yield from _listed([_head(each).append(_said(parts(each)[1], before=SEPARATOR)) for each in filings])


def _filing(filing: FilingReview) -> Iterator[Any]:
    """Return the parts of a filing: problems that prevent filing come first."""
    yield _head(filing)
    yield from _listed([_said(parts(filing)[1], longest=_LONGEST_LINE), _said(_place(filing), "dim")])
    yield from _listed([_said(sentence, "yellow") for sentence in filing.first])
    lacking = [each for each in filing.problems if each.severity in ("error", "not ready")]
    warnings = [each for each in filing.problems if each.severity == "warning"]
    notes = [each for each in filing.problems if each.severity == "note"]
    yield from _problems([*lacking, *(each for each in (*warnings, *notes) if each.is_new)], filing)
    known = sum(not each.is_new for each in warnings)
    if known:
        yield from _listed([Text(f"{counted(known, 'warning')} as before", style="dim")])
    yield from _listed([_said(note, "yellow") for note in filing.notes])
    if apart := statement_apart(filing):
        yield from _listed([_said(apart, before="as it is now: ", longest=_LONGEST_LINE)])
    for traded in filing.trades:
        yield from _trades(traded)
    if filing.plan:
        yield from _part("Rule 10b5-1", [_said(each) for each in (filing.plan.said, *filing.plan.plans)])
    yield from _part("Purchases and sales within six months", [_said(each) for each in filing.short_swing])
    yield from _part("On the last form and not here", [_said(each) for each in filing.left_out])
    for table in filing.tables:
        yield from _holdings(table)
    yield from _part("Other facts", [_fact(each) for each in filing.facts])
    yield from _part(
        "Texts", [_said(each.what).append(": ").append(_redline(each.runs)) for each in filing.texts]
    )
    yield from _part("Lines of the file", [*_changed_lines(filing.yaml)], mark="")
    yield from _part("Who signs", [_signer(each) for each in filing.signers])
    yield from _part("Check yourself", [_said(task) for task in filing.tasks], mark="[ ] ", most=MOST_TASKS)
    yield from _documents(filing.outputs)


def _head(filing: FilingReview) -> Text:
    head = Text().append(filing.state, style=_COLORS[filing.state])
    if filing.is_overdue:
        head.append(SEPARATOR).append("overdue", style="bold red")
    if filing.is_off:
        head.append(SEPARATOR).append("balance off", style="bold red")
    return head.append(SEPARATOR).append(_said(parts(filing)[0] or filing.file, "bold"))


def _place(filing: FilingReview) -> str:
    compared = filing.compared_with and f"compared with the previous filing, {filing.compared_with}"
    before = filing.before_file and f"was {filing.before_file}"
    return SEPARATOR.join(filter(None, (edit_label(filing), filing.file, before, compared)))


def _problems(problems: Sequence[ReviewProblem], filing: FilingReview) -> Iterator[Any]:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    if problems:
        yield Text()
    for each in problems[:MOST]:
        place = f"line {each.line}" if each.file == filing.file else f"{each.file}:{each.line}"
        known = "" if each.is_new else ", as before"
        where = _said(f"[{each.code}] {place}{known}", "dim")
        grid.add_row(
            Text(each.severity, style=_COLORS[each.severity]),
            _said(each.message).append(" ").append(where),
        )
    yield from _indented(grid, len(problems))


def _holdings(table: ReviewTable) -> Iterator[Any]:
    changed = [row for row in table.rows if row.change != "same"]
    totals = [total for total in table.told_totals if total.before != total.after]
    same = len(table.rows) - len(changed)
    if changed:
        shown: list[ReviewRow | Total] = [*changed[:MOST], *totals[:MOST]]
        is_compared = any(row.before or row.difference for row in shown)
        grid = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False, pad_edge=False)
        grid.add_column(_said(table.label, "bold"), overflow="fold")
        for label in ("Before", "Now", "Difference") if is_compared else ("Now",):
            # A number is never cut.
            grid.add_column(label, justify="right", overflow="fold")
        for row in shown:
            cells = (_amount(row.before), _amount(row.after, "bold"), _difference(row.difference))
            grid.add_row(_name(row, is_compared=is_compared), *(cells if is_compared else cells[1:2]))
            for each in row.corrections if isinstance(row, ReviewRow) else ():
                values = (_said(each.before or "–"), _said(each.after or "–", "bold"))
                grid.add_row(_said(f"  {each.label}"), *values, _difference(each.difference))
        yield Text()
        yield from _indented(grid, len(changed))
    if same:
        order = ", in another order" if table.is_reordered else ""
        label = "" if changed else f"{table.label}: "
        yield from _listed([_said(f"{label}{counted(same, 'row')} unchanged{order}", "dim")])


def _trades(table: TradeTable) -> Iterator[Any]:
    """Return a line for each step of each position: before, the sums by day and code, after."""
    for each in table.holders[:MOST] if table.columns else ():
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(overflow="fold")
        grid.add_column(justify="right", no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text("before"), _amount(each.before), _said(each.origin and f"({each.origin})", "dim"))
        if each.between or each.between_why:
            grid.add_row(
                Text("since the last form"), _difference(each.between), _said(each.between_why, "dim")
            )
        for column, total in zip(table.columns, each.sums, strict=True):
            if total:
                label = f"{column.rpartition(', ')[0]}, {counted(total.lines, 'line')}"
                grid.add_row(_said(label), _difference(total.amount), _said(_average(total), "dim"))
        verdict = "adds up" if each.is_proved else f"{'does not add up: ' * each.is_off}{each.adds_up}"
        style = "bold red" if each.is_off else "yellow" if each.is_open else "dim"
        grid.add_row(Text("after"), _amount(each.after, "bold"), _said(verdict, style))
        yield Text()
        holder = "" if each.holder == table.ownership else f": {each.holder}"
        yield from _listed([_said(f"{table.label}: {table.title}, {table.ownership}{holder}", "bold")])
        yield from _indented(grid, 1)
        yield from _listed(
            [
                _said(f"line {line.place or 'as filed'}: fills {line.span}", "bold red")
                for line in each.lines
                if line.is_wide
            ]
        )
    if table.columns and len(table.holders) > MOST:
        yield from _listed([_said(f"and {len(table.holders) - MOST:,} more positions", "dim")])


def _average(total: TradeSum) -> str:
    if not total.average:
        return ""
    return f"{'average' if total.is_average else 'at'} {total.average}"


def _name(row: ReviewRow | Total, *, is_compared: bool) -> Group:
    """Return the words of a row, and its other values and notes below them."""
    underlying = f", for {row.underlying}" if row.underlying else ""
    dagger = " †" if row.is_disclaimed else ""
    if isinstance(row, Total):
        name, notes = f"Total {row.title}, {row.ownership}", [*row.notes]
    else:
        name = f"{row.title}, {row.ownership}" + (f": {row.nature}" if row.nature else "")
        notes = [row.change] if is_compared and row.change in ("added", "removed") else []
        notes += [f"{cell.label} {cell.shown}" for cell in row.cells] + [note.text for note in row.notes]
    below = [Padding(_said("; ".join(notes), "dim"), (0, 0, 0, 2))] if notes else []
    return Group(_said(f"{name}{underlying}{dagger}"), *below)


def _difference(amount: Amount | None) -> Text:
    color = ("bold green" if amount.value > 0 else "bold red") if amount and amount.value else ""
    return Text(amount.signed if amount else "", style=color)


def _amount(amount: Amount | None, style: str = "") -> Text:
    return Text("–" if amount is None else f"{amount}", style=style)


def _fact(fact: Fact) -> Text:
    if fact.is_hidden:
        return _said(f"{fact.what}: changed (addresses are not shown)")
    if fact.before is None:
        return _said(f"{fact.what}: {fact.after}")
    return _said(f"{fact.what}: {fact.before} → {fact.after or 'none'}")


def _redline(runs: Sequence[Run]) -> Text:
    """Return the changes with some of the words around them."""
    shown = Text()
    for at, run in enumerate(runs):
        if len(shown) > _LONGEST:
            return shown.append(" …")
        opened, closed, color = _MARKS[run.kind]
        words = escape.visible(run.text)
        most = _AROUND if run.kind == "same" else _LONGEST
        if len(words) > 2 * most:
            before = words[:most] if at or opened else ""
            after = words[-most:] if at < len(runs) - 1 or opened else ""
            words = f"{before}…{after}"
        space = " " if shown and run.text[:1].isspace() else ""
        shown.append(f"{space}{opened}{words}{closed}", style=color)
        if run.text[-1:].isspace():
            shown.append(" ")
    return shown


def _changed_lines(runs: Iterable[Run]) -> Iterator[Text]:
    for run in runs:
        sign = {"deleted": "- ", "inserted": "+ "}.get(run.kind)
        for line in run.text.rstrip("\n").split("\n") if sign else ():
            yield _said(line, _MARKS[run.kind][2], before=sign or "")


def _signer(signer: Signer) -> Text:
    signed = f"signed {short_date(signer.signed)}" if signer.signed else "not signed"
    change = "" if signer.change == "same" else f" ({signer.change})"
    text = _said(f"{signer.line or 'nobody'}{change}").append(", ")
    text.append(signed, style="" if signer.signed else "yellow")
    for each in filter(None, (signer.fingerprint and f"fingerprint {signer.fingerprint}", signer.record)):
        text.append(_said(each, before=", "))
    if signer.was:
        text.append(_said("; ".join(note.text for note in signer.was), "dim", before="; before: "))
    for point in signer.points:
        if point.is_so is False:
            detail = f" ({point.detail})" if point.detail else ""
            text.append("; no: ", style="bold red").append(_said(f"{point.what}{detail}"))
    return text


def _documents(outputs: Iterable[Output]) -> Iterator[Any]:
    fates: dict[str, list[str]] = {}
    for each in outputs:
        fates.setdefault(each.fate, []).append(each.name)
    said = [f"{fate}: {', '.join(names)}" for fate, names in fates.items() if fate != "unchanged"]
    yield from _part("Documents", [_said(each) for each in said])


def _part(heading: str, lines: Sequence[Text], mark: str = "- ", most: int = MOST) -> Iterator[Any]:
    if lines:
        yield Padding(Text(f"\n{heading}", style="bold"), (0, 0, 0, 2))
        yield from _listed(lines, mark, most)


def _listed(lines: Sequence[Text], mark: str = "", most: int = MOST) -> Iterator[Any]:
    """Return at most *most* lines below one another, each behind *mark*."""
    grid = Table.grid()
    if mark:
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for line in lines[:most]:
        grid.add_row(*([Text(mark)] if mark else []), line)
    yield from _indented(grid, len(lines), most)


def _indented(grid: Table, count: int, most: int = MOST) -> Iterator[Any]:
    if count:
        yield Padding(grid, (0, 0, 0, 2))
    if count > most:
        yield Padding(Text(f"and {count - most:,} more", style="dim"), (0, 0, 0, 2))


def _said(said: str, style: str = "", *, before: str = "", longest: int = _LONGEST) -> Text:
    """Return a text in one line, with invisible characters by name."""
    text = escape.visible(said)
    return Text(before + (text if len(text) <= longest else f"{text[: longest - 1]}…"), style=style)
