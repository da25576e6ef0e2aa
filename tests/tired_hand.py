"""A filing with thirty mistakes that people make, and without them, line by line."""

from __future__ import annotations

LINES = [
    ("# yaml-language-server: $schema=../../schemas/form3.schema.json", None),
    ('form: "3"', "form: 3"),
    ("date_of_event: 2026-05-04  # the board meeting", "date_of_event: 05/04/2026  # the board meeting"),
    ("issuer:", "isuer:"),
    ('  name: "ACME ROBOTICS, INC."', '  name: "ACME ROBOTICS, INC.'),
    ('  cik: "0001234567"', "  cik: CIK 0001234567"),
    ("  trading_symbol: ACME", "  ticker: ACME"),
    ("reporting_owners:", None),
    ("  - name: DOE JANE", "  - name: Doe, Jane"),
    ('    cik: "1765432"', None),
    ("    address:", None),
    ('      street: "100 MAIN ST. #200"', "      street: 100 MAIN ST. #200"),
    ("      city: OSLO", "      city: OSLO\N{NO-BREAK SPACE}"),
    ("      country: Q8", "      country: NORWAY (Q8)"),
    ("      zip: 0150", None),
    ("    relationship:", None),
    ("      officer: President", None),
    ("      director: true", "      director: yes"),
    ("non_derivative:", None),
    ("  # from the statement of the broker", None),
    ("  - title: Common Stock", None),
    ("    amount: 2234000", "    amount: 2,234,000"),
    ("    ownership: direct", "    ownership: D"),
    ('  - title: "Common: Class A"', "  - title: Common: Class A"),
    ("    amount: {value: 3400000, footnotes: [held]}", "    amount: 3,400,000 (held)"),
    ("    ownership: indirect", "    ownership: Indirect"),
    ("    nature_of_ownership: By spouse", "    nature: By spouse"),
    ("  - title: Common Stock", "  - titel: Common Stock"),
    ("    amount: 12500", "    amount: 12.500 shares"),
    ("    ownership: indirect", None),
    ("    nature_of_ownership: By trust", None),
    ("derivative:", None),
    ("  - title: Stock Option (Right to Buy)", None),
    ("    date_exercisable: {footnotes: [vesting]}", "    date_exercisable: (vesting)"),
    ("    expiration_date: 2036-05-04", "    expiration_date: May 4, 2036"),
    ("    underlying:", None),
    ("      title: Common Stock", None),
    ("      amount: 80000", "      shares: 80'000"),
    ("    conversion_or_exercise_price: 37.59", "    conversion_or_exercise_price: $ 37.59"),
    ("    ownership: direct", None),
    ("  - title: Warrant (Right to Buy)", None),
    ("    date_exercisable: 2026-05-04", None),
    ("    expiration_date: 2031-10-01", "    expiration_date: 10.01.2031"),
    ("    underlying:", None),
    ("      title: Common Stock", None),
    ("      amount: 5000", "      amount: 5000 shs"),
    ("    conversion_or_exercise_price: 41.25", "    conversion_or_exercise_price: 41,25"),
    ("    ownership: direct", None),
    ("footnotes:", None),
    ("  held: The spouse holds them.", "  Held: The spouse holds them."),
    ("  vesting: It vests in four years.", "\tvesting: It vests in four years."),
    ("signatures:", None),
    ("  - signer: Jane Doe", "  - signer: /s/ Jane Doe"),
    ("    signed: 2026-05-06", "    date: 5/6/2026"),
    ("accept: {signed-facts-missing: Signed on paper.}", None),
]  # fmt: skip
"""Each line as it is right, and as it was typed; None where it was typed right."""


MISTAKES = sum(wrong is not None for _, wrong in LINES)


def typed(mistakes: int = MISTAKES) -> list[str]:
    """Return the lines of the filing with the first of its mistakes."""
    wrong = [n for n, line in enumerate(LINES) if line[1] is not None][:mistakes]
    return [LINES[n][1] or "" if n in wrong else LINES[n][0] for n in range(len(LINES))]


def right() -> list[str]:
    """Return the lines of the filing without mistakes."""
    return [right for right, _ in LINES]
