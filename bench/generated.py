"""Generate varied filings, always the same ones: short and long, one owner and ten, draft and signed."""

from __future__ import annotations

from pathlib import Path

FILING = """\
form: "3"
date_of_event: 2026-{month:02}-{day:02}
issuer: {{name: EXAMPLE HOLDINGS {number}, cik: "{cik}", trading_symbol: EX{number}}}
reporting_owners:
{owners}{tables}{footnotes}{signatures}{powers}"""
OWNER = """\
- name: {name}
  cik: "{cik}"
  address: {{street: {number} MAIN STREET, city: BOSTON, state: MA, zip: "02110"}}
  relationship: {{director: true}}
"""
ROW = """\
- title: {title}
  amount: {amount}
  ownership: {ownership}
"""
DERIVATIVE = """\
- title: Stock Option (Right to Buy)
  date_exercisable: {{footnotes: [vesting]}}
  expiration_date: 2036-01-31
  underlying: {{title: Common Stock, amount: {amount}}}
  conversion_or_exercise_price: {price}
  ownership: direct
"""
POWER = """\
powers_of_attorney:
- grantor: Jane {name}
  company: Example Holdings {number}, Inc.
  capacity: an officer or director or both
  attorneys_in_fact: [Bonnie Brown, John Roe]
"""
NAMES = ("ABERNATHY", "BROWN", "CZERNY", "DOE", "ESTRADA", "FEATHERSTONEHAUGH", "GRAY")


def write(record: Path, count: int) -> None:
    """Write *count* filings, ten for each client."""
    for number in range(count):
        folder = record / f"client-{number // 10:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"2026-01-01-owner{number}-form3.yaml").write_text(filing(number), "utf-8")


def filing(number: int) -> str:
    """Return filing *number*: all differ, and most are short, like real ones."""
    rows, options = (number % 4, number % 3) if number % 10 else (20, 12)
    owners = 10 if number % 25 == 24 else 1 + (number % 7 == 3)
    names = [f"{NAMES[(number + n) % len(NAMES)]} JANE {chr(65 + n)}" for n in range(owners)]
    return FILING.format(
        number=number,
        month=1 + number % 12,
        day=1 + number % 28,
        cik=1_000_000 + number,
        owners="".join(
            OWNER.format(name=name, cik=2_000_000 + n, number=n + 1) for n, name in enumerate(names)
        ),
        tables=_tables(number, rows, options),
        footnotes="footnotes:\n  vesting: One fourth vests on each anniversary of the grant.\n"
        if options
        else "",
        signatures=_signatures(number, names),
        powers=POWER.format(name=names[0].split()[0].title(), number=number) if number % 2 else "",
    )


def _tables(number: int, rows: int, options: int) -> str:
    if not rows + options:
        return "no_securities_owned: true\n"
    held = "".join(_row(number, n) for n in range(rows))
    granted = "".join(
        DERIVATIVE.format(amount=100 * (n + 1), price=f"{n}.{number % 100:02}") for n in range(options)
    )
    return (f"non_derivative:\n{held}" if rows else "") + (f"derivative:\n{granted}" if options else "")


def _row(number: int, n: int) -> str:
    title = "Common Stock" if n % 2 else f"Series {chr(65 + n % 26)} Convertible Preferred Stock"
    is_indirect = n % 3 == 2
    row = ROW.format(
        title=title, amount=1234 * (number + n + 1), ownership="indirect" if is_indirect else "direct"
    )
    return row + ("  nature_of_ownership: By trust\n" if is_indirect else "")


def _signatures(number: int, names: list[str]) -> str:
    if number % 5 == 0:
        return ""
    signed = f"  signed: 2026-{1 + number % 12:02}-28\n" if number % 5 > 1 else ""
    lines = (f"- signer: {name.title()}\n  for: {name}\n{signed}" for name in names)
    return "signatures:\n" + "".join(lines)
