"""The submission file: what stands in it, when it is refused, and that only it holds a CCC."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import stat
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from types import FrameType
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

import redwell
from redwell import settings
from redwell.builds import manifest
from redwell.edgar import submission, xsd
from redwell.edgar.submission import Enclosed, Header
from redwell.files.discovery import Misuse
from redwell.secrets import writer
from redwell.secrets.ccc import Ccc, NotACccError
from redwell.settings import Settings
from tests import warm
from tests.repositories import history, needs_git
from tests.sample import some
from tests.submissions import CCC, CIK, NO_KEYRING, ROOT, SEED, repository, submit

ENV = {f"REDWELL_CCC_{CIK}": CCC}
GOOD = ROOT / "tests/filings/good"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "repository")


def documents(file: Path) -> dict[str, tuple[str, str | None, bytes]]:
    """Type, description and content of each document of a submission, by name."""
    return {
        each.findtext("documentName", ""): (
            each.findtext("documentType", ""),
            each.findtext("documentDescription"),
            b64decode(each.findtext("documentMimeBlock", "")),
        )
        for each in ET.fromstring(file.read_bytes()).iterfind("edgarDocument")
    }


# --- what is written ---


def test_a_submission_holds_the_documents_of_the_build_and_the_ccc_of_each_owner(
    root: Path, tmp_path: Path
) -> None:
    out = tmp_path / "a.xml"
    code, output, errors = submit(root, "--filing", SEED, "--test", "--out", str(out), **ENV)
    assert (code, errors) == (0, "")
    assert output.endswith(
        f"wrote {out} (TEST): form3.xml, ex24.txt\n"
        "it contains a CCC: delete it after sending; to see how to send it: invoke submission --explain\n"
    )
    assert warm.invoke(root, "build", "--quiet").returncode == 0
    built = root / "build/tecogen" / Path(SEED).stem
    owner = f"      <rptOwnerCik>{CIK}</rptOwnerCik>\n"
    primary = (built / "form3.xml").read_text("ascii")
    assert primary.count(owner) == 1
    with_ccc = primary.replace(owner, f"{owner}      <rptOwnerCcc>{CCC}</rptOwnerCcc>\n")
    assert documents(out) == {
        "form3.xml": ("3", "Form 3", with_ccc.encode()),
        "ex24.txt": ("EX-24", "Power of Attorney of Robert A. Panora", (built / "ex24.txt").read_bytes()),
    }
    head = out.read_text("ascii").partition("  <edgarDocument>")[0]
    assert head == (
        '<?xml version="1.0"?>\n<edgarSubmission>\n'
        "  <submissionType>3</submissionType>\n  <testOrLive>TEST</testOrLive>\n"
        "  <pointOfContact>\n    <contactName>Jane Doe</contactName>\n"
        "    <contactPhoneNumber>212-555-0100</contactPhoneNumber>\n"
        "    <contactEmailAddress>filings@example.com</contactEmailAddress>\n  </pointOfContact>\n"
        "  <notificationAddresses>\n"
        "    <notificationEmailAddress>docket@example.com</notificationEmailAddress>\n"
        "    <notificationEmailAddress>doe@example.com</notificationEmailAddress>\n"
        "  </notificationAddresses>\n"
    )
    assert max(map(len, out.read_text("ascii").splitlines())) <= 110
    assert xsd.xml_problems(out.read_bytes(), redwell.home()) == ()


def test_equal_input_gives_equal_bytes_for_its_owner_alone(root: Path, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        for name in ("a.xml", "b.xml"):
            submit(root, "--filing", SEED, "--test", "--out", str(tmp_path / name), **ENV)
    finally:
        os.umask(old)
    assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "b.xml").read_bytes()
    assert stat.S_IMODE((tmp_path / "a.xml").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xml", "b.xml", "repository"]


def test_exhibit_24_goes_as_html_when_it_is_asked_for_and_never_twice(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.xml"
    assert submit(root, "--filing", SEED, "--test", "--htm", "--out", str(out), **ENV)[0] == 0
    assert [*documents(out)] == ["form3.xml", "ex24.htm"]


def test_enclosed_files_and_several_powers_go_with_types_of_their_own(root: Path, tmp_path: Path) -> None:
    folder = (root / SEED).parent
    (folder / "ex99letter.htm").write_text('<html><body><img src="chart.gif"></body></html>', "ascii")
    (folder / "chart.gif").write_bytes(b"GIF89a")
    (folder / "other-power.txt").write_text("POWER OF ATTORNEY\n\n/s/ Robert A. Panora\n", "ascii")
    text = (root / SEED).read_text("utf-8").replace(
        "powers_of_attorney:\n",
        "powers_of_attorney:\n"
        "  - {grantor: Robert A. Panora, document: other-power.txt, attorneys_in_fact: [Sam Agent], "
        "signed: 2013-09-20}\n",
    ) + (
        "exhibits:\n  - {type: EX-99.1, file: ex99letter.htm, description: Letter}\n"
        "  - {type: EX-99, file: chart.gif}\n"
    )
    (root / SEED).write_text(text, "utf-8")
    out = tmp_path / "a.xml"
    code, output, errors = submit(root, "--filing", SEED, "--test", "--out", str(out), **ENV)
    assert (code, errors) == (0, ""), output
    sent = {name: (kind, description) for name, (kind, description, _) in documents(out).items()}
    assert sent == {
        "form3.xml": ("3", "Form 3"),
        "ex24-robertapanora.txt": ("EX-24.1", "Power of Attorney of Robert A. Panora"),
        "ex24-robertapanora2.txt": ("EX-24.2", "Power of Attorney of Robert A. Panora"),
        "ex99letter.htm": ("EX-99.1", "Letter"),
        "chart.gif": ("GRAPHIC", None),
    }
    assert documents(out)["chart.gif"][2] == b"GIF89a"


def test_a_filing_in_parts_is_sent_part_by_part_each_with_its_own_owners_and_cccs(
    root: Path, tmp_path: Path
) -> None:
    owners = "".join(
        f'  - {{name: DOE JANE {n}, cik: "{n}", relationship: {{director: true}}}}\n' for n in range(1, 12)
    )
    signatures = "".join(f"  - {{signer: Jane {n} Doe, signed: 2026-05-05}}\n" for n in range(1, 12))
    (root / SEED).write_text(
        'form: "3"\ndate_of_event: 2026-05-04\nsplit: true\n'
        'issuer: {name: ACME CORP, cik: "99", trading_symbol: ACME}\n'
        f"reporting_owners:\n{owners}no_securities_owned: true\nsignatures:\n{signatures}",
        "utf-8",
    )
    out = tmp_path / "a.xml"
    order = ("--filing", SEED, "--test", "--out", str(out))
    code, _, errors = submit(root, *order)
    assert (code, errors) == (
        2,
        "this filing is sent in 2 parts, each in its own file: choose one with --part 1 to --part 2\n",
    )
    assert submit(root, *order, "--part", "3")[2] == "--part 3: this filing is sent in 2 parts\n"
    env = {f"REDWELL_CCC_{n}": f"abcd#{n:03}" for n in range(7, 12)}
    code, output, errors = submit(root, *order, "--part", "2", **env)
    assert (code, errors) == (0, ""), output
    [(name, (kind, _, primary))] = documents(out).items()
    assert (name, kind) == ("form3-2of2.xml", "3")
    assert re.findall(r"<rptOwnerCik>(\d+)</rptOwnerCik>\n *<rptOwnerCcc>" + r"(.*)</", primary.decode()) == [
        (f"{n}", f"abcd#{n:03}") for n in range(7, 12)
    ]


def test_marks_of_xml_in_a_ccc_are_escaped() -> None:
    primary = b"  <rptOwnerCik>1</rptOwnerCik>\n"
    made = submission.with_cccs(primary, {1: Ccc("a<b>&c1" + "2", "here")})
    assert made == primary + b"  <rptOwnerCcc>" + b"a&lt;b&gt;&amp;c12</rptOwnerCcc>\n"


@given(
    st.lists(st.tuples(st.text("abc", min_size=1, max_size=9), st.binary(min_size=1)), min_size=1),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=30),
)
def test_a_submission_decoded_again_equals_its_parts(parts: list[tuple[str, bytes]], said: str) -> None:
    given = [Enclosed(name=n, type="EX-99", content=content, description=said) for n, content in parts]
    content = submission.compose_submission(Header(form="3/A", mode="LIVE", contact_name=said), given)
    root = ET.fromstring(content)
    assert (root.findtext("submissionType"), root.findtext("testOrLive")) == ("3/A", "LIVE")
    assert root.findtext("pointOfContact/contactName") == said
    assert [
        Enclosed(
            name=each.findtext("documentName", ""),
            type=each.findtext("documentType", ""),
            content=b64decode(each.findtext("documentMimeBlock", "")),
            description=each.findtext("documentDescription"),
        )
        for each in root.iterfind("edgarDocument")
    ] == given


# --- what is refused ---


def test_everything_missing_is_reported_at_once(tmp_path: Path) -> None:
    text = (GOOD / "joint.yaml").read_text("utf-8").replace(", signed: 2026-05-06", "", 1)
    root = repository(tmp_path / "repository", text)
    (root / "pyproject.toml").write_text("", "utf-8")
    code, output, errors = submit(root, "--filing", SEED, "--test", "--out", str(tmp_path / "a.xml"))
    assert code == 1
    assert "not ready to file: Sam Agent has not signed (no date)\n" in output
    assert errors == (
        "nothing was written: the filing is not ready, and\n"
        "  EDGAR needs a contact person: set contact_name, contact_phone, contact_email in "
        "pyproject.toml, [tool.redwell]\n"
        "  the CCC of DOE JANE M was not found: store it in the keyring (keyring set redwell 0001700001), or "
        "set REDWELL_CCC_0001700001 in the environment\n"
        "  the CCC of ROE RICHARD was not found: store it in the keyring (keyring set redwell 0001700002), "
        "or set REDWELL_CCC_0001700002 in the environment\n"
        "  the CCC of DOE ROE VENTURES LLC was not found: store it in the keyring (keyring set redwell "
        "0001700003), or set REDWELL_CCC_0001700003 in the environment\n"
    )
    assert not (tmp_path / "a.xml").exists()


def test_a_missing_confirmation_is_reported_with_everything_else_missing(root: Path, tmp_path: Path) -> None:
    (root / "pyproject.toml").write_text("", "utf-8")
    arguments = ("--filing", SEED, "--live", "--out", str(tmp_path / "a.xml"))
    code, _, errors = submit(root, *arguments, **ENV)
    assert (code, errors) == (
        1,
        "nothing was written:\n"
        "  EDGAR needs a contact person: set contact_name, contact_phone, contact_email in "
        "pyproject.toml, [tool.redwell]\n"
        "  --live files it, and there is no terminal for the prompt: confirm with --yes-live\n",
    )
    assert not (tmp_path / "a.xml").exists()


def test_a_draft_is_not_filed(root: Path, tmp_path: Path) -> None:
    path = root / SEED
    path.write_text(f"{path.read_text('utf-8')}remarks: The date is [date to come].\n", "utf-8")
    arguments = ("--filing", SEED, "--live", "--yes-live", "--out", str(tmp_path / "a.xml"))
    code, output, errors = submit(root, *arguments, **ENV)
    assert (code, errors) == (1, "nothing was written: the filing is not ready\n")
    assert 'not ready to file: remarks still has the blank "[date to come]"\n' in output
    assert not (tmp_path / "a.xml").exists()


def test_a_power_that_was_executed_as_a_page_is_sent_unchanged(tmp_path: Path) -> None:
    text = (
        'form: "3"\ndate_of_event: 2026-05-04\nissuer: {name: ACME, cik: "123", trading_symbol: ACME}\n'
        f'reporting_owners:\n  - {{name: DOE JANE, cik: "{CIK}", relationship: {{director: true}}}}\n'
        "no_securities_owned: true\nsignatures:\n  - {signer: Sam Agent, for: Jane Doe, signed: 2026-05-05}\n"
        "powers_of_attorney:\n  - grantor: Jane Doe\n    attorneys_in_fact: [Sam Agent]\n"
        "    document: power.htm\n    forms: [3, 4, 5]\n"
    )
    root = repository(tmp_path / "repository", text)
    page = b"<html><body><p>Power\r\n of attorney</p></body></html>"
    (root / SEED).with_name("power.htm").write_bytes(page)
    out = tmp_path / "a.xml"
    code, _, errors = submit(root, "--filing", SEED, "--test", "--out", str(out), **ENV)
    assert (code, errors) == (0, "")
    assert documents(out)["power.htm"] == ("EX-24", "Power of Attorney of Jane Doe", page)
    assert [*documents(out)] == ["form3.xml", "power.htm"]


def test_a_filing_with_an_error_is_refused(root: Path, tmp_path: Path) -> None:
    path = root / SEED
    path.write_text(path.read_text("utf-8").replace("officer: COO and President", "{}"), "utf-8")
    code, output, errors = submit(root, "--filing", SEED, "--test", "--out", str(tmp_path / "a.xml"), **ENV)
    assert (code, errors) == (1, "nothing was written: the filing is not ready\n")
    assert "error [relationship-missing]" in output
    assert not (tmp_path / "a.xml").exists()


def test_a_filed_form_cannot_be_sent_live_but_can_be_tested(root: Path, tmp_path: Path) -> None:
    path = root / SEED
    path.write_text(path.read_text("utf-8") + "filed: {date: 2013-10-03}\n", "utf-8")
    order = ("--filing", SEED, "--out", str(tmp_path / "a.xml"))
    assert submit(root, *order, "--live", "--yes-live", **ENV)[2] == (
        "nothing was written:\n  it was already filed: `filed:` says that EDGAR accepted it on 2013-10-03; "
        "file an amendment to correct it, or remove `filed:` if EDGAR did not accept it\n"
    )
    assert submit(root, *order, "--test", **ENV)[0] == 0


OUT = "/nowhere/a.xml"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "--filing and --out must be given; to see how to send a filing: invoke submission --explain"),
        (
            ["--filing", SEED, "--out", OUT],
            "write --test or --live: begin with a test, which files nothing",
        ),
        (
            ["--filing", SEED, "--out", OUT, "--test", "--live"],
            "write --test or --live: begin with a test, which files nothing",
        ),
        (
            ["--filing", SEED, "--out", OUT, "--test"],
            f"--out {OUT}: there is no folder nowhere/",
        ),
        (
            ["--filing", SEED, "--out", "/nowhere/a.txt", "--test"],
            "--out /nowhere/a.txt: EDGAR accepts a file whose name ends in .xml (specification 4.1)",
        ),
        (
            ["--filing", SEED, "--out", OUT, "--test", "--part", "x"],
            "--part x: write a whole number, 1 or more",
        ),
    ],
)
def test_misuse_exits_2_with_one_sentence(root: Path, arguments: list[str], sentence: str) -> None:
    assert submit(root, *arguments, **ENV) == (2, "", f"{sentence}\n")


def test_one_filing_is_sent_at_a_time(root: Path, tmp_path: Path) -> None:
    shutil.copy(root / SEED, (root / SEED).with_name("2013-10-02-panora-form3.yaml"))
    code, _, errors = submit(root, "--filing", "filings", "--test", "--out", str(tmp_path / "a.xml"), **ENV)
    assert (code, errors) == (2, "--filing filings: this names 2 filings: send one at a time\n")


def test_nothing_is_overwritten(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.xml"
    out.write_text("mine", "ascii")
    (tmp_path / "b.xml").symlink_to(tmp_path / "gone.xml")
    for name in ("a.xml", "b.xml"):
        code, _, errors = submit(root, "--filing", SEED, "--test", "--out", str(tmp_path / name), **ENV)
        sentence = (
            f"--out {tmp_path / name}: this file already exists and will not be overwritten: give another "
            "name\n"
        )
        assert (code, errors) == (2, sentence)
    assert out.read_text("ascii") == "mine"
    assert not (tmp_path / "gone.xml").exists()


@pytest.fixture(scope="module")
def checkouts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a worktree, a submodule, a bare one, and links that lead in and out."""
    top = tmp_path_factory.mktemp("checkouts")
    (top / "free").mkdir()
    main, other = history(top / "main"), history(top / "other")
    for each in (main, other):
        each.commit("first")
    (top / "main/deep").mkdir()
    main.git("worktree", "add", "--quiet", f"{top / 'worktree'}")
    main.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", f"{other.root}", "below")
    main.clone(top / "bare", "--bare")
    (top / "link").symlink_to(top / "main/deep")
    (top / "main/out").symlink_to(top / "free")
    return top


