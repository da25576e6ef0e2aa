"""Filings of Forms 4 and 5 for tests: every kind of line, and small variations."""

from __future__ import annotations

from redwell.forms import FORMS
from redwell.ownership.transactions import StatementOfChanges
from redwell.source import loader

FORM_4 = """\
# yaml-language-server: $schema=../../schemas/form4.schema.json
form: "4"
plan_10b5_1: true

issuer:
  name: ACME CORP
  cik: "1234567"
  trading_symbol: ACME

reporting_owners:
  - name: DOE JANE
    cik: "1700001"
    address:
      street: 1 MAIN ST
      city: TORONTO
      province: ONTARIO
      country: A6
      zip: K1A 0B1
    relationship:
      director: true
      ten_percent_owner: true
      officer: President
      other: Trustee

non_derivative:
  - title: Common Stock
    date: 2026-05-04
    code: M
    acquired: 240
    price: {footnotes: [unit]}
    owned_after: 1240
    ownership: direct
  - title: Common Stock
    date: 2026-05-05
    deemed_execution: 2026-05-06
    code: {value: S, footnotes: [plan]}
    disposed: 100.5
    price: 12.34
    owned_after: 1139.5
    ownership: direct
  - title: Common Stock
    date: 2026-05-01
    code: G
    timing: early
    disposed: 5
    price: 0
    owned_after: 20
    ownership: indirect
    nature_of_ownership: By trust
  - title: Notes
    amount_in_dollars: 250000
    ownership: direct

derivative:
  - title: Restricted Stock Unit
    conversion_or_exercise_price: {footnotes: [unit]}
    date: 2026-05-04
    code: M
    disposed: 240
    date_exercisable: {footnotes: [unit]}
    expiration_date: {footnotes: [unit]}
    underlying: {title: Common Stock, amount: 240}
    price: 0
    owned_after: 760
    ownership: direct
  - title: Total Return Swap
    conversion_or_exercise_price: {footnotes: [unit]}
    date: 2026-05-04
    code: J
    equity_swap: true
    acquired_in_dollars: 5000
    date_exercisable: 2027-05-04
    expiration_date: 2028-05-04
    underlying: {title: Common Stock, amount_in_dollars: {footnotes: [unit]}}
    price: {footnotes: [unit]}
    owned_after_in_dollars: 5000
    ownership: direct
  - title: Stock Option
    conversion_or_exercise_price: 2.6
    date_exercisable: 2020-05-04
    expiration_date: 2030-05-04
    underlying: {title: Common Stock, amount: 1000}
    amount: 1000
    ownership: direct

footnotes:
  unit: Each unit is one share.
  plan: Under a plan adopted on 4 January 2026.

signatures:
  - signer: Jane Doe
    signed: 2026-05-06
"""
FORM_5 = (
    FORM_4.replace("form4", "form5")
    .replace('form: "4"', 'form: "5"\nperiod: 2026-12-31')
    .replace("    timing: early\n", "    timing: late\n")
    .replace("    code: {value: S", "    timing: missed_form_4\n    code: {value: S")
    .replace("    amount: 1000\n    own", "    amount: 1000\n    timing: missed_form_3\n    own")
    .replace("  - title: Notes\n", "  - title: Notes\n    timing: missed_form_3\n")
)


def parsed(text: str) -> StatementOfChanges:
    """Return the filing in a text that fits the schema of its form."""
    source = loader.read(text.encode(), "changes.yaml")
    filing = FORMS[source.data["form"]].parse(source)
    assert isinstance(filing, StatementOfChanges)
    return filing
