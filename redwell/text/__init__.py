"""Compare texts: pair the items of two lists (`match`), find the words that differ (`diff`)."""
