"""Redwell: one YAML file per Section 16 filing, rendered into every document of that filing.

filings/<client>/<date>-<owner>-form3.yaml
  | source.read        text -> Source                 data, and the place of every value
  | schema.check       Source -> [Problem]            shape
  | form.parse         Source -> Filing               frozen, typed
  | form.rules         Filing -> [Problem]            law and consistency
  | form.documents     Filing -> [Document]           decisions: boxes ticked, rows, footnote numbers
  | render.render      Document -> bytes              in memory, XML first: the PDF carries it
  v folders.swap_in    {name: bytes} -> build/<client>/<stem>/ and its manifest, swapped in at once
"""

from pathlib import Path

__version__ = "0.1.0"


def home() -> Path:
    """The folder of `schemas/` and `templates/`: the repository, or the package of an installed wheel."""
    package = Path(__file__).resolve().parent
    return package if (package / "schemas").is_dir() else package.parent
