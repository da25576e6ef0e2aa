"""Each side is built by its own code: old, broken, slow or hostile, it ends in documents or in a sentence."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from redwell.files import output
from redwell.review.made import built, left, pictures, running
from redwell.review.made.outputs import hidden, outputs, pairs
from redwell.review.model import Output, Revision, Run
from redwell.review.sides import Side

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
SEED = "filings/tecogen/2013-10-01-panora-form3.yaml"
TASKS = """
from invoke import task

@task(iterable=["filing"])
def build(c, filing, out, {flags}):
    import json, os, sys, time
    from pathlib import Path
    {body}
"""
FLAGS = "quiet=False, format='', jobs=''"


def side(root: Path, body: str, flags: str = FLAGS) -> Side:
    """A revision whose code is *body*."""
    root.mkdir()
    text = TASKS.format(flags=flags, body="\n    ".join(body.splitlines()))
    (root / "tasks.py").write_text(text, "utf-8")
    return at(root)


def at(root: Path, name: str = "main") -> Side:
    return Side(revision=Revision(name=name), tree="", root=root)


MAKES = """
for name in filing:
    path = Path(name)
    folder = Path(out) / path.parent.name / path.stem
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text('{"outputs": {}}')
"""


def test_the_documents_of_a_side_are_made_by_its_own_code(tmp_path: Path) -> None:
    root = tmp_path / "side"
    for name in ("redwell", "schemas", "templates"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "tasks.py", root)
    seed = root / SEED
    seed.parent.mkdir(parents=True)
    shutil.copy(ROOT / SEED, seed)
    broken = seed.with_name("2013-10-01-broken-form3.yaml")
    broken.write_text(seed.read_text("utf-8").replace("form:", "from:"), "utf-8")
    template = root / "templates" / "form3" / "form3.xml.j2"
    template.write_text(template.read_text("utf-8") + "<!-- of this side -->\n", "utf-8")
    names = [SEED, f"filings/tecogen/{broken.name}"]

    found = built.build(at(root), names, tmp_path / "out", jobs=1)

    assert found.fault == ""
    assert list(found.folders) == [SEED], "a filing with errors has no documents, and is no fault"
    assert "of this side" in (found.folders[SEED] / "form3.xml").read_text("utf-8")


def test_nothing_secret_of_the_environment_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REDWELL_CCC_1", "GITHUB_TOKEN", "GIT_DIR", "MY_PASSWORD"):
        monkeypatch.setenv(name, "set")
    here = side(
        tmp_path / "side",
        f"Path(out).mkdir(parents=True)\n(Path(out) / 'e').write_text(json.dumps(list(os.environ)))\n{MAKES}",
    )

    built.build(here, [SEED], tmp_path / "out", jobs=1)

    seen = set(json.loads((tmp_path / "out" / "1" / "e").read_text("utf-8")))
    given = {name for name in seen if not name.startswith("LC_")}
    assert given <= running.PASSED | {"NO_COLOR", "PYTHONUTF8", "TMPDIR"}


def test_a_flag_that_an_old_revision_does_not_know_is_left_out(tmp_path: Path) -> None:
    here = side(tmp_path / "side", MAKES, flags="quiet=False")

    found = built.build(here, [SEED], tmp_path / "out", jobs=2)

    assert found == built.Built(
        folders={SEED: tmp_path / "out" / "1" / "tecogen" / "2013-10-01-panora-form3"}
    )


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (
            "raise RuntimeError('no\\x1b[31m luck in /some/where/place.txt')",
            "RuntimeError: no [31m luck in place.txt",
        ),
        ("sys.exit('not today!')", "not today"),
        ("sys.exit(3)", "it ended with exit code 3"),
        ("os.kill(os.getpid(), 9)", "it ended by signal 9"),
        ("import not_there", "ModuleNotFoundError: No module named 'not_there'"),
        ("sys.stderr.write('x' * 500); sys.exit(2)", "x" * 199 + "…"),
    ],
)
def test_code_that_cannot_be_run_is_said_in_a_sentence(tmp_path: Path, body: str, cause: str) -> None:
    found = built.build(side(tmp_path / "side", body), [SEED], tmp_path / "out", jobs=1)

    assert found == built.Built(fault=f"the code of main cannot be run ({cause})")


def test_a_revision_without_our_commands_is_said_too_and_no_other_is_taken(tmp_path: Path) -> None:
    side(tmp_path / "above", MAKES)
    inner = tmp_path / "above" / "side"
    inner.mkdir()

    found = built.build(at(inner, "v0"), [SEED], tmp_path / "out", jobs=1)

    assert found.fault == "the code of v0 cannot be run (there is no tasks.py)"


def test_documents_that_lie_elsewhere_are_not_taken(tmp_path: Path) -> None:
    body = """
