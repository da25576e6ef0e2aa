"""A filing that ends too early: the problem quotes its last line, and says what is missing."""

from __future__ import annotations

import pytest

from redwell.problems import FilingError
from redwell.source import loader

BRACE = 'the file ends here, and the {{ that opens on line {} is not closed: add "}}" here'
BRACKET = 'the file ends here, and the [ that opens on line {} is not closed: add "]" here'
DIRECTIVE = "a filing has no lines that begin with %: remove this one"


@pytest.mark.parametrize(
    ("text", "line", "column", "quoted", "message"),
    [
        ("a: {b: 1,\n", 1, 10, "a: {b: 1,", BRACE.format(1)),
        ("a: {b:", 1, 7, "a: {b:", BRACE.format(1)),
        ("a:\r\n- [\r\n\r\n", 2, 4, "- [", BRACKET.format(2)),
        ("a: [1,  # one\n# two\n  \n", 1, 14, "a: [1,  # one", BRACKET.format(1)),
        ("a: [\n  b,\n  c: ", 3, 5, "  c: ", BRACKET.format(1)),
        ("a: [b: {\n", 1, 9, "a: [b: {", BRACE.format(1)),
        ("%YAML 1.1\n", 1, 10, "%YAML 1.1", DIRECTIVE),
    ],
)
def test_a_file_that_ends_too_early_shows_its_last_line(
    text: str, line: int, column: int, quoted: str, message: str
) -> None:
    with pytest.raises(FilingError) as broken:
        loader.read(text.encode(), "form3.yaml")
    problem = broken.value.problems[-1]
    assert problem.place
    assert (problem.code, problem.place.line, problem.place.column) == ("yaml", line, column)
    assert (problem.place.text, problem.message) == (quoted, message)
