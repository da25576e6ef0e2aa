"""Lay a text out: plain for a file or a pipe; for a person, in colors and no wider than the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

NARROWEST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Looks:
    """Colors, and the *width* of a terminal; None for no terminal."""

    is_colored: bool = False
    width: int | None = None

    def line(self, said: str, indent: str = "", hanging: str = "  ", pasted: Sequence[str] = ()) -> str:
        """Return a line, broken between words to the width; a longer word, such as a path, stays whole.

        The first line begins with *indent*, the others with *hanging*. If it is broken, each of *pasted*, in
        their order, is a line of its own, of any length, without the comma or semicolon behind it.
        """
        if self.width is None or len(indent + said) <= self.width:
            return f"{indent}{said}\n"
        lines: list[str] = []
        rest = said
        for each in pasted:
            before, found, after = rest.partition(each)
            if found:
                lines += [*self._broken(before, hanging if lines else indent, hanging), f"{hanging}{each}"]
                rest = after.lstrip(",; ")
        lines += self._broken(rest, hanging if lines else indent, hanging)
        return "".join(f"{line}\n" for line in lines)

    def _broken(self, said: str, indent: str, hanging: str) -> list[str]:
        return wrap(
            said,
            max(NARROWEST, self.width or 0),
            initial_indent=indent,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def lines(self, said: str, pasted: Sequence[str] = ()) -> str:
        """Return lines, each broken to the width; see `line`."""
        return "".join(self.line(line, pasted=pasted) for line in said.splitlines())


PLAIN = Looks()
