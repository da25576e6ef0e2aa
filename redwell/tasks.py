"""Redwell's commands as invoke tasks; a firm's tasks.py is `from redwell.tasks import namespace`."""

from __future__ import annotations

import sys
from inspect import Parameter, Signature
from pathlib import Path
from typing import Any

# invoke turns the bytecode cache off; then every command would compile our modules again.
sys.dont_write_bytecode = False

from invoke.collection import Collection
from invoke.context import Context
from invoke.tasks import Task, task

import redwell
from redwell.commands import table


def task_of(command: table.Command) -> Task[Any]:
    """Return the invoke task of a command. Only the command itself is loaded later, when it is called."""

    def body(_: Context, **given: Any) -> None:
        run_command(command.module, given)

    # invoke makes flags of the arguments that a function declares.
    parameters = [Parameter("_", Parameter.POSITIONAL_OR_KEYWORD)]
    for flag in command.flags:
        default = list(flag.default) if isinstance(flag.default, tuple) else flag.default
        parameters.append(Parameter(flag.option, Parameter.POSITIONAL_OR_KEYWORD, default=default))
    body.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    body.__name__ = command.module
    examples = "\n".join(f"  {each}" for each in command.examples)
    body.__doc__ = "\n\n".join(filter(None, [command.summary, command.details, f"As redwell:\n{examples}"]))
    return Task(
        body,
        name=command.name,
        help={flag.option.rstrip("_").replace("_", "-"): flag.help for flag in command.flags},
        iterable=[flag.option for flag in command.flags if isinstance(flag.default, tuple)],
    )


@task(name="commands", default=True)
def commands(_: Context) -> None:
    """List Redwell's commands. Plain `invoke` does the same."""
    sys.stdout.write(table.overview("invoke"))


COMMANDS = (commands, *map(task_of, table.COMMANDS))
namespace = Collection(*COMMANDS)


def run_command(name: str, given: dict[str, Any]) -> None:
    """Run the command in the module *name* with its *given* options; exit if it fails."""
    from redwell.commands import edge

    if code := edge.start(name, given, edge.Project(root=root(), home=redwell.home(), program="invoke")):
        sys.exit(code)


def root() -> Path:
    """Return the repository's folder: the one with the tasks.py that imports this module."""
    file = getattr(sys.modules.get("tasks"), "__file__", None)
    return Path(file).resolve().parent if file else Path.cwd()
