"""Check and build many filings."""
