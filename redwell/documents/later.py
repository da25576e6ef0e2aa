"""Modules that a library imports and that we never make it call: loaded only when they are called."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """A stand-in for a module of which functions and classes are called, and no more."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *given, **named: getattr(import_module(self.__name__), name)(*given, **named)


@contextmanager
def later(*names: str) -> Iterator[None]:
    """Have imports of these modules meanwhile take no time, until one of their functions is called."""
    absent = [name for name in names if name not in sys.modules]
    sys.modules.update((name, _Later(name)) for name in absent)
    try:
        yield
    finally:
        for name in absent:
            # Loading a package loads its parents, never the module itself: this is still ours.
            del sys.modules[name]
