"""`new --amend`: the head of the original, and only the lines that somebody picks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import redwell
from redwell.check.filing import Checked, check_filing
from redwell.commands import edge, new
from redwell.commands.new import NewOptions
from redwell.files import discovery
from redwell.files.discovery import Misuse
from tests.case_files import FOLDER

SALE = (FOLDER / "base" / "sale.yaml").read_text("utf-8")
FILED = SALE + "filed: {date: 2026-06-17, accession_number: 0001234567-26-000001}\n"


def amend(root: Path, original: str = FILED, **flags: object) -> str:
    """Return the amendment that the command writes for a filing of the repository *root*."""
    path = root / "filings" / "acme" / "doe-form4.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(original, "utf-8")
    given = dict.fromkeys(("client", "owner", "date", "form", "fills", "title", "from_"), "")
    lists = dict.fromkeys(("code", "owned", "line"), ())
    options = NewOptions(**{**given, **lists, "amend": str(path), "filings": "filings", **flags})  # type: ignore[arg-type]
    assert new.run(edge.Project(root=root, home=redwell.home()), options) == 0
    return amendment(root).read_text("utf-8")


def amendment(root: Path) -> Path:
    (path,) = (root / "filings" / "acme").glob("*a.yaml")
    return path


def checked(root: Path, text: str = "") -> Checked:
    path = amendment(root)
    if text:
        path.write_text(text, "utf-8")
    return check_filing(discovery.entry(path, root), root, redwell.home())


def test_a_picked_line_stands_alone_with_its_notes_and_one_that_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = amend(tmp_path, line=("I.2",))
    assert capsys.readouterr().out.splitlines()[1] == (
        "  taken from filings/acme/doe-form4.yaml: issuer, 1 owner, 1 signer, line I.2"
    )
    assert text.partition("reporting_owners:")[0] == (
        "# yaml-language-server: $schema=../../schemas/form4.schema.json\n"
        "# The editor explains a key when the mouse rests on it, and completes it; Redwell's docs/filing.md "
        "lists all keys.\n"
        'form: "4/A"\n'
        "amendment:\n"
        "  original_filed: 2026-06-17       # the date the original was filed\n"
        "  amends: doe-form4.yaml\n"
        "  explanation: WHAT WAS WRONG AND WHAT IS CHANGED\n"
        "\n"
        "period: 2026-06-15               # as the original has it\n"
        "plan_10b5_1: true\n"
        "# no_longer_subject: true          # if the owner is no longer subject to Section 16: say in the "
        "remarks since when\n"
        "\n"
        "issuer:\n"
        "  name: ACME CORP\n"
        '  cik: "0001234567"\n'
        "  trading_symbol: ACME\n"
        "\n"
    )
    assert re.search(r"\nnon_derivative:.*(?=\nsignatures:)", text, re.DOTALL)[0] == (  # type: ignore[index]
        "\nnon_derivative:\n"
        "  - title:\n"
        "      value: Common Stock\n"
        "      footnotes: [why]\n"
        "    date: 2026-06-16\n"
        "    code:\n"
        "      value: S\n"
        "      footnotes: [plan]\n"
        "    disposed: 116\n"
        "    price:\n"
        "      value: 295.14\n"
        "      footnotes: [average]\n"
        "    owned_after: 38713\n"
        "    ownership: direct\n"
        "\n"
        "footnotes:\n"
        '  why: "[describe what was wrong in line I.2 of the original, and what is changed]"\n'
        "  plan: {model: plan_10b5_1, adopted: 2026-02-06}\n"
        "  average: {model: weighted_average, from: 294.8, to: 295.5}\n"
    )
    assert {each.severity for each in checked(tmp_path).problems} == {"not ready"}
    filled = text.replace(
        "[describe what was wrong in line I.2 of the original, and what is changed]",
        "It was 16, not 15 June.",
    )
    filled = filled.replace("WHAT WAS WRONG AND WHAT IS CHANGED", "It corrects a price.")
    filled = filled.replace("signer: Jane Doe\n", "signer: Jane Doe\n    signed: 2026-06-20\n")
    found = checked(tmp_path, f"{filled}\naccept: {{signed-facts-missing: Signed on paper.}}\n")
    assert [(each.severity, each.code) for each in found.problems] == []


def test_without_a_pick_all_lines_are_there_and_none_is_ready_without_its_reason(tmp_path: Path) -> None:
    text = amend(tmp_path)
    assert (
        "# delete the others with their notes. A line that was left out is added.\n\nnon_derivative:\n"
        in text
    )
    found = checked(tmp_path)
    assert [each.message for each in found.problems if each.severity != "not ready"] == []
    assert [each.message for each in found.problems if "describe" in each.message] == [
        f'footnotes.why_{n} still has the note "[describe what was wrong in line I.{n} of the original, '
        'and wh"'
        for n in (1, 2, 3)
    ]
    assert found.filing
    assert [label for label, _ in found.filing.footnotes] == [
        *("why_1", "withheld", "why_2", "plan", "average", "why_3")
    ]


def test_lines_are_picked_by_table_and_number(tmp_path: Path) -> None:
    text = amend(tmp_path, line=("1.3", "Table I.1"))
    assert re.findall(r"footnotes: \[(why_\d)\]", text) == ["why_1", "why_2"]
    assert re.findall(r"code:\n      value: (\w)", text) == []
    assert "code: F\n" in text
    assert "amount: 2000\n" in text


def test_a_note_that_names_one_left_behind_is_to_be_checked(tmp_path: Path) -> None:
    original = FILED.replace(
        "  withheld: {model: tax_withheld, award: restricted stock units}",
        "  withheld: The rest was sold, see note {note plan}.",
    )
    text = amend(tmp_path, original, line=("I.1",))
    assert '  withheld: "The rest was sold, see note [check: note plan of the original]."\n' in text


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (
            {"line": ("II.1",)},
            "--line II.1: name a line of the original by its table and number: I.1 Common Stock, I.2 Common "
            "Stock, I.3 Common Stock",
        ),
        (
            {"line": ("first",)},
            "--line first: name a line of the original by its table and number: I.1 Common "
            "Stock, I.2 Common Stock, I.3 Common Stock",
        ),
        (
            {"form": "4/A", "code": ("S",)},
            "--form and --code: --amend takes all from the filing that it names: leave it out",
        ),
        ({"amend": "", "line": ("I.1",)}, "--line picks a line of the filing that --amend names: add that"),
    ],
)
def test_flags_that_do_not_fit_an_amendment_are_refused(
    tmp_path: Path, flags: dict[str, object], said: str
) -> None:
    with pytest.raises(Misuse) as caught:
        amend(tmp_path, **flags)  # type: ignore[arg-type]
    assert str(caught.value) == said


def test_the_example_shows_the_added_line_alone() -> None:
    path = redwell.home() / "filings" / "example" / "2026-05-04-doe-form3a.yaml"
    found = check_filing(discovery.entry(path, redwell.home()), redwell.home(), redwell.home())
    assert found.problems == ()
    assert found.filing
    text = path.read_text("utf-8")
    assert (text.count("- title:"), "derivative:" in text.replace("non_derivative:", "")) == (1, False)
