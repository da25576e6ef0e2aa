"""Whether two names are of one person or entity, however they are written."""

from __future__ import annotations

from redwell.characters import to_ascii


def is_one(name: str, owner: str) -> bool:
    """Whether two names are of one owner: order, middle names and punctuation are free."""
    if "".join(_parts(name, "")) == "".join(_parts(owner, "")):
        return True
    for ours in (frozenset(_parts(name, " ")), frozenset(_parts(name, ""))):
        for theirs in (frozenset(_parts(owner, " ")), frozenset(_parts(owner, ""))):
            if ours and theirs and (ours <= theirs or theirs <= ours):
                return True
    return False


def _parts(name: str, hyphen: str) -> list[str]:
    """The words of a name in letters and digits alone, without the "and" that some write "&"."""
    text = (to_ascii(name) or name).lower().replace("-", hyphen).replace("&", " and ").replace(",", " ")
    words = ("".join(filter(str.isalnum, word)) for word in text.split())
    return [word for word in words if word and word != "and"]
