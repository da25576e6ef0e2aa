"""Footnotes by a model, and `{note label}`: their words, and a firm's own."""

from __future__ import annotations

from pathlib import Path

import pytest

import redwell
from redwell.check.filed import filing_in
from redwell.check.filing import Checked, check_filing
from redwell.documents import renderer
from redwell.files import discovery
from redwell.forms.documents import documents_of
from redwell.ownership.split import parts
from tests.case_files import FOLDER

SALE = (FOLDER / "base" / "sale.yaml").read_text("utf-8")
MODELS = (FOLDER.parent / "filings" / "good" / "model-notes.yaml").read_text("utf-8")
WORDING = (redwell.home() / "templates" / "notes" / "wording.yaml").read_text("utf-8")


def checked(root: Path, text: str, wording: str = "") -> Checked:
    """Check a filing of the repository *root*, with a firm's own wording of notes."""
    path = root / "filings" / "acme" / "doe.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    if wording:
        own = root / "templates" / "notes" / "wording.yaml"
        own.parent.mkdir(parents=True)
        own.write_text(wording, "utf-8")
    return check_filing(discovery.entry(path, root), root, redwell.home())


def words(root: Path, text: str, wording: str = "") -> dict[str, str]:
    """Return the words of each footnote of a filing without errors."""
    found = checked(root, text, wording)
    assert found.filing, found.problems
    return dict(found.filing.footnotes)


def said(root: Path, wording: str) -> list[str]:
    """Return check's problems with a firm's wording."""
    return [
        f"{problem.place.file if problem.place else ''}:{problem.place.line if problem.place else 0} "
        f"{problem.severity} [{problem.code}] {problem.message}"
        for problem in checked(root, SALE, wording).problems
    ]


@pytest.mark.parametrize(
    ("facts", "end"),
    [
        ("by: the trustee.", "plan adopted by the trustee on February 6, 2026."),
        ("by: Doe Trust Inc.", "plan adopted by Doe Trust Inc. on February 6, 2026."),
    ],
)
def test_the_period_of_a_fact_stays_out_of_the_sentence(facts: str, end: str, tmp_path: Path) -> None:
    old = "{model: plan_10b5_1, adopted: 2026-02-06}"
    assert old in SALE
    found = words(tmp_path, SALE.replace(old, f"{old[:-1]}, {facts}}}"))
    assert found["plan"].endswith(end)


def test_models_print_the_usual_words(tmp_path: Path) -> None:
    assert words(tmp_path, SALE) == {
        "withheld": "Represents shares withheld by the issuer to satisfy tax withholding obligations in "
        "connection with the vesting or settlement of restricted stock units.",
        "plan": "Effected pursuant to a Rule 10b5-1 trading plan adopted by the reporting person on "
        "February 6, 2026.",
        "average": "The price reported in Column 4 is a weighted average price. These shares were sold in "
        "multiple transactions at prices ranging from $294.80 to $295.50, inclusive. The reporting person "
        "undertakes to provide to the issuer, any security holder of the issuer, or the staff of the "
        "Securities and Exchange Commission, upon request, full information regarding the number of shares "
        "sold at each separate price within this range.",
    }


def test_the_words_of_an_average_follow_its_lines(tmp_path: Path) -> None:
    bought = SALE.replace("value: S\n", "value: P\n").replace("disposed: 116", "acquired: 116")
    joint = bought.replace(
        "non_derivative:",
        "  - {name: ROE LP, cik: 77, relationship: {ten_percent_owner: true}}\nnon_derivative:",
        1,
    ).replace("cik: 77", 'cik: "77"')
    average = words(tmp_path, joint.replace("from: 294.80", "from: 294.8012"))["average"]
    assert average.startswith(
        "The price reported in Column 4 is a weighted average price. These shares were purchased"
    )
    assert "from $294.8012 to $295.50" in average
    assert "The reporting persons undertake" in average


def test_other_models_have_their_facts_in_their_words(tmp_path: Path) -> None:
    found = words(tmp_path, MODELS)
    assert found["plan"] == (
        "Includes 309 shares acquired under the issuer's Employee Stock Purchase Plan as of March 31, 2026."
    )
    assert found["drip"] == "Includes shares acquired through dividend reinvestment."
    assert (
        found["given"]
        == "Represents a gift from her mother to a family trust, for which no consideration was paid."
    )
    assert found["unit"] == (
        "Each restricted stock unit represents a contingent right to receive one share of Common Stock."
    )
    assert found["trading_plan"].endswith("adopted by DM Trust Aggregator, LLC on November 22, 2024.")


def test_a_unit_is_of_the_underlying_security_of_its_line(tmp_path: Path) -> None:
    text = MODELS.replace(", security: Common Stock}", "}").replace(
        "{title: Common Stock,", "{title: Class B Stock,"
    )
    assert words(tmp_path, text)["unit"].endswith("one share of Class B Stock.")


