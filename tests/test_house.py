"""The house: who may import whom, what every module says of itself, and what no file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path, PurePosixPath
from typing import Any, get_args

import pytest

from redwell.builds import manifest
from redwell.forms import FORMS
from redwell.ownership.columns import OwnershipRow, Role

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "redwell"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

ROOMS = [
    "model",
    "problems",
    "codes",
    "files",
    "settings",
    "text",
    "secrets",
    "source",
    "git",
    "deadlines",
    "schema",
    "ownership",
    "form",
    "rules",
    "power_of_attorney",
    "exhibits",
    "forms",
    "documents",
    "edgar",
    "account",
    "check",
    "fixes",
    "builds",
    "review",
    "redline",
    "docket",
    "preview",
    "repository",
    "commands",
    "__main__",
    "tasks",
    "hook",
]
"""The modules and packages of `redwell`, in order: each imports only those before it."""
# invoke itself loads PyYAML.
HEAVY = {
    "weasyprint",
    "docxtpl",
    "docx",
    "lxml",
    "jsonschema",
    "jsonschema_rs",
    "fontTools",
    "pypdf",
    "pypdfium2",
    "PIL",
    "jinja2",
    "holidays",
    "distributed",
    "leather",
    "rich",
    "icalendar",
    "starlette",
    "uvicorn",
    "watchfiles",
}


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text("utf-8"))


@cache
def nodes(name: str) -> tuple[ast.AST, ...]:
    """Return every node of a module."""
    return tuple(ast.walk(tree(name)))


@cache
def imports(name: str) -> tuple[str, ...]:
    """Return the full names that a module imports: modules, or names in them."""
    found: list[str] = []
    for node in nodes(name):
        if isinstance(node, ast.Import):
            found += (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            found += (f"{node.module}.{each.name}" for each in node.names)
    return tuple(found)


@cache
def ours(name: str) -> frozenset[str]:
    """Return the modules of ours that a module imports."""
    found = set()
    for each in imports(name):
        while each not in MODULES and "." in each:
            each = each.rpartition(".")[0]
        if each in MODULES:
            found.add(each)
    return frozenset(found - {name})


def room(name: str) -> str:
    """Return the module or package directly below `redwell`: redwell.documents.pdf -> documents."""
    return name.split(".")[1]


def test_a_room_imports_only_the_rooms_before_it() -> None:
    assert not ours("redwell")
    crossings = [(name, other) for name in MODULES.keys() - {"redwell"} for other in ours(name) - {"redwell"}]
    wrong = [pair for pair in crossings if ROOMS.index(room(pair[1])) > ROOMS.index(room(pair[0]))]
    assert len(crossings) > 300
    assert not wrong


def test_at_most_eight_modules_lie_directly_in_the_package() -> None:
    assert len([*PACKAGE.glob("*.py")]) <= 8


def test_no_import_goes_in_a_circle() -> None:
    packages = {name for name in MODULES if any(other.startswith(f"{name}.") for other in MODULES)}
    graph = {name: ours(name) - packages for name in MODULES}
    assert list(TopologicalSorter(graph).static_order())


def test_nothing_imports_the_tasks_and_these_load_a_command_when_it_is_called() -> None:
    tasks = {"tasks", "redwell.tasks"}
    assert not [name for name in MODULES if tasks & {*imports(name)} or "redwell.tasks" in ours(name)]
    assert ours("redwell.tasks") == {"redwell", "redwell.commands.edge", "redwell.commands.table"}


def test_a_build_of_nothing_and_a_list_of_tasks_load_no_heavy_library() -> None:
    script = (
        "import sys; import tasks; from redwell.commands import build, check; "
        f"print(sorted({HEAVY!r} & {{name.partition('.')[0] for name in sys.modules}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_only_commands_print() -> None:
    for name in (name for name in MODULES if room(name + ".") != "commands"):
        calls = [node.func for node in nodes(name) if isinstance(node, ast.Call)]
        called = {function.id for function in calls if isinstance(function, ast.Name)}
        allowed = {"print"} if name == "redwell.hook" else set()
        assert not called & {"print", "input", "exit", "breakpoint"} - allowed, name


IN_MEMORY = {"ZipFile", "PdfReader"}
"""Classes that read a file by its name too, besides bytes in memory."""
OPENERS = {"open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "mkstemp", "copyfile"}
"""Calls that open a file."""
OPEN_THEMSELVES = {
    "redwell.files.disk": "the one place",
    "redwell.files.output": "folders, to lock them",
    "redwell.secrets.packed": "no file: the members of an archive in memory",
    "redwell.secrets.writer": "a file with a CCC, which has no name until it is complete",
    # Files of the installed Redwell and its packages, which no commit of a firm brings.
    "redwell.codes.places": "our table of states and countries",
    "redwell.codes.relief": "our table of countries",
    "redwell.deadlines.due_dates": "our calendar",
    "redwell.schema.validation": "our schemas",
    "redwell.source.keys": "our schemas",
    "redwell.edgar.xsd": "our schemas",
    "redwell.edgar.xsd_messages": "our schemas",
    "redwell.check.sec_schema": "the SEC's schemas, which the user names; libxml2 opens what they include",
    "redwell.files.templates": "our templates, to compare the firm's with them",
    "redwell.repository.layout": "the texts of a firm's repository",
    "redwell.repository.schemas": "our schemas",
    "redwell.repository.pin": "what the installer wrote about our package",
    "redwell.docket.formats.html": "the looks of a docket, which no firm replaces",
    "redwell.review.formats.html": "the looks of a review, which no firm replaces",
    "redwell.documents.pdf": "WeasyPrint's color profile, and a temporary file of our own",
    "redwell.commands.program": "no file: help",
}
"""Modules that open files by hand, and which."""


def test_files_are_opened_in_one_place() -> None:
    found = set()
    for name in MODULES:
        for node in nodes(name):
            if isinstance(node, ast.Call):
                called = node.func
                word = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                if word in OPENERS or ast.unparse(called) == "etree.parse":
                    found.add(name)
                is_in_memory = "path" not in ast.unparse(node).lower()
                assert word not in IN_MEMORY or is_in_memory, name
                # For a circle of links, this raises an error of no kind, but in newer versions of Python.
                assert word != "resolve" or node.args or name in {"redwell", "redwell.tasks"}, name
    assert found == {*OPEN_THEMSELVES}


def test_every_module_and_public_function_says_what_it_is() -> None:
    count = 0
    for name in MODULES:
        if not MODULES[name].read_text("utf-8"):
            continue
        assert ast.get_docstring(tree(name)), f"{name} has no docstring"
        for node in nodes(name):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and is_public(name, node):
                count += 1
                assert ast.get_docstring(node), f"{name}.{node.name} has no docstring"
    assert count > 50


def is_public(name: str, node: ast.FunctionDef | ast.ClassDef) -> bool:
    top = {each.name for each in tree(name).body if isinstance(each, (ast.FunctionDef, ast.ClassDef))}
    return not node.name.startswith("_") and node.name in top


# --- what only a form may know ---

FORM_ROOMS = {"forms", "ownership", "edgar"}
"""Beside `templates/` and `schemas/`, the places that know a form."""


PLAIN = {"value", "date", "position"}
"""Keys of forms that are words of many other things."""


def words_of_forms() -> set[str]:
    """Return what only a form may name: its columns and facts, elements, schema files and documents.

    Words that every row has, and the roles that columns have, are no form's own.
    """
    found: set[str] = set()
    for form in FORMS.values():
        declared = [*form.facts, *(column for table in form.tables for column in table.columns)]
        elements = [table.xml for table in form.tables]
        elements += [kind.xml for table in form.tables for kind in table.kinds]
        elements += [step for column in declared for path in column.xml for step in path.split("/")]
        found |= {key for column in declared for key in column.path} | {table.key for table in form.tables}
        found |= {*elements, form.schema, form.xsd, form.sec_xsd, form.stem, form.filing.__name__}
    common = {name for name in vars(OwnershipRow) if not name.startswith("_")}
    return found - {*common, *get_args(Role), *PLAIN}


@cache
def spoken(name: str) -> frozenset[str]:
    """Return the names and the texts of one word in the code of a module; not those of docstrings."""
    docs = {id(each) for each in docstrings(name)}
    found = {word for each in imports(name) for word in each.split(".")}
    for node in nodes(name):
        match node:
            case ast.Name(id=word) | ast.Attribute(attr=word):
                found.add(word)
            case ast.arg(arg=word) | ast.keyword(arg=str(word)):
                found.add(word)
            case ast.Constant(value=str(text)) if id(node) not in docs and re.fullmatch(r"[\w./-]+", text):
                found |= {text, PurePosixPath(text).stem, *re.split(r"[./]", text)}
    return frozenset(found)


def test_only_the_rooms_of_the_forms_know_a_column_an_element_or_a_document_of_one() -> None:
    words = words_of_forms()
    assert len(words) > 30
    found = {name: words & spoken(name) for name in MODULES if "." in name}
    assert {name: known for name, known in found.items() if known and room(name) not in FORM_ROOMS} == {}
    knowing = [name for name in MODULES if "conversion_or_exercise_price" in MODULES[name].read_text("utf-8")]
    assert knowing == ["redwell.forms.form3.tables", "redwell.ownership.transactions"]


def test_no_module_outside_the_forms_compares_the_name_of_a_form() -> None:
    found = [
        name for name in MODULES if "." in name and room(name) not in FORM_ROOMS and {*FORMS} & spoken(name)
    ]
    assert found == []
    for name in MODULES.keys() - {name for name in MODULES if room(name + ".") in FORM_ROOMS}:
        docs = {id(each) for each in docstrings(name)}
        texts = [each for each in nodes(name) if isinstance(each, ast.Constant)]
        said = [each.value for each in texts if isinstance(each.value, str) and id(each) not in docs]
        assert not [text for text in said if re.search(r"(?<!\d)/A\b|\[345\]", text)], name


def docstrings(name: str) -> Iterator[ast.expr]:
    """The texts of a module that stand alone."""
    bodies = (getattr(node, "body", None) for node in nodes(name))
    blocks = [body for body in bodies if isinstance(body, list)]
    return (each.value for block in blocks for each in block if isinstance(each, ast.Expr))


def test_functions_are_short_and_take_few_arguments() -> None:
    for name in MODULES:
        for node in nodes(name):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno
                assert node.end_lineno - node.lineno < 60, f"{name}.{node.name} is too long"
                count = len(node.args.args) + len(node.args.kwonlyargs)
                # The arguments of a task are the flags of its command.
                assert count <= 6 or name == "redwell.tasks", f"{name}.{node.name} takes {count} arguments"


MEANINGS = {"run": "commands", "render": "documents", "due": "forms"}
"""Names with one meaning in a room: each command has a `run`, each kind of document a `render`."""


def test_a_public_class_has_a_name_of_its_own() -> None:
    names = Counter(node.name for _, node in definitions(ast.ClassDef))
    assert [name for name, count in names.items() if count > 1] == []


def test_few_public_functions_share_a_name() -> None:
    places: dict[str, set[str]] = {}
    for name, node in definitions(ast.FunctionDef):
        # The tasks have the names of their commands.
        if name != "redwell.tasks":
            one = f"redwell.{MEANINGS.get(node.name)}"
            places.setdefault(node.name, set()).add(one if name.startswith(f"{one}.") else name)
    assert {name: sorted(found) for name, found in places.items() if len(found) > 3} == {}


def definitions(
    kind: type[ast.ClassDef] | type[ast.FunctionDef],
) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef]]:
    """Return the public classes or functions of each module."""
    for name in MODULES:
        for node in tree(name).body:
            if isinstance(node, kind) and not node.name.startswith("_"):
                yield name, node


def test_no_bug_is_swallowed() -> None:
    for name in MODULES:
        for node in nodes(name):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "everything"
                last = node.body[-1]
                # As it is, or as the cause of another.
                is_raised = isinstance(last, ast.Raise) and (last.exc is None or last.cause is not None)
                assert is_raised or not re.search(r"\b(everything|Exception|BaseException)\b", caught), name


# --- what no file may hold ---


@cache
def tracked() -> dict[str, str]:
    """The text of every file that git holds."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
    files = {name: (ROOT / name).read_bytes() for name in names}
    return {name: content.decode("utf-8") for name, content in files.items() if is_text(name, content)}


