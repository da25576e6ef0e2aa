"""The Limited Power of Attorney and the authentication page."""
