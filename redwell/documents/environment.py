"""The one Jinja environment of every template: sealed, strict, escaping."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from redwell.documents import filters

FILTERS = {
    name: getattr(filters, name)
    for name in (
        "us_date", "iso_date", "plain", "grouped", "whole", "fraction", "usd", "marks", "figure_slots",
    )
}  # fmt: skip


class _Loader(FileSystemLoader):
    """A loader that follows no link out of its folder, because a document would show what is there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the text of a template, its file, and a check for changes."""
        if not (self.folder / template).resolve().is_relative_to(self.folder.resolve()):
            raise TemplateNotFound(
                template, "the file is outside of templates/: a template reads only files in there"
            )
        return super().get_source(environment, template)


@lru_cache(maxsize=4)
def environment(home: Path) -> Environment:
    """Return the environment for `home/templates`.

    `autoescape` is always on: `select_autoescape` would be off for `x.xml.j2`. The environment is sandboxed,
    because a template may come from anybody by mail.
    """
    made = ImmutableSandboxedEnvironment(
        loader=_Loader(home / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.clear()
    made.filters.update(FILTERS)
    return made
