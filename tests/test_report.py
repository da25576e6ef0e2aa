"""Reports show problems as text, JSON and annotations."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import redwell
from redwell.commands import report
from redwell.commands.looks import Looks
from redwell.problems import FilingError, Path, Place, Problem, Severity
from redwell.schema import validation
from redwell.secrets import keys
from redwell.source import loader


def problem(line: str, column: int, end: int, severity: Severity = "error", path: Path = ("a", 0)) -> Problem:
    place = Place(file="filings/acme/x.yaml", line=12, column=column, end_column=end, text=line)
    return Problem(severity=severity, code="a-code", message="a message", path=path, place=place)


def test_the_text_shows_file_line_column_rule_and_caret() -> None:
    assert report.text([problem("    ownership: indirect", 5, 24)]) == (
        "filings/acme/x.yaml:12:5: error [a-code] a[0]\n"
        "  a message\n"
        "      12 |     ownership: indirect\n"
        "         |     ^^^^^^^^^^^^^^^^^^^\n"
    )


def test_the_caret_stands_under_wide_and_combining_letters() -> None:
    shown = report.text([problem("\t\u5f20e\u0301: xyz", 6, 9)]).splitlines()
    assert shown[2:] == ["      12 |  \u5f20e\u0301: xyz", "         |      ^^^"]


def test_a_long_line_is_cut_around_the_caret() -> None:
    line = "x" * 300 + "HERE" + "y" * 300
    shown = report.text([problem(line, 301, 305)]).splitlines()
    source, caret = shown[2].partition("| ")[2], shown[3].partition("| ")[2]
    assert len(source) == report.WIDTH + 6
    assert source.startswith("...xxx")
    assert source.endswith("yyy...")
    assert source[caret.index("^") : caret.rindex("^") + 1] == "HERE"


def test_a_line_cannot_move_the_cursor() -> None:
    assert "\x1b" not in report.text([problem("name: \x1b[2J", 7, 11)])


def test_colour_is_only_on_demand() -> None:
    assert "\x1b[31merror [a-code]\x1b[0m" in report.text([problem("x", 1, 2)], Looks(is_colored=True))


def test_a_not_ready_problem_is_one_line() -> None:
    lacking = [problem("x", 1, 2, "not ready"), problem("x", 1, 2, "not ready")]
    assert report.report(lacking, "text") == (
        "filings/acme/x.yaml:12:1: not ready to file: a message; a message\n1 filing not ready to file\n"
    )


def test_the_summary_counts() -> None:
    problems = [problem("x", 1, 2), problem("x", 1, 2, "warning"), problem("x", 1, 2, "warning")]
    assert report.summary(problems, 3) == "1 error, 2 warnings in 1 file; 3 filings checked\n"
    assert report.summary([], 1) == "no problems; 1 filing checked\n"
    assert report.summary([]) == ""


def test_json_holds_every_problem() -> None:
    assert json.loads(report.report([problem("x", 1, 2)], "json")) == {
        "problems": [
            {
                "file": "filings/acme/x.yaml",
                "line": 12,
                "column": 1,
                "end_column": 2,
                "severity": "error",
                "code": "a-code",
                "path": "a[0]",
                "message": "a message",
            }
        ]
    }


def test_annotations_are_escaped() -> None:
    odd = Problem(
        code="a-code",
        message="50% of a:b, c\nd",
        path=("a",),
        place=Place(file="a,b:c%.yaml", line=1, column=2, end_column=3, text="x"),
    )
    assert report.report([odd], "github") == (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=2,endColumn=3,title=a-code a::50%25 of a:b, c%0Ad\n"
    )
    assert report.github([problem("x", 1, 2, "not ready")]).startswith("::notice file=")


@pytest.mark.parametrize("form", ["text", "json", "github"])
@pytest.mark.parametrize(
    "line",
    [
        '{name: DOE JANE, "CCC": ' + "abcd#123",
        "rptOwnerCcc: 'abcd' x",
        "owner_ccc: &abcd",
        "edgar-password: abcd: 1",
        "{ccc: 1, abcd}",
        "filer-token: 1e6 # abcd: [",
        "mySSN: {abcd",
        "ccc:\n      abcd: [",
        "social_security: *abcd",
        "Filer CCC : |\n      abcd\n   x: [",
        "ccc=abcd:: [\n",
        "owner_ccc abcd\n    x: 1",
        "password : " + "abcd#123\n    name: {",
        "'token': 'abcd#123'\n\t",
    ],
)
def test_a_secret_is_shown_to_nobody(line: str, form: str) -> None:
    with pytest.raises(FilingError) as caught:
        loader.read(f'form: "3"\nreporting_owners:\n  - {line}\n'.encode(), "f.yaml")
    said = report.report(caught.value.problems, form)
    assert "abcd" not in said
    assert "f.yaml" in said


@pytest.mark.parametrize("form", ["text", "json", "github"])
@pytest.mark.parametrize(
    "line",
    [
        "rptOwnerCcc: " + "efgh5678",
        "owner_ccc: " + "[efgh5678]",
        "EDGAR_PASSWORD:\n      efgh5678",
        "filer-token: {value: efgh5678}",
        "ssn: 05678",
        "'Social Security No.': 005678",
        "my token: {a: 005678}",
    ],
)
def test_a_key_that_no_filing_has_shows_no_secret(line: str, form: str) -> None:
    read = loader.read(f'form: "3"\nreporting_owners:\n  - name: DOE JANE\n    {line}\n'.encode(), "f.yaml")
    said = report.report(validation.check(read, "form3.schema.json", redwell.home()), form)
    assert "5678" not in said
    assert (
        "is a secret, and filings are kept in git, where many people can read them: remove it; if it was "
        "committed or sent" in said.replace("\\", "")
    )
    is_number, is_ccc = "ssn" in line or "Social" in line, "ccc" in line.lower()
    assert ("get a new one" in said) == (not is_number and not is_ccc)
    assert ("replace the CCC on the EDGAR Filer Management dashboard" in said) == is_ccc


def test_a_key_may_contain_letters_like_those_of_a_secret() -> None:
    assert [keys.is_secret(key) for key in ("accession_number", "businessName", "issuer")] == [False] * 3


def test_the_lines_to_type_are_in_json_where_there_are_any() -> None:
    alone = problem("x", 1, 2)
    typed = replace(alone, lines=("if she signs again, run", "  redwell sign x"))
    found = json.loads(report.json_report([alone, typed]))["problems"]
    assert [each.get("lines") for each in found] == [None, ["if she signs again, run", "  redwell sign x"]]


def test_a_warning_that_is_accepted_of_some_words_alone_is_not_offered_without_them() -> None:
    asked = replace(problem("x", 1, 2, "warning"), of="1:0123456789abcdef0123456789abcdef")
    other = replace(problem("x", 1, 2, "warning"), code="b-code")
    assert report.how_to_accept([asked]) == ""
    assert report.how_to_accept([asked, other]) == (
        'to accept a warning, give the reason in its filing: accept: {b-code: "your reason"}\n'
    )
