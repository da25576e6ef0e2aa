"""The sentences that say where Section 16(b) may not reach a trade, or where only counsel can tell."""

from __future__ import annotations

TEN_PERCENT = (
    "not every form names the owner an officer or director: who is a 10% owner alone must be one at both "
    "ends, and the purchase that crosses 10% is not matched (Foremost-McKesson v. Provident, 423 U.S. 232): "
    "ask counsel"
)
BEFORE = (
    "{day} is before {since}, the date of event of the Form 3: of the trades before it, only some by "
    "officers and directors are subject to Section 16 (Rule 16a-2(a)): ask counsel"
)
AFTER = (
    "a form with these trades says that the owner is no longer subject to Section 16: after leaving, only a "
    "trade of an officer or director is matched, with an opposite one made before leaving (Rule 16a-2(b)): "
    "ask counsel"
)
MONTH_END = (
    "the text does not say how months of different lengths are counted: {day} has no same day six months "
    "later, or is the end of its month; counted to {until}: ask counsel"
)
FOREIGN = (
    "the filings say that the issuer is a foreign private issuer: Section 16(b) does not apply to its "
    "securities (Rule 3a12-3(b)), and nothing is matched"
)
AT_TIMES_FOREIGN = (
    "some filings say that the issuer is a foreign private issuer, and others do not: Section 16(b) does not "
    "apply while it is one (Rule 3a12-3(b)): ask counsel"
)
ALIKE = (
    "{count} lines of joint owners are alike but for their positions (day, code, number, price and balance): "
    "each is counted; if some are one trade, the most may be lower: ask counsel"
)
DERIVATIVE = (
    "a derivative counts as its underlying securities (Rule 16b-6(a)), and its price is not theirs: pairs of "
    "both have no difference here (Rule 16b-6(c)): ask counsel"
)
SPLIT = "a split lies between these trades: numbers and prices are not comparable as reported: ask counsel"
ALL_ONE = "{questions} By {answer} answer, the pairs come to {sum}: ask counsel"
READING = "{questions} If it does, {standing}; if not, {gone}: ask counsel"
READINGS = "{questions} By the answers, the pairs come to {sums}: ask counsel"
"""The sentences for the questions how amendments are to be read."""
COUNTED = " (counted here)"
MORE_READINGS = (
    "these amendments can be read in more ways than are counted here, so that more is possible: ask counsel"
)
UNSURE = "{questions} The pairs depend on the answer: ask counsel"
APART = "{classes} are not pooled here: ask counsel"
