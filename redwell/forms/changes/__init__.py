"""Hold the documents and rules that Forms 4 and 5, the statements of changes, share."""
