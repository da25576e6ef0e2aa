"""Tests of the view in a terminal: lines that fit its width, due dates in columns, a bar on long work."""

from __future__ import annotations

import re
import signal
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

import pytest
from rich.cells import cell_len

from redwell.builds import record
from redwell.commands import check, report
from redwell.commands.due import columns
from redwell.commands.live import LONG, Live, time_left
from redwell.commands.looks import PLAIN, Looks
from redwell.commands.program import main
from redwell.commands.signals import STOPPED
from redwell.deadlines import standing
from redwell.deadlines.standing import FEW, Deadlines, Due, Standing
from redwell.problems import Place, Problem
from tests.story import FIRST

TODAY = date(2026, 5, 11)


def due(day: date, reason: str = "10 days after 1 May", **given: date | None) -> Standing:
    return Standing(due=Due(day=day, reason=reason, as_of=date(2025, 12, 31)), **given)


STANDINGS = (
    ("filings/acme/2026-05-04-doe-form3.yaml", due(date(2026, 5, 18))),
    ("filings/acme/2026-05-01-roe-form3.yaml", due(date(2026, 5, 11), signed=date(2026, 5, 11))),
    ("filings/harbor/2026-04-28-osei-form3.yaml", due(date(2026, 5, 8), "10 days after 28 Apr")),
    ("filings/harbor/2026-04-02-silva-form3.yaml", due(date(2026, 4, 13), filed=date(2026, 4, 9))),
    ("filings/harbor/2013-10-01-old-form3.yaml", due(date(2013, 10, 11), signed=date(2013, 10, 1))),
)
DEADLINES = Deadlines(standings=STANDINGS, today=TODAY)


