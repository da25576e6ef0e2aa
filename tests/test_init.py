"""`redwell init` and `redwell schema`: a firm's own repository."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import redwell
from redwell.repository import fork, layout, pin
from redwell.repository.pin import wheel_name
from tests.repositories import history, needs_git
from tests.wheels import Done, Installed, install, wheel

ROOT = Path(__file__).resolve().parent.parent
pytestmark = needs_git
VERSION = redwell.__version__
EXAMPLE = "filings/example/2020-05-04-doe-form3.yaml"
COMMON = [
    "README.md",
    "pyproject.toml",
    "requirements.lock",
    EXAMPLE,
    ".vscode/settings.json",
    ".vscode/extensions.json",
    ".gitignore",
    ".gitattributes",
    ".pre-commit-config.yaml",
    "tasks.py",
]
GITHUB = [
    ".github/workflows/filings.yml",
    ".github/workflows/filings-comment.yml",
    ".github/CODEOWNERS.example",
]
GITLAB = [".gitlab-ci.yml", ".gitlab/CODEOWNERS.example"]
SCHEMAS = [
    "schemas/common.schema.json",
    "schemas/form3.schema.json",
    "schemas/form4.schema.json",
    "schemas/form5.schema.json",
    "schemas/power-of-attorney.schema.json",
]
PINNED = f"wheels/{wheel_name()}"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with the wheel alone."""
    return install(tmp_path_factory.mktemp("environment") / "venv", wheel())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder with a space in its name."""
    made = tmp_path / "Firm LLP"
    made.mkdir()
    return made


@pytest.fixture
def origin(installed: Installed) -> Iterator[Path]:
    """The file in which pip wrote down where the wheel comes from; it is put back after the test."""
    (found,) = installed.folder.glob("lib/*/site-packages/redwell-*/direct_url.json")
    before = found.read_bytes()
    yield found
    found.write_bytes(before)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(root: Path) -> Iterator[str]:
    """The names of all files, without git's own."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and ".git" not in path.relative_to(root).parts:
            yield path.relative_to(root).as_posix()


def refused(done: Done, message: str) -> bool:
    return (done.code, done.output, done.errors) == (2, "", f"{message}\n")


# --- what it writes ---


def test_an_empty_folder_becomes_a_repository_in_which_everything_is_valid(
    installed: Installed, folder: Path
) -> None:
    done = installed.redwell(folder, "init")
    assert (done.code, done.errors) == (0, "")
    assert sorted(files(folder)) == sorted([*COMMON, *GITHUB, *SCHEMAS, PINNED])
    lines = done.output.splitlines()
    assert lines[0] == "made a git repository here (git init)"
    wrote = [re.match(r"wrote (\S+)  ", line) for line in lines[1 : 1 + len(COMMON) + len(GITHUB)]]
    assert [each and each[1] for each in wrote] == [*COMMON, *GITHUB]
    assert lines[1 + len(wrote) :] == [
        f"wrote {', '.join(SCHEMAS)}: what the editor reads",
        f"wrote {PINNED}: the wheel that requirements.lock pins",
        f"pinned Redwell {VERSION} by sha256 {sha256(wheel())}",
        "Next:",
        "  1. redwell build, then redwell open: the documents of filings/example",
        '  2. redwell new --client acme --owner "DOE JANE" --date 2026-05-04: your first filing',
        f'  3. git add --all && git commit --message "Begin with Redwell {VERSION}"',
        "  4. README.md: how colleagues set up, and what to protect on GitHub",
        "These are the workflows of GitHub; for GitLab: redwell init --forge gitlab",
    ]
    checked = installed.redwell(folder, "check")
    assert checked == Done(
        code=0,
        output="filings/example/2020-05-04-doe-form3.yaml:14:5: not ready to file: the owner's CIK is "
        "missing; John Roe has not signed (no date); Jane M. Doe has not signed this power of attorney: the "
        "document is a copy for signature\n"
        "filings/example/2020-05-04-doe-form3.yaml: due Thu 14 May 2020, 10 p.m. ET (10 days after 4 May); "
        "not signed\n"
        "1 filing not ready to file; 1 filing checked\n",
        errors="",
    )


