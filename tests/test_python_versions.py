"""A PDF has the same bytes under each Python: no number in it shows how exactly that Python adds."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest

from redwell.documents.pdf import _pdf_number
from tests import warm

ROOT = Path(__file__).resolve().parent.parent
SEED = "filings/tecogen/2013-10-01-panora-form3.yaml"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (778.0, b"778"),
        (778.0000000001, b"778"),
        (777.9999999999, b"778"),
        (-0.0, b"0"),
        (-0.0000000001, b"0"),
        (0.5, b"0.5"),
        (-12.3456789, b"-12.345679"),
        (100.0, b"100"),
    ],
)
def test_a_number_is_pdf_number_to_six_places_without_a_lonely_point(number: float, written: bytes) -> None:
    assert _pdf_number(repr, number) == written  # type: ignore[arg-type]  # not called for a number


def test_no_number_of_a_form_ends_in_a_point(tmp_path: Path) -> None:
    done = warm.invoke(ROOT, "build", "--filing", SEED, "--out", str(tmp_path), "--jobs", "1")
    assert done.returncode == 0, done.stderr
    [path] = tmp_path.glob("*/*/form3.pdf")
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            drawn = page.Contents.read_bytes()
            assert len(drawn) > 1000
            assert not re.search(rb"\d\.\s", drawn)