@needs_git
@pytest.mark.parametrize(
    "place", ["main", "main/deep", "main/.git", "worktree", "main/below", "bare", "link", "main/out"]
)
def test_a_file_inside_a_git_checkout_is_refused(root: Path, checkouts: Path, place: str) -> None:
    out = checkouts / place / "a.xml"
    code, _, errors = submit(root, "--filing", SEED, "--test", "--out", str(out), **ENV)
    assert (code, errors) == (
        2,
        f"--out {out}: git keeps files there, and this file holds a CCC: choose a folder outside, for "
        "example in your home folder\n",
    )
    assert not out.exists()


NO_NAME = hasattr(os, "O_TMPFILE")
LASTING = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE, signal.SIGALRM]
SECRET = f"<rptOwnerCcc>{CCC}</rptOwnerCcc>".encode()


def write_in_a_process(folder: Path, number: int, at: int, *, nameless: bool) -> tuple[int, int]:
    """Write a file in a process that sends itself the signal *number* before its step *at*.

    Return how it ended (see `os.waitpid`) and how many steps it took, where it lived to count them.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        for each in (*LASTING, signal.SIGUSR1):
            signal.signal(each, signal.SIG_DFL)
        steps = 0

        def trace(frame: FrameType, event: str, _: object) -> Any:
            nonlocal steps
            if frame.f_code.co_filename == writer.__file__:
                steps += 1
                if steps == at:
                    os.kill(os.getpid(), number)
            return trace

        if not nameless:
            vars(os).pop("O_TMPFILE", None)
        sys.settrace(trace)
        writer.write(folder / "a.xml", "a.xml", SECRET)
        sys.settrace(None)
        os.write(writing, f"{steps}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as counted:
        ended = os.waitpid(child, 0)[1]
        return ended, int(counted.read() or 0)


@pytest.mark.parametrize("nameless", some([True, False]) if NO_NAME else [False])
@pytest.mark.parametrize(
    "number", some([signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, *LASTING[2:], signal.SIGUSR1], 4)
)
def test_a_signal_at_any_step_leaves_the_whole_file_or_nothing(
    tmp_path: Path, number: signal.Signals, nameless: bool
) -> None:
    ended, steps = write_in_a_process(tmp_path, number, 0, nameless=nameless)
    assert (ended, steps > 10) == (0, True)
    left = set()
    for at in range(1, steps + 1):
        folder = tmp_path / str(at)
        folder.mkdir()
        ended, _ = write_in_a_process(folder, number, at, nameless=nameless)
        assert ended == number
        left |= {(path.name, path.read_bytes() in (b"", SECRET)) for path in folder.iterdir()}
    if number == signal.SIGKILL and not nameless:
        # Nothing can be done then, and the manual says so.
        assert {name[-5:] for name, _ in left} == {".part", "a.xml"}
    else:
        assert left == {("a.xml", True)}


def test_no_crash_writes_the_memory_that_holds_a_ccc(tmp_path: Path) -> None:
    script = f"""\
