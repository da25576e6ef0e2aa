"""What Forms 4 and 5, the statements of changes, share: their documents and their rules."""
