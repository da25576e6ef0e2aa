"""What differs between two filings: holdings, facts, words, who signs, and what check found."""