@pytest.mark.parametrize(
    ("origin", "flags", "written"),
    [
        ("git@gitlab.firm.example:securities/filings.git", (), GITLAB),
        ("https://gitlab.com/firm/filings.git", (), GITLAB),
        ("https://gitlab.com/firm/filings.git", ("--forge", "github"), GITHUB),
        ("ssh://git@github.com/gitlab/filings.git", (), GITHUB),
        ("https://git.firm.example/filings.git", ("--forge", "gitlab"), GITLAB),
    ],
)
def test_the_forge_is_the_host_of_origin_unless_it_is_named(
    installed: Installed, folder: Path, origin: str, flags: tuple[str, ...], written: list[str]
) -> None:
    history(folder).git("remote", "add", "origin", origin)
    done = installed.warm(folder, "init", *flags)
    assert (done.code, done.errors) == (0, "")
    assert [name for name in files(folder) if name.startswith((".github", ".gitlab"))] == sorted(
        written, key=Path
    )
    assert "These are the workflows" not in done.output
    name = "GitLab" if written is GITLAB else "GitHub"
    assert f"## On {name}\n" in (folder / "README.md").read_text("utf-8")


def test_what_exists_is_left_and_named_and_a_second_run_writes_nothing(
    installed: Installed, folder: Path
) -> None:
    made = history(folder)
    made.save({"README.md": "ours\n", ".gitignore": "*.tmp\n"})
    (folder / "tasks.py").symlink_to("nowhere")
    done = installed.warm(folder, "init")
    assert done.code == 0
    said = (
        "left as they are, because they exist: README.md, .gitignore, tasks.py\n"
        "  redwell init --upgrade shows what Redwell would write there\n"
    )
    assert said in done.output
    assert (folder / "README.md").read_text("utf-8") == "ours\n"
    assert (folder / ".gitignore").read_text("utf-8") == "*.tmp\n"
    assert (folder / "tasks.py").is_symlink()
    (folder / "tasks.py").unlink()
    before = made.state()
    installed.warm(folder, "init")
    assert made.state().items() - before.items() == {("tasks.py", sha256(folder / "tasks.py"))}
    for name in ("README.md", ".gitignore"):
        (folder / name).unlink()
    installed.warm(folder, "init")
    before = made.state()
    done = installed.warm(folder, "init", "--forge", "github")
    assert done.output.startswith("everything is here already: nothing was written\nNext:\n")
    assert made.state() == before


def test_beside_filings_there_is_no_invented_one(installed: Installed, folder: Path) -> None:
    history(folder).save({"filings/acme/2026-05-04-doe-form3.yaml": "form: 3\n"})
    done = installed.warm(folder, "init")
    assert done.code == 0
    assert "  1. redwell build, then redwell open: your documents\n" in done.output
    assert [name for name in files(folder) if name.startswith("filings/")] == [
        "filings/acme/2026-05-04-doe-form3.yaml"
    ]


def test_documents_reviews_and_redlines_are_ignored_by_git_and_binaries_stay_binary(
    installed: Installed, folder: Path
) -> None:
    installed.warm(folder, "init")
    made = history(folder)
    names = ["build/a/b/form3.pdf", "build-before/x", "review/review.html", "redlines/x.docx", ".venv/x"]
    assert made.git("check-ignore", *names).splitlines() == names
    for name, value in (("a.docx", "unset"), ("b.pdf", "unset"), ("c.xlsx", "unset"), ("d.yaml", "auto")):
        assert made.git("check-attr", "text", name) == f"{name}: text: {value}"
    assert made.git("check-attr", "eol", "d.yaml") == "d.yaml: eol: lf"