def is_text(name: str, content: bytes) -> bool:
    return b"\0" not in content and "/bad/" not in name


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    hosts = "|".join(("pypi.or" + "g", "pythonhosted", "registry.npm" + "js", "index" + "-url", "npmmirror"))
    paths = r"(?<![\w.])/(home|Users|root|work|opt)/\w"
    for name, text in tracked().items():
        if name in {"tests/test_house.py", "tests/test_build.py", "setup"}:
            continue
        found = re.search(f"{hosts}|{paths}", text.replace("--no-emit-" + "index-url", ""))
        assert not found, f"{name}: {found and found[0]}"


def test_nothing_is_left_to_be_done() -> None:
    words = "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "NotImplemented" + "Error"))
    for name, text in tracked().items():
        if not name.startswith(
            # These look for such words in the texts of a filing.
            (
                "redwell/text/drafting.py",
                "tests/test_drafting.py",
                "tests/test_offers.py",
                "tests/golden",
                "requirements.lock",
                "tests/requirements.lock",
                "package-lock.json",
            )
        ):
            found = re.search(rf"\b({words})\b", text)
            assert not found, f"{name}: {found and found[0]}"


def test_text_files_end_with_one_line_end_and_have_no_space_before_it() -> None:
    for name, text in tracked().items():
        if name.startswith(("tests/golden/", "tests/filings/")) or not text:
            continue
        assert text.endswith("\n"), name
        assert not text.endswith("\n\n"), name
        assert "\r" not in text, name
        if not name.endswith(".md"):
            assert not re.search(r"[ \t]\n", text), name