import ctypes, os, pathlib, resource
from redwell.secrets import writer
_, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
writer.forbid_core_files()
print(resource.getrlimit(resource.RLIMIT_CORE) == (0, hard))
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)  # PR_GET_DUMPABLE
writer.write(pathlib.Path({str(tmp_path / "a.xml")!r}), "a.xml", b"x")
os.chdir({str(tmp_path)!r})
os.abort()
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGABRT, b"True\n0\n")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xml"]


def test_a_file_inside_the_build_folder_is_refused(root: Path) -> None:
    (root / "build/tecogen").mkdir(parents=True)
    code, _, errors = submit(root, "--filing", SEED, "--test", "--out", "build/tecogen/a.xml", **ENV)
    assert (code, errors) == (
        2,
        "--out build/tecogen/a.xml: builds keep their documents there, and this file holds a CCC: choose a "
        "folder outside, for example in your home folder\n",
    )


# --- the CCC ---

BACKEND = """
from keyring.backend import KeyringBackend

class Keys(KeyringBackend):
    priority = 1

    def get_password(self, service, username):
        return {("redwell", "%s"): "%s"}.get((service, username))

    set_password = delete_password = None
"""


def test_the_keyring_comes_before_the_environment(root: Path, tmp_path: Path) -> None:
    (tmp_path / "keys.py").write_text(BACKEND % (CIK, CCC), "ascii")
    env = {
        "PYTHON_KEYRING_BACKEND": "keys.Keys",
        "PYTHONPATH": str(tmp_path),
        f"REDWELL_CCC_{CIK}": "other" + "#12",
    }
    out = tmp_path / "a.xml"
    code, _, errors = submit(root, "--filing", SEED, "--test", "--out", str(out), **env)
    assert (code, errors) == (0, "")
    assert CCC.encode() in documents(out)["form3.xml"][2]


