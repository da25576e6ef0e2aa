"""Parts that Forms 3, 4 and 5 share."""
