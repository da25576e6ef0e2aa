"""Many filings built into folders."""