def test_the_environment_may_name_the_cik_without_its_zeros(root: Path, tmp_path: Path) -> None:
    env = {f"REDWELL_CCC_{int(CIK)}": CCC}
    assert submit(root, "--filing", SEED, "--test", "--out", str(tmp_path / "a.xml"), **env)[0] == 0


@pytest.mark.parametrize("wrong", ["k7#wTq" + "2", "k7#wTq2" + "$9", "k7 wTq" + "2$", "k7\u00e9wTq" + "2$"])
def test_an_invalid_ccc_is_refused_and_not_shown(root: Path, tmp_path: Path, wrong: str) -> None:
    code, output, errors = submit(
        root, "--filing", SEED, "--test", "--out", str(tmp_path / "a.xml"), **{f"REDWELL_CCC_{CIK}": wrong}
    )
    assert (code, output, errors) == (
        1,
        "",
        f"nothing was written:\n  the CCC of PANORA ROBERT A: the environment's REDWELL_CCC_{CIK} is not a "
        "CCC: a CCC has exactly 8 letters, digits and signs, and no space\n",
    )


def terminal(root: Path, *arguments: str, answers: bytes, **env: str) -> tuple[int, str]:
    """Exit code and screen of `invoke submission` at a terminal, at which somebody types *answers*."""
    child, screen = pty.fork()
    if child == 0:  # pragma: no cover (another process)
        os.chdir(root)
        command = [sys.executable, "-m", "invoke", "submission", *arguments]
        os.execve(sys.executable, command, {**os.environ, "PYTHONPATH": str(ROOT), **NO_KEYRING, **env})
    shown = b""
    lines = answers.splitlines(keepends=True)
    try:
        while chunk := os.read(screen, 4096):
            shown += chunk
            # Each answer is typed when its question has come: what comes earlier is thrown away.
            if lines and shown.rstrip(b" ").endswith(b":"):
                os.write(screen, lines.pop(0))
    except OSError:
        pass  # the terminal is gone: the process has ended
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode().replace("\r\n", "\n")


