"""Files that a firm encloses with a form."""
