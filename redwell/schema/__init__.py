"""The JSON Schema check and its messages."""
