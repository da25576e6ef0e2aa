"""The `redwell` program: click reads the arguments, and this module words what it says about them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

import redwell
from redwell.commands import table
from redwell.commands.edge import INTERRUPTED, Project, start
from redwell.files import discovery
from redwell.files.discovery import Misuse
from redwell.problems import did_you_mean
from redwell.secrets.patterns import masked

MISUSE = 2
HELP = {"help_option_names": ["-h", "--help"]}


class FilingName(click.ParamType[str]):
    """A value that names filings."""

    name = "filing"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the clients and filings of the repository that begin with *incomplete*, else files."""
        names = discovery.short_names(discovery.repository(_here()) / "filings")
        found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
        # With a file among them, bash would offer nothing else.
        return found or [CompletionItem(incomplete, type="file")]


class Offered(click.ParamType[str]):
    """A text for which completion offers *words*. The command itself refuses others."""

    name = "text"

    def __init__(self, words: Sequence[str]) -> None:
        """Offer *words*."""
        self.words = words

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the words that begin with *incomplete*."""
        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class Program(click.Group):
    """All commands. Its help lists them in groups."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the list."""
        return table.overview("redwell").rstrip("\n")


class Described(click.Command):
    """A command of the table. Its help says what it is for, and ends with examples."""

    def __init__(self, command: table.Command) -> None:
        """Take the flags and the argument of *command*."""
        self.command = command
        flag = command.argument_flag
        params: list[click.Parameter] = [_option(each) for each in command.flags]
        if flag:
            many = "..." if isinstance(flag.default, tuple) else ""
            metavar = f"[{flag.metavar}]{many}"
            kinds: dict[str, click.ParamType[Any]] = {"FILING": FilingName(), "FILE": click.Path()}
            kind = kinds.get(flag.metavar, click.STRING)
            if flag.choices:
                # A word, and what it is about.
                metavar, kind = f"[{'|'.join(flag.choices)} NAME]", Offered(flag.choices)
            params.append(click.Argument(["values"], metavar=metavar, nargs=-1, type=kind))
        super().__init__(
            command.name,
            params=params,
            context_settings={"allow_extra_args": True, "max_content_width": 100, **HELP},
        )

    @property
    def line(self) -> str:
        """The line that a user types for the help of the command."""
        return f"redwell {self.command.name} --help"

    def invoke(self, ctx: click.Context) -> int:
        """Run the command and return its exit code. Raises `Misuse`."""
        given = dict(ctx.params)
        values = (*given.pop("values", ()), *ctx.args)
        flag = self.command.argument_flag
        if flag and values:
            given[flag.option] = _joined(self.command, flag, given[flag.option], values)
        elif values:
            hint = f"if it belongs to the value before it, put both in quotes; {self.line} lists the flags"
            raise Misuse(f"{values[0]}: redwell {self.command.name} takes flags only: {hint}")
        return start(
            self.command.module, given, Project(root=discovery.repository(_here()), home=redwell.home())
        )

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the summary and the details."""
        for paragraph in filter(None, [self.command.summary, self.command.details]):
            formatter.write_paragraph()
            formatter.write_text(paragraph)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        with formatter.section("Examples"):
            for example in self.command.examples:
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


def _here() -> Path:
    """Return the working folder. Raises `Misuse` if it is gone."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise Misuse("this folder no longer exists: change to another one") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `redwell` with *arguments*, by default those of the process, and return its exit code."""
    try:
        code = program().main(args=arguments, prog_name="redwell", standalone_mode=False)
    except (click.UsageError, Misuse) as error:
        print(masked(_message(error)), file=sys.stderr)
        return MISUSE
    except click.Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def program() -> Program:
    """Return the program, made from the table of commands."""
    found = Program("redwell", invoke_without_command=True, callback=_overview, context_settings=HELP)
    found.params.append(click.Option(["--version"], is_flag=True, help="Print Redwell's version."))
    for command in table.COMMANDS:
        found.add_command(Described(command))
    found.add_command(click.Command("help", params=[click.Argument(["name"], default="")], callback=_help))
    return found


@click.pass_context
def _overview(context: click.Context, version: bool) -> None:
    if version:
        print(f"redwell {redwell.__version__}")
        context.exit()
    elif context.invoked_subcommand is None:
        print(table.overview("redwell"), end="")


@click.pass_context
def _help(context: click.Context, name: str) -> None:
    group = context.parent
    assert group
    assert isinstance(group.command, Program)
    if not name:
        print(table.overview("redwell"), end="")
        return
    found = group.command.get_command(group, name)
    if not found:
        raise click.NoSuchCommand(name)
    print(found.get_help(click.Context(found, info_name=name, parent=group)))


def _option(flag: table.Flag) -> click.Option:
    names = [f"--{flag.name}", flag.option]
    if isinstance(flag.default, bool):
        return click.Option(names, is_flag=True, help=flag.help)
    return click.Option(
        names,
        help=flag.help,
        default=flag.default,
        multiple=isinstance(flag.default, tuple),
        metavar=flag.metavar,
        type=Offered(flag.choices) if flag.choices else click.STRING,
    )


def _joined(
    command: table.Command, flag: table.Flag, given: str | tuple[str, ...], values: tuple[str, ...]
) -> str | tuple[str, ...]:
    """Return the values of a flag that were given with it and alone. Raise `Misuse` if it takes only one."""
    if isinstance(given, tuple):
        return (*given, *values)
    first, *others = [*([given] if given else []), *values]
    if others:
        raise Misuse(f"{others[0]}: redwell {command.name} takes one {flag.metavar.lower()} at a time")
    return first


def _message(error: click.UsageError | Misuse) -> str:
    """Return one sentence on a mistake in the arguments."""
    if isinstance(error, Misuse):
        return f"{error}"
    if isinstance(error, click.NoSuchCommand):
        known = [*(command.name for command in table.COMMANDS), "help"]
        near = did_you_mean(error.command_name, known)
        return f"{error.command_name}: no such command{near or '; redwell help lists them'}"
    if isinstance(error, click.BadOptionUsage):
        flags = (flag for command in table.COMMANDS for flag in command.flags)
        is_switch = any(f"--{flag.name}" == error.option_name and flag.default is False for flag in flags)
        return f"{error.option_name}: {'it takes no value' if is_switch else 'write its value after it'}"
    command = error.ctx.command if error.ctx else None
    line = command.line if isinstance(command, Described) else "redwell help"
    if isinstance(error, click.NoSuchOption):
        known = (
            ["--help", *(name for each in command.params for name in each.opts)] if command else ["--help"]
        )
        near = did_you_mean(error.option_name, [name for name in known if name.startswith("--")])
        return f"{error.option_name}: no such flag{near or f'; {line} lists them'}"
    message = error.format_message()
    return f"{message[:1].lower()}{message[1:].rstrip('.')}: see {line}"
