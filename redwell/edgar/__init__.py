"""Write files for EDGAR and read files from EDGAR."""
