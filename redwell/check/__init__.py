"""One filing checked."""
