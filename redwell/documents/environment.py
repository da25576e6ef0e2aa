"""The one Jinja environment of every template: sealed, strict, escaping."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from redwell.documents import filters

FILTERS = {
    name: getattr(filters, name)
    for name in (
        "us_date", "iso_date", "plain", "grouped", "whole", "fraction", "usd", "marks", "figure_slots",
    )
}  # fmt: skip


@lru_cache(maxsize=4)
def environment(home: Path) -> Environment:
    """Return the environment for `home/templates`.

    `autoescape` is always on: `select_autoescape` would be off for `x.xml.j2`. The environment is sandboxed,
    because a template may come from anybody by mail.
    """
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(home / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.clear()
    made.filters.update(FILTERS)
    return made