elsewhere = Path(out).parent.parent / "elsewhere"
elsewhere.mkdir()
(elsewhere / "manifest.json").write_text('{"outputs": {}}')
Path(out, "tecogen").mkdir(parents=True)
Path(out, "tecogen", "2013-10-01-panora-form3").symlink_to(elsewhere)
"""

    here = side(tmp_path / "side", body)

    assert built.build(here, [SEED], tmp_path / "out", jobs=1) == built.Built()


def test_code_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    body = f"""
import subprocess
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
Path({str(tmp_path / "pid")!r}).write_text(str(child.pid))
time.sleep(600)
"""
    order = built.Order(side=side(tmp_path / "side", body), names=[SEED], out=tmp_path / "out")
    began = time.monotonic()

    found = built.build_all([order], seconds=2 - built.SECONDS_EACH)

    assert found == [built.Built(fault="the code of main cannot be run (it takes too long)")]
    assert time.monotonic() - began < 20
    assert is_over(int((tmp_path / "pid").read_text("utf-8")))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system takes what left its parents")
def test_what_left_its_group_is_over_too_and_what_was_there_before_is_not(tmp_path: Path) -> None:
    away = f"setsid sleep 600 >/dev/null 2>&1 & echo $! >>{tmp_path}/pids"
    body = f"import subprocess\nfor _ in range(3): subprocess.run(['sh', '-c', {away!r}])\n{MAKES}"
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as ours:
        found = built.build(side(tmp_path / "side", body), [SEED], tmp_path / "out", jobs=1)

        assert list(found.folders) == [SEED]
        pids = (tmp_path / "pids").read_text("utf-8").split()
        assert len(pids) == 3
        assert all(is_over(int(pid)) for pid in pids)
        assert ours.poll() is None
        ours.kill()


def test_an_interruption_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pids = [tmp_path / "one", tmp_path / "two"]
    orders = [
        built.Order(
            side=side(
                tmp_path / f"side {pid.name}",
                f"Path({str(pid)!r}).write_text(str(os.getpid()))\ntime.sleep(600)",
            ),
            names=[SEED],
            out=tmp_path / "out",
        )
        for pid in pids
    ]
    timer = threading.Timer(0, interrupt_when, [pids])
    timer.start()

    with pytest.raises(KeyboardInterrupt):
        built.build_all(orders)

    assert all(is_over(int(pid.read_text("utf-8"))) for pid in pids)


def interrupt_when(files: list[Path]) -> None:
    while not all(file.is_file() and file.read_text("utf-8") for file in files):
        time.sleep(0.05)
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def is_over(pid: int) -> bool:
    """Whether a process ends within a few seconds, or is a corpse that its new parent has not buried."""
    for _ in range(100):
        found = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        if not found.stdout.strip() or found.stdout.startswith("Z"):
            return True
        time.sleep(0.05)
    return False


def test_output_without_end_is_read_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_READ", 1000)
    here = side(tmp_path / "side", f"for _ in range(200): print('y' * 10_000)\n{MAKES}")

    assert list(built.build(here, [SEED], tmp_path / "out", jobs=1).folders) == [SEED]


def test_many_filings_and_filings_of_one_folder_are_built_by_several_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(built, "LONGEST_ARGUMENTS", 60)
    names = ["filings/a/1.yaml", "filings/a/2.yaml", "filings/a/3.yaml", "old/a/1.yaml"]

    found = built.build(side(tmp_path / "side", MAKES), names, tmp_path / "out", jobs=1)

    assert found.fault == ""
    assert {
        name: place.relative_to(tmp_path / "out").as_posix() for name, place in found.folders.items()
    } == {
        "filings/a/1.yaml": "1/a/1",
        "filings/a/2.yaml": "1/a/2",
        "filings/a/3.yaml": "2/a/3",
        "old/a/1.yaml": "2/a/1",
    }


def test_two_sides_are_built_at_the_same_time(tmp_path: Path) -> None:
    orders = [
        built.Order(
            side=side(
                tmp_path / mine,
                f"Path({str(tmp_path)!r}, '{mine}.here').touch()\n"
                f"while not Path({str(tmp_path)!r}, '{other}.here').exists(): time.sleep(0.02)\n{MAKES}",
            ),
            names=[SEED],
            out=tmp_path / f"{mine}.out",
        )
        for mine, other in (("base", "head"), ("head", "base"))
    ]

    assert [list(each.folders) for each in built.build_all(orders)] == [[SEED], [SEED]]


# --- what came out ---


def folder(place: Path, files: dict[str, str]) -> Path:
    place.mkdir()
    for name, text in files.items():
        (place / name).write_text(text, "utf-8")
    (place / "manifest.json").write_text(json.dumps({"outputs": dict.fromkeys(files, "")}), "utf-8")
    return place


SHA_A, SHA_B, SHA_C = (
    "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
    "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6",
)


def test_documents_are_told_by_their_hashes(tmp_path: Path) -> None:
    before = folder(tmp_path / "before", {"a.txt": "a", "gone.txt": "a", "same.txt": "a"})
    now = folder(tmp_path / "now", {"a.txt": "b", "new.txt": "b", "same.txt": "a"})

    assert outputs(before, now, (), with_words=False) == (
        Output(name="a.txt", before=SHA_A, now=SHA_B),
        Output(name="new.txt", now=SHA_B),
        Output(name="same.txt", before=SHA_A, now=SHA_A),
        Output(name="gone.txt", before=SHA_A),
    )
    assert outputs(None, None, (), with_words=True) == ()


def test_a_document_is_followed_under_another_name() -> None:
    assert pairs(["ex24.txt", "form3.pdf", "form3.xml"], ["ex24.htm", "form3a.pdf", "form3a.xml"]) == [
        (None, "ex24.htm"),
        ("form3.pdf", "form3a.pdf"),
        ("form3.xml", "form3a.xml"),
        ("ex24.txt", None),
    ]
    assert pairs(["form3.pdf"], ["form3-1of2.pdf", "form3-2of2.pdf"]) == [
        ("form3.pdf", "form3-1of2.pdf"),
        (None, "form3-2of2.pdf"),
    ]
    assert pairs(
        ["form3-1of2.pdf", "form3-2of2.pdf"], ["form3-1of3.pdf", "form3-2of3.pdf", "form3-3of3.pdf"]
    ) == [
        ("form3-1of2.pdf", "form3-1of3.pdf"),
        ("form3-2of2.pdf", "form3-2of3.pdf"),
        (None, "form3-3of3.pdf"),
    ]


def test_words_that_differ_are_shown_with_a_few_around_them(tmp_path: Path) -> None:
    many = " ".join(f"w{n}" for n in range(100))
    before = folder(tmp_path / "before", {"ex24.txt": f"{many} Bonnie Brown {many}"})
    now = folder(tmp_path / "now", {"ex24.txt": f"{many} Clara Klein {many}"})

    (found,) = outputs(before, now, (), with_words=True)

    assert found.runs == (
        Run(kind="same", text="… w88 w89 w90 w91 w92 w93 w94 w95 w96 w97 w98 w99 "),
        Run(kind="deleted", text="Bonnie Brown"),
        Run(kind="inserted", text="Clara Klein"),
        Run(kind="same", text=" w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 …"),
    )


def test_of_a_page_for_browsers_what_a_browser_shows_is_compared(tmp_path: Path) -> None:
    before = folder(tmp_path / "before", {"a.htm": "<p>one</p>\n<p>two</p>"})
    now = folder(tmp_path / "now", {"a.htm": '<p class="x">one</p>  <p>t<b>w</b>o</p>'})

    (found,) = outputs(before, now, (), with_words=True)

    assert found.before != found.now
    assert found.runs == ()


def test_what_has_no_words_is_compared_by_its_hash_alone(tmp_path: Path) -> None:
    before = folder(tmp_path / "before", {"a.pdf": "no pdf", "a.jpg": "x", "b.docx": "x"})
    now = folder(tmp_path / "now", {"a.pdf": "none either", "a.jpg": "y", "b.docx": "y"})

    assert [each.runs for each in outputs(before, now, (), with_words=True)] == [(), (), ()]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    now = folder(tmp_path / "now", {"a.txt": "a"})
    (tmp_path / "secret").write_text("a", "utf-8")
    (now / "a.txt").unlink()
    (now / "a.txt").symlink_to(tmp_path / "secret")

    assert outputs(None, now, (), with_words=True) == ()


PRIVATE = {"55 CLIFTON ST.", "CAMBRIDGE MA", "CAMBRIDGE MA 02140", "02140"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("PANORA\n55 CLIFTON\nST.\nCAMBRIDGE, MA 02140\n(City)", "PANORA\n[address]\n[address]\n(City)"),
        ("55 Clifton St.", "[address]"),
        ("155 CLIFTON ST.", "155 CLIFTON ST."),
        ("1,002140 shares", "1,002140 shares"),
        ("<rptOwnerState>MA</rptOwnerState>", "<rptOwnerState>[address]</rptOwnerState>"),
        ("<rptOwnerStreet2>SUITE 4</rptOwnerStreet2>", "<rptOwnerStreet2>[address]</rptOwnerStreet2>"),
    ],
)
def test_addresses_are_hidden_before_words_are_compared(text: str, shown: str) -> None:
    assert hidden(text, PRIVATE) == shown


def test_a_changed_address_shows_no_difference(tmp_path: Path) -> None:
    form = "<rptOwnerStreet1>{}</rptOwnerStreet1><rptOwnerState>{}</rptOwnerState>"
    before = folder(tmp_path / "before", {"form3.xml": form.format("1 A STREET", "MA")})
    now = folder(tmp_path / "now", {"form3.xml": form.format("2 B STREET", "NY")})

    (found,) = outputs(before, now, {"1 A STREET", "2 B STREET"}, with_words=True)

    assert found.before != found.now
    assert found.runs == ()


# --- what hostile code left ---


def sparse(path: Path) -> None:
    """A file that says it has 300 GiB, and takes no room."""
    with path.open("wb") as file:
        file.truncate(300 * 2**30)


HOSTILE: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a link to zeros": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": lambda path: path.symlink_to(path),
    "a folder": lambda path: path.mkdir(),
    "brackets": lambda path: path.write_text("[" * 200_000, "utf-8"),
    "too large": sparse,
}


def within(seconds: float, done: Callable[[], T]) -> T:
    """What *done* gives; a failure, where it hangs."""
    found: list[T] = []
    thread = threading.Thread(target=lambda: found.append(done()), daemon=True)
    thread.start()
    thread.join(seconds)
    assert found, "it hangs, or fails"
    return found[0]


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_manifest_is_none_and_nobody_waits_for_it(tmp_path: Path, what: str) -> None:
    HOSTILE[what](tmp_path / "manifest.json")

    assert within(20, lambda: output.manifest(tmp_path)) is None


def test_code_that_leaves_a_pipe_for_a_manifest_made_nothing(tmp_path: Path) -> None:
    body = """
