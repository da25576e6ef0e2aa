"""Redwell's speed, each figure beside the bare library that does the same work: `invoke bench`."""
