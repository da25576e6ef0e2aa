"""Write the code lists of the schemas from the CSV files in `redwell/codes`. A test keeps them current."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from redwell.codes.places import COUNTRIES, STATES

SHARED = (
    *("issuer", "reporting_owners", "split", "footnotes", "remarks", "signatures", "powers_of_attorney"),
    *("exhibits", "confirmed", "tested", "sources", "filed", "accept"),
)
"""The keys that every form has."""
_A_LINE = 4
"""Codes on a line of the XML schema."""


def with_code_lists(home: Path) -> Iterator[tuple[Path, str]]:
    """Yield each schema of `home/schemas` that holds a code list, with its text as it should be."""
    common = home / "schemas" / "common.schema.json"
    data = json.loads(common.read_text("utf-8"))
    for name, choices in _choices().items():
        data["$defs"][name]["enum"] = choices
    yield common, json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    codes = home / "schemas" / "edgar" / "codes.xsd"
    text = _with_codes(codes.read_text("utf-8"), "StateCode", STATES)
    yield codes, _with_codes(text, "CountryCode", COUNTRIES)


def _choices() -> Mapping[str, list[str]]:
    return {"state": sorted(STATES), "country": [*sorted(COUNTRIES), *sorted(COUNTRIES.values())]}


def _with_codes(text: str, simple_type: str, codes: Iterable[str]) -> str:
    """Return *text*, an XML schema, with the enumeration of one of its types replaced."""
    items = [f'<xs:enumeration value="{code}"/>' for code in sorted(codes)]
    lines = ["      " + "".join(items[n : n + _A_LINE]) for n in range(0, len(items), _A_LINE)]
    pattern = (
        rf'(<xs:simpleType name="{simple_type}">\s*<xs:restriction base="xs:string">\n).*?(\n    </xs:re)'
    )
    return re.sub(pattern, lambda found: found[1] + "\n".join(lines) + found[2], text, count=1, flags=re.S)