def test_a_reference_prints_the_number_of_the_note(tmp_path: Path) -> None:
    found = checked(tmp_path, SALE)
    assert found.filing
    assert found.problems == ()
    assert found.filing.remarks == "The sale was made under the plan of note 2."
    (xml,) = [each for each in documents_of(found.filing, found.files, "") if each.name == "form4.xml"]
    content = renderer.render(xml.name, xml.template, xml.context, home=redwell.home())
    assert b"under the plan of note 2." in content
    assert b"adopted by the reporting person on February 6, 2026." in content


def test_in_a_split_filing_a_reference_prints_the_number_of_the_part(tmp_path: Path) -> None:
    lines = "".join(
        f"  - {{title: Common Stock, amount: {{value: {n + 1}, footnotes: [{label}]}}, ownership: direct}}\n"
        for n, label in enumerate(["first"] * 30 + ["second", "third"])
    )
    notes = "footnotes:\n  first: One.\n  second: Two, see note {note third}.\n  third: Three.\n"
    head, _, tail = SALE.partition("non_derivative:")
    whole = f"{head}split: true\nnon_derivative:\n{lines}{notes}signatures:{tail.partition('signatures:')[2]}"
    text = whole.replace('form: "4"', 'form: "4"\nperiod: 2026-06-15')
    found = checked(tmp_path, text)
    assert found.filing, found.problems
    assert dict(found.filing.footnotes)["second"] == "Two, see note {note third}."
    _, second = parts(found.filing)
    assert second.filing.footnotes == (("second", "Two, see note 2."), ("third", "Three."))
    lost = checked(tmp_path / "lost", text.replace("{note third}", "{note first}"))
    assert [each.message for each in lost.problems if each.code == "note-unknown"] == [
        "this stands in part 2 of 2, where no line has the footnote first: say here in words what it says"
    ]


def test_a_firm_has_words_of_its_own(tmp_path: Path) -> None:
    start = WORDING.index("tax_withheld: >-")
    own = WORDING[:start] + "tax_withheld: Withheld{% if has('award') %} on {{ award }}{% endif %}.\n\n"
    own += WORDING[WORDING.index("employee_plan: >-") :]
    assert words(tmp_path, SALE, own)["withheld"] == "Withheld on restricted stock units."
    assert checked(tmp_path / "other", SALE, own).files.home_read.keys() == {"templates/notes/wording.yaml"}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "rsu_no_expiry: >-",
            "rsu_noexpiry: >-",
            '29 error [wording-key] there is no model "rsu_noexpiry"; did you mean "rsu_no_expiry"?',
        ),
        (
            "{{ adopted }}",
            "{{ adoption }}",
            '24 error [wording-placeholder] there is no placeholder "adoption"; did you mean "adopted"?',
        ),
        (
            "on {{ adopted }}",
            "on {{ recipient }}",
            '24 error [wording-value] this note gives no "recipient": write '
            '{% if has("recipient") %} before it, and {% endif %} behind it',
        ),
        (
            "on {{ adopted }}",
            "on {{ adopted.year }}",
            '24 error [wording-statement] "year" is not allowed in a wording: a '
            'wording may use {{ adopted }}, {{ agree("is", "are") }} and {% if has("by") %} .. {% endif %}',
        ),
        (
            '{% if has("by") %}',
            '{% if has("bye") %}',
            '24 error [wording-has] no note has a fact "bye"; did you mean "by"?',
        ),
    ],
)
def test_a_mistake_in_a_wording_of_notes_names_its_line(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    comment, key, body = WORDING.partition("weighted_average: >-")
    assert said(tmp_path, comment + key + body.replace(old, new, 1)) == [
        f"templates/notes/wording.yaml:{problem}"
    ]


def test_a_wording_of_notes_that_lacks_a_model_is_named_at_the_note(tmp_path: Path) -> None:
    (problem,) = checked(tmp_path, SALE, WORDING.partition("tax_withheld: >-")[0]).problems
    assert (problem.place and problem.place.line, problem.message) == (
        48,
        "templates/notes/wording.yaml has no words for tax_withheld: add this key there with its text",
    )
    assert said(tmp_path / "list", "gift: [a]\n") == [
        "templates/notes/wording.yaml:1 error [wording-shape] gift is a text: write its words"
    ]
    assert said(tmp_path / "none", "- a\n") == [
        "templates/notes/wording.yaml:1 error [wording-shape] a wording of notes has the keys "
        "weighted_average, plan_10b5_1, rsu_unit, rsu_no_expiry, tax_withheld, employee_plan, "
        "dividend_reinvestment, gift and pecuniary_disclaimer, each with its text"
    ]


def test_an_earlier_filing_has_the_words_of_its_models_too() -> None:
    found = filing_in(SALE.encode(), redwell.home())
    assert found
    assert dict(found.footnotes)["plan"].startswith("Effected pursuant to a Rule 10b5-1 trading plan")


def test_an_average_of_a_purchase_and_a_sale_says_both(tmp_path: Path) -> None:
    text = SALE.replace(
        "code: F\n    disposed: 124\n    price: 296.42",
        "code: P\n    acquired: 124\n    price:\n      value: 295.20\n      footnotes: [average]",
    )
    average = words(tmp_path, text)["average"]
    assert "These shares were purchased or sold in multiple transactions" in average
    assert "the number of shares purchased or sold at each separate price" in average