def test_the_prompt_hides_input_and_repeats_for_an_invalid_ccc(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.xml"
    answers = f"short\n{CCC}\n".encode()
    code, shown = terminal(root, "--filing", SEED, "--test", "--out", str(out), answers=answers)
    asked = f"CCC of PANORA ROBERT A (CIK {CIK}), not shown; press Enter alone to use REDWELL_CCC_{CIK}: \n"
    assert code == 0
    assert shown.startswith(asked * 2 + f"wrote {out} (TEST): form3.xml, ex24.txt\n")
    assert CCC.encode() in documents(out)["form3.xml"][2]


def test_live_is_confirmed_by_typing_it(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.xml"
    order = ("--filing", SEED, "--live", "--out", str(out))
    code, shown = terminal(root, *order, answers=b"live\n", **ENV)
    assert (code, shown.splitlines()[-1]) == (2, "not confirmed: nothing was written")
    assert not out.exists()
    code, shown = terminal(root, *order, answers=b"LIVE\n\n", **ENV)
    assert (code, f"wrote {out} (LIVE)" in shown) == (0, True)
    assert ET.fromstring(out.read_bytes()).findtext("testOrLive") == "LIVE"


def test_leaving_the_prompt_gives_no_traceback(root: Path, tmp_path: Path) -> None:
    order = ("--filing", SEED, "--test", "--out", str(tmp_path / "a.xml"))
    code, shown = terminal(root, *order, answers=b"\x04\n")
    assert code == 130
    assert shown.strip().endswith(": stopped: every finished file is complete, all others are unchanged")
    assert not (tmp_path / "a.xml").exists()


def test_a_ccc_value_never_prints_itself() -> None:
    code = Ccc(CCC, "here")
    said = f"{code} {code!r} {[code]} {vars(NotACccError('x'))} {dir(code)}"
    assert CCC not in said
    assert code.reveal() == CCC
    with pytest.raises(TypeError, match="a CCC is never written"):
        __import__("pickle").dumps(code)


@pytest.mark.parametrize(
    ("mode", "is_ready"), some([(["--live", "--yes-live"], True), (["--test"], True), (["--test"], False)])
)
def test_only_the_file_itself_holds_the_ccc_after_a_run(
    root: Path, tmp_path: Path, mode: list[str], is_ready: bool
) -> None:
    if not is_ready:
        (root / "pyproject.toml").write_text("", "utf-8")
    for name in ("schemas", "templates"):
        shutil.copytree(ROOT / name, root / name, dirs_exist_ok=True)
    template = root / "templates/shared/ownership.xml.j2"
    out = tmp_path / "a.xml"
    home = tmp_path / "home"
    home.mkdir()
    shown = [submit(root, "--filing", SEED, *mode, "--out", str(out), HOME=str(home), **ENV)]
    shown.append(submit(root, "--filing", SEED, *mode, "--out", str(out), HOME=str(home), **ENV))
    template.write_text(template.read_text("utf-8").replace("rptOwnerCik>", "cik>"), "utf-8")
    other = str(tmp_path / "b.xml")
    shown.append(submit(root, "--filing", SEED, *mode, "--out", other, HOME=str(home), **ENV))
    assert [code for code, _, _ in shown] == ([0, 2, 1] if is_ready else [1, 1, 1])
    warm.invoke(root, "build", env={**ENV, "HOME": str(home)})
    assert CCC not in repr(shown)
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and holds(path.read_bytes())]
    assert holding == ([out] if is_ready else [])


def holds(content: bytes) -> bool:
    """Return whether the CCC is in *content*, plain or within base64."""
    blocks = [b64decode(block) for block in re.findall(rb"[A-Za-z0-9+/\n]{200,}={0,2}", content)]
    return any(CCC.encode() in each for each in (content, *blocks))


def test_the_manual_steps_are_not_shown_for_a_wrong_name(root: Path) -> None:
    code, output, errors = submit(root, "--explain", "--filing", "nope")
    assert (code, output) == (2, "")
    assert errors.startswith("nope: ")


def test_the_manual_steps_begin_with_a_test_submission() -> None:
    code, output, errors = submit(ROOT, "--explain")
    assert (code, errors) == (0, "")
    assert output.index("--test") < output.index("--live")
    for words in ("Login.gov", "onlineforms.edgarfiling.sec.gov", "SUSPENDED", "redwell filed", "[2]"):
        assert words in output
    assert max(map(len, output.splitlines())) <= 112


# --- settings ---


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (f'contact_name = "{"J" * 31}"', "contact_name has 31 characters, and EDGAR accepts 30"),
        (f'contact_phone = "{"5" * 21}"', "contact_phone has 21 characters, and EDGAR accepts 20"),
        (
            f'contact_email = "{"a" * 70}@example.com"',
            "contact_email has 82 characters, and EDGAR accepts 80",
        ),
        (
            'contact_name = "Zoë Doe"',
            "contact_name must be plain ASCII: use English letters, digits and signs",
        ),
        (
            'contact_email = "filings@example"',
            "contact_email is not an e-mail address: write, for example, filings@example.com",
        ),
        ("contact_phone = 2125550100", "contact_phone must be text on one line"),
        ('contact_mail = "a@b.com"', 'there is no setting "contact_mail"; did you mean "contact_email"?'),
        (
            'notification_emails = "a@b.com"',
            'notification_emails must be a list: ["filings@example.com"]',
        ),
        (
            f"notification_emails = {[f'a{n}@b.com' for n in range(31)]}",
            "notification_emails has 31 addresses, and EDGAR accepts 30",
        ),
        (
            'notification_emails = ["a@b.com", "a b@c.com"]',
            "address 2 of notification_emails is not an e-mail address: write, for example, "
            "filings@example.com",
        ),
        (
            f'notification_emails = ["{"a" * 75}@b.com"]',
            "address 1 of notification_emails has 81 characters, and EDGAR accepts 80",
        ),
        (
            'notification_emails = ["a@b.com", "c@d.com", "A@b.com"]',
            "address 3 of notification_emails is already address 1: remove it, because EDGAR warns about "
            "duplicates",
        ),
        (
            'contact_email = "a@b.com"\nnotification_emails = ["A@B.com"]',
            "address 1 of notification_emails is already contact_email: remove it, because EDGAR warns "
            "about duplicates",
        ),
    ],
)
def test_a_setting_that_edgar_would_refuse_is_refused(tmp_path: Path, line: str, sentence: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.redwell]\n{line}\n", "utf-8")
    with pytest.raises(Misuse) as refused:
        settings.read_settings(tmp_path)
    assert str(refused.value) == f"pyproject.toml, [tool.redwell]: {sentence}"


def test_contact_settings_change_no_document() -> None:
    author, contact = Settings(), Settings(contact_name="Jane Doe", notification_emails=("a@b.com",))
    grounds = [manifest.ground(ROOT, each) for each in (author, contact)]
    assert grounds[0] == grounds[1]
