"""Redlines of footnotes, remarks, powers of attorney and exhibits."""

from __future__ import annotations

from pathlib import Path

import pytest

import redwell
from redwell.review import texts as module
from redwell.review.changes import changes
from redwell.review.model import Text
from redwell.review.sides import Look
from redwell.text.diff import Run
from tests.looked import NAME, PANORA, good, look

FULL = good("full")
ON_FILE = f"""{PANORA[: PANORA.index("powers_of_attorney:")]}powers_of_attorney:
  - grantor: Robert A. Panora
    attorneys_in_fact: [Bonnie J. Brown]
    on_file: {{date: 2012-03-01}}
"""


def texts(before: Look | None, after: Look | None, *, is_previous: bool = False) -> tuple[Text, ...]:
    old, new = (look.filing if look else None for look in (before, after))
    return module.texts(changes(old, new), before, after, is_previous=is_previous)


def changed(tmp_path: Path, before: str, now: str) -> tuple[Text, ...]:
    looks = look(tmp_path / "before", before), look(tmp_path / "now", now)
    return texts(*looks)


def edits(text: Text) -> list[tuple[str, str]]:
    return [(run.kind, run.text) for run in text.runs if run.kind != "same"]


def test_an_unchanged_filing_has_no_changed_texts(tmp_path: Path) -> None:
    assert changed(tmp_path, FULL, FULL) == ()


def test_a_footnote_is_redlined_under_its_number_and_label(tmp_path: Path) -> None:
    now = FULL.replace("Issued with the notes", "Issued together with the notes")

    assert changed(tmp_path, FULL, now) == (
        Text(
            what="footnote 7 (warrant)",
            runs=(
                Run(kind="same", text="Issued "),
                Run(kind="inserted", text="together "),
                Run(kind="same", text="with the notes <of even date>."),
            ),
        ),
    )


def test_a_footnote_with_another_number_or_label_did_not_change(tmp_path: Path) -> None:
    line = "  no_expiration: The phantom stock does not expire.\n"
    moved = FULL.replace(line, "").replace("footnotes:\n  series_a", f"footnotes:\n{line}  series_a")
    relabelled = FULL.replace("no_expiration", "never")

    assert moved != FULL != relabelled
    assert changed(tmp_path / "1", FULL, moved) == ()
    assert changed(tmp_path / "2", FULL, relabelled) == ()


def test_an_added_or_removed_footnote_is_shown_completely(tmp_path: Path) -> None:
    now = FULL.replace("  no_expiration: The phantom stock does not expire.\n", "").replace(
        "      footnotes: [no_expiration]\n", "      footnotes: [vesting]\n"
    )

    (gone,) = changed(tmp_path / "1", FULL, now)
    (new,) = changed(tmp_path / "2", now, FULL)

    assert (gone.what, edits(gone)) == (
        "former footnote 8 (no_expiration)",
        [("deleted", "The phantom stock does not expire.")],
    )
    assert (new.what, edits(new)) == (
        "footnote 8 (no_expiration)",
        [("inserted", "The phantom stock does not expire.")],
    )


def test_remarks_and_explanations_are_redlined(tmp_path: Path) -> None:
    (remarks,) = changed(
        tmp_path / "1", FULL, FULL.replace("Letter to the Commission.", "Letter to the SEC.")
    )
    amended = good("amendment")
    (explanation,) = changed(tmp_path / "2", amended, amended.replace("by mistake", "in error"))

    assert (remarks.what, edits(remarks)) == ("remarks", [("deleted", "Commission"), ("inserted", "SEC")])
    assert explanation.what == "explanation of the amendment"


def test_a_drafted_power_is_redlined_whole(tmp_path: Path) -> None:
    (power,) = changed(tmp_path, PANORA, PANORA.replace("John N. Hatsopoulos", "Jane Roe"))

    assert power.what == "power of attorney of Robert A. Panora"
    assert edits(power) == [("deleted", "John N. Hatsopoulos"), ("inserted", "Jane Roe")]


