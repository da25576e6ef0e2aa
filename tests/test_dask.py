"""`--dask`: a cluster does the same work; nothing but filings and the files they name is sent."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest

import redwell
from redwell.builds import builder, cluster, manifest, parcels, record
from redwell.builds.builder import BuildJob, Result
from redwell.builds.spread import Spread
from redwell.builds.worker import Attempt, BuildTask
from redwell.files import discovery
from redwell.forms import FORMS
from redwell.rules import registry
from redwell.rules.registry import REGISTERED, rule
from tests import next_form
from tests.redwell_program import Run

ROOT = Path(__file__).resolve().parent.parent
DRAFT = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "1", trading_symbol: ACME}
reporting_owners:
- {name: DOE JANE, cik: "2", relationship: {director: true}}
no_securities_owned: true
"""
AMENDMENT = DRAFT.replace('"3"', '"3/A"') + "amendment: {original_filed: 2026-05-06, amends: %s}\n"
FATAL = """
import os, sys
if "spawn_main" in str(sys.orig_argv):
    def die(event, arguments):
        if event == "open" and str(arguments[0]).endswith("-form3.yaml"):
            try:
                os.mkdir(MARK)
            except FileExistsError:
                if "fatal" not in str(arguments[0]):
                    return
            os.kill(os.getpid(), 9)
    sys.addaudithook(die)
"""
"""A worker that dies with the first filing of all, and with each that is called fatal."""


class Silent:
    """Hears what a build tells."""

    def waiting(self) -> None:
        pass

    def progress(self, done: int, total: int, name: str) -> None:
        pass


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def dask() -> Iterator[str]:
    """The address of a scheduler with a worker of two threads, in this process."""
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address=None,
    ) as found:
        yield found.scheduler_address


@pytest.fixture(scope="module")
def dying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two worker processes of two threads, all on 127.0.0.1."""
    folder = tmp_path_factory.mktemp("dask")
    (folder / "sitecustomize.py").write_text(FATAL.replace("MARK", repr(f"{folder}/first")), "utf-8")
    address = f"tcp://127.0.0.1:{free_port()}"
    # Each filing whose worker dies once is a suspect, and no filing is tried by many workers.
    env = {**os.environ, "PYTHONPATH": f"{folder}", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    commands = (
        ("scheduler", "--port", address.rpartition(":")[2]),
        ("worker", address, "--nworkers=2", "--nthreads=2", f"--local-directory={folder}"),
    )
    running = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                f"distributed.cli.dask_{name}",
                *flags,
                "--host=127.0.0.1",
                "--no-dashboard",
            ],
            cwd=ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for name, *flags in commands
    ]
    yield address
    for process in reversed(running):
        process.terminate()
        process.wait(60)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Four filings: one names a file, one amends it, one has an error, one names a file that is missing."""
    root = tmp_path / "repository"
    write(root, "2026-05-04-a-form3.yaml", DRAFT + "exhibits: [{type: EX-99, file: note.txt}]\n")
    write(root, "note.txt", "A note.\n")
    write(root, "stray.txt", "Another note.\n")
    write(root, "2026-05-04-b-form3a.yaml", AMENDMENT % "2026-05-04-a-form3.yaml")
    write(root, "2026-05-04-c-form3.yaml", DRAFT.replace("director: true", "director: 1"))
    write(root, "2026-05-04-d-form3a.yaml", AMENDMENT % "2026-05-04-e-form3.yaml")
    return root


def write(root: Path, name: str, text: str = DRAFT) -> Path:
    path = root / "filings" / "acme" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def build(root: Path, address: str = "", **further: object) -> Result:
    usual = BuildJob(root=root, home=redwell.home(), record=root / "filings", out=root / "build")
    job = replace(usual, spread=Spread(cluster=address), **further)  # type: ignore[arg-type]  # BuildJob's fields
    return builder.build_record(job, Silent())


