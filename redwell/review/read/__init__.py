"""Both sides of a request, read from git: revisions, files, and each filing on either side."""
