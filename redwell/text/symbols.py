"""Trading symbols, as people write them."""

from __future__ import annotations

import re

NO_SYMBOL = re.compile(
    r"n\.?/?a\.?|none\.|no( symbol| ticker)?|not (applicable|listed|traded|public)|unlisted|private|tb[da]|-+"
)
_NAMES = r"(nyse|nasdaq|nyse american|amex|cboe|otc|otcqx|otcqb|otcmkts|tsx|tsxv|lse|asx|hkex|xnas|xnys|b3)"
_EXCHANGE = re.compile(rf"{_NAMES}(\s*[:/]\s*|\s+-\s+)", re.IGNORECASE)
_EXCHANGE_BEHIND = re.compile(rf"(?<!\s)\s++\({_NAMES}\)?\Z", re.IGNORECASE)


def bare_symbol(symbol: str) -> str | None:
    """Return the symbol alone, without brackets and its exchange; None if they say that there is none."""
    bare = _EXCHANGE_BEHIND.sub("", _EXCHANGE.sub("", symbol.strip("[]()<>\"'$ "))).upper()
    return bare if bare and not NO_SYMBOL.fullmatch(bare.lower()) else None
