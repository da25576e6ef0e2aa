"""Rules of law and consistency."""
