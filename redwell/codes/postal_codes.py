"""States and provinces by the first characters of a postal code.

Sources: United States Postal Service, Domestic Mail Manual, list L002 (three-digit prefixes); Canada Post,
Addressing Guidelines (the first letter).
"""

from __future__ import annotations

from functools import cache

_ZIPS = """\
AK 995-999|AL 350-352 354-369|AR 716-729 755|AZ 850-865|B5 967|CA 900-961|CO 800-816|CT 060-069
DC 200 202-205 569|DE 197-199|FL 320-349|GA 300-319 398-399|GU 969|HI 967-968|IA 500-528|ID 832-838
IL 600-629|IN 460-479|KS 660-679|KY 400-427|LA 700-714|MA 010-027 055|MD 206-219|ME 039-049|MI 480-499
MN 550-567|MO 630-658|MS 386-397|MT 590-599|NC 270-289|ND 580-588|NE 680-693|NH 030-038|NJ 070-089
NM 870-884|NV 889-898|NY 005 063 100-149|OH 430-459|OK 730-749|OR 970-979|PA 150-196|PR 006-007 009
RI 028-029|SC 290-299|SD 570-577|TN 370-385|TX 733 750-799 885|UT 840-847|VA 201 220-246|VI 008
VT 050-059|WA 980-994|WI 530-549|WV 247-268|WY 820-831 834"""
PROVINCES = {
    "A": ("A4",), "B": ("A5",), "C": ("A7",), "E": ("A3",), "G": ("A8",), "H": ("A8",), "J": ("A8",),
    "K": ("A6", "A8"), "L": ("A6",), "M": ("A6",), "N": ("A6",), "P": ("A6",), "R": ("A2",),
    "S": ("A9", "A0"), "T": ("A0",), "V": ("A1",), "X": ("Z4",), "Y": ("B0",),
}  # fmt: skip
"""The codes of EDGAR for the provinces of a first letter; two where a town lies on both sides of a border."""


def states_of(zip_code: str) -> tuple[str, ...]:
    """Return the states that have the first three digits of *zip_code*."""
    return _prefixes().get(zip_code[:3], ())


def provinces_of(postal_code: str) -> tuple[str, ...]:
    """Return the codes of the Canadian provinces that have the first letter of *postal_code*."""
    return PROVINCES.get(postal_code[:1].upper(), ())


@cache
def _prefixes() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in _ZIPS.replace("\n", "|").split("|"):
        state, *spans = entry.split()
        for span in spans:
            first, _, last = span.partition("-")
            for number in range(int(first), int(last or first) + 1):
                prefix = f"{number:03}"
                found[prefix] = (*found.get(prefix, ()), state)
    return found
