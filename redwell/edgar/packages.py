"""List the documents and exhibits of each filing on EDGAR."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from redwell.files.reader import Files
from redwell.model import Filing
from redwell.ownership.split import document_name, parts
from redwell.power_of_attorney import documents as power_of_attorney_documents

Packet = dict[str, list[str]]


def packets(filing: Filing, files: Files, documents: Iterable[str]) -> list[Packet]:
    """Return the names of *documents* and exhibits to send together, in one packet for each part.

    Exhibit 24 is listed as plain text: the .htm file has the same text, and only one of the two is sent.
    """
    powers = [
        (power, [each.name for each in made if each.name.endswith(".txt")])
        for power, made in power_of_attorney_documents.by_power(filing, files, "")
    ]
    names = list(documents)
    return [
        {
            "documents": [name for name in names if PurePath(name).stem == document_name(part)],
            "exhibits": [
                *(name for power, made in powers if power in part.filing.powers_of_attorney for name in made),
                *(exhibit.file for exhibit in part.filing.enclosed),
            ],
        }
        for part in parts(filing)
    ]
