"""Take over the footnotes of positions from earlier filings: those of what is owned, not of what was done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from redwell.account.carried import Carried
from redwell.account.previous import NamedFiling
from redwell.commands import new_lines
from redwell.forms import FORMS
from redwell.forms.changes.carried import labels_of, with_labels
from redwell.forms.changes.passing import passing, without_notes
from redwell.git.history import content_of
from redwell.model import Filing, ModelNote
from redwell.ownership.moves import Holding
from redwell.ownership.notes import REFERENCE
from redwell.source import loader


class Notes:
    """The notes of positions from the filings of a *folder*, each under a label that no other note has.

    *originals* has what each amendment amends, with its file, by the file of the amendment.
    """

    def __init__(self, folder: Path, originals: Mapping[str, NamedFiling]) -> None:
        self.folder, self.originals = folder, originals
        self.models: list[ModelNote] = []
        self.left_behind: dict[str, None] = {}
        """The notes that were not taken over, with their files."""
        self._taken: dict[str, str | None] = {}
        """The texts of the notes by their new labels, as earlier filings have them; None for other notes."""
        self._names: dict[tuple[str, str], str] = {}
        """The new labels by the file and the old label."""

    def reserve(self, lines: str) -> None:
        """Keep the labels of the notes in the blocks *lines* from being given to others."""
        for line in re.findall(r"^  \w[\w-]*:", lines, re.MULTILINE):
            self._taken.setdefault(new_lines.label_of(line), None)

    def taken_over(self, position: Carried) -> Holding:
        """Return a position with the new labels of its notes, and keep these.

        Notes on its title and number that are about something else are left behind.
        """
        given = self._given(position.name, position.filing)
        row = self._kept(position, given)
        names = {label: self._name(label, given.get(label, "")) for label in labels_of(row)}
        for label, name in names.items():
            models = position.filing.models
            self.models += [replace(each, label=name) for each in models if each.label == label]
            self._names[position.name, label] = name
        return with_labels(row, names)

    def texts(self) -> dict[str, str]:
        """Return the texts of the notes, which refer to each other by their new labels."""
        return {
            name: REFERENCE.sub(partial(self._reference, file), self._taken[name] or "")
            for (file, _), name in self._names.items()
        }

    def _reference(self, file: str, found: re.Match[str]) -> str:
        """Return a reference to another note; to one that is left behind, words to check it."""
        label = found[1].strip()
        name = self._names.get((file, label))
        return f"{{note {name}}}" if name else f"[check: note {label} of the earlier form]"

    def _given(self, name: str, filing: Filing) -> Mapping[str, str]:
        """Return the notes of a filing by label, with {note label} as it is written."""
        notes = dict(filing.footnotes)
        if filing.numbered:
            written = FORMS[filing.form].parse(loader.read(content_of(self.folder / name), name))
            # A note by a model has no text before it is worded.
            notes |= {label: text for label, text in written.footnotes if text}
        return notes

    def _kept(self, position: Carried, given: Mapping[str, str]) -> Holding:
        """Return a position without the notes that are left behind."""
        left = set(passing(position.filing))
        if original := self.originals.get(position.name):
            known = {*self._given(*original).values()}
            left |= {label for label, text in given.items() if text not in known}
        row = without_notes(position.row, left)
        kept = labels_of(row)
        gone = (label for label in labels_of(position.row) if label not in kept)
        self.left_behind |= dict.fromkeys(f"{label} of {position.name}" for label in gone)
        return row

    def _name(self, label: str, text: str) -> str:
        """Return a free label for a text, or the one that this text has already."""
        number, name = 1, label
        while self._taken.get(name, text) != text:
            number += 1
            name = f"{label}_{number}"
        self._taken[name] = text
        return name
