"""The history of one filing, as a firm lives it: each step is a commit, and a request that somebody reviews.

There is no such company, person or filing.
"""

from __future__ import annotations

import multiprocessing
import shutil
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import forkserver
from pathlib import Path

import pytest

import redwell
from redwell.check.filed import filing_in
from redwell.check.signed import fingerprint_of
from redwell.files.reader import Files
from redwell.power_of_attorney import instrument
from redwell.review import worker
from tests.plain import plain_pages
from tests.repositories import History, history

ROOT = Path(__file__).resolve().parent.parent
# Most of a review's time is the start of its processes. Here they start as forks of one process that has the
# libraries loaded and has made one filing; the tests of a stopped review start them as a user does.
worker.START = "forkserver"
multiprocessing.set_forkserver_preload(["redwell.review.documents", "tests.ready", "pytest"])
_start_server = forkserver.ensure_running


def _start_server_here() -> None:
    """Start the process from which they fork, if there is none; a review lets it import nothing of ours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{ROOT}")
        _start_server()


vars(forkserver._forkserver)["ensure_running"] = _start_server_here
CODE = ("redwell", "schemas", "templates", "pyproject.toml", "requirements.lock", "tasks.py")
FORM = "filings/harbor/2026-05-04-whitfield-form3.yaml"
AMENDMENT = "filings/harbor/2026-05-04-whitfield-form3a.yaml"
WORDING = "templates/power_of_attorney/wording.yaml"

FIRST = """\
# yaml-language-server: $schema=../../schemas/form3.schema.json
form: "3"
date_of_event: 2026-05-04

issuer:
  name: HARBOR LIGHT ENERGY, INC.
  cik: "0009990011"
  trading_symbol: HBLT

reporting_owners:
  - name: WHITFIELD ELEANOR R
    cik: "0009990012"
    address:
      street: 12 WHARF STREET
      city: PORTLAND
      state: ME
      zip: "04101"
    relationship:
      officer: General Counsel

non_derivative:
  - title: Common Stock
    amount: 18420
    ownership: direct
  - title: Common Stock
    amount: 2500
    ownership: indirect
    nature_of_ownership: By spouse
  - title: Common
    amount:
      value: 40000
      footnotes: [trust]
    ownership: indirect
    nature_of_ownership: By trust

derivative:
  - title: Stock Option (Right to Buy)
    date_exercisable:
      footnotes: [vesting]
    expiration_date: 2034-03-01
    underlying:
      title: Common Stock
      amount: 30000
    conversion_or_exercise_price: 11.5
    ownership: direct

footnotes:
  trust: >-
    Held by the Whitfield Family Trust. The reporting person disclaims beneficial ownership of these shares
    except to the extent of her pecuniary interest therein.
  vesting: >-
    The option vests in four equal annual installments beginning on March 1, 2025.

signatures:
  - signer: Daniel Okafor
    for: WHITFIELD ELEANOR R
    capacity: Attorney-in-Fact

