"""Keys are written into a filing wherever its mapping allows it; a text that would break is left alone."""

from __future__ import annotations

import pytest

from redwell.fixes.keys import with_keys

START = 'form: "3"\nsignatures:\n'
NEW = {"signed": "2026-11-25", "facts": '"1:ab"', "reauthorized": None}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- {signer: Roe, }", '- {signer: Roe, signed: 2026-11-25, facts: "1:ab" }'),
        ("- {reauthorized: {by: Roe}, signer: Roe}", '- {signer: Roe, signed: 2026-11-25, facts: "1:ab"}'),
        (
            "- reauthorized:\n    by: Roe\n  signer: Roe",
            '- signer: Roe\n  signed: 2026-11-25\n  facts: "1:ab"',
        ),
        (
            "- signer: Roe  # in person\n  reauthorized: {by: Roe}\n  signed: 2026-11-24",
            '- signer: Roe  # in person\n  signed: 2026-11-25\n  facts: "1:ab"',
        ),
        (
            "- {signer: Roe, # in person\n   signed: 2026-11-24}",
            '- {signer: Roe, # in person\n   signed: 2026-11-25, facts: "1:ab"}',
        ),
    ],
)
def test_keys_are_written_changed_and_taken_out(before: str, after: str) -> None:
    assert with_keys(f"{START}{before}\n", ("signatures", 0), NEW) == f"{START}{after}\n"


def test_a_first_key_that_is_a_mapping_is_replaced_behind_its_dash() -> None:
    text = f"{START}- reauthorized:\n    by: Roe\n  signer: Roe\n"
    written = with_keys(text, ("signatures", 0), {"reauthorized": {"by": "Poe"}})
    assert written == f"{START}- reauthorized:\n    by: Poe\n  signer: Roe\n"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"{START}- {{signer: Roe\n\n  }}  # }}\n- [\n", {"by": "Roe"}),
        (f"{START}- {{signer: Roe}}\n", {"by": "J\udcffane"}),
        (f"{START}- {{signer: Roe}}\n", {"by": "{"}),
    ],
    ids=["broken", "no text", "another text"],
)
def test_a_text_that_would_read_otherwise_is_left_alone(text: str, values: dict[str, str]) -> None:
    assert with_keys(text, ("signatures", 0), values) is None