def contents(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder, less the cache."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".cache.json")
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def task(path: Path, root: Path) -> BuildTask:
    return BuildTask(discovery.entry(path, root), is_made=True)


def attempt(root: Path) -> Attempt:
    return Attempt(root=root, home=redwell.home(), author="Redwell")


# --- with two workers ---


def test_a_cluster_gives_the_bytes_and_problems_of_one_process(dask: str, root: Path) -> None:
    here = build(root, out=root / "here")
    there = build(root, dask)
    assert contents(root / "build") == contents(root / "here")
    assert builder.problems_of(there) == builder.problems_of(here)
    assert {each.code for each in builder.problems_of(there)} >= {"wrong-type", "stray-file"}


@pytest.mark.full
def test_a_cluster_gives_the_bytes_and_problems_of_one_process_though_workers_die(
    dying: str, root: Path
) -> None:
    here = build(root, out=root / "here")
    write(root, "2026-05-04-fatal-form3.yaml")
    there = build(root, dying)
    assert contents(root / "build") == contents(root / "here")
    problems = builder.problems_of(there)
    [ended] = [problem for problem in problems if problem.code == "process-ended"]
    assert ended.place
    assert ended.place.file == "filings/acme/2026-05-04-fatal-form3.yaml"
    assert ended.message == "the process that built this filing ended too early: is there enough memory?"
    # The filing that ended the process may name the stray.
    assert [each for each in problems if each != ended] == [
        each for each in builder.problems_of(here) if each.code != "stray-file"
    ]
    assert {each.code for each in problems} >= {"wrong-type", "amends-missing", "amends-unfiled"}


def test_a_cluster_checks_as_one_process_does(dask: str, root: Path) -> None:
    asked = (root, redwell.home(), root / "filings", (), None)
    assert record.check_record(*asked, Spread(cluster=dask)) == record.check_record(*asked)


def test_a_worker_with_other_templates_is_refused(dask: str, root: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name in ("schemas", "templates"):
        shutil.copytree(ROOT / name, home / name)
    (home / "templates/form3/form3.css").write_text("", "utf-8")
    with pytest.raises(cluster.ClusterProblem) as refused:
        build(root, dask, home=home)
    message = r"--dask: the worker tcp://127\.0\.0\.1:\d+ differs in templates: install the same there"
    assert re.fullmatch(message, f"{refused.value}")
    # The client makes a filing itself whose files it cannot send, perhaps before the worker refuses.
    made = {name.rpartition("/")[0] for name in contents(root / "build")}
    assert made <= {"acme/2026-05-04-d-form3a"}


# --- what is sent ---


def test_a_filing_is_sent_with_the_files_it_names_and_nothing_else(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDWELL_CCC_0000000002", "n0t-sent#")
    (root / ".env").write_text("n0t-sent#", "utf-8")
    (root / "pyproject.toml").write_text('[tool.redwell]\ncontact_name = "n0t-sent#"\n', "utf-8")
    names = {
        "2026-05-04-a-form3.yaml": {"2026-05-04-a-form3.yaml", "note.txt"},
        "2026-05-04-b-form3a.yaml": {"2026-05-04-b-form3a.yaml", "2026-05-04-a-form3.yaml"},
    }
    for name, sent in names.items():
        parcel = parcels.pack(task(root / "filings/acme" / name, root), attempt(root))
        assert parcel
        assert parcel.files == {
            f"filings/acme/{each}": (root / "filings/acme" / each).read_bytes() for each in sent
        }
        assert b"n0t-sent#" not in pickle.dumps(parcel)


def test_a_wording_is_sent_from_where_it_lies(root: Path, tmp_path: Path) -> None:
    power = (
        "powers_of_attorney: [{grantor: Jane Doe, attorneys_in_fact: [Al Roe], wording: our/words.yaml}]\n"
    )
    path = write(root, "2026-05-04-f-form3.yaml", DRAFT + power)
    (root / "our").mkdir()
    (root / "our/words.yaml").write_text("a: b\n", "utf-8")
    parcel = parcels.pack(task(path, root), attempt(root))
    assert parcel
    assert parcel.files["our/words.yaml"] == b"a: b\n"
    assert parcels.unpacked(parcel, f"{tmp_path}") == attempt(root)(task(path, root))


def test_templates_of_the_repository_are_sent_but_nothing_that_they_link_to(
    root: Path, tmp_path: Path
) -> None:
    path = write(root, "2026-05-04-f-form3.yaml")
    (root / "templates/form3").mkdir(parents=True)
    (root / "templates/form3/form3.css").write_text("a {}\n", "utf-8")
    parcel = parcels.pack(task(path, root), attempt(root))
    assert parcel
    assert {*parcel.files} == {"filings/acme/2026-05-04-f-form3.yaml"}
    assert parcel.templates == (("form3/form3.css", b"a {}\n"),)
    assert parcels.unpacked(parcel, f"{tmp_path}") == attempt(root)(task(path, root))
    (root / "templates/form3/other.css").symlink_to(path)
    assert parcels.pack(task(path, root), attempt(root)) is None


@pytest.mark.parametrize(
    "text",
    [
        "form: [\n",
        AMENDMENT % "2026-05-04-none-form3.yaml",
        DRAFT + "exhibits: [{type: EX-99, file: ../acme/note.txt}]\n",
        DRAFT + "exhibits: [{type: EX-99, file: .hidden}]\n",
    ],
)
def test_what_another_machine_would_not_see_alike_is_done_here(root: Path, text: str) -> None:
    write(root, ".hidden", "a")
    path = write(root, "2026-05-04-f-form3.yaml", text)
    assert parcels.pack(task(path, root), attempt(root)) is None


def test_a_filing_outside_the_repository_is_done_here(root: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "elsewhere", "2026-05-04-f-form3.yaml")
    assert parcels.pack(task(path, root), attempt(root)) is None


def test_a_form_that_is_compared_is_sent_with_the_owners_earlier_filings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, home = tmp_path / "repository", next_form.home(tmp_path / "home")
    monkeypatch.setattr(registry, "REGISTERED", {**REGISTERED})
    compared = rule("not-continued", "warning", "practice")(lambda filing, previous: iter(()))
    monkeypatch.setitem(FORMS, "8", replace(next_form.FORM, rules=(*next_form.FORM.rules, compared)))
    path = write(root, "2026-05-07-doe-form8.yaml", next_form.filing())
    write(root, "2026-04-07-doe-form8.yaml", next_form.filing().replace("2026-05", "2026-04"))
    write(root, "2026-04-07-roe-form3.yaml", DRAFT.replace("DOE", "ROE"))
    parcel = parcels.pack(task(path, root), replace(attempt(root), home=home))
    assert parcel
    assert {Path(name).name for name in parcel.files} == {
        "2026-05-07-doe-form8.yaml",
        "2026-04-07-doe-form8.yaml",
    }
    # The cache asks again when any filing of the folder changes.
    assert len(parcel.compared) == 4


# --- what is refused ---


class Workers:
    """Stands for a `distributed.Client`: *count* workers, to which nothing is sent."""

    def __init__(self, count: int) -> None:
        self.count = count

    def nthreads(self) -> dict[str, int]:
        return dict.fromkeys(map(str, range(self.count)), 1)

    def get_executor(self) -> Executor:
        return ThreadPoolExecutor()


ADDRESS = "tcp://10.0.0.5:8786"


def closed() -> Exception:
    """Return the error of a connection that ended; collecting the tests need not load Dask."""
    from distributed.comm.core import CommClosedError

    return CommClosedError()


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (CancelledError, "the connection is lost: run the command again; what is built stays"),
        (closed, "the connection is lost: run the command again; what is built stays"),
        (
            lambda: ModuleNotFoundError(name="redwell.builds.cluster"),
            f"a worker has no Redwell {redwell.__version__}: install it there",
        ),
    ],
)
def test_a_lost_cluster_and_a_worker_without_redwell_are_one_sentence(
    error: Callable[[], Exception], message: str
) -> None:
    engine = cluster.Cluster(Workers(2), ADDRESS)
    assert engine.most() == 4
    with pytest.raises(cluster.ClusterProblem) as found, engine.opened(is_single=False):
        raise error()
    assert f"{found.value}" == f"--dask {ADDRESS}: {message}"


def test_a_cluster_that_has_no_workers_for_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = cluster.Cluster(Workers(0), ADDRESS)
    assert engine.most() == 1
    monkeypatch.setattr(cluster, "monotonic", lambda: time.monotonic() + 121)
    with pytest.raises(cluster.ClusterProblem) as found:
        engine.most()
    assert f"{found.value}" == f"--dask {ADDRESS}: it has had no worker for 120 seconds"


def test_a_worker_that_differs_has_no_disk_or_changes_while_it_runs_is_refused(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for name in ("schemas", "templates"):
        shutil.copytree(ROOT / name, home / name)
    monkeypatch.setattr(redwell, "home", lambda: home)
    monkeypatch.setattr(
        "distributed.get_worker", lambda: SimpleNamespace(address=ADDRESS, local_directory=f"{tmp_path}")
    )
    cluster._loaded.cache_clear()
    here = replace(attempt(root), home=home)
    asked = BuildTask(discovery.entry(write(root, "2026-05-04-f-form3.yaml"), root), is_made=False)
    parcel, wanted = pickle.dumps(parcels.pack(asked, here)), manifest.fingerprint(home)
    assert cluster.deliver(wanted, parcel) == here(asked)
    with pytest.raises(cluster.ClusterProblem) as found:
        cluster.deliver({**wanted, "pango": "1.2.3"}, parcel)
    message = f"differs in pango ({wanted['pango']}, here 1.2.3): install the same there"
    assert f"{found.value}" == f"--dask: the worker {ADDRESS} {message}"
    nowhere = SimpleNamespace(address=ADDRESS, local_directory=f"{tmp_path}/nowhere")
    monkeypatch.setattr("distributed.get_worker", lambda: nowhere)
    with pytest.raises(cluster.ClusterProblem) as found:
        cluster.deliver(wanted, parcel)
    message = "cannot write its temporary files: No such file or directory"
    assert f"{found.value}" == f"--dask: the worker {ADDRESS} {message}"
    (home / "templates/form3/form3.css").write_text("a {}", "utf-8")
    with pytest.raises(cluster.ClusterProblem) as found:
        cluster.deliver(wanted, parcel)
    message = "has another Redwell since it was started: start it again"
    assert f"{found.value}" == f"--dask: the worker {ADDRESS} {message}"
    cluster._loaded.cache_clear()


@pytest.mark.parametrize(
    "wrong", ["cluster", "http://10.0.0.5:8786", "tcp://10.0.0.5", "inproc://1", "a b:1"]
)
def test_another_address_is_misuse(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    run = Run(root, monkeypatch, capsys)
    message = f"--dask {wrong}: write the address of the scheduler, e.g. tcp://10.0.0.5:8786\n"
    for command in ("check", "build"):
        assert run(command, "--dask", wrong) == (2, "", message)


def test_a_cluster_has_no_jobs_and_no_schemas_of_the_sec(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(root, monkeypatch, capsys)
    message = "--dask and --jobs: give one of them, because the cluster decides how much it does\n"
    assert run("build", "--dask", "localhost:8786", "--jobs", "2") == (2, "", message)
    message = "--dask and --sec-schema: give one of them, because workers have no schemas of the SEC\n"
    assert run("check", "--dask", "localhost:8786", "--sec-schema", "sec") == (2, "", message)


def test_without_a_scheduler_or_without_dask_one_sentence_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(root, monkeypatch, capsys)
    address = f"127.0.0.1:{free_port()}"
    monkeypatch.setattr(cluster, "SECONDS", 0.2)
    assert run("check", "--dask", address) == (1, "", f"--dask {address}: no Dask scheduler answers there\n")
    monkeypatch.setitem(sys.modules, "distributed", None)
    remedy = "install the extra redwell[dask] of Redwell's wheel, or the package distributed"
    message = f"--dask: Dask is not installed here: {remedy}\n"
    assert run("check", "--dask", address) == (1, "", message)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff" * 4096])
def test_a_server_that_is_no_scheduler_is_not_waited_for(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: bytes
) -> None:
    monkeypatch.setattr(cluster, "SECONDS", 0.5)
    open_ones = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                open_ones.append(server.accept()[0])
                open_ones[-1].sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as thread:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        thread.submit(serve)
        began = time.monotonic()
        found = Run(root, monkeypatch, capsys)("check", "--dask", address)
        assert found == (1, "", f"--dask {address}: no Dask scheduler answers there\n")
        assert time.monotonic() - began < 30  # It was over a minute.
        server.shutdown(socket.SHUT_RDWR)
    for each in open_ones:
        each.close()
