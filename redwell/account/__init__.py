"""The filings of one owner and issuer, in order."""