def test_an_editor_finds_the_schema_of_a_filing_by_its_folder_and_by_its_first_line(
    installed: Installed, folder: Path
) -> None:
    installed.warm(folder, "init")
    settings = json.loads((folder / ".vscode/settings.json").read_text("utf-8"))
    assert settings["yaml.schemas"].keys() == {f"./schemas/form{n}.schema.json" for n in (3, 4, 5)}
    assert all((folder / name).is_file() for name in settings["yaml.schemas"])
    recommended = json.loads((folder / ".vscode/extensions.json").read_text("utf-8"))
    assert recommended == {"recommendations": ["redhat.vscode-yaml"]}
    filing = folder / "filings/example/2020-05-04-doe-form3.yaml"
    first = filing.read_text("utf-8").partition("\n")[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (filing.parent / named).read_bytes() == (ROOT / "schemas/form3.schema.json").read_bytes()


def test_the_settings_stand_commented_in_the_pyproject(installed: Installed, folder: Path) -> None:
    installed.warm(folder, "init")
    text = (folder / "pyproject.toml").read_text("utf-8")
    assert tomllib.loads(text) == {"tool": {"redwell": {}}}
    used = tomllib.loads(re.sub(r"^# (?=[a-z_]+ = )", "", text, flags=re.MULTILINE))["tool"]["redwell"]
    assert used.keys() == {
        "author",
        "contact_name",
        "contact_phone",
        "contact_email",
        "notification_emails",
    }
    (folder / "pyproject.toml").write_text(
        re.sub(r"^# (?=[a-z_]+ = )", "", text, flags=re.MULTILINE), "utf-8"
    )
    assert installed.warm(folder, "check").code == 0


# --- where it refuses ---


def test_a_folder_with_files_must_be_a_repository_of_git_first(installed: Installed, folder: Path) -> None:
    (folder / "letter.txt").write_text("Dear Sirs", "utf-8")
    message = (
        "this folder has files and is no git repository: to keep the filings here, run git init, then "
        "redwell init again; else run it in an empty folder"
    )
    assert refused(installed.warm(folder, "init"), message)
    assert [*files(folder)] == ["letter.txt"]


def test_a_folder_inside_a_repository_is_refused(installed: Installed, folder: Path) -> None:
    history(folder)
    inside = folder / "matters"
    inside.mkdir()
    message = (
        f"this is a folder of the repository {folder.resolve()}: run redwell init there, or in a folder of "
        "its own"
    )
    assert refused(installed.warm(inside, "init"), message)
    assert [*files(folder)] == []


def test_without_git_it_says_what_to_install(
    installed: Installed, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{folder}")
    message = "git is not installed here, and a firm's filings are kept in it: install git"
    assert refused(installed.warm(folder, "init"), message)


def test_nothing_is_written_through_a_link_out_of_the_repository(installed: Installed, folder: Path) -> None:
    history(folder)
    away = folder.parent / "away"
    away.mkdir()
    (folder / "schemas").symlink_to(away)
    message = "schemas/common.schema.json: its folder leads out of this repository: nothing was written"
    assert refused(installed.warm(folder, "init"), message)
    assert refused(installed.warm(folder, "schema"), message)
    assert (*files(folder), *away.iterdir()) == ()


def test_a_file_in_the_place_of_a_folder_is_named(installed: Installed, folder: Path) -> None:
    history(folder).save({".vscode": "a file"})
    message = ".vscode is a file, and must be a folder: nothing was written"
    assert refused(installed.warm(folder, "init"), message)
    assert [*files(folder)] == [".vscode"]


def test_an_unknown_forge_is_refused(installed: Installed, folder: Path) -> None:
    message = '--forge gitlub: choose github, gitlab; did you mean "gitlab"?'
    assert refused(installed.warm(folder, "init", "--forge", "gitlub"), message)


# --- the pin ---

ADDRESS = f"https://releases.example/v{VERSION}/{wheel_name()}"
HASH = "ab" * 32


def entry(folder: Path) -> str:
    """The first entry of the lock."""
    text = (folder / "requirements.lock").read_text("utf-8")
    first = (ROOT / "requirements.lock").read_text("utf-8").partition("==")[0]
    return text[: text.index(f"\n{first}==") + 1]


def test_the_lock_begins_with_the_wheel_by_its_file_and_hash(installed: Installed, folder: Path) -> None:
    installed.warm(folder, "init")
    hashed = sha256(wheel())
    assert entry(folder) == f"./{PINNED} \\\n    --hash=sha256:{hashed}\n"
    assert sha256(folder / PINNED) == hashed
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert (folder / "requirements.lock").read_text("utf-8") == entry(folder) + lock


def test_a_wheel_at_an_address_is_pinned_by_address_and_hash(installed: Installed, folder: Path) -> None:
    done = installed.warm(folder, "init", "--wheel", f"{ADDRESS}#sha256={HASH}")
    assert (done.code, done.errors) == (0, "")
    assert entry(folder) == f"redwell @ {ADDRESS} \\\n    --hash=sha256:{HASH}\n"
    assert f"pinned Redwell {VERSION} by sha256 {HASH}\n" in done.output
    assert not (folder / "wheels").exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            ADDRESS,
            f"--wheel {ADDRESS}: add its SHA-256, which the release names: redwell init --wheel "
            f"{ADDRESS}#sha256=HASH",
        ),
        (
            f"https://jane:secret@releases.example/{wheel_name()}#sha256={HASH}",
            f"--wheel https://releases.example/{wheel_name()}#sha256={HASH}: an address with a password or "
            "a ? may hold a secret: name one without",
        ),
        (
            f"ftp://releases.example/{wheel_name()}#sha256={HASH}",
            f"--wheel ftp://releases.example/{wheel_name()}#sha256={HASH}: write the address of a wheel, "
            f"https://HOST/{wheel_name()}#sha256=HASH",
        ),
        (
            f"https://releases.example/redwell-9.9-py3-none-any.whl#sha256={HASH}",
            f"--wheel https://releases.example/redwell-9.9-py3-none-any.whl#sha256={HASH}: this is Redwell "
            f"{VERSION}, whose wheel is {wheel_name()}: install the other one first, and let it pin itself",
        ),
        ("gone.whl", "--wheel gone.whl: there is no such file"),
        (f"../{wheel_name()}", f"--wheel ../{wheel_name()}: this is no wheel of Redwell, or a damaged one"),
    ],
)
def test_a_pin_that_is_not_safe_is_refused(
    installed: Installed, folder: Path, given: str, message: str
) -> None:
    (folder.parent / wheel_name()).write_bytes(wheel().read_bytes()[:1000])
    assert refused(installed.warm(folder, "init", "--wheel", given), message)
    assert [*folder.iterdir()] == []


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            None,
            "this Redwell was not installed from a wheel, and a name alone is no safe pin: name the wheel, "
            f"redwell init --wheel FILE, or --wheel https://HOST/{wheel_name()}#sha256=HASH",
        ),
        (
            {"url": f"file:///gone/{wheel_name()}", "archive_info": {}},
            f"the wheel that this Redwell was installed from is not there any more (/gone/{wheel_name()}): "
            "name it, redwell init --wheel FILE",
        ),
        (
            {"url": ADDRESS, "archive_info": {}},
            f"the wheel that this Redwell was installed from, {ADDRESS}: add its SHA-256, which the release "
            f"names: redwell init --wheel {ADDRESS}#sha256=HASH",
        ),
    ],
)
def test_where_the_wheel_is_not_known_it_must_be_named(
    installed: Installed, origin: Path, folder: Path, said: dict[str, object] | None, message: str
) -> None:
    origin.unlink()
    if said:
        origin.write_text(json.dumps(said), "utf-8")
    assert refused(installed.warm(folder, "init"), message)