powers_of_attorney:
  - grantor: Eleanor R. Whitfield
    company: Harbor Light Energy, Inc.
    capacity: an officer
    forms: [3, 4, 5]
    attorneys_in_fact:
      - Daniel Okafor
      - Grace Lindqvist
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A request: its *name*, the day on which it is reviewed, its *base* and *head*."""

    name: str
    today: date
    base: str
    head: str


def tell(root: Path) -> tuple[History, tuple[Step, ...]]:
    """The repository, in *root*, and its requests in order."""
    told = with_code(root)
    told.save({".gitignore": "__pycache__/\nbuild/\n"}, "Begin the record")
    steps: list[Step] = []

    def step(name: str, day: int, files: dict[str, str | bytes | None]) -> None:
        base = told.head()
        steps.append(Step(name=name, today=date(2026, 5, day), base=base, head=told.save(files, name)))

    corrected = changed(FIRST, "amount: 18420", "amount: 18240")
    moved = _moved(corrected)
    joined = changed(moved, "      - Grace Lindqvist\n", "      - Grace Lindqvist\n      - Samuel Ortega\n")
    filed = signed(joined) + "\nfiled:\n  date: 2026-05-12\n  accession_number: 0009990013-26-000007\n"
    step("a Form 3", 5, {FORM: FIRST})
    step("a correction of a number", 6, {FORM: corrected})
    step("a moved row", 6, {FORM: moved})
    step("a new attorney-in-fact", 7, {FORM: joined})
    step("signed and filed", 12, {FORM: filed})
    step("an amendment after filing", 20, {AMENDMENT: _amendment(filed)})
    wording = (ROOT / WORDING).read_text("utf-8")
    edited = changed(wording, "necessary or desirable", "necessary, advisable or desirable")
    step("an edit of the wording under a signed power", 21, {WORDING: edited})
    broken = changed(_amendment(filed), "    amount: 18260\n", "    amount: 18,260\n   ownership: direct\n")
    told.save({WORDING: wording}, "Restore the wording")
    step("a broken filing", 21, {AMENDMENT: broken})
    return told, tuple(steps)


def with_code(root: Path, *, is_whole: bool = False) -> History:
    """Return a repository with our templates and schemas and no commit; of our code, the top alone.

    With *is_whole*, all of our code.
    """
    made = history(root)
    for name in CODE:
        source = ROOT / name
        if name == "redwell" and not is_whole:
            (root / name).mkdir()
            for path in source.glob("*.py"):
                shutil.copy(path, root / name)
        elif source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / name)
    return made


def with_plain_pages(root: Path, *, is_whole: bool = False) -> History:
    """Return a repository `with_code` that has plain pages."""
    made = with_code(root, is_whole=is_whole)
    plain_pages(root)
    return made


def changed(text: str, old: str, new: str) -> str:
    """The text with *new* for the first *old*, which must be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def _moved(text: str) -> str:
    """The trust's row on top, under the name that the class has in full."""
    start = text.index("  - title: Common\n")
    row = text[start : text.index("\nderivative:")]
    rest = text.replace(row, "")
    return changed(rest, "non_derivative:\n", f"non_derivative:\n{changed(row, 'Common', 'Common Stock')}")


def signed(text: str) -> str:
    """The form and the power signed, with the fingerprint of the power's text."""
    text = changed(
        text, "    capacity: Attorney-in-Fact\n", "    capacity: Attorney-in-Fact\n    signed: 2026-05-11\n"
    )
    filing = filing_in(text.encode(), redwell.home())
    assert filing
    files = Files(root=ROOT, home=redwell.home(), folder=ROOT, looks=ROOT)
    power = replace(filing.powers_of_attorney[0], signed=date(2026, 5, 8))
    sha = instrument.draft(power, files).wording_hash
    return f"{text}    signed: 2026-05-08\n    wording_hash: {sha}\n"


def _amendment(filed: str) -> str:
    """A Form 3/A that corrects the direct holding, with the power on file."""
    body = filed[: filed.index("\npowers_of_attorney:")]
    body = changed(body, 'form: "3"', 'form: "3/A"')
    body = changed(body, "amount: 18240", "amount: 18260")
    body = changed(body, "    signed: 2026-05-11\n", "    signed: 2026-05-20\n")
    body = changed(
        body,
        "date_of_event: 2026-05-04\n",
        "date_of_event: 2026-05-04\n\namendment:\n  original_filed: 2026-05-12\n"
        "  amends: 2026-05-04-whitfield-form3.yaml\n  explanation: >-\n"
        "    This amendment corrects the number of shares held directly, which was reported as 18,240.\n",
    )
    body += (
        "\npowers_of_attorney:\n  - grantor: Eleanor R. Whitfield\n"
        "    attorneys_in_fact: [Daniel Okafor]\n"
        "    on_file:\n      date: 2026-05-12\n      accession_number: 0009990013-26-000007\n"
    )
    filing = filing_in(body.encode(), redwell.home())
    assert filing
    found, signed = fingerprint_of(filing, redwell.home()), "    signed: 2026-05-20\n"
    return changed(body, signed, f'{signed}    facts: "{found.facts}"\n    words: "{found.words}"\n')
