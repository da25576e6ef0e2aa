"""Write files of this repository from others: `invoke docs` and `invoke fonts`. No firm gets them."""
