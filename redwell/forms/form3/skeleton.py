"""The YAML of a new Form 3, with comments: valid, but not ready until its placeholders are replaced."""

SKELETON = """\
# yaml-language-server: $schema=../../schemas/form3.schema.json
# Every key is explained in docs/filing.md, and by the editor when the mouse rests on it.
form: "{form}"
{amendment}date_of_event: {date}

issuer:
  name: {name}                # as EDGAR has it
  cik: "{cik}"                # ten digits, in quotes
  trading_symbol: {trading_symbol}           # or NONE

reporting_owners:
  - name: {owner}  # as EDGAR has it: last name, first, middle; or an entity
    # cik: "0001234567"            # once the Form ID is accepted
    # address:
    #   street: 55 CLIFTON ST.
    #   city: CAMBRIDGE
    #   state: MA                  # outside of the United States: province, country
    #   zip: "02140"
    relationship:                  # keep what applies
      director: true
      # officer: Chief Financial Officer
      # ten_percent_owner: true
      # other: Trustee

no_securities_owned: true          # or the holdings:

# non_derivative:
#   - title: Common Stock
#     amount: 1000                 # without commas; or amount_in_dollars
#     ownership: direct            # or indirect, with nature_of_ownership: By spouse

# derivative:
#   - title: Stock Option (Right to Buy)
#     date_exercisable:
#       footnotes: [vesting]       # a footnote may stand for a value
#     expiration_date: 2035-01-31
#     underlying:
#       title: Common Stock
#       amount: 1000
#     conversion_or_exercise_price: 2.6
#     ownership: direct

# footnotes:
#   vesting: >-
#     The option becomes exercisable in four equal annual installments.

# signatures:                      # without them the form is a DRAFT
#   - signer: Jane Doe
#     signed: {date}           # only once it is signed

# powers_of_attorney:
#   - grantor: Jane Doe
#     company: Issuer, Inc.
#     capacity: an officer or director or both
#     attorneys_in_fact:
#       - John Roe
"""