folder = Path(out) / "tecogen" / "2013-10-01-panora-form3"
folder.mkdir(parents=True)
os.mkfifo(folder / "manifest.json")
"""
    here = side(tmp_path / "side", body)

    assert within(60, lambda: built.build(here, [SEED], tmp_path / "out", jobs=1)) == built.Built()


def test_code_that_leaves_a_link_to_itself_made_nothing(tmp_path: Path) -> None:
    body = """
(Path(out) / "tecogen").mkdir(parents=True)
(Path(out) / "tecogen" / "2013-10-01-panora-form3").symlink_to("2013-10-01-panora-form3")
"""
    here = side(tmp_path / "side", body)

    assert built.build(here, [SEED], tmp_path / "out", jobs=1) == built.Built()


@pytest.mark.parametrize(
    ("printed", "cause"),
    [
        ("'[' * 200_000", "[" * 199 + "…"),
        ('\'{"problems": \' + "[" * 200_000', '{"problems": ' + "[" * 186 + "…"),
    ],
)
def test_a_report_that_no_reader_can_read_is_none(tmp_path: Path, printed: str, cause: str) -> None:
    here = side(tmp_path / "side", f"print({printed})\nsys.exit(1)")

    found = built.build(here, [SEED], tmp_path / "out", jobs=1)

    assert found.fault.startswith(f"the code of main cannot be run ({cause})")


def test_a_report_of_numbers_that_are_none_is_believed_in_part(tmp_path: Path) -> None:
    problem = {"code": "a", "severity": "error", "message": "m", "file": SEED, "column": 1, "end_column": 1}
    given = json.dumps({"problems": [{**problem, "line": 10**30}, {**problem, "line": 1e999}]})
    here = side(tmp_path / "side", f"print({given!r})\nsys.exit(1)")

    found = built.build(here, [SEED], tmp_path / "out", jobs=1)

    assert [each.line for each in found.errors[SEED]] == [1_000_000]


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("a pipe", "is no plain file"),
        ("a link to zeros", "is no plain file"),
        ("a folder", "is no plain file"),
        ("too large", "is larger than 50 MB"),
    ],
)
def test_a_document_that_is_none_is_not_compared_and_that_is_said(
    tmp_path: Path, what: str, why: str
) -> None:
    before = folder(tmp_path / "before", {"a.txt": "a", "b.pdf": "b", "c.txt": "c"})
    now = folder(tmp_path / "now", {"a.txt": "b", "b.pdf": "c", "c.txt": "c"})
    for name in ("a.txt", "b.pdf"):
        (now / name).unlink()
        HOSTILE[what](now / name)

    assert within(20, lambda: outputs(before, now, (), with_words=True)) == (
        Output(name="c.txt", before=SHA_C, now=SHA_C),
    )
    assert within(20, lambda: pictures.pages(before, now, (None, None), "01")) == ((), {})
    assert [*left.not_read(before, now)] == [
        f"a.txt is not compared: what is made now {why}",
        f"b.pdf is not compared: what is made now {why}",
    ]
    assert next(left.not_read(now, before)) == f"a.txt is not compared: what was made before {why}"


def test_of_more_documents_than_a_filing_can_have_the_first_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left, "MOST", 1)
    now = folder(tmp_path / "now", {f"{number:02}.txt": "a" for number in range(13)})

    assert outputs(None, now, (), with_words=True) == (Output(name="00.txt", now=SHA_A),)
    said = [*left.not_read(None, now)]
    assert said[0] == "01.txt is not compared: what is made now is one of more than 1"
    assert said[10:] == ["2 more documents are not compared"]


def test_names_that_no_file_has_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(
        json.dumps({"outputs": {"a\0b": "", "\ud800": "", "x" * 300: "", "gone.txt": ""}}), "utf-8"
    )

    assert left.left(tmp_path) == left.Left()


def test_a_word_document_that_swells_or_is_locked_has_no_words(tmp_path: Path) -> None:
    before = folder(tmp_path / "before", {"a.docx": "x", "b.docx": "x"})
    now = folder(tmp_path / "now", {"a.docx": "y", "b.docx": "y"})
    for name, size, method in (("a.docx", 60_000_000, ZIP_DEFLATED), ("b.docx", 10, ZIP_LZMA)):
        for place in (before, now):
            with ZipFile(place / name, "w", method) as parts:
                parts.writestr("word/document.xml", b" " * size + place.name.encode())

    assert [each.runs for each in outputs(before, now, (), with_words=True)] == [(), ()]


def test_the_message_of_a_problem_is_whole_but_for_the_places_of_this_machine(tmp_path: Path) -> None:
    sha = "6e2e7879d3f3" * 5 + "abcd"
    body = f"""
import json
message = "the form prints \\"/s/\\" itself; see " + os.getcwd() + "/templates/x: write {sha}, "
message += "again " * 40 + "end"
place = {{"file": {SEED!r}, "line": 3, "column": 1, "end_column": 2}}
print(json.dumps({{"problems": [{{**place, "code": "x", "severity": "error", "message": message}}]}}))
raise SystemExit(1)
"""
    [error] = built.build(side(tmp_path / "side", body), [SEED], tmp_path / "out", jobs=1).errors[SEED]
    assert error.message == (
        f'the form prints "/s/" itself; see templates/x: write {sha}, ' + "again " * 40 + "end"
    )