def plain(said: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", said)


# --- due dates ---


def test_due_dates_are_columns_in_the_order_of_their_days() -> None:
    assert columns(DEADLINES, 100, is_colored=False) == (
        "\nDue, 10 p.m. ET  Standing               Filing\n"
        "Fri 11 Oct 2013  not recorded as filed  filings/harbor/2013-10-01-old-form3.yaml\n"
        "                                        10 days after 1 May; signed 1 Oct, filing not recorded\n"
        "Mon 13 Apr 2026  on time                filings/harbor/2026-04-02-silva-form3.yaml\n"
        "                                        10 days after 1 May; filed 9 Apr\n"
        "Fri 8 May 2026   overdue by 3 days      filings/harbor/2026-04-28-osei-form3.yaml\n"
        "                                        10 days after 28 Apr; not signed\n"
        "Mon 11 May 2026  due today              filings/acme/2026-05-01-roe-form3.yaml\n"
        "                                        10 days after 1 May; signed 11 May, filing not recorded\n"
        "Mon 18 May 2026  7 days left            filings/acme/2026-05-04-doe-form3.yaml\n"
        "                                        10 days after 1 May; not signed\n"
        "by EDGAR's calendar as of 31 Dec 2025\n"
    )


def test_a_terminal_that_can_do_little_has_its_own_width(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = columns(DEADLINES, 50, is_colored=False)
    monkeypatch.setenv("TERM", "dumb")
    assert columns(DEADLINES, 50, is_colored=False) == usual


def test_in_a_narrow_terminal_the_standing_is_below_the_filing() -> None:
    said = columns(Deadlines(standings=STANDINGS[1:3], today=TODAY), 80, is_colored=False)
    assert said == (
        "\nDue, 10 p.m. ET  Filing\n"
        "Fri 8 May 2026   filings/harbor/2026-04-28-osei-form3.yaml\n"
        "                 overdue by 3 days · 10 days after 28 Apr; not signed\n"
        "Mon 11 May 2026  filings/acme/2026-05-01-roe-form3.yaml\n"
        "                 due today · 10 days after 1 May; signed 11 May, filing not\n"
        "                 recorded\n"
        "by EDGAR's calendar as of 31 Dec 2025\n"
    )


@pytest.mark.parametrize("width", [80, 160])
def test_what_is_overdue_is_red_and_what_is_due_this_week_yellow(width: int) -> None:
    said = columns(DEADLINES, width, is_colored=True)
    painted = re.findall(r"\x1b\[([\d;]+)m(\w{3} \d+ \w{3} \d{4})", said)
    assert painted == [
        ("2", "Mon 13 Apr 2026"),
        ("1;31", "Fri 8 May 2026"),
        ("33", "Mon 11 May 2026"),
    ]
    without = [line.rstrip() for line in plain(said).splitlines()]
    assert without == columns(DEADLINES, width, is_colored=False).splitlines()


def test_of_many_filings_those_that_wait_are_listed_and_all_are_counted() -> None:
    crowd = tuple((f"filings/acme/{n}.yaml", due(TODAY)) for n in range(FEW + 5))
    said = columns(Deadlines(standings=crowd, today=TODAY), 100, is_colored=False)
    assert said.count("due today") == FEW
    assert said.endswith("\n25 due dates: 25 not recorded as filed (--filing NAME says one)\n")
    assert columns(Deadlines(standings=(), today=TODAY), 100, is_colored=False) == ""


def test_a_day_that_the_sec_has_not_announced_is_said_in_full() -> None:
    unknown = Standing(due=Due(day=date(2026, 12, 24), reason="x", if_closed=date(2026, 12, 28)))
    said = columns(Deadlines(standings=(("a.yaml", unknown),), today=TODAY), 160, is_colored=False)
    assert "due date not known yet: Thu 24 Dec 2026, 10 p.m. ET, or Mon 28 Dec if the SEC" in said


def test_elsewhere_than_in_a_terminal_due_dates_are_lines_as_before() -> None:
    assert report.due_dates(DEADLINES) == "".join(f"{line}\n" for line in standing.due_lines(DEADLINES))


# --- lines that fit ---


PROBLEM = Problem(
    code="nature-missing",
    message="indirect ownership needs its nature: write, for example, nature_of_ownership: By spouse",
    lines=("nature_of_ownership: By a trust of which the reporting person is one of two trustees, as lent",),
    path=("non_derivative", 0),
    place=Place(
        file="filings/acme/2026-05-04-doe-form3.yaml",
        line=21,
        column=5,
        end_column=24,
        text="    ownership: indirect # as she said on the telephone, and by her broker's statement of 4 May",
    ),
)
LACKING = Problem(
    code="x", severity="not ready", message="Jane Doe has not signed (no date)", place=PROBLEM.place
)


def test_a_report_fits_the_terminal_and_lines_to_paste_stay_whole() -> None:
    said = report.text([PROBLEM, LACKING, LACKING], Looks(width=72))
    assert said == (
        "filings/acme/2026-05-04-doe-form3.yaml:21:5: error [nature-missing]\n"
        "  non_derivative[0]\n"
        "  indirect ownership needs its nature: write, for example,\n"
        "  nature_of_ownership: By spouse:\n"
        "    nature_of_ownership: By a trust of which the reporting person is one of two trustees, as lent\n"
        "      21 |     ownership: indirect # as she said on the telephone,...\n"
        "         |     ^^^^^^^^^^^^^^^^^^^\n"
        "filings/acme/2026-05-04-doe-form3.yaml:21:5: not ready to file: Jane Doe\n"
        "  has not signed (no date); Jane Doe has not signed (no date)\n"
    )
    colored = report.text([PROBLEM, LACKING, LACKING], Looks(is_colored=True, width=72))
    assert "\x1b[36mnot ready to file\x1b[0m" in colored
    assert plain(colored) == said


def test_commands_to_paste_are_lines_of_their_own() -> None:
    sign = "redwell sign filings/acme/2026-05-04-doe-form3.yaml --signer 'Jane Doe' --date 2026-05-05"
    filed = "redwell filed filings/acme/2026-05-04-doe-form3.yaml --accession NUMBER"
    message = f"nothing keeps what she signed: run {sign}; if EDGAR has accepted the form, run {filed}"
    said = report.text([replace(PROBLEM, message=message, lines=(), pasted=(sign, filed))], Looks(width=72))
    assert said.splitlines()[2:6] == [
        "  nothing keeps what she signed: run",
        f"  {sign}",
        "  if EDGAR has accepted the form, run",
        f"  {filed}",
    ]
    lacking = replace(LACKING, message=f"{message} today", pasted=(sign, filed))
    assert report.text([lacking], Looks(width=72)).splitlines()[2:] == [
        f"  {sign}",
        "  if EDGAR has accepted the form, run",
        f"  {filed}",
        "  today",
    ]
    assert f"{message}\n" in report.text([replace(PROBLEM, message=message, lines=())])


def test_a_word_that_is_longer_than_the_terminal_stays_whole() -> None:
    path = "/a/very/long/path/" + "x" * 60
    assert Looks(width=40).line(f"it is written to {path} by the build") == (
        f"it is written to\n  {path}\n  by the build\n"
    )
    assert PLAIN.line(f"it is written to {path} by the build") == f"it is written to {path} by the build\n"


class Screen(StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("width", [80, 100])
def test_a_check_in_a_terminal_fits_its_width_and_in_a_file_is_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    filing = tmp_path / "filings/harbor/2026-05-04-whitfield-form3.yaml"
    filing.parent.mkdir(parents=True)
    filing.write_text(FIRST.replace("    nature_of_ownership: By spouse\n", ""), "utf-8")

    def on(stream: StringIO) -> str:
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            patch.setenv("COLUMNS", f"{width}")
            patch.setattr("sys.stdout", stream)
            assert main(["check", "--today", "2026-05-11"]) == 1
        return stream.getvalue()

    monkeypatch.delenv("NO_COLOR", raising=False)
    seen, kept = on(Screen()), on(StringIO())
    assert max(map(cell_len, plain(seen).splitlines())) <= width
    assert "\x1b[33mThu 14 May 2026" in seen
    assert "\x1b" not in kept
    assert "harbor/2026-05-04-whitfield-form3.yaml: due Thu 14 May 2026, 10 p.m. ET (10 days" in kept
    assert max(map(len, kept.splitlines())) > 100


# --- the bar ---


def shown(seconds: list[float], stream: StringIO, *, is_quiet: bool = False) -> str:
    """Return what a terminal gets while filings begin at these seconds."""
    ticks = iter(seconds)
    live = Live(stream, lambda: next(ticks), is_quiet=is_quiet)
    for done in range(len(seconds)):
        live.progress(done, 40, f"filings/acme/{done}.yaml")
    live.clear()
    return stream.getvalue()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    return Screen()


def test_long_work_has_a_bar_that_disappears(terminal: Screen) -> None:
    said = shown([0, LONG + 1, LONG + 2], terminal)
    bars = [line.strip() for line in re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "\n", said).splitlines() if "━" in line]
    assert bars
    text = " ".join(said.split())
    assert [each for each in re.findall(r"\d+/\d+", text) if not each.endswith("/40")] == []
    assert "1/40" in text
    assert "filings/acme/1.yaml" in text
    assert "about 78 s left" in text
    assert "about 57 s left" in text
    assert said.endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K"))


def test_a_check_that_is_stopped_erases_its_bar_and_shows_the_cursor(
    terminal: Screen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stopped(*given: Any) -> NoReturn:
        given[-1].started(0, 2, "filings/acme/a.yaml")
        given[-1].started(1, 2, "filings/acme/b.yaml")
        signal.raise_signal(signal.SIGTERM)
        raise AssertionError

    seconds = iter([0.0, LONG + 1])
    monkeypatch.setattr(check, "Live", lambda stream, _: Live(stream, lambda: next(seconds)))
    monkeypatch.setattr(record, "check_record", stopped)
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.chdir(tmp_path)
    before = {each: signal.getsignal(each) for each in STOPPED}
    try:
        assert main(["check"]) == 128 + signal.SIGTERM
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    said = terminal.getvalue()
    assert "1/2" in said
    assert said.rindex("\x1b[?25h") > said.rindex("\x1b[?25l")


def test_short_work_a_quiet_build_and_a_log_have_no_bar(terminal: Screen) -> None:
    assert shown([0, LONG / 2, LONG * 0.9], terminal) == ""
    assert shown([0, 5, 10], terminal, is_quiet=True) == ""
    assert shown([0, 5, 10], StringIO()) == ""


def test_the_time_left_is_estimated_from_finished_filings() -> None:
    assert [time_left(10.0, done, 5) for done in range(6)] == [
        "",
        "about 40 s left",
        "about 15 s left",
        "about 7 s left",
        "about 2 s left",
        "",
    ]
    assert time_left(60.0, 1, 4) == "about 3 min left"
