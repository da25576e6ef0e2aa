"""A filing on one side of a review: read, checked and parsed, and what files it brings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import redwell
from redwell.files import templates
from redwell.git.history import AsFiled
from redwell.git.repository import Changed, Repository
from redwell.review import load
from redwell.review.model import Elsewhere, Revision
from redwell.review.sides import Look, Side
from tests.repositories import ALONE, History, history, needs_git
from tests.test_git import DOE, FILED, FILING, ROE

pytestmark = needs_git


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def here(tmp_path: Path) -> History:
    """One filing on the main branch, and a branch for a request on which nothing happened yet."""
    made = history(tmp_path / "Kanzlei: Müller")
    made.save({DOE: FILING})
    made.branch("request")
    return made


def sided(here: History, root: Path, names: list[str], head: str | None = None) -> tuple[Side, list[str]]:
    """The head with the filings *names*, and the notes on it."""
    shutil.rmtree(root, ignore_errors=True)
    with Repository(here.root) as repository:
        found = repository.resolve("main", head)
        revision = Revision(name=found.head.name, commit=found.head.commit)
        side, notes = load.side(repository, revision, found.head_tree, root, redwell.home())
        return side, [*notes, *load.export(repository, side, names)]


def looked(here: History, tmp_path: Path, name: str, head: str | None = None) -> Look:
    side, _ = sided(here, tmp_path / "out", [name], head)
    known = load.changed_since_filed(side, [name], here.root, "filings")
    return load.look(side, name, known.get(name))


def codes(look: Look) -> list[str]:
    return [problem.code for problem in look.checked.problems if problem.severity == "error"]


def test_a_broken_filing_is_loaded_as_far_as_possible(here: History, tmp_path: Path) -> None:
    here.write({ROE: FILING.replace("ownership: direct", "ownership: indirect")})
    sound = looked(here, tmp_path, DOE)
    assert (sound.entry.name, sound.content, codes(sound)) == (DOE, FILING.encode(), [])
    assert sound.filing == sound.checked.filing is not None
    # A rule of law is broken: a reviewer still sees what is reported.
    unlawful = looked(here, tmp_path, ROE)
    assert codes(unlawful) == ["nature-missing"]
    assert unlawful.checked.filing is None
    assert unlawful.filing is not None


@pytest.mark.parametrize(
    "content",
    ["", "form: [", "form: '3'\n", "a: &a [*a]\n", b"\xff\xfe\0", b"\0" * 10, "x: 1\n" * 500_000],
)
def test_a_file_that_is_not_a_filing_is_loaded_too(
    here: History, tmp_path: Path, content: str | bytes
) -> None:
    here.write({DOE: content})
    found = looked(here, tmp_path, DOE)
    assert codes(found)
    assert found.filing is None


def test_a_missing_filing_or_broken_link_is_a_problem(here: History, tmp_path: Path) -> None:
    assert codes(looked(here, tmp_path, ROE)) == ["file-missing"]
    (here.root / ROE).symlink_to("nowhere.yaml")
    assert codes(looked(here, tmp_path, ROE)) == ["file-missing"]


def test_a_filed_form_is_compared_with_its_filed_version(here: History, tmp_path: Path) -> None:
    here.save({DOE: FILED})
    moved = "filings/acme corp/doe.yaml"
    here.save({DOE: None, moved: FILED})
    here.save({moved: FILED.replace("1000", "2000")})
    found = looked(here, tmp_path, moved)
    assert codes(found) == ["changed-after-filing"]
    # The head of another branch, of which nothing lies in the working tree.
    here.switch("main")
    shutil.rmtree(here.root / "filings")
    assert codes(looked(here, tmp_path, moved, "request")) == ["changed-after-filing"]


def test_a_filed_form_behind_a_link_is_compared_with_its_filed_version(here: History, tmp_path: Path) -> None:
    here.save({DOE: FILED})
    link = f"{Path(DOE).parent}/roe.yaml"
    (here.root / link).symlink_to(Path(DOE).name)
    here.save({DOE: FILED.replace("1000", "2000")})
    assert codes(looked(here, tmp_path, link, "request")) == ["changed-after-filing"]


def test_an_unchanged_filed_form_needs_no_earlier_version(here: History) -> None:
    here.save({DOE: FILED, ROE: FILED})
    here.save({ROE: FILED.replace("1000", "2000")})
    side = Side(revision=Revision(name="the working tree"), tree="", root=here.root)
    assert load.changed_since_filed(side, [DOE, ROE, "filings/acme/none.yaml"], here.root, "filings") == {
        ROE: AsFiled(content=FILED.encode())
    }


def test_changed_files_are_sorted_by_kind() -> None:
    changes = [
        Changed(before="filings/b/2.yaml", after="filings/b/2.yaml"),
        Changed(before=None, after="filings/a/1.yaml"),
        Changed(before="old/1.yaml", after="filings/c/1.yaml"),
        Changed(before="filings/a/power.txt", after="filings/a/power.txt"),
        Changed(before="filings/a/deep/1.yaml", after=None),
        Changed(
            before="templates/power_of_attorney/wording.yaml",
            after="templates/power_of_attorney/wording.yaml",
        ),
        Changed(before="templates/form3/form3.css", after="templates/form3/new.css"),
        Changed(before="redwell/x.py", after=None),
        Changed(before="README.md", after="README.md"),
    ]
    found = load.changed_files(changes, "filings")
    assert [(each.before, each.after) for each in found.filings] == [
        (None, "filings/a/1.yaml"),
        ("filings/b/2.yaml", "filings/b/2.yaml"),
        (None, "filings/c/1.yaml"),
    ]
    beside = ("filings/a/deep/1.yaml", "filings/a/power.txt")
    others = ("README.md", "old/1.yaml")
    assert found.elsewhere == (
        Elsewhere(what="files beside filings", files=beside),
        Elsewhere(what="wording", files=("templates/power_of_attorney/wording.yaml",)),
        Elsewhere(what="templates", files=("templates/form3/form3.css", "templates/form3/new.css")),
        Elsewhere(what="code", files=("redwell/x.py",)),
        Elsewhere(what="other files", files=others),
    )
    assert found.named == beside + others


# --- the files of a side ---


def test_a_side_has_its_own_templates_and_settings_and_our_schemas(here: History, tmp_path: Path) -> None:
    wording = (redwell.home() / "templates/power_of_attorney/wording.yaml").read_text("utf-8")
    here.save(
        {
            "templates/power_of_attorney/wording.yaml": wording + "# ours\n",
            "templates/form3/form3.css": "p {}",
            "schemas/form3.schema.json": "{}",
            "pyproject.toml": '[tool.redwell]\nauthor = "Doe LLP"\n',
        }
    )
    side, notes = sided(here, tmp_path / "out", [DOE])
    assert notes == []
    assert (side.author, side.home) == ("Doe LLP", redwell.home())
    assert templates.find("form3/form3.css", side.root).read_text("utf-8") == "p {}"
    xml = "form3/form3.xml.j2"
    assert templates.find(xml, side.root) == redwell.home() / "templates" / xml
    assert not (side.root / "schemas").exists()


def test_a_side_has_the_installed_templates_in_the_place_of_those_that_it_lacks(
    here: History, tmp_path: Path
) -> None:
    here.write({"templates/form3": "a file", "templates/shared/page.css": "p {}"})
    (here.root / "templates" / "power_of_attorney").symlink_to(".")
    side, _ = sided(here, tmp_path / "out", [DOE])
    assert templates.find("shared/page.css", side.root) == side.root / "templates/shared/page.css"
    for name in ("form3/form3.css", "power_of_attorney/wording.yaml", "authentication/authentication.css"):
        assert templates.find(name, side.root) == redwell.home() / "templates" / name


def test_unreadable_settings_are_replaced_by_defaults_with_a_note(here: History, tmp_path: Path) -> None:
    here.write({"pyproject.toml": "[tool.redwell]\nauthors = 1\n"})
    side, notes = sided(here, tmp_path / "out", [DOE])
    assert side.author == "Redwell"
    assert notes == [
        "the working tree: the default settings are used, because pyproject.toml, [tool.redwell]: "
        'there is no setting "authors"; did you mean "author"?'
    ]
    here.write({"pyproject.toml": "x = " + "[" * 50_000})
    _, notes = sided(here, tmp_path / "out", [DOE])
    assert notes == [
        "the working tree: the default settings are used, because pyproject.toml is nested too deeply"
    ]


def test_a_filing_is_exported_with_its_clients_folder_and_named_files(here: History, tmp_path: Path) -> None:
    wording = "powers_of_attorney: [{grantor: Jane Doe, wording: firm/wording.yaml}]\n"
    here.write(
        {
            DOE: FILING + wording,
            ROE: FILING,
            "filings/acme/letter.txt": "letter",
            "filings/other/x.yaml": FILING,
            "firm/wording.yaml": "clauses: []",
            "firm/other.yaml": "clauses: []",
        }
    )
    (here.root / "filings/acme/secret.txt").symlink_to("/etc/passwd")
    side, notes = sided(here, tmp_path / "out", [DOE])
    assert notes == [
        "the working tree: left out, because it leads out of the folder or is too large: "
        "filings/acme/secret.txt"
    ]
    found = [
        path.relative_to(side.root) for top in ("filings", "firm") for path in (side.root / top).rglob("*.*")
    ]
    assert sorted(map(str, found)) == [DOE, ROE, "filings/acme/letter.txt", "firm/wording.yaml"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("a." * 20_000 + "b = 1\n", "pyproject.toml has a line with more than 100 dots"),
        ("# much\n" * 10_000, "pyproject.toml is larger than 65,536 bytes"),
    ],
    ids=["dots", "bytes"],
)
def test_settings_that_take_long_to_read_are_refused(
    here: History, tmp_path: Path, content: str, why: str
) -> None:
    here.write({"pyproject.toml": content})
    _, notes = sided(here, tmp_path / "out", [DOE])
    assert notes == [f"the working tree: the default settings are used, because {why}"]
