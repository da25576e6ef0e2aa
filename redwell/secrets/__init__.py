"""Secrets: patterns that find them, the CCC, and the writer of a file that holds one."""
