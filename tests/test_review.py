"""A whole review: unedited filings, which file is which, and the owner's previous filing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import redwell
from redwell.review.model import FilingReview, Review
from redwell.review.review import Job, review
from tests.repositories import History, history, needs_git
from tests.story import FIRST, FORM, ROOT, WORDING, changed, with_code, with_plain_pages

pytestmark = needs_git
TODAY = date(2026, 5, 6)
OTHER = "filings/quay/2026-05-04-marsh-form3.yaml"
FILED = "\nfiled:\n  date: 2026-05-05\n  accession_number: 0009990013-26-000007\n"
EXHIBIT = "\nexhibits:\n  - type: EX-99.1\n    file: letter.txt\n    description: Letter\n"
SIGNED = "    capacity: Attorney-in-Fact\n    signed: 2026-05-05\n"


def reviewed(
    told: History, *, is_built: bool = False, is_pictured: bool = False, head: str | None = None
) -> Review:
    job = Job(
        root=told.root,
        home=redwell.home(),
        base="HEAD",
        head=head,
        today=TODAY,
        is_built=is_built,
        is_pictured=is_pictured,
        jobs=2,
    )
    return review(job).review


def one(review: Review) -> FilingReview:
    [found] = review.filings
    return found


def begun(root: Path, files: dict[str, str | bytes | None]) -> History:
    """A repository that holds the files, and no code."""
    told = history(root)
    told.save(files)
    return told


def test_without_rendering_a_changed_wording_is_shown_for_each_power(tmp_path: Path) -> None:
    wording = (ROOT / WORDING).read_text("utf-8")
    told = begun(tmp_path / "r", {FORM: FIRST, WORDING: wording})
    told.write({WORDING: changed(wording, "necessary or desirable", "necessary, advisable or desirable")})
    found = reviewed(told)
    assert found.verdict == (
        "1 unedited filing changes, 1 of these not ready to file, documents not compared"
    )
    assert one(found).change == "affected"


def test_without_a_main_branch_the_verdict_says_so(tmp_path: Path) -> None:
    told = history(tmp_path / "r", "trunk")
    told.save({FORM: FIRST})
    job = Job(root=told.root, home=redwell.home(), base=None, head=None, today=TODAY, is_built=False)
    instead = "no branch main or master: compared with the last commit alone"
    assert review(job).review.verdict == f"{instead}; no filing differs, documents not compared"
    told.write({FORM: changed(FIRST, "18420", "18240")})
    assert review(job).review.verdict == (
        f"{instead}; 1 filing changed, 1 not ready to file, documents not compared"
    )


def test_a_filing_that_git_pairs_with_another_owners_is_new(tmp_path: Path) -> None:
    told = begun(tmp_path / "r", {FORM: FIRST})
    marsh = FIRST.replace("WHITFIELD ELEANOR R", "MARSH ADA").replace("0009990012", "0009990099")
    told.write({FORM: None, OTHER: marsh.replace("Eleanor R. Whitfield", "Ada Marsh")})
    found = reviewed(told)
    assert [(each.file, each.change) for each in found.filings] == [(FORM, "removed"), (OTHER, "added")]
    assert found.filings[1].compared_with is None


def test_a_filing_that_moves_to_another_name_and_is_edited_is_one_filing(tmp_path: Path) -> None:
    told = begun(tmp_path / "r", {FORM: FIRST})
    told.write({FORM: None, OTHER: changed(FIRST, "18420", "18240")})
    found = one(reviewed(told))
    assert (found.change, found.before_file, found.file) == ("changed", FORM, OTHER)
    assert "common 18,420 → 18,240 (−180)" in found.line


def test_a_renamed_and_edited_form_is_compared_with_its_filed_version(tmp_path: Path) -> None:
    filed = changed(FIRST, "    capacity: Attorney-in-Fact\n", SIGNED) + FILED
    told = begun(tmp_path / "r", {FORM: filed})
    told.write({FORM: None, OTHER: changed(filed, "18420", "999")})
    found = one(reviewed(told))
    assert "changed-after-filing" in [each.code for each in found.problems]
    assert found.state == "has errors"


def test_an_exhibit_that_changes_is_a_change_of_the_filing_that_names_it(tmp_path: Path) -> None:
    letter = "filings/harbor/letter.txt"
    told = begun(tmp_path / "r", {FORM: FIRST + EXHIBIT, letter: "We hold the shares.\n"})
    told.write({letter: "We held the shares.\n"})
    found = one(reviewed(told))
    assert [text.what for text in found.texts] == ["EX-99.1 (letter.txt)"]
    assert "EX-99.1 (letter.txt)" in found.line
    assert [run.text for run in found.texts[0].runs if run.kind == "inserted"] == ["held"]


def test_a_head_with_other_schemas_is_checked_by_the_installed_ones_with_a_note(tmp_path: Path) -> None:
    told = with_code(tmp_path / "r")
    told.save({FORM: FIRST})
    schema = "schemas/form3.schema.json"
    told.write({schema: (ROOT / schema).read_text("utf-8") + "\n", FORM: changed(FIRST, "18420", "18240")})
    assert reviewed(told).notes[0] == (
        "filings are judged by the rules and schemas of the Redwell that makes this review, "
        "which are not those of the working tree"
    )


def test_a_file_named_with_escapes_belongs_to_its_filing(tmp_path: Path) -> None:
    letter = "filings/harbor/letter.txt"
    escaped = EXHIBIT.replace("letter.txt", '"le\\x74ter.txt"')
    others: dict[str, str | bytes | None] = {f"docs/{n}.md": f"{n}\n" for n in range(1200)}
    told = begun(tmp_path / "r", {FORM: FIRST + escaped, letter: "We hold the shares.\n"})
    told.write({**others, letter: "We held the shares.\n"})
    found = reviewed(told)
    assert one(found).change == "changed"
    assert [each.what for each in found.elsewhere] == ["files beside filings", "other files"]


def test_links_among_templates_are_not_followed_without_end(tmp_path: Path) -> None:
    told = begun(tmp_path / "r", {FORM: FIRST, WORDING: (ROOT / WORDING).read_text("utf-8")})
    for name in "abc":
        (told.root / "templates" / name).symlink_to(".")
    told.write({FORM: changed(FIRST, "18420", "18240")})
    assert one(reviewed(told)).change == "changed"


def test_the_owners_previous_filing_is_found_among_many_of_the_same_name(tmp_path: Path) -> None:
    def capital(n: int, amount: int, day: int) -> str:
        text = FIRST.replace("WHITFIELD ELEANOR R", f"ZETA CAPITAL {n}").replace(
            "0009990012", f"000888{n:04}"
        )
        return text.replace("2026-05-04", f"2026-05-{day:02}").replace("18420", f"{amount}")

    others: dict[str, str | bytes | None] = {
        f"filings/zz{n}/2026-05-01-zeta-form3.yaml": capital(n, 5, 1) for n in range(100, 210)
    }
    first = {"filings/aa/2026-05-02-zeta-form3.yaml": capital(7, 1000, 2)}
    told = begun(tmp_path / "r", {**others, **first})
    told.write({"filings/bb/2026-05-03-zeta-form3.yaml": capital(7, 1500, 3)})
    found = reviewed(told)
    assert one(found).compared_with == "filings/aa/2026-05-02-zeta-form3.yaml"
    assert "1,000 → 1,500" in one(found).line
    assert (
        "filings/bb/2026-05-03-zeta-form3.yaml: of 111 filings that may be the owner's, "
        "100 were looked at for the previous one"
    ) in found.notes


def test_the_same_form_in_a_new_file_is_compared_with_the_old_file(tmp_path: Path) -> None:
    told = begun(tmp_path / "r", {FORM: FIRST})
    anew = "\n".join(f"# {n}" for n in range(200)) + "\n" + FIRST.replace("\n\n", "\n")
    told.write({FORM: None, OTHER: changed(anew, "18420", "18240")})
    found = one(reviewed(told))
    assert (found.change, found.before_file) == ("changed", FORM)
    assert "18,420 → 18,240" in found.line


def test_a_second_form_on_the_same_event_is_asked_about(tmp_path: Path) -> None:
    told = begun(tmp_path / "r", {FORM: FIRST})
    told.write({OTHER: changed(FIRST, "18420", "18240")})
    assert one(reviewed(told)).notes == (
        f"the record has another filing of these owners on this event, {FORM}: is it there twice?",
    )


def test_unedited_filings_whose_documents_stay_the_same_are_counted(tmp_path: Path) -> None:
    told = with_plain_pages(tmp_path / "r")
    told.save({FORM: FIRST})
    told.write({WORDING: (ROOT / WORDING).read_text("utf-8") + "# more\n"})
    found = reviewed(told, is_built=True)
    assert found.verdict == "no filing changed"
    assert found.notes == ("the documents of 1 unedited filing are the same on both sides",)
    told.save({})
    told.write({"redwell/__init__.py": (ROOT / "redwell/__init__.py").read_text("utf-8") + "# more\n"})
    assert reviewed(told, is_built=True).filings == ()


def test_others_limits_the_rendered_unedited_filings(tmp_path: Path) -> None:
    many = {FORM.replace("2026-05-04", f"2026-05-{day:02}"): FIRST for day in range(1, 5)}
    wording = (ROOT / WORDING).read_text("utf-8")
    told = begun(tmp_path / "r", {**many, WORDING: wording})
    told.write({WORDING: changed(wording, "necessary or desirable", "necessary, advisable or desirable")})
    job = Job(
        root=told.root, home=redwell.home(), base="HEAD", head=None, today=TODAY, others=1, is_built=False
    )
    found = review(job).review
    assert [each.file for each in found.filings] == [FORM.replace("2026-05-04", "2026-05-04")]
    assert found.notes[0] == (
        "templates, wording or settings changed: 1 of 4 unedited filings were rendered to see what changes, "
        "the latest unfiled first (--others all: all)"
    )


def test_a_filing_behind_a_link_changes_with_the_file_that_it_leads_to(tmp_path: Path) -> None:
    told = begun(tmp_path / "r", {"filings/harbor/~form.txt": FIRST})
    (told.root / FORM).symlink_to("~form.txt")
    told.save({})
    told.write({"filings/harbor/~form.txt": changed(FIRST, "18420", "18240")})
    found = one(reviewed(told))
    assert (found.file, found.change) == (FORM, "changed")
    assert "18,420 → 18,240" in found.line


@pytest.mark.parametrize(
    "target", ["texts/real.txt", "../harbor/texts/real.txt", "{root}/texts/real.txt", "a"]
)
def test_an_exhibit_behind_a_link_changes_with_the_file_that_it_leads_to(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "r/filings/harbor"
    real = "filings/harbor/texts/real.txt"
    told = begun(tmp_path / "r", {FORM: FIRST + EXHIBIT, real: "We hold the shares.\n"})
    (folder / "a").symlink_to("b/real.txt")
    (folder / "b").symlink_to("texts")
    (folder / "letter.txt").symlink_to(target.format(root=folder))
    told.save({})
    told.write({real: "We held the shares.\n"})
    assert one(reviewed(told)).change == "changed"


def test_a_filing_behind_a_link_changes_with_its_exhibit(tmp_path: Path) -> None:
    letter = "filings/harbor/letter.txt"
    told = begun(tmp_path / "r", {"filings/harbor/~form.txt": FIRST + EXHIBIT, letter: "We hold.\n"})
    (told.root / FORM).symlink_to("~form.txt")
    told.save({})
    told.write({letter: "We held.\n"})
    assert [text.what for text in one(reviewed(told)).texts] == ["EX-99.1 (letter.txt)"]


@pytest.mark.parametrize(
    ("attribute", "is_told"),
    [("working-tree-encoding=UTF-7", True), ("ident", True), ("filter=lfs", True), ("eol=crlf", True),
     ("eol=lf", False), ("-ident", False)],
)  # fmt: skip
def test_attributes_by_which_a_checkout_differs_are_told(
    tmp_path: Path, attribute: str, is_told: bool
) -> None:
    told = begun(tmp_path / "r", {FORM: FIRST})
    name = "filings/harbor/.gitattributes"
    head = told.save({name: f"# ident filter=x\n*.yaml text {attribute}\n"})
    told.git("switch", "--quiet", "--detach", "HEAD^")
    note = (
        f"{head}: {name} lets git change files as it writes them, so documents may be made of other words "
        "than this review shows"
    )
    assert [*reviewed(told, head=head).notes] == [note] * is_told


CCC = "ab1#" + "Cd2$"
TOKEN = "Zm9vYmFyMTIz" + "NDU2Nzg5MGFiY2Q="
NOTED = FIRST.replace("{", "{{").replace("}", "}}").replace("footnotes:\n  ", "footnotes:\n  {}: {}\n  ")


@pytest.mark.parametrize(
    "text",
    [
        "form: [\nccc: {ccc}\n# a token {token}\npassword:\n  hunter\n",
        FIRST + "password: hunter\n",
        FIRST + "\nremarks: The CCC is {ccc}, the token {token}.\n",
        FIRST.replace("title: Common Stock", "title: 'Stock, CCC {ccc}, token {token}'"),
        NOTED.format("password", "hunter2"),
        NOTED.format("ccc", "|\n    {ccc}"),
        NOTED.format("ccc", "of the filer {ccc}, and no other"),
    ],
    ids=["broken", "key", "remarks", "title", "password", "block", "words"],
)
def test_a_review_shows_no_secret_of_either_side(tmp_path: Path, text: str) -> None:
    holding = text.replace("{ccc}", CCC).replace("{token}", TOKEN)
    assert holding != FIRST
    for number, (before, after) in enumerate([(FIRST, holding), (holding, FIRST), (None, holding)]):
        told = begun(tmp_path / f"{number}", {"README.md": "x", **({FORM: before} if before else {})})
        told.write({FORM: after})
        shown = f"{reviewed(told)}"
        assert FORM in shown
        assert not [each for each in (CCC, TOKEN, "hunter") if each in shown]


def test_a_filing_with_a_secret_or_another_address_has_no_pictures(tmp_path: Path) -> None:
    told = with_plain_pages(tmp_path / "r")
    told.save({FORM: FIRST, OTHER: FIRST})
    told.write({FORM: changed(FIRST, "18420", "18240") + f"\nremarks: The CCC is {CCC}.\n"})
    told.write({OTHER: changed(FIRST, "12 WHARF STREET", "9 PIER ROAD")})
    review = reviewed(told, is_built=True, is_pictured=True)
    secret, moved = review.filings
    assert (secret.pages, moved.pages) == ((), ())
    assert {each.after for each in secret.outputs} == {None}
    assert moved.notes == ("an address changed, and is not shown: so there are no pictures of its pages",)
    assert [each.name for each in moved.outputs if each.fate == "changed"] == [
        "form3.docx",
        "form3.pdf",
        "form3.xml",
    ]
    assert not [each for each in (CCC, "12 WHARF", "9 PIER") if each in f"{review}"]