def test_the_lock_holds_every_package_of_the_project_with_its_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    tools = project["dependency-groups"]["dev"]
    users, all_ = (locked(name) for name in ("requirements.lock", "tests/requirements.lock"))
    assert {*dependencies(project)} <= users.keys()
    assert {name.lower().replace("_", "-") for name in tools} <= all_.keys() - users.keys()
    assert all_.items() >= users.items()


def locked(name: str) -> dict[str, str]:
    """The version of each package in a lock."""
    lock = (ROOT / name).read_text("utf-8")
    entries = re.split(r"^(?=[a-z])", lock, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in lock
    return dict(re.findall(r"^([a-z0-9.-]+)==([\w.]+)", lock, re.MULTILINE))


def dependencies(project: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Return the packages that Redwell needs, each with a lowest and a highest version."""
    found = [
        re.fullmatch(r"([a-z0-9-]+)>=[\d.]+,<([\d.]+)", each) for each in project["project"]["dependencies"]
    ]
    assert all(found), project["project"]["dependencies"]
    return {each[1]: tuple(map(int, each[2].split("."))) for each in found if each}


def test_the_lock_keeps_within_the_bounds_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    versions = locked("requirements.lock")
    for name, below in dependencies(project).items():
        assert tuple(map(int, versions[name].split("."))) < below, name


def test_the_manifest_names_the_version_of_every_package_that_makes_bytes() -> None:
    names = set(dependencies(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))))
    by_fonts = {name for name in names if name.startswith("fontpkg-")}
    # Fonts stand in the manifest by their hashes; the others touch no output.
    without = by_fonts | {"click", "invoke", "keyring", "leather", "pypdf", "pypdfium2", "rich", "tzdata"}
    without |= {"icalendar", "starlette", "uvicorn", "watchfiles"}
    assert names - without <= set(manifest.PACKAGES)


def test_ci_runs_the_two_commands_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    ci = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    block = re.search(r"```sh\n(.*?)```", readme, re.DOTALL)
    assert block
    commands = [line.partition("#")[0].strip() for line in block[1].splitlines()]
    assert commands == ["./setup && .venv/bin/invoke build", ".venv/bin/invoke test"]
    assert all(command in ci for command in commands)
