"""Read-only git: one command at a time, the history of a file, and two revisions compared."""

from redwell.git.command import Answer, contents, output, run

__all__ = ["Answer", "contents", "output", "run"]
