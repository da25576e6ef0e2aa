"""Code lists of EDGAR: states, countries, postal codes."""
