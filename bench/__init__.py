"""Measure Redwell's speed against the bare libraries that do the same work: `invoke bench`."""
