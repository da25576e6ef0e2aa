"""Contexts rendered into documents."""
