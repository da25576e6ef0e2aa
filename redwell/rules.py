"""Rules that several forms share: law and consistency, one fact each."""

from __future__ import annotations

from redwell.form import Rule

SECTION_16: tuple[Rule, ...] = ()
HOLDINGS: tuple[Rule, ...] = ()
