"""The measurements of `invoke bench`: what a row shows, and when its target is missed."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from bench import __main__ as bench
from bench import previews
from bench.measure import Timing, cpu_of, in_turns
from bench.previews import Latency
from bench.scale import Rate


def test_a_row_shows_medians_and_their_ratio_and_says_that_its_target_is_missed() -> None:
    row = Timing("check", [0.1, 0.3, 0.9], "the library", [0.2, 0.2, 0.7], 1.4)
    assert f"{row}" == (
        "  check                       300.0 ms   the library                           200.0 ms   1.50   "
        "at most 1.40   MISSED"
    )
    assert not Timing("check", [0.3], "the library", [0.2], 1.5).is_missed
    assert not Timing("check", [0.3], "the library", [0.2]).is_missed


def test_a_row_of_the_live_page_shows_the_worst_too_and_misses_its_target_by_the_median() -> None:
    row = Latency("form, short", [0.1, 0.2, 0.9], [0.02, 0.02, 0.03], 0.15)
    assert f"{row}" == (
        "  form, short               200.0 ms, worst   900.0 ms   bare    20.0 ms, worst    30.0 ms  10.00   "
        "at most 150 ms   MISSED"
    )
    assert not Latency("form, short", [0.1], [0.02], 0.15).is_missed


def test_the_long_filing_of_the_live_page_has_as_many_lines_as_a_form_takes() -> None:
    text = previews.long_filing()
    assert text.count("title: Common Stock, date:") == text.count("title: Stock Option") == 30


def test_the_sides_of_a_row_are_measured_in_turns_and_the_first_round_does_not_count() -> None:
    calls: list[str] = []

    def side(name: str) -> float:
        calls.append(name)
        return float(len(calls))

    assert in_turns(2, lambda: side("ours"), lambda: side("theirs")) == [[3.0, 5.0], [4.0, 6.0]]
    assert calls == ["ours", "theirs"] * 3


def test_the_time_of_a_process_holds_that_of_its_children_and_none_that_it_only_waits() -> None:
    busy = "import time\nwhile time.process_time() < 0.5: pass"
    waiting = f"import subprocess, sys, time; time.sleep(1); subprocess.run([sys.executable, '-c', {busy!r}])"
    assert 0.5 < cpu_of(sys.executable, "-c", waiting) < 1.3


@pytest.mark.parametrize(("most", "code"), [(1.0, 1), (2.0, 0)])
def test_the_exit_code_says_that_a_target_was_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], most: float, code: int
) -> None:
    def rows(*_: object) -> Iterator[Timing]:
        yield Timing("build", [1.5], "the library", [1.0], most)

    monkeypatch.setattr(bench, "_cold", rows)
    for name in ("_warm", "many.jobs", "many.unchanged", "scale.rows", "reviews.rows", "previews.rows"):
        monkeypatch.setattr(f"bench.__main__.{name}", lambda *_: [])
    assert bench.main() == code
    assert ("missed: build" in capsys.readouterr().out) == bool(code)


def test_one_section_can_be_measured_alone_with_a_number_of_filings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bench.scale.rows", lambda _, count: [Rate("one process", count, 10, 200)])
    assert bench.main("scale", "25") == 0
    assert capsys.readouterr().out == (
        "\nscale: filings for each second of CPU time\n"
        "  one process                     2.50 filings per CPU second"
        "      25 filings in    10.0 s      200 MB at most\n"
    )
    assert bench.main("speed") == 2
    assert capsys.readouterr().out == "--only speed: choose cold, warm, jobs, many, scale, review, live\n"
