"""A review as text: Markdown for a comment, one HTML page, JSON, SARIF. Only here text is escaped."""
