"""EDGAR's business days, due dates, and the standing of filings against them."""
