"""Redwell: one YAML file per Section 16 filing, rendered into every document of that filing.

filings/<client>/<date>-<owner>-form3.yaml
  | source.loader.read          text -> Source              data, and the place of every value
  | check.shape.check_shape     Source -> form, [Problem]   shape; an unknown form is a problem
  | form.parse                  Source -> Filing            frozen, typed
  | form.rules                  Filing -> [Problem]         law and consistency
  | forms.documents             Filing -> [Document]        decisions: boxes checked, rows, footnote numbers
  | documents.renderer.render   Document -> bytes           in memory, XML first: the PDF carries it
  v builds.builder              {name: bytes} -> build/<client>/<stem>/ and its manifest, in one step
"""

from pathlib import Path

__version__ = "0.1.0"
PACKAGE = Path(__file__).resolve().parent


def home() -> Path:
    """The folder of `schemas/` and `templates/`: the repository, or the package of an installed wheel."""
    return PACKAGE if (PACKAGE / "schemas").is_dir() else PACKAGE.parent
