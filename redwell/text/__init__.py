"""Compare texts: pair the items of two lists (`match`), find the words that differ (`diff`)."""

FONT_PACKAGES = ("fontpkg_pt_sans", "fontpkg_pt_sans_narrow", "fontpkg_pt_serif")
"""The packages that hold the fonts of printed documents."""
FALLBACK_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_serif")
"""The packages of fonts for letters that those lack: Greek, and what is rare in Latin and Cyrillic."""
