"""List what is due of the insiders of a record, by date, from the filings alone; nothing is stored."""