def test_a_power_of_a_broken_form_is_redlined_too(tmp_path: Path) -> None:
    now = PANORA.replace("John N. Hatsopoulos", "Jane Roe").replace(
        "ownership: direct", "ownership: indirect"
    )

    assert [text.what for text in changed(tmp_path, PANORA, now)] == ["power of attorney of Robert A. Panora"]


def test_each_side_is_drafted_by_its_own_wording(tmp_path: Path) -> None:
    for side, word in (("before", "desirable"), ("now", "useful")):
        folder = tmp_path / side / "templates/power_of_attorney"
        folder.mkdir(parents=True)
        wording = (redwell.home() / "templates/power_of_attorney/wording.yaml").read_text("utf-8")
        (folder / "wording.yaml").write_text(
            wording.replace("necessary or desirable", f"necessary or {word}")
        )

    (power,) = changed(tmp_path, PANORA, PANORA)

    assert edits(power) == [("deleted", "desirable"), ("inserted", "useful")]


def test_an_executed_text_is_redlined_and_its_line_breaks_are_not(tmp_path: Path) -> None:
    before, now = look(tmp_path / "1", FULL), look(tmp_path / "2", FULL)
    file = now.entry.path.parent / "executed-power.txt"
    text = file.read_text("utf-8")

    file.write_text(text.replace("appoints Bonnie J. Brown its", "appoints\nBonnie J. Brown   its"), "utf-8")
    assert texts(before, now) == ()

    file.write_text(text.replace("Forms 3, 4 and 5", "Forms 3 and 4"), "utf-8")
    (power,) = texts(before, now)
    assert power.what == "power of attorney of Aurora Growth Fund Ltd."
    assert edits(power) == [("deleted", ","), ("inserted", " and"), ("deleted", " and 5")]


def test_the_old_text_of_a_power_now_on_file_is_struck(tmp_path: Path) -> None:
    (power,) = changed(tmp_path, PANORA, ON_FILE)

    assert power.what == "power of attorney of Robert A. Panora"
    assert [run.kind for run in power.runs] == ["deleted"]
    assert "Limited Power of Attorney" in power.runs[0].text


def test_a_power_enclosed_in_the_previous_filing_is_not_struck(tmp_path: Path) -> None:
    first, second = look(tmp_path / "1", PANORA), look(tmp_path / "2", ON_FILE)

    assert texts(first, second, is_previous=True) == ()


@pytest.mark.parametrize("broken", ["no: wording", "title: [{{ 1/0 }}]", "\x00", ""])
def test_a_power_that_cannot_be_drafted_is_left_out(tmp_path: Path, broken: str) -> None:
    before, now = look(tmp_path / "1", FULL), look(tmp_path / "2", FULL.replace("expire.", "end."))
    (tmp_path / "2/tests/filings/good/firm/wording.yaml").write_text(broken)
    (now.entry.path.parent / "executed-power.txt").unlink()

    assert [text.what for text in texts(before, now)] == ["footnote 8 (no_expiration)"]


def test_without_two_filings_there_is_nothing_to_compare(tmp_path: Path) -> None:
    sound, broken = look(tmp_path / "1", PANORA), look(tmp_path / "2", "form: [")

    for before, now in ((None, sound), (sound, None), (broken, sound), (sound, broken)):
        assert texts(before, now) == ()


def test_a_paper_with_another_content_is_shown_by_its_size_alone(tmp_path: Path) -> None:
    sides = []
    for name, content in (("before", "Account 12345"), ("now", "Account 67890")):
        folder = (tmp_path / name / NAME).parent
        folder.mkdir(parents=True)
        (folder / "confirmation.txt").write_text(content, "utf-8")
        sides.append(look(tmp_path / name, f"{PANORA}\nsources: [confirmation.txt]\n"))
    before, now = sides
    [text] = texts(before, now)
    assert text.what == "paper confirmation.txt"
    assert edits(text) == [("deleted", "a file of 13 bytes"), ("inserted", "another file of 13 bytes")]
