"""Write parts of the schemas for `invoke docs`: code lists from the CSV files, and the keys that forms share.

A test keeps both current.
"""

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
"""The keys that every form has. Form 3's schema is their source; the others have other boxes."""
_BOXES = re.compile(r"(?<=\b[Bb]ox )\d+a?|(?<=\b[Bb]oxes )\d+a? and \d+a?")
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


def with_shared_keys(home: Path, source: str, schema: str, boxes: Mapping[str, str]) -> tuple[Path, str]:
    """Return a schema of `home/schemas` with its shared keys as *source* has them, and its file.

    *boxes* maps the number of a box in *source* to that in *schema*.
    """
    path = home / "schemas" / schema
    given = json.loads((home / "schemas" / source).read_text("utf-8"))["properties"]
    data = json.loads(path.read_text("utf-8"))
    for key in SHARED:
        data["properties"][key] = json.loads(_renumbered(json.dumps(given[key]), boxes))
    return path, json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _renumbered(text: str, boxes: Mapping[str, str]) -> str:
    def other(found: re.Match[str]) -> str:
        return re.sub(r"\d+a?", lambda number: boxes.get(number[0], number[0]), found[0])

    return _BOXES.sub(other, text)
