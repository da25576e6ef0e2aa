"""Files of a repository: found, read safely, written whole."""
