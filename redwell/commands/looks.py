"""How a text looks: plain in a file or a pipe; for a person, in colors and no wider than the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

NARROWEST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Looks:
    """Colors, and the *width* of a terminal; None for no terminal."""

    is_colored: bool = False
    width: int | None = None

    def line(self, said: str, indent: str = "", hanging: str = "  ") -> str:
        """Return a line, broken between words to the width; a longer word, such as a path, stays whole.

        The first line begins with *indent*, the others with *hanging*.
        """
        if self.width is None:
            return f"{indent}{said}\n"
        broken = wrap(
            said,
            max(NARROWEST, self.width),
            initial_indent=indent,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return "".join(f"{part}\n" for part in broken)

    def lines(self, said: str) -> str:
        """Return lines, each broken to the width."""
        return "".join(map(self.line, said.splitlines()))


PLAIN = Looks()
