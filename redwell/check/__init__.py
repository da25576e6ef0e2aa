"""Check one filing."""