def test_a_wheel_that_was_replaced_after_the_installation_is_refused(
    installed: Installed, origin: Path, folder: Path
) -> None:
    said = json.loads(origin.read_text("utf-8"))
    said["archive_info"]["hashes"] = {"sha256": HASH}
    origin.write_text(json.dumps(said), "utf-8")
    message = (
        f"{wheel()} is not the wheel that this Redwell was installed from: it differs. Name the wheel, "
        "redwell init --wheel FILE"
    )
    assert refused(installed.warm(folder, "init"), message)


def test_a_wheel_without_a_recorded_hash_must_hold_the_code_that_runs(
    installed: Installed, origin: Path, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / wheel().name
    shutil.copy(wheel(), other)
    origin.write_text(json.dumps({"url": other.as_uri(), "archive_info": {}}), "utf-8")
    assert installed.warm(folder, "init").output.count(f"pinned Redwell {VERSION}") == 1
    with zipfile.ZipFile(other, "a") as parts:
        parts.writestr("redwell/more.py", "")
    folder = tmp_path / "another"
    folder.mkdir()
    message = f"{other} is not the wheel that this Redwell was installed from: it differs. Name the wheel, "
    assert refused(installed.warm(folder, "init"), message + "redwell init --wheel FILE")


def test_the_hash_that_pip_wrote_down_pins_an_address(
    installed: Installed, origin: Path, folder: Path
) -> None:
    said = {"url": ADDRESS, "archive_info": {"hashes": {"sha256": HASH}}}
    origin.write_text(json.dumps(said), "utf-8")
    assert installed.warm(folder, "init").code == 0
    assert entry(folder) == f"redwell @ {ADDRESS} \\\n    --hash=sha256:{HASH}\n"


# --- an upgrade ---


def test_an_upgrade_is_a_diff_that_git_applies_and_leaves_the_firms_own_files(
    installed: Installed, folder: Path
) -> None:
    installed.warm(folder, "init")
    made = history(folder)
    changed: dict[str, str | bytes | None] = {
        "requirements.lock": "redwell @ https://old.example/redwell-0.0.9-py3-none-any.whl\n",
        ".gitattributes": "* text=auto",
        "README.md": "ours\n",
        "pyproject.toml": '[tool.redwell]\nauthor = "Firm LLP"\n',
        ".github/workflows/filings-comment.yml": None,
        "filings/example/2020-05-04-doe-form3.yaml": None,
        "schemas/form3.schema.json": "{}\n",
        "wheels/redwell-0.0.9-py3-none-any.whl": "old",
    }
    made.save(changed)
    before = made.state()
    done = installed.warm(folder, "init", "--upgrade")
    assert made.state() == before
    assert done.code == 0
    assert re.findall(r"^(?:---|\+\+\+) .*$", done.output, re.MULTILINE) == [
        "--- a/requirements.lock",
        "+++ b/requirements.lock",
        "--- a/.gitattributes",
        "+++ b/.gitattributes",
        "--- /dev/null",
        "+++ b/.github/workflows/filings-comment.yml",
    ]
    assert done.errors == (
        "to write this: redwell init --upgrade | git apply\n"
        "no longer pinned: git rm -- wheels/redwell-0.0.9-py3-none-any.whl\n"
        "to renew the schemas: redwell schema\n"
    )
    subprocess.run(["git", "apply"], cwd=folder, input=done.output, text=True, check=True)
    assert installed.warm(folder, "schema").output == "wrote schemas/form3.schema.json\n"
    made.git("rm", "-q", "--", "wheels/redwell-0.0.9-py3-none-any.whl")
    done = installed.warm(folder, "init", "--upgrade")
    assert done == Done(code=0, output="", errors=f"Redwell {VERSION} would write nothing differently\n")
    assert (folder / "README.md").read_text("utf-8") == "ours\n"


def test_an_upgrade_says_how_the_newer_wheel_comes_into_the_repository(
    installed: Installed, folder: Path
) -> None:
    installed.warm(folder, "init")
    (folder / PINNED).unlink()
    done = installed.warm(folder, "init", "--upgrade")
    assert done.errors == (
        f"to pin this wheel: mkdir -p wheels && cp {wheel()} wheels/\n"
        f"Redwell {VERSION} would write nothing differently\n"
    )


def test_an_upgrade_keeps_to_the_forge_of_the_repository(installed: Installed, folder: Path) -> None:
    installed.warm(folder, "init", "--forge", "gitlab")
    done = installed.warm(folder, "init", "--upgrade")
    assert (done.code, done.output) == (0, "")


def test_an_upgrade_of_no_repository_is_refused(installed: Installed, folder: Path) -> None:
    message = "there is no requirements.lock here, as redwell init writes it"
    assert refused(installed.warm(folder, "init", "--upgrade"), message)
    installed.warm(folder, "init")
    assert refused(
        installed.warm(folder / "filings", "init", "--upgrade"), f"{message}: run it in {folder.resolve()}"
    )


def test_a_firms_own_lines_stay_in_its_lists_for_git(installed: Installed, folder: Path) -> None:
    installed.warm(folder, "init")
    (folder / ".gitignore").write_text("/build*/\n/.idea/", "utf-8")
    # What is for all files comes before the firm's own lines, of which the last wins.
    (folder / ".gitattributes").write_text("*.heic binary\n", "utf-8")
    done = installed.warm(folder, "init", "--upgrade")
    edits = [line for line in done.output.splitlines() if re.match(r"[-+](?![-+])", line)]
    assert edits[:4] == ["-/.idea/", "+/.idea/", "+/review/", "+/redlines/"]
    assert [line for line in edits if line.startswith("-")] == ["-/.idea/"]
    subprocess.run(["git", "apply"], cwd=folder, input=done.output, text=True, check=True)
    assert (folder / ".gitignore").read_text("utf-8").startswith("/build*/\n/.idea/\n/review/\n")
    assert (folder / ".gitattributes").read_text("utf-8").startswith("* text=auto eol=lf\n*.heic binary\n")
    assert installed.warm(folder, "init", "--upgrade").output == ""


def test_another_file_in_the_place_of_the_wheel_is_named(installed: Installed, folder: Path) -> None:
    history(folder).save({PINNED: "not the wheel"})
    message = f"{PINNED} in this repository is another file than {wheel()}: remove it first"
    assert refused(installed.warm(folder, "init"), message)
    (folder / PINNED).unlink()
    (folder / PINNED).symlink_to(wheel())
    message = f"{PINNED} in this repository is a link, which may lead elsewhere tomorrow: remove it"
    assert refused(installed.warm(folder, "init"), message)


def test_schemas_are_renewed_only_where_they_differ(installed: Installed, folder: Path) -> None:
    installed.warm(folder, "init")
    assert installed.warm(folder, "schema") == Done(code=0, output="schemas/ is up to date\n", errors="")
    (folder / SCHEMAS[0]).unlink()
    (folder / SCHEMAS[1]).write_text("{}", "utf-8")
    assert installed.warm(folder, "schema").output == f"wrote {SCHEMAS[0]}\nwrote {SCHEMAS[1]}\n"
    for name in SCHEMAS:
        assert (folder / name).read_bytes() == (ROOT / name).read_bytes()


# --- a fork ---


def ours() -> list[str]:
    """The names of all files of Redwell's own repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in found.stdout.split("\0") if name]


def test_in_a_fork_it_lists_what_is_no_longer_needed_and_deletes_nothing(
    installed: Installed, folder: Path
) -> None:
    made = history(folder)
    for name in ours():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    css = (ROOT / "templates/form3/form3.css").read_text("utf-8")
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    made.save(
        {
            "filings/tecogen/2026-05-04-doe-form3.yaml": "ours\n",
            "templates/form3/form3.css": f"{css}\n/* ours */\n",
            "pyproject.toml": settings.replace('author = "Redwell"', 'author = "Firm LLP"'),
        }
    )
    before = [*files(folder)]
    done = installed.warm(folder, "init")
    assert (done.code, done.errors) == (0, "")
    assert {*before} - {*files(folder)} == set()
    told = done.output[done.output.index("This is a fork") :].splitlines()
    assert (
        told[0] == "This is a fork of Redwell's own repository. A firm's repository does not need any more:"
    )
    end = told.index(f"Templates unlike those of Redwell {VERSION}: keep what you changed:")
    listed = [line.strip() for line in told[1:end]]
    assert told[end + 1 : end + 3] == [
        "  templates/form3/form3.css",
        "Nothing was deleted. Next, in a branch (docs/upgrade.md):",
    ]
    assert told[-2:] == [
        "  2. redwell init: writes a firm's files in the place of Redwell's own",
        "  3. put back the lines of your settings: git show HEAD:pyproject.toml",
    ]
    assert told[-3].startswith("  1. git rm -r --quiet -- ")
    subprocess.run(told[-3].removeprefix("  1. "), cwd=folder, shell=True, check=True)
    # What is left is the firm's: its filings, its template, the schemas, and what init wrote.
    left = set(before) & set(files(folder))
    assert left == {"filings/tecogen/2026-05-04-doe-form3.yaml", "templates/form3/form3.css", *SCHEMAS}
    assert "templates/form3/form3.docx" in listed
    assert "templates/power_of_attorney" in listed
    done = installed.warm(folder, "init")
    assert done.code == 0
    assert {*COMMON, *GITHUB} - {EXAMPLE} <= {*files(folder)}
    assert "fork" not in done.output


def test_the_list_of_a_fork_names_all_that_is_in_this_repository() -> None:
    known = {name.partition("/")[0] for name in (*fork.CODE, *fork.REPLACED)} | {
        "filings",
        "templates",
        "schemas",
    }
    assert {name.partition("/")[0] for name in ours()} <= known | {".github"}
    assert sorted(fork.EXAMPLES) == [name for name in ours() if name.startswith("filings/")]


# --- the texts ---


def test_every_text_is_used_and_every_file_has_one() -> None:
    kept = {path.name for path in (ROOT / "redwell/repository/files").iterdir()}
    named = {
        name.format(forge=forge) for each in layout.FILES for name in each.texts for forge in layout.FORGES
    }
    assert named == kept


def test_no_text_has_a_pin_by_name_alone() -> None:
    some = pin.Pin(place=f"./{PINNED}", sha256=HASH)
    for forge in layout.FORGES:
        for name, text in layout.contents(forge, some).items():
            assert not re.search(r"install (?!.*--require-hashes)[^\n]*\bredwell\b", text), name
            assert not re.search(r"^redwell\s*[=~<>]", text, re.MULTILINE), name
