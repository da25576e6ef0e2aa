"""Text compared: which item is which (`match`), and which words differ (`diff`)."""
