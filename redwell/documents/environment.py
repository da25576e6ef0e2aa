"""The one Jinja environment of every template: sealed, strict, escaping."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import CodeType

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import LRUCache

from redwell.documents import filters
from redwell.files import disk, templates

FILTERS = {
    name: getattr(filters, name)
    for name in (
        "us_date", "iso_date", "plain", "grouped", "whole", "fraction", "usd", "price", "marks",
        "figure_slots", "places", "one_line", "curly", "typeset", "in_short",
    )
}  # fmt: skip


class _Loader(BaseLoader):
    """A loader of the templates that `templates.find` finds."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the text of a template, its file, and a check for changes."""
        try:
            path = templates.find(template, self.home)
            time = path.stat().st_mtime_ns
            content = disk.read_file(path, templates.LARGEST)
        except (OSError, ValueError) as error:
            raise TemplateNotFound(template, disk.refusal(error)) from error
        text = content.decode("utf-8")

        def is_current() -> bool:
            """Return whether the file is still the one to take, unchanged."""
            try:
                return templates.find(template, self.home) == path and path.stat().st_mtime_ns == time
            except (OSError, ValueError):
                return False

        return text, str(path), is_current


MOST_COMPILED = 100
"""The most templates that are kept compiled: all of Redwell's, and a firm's at two revisions."""


class _Compiled(BytecodeCache):
    """The templates that this process compiled last: those of two revisions are mostly the same."""

    def __init__(self) -> None:
        self._codes = LRUCache(MOST_COMPILED)

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return the code of a template with this text, for the file in which it stands now."""
        bucket = Bucket(environment, name, source)
        code: CodeType | None = self._codes.get(_key(bucket))
        bucket.code = code and code.replace(co_filename=filename or name)
        return bucket

    def set_bucket(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._codes[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> tuple[object, ...]:
    """Return the name and text of a template, and those settings that Jinja compiles into its code."""
    made = bucket.environment
    return bucket.key, bucket.checksum, made.autoescape, made.finalize


_COMPILED = _Compiled()


@lru_cache(maxsize=4)
def environment(home: Path) -> Environment:
    """Return the environment for the templates of *home*, and the installed ones for those that it lacks.

    `autoescape` is always on: `select_autoescape` would be off for `x.xml.j2`. The environment is sandboxed,
    because a template may come from anybody by mail.
    """
    made = ImmutableSandboxedEnvironment(
        loader=_Loader(home),
        bytecode_cache=_COMPILED,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.clear()
    made.filters.update(FILTERS)
    return made
