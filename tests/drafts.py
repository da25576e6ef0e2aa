"""The shortest filing that may be built, before and after it is signed."""

from __future__ import annotations

DRAFT = """\
form: "3"
date_of_event: 2026-05-04
issuer: {name: ACME CORP, cik: "1", trading_symbol: ACME}
reporting_owners:
- name: DOE JANE
  cik: "2"
  address: {street: 1 MAIN ST, city: BOSTON, state: MA, zip: "02110"}
  relationship: {director: true}
no_securities_owned: true
"""
SIGNED = f"""\
{DRAFT}signatures:
- signer: DOE JANE
  signed: 2026-05-04
"""
