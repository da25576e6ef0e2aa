"""The formats of a docket."""
