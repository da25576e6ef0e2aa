"""Questions about a Form 4 that is not finished: its days to come, and the blanks of `redwell new`."""

from __future__ import annotations

from pathlib import Path

import pytest

import redwell
from redwell.check.filing import Checked, check_filing
from redwell.commands.new_lines import KINDS
from redwell.commands.program import main
from redwell.files import discovery
from tests.case_files import FOLDER

SALE = (FOLDER / "base" / "vesting.yaml").read_text("utf-8")
DRAFT = SALE.partition("signatures:")[0]


def checked(root: Path, text: str) -> Checked:
    path = root / "filings" / "acme" / "doe.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return check_filing(discovery.entry(path, root), root, redwell.home())


def test_a_draft_is_asked_about_a_transaction_until_its_day(tmp_path: Path) -> None:
    found = checked(tmp_path, DRAFT.replace("2026-06-15", "2027-06-15"))
    assert [(day.isoformat(), each.message) for day, each in found.dated] == [
        ("2027-06-15", "this transaction is of 2027-06-15, a date in the future: is the date right?"),
        ("2026-06-16", "this transaction is of 2026-06-16, a date in the future: is the date right?"),
    ]


def test_a_signed_form_is_asked_once_about_a_day_after_its_signatures(tmp_path: Path) -> None:
    found = checked(tmp_path, SALE.replace("date: 2026-06-16", "date: 2027-06-16"))
    assert [each.path for _, each in found.dated] == [("signatures", 0, "signed")]
    assert [each.code for each in found.problems] == ["transaction-after-signing"]


@pytest.mark.parametrize(("form", "kinds"), [("4", KINDS[::2]), ("5", KINDS[::2]), ("5", KINDS[1::2])])
def test_nothing_is_asked_about_the_blanks_of_a_new_filing(
    form: str,
    kinds: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    codes = [word for kind in kinds for word in ("--code", kind)]
    new = ["new", "--form", form, *codes, "--client", "acme", "--owner", "DOE JANE", "--date", "2026-06-15"]
    assert main(new) == 0
    path = next((tmp_path / "filings" / "acme").glob("*.yaml"))
    found = check_filing(discovery.entry(path, tmp_path), tmp_path, redwell.home())
    # Only the record tells which way an expiration (E) goes.
    asked = [each.code for each in found.problems if each.severity != "not ready"]
    assert asked == (["moved-missing"] if "E" in kinds else [])
    capsys.readouterr()
