"""Write the certain remedies of problems into filings."""
