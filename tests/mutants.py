"""Documents for EDGAR with one or two random changes each: whatever a template or a hand may get wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from random import Random

from lxml import etree

Element = etree._Element
Mutation = Callable[[Element, Random], bool]
"""Changes a document in place; False where it has nothing to change."""

SI = "http://www.w3.org/2001/XMLSchema-instance"
DATES = (
    "2026-05-04", "2024-02-29", "2026-05-04Z", "2026-05-04-05:00", "2026-05-04+14:00",
    "2026-05-04+14:01", " 2026-05-04 ", "2026-05-04\n", "-2026-05-04", "12026-05-04", "2026-02-29",
    "2026-13-01", "2026-5-4", "05/04/2026", "20260504", "2026-05-04T00:00:00", "2026-05", "0000-01-01",
    "",
)  # fmt: skip
BOOLEANS = ("true", "false", "1", "0", " 1 ", "\ttrue\n", "TRUE", "yes", "on", "2", "01", "-1", "")
FIGURES = (
    "0", "0.0", "1", "1.", ".5", "1.0000", "1.00000", "1.00001", "0.0001", "0.00001", "+1", "-0",
    "-0.0", "-1", "-0.0001", "999999999999.9999", "999999999999", "1000000000000", "999999999999.99990",
    "999999999999.99999", "1234567890123456", "00000000000000000001", "0000000000000.00000", "134018.0",
    " 7 ", "1,000", "$5", "(5)", "1e3", "1E3", "NaN", "INF", "1 000", "", ".", "1" * 30,
    "0." + "1" * 30,
)  # fmt: skip
CODES = (
    "D", "I", "d", "DI", " D", "D ", "", " ", "  ", "   ", "MA", "ma", "NY", "VI", "PR", "2J", "B5",
    "D8", "A0", "X0", "X1", "Z4", "XX", "2F", "C2", "U6", "Y2", "ZZ", "MAS", "M", "M A", "GA", "CA",
    "3", "3/A", "4", "4/A", "5", "5/A", "3 /A", "LIVE", "TEST", "live",
    "P", "S", "V", "K", "B", "E", "L", "|", "EL", "A", "AD", "4|5",
)  # fmt: skip
NUMBERS = (
    "1", "0000000001", "00000000012", "12a", "", " 1", "1234567890", "12345678901", "-1", "1.0",
    "\u0661",
)  # fmt: skip
ZIPS = ("02140", "02140-1234", "K1A 0B1", "#1", "02140-12345", "021_0", "", "\u00e9", "A" * 10, "A" * 11)
IDS = (
    "F1", "F2", "F9", "F10", "F99", "F100", "F0", "F01", "f1", "1", "", " F1 ", "F1 F2", "F-1", "FF1",
    "F1.0", "\tF3",
)  # fmt: skip
LENGTHS = tuple(
    n + more
    for n in (8, 10, 14, 20, 30, 32, 40, 50, 60, 80, 100, 150, 255, 1000, 2000)
    for more in (-1, 0, 1)
)
CHARACTERS = ("x", "x", "\u00e9", "\U0001f600", " ", "\n", "&")
NAMES = (
    "isuer",
    "value",
    "footnoteId",
    "Remarks",
    "issuer",
    "transactionDate",
    "securityTitle",
    "returnCopy",
)
POOLS = (
    (("Date", "dateOf", "periodOfReport"), DATES),
    (
        (
            *("isDirector", "isO", "isTen", "noSecurities", "aff10b5", "Flag", "GoodAddress"),
            *("equitySwap", "notSubject", "HoldingsReported", "TransactionsReported"),
        ),
        BOOLEANS,
    ),
    (("Cik",), NUMBERS),
    (("Zip",), ZIPS),
    (("State", "Country", "Type", "testOrLive", "transactionCode", "Timel", "DisposedCode"), CODES),
)


def mutants(
    documents: Sequence[bytes], count: int, random: Random
) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """The kinds of change and the document, *count* times; the kinds take turns."""
    roots = [etree.fromstring(document) for document in documents]
    names = [name for name in MUTATIONS if any(MUTATIONS[name](deepcopy(root), Random(1)) for root in roots)]
    for n in range(count):
        done: list[str] = []
        # A document without footnotes cannot lose one: the next may have some.
        while not done:
            root = deepcopy(random.choice(roots))
            wanted = [names[n % len(names)], *random.choices(names, k=random.random() < 0.2)]
            done = [name for name in wanted if MUTATIONS[name](root, random)]
        yield tuple(done), etree.tostring(root)


def _below(root: Element) -> list[Element]:
    return [each for each in root.iterdescendants() if isinstance(each.tag, str)]


def _leaves(root: Element) -> list[Element]:
    return [each for each in _below(root) if len(each) == 0 and each.tag != "footnoteId"]


def removed(root: Element, random: Random) -> bool:
    found = random.choice(_below(root))
    _parent(found).remove(found)
    return True


def doubled(root: Element, random: Random) -> bool:
    found = random.choice(_below(root))
    for _ in range(random.choice((1, 1, 1, 2, 9, 10, 29, 30, 98, 99, 100))):
        found.addnext(deepcopy(found))
    return True


def swapped(root: Element, random: Random) -> bool:
    found = [each for each in _below(root) if each.getnext() is not None]
    if not found:
        return False
    first = random.choice(found)
    second = first.getnext()
    assert second is not None
    second.addnext(first)
    return True


def moved(root: Element, random: Random) -> bool:
    found, target = random.choice(_below(root)), random.choice([root, *_below(root)])
    if target is found or found in target.iterancestors():
        return False
    target.insert(random.randint(0, len(target)), found)
    return True


def emptied(root: Element, random: Random) -> bool:
    found = random.choice(_below(root))
    for child in list(found):
        found.remove(child)
    found.text = random.choice((None, "", " ", "\n"))
    return True


def renamed(root: Element, random: Random) -> bool:
    found = random.choice([root, *_below(root)])
    found.tag = random.choice((*NAMES, found.tag.upper(), random.choice(_below(root)).tag))
    return True


def unknown(root: Element, random: Random) -> bool:
    target = random.choice([root, *_below(root)])
    target.insert(random.randint(0, len(target)), etree.Element(random.choice(NAMES)))
    return True


def text_of_a_length(root: Element, random: Random) -> bool:
    random.choice(_leaves(root)).text = random.choice(CHARACTERS) * random.choice(LENGTHS)
    return True


def value(root: Element, random: Random) -> bool:
    """A value that may be good or bad, mostly of the kind that the element takes."""
    found = random.choice(_leaves(root))
    found.text = random.choice(_pool(found))
    return True


def other_value(root: Element, random: Random) -> bool:
    """A value of any kind, anywhere."""
    pool = random.choice((DATES, BOOLEANS, FIGURES, CODES, NUMBERS, ZIPS, IDS))
    random.choice(_leaves(root)).text = random.choice(pool)
    return True


def _of(part: str, pool: Sequence[str]) -> Mutation:
    def change(root: Element, random: Random) -> bool:
        found = [each for each in _leaves(root) if _pool(each) is pool or part in each.tag]
        if found:
            random.choice(found).text = random.choice(pool)
        return bool(found)

    return change


def _pool(leaf: Element) -> Sequence[str]:
    name = _parent(leaf).tag if leaf.tag == "value" else leaf.tag
    for parts, pool in POOLS:
        if any(part in name for part in parts):
            return pool
    return FIGURES if leaf.tag == "value" and "Ownership" not in name else CODES


def ids(root: Element, random: Random) -> bool:
    found = [each for each in _below(root) if each.tag in ("footnote", "footnoteId")]
    if found:
        random.choice(found).set("id", random.choice(IDS))
    return bool(found)


def duplicate_ids(root: Element, random: Random) -> bool:
    found = [each for each in _below(root) if each.tag == random.choice(("footnote", "footnoteId"))]
    if len(found) < 2:
        return False
    first, second = random.sample(found, 2)
    second.set("id", first.get("id", ""))
    return True


def attribute(root: Element, random: Random) -> bool:
    found = random.choice([root, *_below(root)])
    names = ("id", "type", "lang", f"{{{SI}}}nil", f"{{{SI}}}type", f"{{{SI}}}noNamespaceSchemaLocation")
    found.set(random.choice(names), random.choice(("true", "false", "F1", "F98", "xs:string", "")))
    return True


def attribute_removed(root: Element, random: Random) -> bool:
    found = [each for each in _below(root) if "id" in each.attrib]
    if found:
        del random.choice(found).attrib["id"]
    return bool(found)


def text_among_elements(root: Element, random: Random) -> bool:
    found = random.choice([each for each in [root, *_below(root)] if len(each) or each.tag == "footnoteId"])
    found.text = random.choice(("x", "\u00a0", " ", "&", "0"))
    return True


def element_in_text(root: Element, random: Random) -> bool:
    etree.SubElement(random.choice(_leaves(root)), random.choice(("b", "value", "footnoteId")))
    return True


def comment(root: Element, random: Random) -> bool:
    """Never a fault; a value may be split by it."""
    found = random.choice([root, *_below(root)])
    found.insert(random.randint(0, len(found)), etree.Comment("said"))
    return True


def namespace(root: Element, random: Random) -> bool:
    found = random.choice([root, *_below(root)])
    found.tag = f"{{{random.choice(('urn:a', SI))}}}{etree.QName(found).localname}"
    return True


def cells(root: Element, random: Random) -> bool:
    """Values and footnotes of a cell in another number or order."""
    found = [
        each for each in _below(root) if each.find("value") is not None or each.find("footnoteId") is not None
    ]
    if not found:
        return False
    cell = random.choice(found)
    children = list(cell)
    for child in children:
        cell.remove(child)
    cell.text = None
    for _ in range(random.choice((0, 1, 1, 2, 3, 98, 99, 100))):
        cell.append(deepcopy(random.choice(children)))
    return True


def _parent(element: Element) -> Element:
    parent = element.getparent()
    assert parent is not None
    return parent


MUTATIONS: dict[str, Mutation] = {
    **{
        each.__name__.replace("_", " "): each
        for each in (
            removed, doubled, swapped, moved, emptied, renamed, unknown, text_of_a_length, value, other_value,
            ids, duplicate_ids, attribute, attribute_removed, text_among_elements, element_in_text, comment,
            namespace, cells,
        )
    },
    "dates": _of("Date", DATES),
    "booleans": _of("Flag", BOOLEANS),
    "figures": _of("value", FIGURES),
    "codes": _of("rptOwnerState", CODES),
    "ciks": _of("Cik", NUMBERS),
    "zips": _of("Zip", ZIPS),
}  # fmt: skip
