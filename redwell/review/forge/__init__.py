"""A review as one comment on its request, on GitHub or GitLab."""
