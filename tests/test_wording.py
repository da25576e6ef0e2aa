"""A mistake in a wording, a notary's block or an executed text names its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.powers import drafted, power, problems, said

WORDING = """\
title: [POWER OF ATTORNEY]
short_title: Power of Attorney
body:
  - name: appointment
    kind: paragraph
    text: >-
      The undersigned appoints {{ attorneys }} for
      {{ company }} (the "**Company**") to:
  - name: sign
    kind: power
    text: sign {{ forms_and }}
  - name: sell
    kind: power
    when: selling
    text: sell
signature_page:
  - name: execution
    kind: paragraph
    text: Signed {{ this_day }}.
"""
KNOWN = (
    'a wording may use {{ company }}, {{ agree("is", "are") }} and {% if has("form_144") %} .. {% endif %}'
)
NAMED = (
    "0.wording error [named-file] own.yaml has a problem, shown at its line: Redwell cannot make a power of "
    "attorney from it"
)


def wrong(root: Path, old: str, new: str) -> list[str]:
    """Return check's problems with the wording if *old* is replaced by *new*."""
    assert WORDING.count(old) == 1
    (root / "own.yaml").write_text(WORDING.replace(old, new), "utf-8")
    return said(root, power(signed=None, wording="own.yaml"))


def test_a_firm_names_a_wording_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(WORDING, "utf-8")
    assert drafted(tmp_path, wording="own.yaml", clauses=("selling",)).text == (
        "POWER OF ATTORNEY\n\nThe undersigned appoints Bonnie J. Brown or John N. Hatsopoulos for Tecogen,"
        " Inc. (the"
        ' "Company") to:\n\nsign Forms 3, 4 and 5; and\n\nsell.\n\nSigned this 23rd day of September,'
        " 2013.\n\n"
        "/s/ Robert A. Panora\nRobert A. Panora\n"
    )
    assert drafted(tmp_path, wording="own.yaml").body[1][1][-1].text == "."


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "{{ company }}",
            "{{ x }}",
            '8:10 error [wording-placeholder] there is no placeholder "x"; the placeholders are grantor, '
            "company, capacity,"
            " attorneys, forms_and, forms_or, form_or, this_day, end_date, years, anniversary, leaving, "
            "place, witness",
        ),
        (
            "sign {{ forms_and }}",
            'sign {% if has("selling") %}x',
            "11:11 error [wording-syntax] a placeholder or {% if %} cannot be read (unexpected end of "
            "template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost "
            "block that needs to be closed is 'if'): " + KNOWN,
        ),
        (
            "text: sell",
            "text: '{% if has(\"selling\") %}**{% endif %}sell'",
            "15:35 error [wording-bold] this ** begins a bold term that does not end: write, for example, "
            "**Company**",
        ),
        (
            "sign {{ forms_and }}",
            "sign {{ has(grantor) }}",
            "11:19 error [wording-has] has takes the name of one clause in quotes, for example "
            'has("form_144")',
        ),
        (
            "sign {{ forms_and }}",
            "sign §16 papers",
            "11:16 error [ascii-only] EDGAR accepts Exhibit 24 in plain ASCII only, and U+00A7 (section "
            "sign) is not: write Section",
        ),
        (
            "title: [POWER OF ATTORNEY]",
            "title: POWER OF ATTORNEY",
            "1:8 error [wording-shape] title is a list of the lines of the heading",
        ),
    ],
)
def test_a_mistake_in_a_wording_names_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert wrong(tmp_path, old, new) == [f"own.yaml:{problem}", NAMED]


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("{% for i in range(10**9) %}x{% endfor %}", "for"),
        ("{{ 'x' * 10000000000 }}", "*"),
        ("{{ 9 ** 9 ** 9 }}", "**"),
        ("{{ company.__class__.__mro__ }}", "__mro__"),
        ("{{ company['__class__'] }}", "["),
        ("{{ has.__globals__ }}", "__globals__"),
        ("{% set x = 1 %}", "set"),
        ("{% include 'secrets' %}", "include"),
        ("{% macro m() %}{% endmacro %}", "m"),
        ("{{ company ~ company }}", "~"),
    ],
)
def test_a_wording_neither_leaves_its_sandbox_nor_runs_on(tmp_path: Path, statement: str, word: str) -> None:
    found = wrong(tmp_path, "sign {{ forms_and }}", f'"{statement}"')
    assert len(found) == 2
    assert found[0].startswith("own.yaml:11:")
    assert found[0].endswith(f' error [wording-statement] "{word}" is not allowed in a wording: {KNOWN}')
    assert found[1] == NAMED


@pytest.mark.parametrize("call", ["range(9)", "lipsum()", "dict(a=1)", "company.upper()", "cycler('a')"])
def test_a_wording_calls_nothing_but_agree_and_has(tmp_path: Path, call: str) -> None:
    name = call.partition("(")[0].rpartition(".")[2]
    found = wrong(tmp_path, "sign {{ forms_and }}", f'"{{{{ {call} }}}}"')
    assert f'error [wording-statement] "{name}(..)" is not allowed in a wording: {KNOWN}' in found[0]


@pytest.mark.parametrize(
    "deep", ["{{ " + "not " * 50 + "company }}", "{{ " + "(" * 5000 + "company" + ")" * 5000 + " }}"]
)
def test_a_wording_nested_too_deep_is_refused(tmp_path: Path, deep: str) -> None:
    found = wrong(tmp_path, "sign {{ forms_and }}", f'"{deep}"')
    assert found == [f"own.yaml:11:11 error [wording-too-deep] this is nested too deeply: {KNOWN}", NAMED]


