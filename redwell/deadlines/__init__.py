"""EDGAR's business days, due dates, and how a filing stands."""
