"""Find what a draft leaves in a text: blanks, notes to the drafter, the marks of a template or of Word.

draft_mark("Includes [___] shares.")         ("the blank", "[___]")
draft_mark("TBD - ask the administrator")    ("the note", "TBD")
"""

from __future__ import annotations

import re

PAGE_MARK = "the mark of a printed page"
"""The kind of "[Signature page follows]", which an agreement has, but no form."""
_KINDS = {
    "the template mark": r"\{\{[^{}]{0,60}\}{0,2}|\{%[^{}]{0,60}%\}|\$\{[^{}]{0,60}\}|<<[^<>]{1,60}>>"
    "|\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}[A-Za-z_]{1,60}"
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "Word's mark": r"\bError! (?:Reference source|Bookmark|No text of|Not a valid|Unknown|Hyperlink|Main"
    r"|Use the Home tab|AutoText)[^.\]]{0,60}\.?"
    r"|\{ ?(?:REF|PAGEREF|MERGEFIELD|DOCPROPERTY|FORMTEXT|IF) [^{}]{0,60}\}?"
    r"|\bClick (?:or tap )?here to enter (?:text|a date)|\bClick or tap to enter a date|\bChoose an item\b"
    r"|\blorem ipsum\b",
    # NTD is also the New Taiwan dollar, and TBC a bank.
    "the note": r"\[(?:NTD(?!\s*\d)|N\.T\.D\.|note(?: to|:)|drafting note|draft|confirm|check|verify|update"
    r"|insert|enter|fill in|describe|specify|add|discuss|to (?:be|come|follow|confirm|insert))\b"
    r"[^\[\]]{0,200}\]?"
    r"|\binsert (?:(?:the|your|an?|full|legal|owner(?:'s)?|issuer(?:'s)?|company(?:'s)?) ){0,3}(?:name|date"
    r"|number|amount|title|address|price|percentage|symbol|cik|text)s?\b(?: here\b)?"
    r"|\b(?:insert|fill in|enter(?! into\b)) (?:[\w'-]{1,20} ){0,4}here\b"
    r"|(?:^|>)[^\w\n<>]{0,9}draft(?: (?:v|no|version|of|dated)\b)?[^a-z\n<>]{0,20}(?:$|<)"
    r"|^[^\w\n]{0,9}draft ?(?:[:;|/*]|(?-i:[\N{EN DASH}\N{EM DASH}-] )|\.(?= |$))|\(draft\)"
    r"|(?-i:\bDRAFT(?=[.:;,)\]]))"
    r"|\bdraft (?:only|copy|for (?:review|comments?|discussion))\b|\bdo not file\b|\bnot for filing\b"
    r"|\bfor (?:internal |client |your )?(?:review|discussion)(?: purposes)? only\b"
    r"|\b(?:please|pls\.?) (?:advise|check|confirm|complete|insert|provide|review|supply|update|verify)\b"
    r"|\bcomment(?:ed)? \[\w{1,6}\]|\b(?:tk){2,4}\b|\bblah blah\b|\basdf\w{0,6}\b"
    r"|(?-i:\bNTD)\s*[:-]\s*(?=[a-z])|\bnotes? to (?:draft|drafter|reviewer)\b|\bdrafting note\b"
    r"|(?-i:\b(?:TBD|T\.B\.D\.|TBC|T\.B\.C\.|FIXME|TODO)(?![\w'&]|\s+[A-Z(]))|\?\?+"
    r"|(?-i:^(?:<{7}|>{7}) .{0,40})",
    "the blank": r"\[(?:[\s_?#\N{BULLET}\N{BLACK CIRCLE}\N{EN DASH}\N{EM DASH}-]*|\*{1,2})\]"
    r"|\[(?![^\[\]]{0,60}\b(?:omitted|redacted)\b)[ \N{BULLET}\N{BLACK CIRCLE}]*"
    r"(?:name|date|number|amount|title|address|city|company|issuer|owner"
    r"|attorney|agent|counsel|trust|fund|state|street|zip|cik|symbol|ticker|shares|percent(?:age)?|price"
    r"|relationship|signer|grantor|xx+)\b[^\[\]]{0,60}\]"
    r"|_{3,}|(?<!\w)__(?!\w)|\b(?:xx+[,.])+xx+\b|(?<!-)\bx{4,12}\b"
    r"|\bxx+(?: ?%| (?:percent|years|months|days)\b)"
    r"|(?-i:(?:^|(?<=\b(?:[Bb]y|[Oo]f|to) )|(?<=\b(?:[Ff]or|[Tt]he|and) )|(?<=\b(?:[Ff]rom|with) ))XXX"
    r"(?= [A-Z][a-z]))"
    r"|\b(?:foot)?notes? \(?(?:(?-i:XX?)|#|__)(?![\w#]|[.-]\w)"
    r"|(?-i:(?<![\w$.,])X ?%|\b(?:of|for|holds?|[Ii]ncludes?|acquired|purchased|sold) X shares\b)"
    r"|\b(?:mm[/-]dd|dd[/-]mm)[/-]y{2,4}\b|\byyyy-mm-dd\b|(?<![\d/])(?:00/00/00(?:00)?|99/99/99(?:99)?)(?![\d/])"
    r"|[$] ?x+(?:\.x+)?\b|\b20xx\b|\bxx/xx\b|\b(?:includes?|holds?|of|for|purchase|acquire) xx+ shares\b"
    r"|[\N{BULLET}\N{BLACK CIRCLE}](?=,?[\N{BULLET}\N{BLACK CIRCLE}])",
    PAGE_MARK: r"\[[^\[\]\n]{0,40}\bsignatures? (?:page|on|follow)[^\[\]\n]{0,60}\]"
    r"|\[[^\[\]\n]{0,60}\bintentionally left blank\b[^\[\]\n]{0,40}\]",
}
_MARKS = {kind: re.compile(pattern, re.IGNORECASE | re.MULTILINE) for kind, pattern in _KINDS.items()}
_SIGNS = {
    "the template mark": ("{", "<<", "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"),
    "Word's mark": ("error!", "{", "to enter", "choose an item", "lorem"),
    "the note": (
        *("[", "insert", "fill in", "enter", "draft", "not file", "for filing", "to review", "review only"),
        *("discussion only", "purposes only", "please", "pls", "comment", "tktk", "blah", "asdf", "ntd"),
        *("tbd", "t.b.", "tbc", "fixme", "todo", "??", "<<<<<<<", ">>>>>>>"),
    ),
    "the blank": (
        *("[", "__", "xx", "x%", "x %", "x shares", "$x", "$ x", "note", "mm", "00/00", "99/99"),
        *("\N{BULLET}", "\N{BLACK CIRCLE}"),
    ),
    PAGE_MARK: ("[",),
}
"""By kind, small letters and signs: a text without one of them has no match; a quick first look."""
_NAME = re.compile(
    r"(?:(?:the|your|insert|full|print|typed?) )*"
    r"(?:(?:(?:reporting|beneficial) )?(?:owner|person|issuer|company|signer|signatory|grantor|agent|insider"
    r"|client|director|officer|attorney(?: in fact)?|last(?: name)? first|first(?: name)? last|last|first"
    r"|full|legal) ?(?:s )?names?(?: (?:here|first|last|middle|of))*"
    r"|(?:last|first) (?:first|last)(?: middle)?|names?(?: (?:here|of .*))?)"
)
"""The words of a name that nobody filled in: OWNER NAME, "Name of attorney-in-fact", LAST FIRST MIDDLE."""


def draft_mark(text: str) -> tuple[str, str] | None:
    """Return what a draft left in a text, and its words; None for a finished text."""
    lower = text.lower()
    for kind, pattern in _MARKS.items():
        if any(sign in lower for sign in _SIGNS[kind]) and (found := pattern.search(text)):
            return kind, found[0].strip()
    return None


def is_unfilled_name(name: str) -> bool:
    """Return whether a name is one that a form or template asks for, and nobody's."""
    return bool(_NAME.fullmatch(" ".join(re.findall(r"\w++", name)).lower()))
