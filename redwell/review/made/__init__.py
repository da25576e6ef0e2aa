"""What is made of a filing on both sides, by each side's own code: documents, their hashes, their pages."""
