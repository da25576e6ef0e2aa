"""Characters and names in text."""