def test_all_mistakes_of_a_wording_are_shown_at_once(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        WORDING.replace("{{ company }}", "{{ kompany }}").replace("text: sell", 'text: "{{ sell"'), "utf-8"
    )
    found = problems(tmp_path, power(signed=None, wording="own.yaml"))
    assert [(each.place.line if each.place else 0, each.code) for each in found] == [
        (8, "wording-placeholder"),
        (15, "wording-syntax"),
        (0, "named-file"),
    ]
    assert found[2].message.startswith("own.yaml has 2 problems, shown at their lines")


def test_broken_yaml_names_the_line_of_the_wording(tmp_path: Path) -> None:
    found = wrong(tmp_path, "short_title: Power", "short_title: [Power")
    assert found[0].startswith("own.yaml:")
    assert found[1] == NAMED


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (
            "owm.yaml",
            '[wording-missing] there is no file owm.yaml in the repository; did you mean "own.yaml"?',
        ),
        ("a/b.yaml", "[wording-missing] there is no file a/b.yaml in the repository"),
        (
            "/etc/passwd.yaml",
            "[wording-outside] /etc/passwd.yaml is outside the repository: name a file inside it",
        ),
    ],
)
def test_a_wording_is_a_file_of_the_repository(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "own.yaml").write_text(WORDING, "utf-8")
    assert said(tmp_path, power(wording=name)) == [f"0.wording error {problem}"]


def test_asterisks_and_braces_of_a_value_are_no_markup(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(WORDING, "utf-8")
    company = "**Star** {{ grantor }} {% if x %} * Inc."
    runs = drafted(tmp_path, wording="own.yaml", company=company).body[0][1]
    assert [(run.text, run.is_bold) for run in runs] == [
        (f'The undersigned appoints Bonnie J. Brown or John N. Hatsopoulos for {company} (the "', False),
        ("Company", True),
        ('") to:', False),
    ]


# --- the notary's block ---


def test_a_notarys_block_keeps_its_lines_and_columns(tmp_path: Path) -> None:
    (tmp_path / "notary.txt").write_bytes(
        b"State of Ohio     )\r\n                  ) ss.:\r\n\r\n\r\nBefore me came {{ grantor }}.\r\n\r\n"
    )
    block = drafted(tmp_path, notary="notary.txt").notary
    lines = [["".join(run.text for run in line) for line in group] for group in block]
    assert lines == [["State of Ohio\t)", "\t) ss.:"], ["Before me came Robert A. Panora."]]


@pytest.mark.parametrize("name", [".git/notary.txt", "a/.secret/notary.txt", ".notary.txt", "link.txt"])
def test_a_hidden_file_is_never_read(tmp_path: Path, name: str) -> None:
    for folder in (".git", "a/.secret"):
        (tmp_path / folder).mkdir(parents=True)
    for each in (".git/notary.txt", "a/.secret/notary.txt", ".notary.txt"):
        (tmp_path / each).write_text("password\n", "utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / ".git" / "notary.txt")
    assert said(tmp_path, power(signed=None, notary=name)) == [
        f"0.notary error [notary-hidden] {name} leads to a file or folder whose name begins with a period, "
        "and Redwell reads none of those"
    ]


def test_a_misspelt_name_is_not_answered_with_a_hidden_file(tmp_path: Path) -> None:
    (tmp_path / ".notary.txt").write_text("password\n", "utf-8")
    assert said(tmp_path, power(signed=None, notary="notary.txt")) == [
        "0.notary error [notary-missing] there is no file notary.txt in the repository"
    ]


@pytest.mark.parametrize(
    ("key", "name", "code"),
    [
        ("notary", "large.txt", "notary-too-large"),
        ("wording", "large.yaml", "wording-too-large"),
        ("document", "large.txt", "document-too-large"),
    ],
)
def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path, key: str, name: str, code: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(200_000_000)
    assert said(tmp_path, power(signed=None, **{key: name})) == [
        f"0.{key} error [{code}] {name} has 200,000,000 bytes: at most 1,000,000 are read here; is it the "
        "right file?"
    ]


# --- a text that was executed elsewhere ---


def test_an_executed_text_that_edgar_would_refuse_names_its_lines(tmp_path: Path) -> None:
    (tmp_path / "poa.txt").write_text("I appoint\n“Jane”\n" + "x" * 81 + "\n", "utf-8")
    assert said(tmp_path, power(document="poa.txt")) == [
        "poa.txt:2:1 error [ascii-only] EDGAR accepts Exhibit 24 in plain ASCII only, and U+201C (left "
        'double quotation mark) is not: write "',
        "poa.txt:2:6 error [ascii-only] EDGAR accepts Exhibit 24 in plain ASCII only, and U+201D (right "
        'double quotation mark) is not: write "',
        "poa.txt:3:1 error [document-columns] this line has 81 characters, and EDGAR accepts 80: break it "
        "into 2 lines",
        "0.document error [named-file] poa.txt has 3 problems, shown at their lines: Redwell cannot make a "
        "power of attorney from it",
    ]


def test_bytes_that_are_no_text_are_a_problem_of_their_line(tmp_path: Path) -> None:
    (tmp_path / "poa.txt").write_bytes(b"I appoint\nJos\xe9\x0c\n")
    codes = [
        (each.place.line if each.place else 0, each.code)
        for each in problems(tmp_path, power(document="poa.txt"))
    ]
    assert codes == [(2, "ascii-only"), (2, "ascii-only"), (0, "named-file")]
