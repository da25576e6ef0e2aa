"""Secrets: the CCC, patterns that find secrets, and the file that holds one."""
