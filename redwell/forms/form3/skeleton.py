"""The YAML of a new Form 3, with comments: valid, but not ready until its placeholders are replaced."""

SKELETON = """\
# yaml-language-server: $schema=../../schemas/form3.schema.json
# The editor explains a key when the mouse rests on it, and completes it; docs/filing.md lists all keys.
form: "{form}"
{amendment}date_of_event: {date}

issuer:
  name: {name}                # as EDGAR has it
  cik: "{cik}"                # 1 to 10 digits, in quotes
  trading_symbol: {trading_symbol}           # or NONE

reporting_owners:
  - name: {owner}  # as EDGAR has it: last name, first, middle; or an entity
    # cik: "0001234567"            # once the Form ID is accepted
    # address:
    #   street: 55 CLIFTON ST.
    #   city: CAMBRIDGE
    #   state: MA                  # outside of the United States: province, country
    #   zip: "02140"
    relationship:                  # every line that applies
      officer: OFFICER TITLE       # the title; DELETE the line if the owner is no officer
      # director: true
      # ten_percent_owner: true
      # other: Trustee

# List what is owned in the tables, or, if the owner owns no securities of the issuer, write:
# no_securities_owned: true

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
