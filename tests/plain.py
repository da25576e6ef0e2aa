"""Templates of pages that take no time to lay out, for tests that look at no page."""

from __future__ import annotations

from pathlib import Path

PLAIN = """\
<html lang="en"><head><title>A page</title><meta name="author" content="{{ author }}"/></head>
<body><p>{{ signatures }}</p></body></html>
"""


def plain_pages(root: Path) -> None:
    """Put such templates for Form 3 and its authentication page into a repository."""
    for name in ("form3/form3.html.j2", "authentication/authentication.html.j2"):
        path = root / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PLAIN, "utf-8")
