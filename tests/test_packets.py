"""The manifest lists the documents and exhibits that go to EDGAR together."""

from __future__ import annotations

from pathlib import Path

import redwell
from redwell.builds import rendering
from redwell.edgar.packages import Packet
from redwell.files import discovery

ROOT = Path(__file__).resolve().parents[1]
POWER = """\
  - grantor: {}
    attorneys_in_fact: [Sam Agent]
    document: power.txt
"""


def packets(folder: Path, text: str) -> list[Packet]:
    """The packets of a filing that is made in *folder*, where a power and a letter lie."""
    (folder / "acme").mkdir(parents=True)
    path = folder / "acme" / "2026-05-04-doe-form3.yaml"
    path.write_text(text, "utf-8")
    for name in ("power.txt", "letter.txt"):
        (path.parent / name).write_text("POWER OF ATTORNEY\n", "ascii")
    made = rendering.make(discovery.entry(path, folder), folder, redwell.home(), "Redwell")
    assert not [problem for problem in made.problems if problem.severity == "error"]
    names = {name for part in made.parts for found in part.values() for name in found}
    assert names <= made.documents.keys()
    return list(made.parts)


def filing(count: int, further: str = "") -> str:
    owners = "".join(
        f"  - {{name: FUND {n} LP, relationship: {{ten_percent_owner: true}}}}\n" for n in range(1, count + 1)
    )
    return (
        'form: "3"\ndate_of_event: 2026-05-04\nissuer: {name: ACME, cik: "123", trading_symbol: ACME}\n'
        f"reporting_owners:\n{owners}no_securities_owned: true\n{further}"
    )


def test_each_part_goes_with_the_powers_of_its_owners_and_with_every_other_exhibit(tmp_path: Path) -> None:
    letter = "exhibits: [{type: EX-99.1, file: letter.txt}]\n"
    powers = "powers_of_attorney:\n" + "".join(map(POWER.format, ("Fund 2 LP", "Fund 11 LP", "Fund 3 LP")))
    assert packets(tmp_path, filing(11, f"split: true\n{powers}{letter}")) == [
        {
            "documents": ["form3-1of2.xml", "form3-1of2.pdf", "form3-1of2.docx"],
            "exhibits": ["ex24-fund2lp.txt", "ex24-fund3lp.txt", "letter.txt"],
        },
        {
            "documents": ["form3-2of2.xml", "form3-2of2.pdf", "form3-2of2.docx"],
            "exhibits": ["ex24-fund11lp.txt", "letter.txt"],
        },
    ]


def test_a_power_that_was_executed_as_a_page_is_sent_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    page = b"<html><body><p>Power of\r\n  Fund 1</p></body></html>"
    (tmp_path / "acme" / "power-one.htm").write_bytes(page)
    path = tmp_path / "acme" / "a.yaml"
    powers = POWER.replace("power.txt", "power-one.htm").format("Fund 1 LP")
    path.write_text(filing(1, f"powers_of_attorney:\n{powers}"), "utf-8")
    made = rendering.make(discovery.entry(path, tmp_path), tmp_path, redwell.home(), "Redwell")
    assert [part["exhibits"] for part in made.parts] == [["power-one.htm"]]
    assert made.documents["power-one.htm"] == page
    assert not [name for name in made.documents if name.startswith("ex24")]


def test_a_power_that_is_on_file_or_not_yet_signed_is_no_exhibit(tmp_path: Path) -> None:
    unsigned = "  - {grantor: Fund 1 LP, attorneys_in_fact: [Sam Agent], company: Acme, capacity: a holder}\n"
    on_file = "  - {grantor: Fund 1 LP, attorneys_in_fact: [Sam Agent], on_file: {date: 2025-01-02}}\n"
    [packet] = packets(tmp_path, filing(1, f"powers_of_attorney:\n{unsigned}{on_file}"))
    assert packet["exhibits"] == []
